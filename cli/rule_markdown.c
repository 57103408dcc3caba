/* The catalogue as Markdown: tables for a page, and the reference docs/rules.md. */
#include <ctype.h>

#include "cli/rule_pages.h"
#include "core/fmt.h"
#include "rules/catalog.h"
#include "rules/snippets.h"

/* Texts of rules are ours, or of the pack of whoever reads this; only a table is kept whole. */
static void cell_add(struct buf *b, const char *text)
{
    for (; *text; text++) {
        if (*text == '|')
            buf_addc(b, '\\');
        buf_addc(b, iscntrl((unsigned char)*text) ? ' ' : *text);
    }
}

/* ---- tables ---- */

static void row_one(struct buf *b, const struct rule *rule, bool links)
{
    const char *comma = "";
    if (links)
        buf_fmt(b, "| [%s](#%c%s-%s) ", rule->code, tolower((unsigned char)rule->code[0]),
                rule->code + 1, rule->slug);
    else
        buf_fmt(b, "| %s ", rule->code);
    buf_fmt(b, "| `%s` | %s | ", rule->slug, severity_name(rule->severity));
    cell_add(b, rule->title);
    if (rule->decided_by)
        buf_fmt(b, " (decided by `%s`)", rule->decided_by);
    buf_addz(b, " | ");
    for (size_t i = 0; i < RULE_PARAMS && rule->params[i].name; i++) {
        buf_fmt(b, "%s`%s` ", comma, rule->params[i].name);
        param_add(b, &rule->params[i], rule->params[i].value, PARAM_SET);
        comma = ", ";
    }
    buf_addz(b, " |\n");
}

static void table_head(struct buf *b)
{
    buf_addz(b, "| code | slug | level | what it finds | thresholds |\n|---|---|---|---|---|\n");
}

void rules_markdown_table(struct buf *b, const struct catalog *cat, const bool *shown)
{
    table_head(b);
    for (size_t i = 0; i < cat->n; i++)
        if (shown[i])
            row_one(b, cat->rules[i], false);
}

/* How many rules of the catalogue a section has, all or those in `shown`. */
static size_t section_count(const struct catalog *cat, const struct rule_section *s,
                            const bool *shown)
{
    size_t n = 0;
    for (size_t i = 0; i < cat->n; i++)
        n += rule_section(cat->rules[i]) == s && (!shown || shown[i]);
    return n;
}

void rules_markdown_sections(struct buf *b, const struct catalog *cat)
{
    buf_addz(b, "| letter | about | rules |\n|---|---|---|\n");
    for (size_t i = 0; i < rule_sections_n; i++) {
        const struct rule_section *s = &rule_sections[i];
        size_t n = section_count(cat, s, NULL);
        if (n)
            buf_fmt(b, "| %c | %s | %zu |\n", s->letter, s->title, n);
    }
}

/* ---- pages ---- */

static void code_one(struct buf *b, const char *language, const char *lines)
{
    buf_fmt(b, "```%s\n%s```\n\n", language, lines);
}

static void params_one(struct buf *b, const struct rule *rule)
{
    if (!rule->params[0].name)
        return;
    buf_addz(b, "| threshold | default | from | to | meaning |\n|---|---|---|---|---|\n");
    for (size_t i = 0; i < RULE_PARAMS && rule->params[i].name; i++) {
        const struct param *param = &rule->params[i];
        buf_fmt(b, "| `%s` | ", param->name);
        param_add(b, param, param->value, PARAM_SET);
        buf_fmt(b, " | %s", fmt_number(param->min).text);
        buf_fmt(b, " | %s | ", fmt_number(param->max).text);
        cell_add(b, param->help);
        buf_addz(b, " |\n");
    }
    buf_fmt(b, "\n`--set %s.%s=%.10g`, or in `.spanvet.json`\n", rule->slug, rule->params[0].name,
            rule->params[0].value);
    buf_fmt(b, "`{\"rules\": {\"%s\": {\"params\": {\"%s\": %.10g}}}}`.\n\n", rule->code,
            rule->params[0].name, rule->params[0].value);
}

static void related_one(void *to, const struct rule *rule)
{
    buf_fmt(to, " [%s](#%c%s-%s)", rule->code, tolower((unsigned char)rule->code[0]),
            rule->code + 1, rule->slug);
}

static void run_one(struct buf *b, const struct rule *rule)
{
    if (rule->needs)
        buf_fmt(b, "**Data:** %s.\n\n", rule->needs);
    if (rule->decided_by) {
        buf_addz(b, "**Decided by:** ");
        rule_decided_add(b, rule);
        buf_addz(b, ".\n\n");
    } else {
        buf_addz(b, "**Run:** `");
        rule_run_add(b, rule);
        buf_addz(b, "`.\n\n");
    }
    if (!rule->decided_by && rule_section(rule)->letter != 'X')
        buf_fmt(b, "**Cases:** [tests/rules/%s](../tests/rules/%s)\n\n", rule->code, rule->code);
}

/* The code of a topic stands with the first rule that is shown; the others link to that. */
static void snippet_one(struct buf *b, const struct catalog *cat, const struct rule *rule,
                        const bool *shown)
{
    const struct snippet *snippet = snippet_find(rule->snippet);
    size_t i = 0;
    if (!snippet)
        return;
    while (!shown[i] || !cat->rules[i]->snippet || strcmp(cat->rules[i]->snippet, rule->snippet))
        i++;
    if (cat->rules[i] != rule) {
        buf_addz(b, "**Code:** as for");
        related_one(b, cat->rules[i]);
        buf_addz(b, ".\n\n");
        return;
    }
    code_one(b, "python", snippet->python);
    code_one(b, "js", snippet->javascript);
}

static void page_one(struct buf *b, const struct catalog *cat, const struct rule *rule,
                     const bool *shown)
{
    struct buf related = {0};
    buf_fmt(b, "### %s %s\n\n**%s:** %s.\n\n", rule->code, rule->slug,
            severity_name(rule->severity), rule->title);
    buf_fmt(b, "**Why:** %s\n\n**Fix:** %s\n\n", rule->why, rule->fix);
    params_one(b, rule);
    run_one(b, rule);
    rule_related(cat, rule, related_one, &related);
    if (related.n)
        buf_fmt(b, "**Related:**%.*s\n\n", SV_ARG(buf_sv(&related)));
    snippet_one(b, cat, rule, shown);
    buf_release(&related);
}

static void section_table(struct buf *b, const struct catalog *cat, const struct rule_section *s,
                          const bool *shown)
{
    table_head(b);
    for (size_t i = 0; i < cat->n; i++)
        if (shown[i] && rule_section(cat->rules[i]) == s)
            row_one(b, cat->rules[i], true);
    buf_addc(b, '\n');
}

void rules_markdown_pages(struct buf *b, const struct catalog *cat, const bool *shown)
{
    for (size_t k = 0; k < rule_sections_n; k++) {
        const struct rule_section *s = &rule_sections[k];
        if (!section_count(cat, s, shown))
            continue;
        buf_fmt(b, "## %c: %s\n\n", s->letter, s->title);
        section_table(b, cat, s, shown);
        for (size_t i = 0; i < cat->n; i++)
            if (shown[i] && rule_section(cat->rules[i]) == s)
                page_one(b, cat, cat->rules[i], shown);
    }
}
