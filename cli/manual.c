#include "cli/manual.h"

#include "cli/config_find.h"
#include "cli/manual_text.h"
#include "cli/rule_pages.h"
#include "core/fmt.h"
#include "core/nearest.h"
#include "rules/catalog.h"

static const char about_program[] =
    "says what is wrong with OpenTelemetry traces of voice and LLM agents";

/* ---- parts of several pages ---- */

static void exit_codes(struct buf *b)
{
    man_heading(b, ".SH", "EXIT STATUS");
    man_item(b, "0", NULL, "Nothing was found at the gate (lint --fail-on).");
    man_item(b, "1", NULL, "Something was found.");
    man_item(b, "2", NULL, "Wrong usage, or an input that could not be read.");
}

/* The other pages; `self` is left out. */
static void see_also(struct buf *b, const char *self)
{
    struct buf names = {0};
    struct sv_cut c = {.found = true};
    const char *comma = "";
    manual_list(&names);
    man_heading(b, ".SH", "SEE ALSO");
    for (c.tail = buf_sv(&names); c.tail.n;) {
        c = sv_cut(c.tail, '\n');
        struct buf name = {0};
        buf_add(&name, sv_of(c.head.p, c.head.n - 2));
        buf_addc(&name, '\0');
        if (!sv_eq(c.head, sv_from_c(self))) {
            buf_fmt(b, "%s\\fB", comma);
            man_text(b, name.p);
            buf_fmt(b, "\\fR(%c)", c.head.p[c.head.n - 1]);
            comma = ",\n";
        }
        buf_release(&name);
    }
    buf_addc(b, '\n');
    buf_release(&names);
}

/* ---- the program, and a command ---- */

static void command_item(struct buf *b, const struct command *c)
{
    man_item(b, c->name, *c->arguments ? c->arguments : NULL, c->summary);
}

static void program_page(struct buf *b)
{
    man_head(b, "spanvet", "1", about_program);
    man_heading(b, ".SH", "SYNOPSIS");
    buf_addz(b, "\\fBspanvet\\fR \\fICOMMAND\\fR [\\fIOPTION...\\fR] [\\fIARGUMENT...\\fR]\n");
    man_heading(b, ".SH", "DESCRIPTION");
    man_paragraph(b, "Reads traces in OTLP JSON, OTLP protobuf and the export formats of tracing "
                     "backends, runs rules over them, and says what is wrong, why it matters and "
                     "how to mend it.");
    man_heading(b, ".SH", "COMMANDS");
    for (size_t i = 0; i < n_commands; i++)
        command_item(b, commands[i]);
    man_heading(b, ".SH", "FILES");
    man_item(b, CONFIG_FILE, NULL, "Configuration, looked for beside the inputs and upwards, then "
                                   "from the working directory upwards.");
    man_heading(b, ".SH", "ENVIRONMENT");
    man_paragraph(b, "Every option has a variable; the page of its command names it. NO_COLOR "
                     "turns colour off.");
    exit_codes(b);
    see_also(b, "spanvet.1");
}

static void options_part(struct buf *b, const struct opt_values *v)
{
    struct buf name = {0};
    man_heading(b, ".SH", "OPTIONS");
    for (size_t i = 0; i < v->n; i++)
        man_option(b, &v->table[i]);
    man_item(b, "-h, --help", NULL, "show a summary; --help shows all of it");
    if (!v->n)
        return;
    man_heading(b, ".SH", "ENVIRONMENT");
    man_paragraph(b, "Variables hold where the command line says nothing. Lists are separated by "
                     "commas, flags are 1 or 0.");
    for (size_t i = 0; i < v->n; i++) {
        buf_clear(&name);
        option_variable(&name, v, &v->table[i]);
        buf_addc(&name, '\0');
        buf_addz(b, i ? ".br\n" : ".PP\n");
        man_text(b, name.p);
        buf_addc(b, '\n');
    }
    buf_release(&name);
}

static void usage_part(struct buf *b, const struct command *c)
{
    man_heading(b, ".SH", "SYNOPSIS");
    buf_fmt(b, "\\fBspanvet %s\\fR", c->name);
    if (c->run)
        buf_addz(b, c->n_options ? " [\\fIOPTION...\\fR]" : "");
    else
        buf_addz(b, " \\fICOMMAND\\fR [\\fIOPTION...\\fR] [\\fIARGUMENT...\\fR]");
    buf_addz(b, *c->arguments ? " \\fI" : "");
    man_text(b, c->arguments);
    buf_addz(b, *c->arguments ? "\\fR\n" : "\n");
}

/* The commands that a group holds. */
static void group_part(struct buf *b, const struct command *group)
{
    man_heading(b, ".SH", "COMMANDS");
    for (size_t i = 0; i < n_commands; i++)
        if (command_is_in(commands[i], group))
            command_item(b, commands[i]);
}

/* "spanvet-metrics-plan.1" */
static void page_name(struct buf *b, const struct command *c)
{
    buf_addz(b, "spanvet-");
    command_dashed(b, c);
    buf_addz(b, ".1");
}

static void command_page(struct buf *b, const struct command *c)
{
    struct opt_values v = command_options(c);
    struct buf name = {0}, title = {0};
    page_name(&name, c);
    buf_add(&title, sv_cut(buf_sv(&name), '.').head);
    buf_addc(&title, '\0');
    buf_addc(&name, '\0');
    man_head(b, title.p, "1", c->summary);
    usage_part(b, c);
    man_heading(b, ".SH", "DESCRIPTION");
    man_paragraph(b, c->summary);
    if (c->about)
        man_lines(b, c->about);
    if (!c->run)
        group_part(b, c);
    options_part(b, &v);
    if (c->manual)
        c->manual(b);
    exit_codes(b);
    man_heading(b, ".SH", "EXAMPLES");
    man_lines(b, c->examples);
    see_also(b, name.p);
    buf_release(&name);
    buf_release(&title);
}

/* ---- the catalogue ---- */

static void rule_params(struct buf *b, const struct rule *rule)
{
    struct buf text = {0};
    for (size_t i = 0; i < RULE_PARAMS && rule->params[i].name; i++) {
        const struct param *p = &rule->params[i];
        buf_clear(&text);
        buf_fmt(&text, "%s (", p->help);
        param_add(&text, p, p->value, PARAM_SET);
        buf_fmt(&text, "; from %s", fmt_number(p->min).text);
        buf_fmt(&text, " to %s)", fmt_number(p->max).text);
        buf_addc(&text, '\0');
        man_item(b, p->name, NULL, text.p);
    }
    buf_release(&text);
}

static void rule_part(struct buf *b, const struct rule *rule)
{
    struct buf text = {0};
    buf_fmt(&text, "%s %s (%s)", rule->code, rule->slug, severity_name(rule->severity));
    buf_addc(&text, '\0');
    man_heading(b, ".SS", text.p);
    man_paragraph(b, rule->title);
    man_paragraph(b, rule->why);
    man_paragraph(b, rule->fix);
    if (rule->decided_by) {
        buf_clear(&text);
        rule_decided_add(&text, rule);
        buf_addc(&text, '.');
        buf_addc(&text, '\0');
        man_paragraph(b, text.p);
    }
    rule_params(b, rule);
    buf_release(&text);
}

static void catalog_page(struct buf *b)
{
    const struct rule_section *last = NULL;
    man_head(b, "spanvet-rules", "7", "what each rule finds, why it matters, how to mend it");
    man_heading(b, ".SH", "DESCRIPTION");
    man_paragraph(b, "A rule has a code (a letter and a number), a name and a level. Thresholds "
                     "stand with their defaults: change one with --set RULE.NAME=NUMBER or under "
                     "rules in " CONFIG_FILE ". `spanvet rules CODE` shows a rule with code in "
                     "Python and JavaScript.");
    for (size_t i = 0; i < rules_catalog.n; i++) {
        const struct rule *rule = rules_catalog.rules[i];
        if (rule_section(rule) != last)
            man_heading(b, ".SH", rule_section(rule)->title);
        last = rule_section(rule);
        rule_part(b, rule);
    }
    see_also(b, "spanvet-rules.7");
}

/* ---- the configuration ---- */

static const char *member_type(const struct opt *o)
{
    static const char *const types[] = {
        [OPT_FLAG] = "true or false",   [OPT_TEXT] = "text",     [OPT_LIST] = "list of texts",
        [OPT_CHOICE] = "one of a list", [OPT_COUNT] = "a number", [OPT_LIMIT] = "a number"};
    return types[opt_kind(o)];
}

static void members_part(struct buf *b, const struct command *c)
{
    struct opt_values v = command_options(c);
    struct buf name = {0}, text = {0};
    for (size_t i = 0; i < v.n; i++) {
        const struct opt *o = &v.table[i];
        if (o->kind & OPT_NOT_IN_FILE)
            continue;
        buf_clear(&name);
        buf_clear(&text);
        option_path(&name, &v, o);
        buf_addc(&name, '\0');
        buf_fmt(&text, "%s%s%s", o->help, o->choices ? ": " : "", o->choices ? o->choices : "");
        buf_addc(&text, '\0');
        man_item(b, name.p, member_type(o), text.p);
    }
    buf_release(&name);
    buf_release(&text);
}

static void config_page(struct buf *b)
{
    man_head(b, "spanvet.json", "5", "configuration of spanvet lint, in a file " CONFIG_FILE);
    man_heading(b, ".SH", "DESCRIPTION");
    man_paragraph(b, "A JSON object. Members that begin with // are comments; other unknown ones "
                     "are errors. The file is looked for beside the inputs and upwards, then from "
                     "the working directory upwards; the nearest one holds alone. Variables and "
                     "options overrule it. `spanvet init` writes one to start from, `spanvet init "
                     "--schema` its JSON schema, `spanvet lint --show-config` says what is in "
                     "force and from where.");
    man_heading(b, ".SH", "MEMBERS");
    for (size_t i = 0; i < n_commands; i++)
        if (commands[i]->in_file)
            members_part(b, commands[i]);
    man_item(b, "rules", "object", "By code or slug: severity (error, warning, info, off), params "
                                   "(thresholds by name), and spans, a list of name (a glob for "
                                   "span names) and severity.");
    man_item(b, "exclude", "list",
             "Findings that are known: rule and reason must be there; trace, service, span and "
             "attribute are globs; expires is the last day, YYYY-MM-DD, held against the newest "
             "span and not the clock.");
    man_item(b, "packs", "list of texts", "Paths of packs with names and rules of your own, seen "
                                          "from the file.");
    man_heading(b, ".SH", "EXAMPLES");
    man_lines(b, "{\n  \"fail_on\": \"warning\",\n"
                 "  \"rules\": {\"N055\": {\"params\": {\"max_share\": 0.6}}},\n"
                 "  \"exclude\": [{\"rule\": \"N055\", \"span\": \"tts.chunk*\", \"reason\": "
                 "\"ticket 12\"}]\n}\n");
    see_also(b, "spanvet.json.5");
}

/* ---- */

static const struct {
    const char *name;
    void (*write)(struct buf *b);
} others[] = {{"spanvet.1", program_page},
              {"spanvet-rules.7", catalog_page},
              {"spanvet.json.5", config_page}};

void manual_list(struct buf *b)
{
    buf_fmt(b, "%s\n", others[0].name);
    for (size_t i = 0; i < n_commands; i++) {
        page_name(b, commands[i]);
        buf_addc(b, '\n');
    }
    for (size_t i = 1; i < ARRAY_LEN(others); i++)
        buf_fmt(b, "%s\n", others[i].name);
}

/* "spanvet-metrics-plan.1" is the page of that command, and so are "metrics-plan" and
 * "metrics plan". */
static bool is_page_of(const struct command *c, struct sv name)
{
    struct buf full = {0}, dashed = {0};
    page_name(&full, c);
    command_dashed(&dashed, c);
    bool is = sv_eq(name, buf_sv(&full)) || sv_eq(name, buf_sv(&dashed)) ||
              sv_eq(name, sv_from_c(c->name));
    buf_release(&full);
    buf_release(&dashed);
    return is;
}

/* Writes the page into `b`, or offers what there is to `near`. */
static bool page_write(struct buf *b, struct sv name, struct nearest *near)
{
    for (size_t i = 0; i < ARRAY_LEN(others); i++) {
        if (sv_eq(name, sv_from_c(others[i].name))) {
            others[i].write(b);
            return true;
        }
        nearest_try(near, sv_from_c(others[i].name));
    }
    for (size_t i = 0; i < n_commands; i++) {
        if (is_page_of(commands[i], name)) {
            command_page(b, commands[i]);
            return true;
        }
        nearest_try(near, sv_from_c(commands[i]->name));
    }
    return false;
}

bool manual_page(struct buf *b, struct sv name, struct err *e)
{
    struct nearest near = {.word = name};
    struct buf page = {0}; /* of its own: man_break looks back, and `b` may have been written */
    bool found = page_write(&page, name, &near);
    buf_add(b, buf_sv(&page));
    buf_release(&page);
    return found ||
           err_set(e, "there is no page \"%.*s\"%s%.*s%s; `spanvet help --man list` names them",
                   SV_ARG(name), near.best.n ? ", did you mean " : "", SV_ARG(near.best),
                   near.best.n ? "?" : "");
}
