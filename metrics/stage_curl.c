/* The script that creates the metrics with curl. It reads the bodies beside it, whatever people
 * made of them, and so is the same for every plan. */
#include "metrics/stage_curl.h"

#include "metrics/stage.h"

void stage_curl(struct buf *b, const struct stage *st)
{
    (void)st;
    buf_addz(b, stage_curl_script);
}
