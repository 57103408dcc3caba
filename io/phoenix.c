/*
 * Arize Phoenix: the spans of its REST API and its clients ({"data":[spans],"next_cursor":..}, a
 * list, or one a line). They are rows of spans (io/span_rows.c), told by the three members that
 * Phoenix alone has together.
 */
#include "io/format.h"
#include "io/span_row.h"

static int phoenix_sniff(const struct sketch *sk)
{
    enum { DEEPEST = 3 };
    if (!span_row_sniff(sk))
        return 0;
    for (uint32_t depth = 1; depth <= DEEPEST; depth++)
        if (sketch_has_at(sk, SV("span_kind"), depth) && sketch_has_at(sk, SV("context"), depth) &&
            sketch_has_at(sk, SV("status_code"), depth))
            return 60;
    return 0;
}

const struct format format_phoenix = {
    .name = "phoenix",
    .title = "Arize Phoenix spans",
    .sniff = phoenix_sniff,
    .decode = span_rows_decode,
};
