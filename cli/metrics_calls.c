#include "cli/metrics_calls.h"

#include "core/shown.h"
#include "lint/key_features.h"

enum { ID_MIN = 6 }; /* bytes of a text that may be an id; "demo" is none */

/* An id that a trace's resource carries. */
struct resource_id {
    uint8_t kind; /* enum session_kind; SESSION_NONE when there is none */
    sym text;
};

static bool is_id(struct sv text)
{
    bool digit = false;
    for (size_t i = 0; i < text.n; i++)
        digit |= text.p[i] >= '0' && text.p[i] <= '9';
    return digit && text.n >= ID_MIN;
}

/* Of sessions a resource knows nothing: what runs as one process may serve any number. */
static struct resource_id resource_id_of(const struct store *s, const struct resource *r)
{
    struct resource_id best = {0};
    for (uint32_t i = r->attrs.first; i < r->attrs.first + r->attrs.count; i++) {
        const struct attr *a = &s->attrs.v[i];
        uint8_t kind = (uint8_t)session_key_kind(store_sv(s, a->key));
        bool of_use = kind == SESSION_SIMULATION || kind == SESSION_CONVERSATION;
        if (of_use && a->type == VALUE_STRING && is_id(store_sv(s, (sym)a->bits)) &&
            (best.kind == SESSION_NONE || kind < best.kind))
            best = (struct resource_id){kind, (sym)a->bits};
    }
    return best;
}

/* The id of a call's first span, when it says more than what the spans themselves carry. */
static struct resource_id target_resource_id(const struct view *v, const struct store *s,
                                             const struct index *ix,
                                             const struct trace_target *target)
{
    const struct trace_range *t = &ix->traces[v->targets.traces[target->first]];
    const struct resource *r = t->count ? span_resource(s, ix->order[t->first]) : NULL;
    struct resource_id id = r ? resource_id_of(s, r) : (struct resource_id){0};
    bool alone = target->by == TARGET_TRACE || target->by == TARGET_PIECES;
    return alone || id.kind < target->by ? id : (struct resource_id){0};
}

static struct sv call_id(const struct view *v, const struct store *s,
                         const struct trace_target *target, struct resource_id of_resource,
                         struct arena *a)
{
    const struct attr *id = target->attr == NO_ROW ? NULL : &s->attrs.v[target->attr];
    struct buf b = {0}, tmp = {0};
    if (of_resource.kind)
        buf_add(&b, shown_text(store_sv(s, of_resource.text), &tmp));
    else if (id && id->type == VALUE_STRING)
        buf_add(&b, shown_text(store_sv(s, (sym)id->bits), &tmp));
    else if (id && id->type == VALUE_INT)
        buf_fmt(&b, "%lld", (long long)attr_int(id));
    else
        shown_add_trace(&b, s, v->targets.traces[target->first]);
    struct sv text = arena_copy(a, buf_sv(&b));
    buf_release(&b);
    buf_release(&tmp);
    return text;
}

static const char *kind_word(const struct trace_target *target, struct resource_id of_resource)
{
    static const char *const words[] = {[TARGET_TRACE] = "trace",
                                        [TARGET_SIMULATION] = "simulation",
                                        [TARGET_SESSION] = "session",
                                        [TARGET_CONVERSATION] = "conversation",
                                        [TARGET_PIECES] = "trace"};
    return words[of_resource.kind ? of_resource.kind : target->by];
}

void metrics_calls_fill(struct metrics_calls *c, const struct view *v, const struct store *s,
                        const struct index *ix, struct arena *a)
{
    size_t n_texts = s->syms.texts.n;
    uint32_t *of_text = mem_alloc(arena_size(sizeof(*of_text), n_texts));
    memset(of_text, 0xff, sizeof(*of_text) * n_texts);
    *c = (struct metrics_calls){.of = mem_alloc(arena_size(sizeof(*c->of), s->traces.n))};
    for (size_t i = 0; i < v->targets.list.n; i++) {
        const struct trace_target *target = &v->targets.list.v[i];
        struct resource_id id = target_resource_id(v, s, ix, target);
        uint32_t call = id.kind ? of_text[id.text] : NO_ROW;
        if (call == NO_ROW) {
            call = (uint32_t)c->list.n;
            vec_push(&c->list, ((struct call){.id = call_id(v, s, target, id, a),
                                              .kind = kind_word(target, id)}));
        }
        if (id.kind)
            of_text[id.text] = call;
        for (uint32_t k = target->first; k < target->first + target->n; k++)
            c->of[v->targets.traces[k]] = call;
    }
    free(of_text);
}

void metrics_calls_release(struct metrics_calls *c)
{
    vec_release(&c->list);
    free(c->of);
    *c = (struct metrics_calls){0};
}
