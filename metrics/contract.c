#include "metrics/contract_parts.h"

#include "core/shown.h"
#include "core/utf8.h"

#define CHECK(code, slug, severity, about, function, what, fix)                                    \
    {SV_INIT(code), SV_INIT(slug), SEVERITY_##severity, SV_INIT(what), SV_INIT(fix)},
const struct contract_check contract_checks[] = {
#include "metrics/contract.def"
};
#undef CHECK
const size_t n_contract_checks = ARRAY_LEN(contract_checks);

struct contract_run {
    contract_fn *run;
    enum contract_about about;
};
#define CHECK(code, slug, severity, about, function, what, fix) {function, ABOUT_##about},
static const struct contract_run runs[] = {
#include "metrics/contract.def"
};
#undef CHECK

/* ---- findings ---- */

struct sv case_cut(struct sv text)
{
    enum { CUT = 120 };
    return utf8_prefix(text, CUT);
}

/* Are there enough of the check and body in hand? */
static bool are_enough(const struct contract_case *t, uint32_t body)
{
    const struct contract *c = t->c;
    if (c->findings.n < CONTRACT_OF_CHECK)
        return false;
    const struct contract_finding *f = &c->findings.v[c->findings.n - CONTRACT_OF_CHECK];
    return f->body == body && f->check == t->check;
}

void contract_say(struct contract_case *t, const char *member, const char *inner, const char *fmt,
                  ...)
{
    struct contract *c = t->c;
    struct contract_finding f = {(uint32_t)(t->body - t->b->list.v), t->check, member, inner, {0}};
    struct buf text = {0}, shown = {0};
    va_list ap;
    c->totals[contract_checks[t->check].severity]++;
    if (are_enough(t, f.body)) {
        c->left_out++;
        return;
    }
    va_start(ap, fmt);
    buf_vfmt(&text, fmt, ap);
    va_end(ap);
    f.text = arena_copy(&c->arena, shown_sentence(buf_sv(&text), &shown));
    vec_push(&c->findings, f);
    buf_release(&text);
    buf_release(&shown);
}

void contract_member_add(struct buf *b, const struct contract_finding *f)
{
    struct buf path = {0};
    buf_addz(&path, f->member ? f->member : "");
    if (f->inner)
        buf_fmt(&path, ".%s", f->inner);
    shown_add_sentence(b, buf_sv(&path), 0);
    buf_release(&path);
}

bool case_word(struct contract_case *t, const char *member, const char *inner, const char *what,
               struct sv word, const char *const *words)
{
    struct nearest near = {.word = word};
    for (size_t i = 0; words[i]; i++) {
        if (sv_eq(word, sv_from_c(words[i])))
            return true;
        nearest_try(&near, sv_from_c(words[i]));
    }
    if (near.best.n)
        contract_say(t, member, inner, "there is no %s \"%.*s\"; did you mean \"%.*s\"?", what,
                     CUT_ARG(word), SV_ARG(near.best));
    else
        contract_say(t, member, inner, "there is no %s \"%.*s\"", what, CUT_ARG(word));
    return false;
}

/* ---- which checks are about a body ---- */

static bool has_value(const struct contract_case *t)
{
    return t->pair && case_of_values(t) && t->pair->values.v.n;
}

static bool concerns(const struct contract_case *t, enum contract_about about)
{
    if (t->expressions)
        return about == ABOUT_FORM;
    switch (about) {
    case ABOUT_FORM:
    case ABOUT_ALL: return true;
    case ABOUT_TRACE: return case_is(t, KIND_BIT(METRIC_TRACE));
    case ABOUT_JUDGE: return case_is(t, KINDS_JUDGE);
    case ABOUT_SPANS: return t->facts && case_is(t, KIND_BIT(METRIC_TRACE)) && t->d->span_name.n;
    case ABOUT_VALUES: return case_is(t, KIND_BIT(METRIC_TRACE)) && has_value(t);
    case ABOUT_EVIDENCE: return t->facts && case_is(t, KINDS_JUDGE) && t->d->include_traces;
    }
    return false;
}

/* ---- all bodies ---- */

enum profile contract_profile(const struct bodies *b, const struct body *body,
                              const struct contract_wish *w)
{
    const struct sv named = b->files.v[body->file].profile;
    if (w->profile_given || named.n == 0)
        return w->profile;
    return profile_of(named);
}

static struct contract_case case_of(struct contract *c, const struct bodies *b,
                                    const struct body *body, const struct contract_wish *w)
{
    struct contract_case t = {.c = c,
                              .b = b,
                              .body = body,
                              .json = body->json,
                              .d = &body->definition,
                              .kind = contract_kind(body->json),
                              .profile = contract_profile(b, body, w),
                              .how = aggregation_find(body->definition.aggregation_method),
                              .same_name = NO_ROW,
                              .same_meaning = NO_ROW,
                              .facts = w->facts};
    t.expressions = body->form == BODY_TERRAFORM && contract_has_expressions(body->json);
    if (t.facts && t.kind == METRIC_TRACE)
        t.name = facts_name(t.facts, t.d->span_name);
    if (t.name)
        t.pair = facts_pair(t.facts, t.name, t.d->metric_attribute);
    return t;
}

void contract_make(struct contract *c, const struct bodies *b, const struct contract_wish *w)
{
    if (b->list.n == 0)
        return;
    const uint32_t evidence = w->facts ? contract_evidence(w->facts) : 0;
    struct contract_case *cases = mem_alloc(arena_size(sizeof(*cases), b->list.n));
    for (size_t i = 0; i < b->list.n; i++) {
        cases[i] = case_of(c, b, &b->list.v[i], w);
        cases[i].evidence = evidence;
    }
    contract_set(cases, b->list.n);
    for (size_t i = 0; i < b->list.n; i++)
        for (size_t k = 0; k < ARRAY_LEN(runs); k++)
            if (concerns(&cases[i], runs[k].about)) {
                cases[i].check = (uint16_t)k;
                runs[k].run(&cases[i]);
            }
    free(cases);
}

void contract_release(struct contract *c)
{
    vec_release(&c->findings);
    arena_release(&c->arena);
}
