#include "cli/command.h"
#include "cli/dialect_list.h"
#include "cli/infer.h"
#include "cli/packs.h"
#include "cli/terminal.h"
#include "core/fmt.h"
#include "lint/settings.h"

struct rules_options {
    struct words pack;
    struct infer_wish infer;
    int format, color;
    bool dialects;
};

#define ROW(member) offsetof(struct rules_options, member)

static const struct opt rows[] = {
    {"format", 'f', OPT_CHOICE, "FORMAT", "text|markdown", "markdown is a table", ROW(format)},
    PACK_OPTION(ROW(pack)),
    {"output", 'o', OPT_TEXT, "FILE", NULL, "infer: where, in place of standard output",
     ROW(infer.output)},
    {"min-spans", 0, OPT_COUNT, "N", NULL, "infer: what fewer spans have is not learnt (5)",
     ROW(infer.min_spans)},
    {"min-coverage", 0, OPT_TEXT, "SHARE", NULL,
     "infer: ask for what so many spans carry (1)", ROW(infer.min_coverage)},
    {"margin", 0, OPT_TEXT, "SHARE", NULL, "infer: how far beyond what was seen is fine (0.5)",
     ROW(infer.margin)},
    {"quiet", 'q', OPT_FLAG, NULL, NULL, "infer: no progress", ROW(infer.quiet)},
    {"dialects", 0, OPT_FLAG, NULL, NULL, "list the frameworks that are known instead",
     ROW(dialects)},
    {"color", 0, OPT_CHOICE, "WHEN", COLOR_CHOICES, "text in colour", ROW(color)},
};

typedef void rule_fn(struct page *p, const struct rule *rule);

/* ---- the list ---- */

static void list_one(struct page *p, const struct rule *rule)
{
    enum { CODE = 6, SLUG = 28, SEVERITY = 9, TITLE = CODE + SLUG + SEVERITY };
    page_add(p, INK_BOLD, sv_from_c(rule->code));
    page_pad(p, strlen(rule->code), CODE);
    buf_addz(p->b, rule->slug);
    page_pad(p, strlen(rule->slug), SLUG);
    page_severity(p, rule->severity, SEVERITY);
    page_wrap(p, INK_PLAIN, sv_from_c(rule->title), TITLE, TITLE);
}

/* ---- one rule ---- */

static void paragraph(struct page *p, const char *label, const char *text)
{
    enum { TEXT = 12 };
    if (!text)
        return;
    page_add(p, INK_DIM, sv_from_c(label));
    page_pad(p, strlen(label), TEXT);
    page_wrap(p, INK_PLAIN, sv_from_c(text), TEXT, TEXT);
}

static void explain_param(struct page *p, const struct rule *rule, const struct param *param)
{
    struct buf text = {0};
    buf_fmt(&text, "%s.%s = ", rule->slug, param->name);
    param_add(&text, param, param->value, PARAM_SET);
    buf_fmt(&text, ", from %s", fmt_number(param->min).text);
    buf_fmt(&text, " to %s: %s", fmt_number(param->max).text, param->help);
    buf_addc(&text, '\0');
    paragraph(p, param == rule->params ? "thresholds" : "", text.p);
    buf_release(&text);
}

static void explain_one(struct page *p, const struct rule *rule)
{
    page_add(p, INK_BOLD, sv_from_c(rule->code));
    buf_addc(p->b, ' ');
    page_add(p, INK_BOLD, sv_from_c(rule->slug));
    buf_addz(p->b, "  ");
    page_add(p, severity_ink(rule->severity), sv_from_c(severity_name(rule->severity)));
    buf_addc(p->b, '\n');
    paragraph(p, "what", rule->title);
    paragraph(p, "why", rule->why);
    paragraph(p, "fix", rule->fix);
    for (size_t i = 0; i < RULE_PARAMS && rule->params[i].name; i++)
        explain_param(p, rule, &rule->params[i]);
    paragraph(p, "data", rule->needs);
    buf_addc(p->b, '\n');
}

/* ---- a row of a table ---- */

static void markdown_one(struct page *p, const struct rule *rule)
{
    const char *comma = "";
    buf_fmt(p->b, "| %s | `%s` | %s | %s | ", rule->code, rule->slug, severity_name(rule->severity),
            rule->title);
    for (size_t i = 0; i < RULE_PARAMS && rule->params[i].name; i++) {
        buf_fmt(p->b, "%s`%s` ", comma, rule->params[i].name);
        param_add(p->b, &rule->params[i], rule->params[i].value, PARAM_SET);
        comma = ", ";
    }
    buf_addz(p->b, " |\n");
}

/* ---- */

static bool rules_write(const struct job *job, struct page *p, const struct catalog *catalog,
                        struct err *e)
{
    const struct rules_options *o = job->options;
    struct settings chosen = {0};
    rule_fn *one = o->format ? markdown_one : job->args.n ? explain_one : list_one;
    bool ok = true;
    settings_init(&chosen, catalog);
    for (size_t i = 0; i < job->args.n && ok; i++)
        ok = settings_select(&chosen, job->args.v[i], e);
    if (ok && one == markdown_one)
        buf_addz(p->b, "| code | slug | level | what it finds | thresholds |\n"
                       "|---|---|---|---|---|\n");
    for (size_t i = 0; i < catalog->n && ok; i++)
        if (chosen.enabled[i])
            one(p, catalog->rules[i]);
    settings_release(&chosen);
    return ok;
}

static int rules_list(const struct job *job, struct err *e)
{
    const struct rules_options *o = job->options;
    struct packs packs = {0};
    struct page p = {&job->out->buf, terminal_style(job->out->buf.fd, (enum color_choice)o->color)};
    bool ok = packs_load(&packs, &o->pack, e);
    if (ok && o->dialects)
        ok = dialect_list(&p, packs.texts.v, packs.texts.n, o->format, e);
    else if (ok)
        ok = rules_write(job, &p, &packs.catalog, e);
    packs_release(&packs);
    return ok ? EXIT_CLEAN : EXIT_TROUBLE;
}

static int rules_run(const struct job *job, struct err *e)
{
    const struct rules_options *o = job->options;
    if (job->args.n == 0 || !sv_eq(job->args.v[0], SV("infer")))
        return rules_list(job, e);
    struct job rest = *job;
    rest.args.v++;
    rest.args.n--;
    return infer_run(&rest, &o->infer, e);
}

const struct command cmd_rules = {
    .name = "rules",
    .summary = "List rules, explain some, or learn some from good traces.",
    .arguments = "[RULE... | infer GOOD...]",
    .about = "RULE is a code, the beginning of codes (N, N05), or a slug. `infer` learns a\n"
             "pack of rules from good traces.\n",
    .examples = "  spanvet rules\n"
                "  spanvet rules N055 orphan-span\n"
                "  spanvet rules infer -o pack.json good/\n"
                "  spanvet lint --pack pack.json --select X new.json\n",
    .options = rows,
    .n_options = ARRAY_LEN(rows),
    .options_size = sizeof(struct rules_options),
    .run = rules_run,
};
