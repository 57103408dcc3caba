#include "cli/metrics_input.h"

#include "cli/progress.h"
#include "lint/dialects.h"
#include "rules/packs.h"

/* ---- what spans and keys mean ---- */

static const uint8_t roles[CLASSES] = {
    [CLASS_CONVERSATION] = SPAN_CONVERSATION,
    [CLASS_TURN] = SPAN_TURN,
    [CLASS_STT] = SPAN_STT,
    [CLASS_STT_PROVIDER] = SPAN_STT_PROVIDER,
    [CLASS_LLM] = SPAN_LLM,
    [CLASS_TOOL] = SPAN_TOOL,
    [CLASS_TTS] = SPAN_TTS,
    [CLASS_VAD] = SPAN_VAD,
    [CLASS_PIPELINE] = SPAN_PIPELINE,
    [CLASS_TRANSPORT] = SPAN_TRANSPORT,
    [CLASS_SESSION] = SPAN_SESSION,
    [CLASS_MARKER] = SPAN_MARKER,
    [CLASS_PROBE] = SPAN_PROBE,
};

/* Dialects hold by trace, so a name may mean two things: the first that means something counts. */
static void roles_fill(struct metrics_traces *t)
{
    const struct store *s = &t->traces.store;
    t->role_of = mem_zalloc(s->syms.texts.n);
    t->probes = mem_zalloc(s->n_spans);
    for (uint32_t row = 0; row < s->n_spans; row++) {
        uint8_t *role = &t->role_of[s->span.name[row]];
        *role = *role ? *role : roles[t->view.row_class[row]];
        t->probes[row] = view_is_probe(&t->view, s, row);
    }
}

static int meaning_order(const void *va, const void *vb)
{
    const struct key_meaning *a = va, *b = vb;
    return (a->key > b->key) - (a->key < b->key);
}

/* How the value of a framework's key becomes the canonical one. */
static double alias_factor(const struct store *s, const struct alias_attr *alias)
{
    double emitted, canonical;
    const struct attr *a = attr_find(s, span_attrs(s, alias->row), alias->attr.key);
    if (!a || !attr_number(a, &emitted) || !attr_number(&alias->attr, &canonical))
        return 0;
    return emitted != 0 ? canonical / emitted : 0;
}

static void meaning_add(struct metrics_traces *t, const struct alias_attr *alias, double factor)
{
    vec_push(&t->meanings, ((struct key_meaning){.key = alias->attr.key,
                                                 .means = key_text(alias->key),
                                                 .factor = factor}));
}

static bool is_text(const struct store *s, const struct alias_attr *alias)
{
    const struct attr *a = attr_find(s, span_attrs(s, alias->row), alias->attr.key);
    return a && a->type == VALUE_STRING && alias->attr.type == VALUE_STRING;
}

/* Numbers first: a key that holds both is one of numbers. */
static void meanings_fill(struct metrics_traces *t)
{
    const struct store *s = &t->traces.store;
    uint8_t *seen = mem_zalloc(s->syms.texts.n);
    for (int texts = 0; texts < 2; texts++) {
        for (size_t i = 0; i < t->view.aliases.n; i++) {
            const struct alias_attr *alias = &t->view.aliases.v[i];
            if (seen[alias->attr.key])
                continue;
            double factor = texts ? 0 : alias_factor(s, alias);
            seen[alias->attr.key] = texts ? is_text(s, alias) : factor > 0;
            if (seen[alias->attr.key])
                meaning_add(t, alias, factor);
        }
    }
    free(seen);
    if (t->meanings.n)
        qsort(t->meanings.v, t->meanings.n, sizeof(*t->meanings.v), meaning_order);
}

static bool speaks_vapi(const struct view *v, size_t n_traces)
{
    size_t vapi = pack_dialect_find(v->pack, SV("vapi"));
    for (size_t i = 0; v->dialects && vapi < v->pack->dialects.n && i < n_traces; i++)
        if (view_dialects(v, (uint32_t)i) >> vapi & 1)
            return true;
    return false;
}

/* ---- all of it ---- */

bool metrics_traces_look(struct metrics_traces *t, const struct pack_text *packs, size_t n_packs,
                         const struct texts *dialects, struct err *e)
{
    return view_init_as(&t->view, &t->traces.store, &t->traces.index, packs, n_packs, dialects, e);
}

void metrics_traces_count(struct metrics_traces *t)
{
    struct store *s = &t->traces.store;
    roles_fill(t);
    meanings_fill(t);
    metrics_calls_fill(&t->calls, &t->view, s, &t->traces.index, &t->arena);
    t->input = (struct metrics_input){
        .s = s,
        .ix = &t->traces.index,
        .role_of = t->role_of,
        .probes = t->probes,
        .call_of = t->calls.of,
        .calls = t->calls.list.v,
        .n_calls = (uint32_t)t->calls.list.n,
        .meanings = t->meanings.v,
        .n_meanings = t->meanings.n,
        .vapi = speaks_vapi(&t->view, s->traces.n),
    };
    facts_build(&t->facts, &t->input);
}

bool metrics_traces_load(struct metrics_traces *t, const struct job *job, bool quiet,
                         const struct words *outputs, struct err *e)
{
    bool good = inputs_load(&t->traces, job, quiet, outputs, e);
    progress_say("planning", NULL, NULL);
    if (good && metrics_traces_look(t, rules_packs, rules_packs_n, NULL, e))
        metrics_traces_count(t);
    progress_stop();
    if (good && !e->set)
        inputs_diagnose(&t->traces);
    return !e->set;
}

void metrics_traces_release(struct metrics_traces *t)
{
    facts_release(&t->facts);
    metrics_calls_release(&t->calls);
    vec_release(&t->meanings);
    free(t->role_of);
    free(t->probes);
    arena_release(&t->arena);
    view_release(&t->view);
    inputs_release(&t->traces);
    *t = (struct metrics_traces){0};
}
