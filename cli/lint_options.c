#include "cli/lint_options.h"

#include "cli/config_find.h"
#include "cli/terminal.h"
#include "lint/report.h"

#define TEXT(number) #number
#define TEXT_OF(number) TEXT(number)
#define ROW(member) offsetof(struct lint_options, member)

static const struct opt rows[] = {
    {"format", 'f', OPT_CHOICE, "FORMAT", report_names + 1, "how findings are written",
     ROW(format)},
    {"output", 'o', OPT_LIST | OPT_WRITES, "[FORMAT=]FILE", NULL,
     "where, in place of standard output; again for more; .html, .sarif, .md, .json, .jsonl and "
     ".xml (junit) say the format",
     ROW(output)},
    {"fail-on", 0, OPT_CHOICE, "LEVEL", "error|warning|info|never", "exit 1 from", ROW(fail_on)},
    {"min-severity", 0, OPT_CHOICE | OPT_RARE, "LEVEL", "info|warning|error",
     "list only these and worse; the gate counts all", ROW(min_severity)},
    {"max-warnings", 0, OPT_LIMIT | OPT_RARE, "N", NULL, "exit 1 when there are more",
     ROW(max_warnings)},
    {"min-score", 0, OPT_LIMIT | OPT_RARE, "N", NULL, "exit 1 when the score is lower",
     ROW(min_score)},
    {"baseline", 0, OPT_TEXT | OPT_WRITES, "FILE", NULL, "report only what is not in it",
     ROW(baseline)},
    {"update-baseline", 0, OPT_FLAG | OPT_NOT_IN_FILE | OPT_RARE, NULL, NULL,
     "accept what is found now: write the baseline", ROW(update_baseline)},
    {"ratchet", 0, OPT_LIMIT | OPT_RARE, "PERCENT", NULL,
     "fail when the run covers less than PERCENT of what the baseline's run covered (100)",
     ROW(ratchet)},
    {"score", 0, OPT_CHOICE | OPT_RARE, "KIND", "own|is",
     "is: add the score of the Instrumentation Score specification", ROW(score)},
    {"select", 0, OPT_LIST, "RULES", NULL, "run only these: N055,orphan-span,T", ROW(select)},
    {"ignore", 0, OPT_LIST, "RULES", NULL, "run all but these", ROW(ignore)},
    {"set", 0, OPT_LIST | OPT_RARE, "RULE.NAME=NUMBER", NULL, "change a threshold", ROW(set)},
    {"severity", 0, OPT_LIST | OPT_RARE, "RULE=LEVEL", NULL,
     "error, warning, info or off; RULE@SPAN=LEVEL too; several by comma", ROW(severity)},
    PACK_OPTION(ROW(pack)),
    {"dialect", 0, OPT_TEXT | OPT_RARE, "NAMES", NULL,
     "treat all traces as from these frameworks; default: detected in each trace", ROW(dialect)},
    {"max-traces", 0, OPT_COUNT | OPT_RARE, "N", NULL,
     "text: traces shown in full (" TEXT_OF(REPORT_TRACES) ")", ROW(max_traces)},
    {"statistics", 0, OPT_FLAG | OPT_RARE, NULL, NULL, "text, json, jsonl: how each rule fared",
     ROW(statistics)},
    {"all", 0, OPT_FLAG, NULL, NULL, "text: leave nothing out", ROW(all)},
    {"threads", 0, OPT_COUNT | OPT_RARE, "N", NULL, "at most so many (one for each core)",
     ROW(threads)},
    {"color", 0, OPT_CHOICE | OPT_RARE, "WHEN", COLOR_CHOICES, "text in colour", ROW(color)},
    {"quiet", 'q', OPT_FLAG, NULL, NULL, "no progress, no hints what to run next", ROW(quiet)},
    {"config", 0, OPT_TEXT | OPT_NOT_IN_FILE | OPT_RARE, "FILE", NULL,
     "this configuration, not the nearest " CONFIG_FILE, ROW(config)},
    {"no-config", 0, OPT_FLAG | OPT_NOT_IN_FILE | OPT_RARE, NULL, NULL, "no configuration file",
     ROW(no_config)},
    {"show-config", 0, OPT_FLAG | OPT_NOT_IN_FILE, NULL, NULL,
     "what is in force and from where, in place of a run", ROW(show_config)},
};

/* Where a word of a list stands, before what is wrong with it: "FILE: select: ". */
static void place_add(struct buf *b, const struct config *c, const struct job *job,
                      const struct opt *o, enum origin from)
{
    if (from == ORIGIN_FILE) {
        buf_fmt(b, "%.*s: ", SV_ARG(c->file));
        option_path(b, job->values, o);
        buf_addz(b, ": ");
    } else if (from == ORIGIN_ENVIRONMENT) {
        option_variable(b, job->values, o);
        buf_addz(b, ": ");
    }
}

typedef bool apply_fn(struct settings *set, struct sv text, struct err *e);

static bool list_apply(struct settings *set, const struct config *c, const struct job *job,
                       const struct opt *o, apply_fn *apply, struct err *e)
{
    const struct words *list = (const void *)((const char *)job->options + o->offset);
    struct err why = {0};
    set->origin = (enum origin)job->values->from[o - job->values->table];
    for (size_t i = 0; i < list->n && !why.set; i++) {
        apply(set, list->v[i], &why);
        if (apply == settings_select && set->origin > ORIGIN_FILE)
            settings_wake(set, list->v[i]);
    }
    if (why.set) {
        struct buf place = {0};
        place_add(&place, c, job, o, set->origin);
        err_set(e, "%.*s%s", SV_ARG(buf_sv(&place)), why.text);
        buf_release(&place);
    }
    return !why.set;
}

/* Those of the command line, then those of the file. */
static bool packs_of(struct packs *packs, const struct words *named, const struct config *c,
                     struct err *e)
{
    struct words all = {0};
    for (size_t i = 0; i < named->n; i++)
        vec_push(&all, named->v[i]);
    for (size_t i = 0; i < c->packs.n; i++)
        vec_push(&all, c->packs.v[i]);
    bool ok = packs_load(packs, &all, e);
    vec_release(&all);
    return ok;
}

static enum origin from_of(const struct job *job, size_t offset)
{
    for (size_t i = 0; i < ARRAY_LEN(rows); i++)
        if (rows[i].offset == offset)
            return (enum origin)job->values->from[i];
    return ORIGIN_DEFAULT;
}

bool lint_format_given(const struct job *job)
{
    return from_of(job, ROW(format)) > ORIGIN_FILE;
}

/* A file and none at once: what stands in the higher place holds. */
static bool config_wish(struct config_wish *wish, const struct job *job, struct err *e)
{
    const struct lint_options *o = job->options;
    enum origin file = from_of(job, ROW(config)), none = from_of(job, ROW(no_config));
    *wish = (struct config_wish){o->config, o->no_config && none >= file};
    return !o->config.n || !o->no_config || file != none ||
           err_set(e, "--no-config and --config %.*s contradict each other; leave one out",
                   SV_ARG(o->config));
}

bool lint_settings(struct settings *set, struct config *c, struct packs *packs,
                   const struct job *job, struct err *e)
{
    static const struct {
        size_t offset;
        apply_fn *apply;
    } lists[] = {{ROW(select), settings_select},
                 {ROW(ignore), settings_ignore},
                 {ROW(set), settings_set},
                 {ROW(severity), settings_severity}};
    const struct lint_options *o = job->options;
    struct config_wish wish;
    if (!config_wish(&wish, job, e) || !config_load(c, job, wish, e) ||
        !packs_of(packs, &o->pack, c, e))
        return false;
    settings_init(set, &packs->catalog);
    if (!config_read_rules(c, &packs->catalog, e))
        return false;
    set->threads = o->threads < UINT32_MAX ? (unsigned)o->threads : UINT32_MAX;
    config_apply(c, set);
    for (size_t i = 0; i < ARRAY_LEN(lists); i++)
        for (size_t k = 0; k < ARRAY_LEN(rows); k++)
            if (rows[k].offset == lists[i].offset &&
                !list_apply(set, c, job, &rows[k], lists[i].apply, e))
                return false;
    settings_finish(set);
    return true;
}

void lint_options_dialects(const struct lint_options *o, struct texts *names)
{
    struct sv_cut cut = {.tail = o->dialect, .found = o->dialect.n > 0};
    while (cut.found && !sv_eq(o->dialect, SV("auto"))) {
        cut = sv_cut(cut.tail, ',');
        vec_push(names, sv_trim(cut.head));
    }
}

const struct command cmd_lint = {
    .name = "lint",
    .summary = "Run the rules over traces and report what is wrong with them.",
    .arguments = "INPUT...",
    .about = "INPUT is a file (any format: it is recognised), a directory, or - for stdin.\n",
    .examples = "  spanvet lint --select N,T --fail-on info -o sarif=out.sarif traces/\n",
    .options = rows,
    .n_options = ARRAY_LEN(rows),
    .options_size = sizeof(struct lint_options),
    .short_variables = true,
    .in_file = true,
    .run = lint_command_run,
};
