#include "cli/complete.h"

#include "cli/manual.h"
#include "lint/pack.h"
#include "lint/report.h"
#include "rules/catalog.h"
#include "rules/packs.h"

enum complete complete_option(const struct opt *o)
{
    static const struct {
        const char *value;
        enum complete kind;
    } kinds[] = {
        {"FILE", COMPLETE_FILE},
        {"[FORMAT=]FILE", COMPLETE_OUTPUT},
        {"RULES", COMPLETE_RULES},
        {"RULE.NAME=NUMBER", COMPLETE_PARAM},
        {"RULE=LEVEL", COMPLETE_LEVEL},
        {"NAMES", COMPLETE_DIALECTS},
        {"PAGE", COMPLETE_PAGE},
    };
    if (o->choices)
        return COMPLETE_CHOICES;
    for (size_t i = 0; i < ARRAY_LEN(kinds); i++)
        if (o->value && strcmp(o->value, kinds[i].value) == 0)
            return kinds[i].kind;
    return COMPLETE_NOTHING;
}

enum complete complete_arguments(const struct command *c)
{
    static const struct {
        const char *word;
        enum complete kind;
    } kinds[] = {
        {"INPUT", COMPLETE_FILE}, {"RULE", COMPLETE_RULES}, {"COMMAND", COMPLETE_COMMAND}};
    for (size_t i = 0; i < ARRAY_LEN(kinds); i++)
        if (strstr(c->arguments, kinds[i].word))
            return kinds[i].kind;
    return COMPLETE_NOTHING;
}

void complete_choices(struct buf *b, const struct opt *o)
{
    for (const char *p = o->choices; *p; p++)
        buf_addc(b, *p == '|' ? ' ' : *p);
}

void complete_quote(struct buf *b, const char *text, const char *escaped)
{
    buf_addc(b, '\'');
    for (; *text; text++) {
        if (strchr(escaped, *text))
            buf_addc(b, '\\');
        if (*text == '\'' && !strchr(escaped, '\''))
            buf_addz(b, "'\\''");
        else
            buf_addc(b, *text);
    }
    buf_addc(b, '\'');
}

/* ---- words ---- */

static void word(struct buf *b, struct sv text)
{
    if (b->n)
        buf_addc(b, ' ');
    buf_add(b, text);
}

static void rules_fill(struct complete_words *w)
{
    struct buf name = {0};
    for (size_t i = 0; i < rules_catalog.n; i++) {
        const struct rule *rule = rules_catalog.rules[i];
        word(&w->rules, sv_from_c(rule->code));
        word(&w->rules, sv_from_c(rule->slug));
        word(&w->slugs, sv_from_c(rule->slug));
        for (size_t k = 0; k < RULE_PARAMS && rule->params[k].name; k++) {
            buf_clear(&name);
            buf_fmt(&name, "%s.%s", rule->slug, rule->params[k].name);
            word(&w->params, buf_sv(&name));
        }
    }
    buf_release(&name);
}

static bool dialects_fill(struct complete_words *w, struct err *e)
{
    struct pack pack = {0};
    bool ok = true;
    for (size_t i = 0; i < rules_packs_n && ok; i++)
        ok = pack_read(&pack, &rules_packs[i], e);
    ok = ok && pack_finish(&pack, e);
    word(&w->dialects, SV("auto none"));
    for (size_t i = 0; i < pack.dialects.n && ok; i++)
        word(&w->dialects, pack.dialects.v[i].name);
    pack_release(&pack);
    return ok;
}

static void lines_fill(struct buf *to, const struct buf *lines)
{
    struct sv_cut c = {.tail = buf_sv(lines)};
    while (c.tail.n) {
        c = sv_cut(c.tail, '\n');
        word(to, c.head);
    }
}

void complete_lists(struct buf *b, const struct complete_words *w, complete_list *add)
{
    add(b, "commands", &w->commands);
    add(b, "rules", &w->rules);
    add(b, "slugs", &w->slugs);
    add(b, "params", &w->params);
    add(b, "dialects", &w->dialects);
    add(b, "formats", &w->formats);
    add(b, "pages", &w->pages);
}

bool complete_write(struct buf *b, enum shell shell, struct err *e)
{
    static void (*const write[])(struct buf *, const struct complete_words *) = {
        complete_bash, complete_zsh, complete_fish};
    struct complete_words w = {0};
    struct buf pages = {0};
    bool ok = dialects_fill(&w, e);
    rules_fill(&w);
    command_verbs(&w.commands, NULL, " ");
    word(&w.pages, SV("list"));
    manual_list(&pages);
    lines_fill(&w.pages, &pages);
    for (const char *p = report_names + 1; *p; p++)
        buf_addc(&w.formats, *p == '|' ? ' ' : *p);
    if (ok)
        write[shell](b, &w);
    struct buf *all[] = {&pages,      &w.rules,    &w.params, &w.slugs,
                         &w.dialects, &w.commands, &w.pages,  &w.formats};
    for (size_t i = 0; i < ARRAY_LEN(all); i++)
        buf_release(all[i]);
    return ok;
}
