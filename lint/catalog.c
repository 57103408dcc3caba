#include "core/fmt.h"
#include "lint/rule.h"

size_t catalog_find(const struct catalog *cat, struct sv name)
{
    size_t i = 0;
    while (i < cat->n && !sv_eq_nocase(name, sv_from_c(cat->rules[i]->code)) &&
           !sv_eq_nocase(name, sv_from_c(cat->rules[i]->slug)))
        i++;
    return i;
}

bool rule_is_meant(const struct rule *rule, struct sv word)
{
    struct sv code = sv_from_c(rule->code);
    return sv_eq_nocase(word, SV("all")) || sv_eq_nocase(word, sv_from_c(rule->slug)) ||
           (word.n && word.n <= code.n && sv_eq_nocase(word, sv_of(code.p, word.n)));
}

void param_add(struct buf *b, const struct param *p, double value, enum param_style style)
{
    bool is_share = strcmp(p->unit, "share") == 0;
    if (is_share && style == PARAM_PEOPLE)
        buf_addz(b, fmt_share(value).text);
    else
        buf_addz(b, fmt_number(value).text);
    if (!is_share && strcmp(p->unit, "count") != 0)
        buf_fmt(b, " %s", p->unit);
}
