/* What the values of an attribute say about its unit. Here t->pair has a number. */
#include "metrics/contract_parts.h"

#include "core/fmt.h"

enum { SHARES_LEAST = 5 };

/*
 * A wait inside a span is not longer than the span. One in ms that is taken for seconds is that on
 * every span, and far; one in seconds that is taken for ms is small everywhere, though its share of
 * the span is one that seconds would have. What the key itself says of its unit is looked at by
 * C022 and by the doubts.
 */
void check_unit_values(struct contract_case *t)
{
    const struct pair_fact *p = t->pair;
    const struct unit said = unit_find(t->d->unit), is = unit_of_attribute(t);
    const double raw_min = p->share_min / p->factor, raw_max = p->share_max / p->factor;
    if (said.family != FAMILY_TIME || p->lengths < SHARES_LEAST || p->max <= 0 ||
        is.scale > 0)
        return;
    if (said.scale == 1 && raw_min > 20)
        contract_say(t, "unit", NULL, "as seconds each value is more than 20 times as long as its "
                     "span (%s to %s): they look like ms", fmt_number(p->min).text,
                     fmt_number(p->max).text);
    else if (said.scale < 1 && p->max < 10 && p->fractional && raw_min > 0.02 && raw_max <= 1.05)
        contract_say(t, "unit", NULL, "as ms each value is below a hundredth of its span (%s to "
                     "%s): they look like seconds", fmt_number(p->min).text,
                     fmt_number(p->max).text);
}

void check_outside(struct contract_case *t)
{
    const struct pair_fact *p = t->pair;
    const struct unit said = unit_find(t->d->unit);
    const bool ends = said.family == FAMILY_SHARE && t->how != AGG_SUM;
    const double most = ends ? 1 / said.scale : HUGE_VAL;
    if (said.family == FAMILY_OTHER || said.family == FAMILY_SCORE)
        return;
    if (p->min < 0)
        contract_say(t, "unit", NULL, "%s are below 0, down to %s",
                     fmt_amount(p->negative, "value").text, fmt_number(p->min).text);
    else if (p->max > most)
        contract_say(t, "unit", NULL, "values go up to %s, and %.*s ends at %s",
                     fmt_number(p->max).text, SV_ARG(said.name), fmt_number(most).text);
}
