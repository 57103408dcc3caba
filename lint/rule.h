#ifndef SPANVET_LINT_RULE_H
#define SPANVET_LINT_RULE_H
/*
 * struct rule: one check as data plus a function, and struct catalog: all of them. How a check is
 * written is told in lint/check.h.
 */
#include "core/buf.h"
#include "lint/finding.h"
#include "lint/view.h"

enum rule_scope { SCOPE_TRACE, SCOPE_STORE };

/* A threshold that --set changes. Numbers only; `unit` is for people ("ms", "share", "count"). */
struct param {
    const char *name;
    double value, min, max;
    const char *unit, *help;
};

/* Appends a value of the parameter with its unit: "50 ms", "20". A share is "70 %" for people, and
 * "0.7" where it is shown as --set takes it. */
enum param_style { PARAM_PEOPLE, PARAM_SET };
void param_add(struct buf *b, const struct param *p, double value, enum param_style style);

enum { RULE_PARAMS = 4 };

#define NEEDS_KEY(name) (KEY_##name + 1)

struct check;

struct rule {
    const char *code;  /* "N055"; never changes its meaning */
    const char *slug;  /* "chunk-noise" */
    const char *title; /* one line: what is wrong */
    const char *why;   /* what it does to the people who use the trace */
    const char *fix;   /* what to do about it */
    /* The topic of the code that shows the fix: rules/snippets/<topic>.py and .js. */
    const char *snippet;
    /* Where a dump cannot decide it: the command that can ("spanvet probe"), and `check` is NULL.
     * Such a rule is listed and explained, and never run. */
    const char *decided_by;
    enum severity severity;
    enum rule_scope scope;
    /* About the shape of the tree: lowered by one level on traces of which only a part could be
     * read, and not run on the spans without a trace id, which make no tree. */
    bool structural;
    /* About how the spans were written down: the same ones may come otherwise the next time, and
     * nothing is better or worse. Baselines leave such findings out, and take them as known. */
    bool of_form;
    /* The check runs only on traces with at least one of these features (FEATURE_* of
     * lint/view.h); 0 means every trace. When no trace has one, the rule is skipped and `needs`
     * says why: "needs an llm span". A rule without `needs` has `when` to save time only: where
     * the feature is missing there is nothing to find, and the spans count as judged. */
    uint64_t when;
    /* Traces that suit the rule but have none of these features are clean: it need not run. 0 = it
     * runs on all. */
    uint64_t finds;
    /* Asked once for each input, with c->trace = NO_ROW: could the rule find anything, from what is
     * known of all names, keys and resources? False: the traces that suit it are clean, and it need
     * not run. NULL = it could. SCOPE_TRACE only. */
    bool (*may_find)(const struct check *c);
    /* The rule runs only when the store has this attribute key: NEEDS_KEY(ttfb). 0 = no such need;
     * otherwise `needs` says what is missing. */
    uint16_t needs_key;
    const char *needs;
    struct param params[RULE_PARAMS];
    void (*check)(struct check *c);
    /* For rules about the program and not about one call (rules/census.h): `check` runs on the
     * traces one after the other, in their order and on one thread, and keeps what it finds; in the
     * end this says it, with c->trace = NO_ROW. NULL for all others. SCOPE_TRACE only. */
    void (*end)(struct check *c);
    const void *row; /* for rules of one shape: the row of their table */
    /* The rule whose working memory (check_table) it uses, for rules that ask one thing of the same
     * values; NULL = its own. Such rules stand side by side in the catalogue: what one left there
     * of a trace is good for the next as long as no other trace has come between. */
    const struct rule *memory;
};

/* Are its findings about the whole store, whichever trace they name? */
static inline bool rule_is_about_store(const struct rule *rule)
{
    return rule->scope == SCOPE_STORE || rule->end;
}

/* ---- the catalogue, handed over by the caller ---- */

struct catalog {
    const struct rule *const *rules;
    size_t n;
};

/* The number of the rule with this code (any case) or slug, or n when there is none. */
size_t catalog_find(const struct catalog *cat, struct sv name);

/* Is `word` this rule's slug, its code or the beginning of its code, or "all"? In any case. */
bool rule_is_meant(const struct rule *rule, struct sv word);

#endif
