#include "lint/pack_dialect.h"

#include "core/nearest.h"

#include <math.h>

#define AT(type, member) offsetof(struct type, member)

/* ---- recognise ---- */

static bool value_push(struct json_walk *w, json_t *value, void *into)
{
    struct dialect *d = into;
    struct dialect_value v = {.key = arena_copy(w->arena, w->key)};
    if (!pack_read_text(w, value, &v.pattern))
        return false;
    vec_push(&d->resource, v);
    return true;
}

static bool resource_read(struct json_walk *w, json_t *value, void *into)
{
    return walk_map(w, value, value_push, into);
}

static bool recognise_read(struct json_walk *w, json_t *value, void *into)
{
    static const struct walk_member members[] = {
        {"scopes", pack_read_texts, AT(dialect, scopes), false},
        {"attributes", pack_read_texts, AT(dialect, keys), false},
        {"names", pack_read_texts, AT(dialect, names), false},
        {"resource", resource_read, 0, false},
    };
    return walk_members(w, value, members, ARRAY_LEN(members), into);
}

/* ---- spans ---- */

static bool span_push(struct json_walk *w, json_t *value, void *into)
{
    static const struct walk_member members[] = {
        {"names", pack_read_texts, AT(dialect_span, names), true},
        {"class", pack_read_class, AT(dialect_span, class), true},
        {"scopes", pack_read_texts, AT(dialect_span, scopes), false},
        {"parents", pack_read_texts, AT(dialect_span, parents), false},
        {"not_counted", pack_read_text, AT(dialect_span, not_counted), false},
        {"root", walk_read_bool, AT(dialect_span, root), false},
    };
    struct dialect *d = into;
    vec_push(&d->spans, ((struct dialect_span){0}));
    return walk_members(w, value, members, ARRAY_LEN(members), &d->spans.v[d->spans.n - 1]);
}

static bool spans_read(struct json_walk *w, json_t *value, void *into)
{
    return walk_items(w, value, span_push, into);
}

/* ---- kinds ---- */

static bool word_push(struct json_walk *w, json_t *value, void *into)
{
    struct dialect_kind *kind = into;
    struct dialect_word word = {.text = arena_copy(w->arena, w->key)};
    if (!pack_read_class(w, value, &word.class))
        return false;
    vec_push(&kind->values, word);
    return true;
}

static bool words_read(struct json_walk *w, json_t *value, void *into)
{
    return walk_map(w, value, word_push, into);
}

static bool kind_push(struct json_walk *w, json_t *value, void *into)
{
    static const struct walk_member members[] = {
        {"key", pack_read_text, AT(dialect_kind, key), false},
        {"values", words_read, 0, false},
        {"present", pack_read_texts, AT(dialect_kind, present), false},
        {"class", pack_read_class, AT(dialect_kind, class), false},
    };
    struct dialect *d = into;
    vec_push(&d->kinds, ((struct dialect_kind){0}));
    struct dialect_kind *kind = &d->kinds.v[d->kinds.n - 1];
    if (!walk_members(w, value, members, ARRAY_LEN(members), kind))
        return false;
    bool by_value = kind->key.n && kind->values.n, by_presence = kind->present.n && kind->class;
    return by_value != by_presence ||
           walk_fail(w, "this needs \"key\" and \"values\", or \"present\" and \"class\"");
}

static bool kinds_read(struct json_walk *w, json_t *value, void *into)
{
    return walk_items(w, value, kind_push, into);
}

/* ---- attributes ---- */

static bool source_complete(struct json_walk *w, const struct dialect_source *s)
{
    int places = (s->attribute.n > 0) + (s->time.n > 0) + (s->event.n > 0) + (s->name_after.n > 0) +
                 (s->name_before.n > 0) + s->name;
    return places == 1 ||
           walk_fail(w, "this needs one of \"attribute\", \"time\", \"event\", \"name\", "
                        "\"name_after\" and \"name_before\"");
}

/* A text alone is an attribute. */
static bool source_push(struct json_walk *w, json_t *value, void *into)
{
    static const struct walk_member members[] = {
        {"attribute", pack_read_text, AT(dialect_source, attribute), false},
        {"member", pack_read_text, AT(dialect_source, member), false},
        {"first", walk_read_bool, AT(dialect_source, first), false},
        {"equals", pack_read_text, AT(dialect_source, equals), false},
        {"scale", walk_read_number, AT(dialect_source, scale), false},
        {"time", pack_read_text, AT(dialect_source, time), false},
        {"event", pack_read_text, AT(dialect_source, event), false},
        {"name", walk_read_bool, AT(dialect_source, name), false},
        {"name_after", pack_read_text, AT(dialect_source, name_after), false},
        {"name_before", pack_read_text, AT(dialect_source, name_before), false},
    };
    struct dialect_attr *attr = into;
    struct dialect_source source = {0};
    bool ok = json_is_string(value)
                  ? pack_read_text(w, value, &source.attribute)
                  : walk_members(w, value, members, ARRAY_LEN(members), &source) &&
                        source_complete(w, &source);
    vec_push(&attr->sources, source);
    return ok;
}

static bool sources_read(struct json_walk *w, json_t *value, void *into)
{
    return walk_items(w, value, source_push, into);
}

static bool attr_push(struct json_walk *w, json_t *value, void *into)
{
    static const struct walk_member members[] = {
        {"key", pack_read_key, AT(dialect_attr, key), true},
        {"sources", sources_read, 0, true},
        {"classes", pack_read_classes, AT(dialect_attr, classes), false},
        {"min", walk_read_number, AT(dialect_attr, min), false},
    };
    struct dialect *d = into;
    vec_push(&d->attrs, ((struct dialect_attr){.min = -(double)INFINITY}));
    return walk_members(w, value, members, ARRAY_LEN(members), &d->attrs.v[d->attrs.n - 1]);
}

static bool attrs_read(struct json_walk *w, json_t *value, void *into)
{
    return walk_items(w, value, attr_push, into);
}

/* ---- signals, outlives, missing ---- */

static bool signal_push(struct json_walk *w, json_t *value, void *into)
{
    static const struct walk_member members[] = {
        {"attribute", pack_read_text, AT(dialect_value, key), true},
        {"is", pack_read_text, AT(dialect_value, pattern), true},
    };
    struct dialect *d = into;
    vec_push(&d->signals, ((struct dialect_value){0}));
    return walk_members(w, value, members, ARRAY_LEN(members), &d->signals.v[d->signals.n - 1]);
}

static bool signals_read(struct json_walk *w, json_t *value, void *into)
{
    return walk_items(w, value, signal_push, into);
}

static bool outlives_push(struct json_walk *w, json_t *value, void *into)
{
    static const struct walk_member members[] = {
        {"span", pack_read_text, AT(dialect_outlives, span), true},
        {"parent", pack_read_text, AT(dialect_outlives, parent), true},
        {"reason", pack_read_text, AT(dialect_outlives, reason), true},
    };
    struct dialect *d = into;
    vec_push(&d->outlives, ((struct dialect_outlives){0}));
    return walk_members(w, value, members, ARRAY_LEN(members), &d->outlives.v[d->outlives.n - 1]);
}

static bool outlives_read(struct json_walk *w, json_t *value, void *into)
{
    return walk_items(w, value, outlives_push, into);
}

static bool missing_key_push(struct json_walk *w, json_t *value, void *into)
{
    struct dialect_missing *missing = into;
    uint16_t key;
    if (!pack_read_key(w, value, &key))
        return false;
    vec_push(&missing->keys, key);
    return true;
}

static bool missing_keys_read(struct json_walk *w, json_t *value, void *into)
{
    return walk_items(w, value, missing_key_push, into);
}

static bool missing_push(struct json_walk *w, json_t *value, void *into)
{
    static const struct walk_member members[] = {
        {"keys", missing_keys_read, 0, true},
        {"classes", pack_read_classes, AT(dialect_missing, classes), false},
        {"reason", pack_read_text, AT(dialect_missing, reason), true},
    };
    struct dialect *d = into;
    vec_push(&d->missing, ((struct dialect_missing){0}));
    return walk_members(w, value, members, ARRAY_LEN(members), &d->missing.v[d->missing.n - 1]);
}

static bool missing_read(struct json_walk *w, json_t *value, void *into)
{
    return walk_items(w, value, missing_push, into);
}

/* ---- the dialect ---- */

bool pack_read_dialect(struct json_walk *w, json_t *value, void *into)
{
    static const struct walk_member members[] = {
        {"title", pack_read_text, AT(dialect, title), true},
        {"rank", walk_read_number, AT(dialect, rank), false},
        {"fallback", walk_read_bool, AT(dialect, fallback), false},
        {"extends", pack_read_texts, AT(dialect, extends), false},
        {"calls", walk_read_bool, AT(dialect, calls), false},
        {"recognise", recognise_read, 0, true},
        {"spans", spans_read, 0, false},
        {"kinds", kinds_read, 0, false},
        {"attributes", attrs_read, 0, false},
        {"signals", signals_read, 0, false},
        {"outlives", outlives_read, 0, false},
        {"missing", missing_read, 0, false},
        {"no_root", pack_read_text, AT(dialect, no_root), false},
    };
    struct pack *pack = pack_reader(w)->pack;
    (void)into;
    vec_push(&pack->dialects, ((struct dialect){.name = pack_reader(w)->name}));
    return walk_members(w, value, members, ARRAY_LEN(members),
                        &pack->dialects.v[pack->dialects.n - 1]);
}

/* ---- values ---- */

static bool spelling_push(struct json_walk *w, json_t *value, void *into)
{
    struct pack_value *means = into;
    struct pack_value v = *means;
    if (!pack_read_text(w, value, &v.raw))
        return false;
    vec_push(&pack_reader(w)->pack->values, v);
    return true;
}

static bool meaning_read(struct json_walk *w, json_t *value, void *into)
{
    struct pack_value v = *(struct pack_value *)into;
    v.means = arena_copy(w->arena, w->key);
    return walk_items(w, value, spelling_push, &v);
}

static bool key_values_read(struct json_walk *w, json_t *value, void *into)
{
    struct pack_value v = {0};
    (void)into;
    if (!pack_known_key(w, w->key, &v.key))
        return false;
    return walk_map(w, value, meaning_read, &v);
}

bool pack_read_values(struct json_walk *w, json_t *value, void *into)
{
    return walk_map(w, value, key_values_read, into);
}

/* ---- after all packs ---- */

static int dialect_cmp(const void *va, const void *vb)
{
    const struct dialect *a = va, *b = vb;
    if (a->rank != b->rank)
        return a->rank < b->rank ? -1 : 1;
    return sv_cmp(a->name, b->name);
}

size_t pack_dialect_find(const struct pack *pack, struct sv name)
{
    size_t i = 0;
    while (i < pack->dialects.n && !sv_eq(pack->dialects.v[i].name, name))
        i++;
    return i;
}

bool pack_finish(struct pack *pack, struct err *e)
{
    if (pack->dialects.n > DIALECTS_MAX)
        return err_set(e, "%zu dialects in the packs, and %d are possible", pack->dialects.n,
                       DIALECTS_MAX);
    if (pack->dialects.n)
        qsort(pack->dialects.v, pack->dialects.n, sizeof(*pack->dialects.v), dialect_cmp);
    for (size_t i = 0; i < pack->dialects.n; i++) {
        const struct dialect *d = &pack->dialects.v[i];
        if (i && sv_eq(d->name, d[-1].name))
            return err_set(e, "two packs with a dialect have the name %.*s", SV_ARG(d->name));
        for (size_t k = 0; k < d->extends.n; k++)
            if (pack_dialect_find(pack, d->extends.v[k]) == pack->dialects.n)
                return err_set(e, "%.*s, $.dialect.extends[%zu]: there is no dialect \"%.*s\"",
                               SV_ARG(d->name), k, SV_ARG(d->extends.v[k]));
    }
    return true;
}
