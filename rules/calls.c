/* Which spans belong to which call: U033, U034 to U037, U038, U039, U040, U041, U152. */
#include "core/fmt.h"
#include "lint/check.h"
#include "lint/key_features.h"
#include "rules/catalog.h"
#include "rules/imports.h"
#include "rules/say.h"
#include "rules/spans.h"

/* ---- U033 mixed-simulations ---- */

/* An id that a span carries. */
struct call_id {
    uint64_t bits;
    uint32_t row, trace;
    sym key;
    uint8_t kind; /* enum session_kind */
    uint8_t type;
};

struct call_ids {
    VEC(struct call_id) list;
};

/* Ids of simulations are the same thing under any key; sessions are compared key by key, since a
 * browser's session is not a chat's. */
static int call_id_order(const void *va, const void *vb)
{
    const struct call_id *a = va, *b = vb;
    if (a->trace != b->trace)
        return a->trace < b->trace ? -1 : 1;
    if (a->kind != b->kind)
        return a->kind < b->kind ? -1 : 1;
    if (a->key != b->key && a->kind != SESSION_SIMULATION)
        return a->key < b->key ? -1 : 1;
    return (a->row > b->row) - (a->row < b->row);
}

static bool same_group(const struct call_id *a, const struct call_id *b)
{
    return a->trace == b->trace && a->kind == b->kind &&
           (a->kind == SESSION_SIMULATION || a->key == b->key);
}

static bool id_is_empty(const struct attr *a)
{
    return a->type == VALUE_EMPTY || (a->type == VALUE_STRING && a->bits == SYM_EMPTY);
}

/* What the span at `p` has of the group of `one`, or NULL. */
static const struct attr *id_at(const struct check *c, uint32_t p, const struct call_id *one)
{
    struct attr_range r = span_attrs(c->s, span_row(c, p));
    for (uint32_t i = r.first; i < r.first + r.count; i++) {
        const struct attr *a = &c->s->attrs.v[i];
        bool fits = one->kind == SESSION_SIMULATION
                        ? session_key_kind(store_sv(c->s, a->key)) == SESSION_SIMULATION
                        : a->key == one->key;
        if (fits && !id_is_empty(a))
            return a;
    }
    return NULL;
}

static uint64_t start_or_last(const struct check *c, uint32_t p)
{
    uint32_t row = span_row(c, p);
    bool known = c->s->span.flags[row] & SPAN_HAS_START && c->s->span.start[row];
    return known ? c->s->span.start[row] : UINT64_MAX;
}

/* Where the trace began: the span with an id that started first, in whatever order they came. */
static uint32_t first_with_id(const struct check *c, const struct call_id *one)
{
    uint32_t best = NO_ROW;
    for (uint32_t p = c->first; p < c->end; p++)
        if (id_at(c, p, one) &&
            (best == NO_ROW || start_or_last(c, p) < start_or_last(c, best)))
            best = p;
    return best;
}

/* What another service calls a session is its own affair: only ids of the service of the first one
 * are held against it. */
static void trace_judge(struct check *c, const struct call_id *one)
{
    uint32_t first = first_with_id(c, one);
    const struct attr *own = first == NO_ROW ? NULL : id_at(c, first, one);
    for (uint32_t p = c->first; own && p < c->end; p++) {
        const struct attr *a = id_at(c, p, one);
        if (a && (a->bits != own->bits || a->type != own->type) &&
            (one->kind == SESSION_SIMULATION ||
             row_service(c, span_row(c, p)) == row_service(c, span_row(c, first))))
            check_hit_key(c, p, a->key, 0);
    }
    struct hit *h = check_all(c);
    if (h)
        check_found(c, h, NO_PARAM, "%s with another %s than the trace began with",
                    fmt_amount(h->count, "span").text, say_name(store_sv(c->s, h->key)).text);
}

/* The ids `first` to `end - 1` are of one group; nearly always they are equal. */
static void group_judge(struct check *c, const struct call_id *ids, size_t first, size_t end)
{
    size_t i = first + 1;
    while (i < end && ids[i].bits == ids[first].bits && ids[i].type == ids[first].type)
        i++;
    if (i == end)
        return;
    check_enter(c, ids[first].trace);
    trace_judge(c, &ids[first]);
    check_enter(c, NO_ROW);
}

/* Conversations are left out: agents that hand over to each other may have one each. */
static void ids_read(const struct check *c, struct call_ids *ids)
{
    for (size_t i = 0; i < c->v->sessions.n; i++) {
        const struct session_ref *ref = &c->v->sessions.v[i];
        const struct attr *a = &c->s->attrs.v[ref->attr];
        uint8_t kind = (uint8_t)session_key_kind(store_sv(c->s, a->key));
        if (!id_is_empty(a) && kind != SESSION_CONVERSATION)
            vec_push(&ids->list,
                     ((struct call_id){.bits = a->bits, .row = ref->row, .key = a->key,
                                       .trace = c->s->span.trace[ref->row],
                                       .kind = kind, .type = a->type}));
    }
}

/* Mostly they are in order, because spans of a call stand together. */
static void ids_sort(struct call_ids *ids)
{
    size_t i = 1;
    while (i < ids->list.n && call_id_order(&ids->list.v[i - 1], &ids->list.v[i]) < 0)
        i++;
    if (i < ids->list.n)
        qsort(ids->list.v, ids->list.n, sizeof(*ids->list.v), call_id_order);
}

static void mixed_simulations_check(struct check *c)
{
    struct call_ids ids = {0};
    ids_read(c, &ids);
    c->looked += ids.list.n;
    ids_sort(&ids);
    for (size_t first = 0, end; first < ids.list.n; first = end) {
        for (end = first + 1; end < ids.list.n &&
                              same_group(&ids.list.v[first], &ids.list.v[end]);)
            end++;
        group_judge(c, ids.list.v, first, end);
    }
    vec_release(&ids.list);
}

const struct rule rule_mixed_simulations = {
    .code = "U033",
    .slug = "mixed-simulations",
    .snippet = "call-context",
    .title = "spans of several simulations or sessions in one call",
    .why = "The process kept the id, the exporter or the context of the call before. What one "
           "caller said lands in the trace of another, and every metric of both is wrong.",
    .fix = "Make the id and the exporter a part of the call and not of the process, and reset them "
           "when a warm worker takes the next call.",
    .severity = SEVERITY_ERROR,
    .scope = SCOPE_STORE,
    .when = FEATURE_SESSION,
    .needs = "needs an id of a simulation or session on a span",
    .check = mixed_simulations_check,
};

/* ---- U034 to U037: what only a request or a response shows ---- */

const struct rule rule_id_target_mismatch = {
    .code = "U034",
    .slug = "id-target-mismatch",
    .title = "an id on the spans that is not the target's",
    .why = "The spans are sent to one simulation and say that they belong to another.",
    .fix = "Take the id for the header and for the attribute from the same place.",
    .snippet = "correlation-key",
    .severity = SEVERITY_ERROR,
    .decided_by = "spanvet serve",
};

const struct rule rule_target_header = {
    .code = "U035",
    .slug = "target-header",
    .title = "a request with no target header, or with both",
    .why = "The server takes a request only with exactly one of X-Simulation-Id and "
           "X-Conversation-Id. Anything else is refused, and the spans are lost.",
    .fix = "Send X-Simulation-Id for simulated calls, X-Conversation-Id for live ones, never both.",
    .snippet = "activate-export",
    .severity = SEVERITY_ERROR,
    .decided_by = "spanvet serve",
};

const struct rule rule_wrong_id_kind = {
    .code = "U036",
    .slug = "wrong-id-kind",
    .title = "the id of something else as the target",
    .why = "A run, an agent and a key have ids too. Spans that are sent to one of them are refused "
           "or never shown.",
    .fix = "Use the id of the simulation output, which each simulated call has of its own.",
    .snippet = "activate-export",
    .severity = SEVERITY_ERROR,
    .decided_by = "spanvet probe",
};

const struct rule rule_conversation_header_on_simulation = {
    .code = "U037",
    .slug = "conversation-header-on-simulation",
    .title = "a conversation id for a simulated call",
    .why = "X-Conversation-Id is for monitored live calls. A simulation does not find spans that "
           "were sent with it.",
    .fix = "Send X-Simulation-Id with the id of the simulation output.",
    .snippet = "activate-export",
    .severity = SEVERITY_ERROR,
    .decided_by = "spanvet probe",
};

/* ---- U038 several-calls-in-one-trace ---- */

enum { CALL_GAP };

/* Of conversations inside each other the outer one counts. */
static uint32_t calls_hit(struct check *c)
{
    struct positions calls = check_spans(c, CLASS_CONVERSATION);
    uint32_t n = 0, end = 0;
    for (uint32_t i = 0; i < calls.n; i++)
        if (calls.v[i] >= end) {
            end = calls.v[i] + c->ix->size[calls.v[i]];
            n++;
        }
    end = 0;
    for (uint32_t i = 0; n > 1 && i < calls.n; i++)
        if (calls.v[i] >= end) {
            end = calls.v[i] + c->ix->size[calls.v[i]];
            check_hit(c, calls.v[i], n);
        }
    return n;
}

/* Trees that stand far apart in time: tops come in order of their start. */
static void trees_hit(struct check *c)
{
    const struct span_columns *col = &c->s->span;
    uint64_t last_end = 0;
    for (uint32_t p = c->first; p < c->end; p += c->ix->size[p]) {
        uint32_t row = span_row(c, p);
        if (!(c->ix->facts[p] & FACT_ROOT) || !span_has_length(c, p) || c->ix->size[p] < 3)
            continue;
        if (last_end && col->start[row] > last_end &&
            ns_to_ms(col->start[row] - last_end) / 1000 > c->param[CALL_GAP])
            check_hit(c, p, ns_to_ms(col->start[row] - last_end) / 1000);
        last_end = col->end[row] > last_end ? col->end[row] : last_end;
    }
}

static void several_calls_check(struct check *c)
{
    c->looked += 1;
    uint32_t n = calls_hit(c);
    if (n <= 1)
        trees_hit(c);
    struct hit *h = check_all(c);
    if (h && n > 1)
        check_found(c, h, NO_PARAM, "%u conversations in one trace", n);
    else if (h)
        check_found(c, h, CALL_GAP, "a tree of spans begins %s after everything before it ended",
                    fmt_duration(h->measured * 1e9).text);
}

const struct rule rule_several_calls_in_one_trace = {
    .code = "U038",
    .slug = "several-calls-in-one-trace",
    .snippet = "call-context",
    .title = "several calls in one trace",
    .why = "The context of the first call was still active when the next one began. Lengths, "
           "counts and percentiles run over all of them.",
    .fix = "Open a root span without a parent for each call, and end it with the call.",
    .severity = SEVERITY_ERROR,
    .params = {[CALL_GAP] = {"gap_s", 300, 1, 1e6, "s",
                             "the longest silence between two trees of one call"}},
    .check = several_calls_check,
};

/* ---- U039 many-trace-ids, U152 split-session ---- */

static void traces_hit(struct check *c, struct call_traces call)
{
    for (uint32_t i = 0; i < call.n; i++)
        check_hit(c, c->ix->traces[call.v[i]].first, call.n);
}

static void many_trace_ids_check(struct check *c)
{
    struct call_traces call = check_call(c);
    bool pieces = call.target->by == TARGET_PIECES;
    if ((call.target->by != TARGET_SIMULATION && !pieces) || !check_leads(c))
        return;
    c->looked += call.n;
    if (call.n < 2)
        return;
    traces_hit(c, call);
    struct hit *h = check_all(c);
    struct finding *f =
        pieces ? check_found(c, h, 0, "%u traces of one or two spans each, close together in "
                             "time, without an id: one call in pieces", call.n)
               : check_found(c, h, 0, "%u traces have the same simulation id", call.n);
    f->severity = call.n > c->param[0] ? SEVERITY_WARNING : SEVERITY_INFO;
}

const struct rule rule_many_trace_ids = {
    .code = "U039",
    .slug = "many-trace-ids",
    .snippet = "call-context",
    .title = "one call in many traces",
    .why = "Spans that are started without the call's context begin a trace each. The viewer shows "
           "scattered pieces, and nothing relates a recognition to its answer.",
    .fix = "Start every span under the root of its call; callbacks and other threads have to be "
           "handed the context.",
    .severity = SEVERITY_WARNING,
    .when = FEATURE_SESSION | FEATURE_OF(CLASS_STT) | FEATURE_OF(CLASS_LLM) |
            FEATURE_OF(CLASS_TTS) | FEATURE_OF(CLASS_TOOL),
    .params = {{"max_info", 3, 1, 1e6, "count", "more traces than this are a warning"}},
    .check = many_trace_ids_check,
};

/* Chats are one trace a turn by the design of many libraries; a voice call is one trace. */
static bool has_speech(const struct check *c, struct call_traces call)
{
    const uint64_t speech = FEATURE_OF(CLASS_STT) | FEATURE_OF(CLASS_TTS) |
                            FEATURE_OF(CLASS_VAD) | FEATURE_OF(CLASS_CONVERSATION) |
                            FEATURE_OF(CLASS_TURN);
    for (uint32_t i = 0; i < call.n; i++)
        if (c->v->features[call.v[i]] & speech)
            return true;
    return false;
}

static void split_session_check(struct check *c)
{
    struct call_traces call = check_call(c);
    if ((call.target->by != TARGET_SESSION && call.target->by != TARGET_CONVERSATION) ||
        !check_leads(c))
        return;
    c->looked += call.n;
    if (call.n < 2)
        return;
    traces_hit(c, call);
    struct hit *h = check_all(c);
    sym key = c->s->attrs.v[call.target->attr].key;
    struct finding *f = check_found(c, h, NO_PARAM, "%u traces have the same %s", call.n,
                                    say_name(store_sv(c->s, key)).text);
    f->severity = has_speech(c, call) ? SEVERITY_WARNING : SEVERITY_INFO;
}

const struct rule rule_split_session = {
    .code = "U152",
    .slug = "split-session",
    .snippet = "call-context",
    .title = "one session in several traces",
    .why = "A call that is cut into traces has no whole: turns are counted per piece, a tool call "
           "and its cause stand in different trees.",
    .fix = "Keep the context of the call's root for its whole length, also across reconnects and "
           "turns. When the calls are different ones, give each an id of its own.",
    .severity = SEVERITY_WARNING,
    .when = FEATURE_SESSION,
    .needs = "needs an id of a session or conversation on a span",
    .check = split_session_check,
};

/* ---- U040 import-key-missing ---- */

static bool is_import(const struct check *c)
{
    return import_of_service(store_sv(c->s, row_service(c, span_row(c, c->first)))) < IMPORTS;
}

static void import_key_check(struct check *c)
{
    if (!is_import(c))
        return;
    c->looked++;
    if (c->v->features[c->trace] & FEATURE_SESSION)
        return;
    struct finding *f = check_found_trace(c, 1, 0, NO_PARAM, "no key that relates this imported "
                                          "trace to its call");
    check_example(c, f, c->first);
}

const struct rule rule_import_key_missing = {
    .code = "U040",
    .slug = "import-key-missing",
    .snippet = "correlation-key",
    .title = "an imported trace without a correlation key",
    .why = "Imports look for the id of the simulation on the root. Without it they take every "
           "trace of the time window, or none.",
    .fix = "Set simulation_output_id (or session_id) in the trace's metadata; for LangSmith over "
           "OpenTelemetry the key is langsmith.metadata.simulation_output_id.",
    .severity = SEVERITY_WARNING,
    .check = import_key_check,
};

/* ---- U041 internal-attributes ---- */

static void internal_attributes_check(struct check *c)
{
    enum { UNREAD, PLAIN, INTERNAL };
    uint8_t *memo = check_memo(c);
    for (uint32_t p = c->first; p < c->end; p++) {
        struct attr_range r = span_attrs(c->s, span_row(c, p));
        const struct attr *a = c->s->attrs.v + r.first;
        for (const struct attr *end = a + r.count; a < end; a++) {
            if (!memo[a->key])
                memo[a->key] = sv_starts(store_sv(c->s, a->key), SV("coval.internal.")) ? INTERNAL
                                                                                        : PLAIN;
            if (memo[a->key] == INTERNAL)
                check_hit_key(c, p, a->key, 0);
        }
    }
    struct hit *h = check_all(c);
    if (h)
        check_found(c, h, NO_PARAM, "%s with %s%s", fmt_amount(h->count, "span").text,
                    say_name(store_sv(c->s, h->key)).text, h->more_keys ? " and others" : "");
}

const struct rule rule_internal_attributes = {
    .code = "U041",
    .slug = "internal-attributes",
    .snippet = "strip-attributes",
    .title = "bookkeeping of the instrumentation in the export",
    .why = "coval.internal.* is what the generated helper needs for itself. It does no harm, and "
           "it means nothing to who reads the trace.",
    .fix = "Nothing has to be done; strip the attributes in the exporter if they disturb.",
    .severity = SEVERITY_INFO,
    .when = FEATURE_INTERNAL,
    .check = internal_attributes_check,
};
