/* One line a finding: "dump.json:12: warning: N055 chunk-noise: ... [trace/span name]". The place
 * stands first, as compilers write it, so that editors jump there. */
#include <inttypes.h>

#include "core/fmt.h"
#include "lint/finding_text.h"
#include "lint/place.h"

static void place_add(struct buf *b, const struct place *p)
{
    if (!p->input)
        return;
    fmt_foreign(b, place_is_file(p->input) ? p->input->uri : SV("<stdin>"), 0);
    if (p->line)
        buf_fmt(b, ":%" PRIu64, p->line);
    buf_addz(b, ": ");
}

void report_concise(struct buf *b, const struct report *r)
{
    struct page page = {b, r->style};
    for (size_t i = 0; i < r->lint->findings.list.n; i++) {
        struct place p = place_of(r, i);
        place_add(b, &p);
        finding_add_line(&page, r, &r->lint->findings.list.v[i]);
        buf_addc(b, '\n');
    }
}
