/* Turns of a voice call held against one another: V174-V177. */
#include "core/fmt.h"
#include "rules/catalog.h"
#include "rules/census.h"
#include "rules/say.h"
#include "rules/spans.h"

/* ---- V174 stage-missing ---- */

enum { STAGE_STT = 1, STAGE_LLM = 2, STAGE_TTS = 4, STAGES = 3 };
static const char *const stage_names[STAGES] = {"stt", "llm", "tts"};

static const uint8_t stage_of_class[CLASSES] = {
    [CLASS_STT] = STAGE_STT,
    [CLASS_LLM] = STAGE_LLM,
    [CLASS_TTS] = STAGE_TTS,
};

/* Markers stand for the stages that they are named after. */
static uint8_t marked_stage(struct sv name)
{
    for (unsigned i = 0; i < STAGES; i++)
        if (sv_starts(name, sv_from_c(stage_names[i])))
            return (uint8_t)(1u << i);
    return 0;
}

static inline uint8_t stage_of(const struct check *c, uint32_t p)
{
    uint8_t class = span_class(c, p);
    return UNLIKELY(class == CLASS_MARKER) ? marked_stage(span_name_sv(c, p))
                                           : stage_of_class[class];
}

/* A turn that is not inside another one. */
struct turn {
    uint32_t p;
    sym name;
    uint8_t stages;
    bool first, last; /* of its name */
};

/* By symbol of the name of turns; good for the trace whose number, plus 1, is `trace`. */
struct turn_kind {
    uint32_t trace, n;
    uint32_t with[STAGES]; /* turns that have the stage */
    uint32_t last;         /* the number of its last turn */
};

struct turns {
    struct turn_kind *kinds;
    VEC(struct turn) list;
    uint8_t stages; /* of all turns */
};

static void turn_read(struct turns *t, const struct check *c, uint32_t p)
{
    struct turn one = {.p = p, .name = span_name(c, p)};
    struct turn_kind *k = &t->kinds[one.name];
    for (uint32_t q = p + 1; q < p + c->ix->size[p]; q++)
        one.stages |= stage_of(c, q);
    one.first = k->trace != c->trace + 1;
    if (one.first)
        *k = (struct turn_kind){.trace = c->trace + 1};
    k->n++;
    k->last = (uint32_t)t->list.n;
    for (unsigned i = 0; i < STAGES; i++)
        k->with[i] += one.stages >> i & 1;
    t->stages |= one.stages;
    vec_push(&t->list, one);
}

static void turns_read(struct turns *t, const struct check *c)
{
    struct positions turns = check_spans(c, CLASS_TURN);
    (void)vec_room(&t->list, turns.n);
    for (uint32_t i = 0, end = 0; i < turns.n; i++) {
        if (turns.v[i] < end)
            continue;
        turn_read(t, c, turns.v[i]);
        end = turns.v[i] + c->ix->size[turns.v[i]];
    }
}

/* Speech to speech: one model call a turn, and none of the stages before or behind it. */
static bool is_realtime(const struct turns *t, const struct check *c)
{
    if (!(t->stages & STAGE_TTS))
        return true;
    struct positions llms = check_spans(c, CLASS_LLM);
    uint64_t last = SYM_EMPTY; /* a call mostly has one model */
    for (uint32_t i = 0; i < llms.n; i++) {
        const struct attr *a = span_attr(c, llms.v[i], KEY_request_model);
        if (!a || a->type != VALUE_STRING || a->bits == last)
            continue;
        last = a->bits;
        if (sv_find_nocase(store_sv(c->s, (sym)last), SV("realtime")) != SIZE_MAX)
            return true;
    }
    return false;
}

static bool was_interrupted(const struct check *c, uint32_t p)
{
    static const enum known_key keys[] = {KEY_turn_was_interrupted, KEY_turn_interrupted,
                                          KEY_lk_interrupted};
    for (size_t i = 0; i < ARRAY_LEN(keys); i++) {
        const struct attr *a = span_attr(c, p, keys[i]);
        double value;
        if (a && (a->type == VALUE_BOOL ? a->bits != 0 : attr_number(a, &value) && value != 0))
            return true;
    }
    return false;
}

/* May the turn lack the stage for good reasons? A greeting hears nothing, a caller may hang up
 * before the answer, and one who interrupts does not hear it. */
static bool is_excused(const struct check *c, const struct turn *t, bool last, unsigned stage)
{
    switch (1u << stage) {
    case STAGE_STT:
        return t->first && t->stages & STAGE_TTS;
    case STAGE_LLM:
        return (t->first && t->stages == STAGE_TTS) || (last && t->stages == STAGE_STT);
    default:
        return (last && t->stages & STAGE_STT) || was_interrupted(c, t->p);
    }
}

static bool lacks_stage(const struct check *c, const struct turns *t, const struct turn *turn,
                        unsigned stage)
{
    const struct turn_kind *k = &t->kinds[turn->name];
    return !(turn->stages >> stage & 1) && k->n >= c->param[0] &&
           2 * k->with[stage] > k->n &&
           !is_excused(c, turn, &t->list.v[k->last] == turn, stage);
}

static void stage_report(struct check *c, const struct turns *t, unsigned stage)
{
    struct hit *h;
    while ((h = check_next(c)))
        check_found(c, h, NO_PARAM, "%s without %s, which %u of %u have",
                    fmt_amount(h->count, "turn").text, stage_names[stage],
                    t->kinds[h->name].with[stage], t->kinds[h->name].n);
}

static bool all_have_all(const struct turns *t)
{
    uint8_t all = STAGE_STT | STAGE_LLM | STAGE_TTS;
    for (size_t i = 0; i < t->list.n; i++)
        all &= t->list.v[i].stages;
    return all == (STAGE_STT | STAGE_LLM | STAGE_TTS);
}

static void stages_judge(struct check *c, const struct turns *t)
{
    if (all_have_all(t) || is_realtime(t, c))
        return;
    for (unsigned stage = 0; stage < STAGES; stage++) {
        for (size_t i = 0; i < t->list.n; i++)
            if (lacks_stage(c, t, &t->list.v[i], stage))
                check_hit(c, t->list.v[i].p, 0);
        stage_report(c, t, stage);
    }
}

static void stage_missing_check(struct check *c)
{
    struct turns t = {.kinds = check_table(c, sizeof(*t.kinds))};
    if (c->v->features[c->trace] & FEATURE_DUPLICATE)
        return; /* the stage may be there under the id of another span */
    turns_read(&t, c);
    c->looked += t.list.n;
    stages_judge(c, &t);
    vec_release(&t.list);
}

const struct rule rule_stage_missing = {
    .code = "V174",
    .slug = "stage-missing",
    .snippet = "nest-spans",
    .title = "a turn without a stage that other turns have",
    .why = "The time of the turn has a hole that nobody can explain, and counts by stage do not "
           "match the number of turns.",
    .fix = "Start stt, llm and tts inside the turn on every path: after an interruption, for "
           "cached answers, in the error handler.",
    .severity = SEVERITY_WARNING,
    .scope = SCOPE_TRACE,
    .structural = true,
    .when = FEATURE_OF(CLASS_TURN),
    .needs = "needs a turn span",
    .params = {{"min_turns", 3, 2, 1e6, "count", "turns of a name that are held against another"}},
    .check = stage_missing_check,
};

/* ---- V175 turn-identity ---- */

static bool turn_number(const struct check *c, uint32_t p, double *out)
{
    return span_number(c, p, KEY_turn_number, out) || span_number(c, p, KEY_turn_index, out) ||
           span_number(c, p, KEY_conversation_turn_number, out);
}

struct numbered {
    double number;
    sym name;
    uint32_t p;
};

static int number_order(const void *va, const void *vb)
{
    const struct numbered *a = va, *b = vb;
    if (a->number != b->number)
        return a->number < b->number ? -1 : 1;
    if (a->name != b->name)
        return a->name < b->name ? -1 : 1;
    return (a->p > b->p) - (a->p < b->p);
}

/* The same number twice is a repeat only under the same name: a user's turn and the answer to it
 * may share one. The first of two is right. */
static void repeats_report(struct check *c, const struct numbered *v, size_t n)
{
    for (size_t i = 1; i < n; i++)
        if (v[i].number == v[i - 1].number && v[i].name == v[i - 1].name)
            check_hit(c, v[i].p, v[i].number);
    struct hit *h;
    while ((h = check_next(c)))
        check_found(c, h, NO_PARAM, "%s with a turn number that another one has",
                    fmt_amount(h->count, "turn").text);
}

static void gap_report(struct check *c, const struct numbered *v, size_t n)
{
    uint32_t missing = 0, example = NO_ROW;
    for (size_t i = 1; i < n; i++) {
        double step = v[i].number - v[i - 1].number;
        if (step <= 1)
            continue;
        example = example == NO_ROW ? v[i].p : example;
        missing += step < 1e6 ? (uint32_t)step - 1 : 1000000;
    }
    if (!missing)
        return;
    struct finding *f = check_found_trace(
        c, 1, 0, NO_PARAM, "%s missing between turn %.0f and turn %.0f",
        fmt_amount(missing, "turn number").text, v[0].number, v[n - 1].number);
    check_example(c, f, example);
}

/* By symbol of a speech id: the name of the turn that had it last in this trace, and the trace,
 * plus 1. */
struct speech {
    sym name;
    uint32_t trace;
};

static void speech_report(struct check *c, struct positions turns)
{
    struct speech *of = check_table(c, sizeof(*of));
    for (uint32_t i = 0; i < turns.n; i++) {
        const struct attr *a = span_attr(c, turns.v[i], KEY_lk_speech_id);
        if (!a || a->type != VALUE_STRING || a->bits == SYM_EMPTY)
            continue;
        struct speech *s = &of[a->bits];
        sym name = span_name(c, turns.v[i]);
        if (s->trace == c->trace + 1 && s->name == name)
            check_hit(c, turns.v[i], 0);
        *s = (struct speech){name, c->trace + 1};
    }
    struct hit *h;
    while ((h = check_next(c)))
        check_found(c, h, NO_PARAM, "%s for a speech id that another turn has",
                    fmt_amount(h->count, "turn").text);
}

static void turn_identity_check(struct check *c)
{
    struct positions turns = check_spans(c, CLASS_TURN);
    VEC(struct numbered) list = {0};
    c->looked += turns.n;
    for (uint32_t i = 0; i < turns.n; i++) {
        struct numbered one = {.p = turns.v[i], .name = span_name(c, turns.v[i])};
        if (turn_number(c, one.p, &one.number))
            vec_push(&list, one);
    }
    if (list.n > 1) {
        qsort(list.v, list.n, sizeof(*list.v), number_order);
        repeats_report(c, list.v, list.n);
        gap_report(c, list.v, list.n);
    }
    if (c->v->keys[KEY_lk_speech_id] != SYM_NONE || c->v->has_alias[KEY_lk_speech_id])
        speech_report(c, turns);
    vec_release(&list);
}

const struct rule rule_turn_identity = {
    .code = "V175",
    .slug = "turn-identity",
    .snippet = "number-turns",
    .title = "turn numbers with a gap or a repeat",
    .why = "What is said about turn 4 is looked for in turn 4. With a gap a turn is lost or was "
           "never exported, with a repeat two turns are taken for one.",
    .fix = "Count turns in one place, one up for each turn that starts, and set the number when "
           "the span starts. After a resume go on with the number; do not begin again.",
    .severity = SEVERITY_WARNING,
    .scope = SCOPE_TRACE,
    .when = FEATURE_TURN_ID,
    .needs = "needs a turn number or a speech id",
    .check = turn_identity_check,
};

/* ---- V176 late-stage ---- */

/* A stage may start later than its turn ends: by the tolerance. */
static void late_stage(struct check *c, uint32_t p, uint32_t turn)
{
    const struct span_columns *col = &c->s->span;
    uint32_t row = span_row(c, p), above = span_row(c, turn);
    c->looked++;
    if (LIKELY(col->start[row] <= col->end[above]) || !(col->flags[row] & SPAN_HAS_START))
        return;
    uint64_t slack = (uint64_t)(c->param[0] * 1e6);
    if (span_has_length(c, turn) && col->start[row] > col->end[above] + slack)
        census_hit(c, span_name(c, p), p);
}

/* The end of a turn while its subtree is passed; turns inside turns have their own. */
static void late_stage_check(struct check *c)
{
    uint32_t turn = NO_ROW, end = 0;
    for (uint32_t p = c->first; p < c->end; p++) {
        if (span_class(c, p) == CLASS_TURN) {
            turn = p;
            end = p + c->ix->size[p];
        } else if (p < end && stage_of(c, p)) {
            late_stage(c, p, turn);
        }
    }
}

static void late_say(struct check *c, const struct hit *h)
{
    check_found(c, h, NO_PARAM, "%s started after the turn above had ended",
                census_where(h).text);
}

static void late_stage_end(struct check *c)
{
    census_report(c, (unsigned)c->param[1], "span name", late_say);
}

const struct rule rule_late_stage = {
    .code = "V176",
    .slug = "late-stage",
    .snippet = "nest-spans",
    .title = "a stage that starts after its turn has ended",
    .why = "It most likely belongs to the next turn: the context of the old one was still "
           "current. The next turn then lacks the stage, and its time cannot be explained.",
    .fix = "Take the context of the turn that is going on when the stage starts, not the one "
           "that was current when the worker was set up.",
    .severity = SEVERITY_INFO,
    .when = FEATURE_OF(CLASS_TURN),
    .needs = "needs a turn span",
    .params =
        {
            {"slack_ms", 5, 0, 1e6, "ms", "so much after the end is let pass"},
            {"max_findings", 10, 1, 1000, "count", "span names told one by one"},
        },
    .check = late_stage_check,
    .end = late_stage_end,
};

/* ---- V177 outcome-missing ---- */

static bool has_outcome(const struct check *c, uint32_t p)
{
    static const enum known_key keys[] = {KEY_turn_was_interrupted, KEY_turn_interrupted,
                                          KEY_turn_end_reason, KEY_lk_interrupted,
                                          KEY_genai_end_reason};
    for (size_t i = 0; i < ARRAY_LEN(keys); i++)
        if (span_attr(c, p, keys[i]))
            return true;
    return false;
}

/* Which names have a turn with an outcome; how many turns have none. */
static uint32_t outcomes_read(struct check *c, uint32_t *said)
{
    uint32_t without = 0;
    for (uint32_t p = c->first; p < c->end; p++) {
        if (span_class(c, p) != CLASS_TURN)
            continue;
        c->looked++;
        if (has_outcome(c, p))
            said[span_name(c, p)] = c->trace + 1;
        else
            without++;
    }
    return without;
}

/* `said`: by symbol of a name, the last trace, plus 1, in which a turn of it has an outcome. */
static void outcome_trace(struct check *c, uint32_t *said)
{
    if (outcomes_read(c, said) == 0)
        return;
    for (uint32_t p = c->first; p < c->end; p++)
        if (span_class(c, p) == CLASS_TURN && said[span_name(c, p)] == c->trace + 1 &&
            !has_outcome(c, p))
            census_hit(c, span_name(c, p), p);
}

static void outcome_say(struct check *c, const struct hit *h)
{
    check_found(c, h, NO_PARAM, "%s without the outcome that other turns of the call have",
                census_where(h).text);
}

static void outcome_check(struct check *c)
{
    uint32_t *said = mem_zalloc(arena_size(sizeof(*said), c->s->syms.texts.n));
    for (uint32_t t = 0; t < c->ix->n_traces; t++) {
        if (!(c->v->features[t] & FEATURE_OUTCOME))
            continue;
        check_enter(c, t);
        outcome_trace(c, said);
    }
    check_enter(c, NO_ROW);
    census_report(c, (unsigned)c->param[0], "span name", outcome_say);
    free(said);
}

const struct rule rule_outcome_missing = {
    .code = "V177",
    .slug = "outcome-missing",
    .snippet = "number-turns",
    .title = "a turn that does not say how it ended",
    .why = "Rates of interruptions are counted over turns. A turn without the flag is neither "
           "counted as interrupted nor as finished.",
    .fix = "Set turn.was_interrupted to true or false on every turn when it ends, in a finally "
           "block.",
    .severity = SEVERITY_INFO,
    .scope = SCOPE_STORE,
    .when = FEATURE_OUTCOME,
    .needs = "needs a turn that says how it ended",
    .params = {{"max_findings", 10, 1, 1000, "count", "span names told one by one"}},
    .check = outcome_check,
};
