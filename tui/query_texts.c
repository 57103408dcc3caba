/* What a query wants to know of the texts of the store: each one is looked at once, however many
 * spans have it. */
#include "tui/query_parts.h"

#include "core/glob.h"

/* A symbol that is looked at costs this much beside its bytes. */
enum { COST_OF_TEXT = 16 };

/* ---- words: all texts ---- */

static bool words_fill(struct term *t, const struct store *s, struct query_pace *pace)
{
    bits_resize(&t->texts, (uint32_t)s->syms.texts.n);
    for (sym y = 0; y < s->syms.texts.n; y++) {
        struct sv text = store_sv(s, y);
        if (needle_find(&t->needle, text, 0) != SIZE_MAX)
            bits_set(&t->texts, y);
        if (query_pace_stops(pace, COST_OF_TEXT + text.n / 8))
            return false;
    }
    return true;
}

/* ---- patterns: those in question ---- */

/* Texts against the pattern of a term, each once. */
struct matcher {
    struct term *t;
    const struct store *s;
    struct query_pace *pace;
    struct bits seen;
};

static struct matcher matcher_of(struct term *t, const struct store *s, struct query_pace *pace)
{
    struct matcher m = {.t = t, .s = s, .pace = pace};
    bits_resize(&t->texts, (uint32_t)s->syms.texts.n);
    bits_resize(&m.seen, t->texts.n);
    return m;
}

static bool matcher_add(struct matcher *m, sym y)
{
    if (bits_get(&m->seen, y))
        return !query_pace_stops(m->pace, 1);
    struct sv text = store_sv(m->s, y);
    bits_set(&m->seen, y);
    if (glob_match_nocase(m->t->value, text))
        bits_set(&m->t->texts, y);
    return !query_pace_stops(m->pace, COST_OF_TEXT + text.n);
}

static bool names_fill(struct term *t, const struct tui_data *d, struct query_pace *pace)
{
    struct matcher m = matcher_of(t, d->s, pace);
    bool ok = true;
    for (size_t i = 0; ok && i < d->v->span_names.n; i++)
        ok = matcher_add(&m, d->v->span_names.v[i]);
    bits_release(&m.seen);
    return ok;
}

static bool events_fill(struct term *t, const struct tui_data *d, struct query_pace *pace)
{
    struct matcher m = matcher_of(t, d->s, pace);
    bool ok = true;
    for (size_t i = 0; ok && i < d->s->events.n; i++)
        ok = matcher_add(&m, d->s->events.v[i].name);
    bits_release(&m.seen);
    return ok;
}

/* ---- attributes ---- */

static void keys_fill(struct term *t, const struct tui_data *d)
{
    bits_resize(&t->keys, (uint32_t)d->s->syms.texts.n);
    for (size_t i = 0; i < d->v->span_keys.n; i++)
        if (glob_match_nocase(t->key, store_sv(d->s, d->v->span_keys.v[i])))
            bits_set(&t->keys, d->v->span_keys.v[i]);
    t->known = (struct key_set){0};
    for (unsigned k = 0; k < KNOWN_KEYS; k++)
        if (d->v->has_alias[k] && glob_match_nocase(t->key, key_text((enum known_key)k)))
            key_set_add(&t->known, (enum known_key)k);
}

static bool value_add(struct matcher *m, const struct attr *a)
{
    return !query_attr_is_text(a) || matcher_add(m, (sym)a->bits);
}

static bool values_fill(struct term *t, const struct tui_data *d, struct query_pace *pace)
{
    const struct store *s = d->s;
    struct matcher m = matcher_of(t, s, pace);
    bool ok = true;
    for (uint32_t row = 0; ok && row < s->n_spans; row++) {
        struct attr_range r = span_attrs(s, row);
        for (uint32_t i = r.first; ok && i < r.first + r.count; i++)
            if (bits_get(&t->keys, s->attrs.v[i].key))
                ok = value_add(&m, &s->attrs.v[i]);
        ok = ok && !query_pace_stops(pace, COST_OF_TEXT);
    }
    for (size_t i = 0; ok && i < d->v->aliases.n; i++)
        if (key_set_has(&t->known, (enum known_key)d->v->aliases.v[i].key))
            ok = value_add(&m, &d->v->aliases.v[i].attr);
    bits_release(&m.seen);
    return ok;
}

bool query_texts_fill(struct term *t, const struct tui_data *d, struct query_pace *pace)
{
    switch ((enum term_kind)t->kind) {
    case TERM_TEXT:
        return words_fill(t, d->s, pace);
    case TERM_NAME:
        return names_fill(t, d, pace);
    case TERM_EVENT:
        return events_fill(t, d, pace);
    case TERM_NUMBER:
        keys_fill(t, d);
        return true;
    case TERM_KEY:
        keys_fill(t, d);
        return t->any || values_fill(t, d, pace);
    default:
        return true;
    }
}
