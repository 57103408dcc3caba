/* The line of business that the calls are about, and the metrics that its signals make. */
#include "metrics/key_sense.h"
#include "metrics/plan_parts.h"

enum {
    RANK_VERTICAL = 35,
    POINTS_LEAST = 3,   /* fewer hints are chance: "order" is in many words */
    POINTS_COMMON = 2,
    POINTS_SIGNAL = 10, /* a signal says more than any number of words */
    WORDS_MAX = 1000    /* different names of workflows and tools that are looked at */
};

struct signal {
    struct sv attribute, title, unit, question;
    enum aggregation how;
    bool common;
};

struct vertical {
    struct sv name;
    const char *words;
    struct signal signals[8]; /* the first with an empty attribute ends them */
};

static const struct sv dependency_question = SV_INIT("Is the known critical dependency failing?");

static const struct vertical verticals[] = {
#define VERTICAL(name_, words_, ...) {SV_INIT(name_), words_, {__VA_ARGS__}},
#define SIGNAL(attribute_, title_, how_, unit_, question_)                                         \
    {SV_INIT(attribute_), SV_INIT(title_), SV_INIT(unit_), SV_INIT(question_), how_, false}
#define COMMON(attribute_, title_, how_, unit_, question_)                                         \
    {SV_INIT(attribute_), SV_INIT(title_), SV_INIT(unit_), SV_INIT(question_), how_, true}
#include "metrics/verticals.def"
#undef VERTICAL
#undef SIGNAL
#undef COMMON
};

/* ---- which one ---- */

/* Texts that say what a call is about: names of workflows, of tools, of the agent. */
struct words {
    const struct planner *pl;
    sym keys[5];
    uint8_t *seen; /* by symbol */
    VEC(sym) list;
};

static void attributes_read(struct words *w, struct attr_range r)
{
    const struct store *s = w->pl->f->in->s;
    for (size_t k = 0; k < ARRAY_LEN(w->keys); k++) {
        const struct attr *a = w->keys[k] == SYM_NONE ? NULL : attr_find(s, r, w->keys[k]);
        if (!a || a->type != VALUE_STRING || w->seen[a->bits] || w->list.n >= WORDS_MAX)
            continue;
        w->seen[a->bits] = 1;
        vec_push(&w->list, (sym)a->bits);
    }
}

static void words_read(struct words *w, const struct planner *pl)
{
    static const struct sv keys[] = {SV_INIT("customer.workflow"), SV_INIT("function.name"),
                                     SV_INIT("tool.name"), SV_INIT("agent.name"),
                                     SV_INIT("service.name")};
    const struct store *s = pl->f->in->s;
    w->pl = pl;
    w->seen = mem_zalloc(s->syms.texts.n);
    for (size_t k = 0; k < ARRAY_LEN(w->keys); k++)
        w->keys[k] = sym_find(&s->syms, keys[k]);
    for (size_t i = 0; i < s->resources.n; i++)
        attributes_read(w, s->resources.v[i].attrs);
    for (uint32_t row = 0; row < s->n_spans; row++) {
        uint8_t role = pl->f->in->role_of[s->span.name[row]];
        if (role == SPAN_CONVERSATION || role == SPAN_TOOL)
            attributes_read(w, span_attrs(s, row));
    }
}

static uint32_t words_points(const struct words *w, const char *patterns)
{
    const struct planner *pl = w->pl;
    uint32_t points = 0;
    for (size_t i = 0; i < w->list.n && points < POINTS_SIGNAL; i++)
        points += key_matches(planner_sv(pl, w->list.v[i]), patterns);
    for (size_t i = 0; i < pl->f->names.n && points < POINTS_SIGNAL; i++)
        points += key_matches(planner_sv(pl, pl->f->names.v[i].name), patterns);
    for (size_t i = 0; i < pl->f->pairs.n && points < POINTS_SIGNAL; i++)
        points += key_matches(pl->f->pairs.v[i].means, patterns);
    return points < POINTS_SIGNAL ? points : POINTS_SIGNAL - 1;
}

/* The pair with this meaning and the most numbers, or NULL. */
static const struct pair_fact *signal_pair(const struct planner *pl, const struct signal *s)
{
    const struct pair_fact *best = NULL;
    for (size_t i = 0; i < pl->f->pairs.n; i++) {
        const struct pair_fact *p = &pl->f->pairs.v[i];
        if (sv_eq(p->means, s->attribute) && (!best || p->values.v.n > best->values.v.n))
            best = p;
    }
    return best;
}

static const struct vertical *vertical_find(const struct planner *pl)
{
    const struct vertical *best = NULL;
    uint32_t most = POINTS_LEAST - 1;
    struct words w = {0};
    words_read(&w, pl);
    for (size_t i = 0; i < ARRAY_LEN(verticals); i++) {
        uint32_t points = words_points(&w, verticals[i].words);
        for (const struct signal *s = verticals[i].signals; s->attribute.n; s++)
            points += !signal_pair(pl, s) ? 0 : s->common ? POINTS_COMMON : POINTS_SIGNAL;
        if (points > most) {
            most = points;
            best = &verticals[i];
        }
    }
    free(w.seen);
    vec_release(&w.list);
    return best;
}

/* ---- its metrics ---- */

static int signal_propose(struct planner *pl, const struct signal *s, uint32_t rank)
{
    const struct pair_fact *p = signal_pair(pl, s);
    if (!p)
        return NO_DRAFT;
    const struct name_fact *n = &pl->f->names.v[p->name];
    struct sv span = planner_sv(pl, n->name);
    if (!planner_may_name(pl, p))
        return NO_DRAFT;
    struct proposal w = {.of = {pl->f, n, p, autopair_find(p->means, span, n->role, facts_flag(p)),
                                s->how, false},
                         .title = s->title,
                         .unit = s->unit,
                         .question = s->question,
                         .origin = "vertical",
                         .rank = rank};
    return planner_propose(pl, &w);
}

static bool is_better(const struct planner *pl, int draft, int best)
{
    const struct draft *d = pl->p->drafts.v;
    return draft != NO_DRAFT && (best == NO_DRAFT || d[draft].verdict < d[best].verdict);
}

/* All signals of all verticals that are there; the best one of the vertical in force. */
static int signals_plan(struct planner *pl, const struct vertical *of_calls)
{
    int best = NO_DRAFT;
    for (size_t i = 0; i < ARRAY_LEN(verticals); i++) {
        bool in_force = &verticals[i] == of_calls;
        uint32_t rank = in_force ? RANK_VERTICAL : 10 * RANK_VERTICAL;
        for (const struct signal *s = verticals[i].signals; s->attribute.n; s++) {
            int draft = signal_propose(pl, s, rank++);
            best = in_force && is_better(pl, draft, best) ? draft : best;
        }
    }
    return best;
}

static int missing_propose(struct planner *pl, const struct signal *s)
{
    struct proposal w = {.span = SV("conversation"),
                         .key = s->attribute,
                         .title = s->title,
                         .unit = s->unit,
                         .question = s->question,
                         .origin = "vertical",
                         .rank = RANK_VERTICAL};
    if (!pl->wish->with_missing)
        return NO_DRAFT;
    w.of.how = s->how;
    planner_lacks(pl, &w, planner_say(pl, "no attribute `%.*s` on `conversation`",
                                      SV_ARG(s->attribute)));
    w.instrument = planner_say(pl, "Emit `%.*s` on every `conversation` span, as a number, or "
                                   "another failure mode that matters more.",
                               SV_ARG(s->attribute));
    return planner_propose(pl, &w);
}

/* ---- the critical dependency ---- */

/* The latency of a step that stands on the root: one of the vertical in force, else the first
 * with numbers. */
static const struct pair_fact *dependency_pair(const struct planner *pl, const struct vertical *v)
{
    const struct pair_fact *best = NULL;
    for (const struct signal *s = v ? v->signals : NULL; s && s->attribute.n && !best; s++)
        best = sv_eq(s->unit, SV("ms")) ? signal_pair(pl, s) : NULL;
    for (size_t i = 0; i < pl->f->pairs.n && (!best || best->values.v.n == 0); i++) {
        const struct pair_fact *p = &pl->f->pairs.v[i];
        if (pl->f->names.v[p->name].role == SPAN_CONVERSATION && p->values.v.n &&
            key_matches(p->means, "*.*.latency_ms"))
            best = p;
    }
    return best;
}

static int dependency_propose(struct planner *pl, const struct pair_fact *p)
{
    const struct name_fact *n = p ? &pl->f->names.v[p->name] : NULL;
    if (!p || !planner_may_name(pl, p))
        return NO_DRAFT;
    struct sv key = planner_sv(pl, p->key), span = planner_sv(pl, n->name);
    const struct autopair_rule *rule = autopair_find(p->means, span, n->role, false);
    struct proposal w = {.of = {pl->f, n, p, rule, AGG_P90, false},
                         .unit = rule ? autopair_unit(rule, key, p->factor) : SV("ms"),
                         .question = dependency_question,
                         .origin = "recipe",
                         .rank = RANK_VERTICAL};
    return planner_propose(pl, &w);
}

static void dependency_plan(struct planner *pl, const struct vertical *v)
{
    struct plan *p = pl->p;
    struct floor_item item = {.item = dependency_question, .status = FLOOR_MISSING};
    struct wanted_item link = {&p->recipes, p->recipes.n,
                               dependency_propose(pl, dependency_pair(pl, v))};
    if (link.draft == NO_DRAFT)
        item.reason = SV("no attribute `<domain>.<dependency>.latency_ms` on `conversation`: copy "
                         "it there as a number from the span of the step that must not fail");
    vec_push(&p->recipes, item);
    vec_push(&pl->items, link);
}

void plan_verticals(struct planner *pl)
{
    struct plan *p = pl->p;
    const struct vertical *v = vertical_find(pl);
    struct floor_item item = {.item = SV("Vertical Failure Mode"), .status = FLOOR_MISSING};
    struct wanted_item link = {&p->floor, p->floor.n, signals_plan(pl, v)};
    if (link.draft == NO_DRAFT && v)
        link.draft = missing_propose(pl, &v->signals[0]);
    if (link.draft == NO_DRAFT && v)
        item.reason = planner_say(
            pl, "no attribute of %.*s: add its main failure mode to `conversation` as a number, "
                "for instance `%.*s` (%.*s)", SV_ARG(v->name), SV_ARG(v->signals[0].attribute),
            SV_ARG(v->signals[0].question));
    else if (link.draft == NO_DRAFT)
        item.reason = SV("nothing tells what the calls are about: add the main failure mode to "
                         "`conversation` as a number, for instance `<domain>.<dependency>."
                         "latency_ms` or `<domain>.<step>.error` (0 or 1)");
    p->vertical = v ? v->name : (struct sv){0};
    vec_push(&p->floor, item);
    vec_push(&pl->items, link);
    dependency_plan(pl, v);
}
