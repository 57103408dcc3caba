#include "lint/dialect_value.h"

#include "core/glob.h"
#include "core/when.h"

#include <jansson.h>
#include <math.h>

#define BIT(i) (UINT32_C(1) << (i))

bool dialect_value_is(const struct store *s, const struct attr *a, struct sv pattern)
{
    char text[32];
    int n = 0;
    switch (a->type) {
    case VALUE_STRING:
        return glob_match(pattern, store_sv(s, (sym)a->bits));
    case VALUE_BOOL:
        return glob_match(pattern, a->bits ? SV("true") : SV("false"));
    case VALUE_INT:
        n = snprintf(text, sizeof(text), "%lld", (long long)attr_int(a));
        break;
    case VALUE_DOUBLE:
        n = snprintf(text, sizeof(text), "%g", attr_double(a));
        break;
    default:
        return false;
    }
    return glob_match(pattern, sv_of(text, (size_t)n));
}

/* ---- the places, by the key they begin with ---- */

struct place {
    const struct dialect_attr *attr;
    const struct dialect_source *source;
    uint32_t dialect; /* its bit */
    uint32_t order;   /* the first present wins */
    uint32_t next;    /* the next place of the same key, plus 1 */
};

struct places {
    struct view *v;
    struct store *s;
    VEC(struct place) of_keys, others; /* others: events and names */
    uint32_t *first;                   /* by symbol of the key: its first place, plus 1 */
    /* What a row was found to have, by known key. */
    struct alias_attr best[KNOWN_KEYS];
    uint32_t best_order[KNOWN_KEYS];
    VEC(uint16_t) met;
};

static void place_add(struct places *ps, struct place place)
{
    const struct dialect_source *source = place.source;
    struct sv text = source->time.n ? source->time : source->attribute;
    sym key = text.n ? sym_find(&ps->s->syms, text) : SYM_NONE;
    if (!text.n) {
        vec_push(&ps->others, place);
    } else if (key != SYM_NONE) {
        place.next = ps->first[key];
        vec_push(&ps->of_keys, place);
        ps->first[key] = (uint32_t)ps->of_keys.n;
    }
}

static void places_fill(struct places *ps, const struct pack *pack)
{
    uint32_t order = 0;
    for (size_t i = 0; i < pack->dialects.n; i++)
        for (size_t k = 0; k < pack->dialects.v[i].attrs.n; k++) {
            const struct dialect_attr *attr = &pack->dialects.v[i].attrs.v[k];
            for (size_t j = 0; j < attr->sources.n; j++)
                place_add(ps, (struct place){attr, &attr->sources.v[j], BIT(i), order++, 0});
        }
}

/* ---- values ---- */

static void number_put(struct attr *out, double value)
{
    out->type = VALUE_DOUBLE;
    out->bits = value_bits(value);
}

static bool json_put(struct places *ps, const json_t *value, struct attr *out)
{
    if (json_is_string(value)) {
        out->type = VALUE_STRING;
        out->bits = sym_put(&ps->s->syms,
                            sv_of(json_string_value(value), json_string_length(value)));
    } else if (json_is_integer(value)) {
        out->type = VALUE_INT;
        out->bits = (uint64_t)json_integer_value(value);
    } else if (json_is_real(value)) {
        number_put(out, json_real_value(value));
    } else if (json_is_boolean(value)) {
        out->type = VALUE_BOOL;
        out->bits = json_is_true(value);
    } else {
        return false;
    }
    return true;
}

/* An OTLP value as the store writes them: {"stringValue":"stop"}. */
static bool otlp_put(struct places *ps, json_t *value, struct attr *out)
{
    json_t *number = json_object_get(value, "intValue");
    if (json_is_string(number)) {
        struct sv_i64 i = sv_to_i64(sv_from_c(json_string_value(number)));
        out->type = VALUE_INT;
        out->bits = (uint64_t)i.value;
        return i.ok;
    }
    void *member = json_object_iter(value);
    return member && json_put(ps, json_object_iter_value(member), out);
}

static bool first_put(struct places *ps, json_t *list, struct attr *out)
{
    if (json_is_array(list))
        return json_put(ps, json_array_get(list, 0), out);
    json_t *values = json_object_get(json_object_get(list, "arrayValue"), "values");
    return otlp_put(ps, json_array_get(values, 0), out);
}

/* {"kvlistValue":{"values":[{"key":"k","value":{...}}]}}, or the object itself. */
static bool member_put(struct places *ps, json_t *top, struct sv name, struct attr *out)
{
    json_t *list = json_object_get(json_object_get(top, "kvlistValue"), "values"), *entry;
    size_t i;
    json_array_foreach(list, i, entry)
        if (sv_eq(sv_from_c(json_string_value(json_object_get(entry, "key"))), name))
            return otlp_put(ps, json_object_get(entry, "value"), out);
    return json_put(ps, json_object_getn(top, name.p, name.n), out);
}

static bool nested_put(struct places *ps, const struct dialect_source *source,
                       const struct attr *a, struct attr *out)
{
    if (a->type != VALUE_STRING && a->type != VALUE_ARRAY && a->type != VALUE_KVLIST)
        return false;
    struct sv text = store_sv(ps->s, (sym)a->bits);
    json_t *top = json_loadb(text.p, text.n, JSON_DECODE_ANY, NULL);
    bool ok = source->first ? first_put(ps, top, out)
                            : member_put(ps, top, source->member, out);
    json_decref(top);
    /* A list of one may also come as that one. */
    if (!ok && source->first && a->type == VALUE_STRING && text.n && text.p[0] != '[') {
        *out = *a;
        ok = true;
    }
    return ok;
}

/* Seconds from the span's start, to the nanosecond. */
static bool since_start(const struct places *ps, uint32_t row, uint64_t ns, struct attr *out)
{
    uint64_t start = ps->s->span.start[row];
    if (!(ps->s->span.flags[row] & SPAN_HAS_START) || !start || ns < start)
        return false;
    number_put(out, (double)(ns - start) / 1e9);
    return true;
}

/* LiveKit writes the JSON text of the time, so there are quotes inside. */
static bool time_put(const struct places *ps, uint32_t row, const struct attr *a,
                     struct attr *out)
{
    if (a->type != VALUE_STRING)
        return false;
    struct sv text = store_sv(ps->s, (sym)a->bits);
    if (text.n >= 2 && text.p[0] == '"' && text.p[text.n - 1] == '"')
        text = sv_of(text.p + 1, text.n - 2);
    struct when when = when_iso(text);
    return when.ok && since_start(ps, row, when.ns, out);
}

static bool event_put(const struct places *ps, uint32_t row, struct sv name, struct attr *out)
{
    const struct store *s = ps->s;
    const struct span_extra *extra = span_extra(s, row);
    for (uint32_t i = extra->event_first; i < extra->event_first + extra->event_count; i++)
        if (s->events.v[i].has_time && sv_eq(store_sv(s, s->events.v[i].name), name))
            return since_start(ps, row, s->events.v[i].time, out);
    return false;
}

static bool name_put(struct places *ps, uint32_t row, const struct dialect_source *source,
                     struct attr *out)
{
    struct sv name = store_sv(ps->s, ps->s->span.name[row]);
    if (source->name_after.n && sv_starts(name, source->name_after))
        name = sv_from(name, source->name_after.n);
    else if (source->name_before.n && sv_ends(name, source->name_before))
        name.n -= source->name_before.n;
    else if (!source->name)
        return false;
    out->type = VALUE_STRING;
    out->bits = sym_put(&ps->s->syms, name);
    return name.n > 0;
}

static bool raw_put(struct places *ps, const struct place *place, uint32_t row,
                    const struct attr *a, struct attr *out)
{
    const struct dialect_source *source = place->source;
    if (source->event.n)
        return event_put(ps, row, source->event, out);
    if (!a)
        return name_put(ps, row, source, out);
    out->key = a->key;
    if (source->time.n)
        return time_put(ps, row, a, out);
    if (source->equals.n) {
        out->type = VALUE_INT;
        out->bits = dialect_value_is(ps->s, a, source->equals);
        return true;
    }
    if (source->first || source->member.n)
        return nested_put(ps, source, a, out);
    *out = *a;
    return a->type != VALUE_EMPTY;
}

static void spelling_replace(struct places *ps, uint16_t key, struct attr *out)
{
    const struct pack *pack = ps->v->pack;
    for (size_t i = 0; i < pack->values.n; i++)
        if (pack->values.v[i].key == key &&
            sv_eq(pack->values.v[i].raw, store_sv(ps->s, (sym)out->bits))) {
            out->bits = sym_put(&ps->s->syms, pack->values.v[i].means);
            return;
        }
}

static bool value_put(struct places *ps, const struct place *place, uint32_t row,
                      const struct attr *a, struct attr *out)
{
    double number;
    if (!raw_put(ps, place, row, a, out))
        return false;
    if (out->type == VALUE_STRING)
        spelling_replace(ps, place->attr->key, out);
    if (!attr_number(out, &number))
        return true;
    if (place->source->scale != 0)
        number_put(out, number *= place->source->scale);
    return number >= place->attr->min;
}

/* ---- rows ---- */

static void place_try(struct places *ps, const struct place *place, uint32_t row, uint32_t mask,
                      const struct attr *a)
{
    uint16_t key = place->attr->key;
    uint64_t classes = place->attr->classes;
    struct attr out = {.key = SYM_EMPTY};
    if (!(mask & place->dialect) || place->order >= ps->best_order[key] ||
        (classes && !(classes & FEATURE_OF(ps->v->row_class[row]))) ||
        !value_put(ps, place, row, a, &out))
        return;
    if (ps->best_order[key] == UINT32_MAX)
        vec_push(&ps->met, key);
    ps->best_order[key] = place->order;
    ps->best[key] = (struct alias_attr){row, key, out};
}

/* By key, whatever the order of the attributes; there are a handful. */
static void met_sort(struct places *ps)
{
    for (size_t i = 1; i < ps->met.n; i++)
        for (size_t k = i; k > 0 && ps->met.v[k - 1] > ps->met.v[k]; k--) {
            uint16_t key = ps->met.v[k];
            ps->met.v[k] = ps->met.v[k - 1];
            ps->met.v[k - 1] = key;
        }
}

static void row_fill(struct places *ps, uint32_t row, uint32_t mask)
{
    struct store *s = ps->s;
    struct attr_range r = span_attrs(s, row);
    for (uint32_t i = r.first; i < r.first + r.count; i++)
        for (uint32_t k = ps->first[s->attrs.v[i].key]; k; k = ps->of_keys.v[k - 1].next)
            place_try(ps, &ps->of_keys.v[k - 1], row, mask, &s->attrs.v[i]);
    for (size_t i = 0; i < ps->others.n; i++)
        place_try(ps, &ps->others.v[i], row, mask, NULL);
    met_sort(ps);
    for (size_t i = 0; i < ps->met.n; i++) {
        uint16_t key = ps->met.v[i];
        ps->best_order[key] = UINT32_MAX;
        if (ps->v->keys[key] != SYM_NONE && attr_find(s, r, ps->v->keys[key]))
            continue;
        vec_push(&ps->v->aliases, ps->best[key]);
        ps->v->has_alias[key] = true;
        key_set_add(&ps->v->row_keys[row], (enum known_key)key);
        key_set_add(&ps->v->trace_keys[s->span.trace[row]], (enum known_key)key);
        ps->v->features[s->span.trace[row]] |= view_key_features(key);
    }
    ps->met.n = 0;
}

void dialect_values_fill(struct view *v, struct store *s)
{
    struct places ps = {.v = v, .s = s};
    ps.first = mem_zalloc(arena_size(sizeof(uint32_t), s->syms.texts.n));
    memset(ps.best_order, 0xff, sizeof(ps.best_order));
    places_fill(&ps, v->pack);
    v->alias_first = mem_zalloc(arena_size(sizeof(uint32_t), (size_t)s->n_spans + 1));
    for (uint32_t row = 0; row < s->n_spans; row++) {
        uint32_t mask = v->dialects[s->span.trace[row]];
        v->alias_first[row] = (uint32_t)v->aliases.n;
        if (mask)
            row_fill(&ps, row, mask);
    }
    v->alias_first[s->n_spans] = (uint32_t)v->aliases.n;
    free(ps.first);
    vec_release(&ps.of_keys);
    vec_release(&ps.others);
    vec_release(&ps.met);
}
