#include "metrics/previews.h"

#include "core/fmt.h"
#include "core/shown.h"

void previews_add(struct previews *ps, const struct definition *d, struct sv source)
{
    if (!definition_is_trace(d)) {
        bool judge = d->prompt.n > 0;
        vec_push(&ps->skipped,
                 ((struct preview_skip){.name = d->metric_name,
                                        .source = source,
                                        .reason = judge ? SV("a judge: only the platform runs it")
                                                        : SV("not of type METRIC_CUSTOM_TRACE")}));
        return;
    }
    vec_push(&ps->list, ((struct previewed){.definition = *d, .source = source}));
    struct previewed *p = &ps->list.v[ps->list.n - 1];
    preview_make(&p->preview, ps->facts, &p->definition, ps->percentile);
}

/* ---- targets ---- */

static struct sv condition_text(struct previews *ps, enum aggregation how, enum goal_op op,
                                double value)
{
    struct buf b = {0};
    if (how != AGGREGATIONS)
        buf_fmt(&b, "%s ", aggregation_rows[how].name.p);
    buf_fmt(&b, "%s ", goal_op_sign(op));
    buf_json_f64(&b, value);
    struct sv text = arena_copy(&ps->arena, buf_sv(&b));
    buf_release(&b);
    return text;
}

/* A value, or none. */
struct outcome {
    bool has_value;
    double value;
};

static struct goal_result judge(struct previews *ps, const struct goal *g, struct outcome o)
{
    struct goal_result r = {.condition = condition_text(ps, g->how, g->op, g->value),
                            .has_value = o.has_value,
                            .met = o.has_value && goal_holds(g->op, o.value, g->value),
                            .value = o.value};
    ps->met += r.met;
    ps->missed += !r.met;
    return r;
}

/* The value of a definition, aggregated as the goal wants it. */
static struct outcome outcome_of(const struct previews *ps, const struct previewed *p,
                                 const struct goal *g)
{
    struct definition d = p->definition;
    struct preview other = {0};
    if (g->how == AGGREGATIONS || aggregation_find(d.aggregation_method) == g->how)
        return (struct outcome){p->preview.problem == PREVIEW_FINE, p->preview.overall};
    d.aggregation_method = aggregation_rows[g->how].name;
    preview_make(&other, ps->facts, &d, ps->percentile);
    struct outcome o = {other.problem == PREVIEW_FINE, other.overall};
    preview_release(&other);
    return o;
}

static void judge_own(struct previews *ps, struct previewed *p)
{
    enum goal_op op = goal_op_find(p->definition.target.op);
    if (op == GOAL_OPS)
        return;
    const struct goal g = {.how = AGGREGATIONS, .op = op, .value = p->definition.target.value};
    struct goal_result r = judge(ps, &g, outcome_of(ps, p, &g));
    r.own = true;
    vec_push(&p->goals, r);
}

static bool goal_is_for(const struct goal *g, const struct definition *d)
{
    if (g->name.n)
        return sv_eq_nocase(g->name, d->metric_name);
    return aggregation_find(d->aggregation_method) == g->how;
}

/* Is the goal for a built-in metric? Those of many values have no aggregation of their own. */
static bool judge_builtin(struct previews *ps, const struct goal *g, struct err *e)
{
    enum builtin_kind kind = ps->has_builtins ? builtin_find(g->name) : BUILTINS;
    if (kind == BUILTINS)
        return false;
    const struct builtin *b = &ps->builtins.of[kind];
    struct outcome o;
    double any;
    o.has_value = builtin_value(b, g->how, ps->percentile, &o.value);
    if (!o.has_value && g->how == AGGREGATIONS &&
        builtin_value(b, AGG_MEDIAN, ps->percentile, &any))
        err_set(e, "the target `%.*s` is for many values: say which, as in `%.*s: p90 %s ...`",
                SV_ARG(g->text), SV_ARG(g->name), goal_op_sign(g->op));
    vec_push(&ps->builtin_goals[kind], judge(ps, g, o));
    return true;
}

bool previews_judge(struct previews *ps, const struct goal *goals, size_t n, struct err *e)
{
    for (size_t i = 0; i < ps->list.n; i++)
        judge_own(ps, &ps->list.v[i]);
    for (size_t i = 0; i < n; i++) {
        const struct goal *g = &goals[i];
        bool used = g->name.n && judge_builtin(ps, g, e);
        for (size_t k = 0; k < ps->list.n; k++) {
            struct previewed *p = &ps->list.v[k];
            if (!goal_is_for(g, &p->definition))
                continue;
            vec_push(&p->goals, judge(ps, g, outcome_of(ps, p, g)));
            used = true;
        }
        if (!used)
            return err_set(e,
                           "the target `%.*s` is for no metric of this preview: name one as it "
                           "is listed, or an aggregation that one has; --staged lists more",
                           SV_ARG(g->text));
    }
    return !e->set;
}

void previews_release(struct previews *ps)
{
    for (size_t i = 0; i < ps->list.n; i++) {
        preview_release(&ps->list.v[i].preview);
        vec_release(&ps->list.v[i].goals);
    }
    for (unsigned i = 0; i < BUILTINS; i++)
        vec_release(&ps->builtin_goals[i]);
    vec_release(&ps->list);
    vec_release(&ps->skipped);
    builtins_release(&ps->builtins);
    arena_release(&ps->arena);
    *ps = (struct previews){0};
}
