#include "lint/own_match.h"

#include "core/glob.h"
#include "lint/dialects.h"

/* ---- attributes ---- */

struct own_key_at own_key_find(const struct store *s, const struct own_key *key)
{
    return (struct own_key_at){sym_find(&s->syms, key->text), key->known};
}

const struct attr *own_attr(const struct check *c, uint32_t row, struct own_key_at key)
{
    const struct attr *a =
        key.y == SYM_NONE ? NULL : attr_find(c->s, span_attrs(c->s, row), key.y);
    if (a || key.known == KNOWN_KEYS || !c->v->has_alias[key.known])
        return a;
    return view_alias(c->v, row, key.known);
}

static bool value_is(const struct store *s, const struct own_value *value, const struct attr *a)
{
    double number;
    if (value->type == OWN_STRING)
        return a->type == VALUE_STRING && sv_eq(store_sv(s, (sym)a->bits), value->text);
    if (value->type == OWN_BOOL)
        return a->type == VALUE_BOOL && (a->bits != 0) == (value->number != 0);
    return attr_number(a, &number) && number == value->number;
}

bool own_value_in(const struct store *s, const struct own_values *values, const struct attr *a)
{
    for (size_t i = 0; i < values->n; i++)
        if (value_is(s, &values->v[i], a))
            return true;
    return false;
}

/* ---- texts, each once ---- */

enum { MEMO_NO = 1, MEMO_YES };

static uint8_t *memo_of(struct own_memo *memo, const struct store *s, sym y)
{
    if (!memo->known)
        memo->known = mem_zalloc(s->syms.texts.n);
    return &memo->known[y];
}

void own_memo_release(struct own_memo *memo)
{
    free(memo->known);
    memo->known = NULL;
}

static bool any_like(const struct own_texts *globs, struct sv text)
{
    for (size_t i = 0; i < globs->n; i++)
        if (glob_match(globs->v[i], text))
            return true;
    return false;
}

bool own_like(struct own_memo *memo, const struct store *s, const struct own_texts *globs, sym y)
{
    uint8_t *known = memo_of(memo, s, y);
    if (!*known)
        *known = any_like(globs, store_sv(s, y)) ? MEMO_YES : MEMO_NO;
    return *known == MEMO_YES;
}

/* regexec wants a text that ends in NUL: one with a NUL in it fits no pattern. */
static bool text_fits(const regex_t *pattern, struct sv text)
{
    char subject[OWN_SUBJECT_MAX + 1];
    if (text.n > OWN_SUBJECT_MAX || (text.n && memchr(text.p, '\0', text.n)))
        return false;
    if (text.n)
        memcpy(subject, text.p, text.n);
    subject[text.n] = '\0';
    return regexec(pattern, subject, 0, NULL, 0) == 0;
}

bool own_fits(struct own_memo *memo, const struct store *s, const regex_t *pattern, sym y)
{
    uint8_t *known = memo_of(memo, s, y);
    if (!*known)
        *known = text_fits(pattern, store_sv(s, y)) ? MEMO_YES : MEMO_NO;
    return *known == MEMO_YES;
}

/* ---- matchers ---- */

void own_matcher_init(struct own_matcher *to, const struct own_match *m, const struct store *s,
                      const struct view *v)
{
    *to = (struct own_matcher){.m = m};
    to->keys = mem_zalloc(arena_size(sizeof(*to->keys), m->n_tests));
    to->globs = mem_zalloc(arena_size(sizeof(*to->globs), m->n_tests));
    for (size_t i = 0; i < m->n_tests; i++)
        to->keys[i] = own_key_find(s, &m->tests[i].key);
    for (size_t i = 0; i < m->dialects.n; i++) {
        size_t dialect = pack_dialect_find(v->pack, m->dialects.v[i]);
        if (dialect < v->pack->dialects.n)
            to->dialects |= UINT32_C(1) << dialect;
    }
}

void own_matcher_release(struct own_matcher *of)
{
    for (size_t i = 0; of->m && i < of->m->n_tests; i++)
        own_memo_release(&of->globs[i]);
    own_memo_release(&of->names);
    own_memo_release(&of->except);
    free(of->keys);
    free(of->globs);
    *of = (struct own_matcher){0};
}

static bool name_is(struct own_matcher *m, const struct store *s, sym name)
{
    return (!m->m->names.n || own_like(&m->names, s, &m->m->names, name)) &&
           !(m->m->except.n && own_like(&m->except, s, &m->m->except, name));
}

static bool bit_in(uint32_t bits, uint8_t number)
{
    return !bits || (bits >> number & 1);
}

static bool facts_are(const struct own_match *m, const struct check *c, uint32_t p)
{
    uint32_t row = span_row(c, p);
    bool root = c->ix->facts[p] & FACT_ROOT;
    return bit_in(m->classes, c->v->row_class[row]) && bit_in(m->status, c->s->span.status[row]) &&
           bit_in(m->kinds, c->s->span.kind[row]) && !(m->roots && !root) &&
           !(m->no_roots && root);
}

static bool test_holds(struct own_matcher *m, size_t i, const struct check *c, uint32_t row)
{
    const struct own_test *test = &m->m->tests[i];
    const struct attr *a = own_attr(c, row, m->keys[i]);
    double number;
    if (!a || test->absent)
        return !a && test->absent;
    if (test->values.n && !own_value_in(c->s, &test->values, a))
        return false;
    if (test->globs.n && (a->type != VALUE_STRING ||
                          !own_like(&m->globs[i], c->s, &test->globs, (sym)a->bits)))
        return false;
    return !own_range_bounded(test->range) ||
           (attr_number(a, &number) && number >= test->range.min && number <= test->range.max);
}

bool own_matches(struct own_matcher *m, const struct check *c, uint32_t p)
{
    if (!name_is(m, c->s, span_name(c, p)) || !facts_are(m->m, c, p))
        return false;
    if (m->m->dialects.n &&
        !(view_dialects(c->v, c->s->span.trace[span_row(c, p)]) & m->dialects))
        return false;
    for (size_t i = 0; i < m->m->n_tests; i++)
        if (!test_holds(m, i, c, span_row(c, p)))
            return false;
    return true;
}
