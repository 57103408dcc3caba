#include "metrics/contract_parts.h"

#include "core/fmt.h"

/* Suggestions are worth no more work than this, whatever there is to check. */
enum { SEARCHED_MOST = 20000000 };

static bool may_search(struct contract_case *t, size_t among)
{
    t->c->searched += among;
    return t->c->searched <= SEARCHED_MOST;
}

/* ---- spans of the name ---- */

/* A name that the traces have and that was probably meant. */
static struct sv nearest_name(struct contract_case *t)
{
    const struct store *s = t->facts->in->s;
    struct nearest near = {.word = t->d->span_name};
    const size_t n = may_search(t, t->facts->names.n) ? t->facts->names.n : 0;
    for (size_t i = 0; i < n; i++)
        nearest_try(&near, store_sv(s, t->facts->names.v[i].name));
    return near.best;
}

void check_no_spans(struct contract_case *t)
{
    const struct name_fact *name = t->name;
    if (name && name->spans)
        return;
    if (name) {
        contract_say(t, "span_name", NULL, "No spans named \"%.*s\": there are only those of "
                     "connectivity probes (%s)", CUT_ARG(t->d->span_name),
                     fmt_count(name->probes).text);
        return;
    }
    const struct sv near = nearest_name(t);
    if (near.n)
        contract_say(t, "span_name", NULL, "No spans named \"%.*s\"; did you mean \"%.*s\"?",
                     CUT_ARG(t->d->span_name), CUT_ARG(near));
    else
        contract_say(t, "span_name", NULL, "No spans named \"%.*s\" among the %s names of these "
                     "traces", CUT_ARG(t->d->span_name), fmt_count(t->facts->names.n).text);
}

void check_calls(struct contract_case *t)
{
    if (!t->name || !t->name->runs.n || t->name->runs.n >= t->facts->in->n_calls)
        return;
    contract_say(t, "span_name", NULL, "%s of %s calls have such spans; the others get no value",
                 fmt_count(t->name->runs.n).text, fmt_count(t->facts->in->n_calls).text);
}

/* ---- their attribute ---- */

/* An attribute of the spans that was probably meant. */
static struct sv nearest_key(struct contract_case *t)
{
    const struct store *s = t->facts->in->s;
    struct nearest near = {.word = t->d->metric_attribute};
    const size_t n = may_search(t, t->name->pairs.n) ? t->name->pairs.n : 0;
    for (size_t i = 0; i < n; i++) {
        const struct pair_fact *p = &t->facts->pairs.v[t->name->pairs.v[i]];
        if (p->values.v.n)
            nearest_try(&near, store_sv(s, p->key));
    }
    return near.best;
}

/* Another name whose spans have the attribute, as a number. */
static struct sv other_name(struct contract_case *t)
{
    const struct store *s = t->facts->in->s;
    const size_t n = may_search(t, t->facts->pairs.n) ? t->facts->pairs.n : 0;
    for (size_t i = 0; i < n; i++) {
        const struct pair_fact *p = &t->facts->pairs.v[i];
        if (p->values.v.n && sv_eq(store_sv(s, p->key), t->d->metric_attribute))
            return store_sv(s, t->facts->names.v[p->name].name);
    }
    return (struct sv){0};
}

void check_absent(struct contract_case *t)
{
    if (!t->name || !t->name->spans || t->pair || !case_of_values(t) || !t->d->metric_attribute.n)
        return;
    const struct sv key = nearest_key(t), name = other_name(t);
    struct buf hint = {0};
    if (name.n)
        buf_fmt(&hint, "; spans named \"%.*s\" have it", CUT_ARG(name));
    else if (key.n)
        buf_fmt(&hint, "; did you mean \"%.*s\"?", CUT_ARG(key));
    contract_say(t, "metric_attribute", NULL, "none of the %s named \"%.*s\" has \"%.*s\"%.*s",
                 fmt_amount(t->name->spans, "span").text, CUT_ARG(t->d->span_name),
                 CUT_ARG(t->d->metric_attribute), SV_ARG(buf_sv(&hint)));
    buf_release(&hint);
}

void check_not_numbers(struct contract_case *t)
{
    const struct pair_fact *p = t->pair;
    if (!p || p->values.v.n || !case_of_values(t))
        return;
    const char *what = p->bools ? "booleans; emit 0 and 1"
                       : p->texts && p->text_numbers == p->texts
                           ? "texts that hold numbers; emit numbers"
                       : p->texts ? "texts" : "no numbers";
    contract_say(t, "metric_attribute", NULL, "the values of \"%.*s\" on %s are %s",
                 CUT_ARG(t->d->metric_attribute), fmt_amount(p->spans, "span").text, what);
}

void check_no_lengths(struct contract_case *t)
{
    if (t->name && t->name->spans && !t->name->durations.v.n && definition_is_duration(t->d) &&
        !case_of_spans(t))
        contract_say(t, "value_source", NULL,
                     "none of the %s named \"%.*s\" has a start and an end",
                     fmt_amount(t->name->spans, "span").text, CUT_ARG(t->d->span_name));
}
