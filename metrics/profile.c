#include "metrics/profile.h"

#include "core/buf.h"
#include "metrics/key_sense.h"
#include "metrics/title.h"

/* A definition on its way into the older profile. */
struct fitting {
    const struct definition *d;
    const struct facts *f;
    struct definition *out;
    struct sv *reason;
    struct arena *a;
    enum aggregation how;
};

static struct sv say(struct fitting *t, const char *fmt, ...) PRINTF_LIKE(2, 3);
static struct sv say(struct fitting *t, const char *fmt, ...)
{
    struct buf b = {0};
    va_list ap;
    va_start(ap, fmt);
    buf_vfmt(&b, fmt, ap);
    va_end(ap);
    struct sv text = arena_copy(t->a, buf_sv(&b));
    buf_release(&b);
    return text;
}

static enum profile_fit refuse(struct fitting *t, struct sv reason)
{
    *t->reason = reason;
    return FIT_REFUSED;
}

/* `text` with each `from` in another word: names say "P95" and descriptions "95th". */
static struct sv replaced(struct fitting *t, struct sv text, const char *from, const char *to)
{
    size_t at = sv_find(text, sv_from_c(from));
    if (at == SIZE_MAX)
        return text;
    struct sv head = sv_of(text.p, at), tail = sv_from(text, at + strlen(from));
    return say(t, "%.*s%s%.*s", SV_ARG(head), to, SV_ARG(tail));
}

/* ---- what stands in for what ---- */

static enum profile_fit percentile_fit(struct fitting *t)
{
    const char *upper = t->how == AGG_P95 ? "P95" : "P99";
    const char *words = t->how == AGG_P95 ? "95th" : "99th";
    t->out->aggregation_method = aggregation_rows[AGG_P90].name;
    t->out->metric_name = replaced(t, t->d->metric_name, upper, "P90");
    t->out->description = replaced(t, t->d->description, words, "90th");
    *t->reason = say(t, "%s is not in the legacy profile; p90 on the same attribute is the tail "
                        "too, a milder one", upper);
    return FIT_CHANGED;
}

/* A number under this key on spans of the role; on the name that has most of them. */
static const struct pair_fact *number_on(const struct facts *f, struct sv key, bool flag,
                                         enum span_role role)
{
    const struct pair_fact *best = NULL;
    for (uint32_t i = 0; f && i < f->n_of_role[role]; i++) {
        const struct pair_fact *p = facts_pair(f, &f->names.v[f->of_role[role][i]], key);
        if (p && p->values.v.n && (!flag || facts_flag(p)) &&
            (!best || p->values.v.n > best->values.v.n))
            best = p;
    }
    return best;
}

static enum profile_fit stands_in(struct fitting *t, const struct pair_fact *p, struct sv unit,
                                  const char *suffix, struct sv reason)
{
    const struct store *s = t->f->in->s;
    struct buf b = {0};
    t->out->span_name = store_sv(s, t->f->names.v[p->name].name);
    t->out->metric_attribute = store_sv(s, p->key);
    t->out->value_source = (struct sv){0};
    t->out->aggregation_method = aggregation_rows[AGG_AVERAGE].name;
    t->out->unit = unit;
    title_add_pair(&b, t->out->span_name, p->means);
    buf_addz(&b, suffix);
    t->out->metric_name = arena_copy(t->a, buf_sv(&b));
    t->out->description =
        say(t, "Average of %.*s over the %.*s spans of a call.", SV_ARG(t->out->metric_attribute),
            SV_ARG(t->out->span_name));
    buf_release(&b);
    *t->reason = reason;
    return FIT_CHANGED;
}

static uint8_t role_of(const struct fitting *t)
{
    const struct name_fact *n = t->f ? facts_name(t->f, t->d->span_name) : NULL;
    return n ? n->role : SPAN_OTHER;
}

static void average_fit(struct fitting *t)
{
    t->out->aggregation_method = aggregation_rows[AGG_AVERAGE].name;
    t->out->metric_name = replaced(t, t->d->metric_name, "Total ", "Average ");
    t->out->description = replaced(t, t->d->description, "Sum of", "Average of");
}

static enum profile_fit sum_fit(struct fitting *t)
{
    const struct pair_fact *total =
        number_on(t->f, t->d->metric_attribute, false, SPAN_CONVERSATION);
    if (total && role_of(t) != SPAN_CONVERSATION)
        return stands_in(t, total, t->d->unit, " Per Call",
                         SV("sum is not in the legacy profile; the call's own total is averaged"));
    if (role_of(t) == SPAN_CONVERSATION) {
        average_fit(t);
        *t->reason = SV("sum is not in the legacy profile; there is one such span a call, so its "
                        "average is the same");
        return FIT_CHANGED;
    }
    if (!key_matches(t->d->metric_attribute, "gen_ai.usage.* *_tokens *tokens* llm.token_count.*"))
        return refuse(t, say(t, "the legacy profile has no sum: put the call's total of `%.*s` on "
                                "`conversation` and average that",
                             SV_ARG(t->d->metric_attribute)));
    average_fit(t);
    *t->reason = say(t, "sum is not in the legacy profile; this is the average of a span, not the "
                        "call's total: put `%.*s` on `conversation` for that",
                     SV_ARG(t->d->metric_attribute));
    return FIT_CHANGED;
}

static enum profile_fit count_fit(struct fitting *t)
{
    const struct pair_fact *p =
        role_of(t) == SPAN_TOOL
            ? number_on(t->f, SV("tool.call.count"), false, SPAN_CONVERSATION)
            : NULL;
    if (p)
        return stands_in(t, p, SV("count"), " Per Conversation",
                         SV("count is not in the legacy profile; the root's count is averaged"));
    return refuse(t, say(t, "the legacy profile cannot count spans: put the number of `%.*s` spans "
                            "on `conversation`%s and average that", SV_ARG(t->d->span_name),
                         role_of(t) == SPAN_TOOL ? " as `tool.call.count`" : ""));
}

static enum profile_fit error_fit(struct fitting *t)
{
    static const struct sv flags[] = {SV_INIT("tool.error"),
                                      SV_INIT("tool.dependency_unavailable")};
    const struct name_fact *n = t->f ? facts_name(t->f, t->d->span_name) : NULL;
    for (size_t i = 0; n && i < ARRAY_LEN(flags); i++) {
        const struct pair_fact *p = facts_pair(t->f, n, flags[i]);
        if (p && facts_flag(p))
            return stands_in(t, p, SV("ratio"), " Rate",
                             SV("error_rate is not in the legacy profile; the flag on the same "
                                "spans is averaged"));
    }
    return refuse(t, say(t, "the legacy profile has no error_rate: put a flag of 0 and 1 on "
                            "`%.*s`, `tool.error` for instance, and average that",
                         SV_ARG(t->d->span_name)));
}

static enum profile_fit success_fit(struct fitting *t)
{
    bool tool = role_of(t) == SPAN_TOOL;
    const struct pair_fact *p =
        tool ? number_on(t->f, SV("tool.result.success"), true, SPAN_TOOL)
             : number_on(t->f, SV("workflow.completed"), true, SPAN_CONVERSATION);
    if (p)
        return stands_in(t, p, SV("ratio"), " Rate",
                         SV("success_rate is not in the legacy profile; a flag is averaged"));
    return refuse(t, tool ? SV("the legacy profile has no success_rate: put `tool.result.success` "
                               "(0 or 1) on the calls of tools and average that")
                          : SV("the legacy profile has no success_rate: put `workflow.completed` "
                               "(0 or 1) on `conversation` and average that"));
}

/* "insurance.workflow.dispatch" has its length as "insurance.workflow.dispatch.latency_ms", on it
 * or on the root; calls of tools as tool.latency_ms. */
static enum profile_fit duration_fit(struct fitting *t)
{
    struct sv key = role_of(t) == SPAN_TOOL ? SV("tool.latency_ms")
                                            : say(t, "%.*s.latency_ms", SV_ARG(t->d->span_name));
    const struct name_fact *n = t->f ? facts_name(t->f, t->d->span_name) : NULL;
    const struct pair_fact *p = n ? facts_pair(t->f, n, key) : NULL;
    if (!p || !p->values.v.n)
        p = number_on(t->f, key, false, SPAN_CONVERSATION);
    if (!p)
        return refuse(t, say(t, "the legacy profile cannot measure spans: copy the length of "
                                "`%.*s` in ms to `%.*s` on `conversation`",
                             SV_ARG(t->d->span_name), SV_ARG(key)));
    stands_in(t, p, SV("ms"), " P90",
              SV("value_source is not in the legacy profile; the attribute that holds the same is "
                 "measured"));
    t->out->aggregation_method = aggregation_rows[AGG_P90].name;
    t->out->description = replaced(t, t->out->description, "Average of", "90th percentile of");
    return FIT_CHANGED;
}

enum profile_fit profile_fit(const struct definition *d, enum profile profile,
                             const struct facts *f, struct definition *out, struct sv *reason,
                             struct arena *a)
{
    struct fitting t = {d, f, out, reason, a, aggregation_find(d->aggregation_method)};
    *out = *d;
    *reason = (struct sv){0};
    if (profile == PROFILE_FULL || !definition_is_trace(d))
        return FIT_AS_IS;
    if (definition_is_duration(d))
        return duration_fit(&t);
    switch (t.how) {
    case AGG_P95:
    case AGG_P99:
        return percentile_fit(&t);
    case AGG_SUM:
        return sum_fit(&t);
    case AGG_COUNT:
        return count_fit(&t);
    case AGG_ERROR_RATE:
        return error_fit(&t);
    case AGG_SUCCESS_RATE:
        return success_fit(&t);
    default:
        break;
    }
    out->value_source = (struct sv){0};
    if (!d->metric_attribute.n)
        return refuse(&t, SV("the legacy profile always wants a metric_attribute"));
    return d->value_source.n ? FIT_CHANGED : FIT_AS_IS;
}
