#include "metrics/plan_parts.h"

#include "core/shown.h"
#include "core/utf8.h"
#include "metrics/retell.h"
#include "metrics/title.h"

enum { DESCRIPTION_MAX = 1000 }; /* bytes that the API takes */

struct sv planner_say(struct planner *pl, const char *fmt, ...)
{
    va_list ap;
    buf_clear(&pl->tmp);
    va_start(ap, fmt);
    buf_vfmt(&pl->tmp, fmt, ap);
    va_end(ap);
    return arena_copy(&pl->p->arena, buf_sv(&pl->tmp));
}

struct sv role_name(enum span_role role)
{
    static const struct sv names[SPAN_ROLES] = {
        [SPAN_OTHER] = SV_INIT("business.<event>"),
        [SPAN_CONVERSATION] = SV_INIT("conversation"),
        [SPAN_TURN] = SV_INIT("turn"),
        [SPAN_STT] = SV_INIT("stt"),
        [SPAN_STT_PROVIDER] = SV_INIT("stt.provider.<name>"),
        [SPAN_LLM] = SV_INIT("llm"),
        [SPAN_TOOL] = SV_INIT("llm_tool_call"),
        [SPAN_TTS] = SV_INIT("tts"),
        [SPAN_VAD] = SV_INIT("vad"),
        [SPAN_PIPELINE] = SV_INIT("pipeline"),
        [SPAN_TRANSPORT] = SV_INIT("transport"),
        [SPAN_SESSION] = SV_INIT("session:<name>"),
        [SPAN_MARKER] = SV_INIT("<stage>_marker"),
        [SPAN_PROBE] = SV_INIT("a probe"),
    };
    return names[role];
}

bool planner_may_name(const struct planner *pl, const struct pair_fact *p)
{
    struct sv key = planner_sv(pl, p->key), span = planner_sv(pl, pl->f->names.v[p->name].name);
    return key.n && span.n && shown_length(key) == key.n && shown_length(span) == span.n;
}

/* ---- one draft ---- */

static struct sv span_of(const struct planner *pl, const struct proposal *w)
{
    return w->of.name ? planner_sv(pl, w->of.name->name) : w->span;
}
static struct sv key_of(const struct planner *pl, const struct proposal *w)
{
    return w->of.pair ? planner_sv(pl, w->of.pair->key) : w->key;
}

static struct sv description_of(struct planner *pl, const struct proposal *w)
{
    struct sv how = aggregation_in_words(w->of.how), span = span_of(pl, w);
    struct sv key = key_of(pl, w);
    struct sv q = w->question;
    if (key.n)
        return planner_say(pl, "%.*s %.*s over the %.*s spans of a call. %.*s", SV_ARG(how),
                           SV_ARG(key), SV_ARG(span), SV_ARG(q));
    if (w->of.duration)
        return planner_say(pl, "%.*s the length of the %.*s spans of a call. %.*s", SV_ARG(how),
                           SV_ARG(span), SV_ARG(q));
    return planner_say(pl, "%.*s %.*s spans of a call. %.*s", SV_ARG(how), SV_ARG(span), SV_ARG(q));
}

/* "P90" and the like stand behind what is measured; rates and counts have their noun. */
static struct sv title_of(struct planner *pl, const struct proposal *w)
{
    static const char *const behind[AGGREGATIONS] = {
        [AGG_P90] = " P90",     [AGG_P95] = " P95",   [AGG_P99] = " P99",
        [AGG_COUNT] = " Count", [AGG_ERROR_RATE] = " Error Rate",
        [AGG_SUCCESS_RATE] = " Success Rate"};
    struct buf *b = &pl->tmp;
    buf_clear(b);
    if (w->of.how == AGG_SUM)
        buf_addz(b, "Total ");
    if (w->of.pair)
        title_add_pair(b, planner_sv(pl, w->of.name->name), w->of.pair->means);
    else
        title_add(b, planner_sv(pl, w->of.name->name));
    if (w->of.duration)
        buf_addz(b, " Duration");
    if (behind[w->of.how])
        buf_addz(b, behind[w->of.how]);
    else if (w->of.rule && w->of.rule->noun.n && !sv_ends(buf_sv(b), w->of.rule->noun))
        buf_fmt(b, " %.*s", SV_ARG(w->of.rule->noun));
    return arena_copy(&pl->p->arena, utf8_prefix(buf_sv(b), TITLE_MAX));
}

static void definition_fill(struct planner *pl, struct definition *d, const struct proposal *w)
{
    d->metric_type = METRIC_CUSTOM_TRACE;
    d->span_name = span_of(pl, w);
    d->metric_attribute = key_of(pl, w);
    d->value_source = w->of.duration ? SV("duration") : (struct sv){0};
    d->aggregation_method = aggregation_rows[w->of.how].name;
    d->unit = w->unit;
    d->metric_name = w->title.n ? w->title : title_of(pl, w);
    d->description = utf8_prefix(description_of(pl, w), DESCRIPTION_MAX);
}

static int draft_find(const struct planner *pl, const struct definition *d)
{
    const struct plan *p = pl->p;
    for (size_t i = 0; i < p->drafts.n && i < pl->n_wanted; i++)
        if (definition_same_meaning(&p->drafts.v[i].definition, d))
            return (int)i;
    return NO_DRAFT;
}

void planner_judge(struct planner *pl, struct draft *to, const struct proposal *w)
{
    struct doubts d = {.instrument = w->instrument};
    struct candidate c = w->of;
    /* Fewer values are enough for what the older profile makes of it. */
    if (pl->p->profile == PROFILE_LEGACY && (c.how == AGG_P95 || c.how == AGG_P99))
        c.how = AGG_P90;
    if (c.name)
        doubts_find(&d, &c, &pl->p->arena);
    to->verdict = d.verdict > w->at_best ? d.verdict : w->at_best;
    to->main_reason = d.verdict > w->at_best ? d.main_reason : w->at_best_why;
    to->instrument = d.instrument;
    if (w->at_best_why.n) {
        struct reason r = {w->at_best_why, w->at_best_rule};
        vec_push(&to->reasons, r);
    }
    for (size_t i = 0; i < d.list.n; i++)
        vec_push(&to->reasons, d.list.v[i]);
    vec_release(&d.list);
}

int planner_propose(struct planner *pl, const struct proposal *w)
{
    struct draft draft = {.question = w->question, .origin = w->origin, .rank = w->rank};
    definition_fill(pl, &draft.definition, w);
    if (w->of.pair)
        pl->taken[w->of.pair - pl->f->pairs.v] = 1;
    int same = draft_find(pl, &draft.definition);
    if (same != NO_DRAFT)
        return same;
    planner_judge(pl, &draft, w);
    vec_push(&pl->p->drafts, draft);
    return (int)pl->p->drafts.n - 1;
}

void planner_lacks(struct planner *pl, struct proposal *w, struct sv what)
{
    w->at_best = VERDICT_STAGE;
    w->at_best_rule = "5.8.1";
    w->at_best_why = planner_say(pl, "instrumentation must be added first: %.*s", SV_ARG(what));
}

/* ---- all of them ---- */

void plan_make(struct plan *p, const struct facts *f, const struct plan_wish *wish)
{
    *p = (struct plan){.profile = wish->profile};
    struct planner pl = {.p = p,
                         .f = f,
                         .wish = wish,
                         .taken = mem_zalloc(f->pairs.n + 1),
                         .n_wanted = SIZE_MAX};
    plan_agents(&pl);
    plan_wanted(&pl);
    plan_verticals(&pl);
    pl.n_wanted = p->drafts.n;
    plan_pairs(&pl);
    plan_spans(&pl);
    plan_judges(&pl);
    plan_profile(&pl);
    plan_finish(&pl);
    free(pl.taken);
    vec_release(&pl.items);
    buf_release(&pl.tmp);
}

void plan_release(struct plan *p)
{
    for (size_t i = 0; i < p->drafts.n; i++) {
        vec_release(&p->drafts.v[i].reasons);
        preview_release(&p->drafts.v[i].preview);
    }
    vec_release(&p->drafts);
    vec_release(&p->drifts);
    vec_release(&p->floor);
    vec_release(&p->baseline);
    vec_release(&p->recipes);
    vec_release(&p->unpaired);
    arena_release(&p->arena);
    *p = (struct plan){0};
}
