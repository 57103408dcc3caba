#include "cli/rule_pages.h"

#include "cli/command.h"

#include "core/fmt.h"
#include "lint/severity_ink.h"
#include "rules/catalog.h"
#include "rules/snippets.h"

enum { LABEL = 12, CODE = 6, SLUG = 32, LEVEL = 9 };

void rule_related(const struct catalog *cat, const struct rule *rule, rule_take_fn *take, void *to)
{
    for (size_t i = 0; rule->snippet && i < cat->n; i++) {
        const struct rule *other = cat->rules[i];
        if (other != rule && other->snippet && strcmp(other->snippet, rule->snippet) == 0)
            take(to, other);
    }
}

/* The command that decides the rule is in the catalogue before the program has it. */
static bool has_command(const char *decided_by)
{
    struct sv name = sv_cut(sv_from_c(decided_by), ' ').tail;
    for (size_t i = 0; i < n_commands; i++)
        if (commands[i]->run && sv_eq(name, sv_from_c(commands[i]->name)))
            return true;
    return false;
}

void rule_decided_add(struct buf *b, const struct rule *rule)
{
    if (rule->decided_by)
        buf_fmt(b, "a dump cannot decide this; `%s` does%s", rule->decided_by,
                has_command(rule->decided_by) ? "" : ", in a later version");
}

void rule_run_add(struct buf *b, const struct rule *rule)
{
    if (!rule->decided_by)
        buf_fmt(b, "spanvet lint --select %s INPUT", rule->code);
    else if (has_command(rule->decided_by))
        buf_addz(b, rule->decided_by);
}

/* ---- the list ---- */

static void list_one(struct page *p, const struct rule *rule)
{
    struct buf title = {0};
    page_add(p, INK_BOLD, sv_from_c(rule->code));
    page_pad(p, strlen(rule->code), CODE);
    buf_addz(p->b, rule->slug);
    page_pad(p, strlen(rule->slug), SLUG);
    severity_ink_add(p, rule->severity, LEVEL);
    buf_addz(&title, rule->title);
    if (rule->decided_by) {
        buf_addz(&title, " (");
        rule_decided_add(&title, rule);
        buf_addc(&title, ')');
    }
    page_wrap(p, INK_PLAIN, buf_sv(&title), CODE + SLUG + LEVEL, CODE + SLUG + LEVEL);
    buf_release(&title);
}

void rules_text_list(struct page *p, const struct catalog *cat, const bool *shown)
{
    for (size_t i = 0; i < cat->n; i++)
        if (shown[i])
            list_one(p, cat->rules[i]);
}

/* ---- one page ---- */

static void paragraph(struct page *p, const char *label, struct sv text)
{
    if (!text.n)
        return;
    page_add(p, INK_DIM, sv_from_c(label));
    page_pad(p, strlen(label), LABEL);
    page_wrap(p, INK_PLAIN, text, LABEL, LABEL);
}

static void code(struct page *p, const char *label, const char *lines)
{
    struct sv_cut c = {.tail = sv_from_c(lines), .found = true};
    buf_addc(p->b, '\n');
    page_add(p, INK_DIM, sv_from_c(label));
    buf_addc(p->b, '\n');
    for (c = sv_cut(c.tail, '\n'); c.found; c = sv_cut(c.tail, '\n')) {
        buf_fill(p->b, ' ', c.head.n ? 4 : 0);
        page_add(p, INK_CYAN, c.head);
        buf_addc(p->b, '\n');
    }
}

/* "chunk-noise.max_share = 0.7, from 0 to 1: the share that is fine" */
static void threshold_add(struct buf *b, const struct rule *rule, const struct param *param)
{
    buf_fmt(b, "%s.%s = ", rule->slug, param->name);
    param_add(b, param, param->value, PARAM_SET);
    buf_fmt(b, ", from %s", fmt_number(param->min).text);
    buf_fmt(b, " to %s: %s", fmt_number(param->max).text, param->help);
}

/* The two ways to change the first threshold; the value is the default, to be edited. */
static void set_add(struct buf *b, const struct rule *rule)
{
    const struct param *first = &rule->params[0];
    buf_fmt(b, "--set %s.%s=%.10g, or in .spanvet.json ", rule->slug, first->name, first->value);
    buf_fmt(b, "{\"rules\": {\"%s\": {\"params\": {\"%s\": %.10g}}}}", rule->code, first->name,
            first->value);
}

static void thresholds(struct page *p, const struct rule *rule)
{
    struct buf text = {0};
    for (size_t i = 0; i < RULE_PARAMS && rule->params[i].name; i++) {
        buf_clear(&text);
        threshold_add(&text, rule, &rule->params[i]);
        paragraph(p, i ? "" : "thresholds", buf_sv(&text));
    }
    buf_clear(&text);
    if (rule->params[0].name) {
        set_add(&text, rule);
        paragraph(p, "to set", buf_sv(&text));
    }
    buf_release(&text);
}

static void related_text(void *to, const struct rule *rule)
{
    struct buf *b = to;
    buf_fmt(b, "%s%s %s", b->n ? ", " : "", rule->code, rule->slug);
}

static void page_one(struct page *p, const struct catalog *cat, const struct rule *rule)
{
    const struct snippet *snippet = snippet_find(rule->snippet);
    struct buf text = {0};
    page_add(p, INK_BOLD, sv_from_c(rule->code));
    buf_addc(p->b, ' ');
    page_add(p, INK_BOLD, sv_from_c(rule->slug));
    buf_addz(p->b, "  ");
    page_add(p, severity_ink(rule->severity), sv_from_c(severity_name(rule->severity)));
    buf_addc(p->b, '\n');
    paragraph(p, "what", sv_from_c(rule->title));
    paragraph(p, "why", sv_from_c(rule->why));
    paragraph(p, "fix", sv_from_c(rule->fix));
    thresholds(p, rule);
    paragraph(p, "data", sv_from_c(rule->needs));
    rule_decided_add(&text, rule);
    paragraph(p, "decided by", buf_sv(&text));
    buf_clear(&text);
    rule_run_add(&text, rule);
    paragraph(p, "run", buf_sv(&text));
    buf_clear(&text);
    rule_related(cat, rule, related_text, &text);
    paragraph(p, "related", buf_sv(&text));
    if (snippet) {
        code(p, "Python", snippet->python);
        code(p, "JavaScript", snippet->javascript);
    }
    buf_release(&text);
}

void rules_text_pages(struct page *p, const struct catalog *cat, const bool *shown)
{
    bool again = false;
    for (size_t i = 0; i < cat->n; i++) {
        if (!shown[i])
            continue;
        if (again)
            buf_addc(p->b, '\n');
        page_one(p, cat, cat->rules[i]);
        again = true;
    }
}
