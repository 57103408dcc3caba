#include "lint/settings.h"

#include "core/fmt.h"
#include "lint/nearest.h"

void settings_init(struct settings *set, const struct catalog *catalog)
{
    *set = (struct settings){.catalog = catalog};
    set->params = mem_zalloc(arena_size(sizeof(*set->params), catalog->n));
    set->enabled = mem_zalloc(catalog->n);
    for (size_t i = 0; i < catalog->n; i++) {
        set->enabled[i] = catalog->rules[i]->check != NULL;
        for (size_t k = 0; k < RULE_PARAMS; k++)
            set->params[i][k] = catalog->rules[i]->params[k].value;
    }
}

void settings_release(struct settings *set)
{
    free(set->params);
    free(set->enabled);
    *set = (struct settings){0};
}

/* ---- thresholds ---- */

static bool rule_unknown(const struct settings *set, struct sv word, struct err *e)
{
    struct nearest near = {.word = word};
    for (size_t i = 0; i < set->catalog->n; i++) {
        nearest_try(&near, sv_from_c(set->catalog->rules[i]->slug));
        nearest_try(&near, sv_from_c(set->catalog->rules[i]->code));
    }
    if (near.best.n)
        return err_set(e, "there is no rule \"%.*s\"; did you mean %.*s?", SV_ARG(word),
                       SV_ARG(near.best));
    return err_set(e, "there is no rule \"%.*s\"; `spanvet rules` lists them all", SV_ARG(word));
}

static bool param_unknown(const struct rule *rule, struct sv word, struct err *e)
{
    struct nearest near = {.word = word};
    for (size_t k = 0; k < RULE_PARAMS && rule->params[k].name; k++)
        nearest_try(&near, sv_from_c(rule->params[k].name));
    if (!rule->params[0].name)
        return err_set(e, "%s %s has no parameters to set", rule->code, rule->slug);
    return err_set(e, "%s has no parameter \"%.*s\"; did you mean %s?", rule->slug, SV_ARG(word),
                   near.best.n ? near.best.p : rule->params[0].name);
}

static size_t param_find(const struct rule *rule, struct sv name)
{
    size_t k = 0;
    while (k < RULE_PARAMS && rule->params[k].name &&
           !sv_eq(name, sv_from_c(rule->params[k].name)))
        k++;
    return k < RULE_PARAMS && rule->params[k].name ? k : RULE_PARAMS;
}

static bool param_set(const struct rule *rule, const struct param *p, struct sv text, double *out,
                      struct err *e)
{
    struct sv_f64 number = sv_to_f64(text);
    if (!number.ok)
        return err_set(e, "%s.%s must be a number, not \"%.*s\"", rule->slug, p->name,
                       SV_ARG(text));
    if (!(number.value >= p->min && number.value <= p->max))
        return err_set(e, "%s.%s must be between %s and %s (%s), not %.*s", rule->slug, p->name,
                       fmt_number(p->min).text, fmt_number(p->max).text, p->unit, SV_ARG(text));
    *out = number.value;
    return true;
}

bool settings_set(struct settings *set, struct sv text, struct err *e)
{
    struct sv_cut assign = sv_cut(text, '=');
    struct sv_cut path = sv_cut(assign.head, '.');
    if (!assign.found || !path.found)
        return err_set(e, "\"%.*s\" does not have the form RULE.PARAMETER=NUMBER, for example "
                          "chunk-noise.max_share=0.6", SV_ARG(text));
    size_t i = catalog_find(set->catalog, path.head);
    if (i == set->catalog->n)
        return rule_unknown(set, path.head, e);
    const struct rule *rule = set->catalog->rules[i];
    size_t k = param_find(rule, path.tail);
    if (k == RULE_PARAMS)
        return param_unknown(rule, path.tail, e);
    return param_set(rule, &rule->params[k], assign.tail, &set->params[i][k], e);
}

/* ---- which rules run ---- */

/* Is `word` this rule's slug, its code or the beginning of its code, or "all"? */
static bool word_means(struct sv word, const struct rule *rule)
{
    struct sv code = sv_from_c(rule->code);
    return sv_eq_nocase(word, SV("all")) || sv_eq_nocase(word, sv_from_c(rule->slug)) ||
           (word.n <= code.n && sv_eq_nocase(word, sv_of(code.p, word.n)));
}

static bool word_apply(struct settings *set, struct sv word, bool enable, struct err *e)
{
    bool known = false;
    for (size_t i = 0; i < set->catalog->n && word.n; i++)
        if (word_means(word, set->catalog->rules[i])) {
            set->enabled[i] = enable && set->catalog->rules[i]->check;
            known = true;
        }
    return known || rule_unknown(set, word, e);
}

static bool list_apply(struct settings *set, struct sv list, bool enable, struct err *e)
{
    struct sv_cut cut = {.tail = list, .found = true};
    while (cut.found) {
        cut = sv_cut(cut.tail, ',');
        if (!word_apply(set, sv_trim(cut.head), enable, e))
            return false;
    }
    return true;
}

bool settings_select(struct settings *set, struct sv list, struct err *e)
{
    if (!set->selected)
        memset(set->enabled, 0, set->catalog->n);
    set->selected = true;
    return list_apply(set, list, true, e);
}

bool settings_ignore(struct settings *set, struct sv list, struct err *e)
{
    return list_apply(set, list, false, e);
}
