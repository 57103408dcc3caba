/* Judges that see the trace: a question that numbers cannot answer, and the evidence for it. */
#include "core/fmt.h"
#include "metrics/judge_facts.h"
#include "metrics/plan_parts.h"

enum {
    RANK_JUDGES = 500,
    CALLS_LEAST = 2, /* in a single one the evidence may be chance */
    COUNT_MAX = 10
};
#define COVERAGE_LEAST 0.5
#define BIT(id) (UINT32_C(1) << EVIDENCE_##id)

_Static_assert(EVIDENCES <= 32, "each has a bit");

enum judge_kind { JUDGE_BINARY, JUDGE_CATEGORIES, JUDGE_COUNT };

struct judge {
    struct sv title;
    enum judge_kind kind;
    enum span_role subject;
    uint32_t about, needs[2], also, occasion;
    struct sv none_yet, question, criteria;
};

static const struct judge judges[] = {
#define EVIDENCE(...)
#define JUDGE(title_, kind_, subject_, about_, needs_, outcome_, also_, occasion_, none_yet_,      \
              question_, criteria_)                                                                \
    {SV_INIT(title_),                                                                              \
     kind_,                                                                                        \
     subject_,                                                                                     \
     about_,                                                                                       \
     {needs_, outcome_},                                                                           \
     also_,                                                                                        \
     occasion_,                                                                                    \
     SV_INIT(none_yet_),                                                                           \
     SV_INIT(question_),                                                                           \
     SV_INIT(criteria_)},
#include "metrics/judges.def"
#undef EVIDENCE
#undef JUDGE
};

/* A judge on its way into the plan. */
struct bench {
    struct planner *pl;
    const struct judge_facts *j;
    const struct judge *of;
    struct draft *d;
    uint64_t on;    /* spans that are judged */
    uint32_t calls; /* that have one */
};

static const struct judge_found *found(const struct bench *b, int id)
{
    return &b->j->of[id];
}
static bool has(const struct bench *b, int id)
{
    return found(b, id)->spans != 0;
}
static bool has_any(const struct bench *b, uint32_t ids)
{
    for (int id = 0; id < EVIDENCES; id++)
        if (ids >> id & 1 && has(b, id))
            return true;
    return false;
}

/* ---- the spans that are judged ---- */

/* Which attribute they are found by, when no role tells. */
static const struct pair_fact *root_pair(const struct bench *b)
{
    const struct pair_fact *best = NULL;
    for (int id = 0; id < EVIDENCES && b->of->subject == SPAN_CONVERSATION; id++) {
        const struct pair_fact *p = found(b, id)->pair;
        if (b->of->needs[0] >> id & 1 && p && (!best || p->spans > best->spans))
            best = p;
    }
    return best;
}

static void calls_mark(uint8_t *calls, const struct name_fact *n)
{
    for (size_t i = 0; i < n->runs.n; i++)
        calls[n->runs.v[i].call] = 1;
}

static void subject_find(struct bench *b)
{
    const struct facts *f = b->pl->f;
    const struct pair_fact *root = root_pair(b);
    uint8_t *calls = mem_zalloc((size_t)f->in->n_calls + 1);
    struct evidence *e = &b->d->evidence;
    for (size_t i = 0; i < f->names.n; i++)
        if (root ? i == root->name : f->names.v[i].role == b->of->subject)
            calls_mark(calls, &f->names.v[i]);
    for (uint32_t i = 0; i < f->in->n_calls; i++)
        b->calls += calls[i];
    free(calls);
    b->on = root ? f->names.v[root->name].spans : b->j->spans[b->of->subject];
    e->matching_spans = b->on;
    e->traces = root ? f->names.v[root->name].traces : b->j->traces[b->of->subject];
}

/* ---- verdict ---- */

static struct sv first_key(int id)
{
    return sv_cut(sv_from_c(evidence_rows[id].keys), ' ').head;
}

static struct sv flag_word(const struct judge_found *e)
{
    return e->pair && e->pair->bools && !e->pair->values.v.n ? SV("true") : SV("1");
}

static void says_add(struct buf *b, int id, const struct judge_found *e)
{
    struct sv says = sv_from_c(evidence_rows[id].says), set = flag_word(e);
    size_t at = sv_find(says, SV("%s"));
    if (at == SIZE_MAX)
        buf_add(b, says);
    else
        buf_fmt(b, "%.*s%.*s%.*s", (int)at, says.p, SV_ARG(set), SV_ARG(sv_from(says, at + 2)));
}

static void against(struct bench *b, const char *rule, struct sv why, struct sv instrument)
{
    struct reason r = {why, rule};
    vec_push(&b->d->reasons, r);
    if (b->d->verdict == VERDICT_PROPOSE)
        b->d->main_reason = why;
    if (!b->d->instrument.n)
        b->d->instrument = instrument;
    b->d->verdict = VERDICT_STAGE;
}

/* On how many of the spans that are judged the best of this evidence stands. Names of tools, and
 * what stands elsewhere, are there for all of them or for none. */
static uint64_t spans_with(const struct bench *b, uint32_t ids)
{
    uint64_t most = 0;
    for (int id = 0; id < EVIDENCES; id++) {
        const struct evidence_row *row = &evidence_rows[id];
        if (!(ids >> id & 1) || !has(b, id))
            continue;
        bool on_them = row->kind != EV_TOOL && row->role == b->of->subject;
        uint64_t n = on_them ? found(b, id)->spans : b->on;
        most = n > most ? n : most;
    }
    return most < b->on ? most : b->on;
}

static int lowest(uint32_t ids)
{
    int id = 0;
    while (!(ids >> id & 1))
        id++;
    return id;
}

/* What to add, by its canonical name. */
static struct sv add_of(struct bench *b, uint32_t ids)
{
    int id = lowest(ids);
    struct buf says = {0};
    struct sv span = role_name(evidence_rows[id].role), text;
    says_add(&says, id, found(b, id));
    if (evidence_rows[id].kind == EV_TOOL)
        text = planner_say(b->pl, "Give the step that %.*s a tool and a `%.*s` span of its own.",
                           SV_ARG(buf_sv(&says)), SV_ARG(span));
    else
        text = planner_say(b->pl, "Emit `%.*s` on every `%.*s` span: it %.*s.",
                           SV_ARG(first_key(id)), SV_ARG(span), SV_ARG(buf_sv(&says)));
    buf_release(&says);
    return text;
}

static void needs_judge(struct bench *b)
{
    struct planner *pl = b->pl;
    uint64_t with = b->on;
    for (size_t i = 0; i < ARRAY_LEN(b->of->needs); i++) {
        uint32_t ids = b->of->needs[i];
        uint64_t n = ids ? spans_with(b, ids) : b->on;
        struct sv what = !ids ? SV("")
                         : evidence_rows[lowest(ids)].kind == EV_TOOL
                             ? SV("identity verification")
                             : planner_say(pl, "`%.*s`", SV_ARG(first_key(lowest(ids))));
        if (!n)
            against(b, "5.13",
                    planner_say(pl, "no %.*s in these traces: a judge has nothing to go by",
                                SV_ARG(what)),
                    add_of(b, ids));
        else if ((double)n < COVERAGE_LEAST * (double)b->on)
            against(b, "5.13",
                    planner_say(pl, "%.*s or what says the same is on only %s of %s", SV_ARG(what),
                                fmt_count(n).text, fmt_amount(b->on, "span").text),
                    add_of(b, ids));
        with = n < with ? n : with;
    }
    b->d->evidence.with_value = with;
    b->d->evidence.coverage = b->on ? (double)with / (double)b->on : 0;
}

static void occasion_judge(struct bench *b)
{
    uint64_t hits = 0;
    for (int id = 0; id < EVIDENCES; id++)
        hits += b->of->occasion >> id & 1 ? found(b, id)->hits : 0;
    if (b->of->occasion && !hits)
        against(b, "5.13", b->of->none_yet, (struct sv){0});
}

static void calls_judge(struct bench *b)
{
    if (b->calls < CALLS_LEAST)
        against(b, "M149",
                planner_say(b->pl, "the evidence is in %s: gather %d or more to see that it holds",
                            fmt_amount(b->calls, "call").text, CALLS_LEAST),
                (struct sv){0});
}

/* ---- prompt ---- */

static uint32_t evidence_of(const struct judge *j)
{
    return j->about | j->needs[0] | j->needs[1] | j->also | j->occasion;
}

/* "`a`, `b` or `c`": the names of spans of a role, as emitted. */
static void names_of_role(struct buf *to, const struct bench *b, enum span_role role)
{
    const struct facts *f = b->pl->f;
    uint32_t n = 0;
    for (size_t i = 0; i < f->names.n && n < JUDGE_NAMES; i++) {
        const struct name_fact *name = &f->names.v[i];
        struct sv text = planner_sv(b->pl, name->name);
        if (name->role == role && name->spans && judge_may_name(text))
            buf_fmt(to, "%s`%.*s`", n++ ? " or " : "", SV_ARG(text));
    }
}

static void evidence_add(struct buf *to, const struct bench *b, int id, const char *before)
{
    const struct judge_found *e = found(b, id);
    bool anywhere = evidence_rows[id].role == SPAN_CONVERSATION;
    buf_addz(to, before);
    if (e->n_names)
        buf_addz(to, evidence_rows[id].kind == EV_TOOL ? "the tool " : "in it ");
    if (e->pair)
        buf_fmt(to, "`%.*s`", SV_ARG(planner_sv(b->pl, e->pair->key)));
    for (uint32_t i = 0; i < e->n_names; i++)
        buf_fmt(to, "%s`%.*s`", i ? " or " : "", SV_ARG(e->names[i]));
    if (e->pair && anywhere)
        buf_fmt(to, " on `%.*s`", SV_ARG(planner_sv(b->pl, b->pl->f->names.v[e->pair->name].name)));
    if (e->pair || e->n_names)
        buf_addc(to, ' ');
    says_add(to, id, e);
}

/* What spans of one role tell; those of tools and answers have an introduction. */
static void role_add(struct buf *to, const struct bench *b, enum span_role role, const char *one)
{
    uint32_t n = 0;
    for (int id = 0; id < EVIDENCES; id++) {
        if (!(evidence_of(b->of) >> id & 1) || !has(b, id) || evidence_rows[id].role != role)
            continue;
        if (!n && *one) {
            buf_addz(to, " Each span ");
            names_of_role(to, b, role);
            buf_fmt(to, " is %s: ", one);
        }
        evidence_add(to, b, id, n ? "; " : *one ? "" : " ");
        n++;
    }
    if (n)
        buf_addc(to, '.');
}

static struct sv prompt_of(struct bench *b)
{
    struct buf p = {0};
    buf_addz(&p, "Use the transcript and the OpenTelemetry trace of the conversation.");
    role_add(&p, b, SPAN_TOOL, "one tool call");
    role_add(&p, b, SPAN_LLM, "one reply of the model");
    role_add(&p, b, SPAN_CONVERSATION, "");
    buf_fmt(&p, " %.*s", SV_ARG(b->of->criteria));
    struct sv text = arena_copy(&b->pl->p->arena, buf_sv(&p));
    buf_release(&p);
    return text;
}

/* ---- the definition ---- */

static const struct sv categories[] = {SV_INIT("NO FAILURE"), SV_INIT("RECOVERED"),
                                       SV_INIT("TOLD THE USER"), SV_INIT("NOT RECOVERED")};

static void kind_fill(struct definition *d, enum judge_kind kind)
{
    switch (kind) {
    case JUDGE_BINARY:
        d->metric_type = SV("METRIC_LLM_BINARY");
        d->target = (struct target){.op = SV("in"), .word = SV("YES")};
        break;
    case JUDGE_CATEGORIES:
        d->metric_type = SV("METRIC_CATEGORICAL");
        d->categories = categories;
        d->n_categories = ARRAY_LEN(categories);
        d->target = (struct target){.op = SV("nin"), .word = SV("NOT RECOVERED")};
        break;
    case JUDGE_COUNT:
        d->metric_type = SV("METRIC_NUMERICAL_LLM_JUDGE");
        d->has_range = true;
        d->max_value = COUNT_MAX;
        d->target = (struct target){.op = SV("lte"), .value = 0};
        break;
    }
}

static void definition_fill(struct bench *b)
{
    struct definition *d = &b->d->definition;
    d->metric_name = b->of->title;
    d->description = planner_say(b->pl, "A judge of the transcript and the trace of a call. %.*s",
                                 SV_ARG(b->of->question));
    d->prompt = prompt_of(b);
    d->include_traces = true;
    kind_fill(d, b->of->kind);
}

static void evidence_say(struct bench *b)
{
    const struct evidence *e = &b->d->evidence;
    struct buf names = {0};
    for (int id = 0; id < EVIDENCES; id++)
        if (evidence_of(b->of) >> id & 1 && found(b, id)->pair)
            buf_fmt(&names, "%s`%.*s`", names.n ? ", " : "",
                    SV_ARG(planner_sv(b->pl, found(b, id)->pair->key)));
    struct sv list = names.n ? buf_sv(&names) : SV("the status of spans");
    struct sv text = planner_say(b->pl, "evidence on %s of %s, %s: %.*s",
                                 fmt_count(e->with_value).text,
                                 fmt_amount(e->matching_spans, "span").text,
                                 fmt_amount(b->calls, "call").text, SV_ARG(list));
    struct reason r = {text, "5.13"};
    vec_push(&b->d->reasons, r);
    buf_release(&names);
}

/* ---- all of them ---- */

/* Is the question one of these calls at all? */
static bool is_asked(const struct bench *b)
{
    const struct judge *of = b->of;
    if (of->about && !has_any(b, of->about))
        return false;
    if (of->subject == SPAN_CONVERSATION)
        return has_any(b, of->needs[0]);
    return b->j->spans[of->subject] && (of->subject == SPAN_TOOL || has_any(b, of->needs[0]));
}

static void judge_plan(struct bench *b, uint32_t rank)
{
    struct draft d = {.question = b->of->question, .origin = "judge", .rank = rank};
    b->d = &d;
    b->on = b->calls = 0;
    subject_find(b);
    needs_judge(b);
    occasion_judge(b);
    calls_judge(b);
    evidence_say(b);
    definition_fill(b);
    vec_push(&b->pl->p->drafts, d);
}

void plan_judges(struct planner *pl)
{
    struct judge_facts j;
    struct bench b = {.pl = pl, .j = &j};
    judge_facts_find(&j, pl->f, &pl->p->arena);
    const uint32_t workflow =
        BIT(COMPLETED) | BIT(BLOCKED) | BIT(FALLBACK) | BIT(HANDOFF) | BIT(WORKFLOW);
    if (!j.spans[SPAN_TOOL] && !has_any(&b, workflow))
        return;
    for (size_t i = 0; i < ARRAY_LEN(judges); i++) {
        b.of = &judges[i];
        if (is_asked(&b))
            judge_plan(&b, RANK_JUDGES + (uint32_t)i);
    }
}
