/* Values and keys by the GenAI conventions: G167, G168. See rules/genai.c. */
#include "core/fmt.h"
#include "rules/catalog.h"
#include "rules/census.h"
#include "rules/genai.h"
#include "rules/say.h"

/* ---- G167 genai-enum ---- */

enum { FOLDED_MAX = 32 };

static struct sv fold(struct sv text, char out[static FOLDED_MAX])
{
    size_t n = 0;
    for (size_t i = 0; i < text.n; i++) {
        char ch = text.p[i];
        bool big = ch >= 'A' && ch <= 'Z';
        if (!big && !(ch >= 'a' && ch <= 'z') && !(ch >= '0' && ch <= '9'))
            continue;
        if (n == FOLDED_MAX)
            return (struct sv){0};
        out[n++] = big ? (char)(ch - 'A' + 'a') : ch;
    }
    return sv_of(out, n);
}

static bool is_one_of(struct sv text, const struct sv *list, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (sv_eq(text, list[i]))
            return true;
    return false;
}

static bool is_right(struct sv text, enum known_key key)
{
    switch (key) {
    case KEY_genai_operation:
        return genai_operation(text) < genai_operations_n;
    case KEY_genai_provider:
        return is_one_of(text, genai_providers, genai_providers_n);
    case KEY_genai_output_type:
        return is_one_of(text, genai_output_types, genai_output_types_n);
    default:
        return is_one_of(text, genai_token_types, genai_token_types_n);
    }
}

/* The right spelling when only case and punctuation differ, or the text is a known other name. */
static const char *spelled(struct sv text, enum known_key key)
{
    char mine[FOLDED_MAX], theirs[FOLDED_MAX];
    struct sv folded = fold(text, mine);
    for (size_t i = 0; i < genai_misspellings_n; i++)
        if (genai_misspellings[i].key == key && sv_eq(genai_misspellings[i].wrong, folded))
            return genai_misspellings[i].right;
    for (size_t i = 0; key == KEY_genai_operation && i < genai_operations_n; i++)
        if (sv_eq(fold(genai_operations[i].name, theirs), folded))
            return genai_operations[i].name.p;
    for (size_t i = 0; key == KEY_genai_provider && i < genai_providers_n; i++)
        if (sv_eq(fold(genai_providers[i], theirs), folded))
            return genai_providers[i].p;
    return NULL;
}

static const enum known_key enum_keys[] = {KEY_genai_operation, KEY_genai_provider,
                                           KEY_genai_output_type, KEY_genai_token_type};

/* Providers may have names that the conventions do not know yet. */
static bool is_wrong(struct sv text, enum known_key key)
{
    return text.n > 0 && !is_right(text, key) &&
           (key != KEY_genai_provider || spelled(text, key));
}

/* One bit for each key: looked at, and wrong. */
static bool value_is_wrong(const struct check *c, sym text, size_t key, uint8_t *memo)
{
    const unsigned seen = 1u << (2 * key), wrong = 2u << (2 * key);
    if (UNLIKELY(!(memo[text] & seen)))
        memo[text] |= (uint8_t)(seen | (is_wrong(store_sv(c->s, text), enum_keys[key]) ? wrong
                                                                                      : 0));
    return memo[text] & wrong;
}

/* An operation of the author's own: told once for all names. */
static bool is_unknown(const struct check *c, sym text, enum known_key key)
{
    return key == KEY_genai_operation && !spelled(store_sv(c->s, text), key);
}

static void enum_found(struct check *c, const struct hit *h)
{
    enum known_key key = enum_keys[(size_t)h->measured];
    sym text = SYM_EMPTY;
    const struct attr *a = attr_find(c->s, span_attrs(c->s, h->rows[0]), c->v->keys[key]);
    if (a && a->type == VALUE_STRING)
        text = (sym)a->bits;
    const char *right = spelled(store_sv(c->s, text), key);
    if (right) {
        check_found(c, h, NO_PARAM, "%s with another spelling of %s in %s",
                    fmt_amount(h->count, "span").text, right, genai_key_texts[key].p);
    } else if (key == KEY_genai_operation) {
        struct said first = say_name(store_sv(c->s, c->s->span.name[h->rows[0]]));
        struct finding *f = check_found(c, h, NO_PARAM, "%s with a value in %s that the "
                                        "conventions do not know, %s first",
                                        fmt_amount(h->count, "span").text,
                                        genai_key_texts[key].p, first.text);
        f->severity = SEVERITY_INFO;
        f->name = SYM_NONE;
        f->key = c->v->keys[key];
    } else {
        check_found(c, h, NO_PARAM, "%s with a value in %s that is none of %s",
                    fmt_amount(h->count, "span").text, genai_key_texts[key].p,
                    key == KEY_genai_output_type ? "text, json, image, speech"
                                                 : "input, output");
    }
}

/* The spans of which the value is wrong, and unknown or not as asked. */
static void enum_key_check(struct check *c, size_t k, bool unknown)
{
    uint8_t *memo = check_memo(c);
    for (uint32_t p = c->first; p < c->end; p++) {
        sym text = genai_text(c, p, enum_keys[k]);
        if (text == SYM_NONE || !genai_attr(c, p, KEY_genai_operation))
            continue;
        c->looked += !unknown;
        if (!value_is_wrong(c, text, k, memo) || is_unknown(c, text, enum_keys[k]) != unknown)
            continue;
        if (unknown)
            check_hit_as(c, text, p, (double)k);
        else
            check_hit_key(c, p, c->v->keys[enum_keys[k]], (double)k);
    }
    struct hit *h;
    while ((h = check_next(c)))
        enum_found(c, h);
}

static void enum_check(struct check *c)
{
    for (size_t k = 0; k < ARRAY_LEN(enum_keys); k++) {
        if (c->v->keys[enum_keys[k]] == SYM_NONE)
            continue;
        enum_key_check(c, k, false);
        if (enum_keys[k] == KEY_genai_operation)
            enum_key_check(c, k, true);
    }
}

const struct rule rule_genai_enum = {
    .code = "G167",
    .slug = "genai-enum",
    .snippet = "genai-span",
    .title = "a GenAI value that has another spelling",
    .why = "The conventions name operations, providers and types, and tools count by these names. "
           "OpenAI and openai are two providers in every table.",
    .fix = "Use the listed values: chat, text_completion, execute_tool, invoke_agent; openai, "
           "anthropic, aws.bedrock, azure.ai.openai, gcp.vertex_ai; text, json, image, speech; "
           "input, output.",
    .severity = SEVERITY_WARNING,
    .scope = SCOPE_TRACE,
    .when = FEATURE_GENAI,
    .needs_key = NEEDS_KEY(genai_operation),
    .needs = "needs a span with gen_ai.operation.name",
    .check = enum_check,
};

/* ---- G168 genai-deprecated ---- */

static size_t deprecated_row(struct sv key)
{
    for (size_t i = 0; i < genai_deprecated_n; i++) {
        struct sv old = genai_deprecated[i].key;
        if (old.p[old.n - 1] == '.' ? sv_starts(key, old) : sv_eq(key, old))
            return i;
    }
    return genai_deprecated_n;
}

/* By symbol of a key: the row of the table, plus 1. */
static uint32_t deprecated_mark(const struct check *c, uint8_t *rows)
{
    uint32_t n = 0;
    for (size_t k = 0; k < c->v->span_keys.n; k++) {
        size_t row = deprecated_row(store_sv(c->s, c->v->span_keys.v[k]));
        if (row == genai_deprecated_n)
            continue;
        rows[c->v->span_keys.v[k]] = (uint8_t)(row + 1);
        n++;
    }
    return n;
}

static void deprecated_say(struct check *c, const struct hit *h)
{
    const struct genai_deprecated *d = &genai_deprecated[deprecated_row(store_sv(c->s, h->name))];
    bool space = d->key.p[d->key.n - 1] == '.';
    struct finding *f = check_found(c, h, NO_PARAM, "%s with %s%s, now %s", census_where(h).text,
                                    d->key.p, space ? "*" : "", d->use);
    f->key = h->name;
    f->name = SYM_NONE;
    check_fix(c, f, "Use %s. Instrumentation of version 1.36 and before does so with "
              "OTEL_SEMCONV_STABILITY_OPT_IN=gen_ai_latest_experimental, or after an update.",
              d->use);
}

struct deprecated {
    uint8_t *rows; /* by symbol of a key */
    sym *first;    /* by row: the first key of it, under which all are counted */
};

static void deprecated_trace(struct check *c, const struct deprecated *d)
{
    for (uint32_t p = c->first; p < c->end; p++) {
        if (!genai_attr(c, p, KEY_genai_operation))
            continue;
        c->looked++;
        struct attr_range r = span_attrs(c->s, span_row(c, p));
        for (const struct attr *a = c->s->attrs.v + r.first, *end = a + r.count; a < end; a++) {
            uint8_t row = d->rows[a->key];
            if (LIKELY(!row))
                continue;
            if (d->first[row] == SYM_NONE)
                d->first[row] = a->key;
            census_hit(c, d->first[row], p);
        }
    }
}

static void deprecated_check(struct check *c)
{
    struct deprecated d = {.rows = mem_zalloc(c->s->syms.texts.n)};
    d.first = mem_alloc(arena_size(sizeof(*d.first), genai_deprecated_n + 1));
    memset(d.first, 0xff, (genai_deprecated_n + 1) * sizeof(*d.first));
    uint32_t any = deprecated_mark(c, d.rows);
    for (uint32_t t = 0; any && t < c->ix->n_traces; t++) {
        if (!(c->v->features[t] & FEATURE_GENAI))
            continue;
        check_enter(c, t);
        deprecated_trace(c, &d);
    }
    check_enter(c, NO_ROW);
    census_report(c, (unsigned)genai_deprecated_n, "key", deprecated_say);
    free(d.rows);
    free(d.first);
}

const struct rule rule_genai_deprecated = {
    .code = "G168",
    .slug = "genai-deprecated",
    .snippet = "genai-span",
    .title = "an attribute of an older version of the GenAI conventions",
    .why = "Tools of today look for the new names, so tokens, models and messages under the old "
           "ones are not found.",
    .fix = "Use the new name.",
    .severity = SEVERITY_WARNING,
    .scope = SCOPE_STORE,
    .when = FEATURE_GENAI,
    .needs_key = NEEDS_KEY(genai_operation),
    .needs = "needs a span with gen_ai.operation.name",
    .check = deprecated_check,
};
