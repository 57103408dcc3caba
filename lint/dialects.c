#include "lint/dialects.h"

#include "core/glob.h"
#include "core/nearest.h"
#include "lint/dialect_value.h"

#define BIT(i) (UINT32_C(1) << (i))

/* ---- evidence ---- */

static bool resource_shows(const struct dialect *d, const struct store *s,
                           const struct resource *resource)
{
    for (size_t i = 0; i < d->resource.n; i++) {
        sym key = sym_find(&s->syms, d->resource.v[i].key);
        const struct attr *a = key == SYM_NONE ? NULL : attr_find(s, resource->attrs, key);
        if (a && a->type == VALUE_STRING &&
            glob_match(d->resource.v[i].pattern, store_sv(s, (sym)a->bits)))
            return true;
    }
    return false;
}

static uint32_t scope_mask(const struct pack *pack, const struct store *s, size_t scope)
{
    struct sv name = store_sv(s, s->scopes.v[scope].name);
    uint32_t mask = 0;
    for (size_t i = 0; i < pack->dialects.n; i++) {
        const struct dialect *d = &pack->dialects.v[i];
        if (texts_match(&d->scopes, name) ||
            resource_shows(d, s, &s->resources.v[s->scopes.v[scope].resource]))
            mask |= BIT(i);
    }
    return mask;
}

static void nearest_dialect(const struct pack *pack, struct nearest *near)
{
    nearest_try(near, SV("none"));
    for (size_t i = 0; i < pack->dialects.n; i++)
        nearest_try(near, pack->dialects.v[i].name);
}

static uint32_t with_extended(const struct pack *pack, uint32_t mask)
{
    for (size_t i = pack->dialects.n; i-- > 0;)
        for (size_t k = 0; mask & BIT(i) && k < pack->dialects.v[i].extends.n; k++)
            mask |= BIT(pack_dialect_find(pack, pack->dialects.v[i].extends.v[k]));
    return mask;
}

/* "none" and "auto" say which frameworks there are altogether. */
static bool alone(const struct texts *forced, struct sv name, struct err *e)
{
    bool whole = sv_eq(name, SV("none")) || sv_eq(name, SV("auto"));
    return !whole || forced->n == 1 ||
           err_set(e, "the dialect \"%.*s\" stands alone; leave it or the other names out",
                   SV_ARG(name));
}

static bool forced_read(struct evidence *ev, const struct texts *forced, struct err *e)
{
    for (size_t i = 0; i < forced->n; i++) {
        struct sv name = forced->v[i];
        struct nearest near = {.word = name};
        size_t d = pack_dialect_find(ev->pack, name);
        if (!alone(forced, name, e))
            return false;
        if (d < ev->pack->dialects.n)
            ev->forced |= BIT(d);
        else if (!sv_eq(name, SV("none"))) {
            nearest_dialect(ev->pack, &near);
            return near.best.n ? err_set(e, "no dialect \"%.*s\"; did you mean \"%.*s\"?",
                                         SV_ARG(name), SV_ARG(near.best))
                               : err_set(e, "no dialect \"%.*s\"; `spanvet rules --dialects` lists "
                                            "them", SV_ARG(name));
        }
    }
    ev->forced = with_extended(ev->pack, ev->forced);
    return true;
}

bool evidence_init(struct evidence *ev, const struct pack *pack, const struct store *s,
                   const struct texts *forced, struct err *e)
{
    *ev = (struct evidence){.pack = pack, .n_syms = s->syms.texts.n};
    ev->is_forced = forced && forced->n;
    ev->by_scope = mem_zalloc(arena_size(sizeof(uint32_t), s->scopes.n));
    if (ev->is_forced)
        return forced_read(ev, forced, e);
    for (size_t i = 0; i < s->scopes.n; i++)
        ev->by_scope[i] = scope_mask(pack, s, i);
    return true;
}

static void mask_set(uint32_t **masks, size_t n, sym y, uint32_t mask)
{
    if (!mask)
        return;
    if (!*masks)
        *masks = mem_zalloc(arena_size(sizeof(uint32_t), n));
    (*masks)[y] = mask;
}

void evidence_names(struct evidence *ev, const struct store *s, const sym *names, size_t n)
{
    for (size_t i = 0; i < n && !ev->is_forced; i++) {
        uint32_t mask = 0;
        for (size_t d = 0; d < ev->pack->dialects.n; d++)
            if (texts_match(&ev->pack->dialects.v[d].names, store_sv(s, names[i])))
                mask |= BIT(d);
        mask_set(&ev->by_name, ev->n_syms, names[i], mask);
    }
}

bool evidence_key(struct evidence *ev, const struct store *s, sym key)
{
    uint32_t mask = 0;
    for (size_t d = 0; d < ev->pack->dialects.n && !ev->is_forced; d++)
        if (texts_match(&ev->pack->dialects.v[d].keys, store_sv(s, key)))
            mask |= BIT(d);
    mask_set(&ev->by_key, ev->n_syms, key, mask);
    return mask != 0;
}

void evidence_release(struct evidence *ev)
{
    free(ev->by_scope);
    free(ev->by_key);
    free(ev->by_name);
    *ev = (struct evidence){0};
}

/* ---- the dialects of each trace ---- */

static uint32_t span_shows(const struct evidence *ev, const struct store *s, uint32_t row)
{
    uint32_t scope = s->span.scope[row];
    uint32_t mask = scope == NO_ROW ? 0 : ev->by_scope[scope];
    if (ev->by_name)
        mask |= ev->by_name[s->span.name[row]];
    if (!ev->by_key)
        return mask;
    struct attr_range r = span_attrs(s, row);
    for (uint32_t i = r.first; i < r.first + r.count; i++)
        mask |= ev->by_key[s->attrs.v[i].key];
    return mask;
}

static uint32_t mask_settle(const struct pack *pack, uint32_t mask)
{
    uint32_t fallbacks = 0;
    for (size_t i = 0; i < pack->dialects.n; i++)
        fallbacks |= pack->dialects.v[i].fallback ? BIT(i) : 0;
    return with_extended(pack, mask & ~fallbacks ? mask & ~fallbacks : mask);
}

static void masks_fill(struct view *v, const struct store *s, const struct evidence *ev)
{
    for (size_t t = 0; t < s->traces.n && ev->is_forced; t++)
        v->dialects[t] = ev->forced;
    for (uint32_t row = 0; row < s->n_spans && !ev->is_forced; row++)
        if (v->features[s->span.trace[row]] & FEATURE_DIALECT)
            v->dialects[s->span.trace[row]] |= span_shows(ev, s, row);
    for (size_t t = 0; t < s->traces.n; t++) {
        v->dialects[t] = mask_settle(v->pack, v->dialects[t]);
        v->features[t] |= v->dialects[t] ? FEATURE_DIALECT : 0;
    }
}

/* ---- what spans are ---- */

struct found_name {
    struct dialect_name name;
    bool by_scope; /* rows that were looked at hold for some scopes only */
};

static struct sv scope_name(const struct store *s, uint32_t row)
{
    uint32_t scope = s->span.scope[row];
    return scope == NO_ROW ? (struct sv){0} : store_sv(s, s->scopes.v[scope].name);
}

static struct found_name name_find(const struct pack *pack, const struct store *s, uint32_t mask,
                                   uint32_t row)
{
    struct found_name found = {0};
    struct sv name = store_sv(s, s->span.name[row]);
    for (size_t i = 0; i < pack->dialects.n; i++) {
        const struct dialect *d = &pack->dialects.v[i];
        for (size_t k = 0; mask & BIT(i) && k < d->spans.n; k++) {
            const struct dialect_span *span = &d->spans.v[k];
            if (!texts_match(&span->names, name))
                continue;
            found.by_scope |= span->scopes.n > 0;
            if (span->scopes.n && !texts_match(&span->scopes, scope_name(s, row)))
                continue;
            found.name = (struct dialect_name){span, d};
            return found;
        }
    }
    return found;
}

struct dialect_name view_dialect_name(const struct view *v, const struct store *s, uint32_t row)
{
    uint32_t mask = view_dialects(v, s->span.trace[row]);
    return mask ? name_find(v->pack, s, mask, row).name : (struct dialect_name){0};
}

static bool text_of(const struct store *s, const struct attr *a, struct sv *out)
{
    if (!a || a->type != VALUE_STRING)
        return false;
    *out = store_sv(s, (sym)a->bits);
    return true;
}

static bool kind_by_value(const struct store *s, const struct dialect_kind *kind, uint32_t row,
                          uint8_t *class)
{
    sym key = kind->key.n ? sym_find(&s->syms, kind->key) : SYM_NONE;
    struct sv text;
    if (key == SYM_NONE || !text_of(s, attr_find(s, span_attrs(s, row), key), &text))
        return false;
    for (size_t i = 0; i < kind->values.n; i++) {
        *class = kind->values.v[i].class;
        if (sv_eq_nocase(kind->values.v[i].text, text))
            return true;
    }
    return false;
}

static bool kind_by_presence(const struct store *s, const struct dialect_kind *kind, uint32_t row,
                             uint8_t *class)
{
    for (size_t i = 0; i < kind->present.n; i++) {
        sym key = sym_find(&s->syms, kind->present.v[i]);
        if (key == SYM_NONE || !attr_find(s, span_attrs(s, row), key))
            return false;
    }
    *class = kind->class;
    return kind->present.n > 0;
}

static uint8_t class_by_kind(const struct pack *pack, const struct store *s, uint32_t mask,
                             uint32_t row)
{
    uint8_t class;
    for (size_t i = 0; i < pack->dialects.n; i++) {
        const struct dialect *d = &pack->dialects.v[i];
        for (size_t k = 0; mask & BIT(i) && k < d->kinds.n; k++)
            if (kind_by_value(s, &d->kinds.v[k], row, &class) ||
                kind_by_presence(s, &d->kinds.v[k], row, &class))
                return class;
    }
    return CLASS_OTHER;
}

/* What a name was found to be in traces of one mask. */
struct name_memo {
    uint32_t epoch;
    uint8_t class;
    enum { NAME_SETTLED, NAME_BY_SCOPE, NAME_OPEN } state;
};

struct classifier {
    const struct view *v;
    const struct store *s;
    struct name_memo *memo; /* by symbol */
    uint32_t epoch, mask;
};

static struct name_memo name_look(const struct classifier *cl, uint32_t row)
{
    sym name = cl->s->span.name[row];
    struct name_memo m = {.epoch = cl->epoch, .class = cl->v->class_of[name]};
    struct found_name found = name_find(cl->v->pack, cl->s, cl->mask, row);
    if (m.class != CLASS_OTHER && !cl->v->is_alias[name])
        return m;
    if (found.name.span)
        m.class = found.name.span->class;
    else if (m.class == CLASS_OTHER)
        m.state = NAME_OPEN;
    if (found.by_scope)
        m.state = NAME_BY_SCOPE;
    return m;
}

static uint8_t class_find(struct classifier *cl, uint32_t row)
{
    struct name_memo *m = &cl->memo[cl->s->span.name[row]];
    if (m->epoch != cl->epoch || m->state == NAME_BY_SCOPE)
        *m = name_look(cl, row);
    bool open = m->state == NAME_OPEN || (m->state == NAME_BY_SCOPE && m->class == CLASS_OTHER);
    return open ? class_by_kind(cl->v->pack, cl->s, cl->mask, row) : m->class;
}

/* Traces of the same mask one after the other, so that each name is looked up once a mask. */
struct by_mask {
    uint32_t mask, trace;
};

static int by_mask_cmp(const void *va, const void *vb)
{
    const struct by_mask *a = va, *b = vb;
    if (a->mask != b->mask)
        return a->mask < b->mask ? -1 : 1;
    return a->trace < b->trace ? -1 : a->trace > b->trace;
}

static bool any_calls(const struct pack *pack, uint32_t mask)
{
    for (size_t i = 0; i < pack->dialects.n; i++)
        if (mask & BIT(i) && pack->dialects.v[i].calls)
            return true;
    return false;
}

static void trace_classes(struct view *v, struct classifier *cl, const struct index *ix,
                          uint32_t trace)
{
    const uint64_t call = FEATURE_OF(CLASS_CONVERSATION) | FEATURE_OF(CLASS_STT) |
                          FEATURE_OF(CLASS_STT_PROVIDER) | FEATURE_OF(CLASS_TTS) |
                          FEATURE_OF(CLASS_VAD) | FEATURE_OF(CLASS_MARKER);
    const uint64_t by_name = (FEATURE_OF(CLASSES) - 1) & ~FEATURE_OF(CLASS_PROBE);
    const struct trace_range *r = &ix->traces[trace];
    v->features[trace] &= ~by_name;
    for (uint32_t p = r->first; p < r->first + r->count; p++) {
        uint32_t row = ix->order[p];
        v->row_class[row] = class_find(cl, row);
        v->features[trace] |= FEATURE_OF(v->row_class[row]);
    }
    if (!(v->features[trace] & call) && !any_calls(v->pack, cl->mask))
        v->features[trace] |= FEATURE_NO_CALL;
}

static void classes_fill(struct view *v, const struct store *s, const struct index *ix)
{
    struct classifier cl = {.v = v, .s = s};
    VEC(struct by_mask) traces = {0};
    for (uint32_t t = 0; t < s->traces.n; t++)
        if (v->dialects[t])
            vec_push(&traces, ((struct by_mask){v->dialects[t], t}));
    if (traces.n)
        qsort(traces.v, traces.n, sizeof(*traces.v), by_mask_cmp);
    cl.memo = mem_zalloc(arena_size(sizeof(*cl.memo), s->syms.texts.n));
    for (size_t i = 0; i < traces.n; i++) {
        cl.epoch += i == 0 || cl.mask != traces.v[i].mask;
        cl.mask = traces.v[i].mask;
        trace_classes(v, &cl, ix, traces.v[i].trace);
    }
    free(cl.memo);
    vec_release(&traces);
}

void dialects_fill(struct view *v, struct store *s, const struct index *ix,
                   const struct evidence *ev)
{
    bool any = ev->forced != 0;
    for (size_t t = 0; t < s->traces.n && !any; t++)
        any = v->features[t] & FEATURE_DIALECT;
    if (!any)
        return;
    v->dialects = mem_zalloc(arena_size(sizeof(uint32_t), s->traces.n));
    masks_fill(v, s, ev);
    classes_fill(v, s, ix);
    dialect_values_fill(v, s);
}

/* ---- for rules ---- */

uint32_t dialects_shown(const struct pack *pack, uint32_t mask)
{
    uint32_t hidden = 0;
    for (size_t i = 0; i < pack->dialects.n; i++)
        for (size_t k = 0; mask & BIT(i) && k < pack->dialects.v[i].extends.n; k++)
            hidden |= BIT(pack_dialect_find(pack, pack->dialects.v[i].extends.v[k]));
    return mask & ~hidden;
}

void dialects_add_titles(struct buf *b, const struct pack *pack, uint32_t mask)
{
    const char *comma = "";
    for (size_t i = 0; i < pack->dialects.n; i++) {
        if (!(dialects_shown(pack, mask) & BIT(i)))
            continue;
        buf_fmt(b, "%s%.*s", comma, SV_ARG(pack->dialects.v[i].title));
        comma = ", ";
    }
}

struct sv view_outlives(const struct view *v, const struct store *s, uint32_t row,
                        uint32_t parent_row)
{
    uint32_t mask = view_dialects(v, s->span.trace[row]);
    struct sv span = store_sv(s, s->span.name[row]);
    struct sv parent = store_sv(s, s->span.name[parent_row]);
    for (size_t i = 0; mask && i < v->pack->dialects.n; i++) {
        const struct dialect *d = &v->pack->dialects.v[i];
        for (size_t k = 0; mask & BIT(i) && k < d->outlives.n; k++)
            if (glob_match(d->outlives.v[k].span, span) &&
                glob_match(d->outlives.v[k].parent, parent))
                return d->outlives.v[k].reason;
    }
    return (struct sv){0};
}

enum dialect_parent view_parent(const struct view *v, const struct store *s, uint32_t row,
                                uint32_t parent_row)
{
    struct dialect_name name = view_dialect_name(v, s, row);
    if (!name.span || !name.span->parents.n)
        return PARENT_UNKNOWN;
    struct sv parent = store_sv(s, s->span.name[parent_row]);
    if (texts_match(&name.span->parents, parent))
        return PARENT_RIGHT;
    for (size_t k = 0; k < name.dialect->spans.n; k++)
        if (texts_match(&name.dialect->spans.v[k].names, parent))
            return PARENT_WRONG;
    return PARENT_UNKNOWN;
}

static bool is_missing(const struct dialect_missing *m, enum known_key key, uint8_t class)
{
    for (size_t i = 0; i < m->keys.n; i++)
        if (m->keys.v[i] == key)
            return !m->classes || m->classes & FEATURE_OF(class);
    return false;
}

struct sv view_missing(const struct view *v, uint32_t trace, enum known_key key, uint8_t class)
{
    uint32_t mask = dialects_shown(v->pack, view_dialects(v, trace));
    for (size_t i = 0; mask && i < v->pack->dialects.n; i++) {
        const struct dialect *d = &v->pack->dialects.v[i];
        for (size_t k = 0; mask & BIT(i) && k < d->missing.n; k++)
            if (is_missing(&d->missing.v[k], key, class))
                return d->missing.v[k].reason;
    }
    return (struct sv){0};
}

struct sv view_no_root(const struct view *v, uint32_t trace)
{
    uint32_t mask = view_dialects(v, trace);
    for (size_t i = 0; mask && i < v->pack->dialects.n; i++)
        if (mask & BIT(i) && v->pack->dialects.v[i].no_root.n)
            return v->pack->dialects.v[i].no_root;
    return (struct sv){0};
}

bool view_failed(const struct view *v, const struct store *s, uint32_t row)
{
    uint32_t mask = view_dialects(v, s->span.trace[row]);
    for (size_t i = 0; mask && i < v->pack->dialects.n; i++) {
        const struct dialect *d = &v->pack->dialects.v[i];
        for (size_t k = 0; mask & BIT(i) && k < d->signals.n; k++) {
            sym key = sym_find(&s->syms, d->signals.v[k].key);
            const struct attr *a = key == SYM_NONE ? NULL : attr_find(s, span_attrs(s, row), key);
            if (a && dialect_value_is(s, a, d->signals.v[k].pattern))
                return true;
        }
    }
    return false;
}
