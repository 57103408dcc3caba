#include "rules/spans.h"

bool only_probes(const struct check *c)
{
    for (uint32_t p = c->first; p < c->end; p++)
        if (!view_is_probe(c->v, c->s, span_row(c, p)))
            return false;
    return true;
}

const char *time_wrong_unit(uint64_t start)
{
    /* 2001-01-01 and 2101-01-01 in seconds: the ranges of the units do not touch. */
    const uint64_t from = 978307200, to = 4133980800;
    static const struct {
        uint64_t factor;
        const char *name;
    } units[] = {{1, "seconds"}, {1000, "milliseconds"}, {1000000, "microseconds"}};
    for (size_t i = 0; i < ARRAY_LEN(units); i++)
        if (start >= from * units[i].factor && start < to * units[i].factor)
            return units[i].name;
    return NULL;
}
