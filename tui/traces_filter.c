/* Which traces a text means. */
#include "tui/traces.h"

#include "core/glob.h"
#include "core/id.h"
#include "core/nearest.h"
#include "core/vec.h"
#include "lint/dialects.h"
#include "tui/needle.h"
#include "tui/query_word.h"

enum clause_kind {
    CLAUSE_TEXT, /* part of any text */
    CLAUSE_ROOT,
    CLAUSE_SERVICE,
    CLAUSE_DIALECT,
    CLAUSE_ID,
    CLAUSE_ERRORS,
    CLAUSE_SPANS,
    CLAUSE_FINDINGS,
    CLAUSE_WARNINGS,
    CLAUSE_SCORE,
    CLAUSE_LENGTH,
};

struct clause {
    uint8_t kind, op;
    bool no;
    struct sv value;   /* a text or a glob */
    char *pattern;     /* holds the value of an id */
    struct needle needle;
    double number;     /* a length in nanoseconds */
    uint32_t dialects; /* those whose title or name matches */
};

struct traces_filter {
    struct sv text;
    VEC(struct clause) clauses;
};

static const struct {
    struct sv key;
    uint8_t kind;
} keys[] = {
    {SV_INIT("root"), CLAUSE_ROOT},         {SV_INIT("name"), CLAUSE_ROOT},
    {SV_INIT("service"), CLAUSE_SERVICE},   {SV_INIT("dialect"), CLAUSE_DIALECT},
    {SV_INIT("id"), CLAUSE_ID},             {SV_INIT("errors"), CLAUSE_ERRORS},
    {SV_INIT("spans"), CLAUSE_SPANS},       {SV_INIT("findings"), CLAUSE_FINDINGS},
    {SV_INIT("warnings"), CLAUSE_WARNINGS}, {SV_INIT("score"), CLAUSE_SCORE},
    {SV_INIT("duration"), CLAUSE_LENGTH},
};

/* ---- reading ---- */

static void dialects_match(struct clause *c, const struct tui_data *d)
{
    const struct pack *pack = d->v ? d->v->pack : NULL;
    for (size_t i = 0; pack && i < pack->dialects.n; i++) {
        const struct dialect *one = &pack->dialects.v[i];
        bool is_glob = c->kind == CLAUSE_DIALECT;
        bool hit = is_glob ? glob_match_nocase(c->value, one->title) ||
                                 glob_match_nocase(c->value, one->name)
                           : needle_find(&c->needle, one->title, 0) != SIZE_MAX;
        c->dialects |= hit ? UINT32_C(1) << i : 0;
    }
}

static bool number_parse(struct clause *c, const struct query_word *w, struct err *e)
{
    struct sv_f64 v = sv_to_f64(w->value);
    if (c->kind == CLAUSE_LENGTH)
        return query_word_duration(w->value, &c->number, e);
    c->number = v.value;
    return v.ok || err_set(e, "\"%.*s\" is no number; write one behind %.*s, as in %.*s>10",
                           SV_ARG(w->value), SV_ARG(w->key), SV_ARG(w->key));
}

/* An id by itself means ids that begin so. */
static void id_parse(struct clause *c)
{
    c->pattern = mem_alloc(c->value.n + 1);
    memcpy(c->pattern, c->value.n ? c->value.p : "", c->value.n);
    c->pattern[c->value.n] = '*';
    c->value = sv_of(c->pattern, c->value.n + 1);
}

static bool no_key(const struct query_word *w, struct err *e)
{
    struct nearest near = {.word = w->key};
    for (size_t i = 0; i < ARRAY_LEN(keys); i++)
        nearest_try(&near, keys[i].key);
    if (near.best.n)
        return err_set(e, "traces have no %.*s; did you mean %.*s?", SV_ARG(w->key),
                       SV_ARG(near.best));
    return err_set(e, "traces have no %.*s; there are root, service, dialect, id, errors, spans, "
                      "findings, warnings, score, duration", SV_ARG(w->key));
}

static bool clause_parse(struct clause *c, const struct tui_data *d, const struct query_word *w,
                         struct err *e)
{
    size_t i = 0;
    *c = (struct clause){.no = w->no, .op = w->op, .value = w->has_op ? w->value : w->key};
    while (w->has_op && i < ARRAY_LEN(keys) && !sv_eq_nocase(keys[i].key, w->key))
        i++;
    if (i == ARRAY_LEN(keys))
        return no_key(w, e);
    c->kind = w->has_op ? keys[i].kind : CLAUSE_TEXT;
    c->needle = needle_of(c->value);
    if (c->kind >= CLAUSE_ERRORS)
        return number_parse(c, w, e);
    if (w->op != OP_IS)
        return err_set(e, "%.*s is not compared; write %.*s=%.*s", SV_ARG(w->key), SV_ARG(w->key),
                       SV_ARG(w->value));
    if (c->kind == CLAUSE_ID)
        id_parse(c);
    dialects_match(c, d);
    return true;
}

struct traces_filter *traces_filter_make(struct sv text, const struct tui_data *d, struct err *e)
{
    struct traces_filter *f = mem_zalloc(sizeof(*f));
    char *copy = mem_alloc(text.n + 1);
    memcpy(copy, text.n ? text.p : "", text.n);
    f->text = sv_of(copy, text.n);
    struct sv rest = f->text;
    struct query_word w;
    while (!e->set && query_word_take(&rest, &w, e)) {
        struct clause c;
        clause_parse(&c, d, &w, e);
        vec_push(&f->clauses, c);
    }
    if (!e->set && f->clauses.n)
        return f;
    traces_filter_free(f);
    return NULL;
}

void traces_filter_free(struct traces_filter *f)
{
    if (!f)
        return;
    for (size_t i = 0; i < f->clauses.n; i++)
        free(f->clauses.v[i].pattern);
    vec_release(&f->clauses);
    free((char *)f->text.p);
    free(f);
}

struct sv traces_filter_text(const struct traces_filter *f)
{
    return f->text;
}

/* ---- asking ---- */

/* The id of a trace as text, without a buffer on the heap. */
static struct sv id_text(const struct traces *x, uint32_t trace, char hex[static 32])
{
    static const char digits[] = "0123456789abcdef";
    const struct trace *t = &x->d->s->traces.v[trace];
    if (t->id_state == TRACE_ID_TEXT)
        return store_sv(x->d->s, (sym)t->id.lo);
    for (int i = 0; i < 16; i++) {
        hex[i] = digits[t->id.hi >> (60 - 4 * i) & 15];
        hex[16 + i] = digits[t->id.lo >> (60 - 4 * i) & 15];
    }
    return sv_of(hex, t->id_state == TRACE_ID_NUMBER ? 32 : 0);
}

static bool has(const struct clause *c, struct sv text)
{
    return needle_find(&c->needle, text, 0) != SIZE_MAX;
}

static bool text_holds(const struct traces *x, const struct clause *c, uint32_t trace)
{
    char hex[32];
    return has(c, traces_root(x, trace)) || has(c, id_text(x, trace, hex)) ||
           has(c, traces_service(x, trace)) ||
           (c->dialects && (c->dialects & traces_dialects(x, trace)));
}

static double number_of(const struct traces *x, enum clause_kind kind, uint32_t trace)
{
    const struct trace_row *row = &x->rows[trace];
    double score = (double)NAN;
    switch (kind) {
    case CLAUSE_ERRORS:
        return row->errors;
    case CLAUSE_SPANS:
        return traces_spans(x, trace);
    case CLAUSE_FINDINGS:
        return traces_findings(x, trace);
    case CLAUSE_WARNINGS:
        return row->found[SEVERITY_WARNING];
    case CLAUSE_SCORE:
        traces_score(x, trace, &score);
        return score;
    default:
        return (double)row->length;
    }
}

static bool clause_holds(const struct traces *x, const struct clause *c, uint32_t trace)
{
    char hex[32];
    switch ((enum clause_kind)c->kind) {
    case CLAUSE_TEXT:
        return text_holds(x, c, trace);
    case CLAUSE_ROOT:
        return glob_match_nocase(c->value, traces_root(x, trace));
    case CLAUSE_SERVICE:
        return glob_match_nocase(c->value, traces_service(x, trace));
    case CLAUSE_DIALECT:
        return c->dialects & traces_dialects(x, trace);
    case CLAUSE_ID:
        return glob_match_nocase(c->value, id_text(x, trace, hex));
    default:
        return query_op_holds((enum query_op)c->op,
                              number_of(x, (enum clause_kind)c->kind, trace), c->number);
    }
}

bool traces_match(const struct traces *x, const struct traces_filter *f, uint32_t trace)
{
    for (size_t i = 0; f && i < f->clauses.n; i++)
        if (clause_holds(x, &f->clauses.v[i], trace) == f->clauses.v[i].no)
            return false;
    return true;
}

size_t traces_filter_find(const struct traces_filter *f, struct sv text, size_t from,
                          size_t *length)
{
    size_t best = SIZE_MAX;
    *length = 0;
    for (size_t i = 0; f && i < f->clauses.n; i++) {
        const struct clause *c = &f->clauses.v[i];
        bool is_text = c->kind == CLAUSE_TEXT && !c->no && c->value.n;
        size_t at = is_text ? needle_find(&c->needle, text, from) : SIZE_MAX;
        if (at == SIZE_MAX || at >= best)
            continue;
        best = at;
        *length = c->value.n;
    }
    return best;
}
