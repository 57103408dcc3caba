/* All bodies in one file, spanvet.bundle/1: docs/schema/bundle-1.json. */
#include "metrics/stage.h"

void stage_bundle(struct buf *b, const struct stage *st)
{
    struct json_out j = {.b = b, .more_depth = 1};
    json_out_open(&j, NULL, '{');
    json_out_text(&j, "schema", SV("spanvet.bundle/1"));
    json_out_text(&j, "profile", profile_word(st->plan->profile));
    json_out_open(&j, "metrics", '[');
    for (size_t i = 0; i < st->metrics.n; i++)
        if (stage_creates(&st->metrics.v[i]))
            edited_copy(&j, NULL, st->metrics.v[i].body);
    json_out_close(&j);
    json_out_close(&j);
}
