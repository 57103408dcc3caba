#include <unistd.h>

#include "cli/command.h"
#include "cli/dialect_list.h"
#include "cli/infer.h"
#include "cli/packs.h"
#include "cli/rule_pages.h"
#include "cli/terminal.h"
#include "core/fmt.h"
#include "core/shown.h"
#include "lint/settings.h"

struct rules_options {
    struct words pack;
    struct infer_wish infer;
    struct sv search;
    int format, color, severity;
    bool dialects, pages, sections;
};

#define ROW(member) offsetof(struct rules_options, member)

static const struct opt rows[] = {
    {"format", 'f', OPT_CHOICE, "FORMAT", "text|markdown|json", "how they are written",
     ROW(format)},
    {"search", 's', OPT_TEXT, "TEXT", NULL, "those that speak of this", ROW(search)},
    {"severity", 0, OPT_CHOICE, "LEVEL", "any|error|warning|info", "those of one level",
     ROW(severity)},
    {"pages", 0, OPT_FLAG, NULL, NULL, "all about each, not a line", ROW(pages)},
    {"sections", 0, OPT_FLAG | OPT_RARE, NULL, NULL, "what the letters of codes stand for, instead",
     ROW(sections)},
    PACK_OPTION(ROW(pack)),
    {"output", 'o', OPT_TEXT, "FILE", NULL, "infer: where, in place of standard output",
     ROW(infer.output)},
    {"min-spans", 0, OPT_COUNT | OPT_RARE, "N", NULL,
     "infer: what fewer spans have is not learnt (5)", ROW(infer.min_spans)},
    {"min-coverage", 0, OPT_TEXT | OPT_RARE, "SHARE", NULL,
     "infer: ask for what so many spans carry (1)", ROW(infer.min_coverage)},
    {"margin", 0, OPT_TEXT | OPT_RARE, "SHARE", NULL,
     "infer: how far beyond what was seen is fine (0.5)", ROW(infer.margin)},
    {"quiet", 'q', OPT_FLAG | OPT_RARE, NULL, NULL, "infer: no progress", ROW(infer.quiet)},
    {"dialects", 0, OPT_FLAG, NULL, NULL, "list the frameworks that are known instead",
     ROW(dialects)},
    {"color", 0, OPT_CHOICE, "WHEN", COLOR_CHOICES, "text in colour", ROW(color)},
};

/* ---- which rules ---- */

struct choice {
    const struct catalog *cat;
    bool *shown; /* by rule */
    size_t n_shown;
    bool pages;  /* every word names one rule in full */
};

/* Are all words of `text` (none is fine) somewhere in what is said about the rule? */
static bool says(const struct rule *rule, struct sv text)
{
    const char *const parts[] = {rule->code, rule->slug, rule->title, rule->why, rule->fix};
    struct sv_cut c = {.tail = text, .found = true};
    while (c.found) {
        bool found = false;
        c = sv_cut(c.tail, ' ');
        for (size_t i = 0; i < ARRAY_LEN(parts) && !found; i++)
            found = parts[i] && sv_find_nocase(sv_from_c(parts[i]), c.head) != SIZE_MAX;
        if (!found)
            return false;
    }
    return true;
}

/* A word that names no rule: those that have it in their slug or title, with a hint. */
static bool word_guess(struct choice *to, struct sv word, struct err *e)
{
    size_t n = 0;
    for (size_t i = 0; i < to->cat->n; i++) {
        const struct rule *rule = to->cat->rules[i];
        bool has = sv_find_nocase(sv_from_c(rule->slug), word) != SIZE_MAX ||
                   sv_find_nocase(sv_from_c(rule->title), word) != SIZE_MAX;
        to->shown[i] |= has;
        n += has;
    }
    if (!n)
        return settings_no_rule(to->cat, word, e);
    to->pages = false;
    struct buf hint = buf_to_fd(STDERR_FILENO);
    buf_addz(&hint, "spanvet: no rule is called \"");
    shown_add_sentence(&hint, word, 0);
    buf_fmt(&hint, "\"; it is in the slug or the title of %s. "
            "--search looks in all that is said.\n", fmt_amount(n, "rule").text);
    buf_flush(&hint);
    buf_release(&hint);
    return true;
}

static bool word_choose(struct choice *to, struct sv word, struct err *e)
{
    bool known = false;
    if (!word.n)
        return err_set(e, "an empty name names no rule; `spanvet rules` lists all");
    for (size_t i = 0; i < to->cat->n; i++)
        if (rule_is_meant(to->cat->rules[i], word))
            known = to->shown[i] = true;
    to->pages &= catalog_find(to->cat, word) < to->cat->n;
    return known || word_guess(to, word, e);
}

/* `choice` is that of --severity: 0 any, then from error down. */
static bool is_level(const struct rule *rule, int choice)
{
    return choice == 0 || (int)rule->severity == SEVERITIES - choice;
}

static bool choose(struct choice *to, const struct job *job, struct err *e)
{
    const struct rules_options *o = job->options;
    to->pages = o->pages || job->args.n > 0;
    for (size_t i = 0; i < job->args.n; i++) {
        struct sv_cut c = {.tail = job->args.v[i], .found = true};
        while (c.found) {
            c = sv_cut(c.tail, ',');
            if (!word_choose(to, sv_trim(c.head), e))
                return false;
        }
    }
    for (size_t i = 0; i < to->cat->n; i++) {
        to->shown[i] = (to->shown[i] || !job->args.n) &&
                       (!o->search.n || says(to->cat->rules[i], o->search)) &&
                       is_level(to->cat->rules[i], o->severity);
        to->n_shown += to->shown[i];
    }
    to->pages |= o->pages;
    return true;
}

/* ---- how they are written ---- */

enum { FORMAT_TEXT, FORMAT_MARKDOWN, FORMAT_JSON };

static void write_chosen(struct page *p, const struct choice *c, int format)
{
    if (format == FORMAT_JSON)
        rules_json(p->b, c->cat, c->shown);
    else if (format == FORMAT_MARKDOWN)
        (c->pages ? rules_markdown_pages : rules_markdown_table)(p->b, c->cat, c->shown);
    else
        (c->pages ? rules_text_pages : rules_text_list)(p, c->cat, c->shown);
}

/* A search that finds nothing ends as those of other programs do: a sentence, and exit code 1. */
static int nothing_found(const struct rules_options *o)
{
    struct buf b = buf_to_fd(STDERR_FILENO);
    buf_addz(&b, "spanvet: no rule ");
    if (o->search.n) {
        buf_addz(&b, "speaks of \"");
        shown_add_sentence(&b, o->search, 0);
        buf_addz(&b, "\"; every word must occur, so try fewer\n");
    } else {
        buf_addz(&b, "of those named has this severity\n");
    }
    buf_flush(&b);
    buf_release(&b);
    return EXIT_FINDINGS;
}

static int rules_write(const struct job *job, struct page *p, const struct catalog *catalog,
                       struct err *e)
{
    const struct rules_options *o = job->options;
    struct choice chosen = {.cat = catalog, .shown = mem_zalloc(catalog->n)};
    int code = choose(&chosen, job, e) ? EXIT_CLEAN : EXIT_TROUBLE;
    if (code == EXIT_CLEAN && (chosen.n_shown || o->format == FORMAT_JSON))
        write_chosen(p, &chosen, o->format);
    if (code == EXIT_CLEAN && !chosen.n_shown)
        code = nothing_found(o);
    free(chosen.shown);
    return code;
}

static bool dialects_write(struct page *p, const struct packs *packs, int format, struct err *e)
{
    if (format == FORMAT_JSON)
        return err_set(e, "--dialects is a list or a table; --format text or markdown");
    return dialect_list(p, packs->texts.v, packs->texts.n, format == FORMAT_MARKDOWN, e);
}

static int rules_list(const struct job *job, struct err *e)
{
    const struct rules_options *o = job->options;
    struct packs packs = {0};
    struct page p = {&job->out->buf, terminal_style(job->out->buf.fd, (enum color_choice)o->color)};
    bool both = o->sections && o->dialects;
    if (both)
        err_set(e, "--sections and --dialects write different things; leave one out");
    int code = !both && packs_load(&packs, &o->pack, e) ? EXIT_CLEAN : EXIT_TROUBLE;
    if (code == EXIT_CLEAN && o->sections)
        rules_markdown_sections(p.b, &packs.catalog);
    else if (code == EXIT_CLEAN && o->dialects)
        code = dialects_write(&p, &packs, o->format, e) ? EXIT_CLEAN : EXIT_TROUBLE;
    else if (code == EXIT_CLEAN)
        code = rules_write(job, &p, &packs.catalog, e);
    packs_release(&packs);
    return code;
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
    .about = "RULE is a code or a slug, for all about it, or the beginning of codes (N, N05).\n"
             "`infer` learns a pack of rules from good traces.\n",
    .examples = "  spanvet rules\n"
                "  spanvet rules N055 orphan-span\n"
                "  spanvet rules --search ttfb --severity error\n"
                "  spanvet rules infer -o pack.json good/\n"
                "  spanvet lint --pack pack.json --select X new.json\n",
    .options = rows,
    .n_options = ARRAY_LEN(rows),
    .options_size = sizeof(struct rules_options),
    .run = rules_run,
};
