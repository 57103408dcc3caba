#include "tui/finding_filter.h"

#include "core/glob.h"
#include "core/id.h"
#include "tui/query_word.h"

enum word_kind { WORD_TEXT, WORD_RULE, WORD_SEVERITY, WORD_TRACE, WORD_SPAN, WORD_ATTRIBUTE };

/* ---- reading ---- */

static const struct key_row {
    struct sv key;
    uint8_t kind;
} keys[] = {
    {SV_INIT("rule"), WORD_RULE},   {SV_INIT("severity"), WORD_SEVERITY},
    {SV_INIT("trace"), WORD_TRACE}, {SV_INIT("span"), WORD_SPAN},
    {SV_INIT("name"), WORD_SPAN},   {SV_INIT("attribute"), WORD_ATTRIBUTE},
};

static bool rules_read(struct finding_filter *f, struct finding_word *w, const struct catalog *cat,
                       struct err *e)
{
    bool any = false;
    w->rules = arena_new(&f->arena, bool, cat->n);
    for (size_t i = 0; i < cat->n; i++) {
        w->rules[i] = rule_is_meant(cat->rules[i], w->text);
        any |= w->rules[i];
    }
    return any || settings_no_rule(cat, w->text, e);
}

static bool severity_read(struct finding_word *w, struct err *e)
{
    return (level_parse(w->text, &w->severity) && w->severity < SEVERITIES) ||
           err_set(e, "there is no severity %.*s; there are error, warning and info",
                   SV_ARG(w->text));
}

static bool kind_read(const struct query_word *word, uint8_t *kind, struct err *e)
{
    size_t i = 0;
    while (i < ARRAY_LEN(keys) && !sv_eq(word->key, keys[i].key))
        i++;
    if (i == ARRAY_LEN(keys))
        return err_set(e, "\"%.*s\" is nothing that findings have; write rule, severity, trace, "
                          "span or attribute, or put the word in quotes to look for it as a text",
                       SV_ARG(word->key));
    *kind = keys[i].kind;
    return word->op == OP_IS ||
           err_set(e, "\"%.*s\" is no number; write %.*s=value", SV_ARG(word->key),
                   SV_ARG(word->key));
}

static bool word_add(struct finding_filter *f, const struct query_word *word,
                     const struct catalog *cat, struct err *e)
{
    struct finding_word w = {.kind = WORD_TEXT, .not = word->no};
    if (word->has_op && !kind_read(word, &w.kind, e))
        return false;
    w.text = arena_copy(&f->arena, word->has_op ? word->value : word->key);
    if (w.kind == WORD_TRACE) {
        char *glob = arena_bytes(&f->arena, w.text.n + 1);
        memcpy(glob, w.text.p, w.text.n);
        glob[w.text.n] = '*';
        w.text = sv_of(glob, w.text.n + 1);
    }
    w.needle = needle_of(w.text);
    if ((w.kind == WORD_RULE && !rules_read(f, &w, cat, e)) ||
        (w.kind == WORD_SEVERITY && !severity_read(&w, e)))
        return false;
    vec_push(&f->words, w);
    return true;
}

bool finding_filter_read(struct finding_filter *f, struct sv text, const struct catalog *catalog,
                         struct err *e)
{
    struct finding_filter new = {0};
    struct query_word word;
    struct sv rest = text;
    bool ok = true;
    new.text = arena_copy(&new.arena, text);
    while (ok && query_word_take(&rest, &word, e))
        if (word.has_op || word.key.n)
            ok = word_add(&new, &word, catalog, e);
    ok = ok && !e->set;
    if (ok) {
        finding_filter_release(f);
        *f = new;
    } else {
        finding_filter_release(&new);
    }
    return ok;
}

void finding_filter_release(struct finding_filter *f)
{
    vec_release(&f->words);
    arena_release(&f->arena);
    *f = (struct finding_filter){0};
}

/* ---- asking ---- */

static bool has(const struct finding_word *w, struct sv text)
{
    return needle_find(&w->needle, text, 0) != SIZE_MAX;
}

static bool rule_has(const struct finding_word *w, const struct rule *rule)
{
    return has(w, sv_from_c(rule->code)) || has(w, sv_from_c(rule->slug)) ||
           has(w, sv_from_c(rule->title));
}

static bool sym_has(const struct finding_word *w, const struct store *s, sym y)
{
    return y != SYM_NONE && has(w, store_sv(s, y));
}

static bool sym_matches(const struct finding_word *w, const struct store *s, sym y)
{
    return y != SYM_NONE && glob_match_nocase(w->text, store_sv(s, y));
}

static bool trace_matches(const struct finding_word *w, const struct store *s, uint32_t trace,
                          struct buf *id)
{
    if (trace == NO_ROW)
        return false;
    buf_clear(id);
    id_add_trace(id, s, trace);
    return glob_match_nocase(w->text, buf_sv(id));
}

static bool word_holds(const struct finding_word *w, const struct tui_data *d,
                       const struct finding *x, struct buf *id)
{
    switch ((enum word_kind)w->kind) {
    case WORD_RULE:
        return w->rules[x->rule];
    case WORD_SEVERITY:
        return w->severity == x->severity;
    case WORD_TRACE:
        return trace_matches(w, d->s, x->trace, id);
    case WORD_SPAN:
        return sym_matches(w, d->s, x->name);
    case WORD_ATTRIBUTE:
        return sym_matches(w, d->s, x->key);
    case WORD_TEXT:
        break;
    }
    return has(w, x->message) || rule_has(w, d->settings->catalog->rules[x->rule]) ||
           sym_has(w, d->s, x->name) || sym_has(w, d->s, x->key) ||
           has(w, sv_from_c(severity_name((enum severity)x->severity)));
}

bool finding_filter_passes(const struct finding_filter *f, const struct tui_data *d,
                           const struct finding *x, struct buf *id)
{
    for (size_t i = 0; i < f->words.n; i++)
        if (word_holds(&f->words.v[i], d, x, id) == f->words.v[i].not)
            return false;
    return true;
}

bool finding_filter_passes_skipped(const struct finding_filter *f, const struct catalog *catalog,
                                   const struct skipped *x)
{
    for (size_t i = 0; i < f->words.n; i++) {
        const struct finding_word *w = &f->words.v[i];
        bool holds = w->kind == WORD_RULE   ? w->rules[x->rule]
                     : w->kind == WORD_TEXT ? has(w, x->reason) ||
                                                  rule_has(w, catalog->rules[x->rule])
                                            : false;
        if (holds == w->not)
            return false;
    }
    return true;
}
