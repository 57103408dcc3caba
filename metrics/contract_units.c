#include "metrics/contract_parts.h"

#include "core/fmt.h"

/* ---- units and keys ---- */

static const struct unit units[] = {
    {SV_INIT("s"), FAMILY_TIME, 1},         {SV_INIT("ms"), FAMILY_TIME, 1e-3},
    {SV_INIT("ratio"), FAMILY_SHARE, 1},    {SV_INIT("percent"), FAMILY_SHARE, 1e-2},
    {SV_INIT("count"), FAMILY_COUNT, 0},    {SV_INIT("tokens"), FAMILY_TOKENS, 0},
    {SV_INIT("score"), FAMILY_SCORE, 0},
};

struct unit unit_find(struct sv name)
{
    for (size_t i = 0; i < ARRAY_LEN(units); i++)
        if (sv_eq(units[i].name, name))
            return units[i];
    return (struct unit){0};
}

struct key_end {
    struct sv end; /* of the key; the first that fits counts */
    struct unit unit;
};

static const struct key_end key_ends[] = {
    {SV_INIT("metrics.ttfb"), {SV_INIT("s"), FAMILY_TIME, 1}},
    {SV_INIT("_ms"), {SV_INIT("ms"), FAMILY_TIME, 1e-3}},
    {SV_INIT(".ms"), {SV_INIT("ms"), FAMILY_TIME, 1e-3}},
    {SV_INIT("_millis"), {SV_INIT("ms"), FAMILY_TIME, 1e-3}},
    {SV_INIT("_milliseconds"), {SV_INIT("ms"), FAMILY_TIME, 1e-3}},
    {SV_INIT("_us"), {SV_INIT("us"), FAMILY_TIME, 1e-6}},
    {SV_INIT("_microseconds"), {SV_INIT("us"), FAMILY_TIME, 1e-6}},
    {SV_INIT("_ns"), {SV_INIT("ns"), FAMILY_TIME, 1e-9}},
    {SV_INIT("_nanos"), {SV_INIT("ns"), FAMILY_TIME, 1e-9}},
    {SV_INIT("_nanoseconds"), {SV_INIT("ns"), FAMILY_TIME, 1e-9}},
    {SV_INIT("_s"), {SV_INIT("s"), FAMILY_TIME, 1}},
    {SV_INIT("_sec"), {SV_INIT("s"), FAMILY_TIME, 1}},
    {SV_INIT("_secs"), {SV_INIT("s"), FAMILY_TIME, 1}},
    {SV_INIT("_seconds"), {SV_INIT("s"), FAMILY_TIME, 1}},
    {SV_INIT(".seconds"), {SV_INIT("s"), FAMILY_TIME, 1}},
    {SV_INIT("_minutes"), {SV_INIT("min"), FAMILY_TIME, 60}},
    {SV_INIT("_tokens"), {SV_INIT("tokens"), FAMILY_TOKENS, 0}},
    {SV_INIT(".count"), {SV_INIT("count"), FAMILY_COUNT, 0}},
    {SV_INIT("_count"), {SV_INIT("count"), FAMILY_COUNT, 0}},
    {SV_INIT("_percent"), {SV_INIT("percent"), FAMILY_SHARE, 1e-2}},
    {SV_INIT("_pct"), {SV_INIT("percent"), FAMILY_SHARE, 1e-2}},
    {SV_INIT("_ratio"), {SV_INIT("ratio"), FAMILY_SHARE, 1}},
    {SV_INIT("_score"), {SV_INIT("score"), FAMILY_SCORE, 0}},
    {SV_INIT("_usd"), {SV_INIT("USD"), FAMILY_OTHER, 0}},
    {SV_INIT("_eur"), {SV_INIT("EUR"), FAMILY_OTHER, 0}},
    {SV_INIT(".bytes"), {SV_INIT("bytes"), FAMILY_OTHER, 0}},
    {SV_INIT("_bytes"), {SV_INIT("bytes"), FAMILY_OTHER, 0}},
};

/* The name is empty when the key says nothing. */
static struct unit unit_of_key(struct sv key)
{
    for (size_t i = 0; i < ARRAY_LEN(key_ends); i++)
        if (sv_ends(key, key_ends[i].end))
            return key_ends[i].unit;
    return (struct unit){0};
}

struct unit unit_of_attribute(const struct contract_case *t)
{
    struct unit u = unit_of_key(t->d->metric_attribute);
    if (u.name.n || !t->pair)
        return u;
    u = unit_of_key(t->pair->means);
    u.scale *= t->pair->factor;
    for (size_t i = 0; t->pair->factor != 1 && i < ARRAY_LEN(units); i++)
        if (units[i].family == u.family && units[i].scale == u.scale)
            return units[i];
    return t->pair->factor == 1 ? u : (struct unit){0};
}

/* ---- checks ---- */

void check_unit(struct contract_case *t)
{
    const struct sv unit = t->d->unit;
    struct nearest near = {.word = unit};
    if (unit.n == 0 || unit_find(unit).name.n || fmt_columns(unit) > 32)
        return;
    for (size_t i = 0; i < ARRAY_LEN(units); i++)
        if (sv_eq_nocase(units[i].name, unit))
            near.best = units[i].name;
        else if (!near.best.n)
            nearest_try(&near, units[i].name);
    if (near.best.n)
        contract_say(t, "unit", NULL, "\"%.*s\" is none of the seven units; did you mean "
                     "\"%.*s\"?", CUT_ARG(unit), SV_ARG(near.best));
    else
        contract_say(t, "unit", NULL, "\"%.*s\" is none of the seven units (s, ms, count, ratio, "
                     "percent, tokens, score)", CUT_ARG(unit));
}

void check_unit_aggregation(struct contract_case *t)
{
    const struct sv unit = t->d->unit;
    struct sv right = {0};
    if (t->how == AGG_COUNT)
        right = SV("count");
    else if (case_of_spans(t))
        right = SV("percent");
    else if (definition_is_duration(t->d))
        right = SV("s");
    if (right.n && unit.n && !sv_eq(unit, right))
        contract_say(t, "unit", NULL, "%s is in %.*s, and unit says \"%.*s\"",
                     sv_eq(right, SV("s")) ? "the length of a span" : "this aggregation",
                     SV_ARG(right), CUT_ARG(unit));
}

void check_unit_scale(struct contract_case *t)
{
    const struct unit said = unit_find(t->d->unit), is = unit_of_attribute(t);
    if (!case_of_values(t) || said.family != is.family || said.scale == 0 || is.scale == 0 ||
        said.scale == is.scale)
        return;
    contract_say(t, "unit", NULL, "%.*s is in %.*s, and unit says \"%.*s\": the value is shown "
                 "wrong by a factor of %s", CUT_ARG(t->d->metric_attribute), SV_ARG(is.name),
                 SV_ARG(said.name),
                 fmt_number(is.scale < said.scale ? said.scale / is.scale
                                                  : is.scale / said.scale).text);
}

void check_unit_kind(struct contract_case *t)
{
    const struct unit said = unit_find(t->d->unit), is = unit_of_attribute(t);
    if (!case_of_values(t) || !said.name.n || !is.name.n || said.family == is.family)
        return;
    contract_say(t, "unit", NULL, "the key %.*s says %.*s, and unit says \"%.*s\"",
                 CUT_ARG(t->d->metric_attribute), SV_ARG(is.name), SV_ARG(said.name));
}

void check_unit_absent(struct contract_case *t)
{
    const struct unit is = unit_of_attribute(t);
    if (case_of_values(t) && t->d->unit.n == 0 && unit_find(is.name).name.n)
        contract_say(t, "unit", NULL, "%.*s is in %.*s, and the definition has no unit",
                     CUT_ARG(t->d->metric_attribute), SV_ARG(is.name));
}
