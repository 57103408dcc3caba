/* One piece of work in two spans: U031, U032. */
#include "core/fmt.h"
#include "lint/check.h"
#include "rules/catalog.h"
#include "rules/say.h"
#include "rules/spans.h"

/* ---- U031 double-instrumentation ---- */

static const enum span_class stage_classes[] = {CLASS_STT, CLASS_LLM, CLASS_TTS, CLASS_TOOL};

static bool is_stage_class(uint8_t class)
{
    const uint32_t stages = 1u << CLASS_STT | 1u << CLASS_LLM | 1u << CLASS_TTS | 1u << CLASS_TOOL;
    return stages >> class & 1;
}

/* The part of the longer span in which both run. */
static double overlap(const struct check *c, uint32_t p, uint32_t q)
{
    const struct span_columns *col = &c->s->span;
    uint32_t a = span_row(c, p), b = span_row(c, q);
    if (!span_has_length(c, p) || !span_has_length(c, q))
        return 0;
    uint64_t first = col->start[a] > col->start[b] ? col->start[a] : col->start[b];
    uint64_t last = col->end[a] < col->end[b] ? col->end[a] : col->end[b];
    uint64_t longer = span_length(c, p) > span_length(c, q) ? span_length(c, p) : span_length(c, q);
    return longer && last > first ? (double)(last - first) / (double)longer : 0;
}

static sym scope_name(const struct check *c, uint32_t p)
{
    uint32_t scope = c->s->span.scope[span_row(c, p)];
    return scope == NO_ROW ? SYM_EMPTY : c->s->scopes.v[scope].name;
}

/* A tool that calls another tool is no double. */
static bool same_tool(const struct check *c, uint32_t p, uint32_t q)
{
    struct sv a = span_text(c, p, KEY_function_name), b = span_text(c, q, KEY_function_name);
    return !a.n || !b.n || sv_eq(a, b);
}

static void pair_judge(struct check *c, uint32_t p, uint32_t q)
{
    double share = overlap(c, p, q);
    if (share >= c->param[0] && (span_class(c, q) != CLASS_TOOL || same_tool(c, p, q)))
        check_hit(c, q, share);
}

/* A framework may have a span inside another by design; then they have names of their own. */
static bool is_layer(const struct check *c, uint32_t parent, uint32_t p)
{
    return span_name(c, parent) != span_name(c, p) && scope_name(c, parent) == scope_name(c, p);
}

/* How many siblings of a class are remembered: two instrumentations make neighbours, and fan-outs
 * of more calls than this are held against the last ones. */
enum { RECENT = 4 };

struct siblings {
    uint32_t v[CLASSES][RECENT];
    uint32_t n[CLASSES];
};

static void siblings_judge(struct check *c, struct siblings *s, uint32_t p)
{
    uint8_t class = span_class(c, p);
    uint32_t known = s->n[class] < RECENT ? s->n[class] : RECENT;
    for (uint32_t i = 0; i < known; i++) {
        uint32_t q = s->v[class][i];
        if (c->ix->parent[q] == c->ix->parent[p] && scope_name(c, q) != scope_name(c, p))
            pair_judge(c, q, p);
    }
    s->v[class][s->n[class]++ % RECENT] = p;
}

/* Looks at each stage and its parent; true when not all stages are of one scope. */
static bool parents_judge(struct check *c)
{
    uint32_t first_scope = NO_ROW;
    bool several = false;
    for (uint32_t p = c->first; p < c->end; p++) {
        uint8_t class = span_class(c, p);
        if (!is_stage_class(class))
            continue;
        uint32_t scope = c->s->span.scope[span_row(c, p)], parent = c->ix->parent[p];
        several |= first_scope != NO_ROW && scope != first_scope;
        first_scope = scope;
        c->looked++;
        if (parent != NO_ROW && span_class(c, parent) == class && !is_layer(c, parent, p))
            pair_judge(c, parent, p);
    }
    return several;
}

static void stages_judge(struct check *c)
{
    struct siblings siblings = {0};
    if (parents_judge(c))
        for (uint32_t p = c->first; p < c->end; p++)
            if (is_stage_class(span_class(c, p)))
                siblings_judge(c, &siblings, p);
    struct hit *h;
    while ((h = check_next(c)))
        check_found(c, h, 0, "%s of %s for work that another %.*s span has already",
                    fmt_amount(h->count, "span").text, say_name(store_sv(c->s, h->name)).text,
                    SV_ARG(class_name(h->class)));
}

/* ---- the same with hooks whose spans have no parent ---- */

/* When a service reported stages, in a trace or in the pieces of a call. */
struct window {
    uint64_t service, start, end, stages;
    uint32_t trace; /* the first one */
};

struct windows {
    VEC(struct window) whole, pieces;
};

static int window_order(const void *va, const void *vb)
{
    const struct window *a = va, *b = vb;
    if (a->service != b->service)
        return a->service < b->service ? -1 : 1;
    return a->start < b->start ? -1 : a->start > b->start;
}

static struct window window_of(const struct check *c, const struct trace_target *target)
{
    const struct span_columns *col = &c->s->span;
    const uint32_t *traces = c->v->targets.traces + target->first;
    struct window w = {.start = UINT64_MAX, .trace = traces[0]};
    for (uint32_t i = 0; i < target->n; i++) {
        const struct trace_range *r = &c->ix->traces[traces[i]];
        w.stages |= c->v->features[traces[i]];
        for (uint32_t p = r->first; p < r->first + r->n_unique; p++) {
            uint32_t row = span_row(c, p);
            w.start = col->start[row] < w.start ? col->start[row] : w.start;
            w.end = col->end[row] > w.end ? col->end[row] : w.end;
        }
    }
    uint64_t mask = 0;
    for (size_t i = 0; i < ARRAY_LEN(stage_classes); i++)
        mask |= FEATURE_OF(stage_classes[i]);
    w.stages &= mask;
    w.service = row_service(c, span_row(c, c->ix->traces[traces[0]].first));
    return w;
}

/* Only a store that has pieces needs the windows of the others. */
static void windows_read(const struct check *c, struct windows *w)
{
    const struct targets *t = &c->v->targets;
    for (size_t i = 0; i < t->list.n; i++)
        if (t->list.v[i].by == TARGET_PIECES)
            vec_push(&w->pieces, window_of(c, &t->list.v[i]));
    for (size_t i = 0; w->pieces.n && i < t->list.n; i++) {
        const struct trace_target *target = &t->list.v[i];
        const struct trace_range *r = &c->ix->traces[t->traces[target->first]];
        if (target->by != TARGET_PIECES && r->n_unique > 2)
            vec_push(&w->whole, window_of(c, target));
    }
    if (w->whole.n)
        qsort(w->whole.v, w->whole.n, sizeof(*w->whole.v), window_order);
}

/* Of the wholes that begin before the pieces end, the last ones are looked at. */
static const struct window *whole_beside(const struct windows *w, const struct window *pieces)
{
    enum { LOOKED_AT = 16 };
    size_t low = 0, high = w->whole.n;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        const struct window *m = &w->whole.v[middle];
        if (m->service < pieces->service ||
            (m->service == pieces->service && m->start <= pieces->end))
            low = middle + 1;
        else
            high = middle;
    }
    for (size_t i = low; i > 0 && low - i < LOOKED_AT; i--) {
        const struct window *m = &w->whole.v[i - 1];
        if (m->service == pieces->service && m->end >= pieces->start &&
            m->stages & pieces->stages)
            return m;
    }
    return NULL;
}

static void pieces_judge(struct check *c, const struct window *pieces, const struct window *whole)
{
    const struct targets *t = &c->v->targets;
    const struct trace_target *target = &t->list.v[t->of[pieces->trace]];
    uint64_t shared = pieces->stages & whole->stages;
    for (uint32_t i = 0; i < target->n; i++) {
        const struct trace_range *r = &c->ix->traces[t->traces[target->first + i]];
        for (uint32_t p = r->first; p < r->first + r->n_unique; p++)
            if (shared & FEATURE_OF(span_class(c, p)))
                check_hit(c, p, 0);
    }
    check_enter(c, pieces->trace);
    struct hit *h = check_all(c);
    if (h)
        check_found(c, h, NO_PARAM, "%s in traces of their own, while a trace of the same service "
                    "has spans of the same kinds", fmt_amount(h->count, "span").text);
}

static void double_instrumentation_check(struct check *c)
{
    struct windows w = {0};
    for (uint32_t t = 0; t < c->ix->n_traces; t++)
        if (c->v->features[t] & c->rule->when) {
            check_enter(c, t);
            stages_judge(c);
        }
    check_enter(c, NO_ROW);
    windows_read(c, &w);
    for (size_t i = 0; i < w.pieces.n; i++) {
        const struct window *whole = whole_beside(&w, &w.pieces.v[i]);
        if (whole)
            pieces_judge(c, &w.pieces.v[i], whole);
    }
    vec_release(&w.whole);
    vec_release(&w.pieces);
}

const struct rule rule_double_instrumentation = {
    .code = "U031",
    .slug = "double-instrumentation",
    .snippet = "enrich-span",
    .title = "two spans for one piece of work",
    .why = "The framework reports the call and a hook, a wrapper or a renaming reports it again. "
           "Calls, tokens and latencies count twice.",
    .fix = "Add your attributes to the framework's span instead of opening a second one; where a "
           "request and its attempt got the same name, rename only the outer one.",
    .severity = SEVERITY_WARNING,
    .scope = SCOPE_STORE,
    .when = FEATURE_OF(CLASS_STT) | FEATURE_OF(CLASS_LLM) | FEATURE_OF(CLASS_TTS) |
            FEATURE_OF(CLASS_TOOL),
    .needs = "needs an stt, llm, tts or tool span",
    .params = {{"overlap_share", 0.8, 0.1, 1, "share",
                "how much of the longer span both run"}},
    .check = double_instrumentation_check,
};

/* ---- U032 split-stt ---- */

/* What the stt spans of a call have. */
struct stt_halves {
    uint32_t text, ttfb, both;
};

static void halves_read(struct check *c, struct stt_halves *h, bool hit)
{
    struct call_traces call = check_call(c);
    for (uint32_t i = 0; i < call.n; i++) {
        const struct trace_range *r = &c->ix->traces[call.v[i]];
        if (!(c->v->features[call.v[i]] & FEATURE_OF(CLASS_STT)))
            continue;
        for (uint32_t p = r->first; p < r->first + r->n_unique; p++) {
            if (span_class(c, p) != CLASS_STT || span_is_marker(c, p))
                continue;
            bool text = span_has(c, p, KEY_transcript) || span_has(c, p, KEY_stt_transcription);
            bool ttfb = span_has(c, p, KEY_ttfb);
            h->both += text && ttfb;
            h->text += text && !ttfb;
            h->ttfb += ttfb && !text;
            if (hit && text != ttfb)
                check_hit(c, p, 0);
        }
    }
}

static void split_stt_check(struct check *c)
{
    struct stt_halves halves = {0}, again = {0};
    if (!check_leads(c))
        return;
    halves_read(c, &halves, false);
    c->looked += halves.text + halves.ttfb + halves.both;
    if (!halves.text || !halves.ttfb || halves.both > halves.text + halves.ttfb)
        return;
    halves_read(c, &again, true);
    check_found(c, check_all(c), NO_PARAM, "%s with a transcript and no metrics.ttfb beside %u "
                "with metrics.ttfb and no transcript", fmt_amount(halves.text, "stt span").text,
                halves.ttfb);
}

const struct rule rule_split_stt = {
    .code = "U032",
    .slug = "split-stt",
    .snippet = "one-stt-span",
    .title = "a recognition in two halves",
    .why = "One hook reports the text and another the latency, each on a span of its own. There "
           "are twice as many recognitions as utterances, and none can be judged as a whole.",
    .fix = "Keep the first half until the second one is known, and emit one span with both.",
    .severity = SEVERITY_WARNING,
    .when = FEATURE_OF(CLASS_STT),
    .needs = "needs an stt span",
    .check = split_stt_check,
};
