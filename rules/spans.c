#include "rules/spans.h"

#include "lint/dialects.h"

bool any_span_name(const struct check *c, name_judge *is_bad)
{
    for (size_t i = 0; i < c->v->span_names.n; i++)
        if (is_bad(c, store_sv(c->s, c->v->span_names.v[i])))
            return true;
    return false;
}

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

bool span_tool_failed(const struct check *c, uint32_t p)
{
    const struct attr *a = span_attr(c, p, KEY_tool_error);
    double value = 0;
    if (!a)
        return c->v->features[c->trace] & FEATURE_DIALECT &&
               view_failed(c->v, c->s, span_row(c, p));
    /* Where a format knows texts only (Zipkin), a text is the value. */
    if (a->type == VALUE_STRING && store_input_of(c->s, span_row(c, p))->texts_only)
        return sv_eq(store_sv(c->s, (sym)a->bits), SV("1"));
    return a->type == VALUE_BOOL ? a->bits != 0 : attr_number(a, &value) && value == 1;
}

const struct attr *span_tool_id(const struct check *c, uint32_t p)
{
    const struct attr *a = span_attr(c, p, KEY_tool_call_id);
    a = a ? a : span_attr(c, p, KEY_tool_dot_call_id);
    return a ? a : span_attr(c, p, KEY_genai_tool_call_id);
}

bool span_has_text(const struct check *c, uint32_t p, enum known_key key)
{
    const struct attr *a = span_attr(c, p, key);
    return a && a->type != VALUE_EMPTY && !(a->type == VALUE_STRING && a->bits == SYM_EMPTY);
}

bool span_has_transcript(const struct check *c, uint32_t p)
{
    return span_attr(c, p, KEY_transcript) || span_attr(c, p, KEY_stt_transcription);
}
