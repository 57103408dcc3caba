#include "lint/settings.h"

#include "core/fmt.h"
#include "core/glob.h"
#include "core/nearest.h"

void settings_init(struct settings *set, const struct catalog *catalog)
{
    *set = (struct settings){.catalog = catalog};
    set->params = mem_zalloc(arena_size(sizeof(*set->params), catalog->n));
    set->param_from = mem_zalloc(arena_size(sizeof(*set->param_from), catalog->n));
    set->enabled = mem_zalloc(catalog->n);
    set->level = mem_alloc(catalog->n);
    set->level_from = mem_zalloc(catalog->n);
    memset(set->level, LEVEL_OWN, catalog->n);
    for (size_t i = 0; i < catalog->n; i++) {
        set->enabled[i] = catalog->rules[i]->check != NULL;
        for (size_t k = 0; k < RULE_PARAMS; k++)
            set->params[i][k] = catalog->rules[i]->params[k].value;
    }
}

void settings_release(struct settings *set)
{
    free(set->params);
    free(set->param_from);
    free(set->enabled);
    free(set->level);
    free(set->level_from);
    vec_release(&set->span_levels);
    *set = (struct settings){0};
}

/* ---- thresholds ---- */

/* What was written is said in whole when the word is like no rule: RULE@SPAN may be an address,
 * which is hidden only as such. */
static bool no_rule(const struct catalog *cat, struct sv word, struct sv written, struct err *e)
{
    struct nearest near = {.word = word};
    for (size_t i = 0; i < cat->n; i++) {
        nearest_try(&near, sv_from_c(cat->rules[i]->slug));
        nearest_try(&near, sv_from_c(cat->rules[i]->code));
    }
    if (near.best.n)
        return err_set(e, "there is no rule \"%.*s\"; did you mean %.*s?", SV_ARG(word),
                       SV_ARG(near.best));
    return err_set(e, "there is no rule \"%.*s\"; `spanvet rules` lists them all",
                   SV_ARG(written));
}

bool settings_no_rule(const struct catalog *cat, struct sv word, struct err *e)
{
    return no_rule(cat, word, word, e);
}

bool settings_decides(const struct rule *rule, struct err *e)
{
    return rule->check || err_set(e, "a dump cannot decide %s %s, `%s` does; leave it out here "
                                     "(`spanvet rules %s` says more)", rule->code, rule->slug,
                                  rule->decided_by, rule->code);
}

/* The same where a word names one such rule; a word that stands for many may hold some. */
static bool word_decides(const struct settings *set, struct sv word, struct err *e)
{
    size_t i = catalog_find(set->catalog, word);
    return i == set->catalog->n || settings_decides(set->catalog->rules[i], e);
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

size_t settings_param_find(const struct rule *rule, struct sv name, struct err *e)
{
    for (size_t k = 0; k < RULE_PARAMS && rule->params[k].name; k++)
        if (sv_eq(name, sv_from_c(rule->params[k].name)))
            return k;
    param_unknown(rule, name, e);
    return RULE_PARAMS;
}

bool settings_param_allows(const struct rule *rule, size_t param, double value, struct err *e)
{
    const struct param *p = &rule->params[param];
    return (value >= p->min && value <= p->max) ||
           err_set(e, "%s.%s must be between %s and %s (%s), not %s", rule->slug, p->name,
                   fmt_number(p->min).text, fmt_number(p->max).text, p->unit,
                   fmt_number(value).text);
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
        return settings_no_rule(set->catalog, path.head, e);
    const struct rule *rule = set->catalog->rules[i];
    size_t k = settings_param_find(rule, path.tail, e);
    if (k == RULE_PARAMS)
        return false;
    struct sv_f64 number = sv_to_f64(assign.tail);
    if (!number.ok)
        return err_set(e, "%s.%s must be a number, not \"%.*s\"", rule->slug, rule->params[k].name,
                       SV_ARG(assign.tail));
    if (!settings_param_allows(rule, k, number.value, e))
        return false;
    set->params[i][k] = number.value;
    set->param_from[i][k] = (uint8_t)set->origin;
    return true;
}

/* ---- which rules run ---- */

static bool word_apply(struct settings *set, struct sv word, bool enable, struct err *e)
{
    bool known = false;
    if (enable && !word_decides(set, word, e))
        return false;
    for (size_t i = 0; i < set->catalog->n; i++)
        if (rule_is_meant(set->catalog->rules[i], word)) {
            set->enabled[i] = enable && set->catalog->rules[i]->check;
            known = true;
        }
    return known || settings_no_rule(set->catalog, word, e);
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

/* ---- levels ---- */

void settings_level_set(struct settings *set, uint32_t rule, struct sv glob, uint8_t level)
{
    uint8_t from = (uint8_t)set->origin;
    if (glob.n) {
        vec_push(&set->span_levels, ((struct span_level){rule, level, from, glob}));
        return;
    }
    set->level[rule] = level;
    set->level_from[rule] = from;
}

/* What stands before the last `sep`, and behind it: globs may hold the character too. */
static struct sv_cut cut_last(struct sv s, char sep)
{
    size_t at = s.n;
    while (at > 0 && s.p[at - 1] != sep)
        at--;
    if (at == 0)
        return (struct sv_cut){.head = s};
    return (struct sv_cut){.head = sv_of(s.p, at - 1), .tail = sv_from(s, at), .found = true};
}

static bool no_level(struct sv text, struct sv word, struct err *e)
{
    struct nearest near = {.word = word};
    for (uint8_t i = 0; i <= LEVEL_OFF; i++)
        nearest_try(&near, sv_from_c(level_name(i)));
    return err_set(e, "\"%.*s\" does not have the form RULE=LEVEL or RULE@SPAN=LEVEL with a level "
                      "of error, warning, info or off%s%.*s%s", SV_ARG(text),
                   near.best.n ? "; did you mean " : "", SV_ARG(near.best),
                   near.best.n ? "?" : "");
}

static bool severity_set(struct settings *set, struct sv text, struct err *e)
{
    struct sv_cut assign = cut_last(text, '=');
    struct sv_cut place = sv_cut(assign.head, '@');
    uint8_t level;
    bool known = false;
    if (!assign.found || !level_parse(assign.tail, &level))
        return no_level(text, assign.tail, e);
    if (place.found && place.tail.n == 0)
        return err_set(e, "\"%.*s\" has no span name behind the @", SV_ARG(text));
    if (!word_decides(set, place.head, e))
        return false;
    for (uint32_t i = 0; i < set->catalog->n; i++)
        if (rule_is_meant(set->catalog->rules[i], place.head)) {
            settings_level_set(set, i, place.tail, level);
            known = true;
        }
    return known || no_rule(set->catalog, place.head, assign.head, e);
}

/* The first part of a list, up to a comma behind a level: globs may hold commas too. */
static struct sv_cut cut_assignment(struct sv list)
{
    size_t word = 0;
    uint8_t level;
    for (size_t at = 0; at < list.n; at++) {
        if (list.p[at] == ',' && level_parse(sv_of(list.p + word, at - word), &level))
            return (struct sv_cut){sv_of(list.p, at), sv_from(list, at + 1), true};
        if (list.p[at] == ',' || list.p[at] == '=')
            word = at + 1;
    }
    return (struct sv_cut){.head = list};
}

bool settings_severity(struct settings *set, struct sv text, struct err *e)
{
    struct sv_cut cut = {.tail = text, .found = true};
    while (cut.found) {
        cut = cut_assignment(cut.tail);
        if (!severity_set(set, sv_trim(cut.head), e))
            return false;
    }
    return true;
}

void settings_wake(struct settings *set, struct sv list)
{
    struct sv_cut cut = {.tail = list, .found = true};
    while (cut.found) {
        cut = sv_cut(cut.tail, ',');
        size_t i = catalog_find(set->catalog, sv_trim(cut.head));
        if (i < set->catalog->n && set->level[i] == LEVEL_OFF)
            settings_level_set(set, (uint32_t)i, (struct sv){0}, LEVEL_OWN);
    }
}

void settings_finish(struct settings *set)
{
    for (size_t i = 0; i < set->catalog->n; i++)
        set->enabled[i] &= set->level[i] != LEVEL_OFF;
}

uint8_t settings_level_of(const struct settings *set, uint32_t rule, struct sv name)
{
    for (size_t i = set->span_levels.n; i-- > 0 && name.n;) {
        const struct span_level *l = &set->span_levels.v[i];
        if (l->rule == rule && glob_match(l->glob, name))
            return l->level;
    }
    return set->level[rule];
}
