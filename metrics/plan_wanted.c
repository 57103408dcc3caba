/* The metrics that are wanted by name: baseline sets, first-pass floor, customers' questions. */
#include "core/shown.h"
#include "metrics/key_sense.h"
#include "metrics/plan_parts.h"
#include "metrics/title.h"

enum {
    NAMES_OF_A_ROW = 20, /* providers that one row makes a metric of */
    TITLE_WORDS = 60
};

struct wanted {
    uint32_t rank;
    uint8_t floor;
    uint32_t agents;
    bool recipe;
    struct sv title;
    enum span_role role;
    const char *names;
    const char *attributes;
    enum aggregation how;
    struct sv unit, question, instrument;
};

static const struct wanted table[] = {
#define WANT(rank_, floor_, agents_, recipe_, title_, role_, names_, attributes_, how_, unit_,     \
             question_, instrument_)                                                               \
    {.rank = rank_,                                                                                \
     .floor = floor_,                                                                              \
     .agents = agents_,                                                                            \
     .recipe = recipe_,                                                                            \
     .title = SV_INIT(title_),                                                                     \
     .role = role_,                                                                                \
     .names = names_,                                                                              \
     .attributes = attributes_,                                                                    \
     .how = how_,                                                                                  \
     .unit = SV_INIT(unit_),                                                                       \
     .question = SV_INIT(question_),                                                               \
     .instrument = SV_INIT(instrument_)},
#include "metrics/wanted.def"
#undef WANT
};

/* ---- the span and the attribute that answer a row ---- */

static bool name_fits(const struct planner *pl, const struct wanted *w, const struct name_fact *n)
{
    struct sv name = planner_sv(pl, n->name);
    if (!n->spans || !name.n || shown_length(name) < name.n)
        return false;
    return (w->role != SPAN_OTHER && n->role == w->role) ||
           (*w->names && key_matches(name, w->names));
}

static bool pair_is_better(const struct pair_fact *p, const struct pair_fact *best)
{
    uint64_t n = p->values.v.n, of_best = best ? best->values.v.n : 0;
    return p->spans && (!best || n > of_best || (n == of_best && p->spans > best->spans));
}

/* Of the pairs with this meaning the one with the most numbers, on spans that the row is for; what
 * only one kind of span can have (a flag of the workflow) counts wherever it stands. */
static const struct pair_fact *pair_of(const struct planner *pl, const struct wanted *w,
                                       struct sv attribute)
{
    const struct pair_fact *best = NULL, *elsewhere = NULL;
    bool anywhere = !sv_eq(attribute, SV("metrics.ttfb"));
    for (size_t i = 0; i < pl->f->pairs.n; i++) {
        const struct pair_fact *p = &pl->f->pairs.v[i];
        if (!sv_eq(p->means, attribute) || !pl->f->names.v[p->name].spans)
            continue;
        if (name_fits(pl, w, &pl->f->names.v[p->name]))
            best = pair_is_better(p, best) ? p : best;
        else if (anywhere)
            elsewhere = pair_is_better(p, elsewhere) ? p : elsewhere;
    }
    return best ? best : elsewhere;
}

static const struct pair_fact *any_pair_of(const struct planner *pl, const struct wanted *w)
{
    struct sv_cut c = {.tail = sv_from_c(w->attributes), .found = true};
    const struct pair_fact *p = NULL;
    while (c.found && !p) {
        c = sv_cut(c.tail, ' ');
        p = pair_of(pl, w, c.head);
    }
    return p;
}

/* ---- proposing ---- */

static struct proposal proposal_of(const struct wanted *w)
{
    return (struct proposal){.title = w->title,
                             .unit = w->unit,
                             .question = w->question,
                             .origin = w->recipe && !w->agents ? "recipe" : "baseline",
                             .rank = w->rank};
}

static int pair_propose(struct planner *pl, const struct wanted *w, const struct pair_fact *p)
{
    const struct name_fact *n = &pl->f->names.v[p->name];
    struct sv key = planner_sv(pl, p->key), span = planner_sv(pl, n->name);
    struct proposal of = proposal_of(w);
    const struct autopair_rule *rule = autopair_find(p->means, span, n->role, facts_flag(p));
    if (!planner_may_name(pl, p))
        return NO_DRAFT;
    of.of = (struct candidate){pl->f, n, p, rule, w->how, false};
    if (rule && p->factor != 1)
        of.unit = autopair_unit(rule, key, p->factor);
    return planner_propose(pl, &of);
}

/* "STT Provider Error Rate Deepgram": names with something of their own behind the canonical one
 * say it, others have the row's name. */
static struct sv title_for(struct planner *pl, const struct wanted *w, const struct name_fact *n)
{
    bool several = w->role == SPAN_STT_PROVIDER || w->role == SPAN_OTHER;
    if (!several)
        return w->title;
    buf_clear(&pl->tmp);
    buf_add(&pl->tmp, w->title);
    title_add_words(&pl->tmp, planner_sv(pl, n->name), TITLE_WORDS);
    return arena_copy(&pl->p->arena, buf_sv(&pl->tmp));
}

/* The names that a row which counts spans is for: one metric each, the first has the row's name. */
static int spans_propose(struct planner *pl, const struct wanted *w)
{
    int first = NO_DRAFT;
    uint32_t n = 0;
    for (size_t i = 0; i < pl->f->names.n && n < NAMES_OF_A_ROW; i++) {
        const struct name_fact *name = &pl->f->names.v[i];
        if (!name_fits(pl, w, name))
            continue;
        struct proposal of = proposal_of(w);
        of.of = (struct candidate){pl->f, name, NULL, NULL, w->how, false};
        of.title = title_for(pl, w, name);
        int draft = planner_propose(pl, &of);
        first = n++ ? first : draft;
    }
    return first;
}

/* ---- what is missing ---- */

/* The spans that a row is for: how many names, and the first. */
static uint32_t names_of(const struct planner *pl, const struct wanted *w, struct sv *first)
{
    uint32_t n = 0;
    for (size_t i = 0; i < pl->f->names.n; i++)
        if (name_fits(pl, w, &pl->f->names.v[i]) && n++ == 0)
            *first = planner_sv(pl, pl->f->names.v[i].name);
    return n;
}

static struct sv first_word(const char *words)
{
    return sv_cut(sv_from_c(words), ' ').head;
}

/* What a row lacks: its span, or its attribute on the span that is there. */
struct lack {
    struct sv span, key, what;
    bool has_span;
};

static struct lack lack_of(struct planner *pl, const struct wanted *w)
{
    struct sv emitted = {0};
    uint32_t names = names_of(pl, w, &emitted);
    struct lack l = {.span = names == 1 ? emitted : role_name(w->role),
                     .key = first_word(w->attributes),
                     .has_span = names};
    if (names && l.key.n)
        l.what = planner_say(pl, "no attribute `%.*s` on `%.*s`", SV_ARG(l.key), SV_ARG(l.span));
    else
        l.what = planner_say(pl, "no span `%.*s`", SV_ARG(l.span));
    return l;
}

static struct sv missing(struct planner *pl, const struct wanted *w)
{
    struct lack l = lack_of(pl, w);
    if (!l.key.n)
        return planner_say(pl, "%.*s: add %.*s", SV_ARG(l.what), SV_ARG(w->instrument));
    if (!l.has_span)
        return planner_say(pl, "%.*s: add it with the number `%.*s`: %.*s", SV_ARG(l.what),
                           SV_ARG(l.key), SV_ARG(w->instrument));
    return planner_say(pl, "%.*s: add it as a number: %.*s", SV_ARG(l.what),
                       SV_ARG(w->instrument));
}

/* With --with-missing it is staged. Names that hold a `<...>` are for people to choose. */
static int missing_propose(struct planner *pl, const struct wanted *w)
{
    struct lack l = lack_of(pl, w);
    struct proposal of = proposal_of(w);
    if (!pl->wish->with_missing || sv_find_char(l.span, '<') != SIZE_MAX)
        return NO_DRAFT;
    of.of.how = w->how;
    of.span = l.span;
    of.key = l.key;
    planner_lacks(pl, &of, l.what);
    if (l.key.n)
        of.instrument = planner_say(pl, "Emit `%.*s` on every `%.*s` span, as a number: %.*s.",
                                    SV_ARG(l.key), SV_ARG(l.span), SV_ARG(w->instrument));
    else
        of.instrument = planner_say(pl, "Add %.*s.", SV_ARG(w->instrument));
    return planner_propose(pl, &of);
}

/* Fallback is asked for only where some is to be seen; what to add is said all the same. */
static bool sees_fallback(const struct planner *pl)
{
    for (size_t i = 0; i < pl->f->names.n; i++)
        if (key_matches(planner_sv(pl, pl->f->names.v[i].name),
                        "*fallback* *retry* *escalat* *handoff* *transfer*"))
            return true;
    for (size_t i = 0; i < pl->f->pairs.n; i++)
        if (key_matches(pl->f->pairs.v[i].means, "*fallback* *retry* *escalat* *handoff*"))
            return true;
    return false;
}

static void item_add(struct planner *pl, struct floor_list *list, const struct wanted *w,
                     struct sv name, int draft)
{
    struct floor_item item = {.item = name, .status = FLOOR_MISSING};
    struct wanted_item link = {list, list->n, draft};
    if (draft == NO_DRAFT) {
        item.reason = missing(pl, w);
        if (w->floor == 6 && !sees_fallback(pl))
            item.reason = planner_say(pl, "no fallback, retry or escalation is visible; %.*s",
                                      SV_ARG(item.reason));
    }
    vec_push(list, item);
    vec_push(&pl->items, link);
}

/* ---- the table ---- */

static void row_plan(struct planner *pl, const struct wanted *w)
{
    struct plan *p = pl->p;
    bool of_agent = w->agents & p->agents;
    if (!of_agent && !w->floor && !w->recipe)
        return;
    /* Nobody outside of Vapi can measure its providers. */
    if (p->agents & AGENT_VAPI && !of_agent && sv_eq(first_word(w->attributes), SV("metrics.ttfb")))
        return;
    const struct pair_fact *pair = *w->attributes ? any_pair_of(pl, w) : NULL;
    int draft = pair ? pair_propose(pl, w, pair) : *w->attributes ? NO_DRAFT : spans_propose(pl, w);
    draft = draft == NO_DRAFT ? missing_propose(pl, w) : draft;
    if (w->floor)
        item_add(pl, &p->floor, w, w->title, draft);
    if (of_agent)
        item_add(pl, &p->baseline, w, w->title, draft);
    if (w->recipe)
        item_add(pl, &p->recipes, w, w->question, draft);
}

void plan_wanted(struct planner *pl)
{
    for (size_t i = 0; i < ARRAY_LEN(table); i++)
        row_plan(pl, &table[i]);
}
