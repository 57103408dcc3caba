#include "cli/command.h"
#include "cli/inputs.h"
#include "cli/progress.h"
#include "cli/terminal.h"
#include "lint/report.h"
#include "rules/catalog.h"
#include "rules/packs.h"

enum fail_on { FAIL_ON_ERROR, FAIL_ON_WARNING, FAIL_ON_INFO, FAIL_ON_NEVER };

struct lint_options {
    struct words set, select, ignore;
    struct sv output;
    uint64_t max_traces;
    int format, fail_on, color;
    bool all, quiet;
};

#define TEXT(number) #number
#define TEXT_OF(number) TEXT(number)
#define ROW(member) offsetof(struct lint_options, member)

static const struct opt rows[] = {
    {"format", 'f', OPT_CHOICE, "FORMAT", report_names + 1, "how findings are written",
     ROW(format)},
    {"output", 'o', OPT_TEXT, "FILE", NULL, "where, in place of standard output", ROW(output)},
    {"fail-on", 0, OPT_CHOICE, "LEVEL", "error|warning|info|never", "exit 1 from", ROW(fail_on)},
    {"select", 0, OPT_LIST, "RULES", NULL, "run only these: N055,orphan-span,T", ROW(select)},
    {"ignore", 0, OPT_LIST, "RULES", NULL, "run all but these", ROW(ignore)},
    {"set", 0, OPT_LIST, "RULE.NAME=NUMBER", NULL, "change a threshold", ROW(set)},
    {"max-traces", 0, OPT_COUNT, "N", NULL,
     "text: traces shown in full (" TEXT_OF(REPORT_TRACES) ")", ROW(max_traces)},
    {"all", 0, OPT_FLAG, NULL, NULL, "text: leave nothing out", ROW(all)},
    {"color", 0, OPT_CHOICE, "WHEN", COLOR_CHOICES, "text in colour", ROW(color)},
    {"quiet", 'q', OPT_FLAG, NULL, NULL, "no progress, no hints what to run next", ROW(quiet)},
};

static bool settings_from(struct settings *set, const struct lint_options *o, struct err *e)
{
    for (size_t i = 0; i < o->select.n; i++)
        if (!settings_select(set, o->select.v[i], e))
            return false;
    for (size_t i = 0; i < o->ignore.n; i++)
        if (!settings_ignore(set, o->ignore.v[i], e))
            return false;
    for (size_t i = 0; i < o->set.n; i++)
        if (!settings_set(set, o->set.v[i], e))
            return false;
    return true;
}

static bool is_gate_passed(const struct lint *l, enum fail_on fail_on)
{
    static const int lowest[] = {[FAIL_ON_ERROR] = SEVERITY_ERROR,
                                 [FAIL_ON_WARNING] = SEVERITY_WARNING,
                                 [FAIL_ON_INFO] = SEVERITY_INFO,
                                 [FAIL_ON_NEVER] = SEVERITIES};
    for (int sev = lowest[fail_on]; sev < SEVERITIES; sev++)
        if (l->totals[sev])
            return false;
    return true;
}

/* The arguments as they would be typed again. */
static void inputs_join(struct buf *b, const struct words *args)
{
    for (size_t i = 0; i < args->n; i++) {
        buf_addz(b, i ? " " : "");
        buf_add(b, args->v[i]);
    }
}

static void report_write(const struct job *job, const struct traces *t, const struct settings *set,
                         const struct lint *l)
{
    const struct lint_options *o = job->options;
    struct buf inputs = {0};
    inputs_join(&inputs, &job->args);
    struct report r = {
        .store = &t->store,
        .index = &t->index,
        .settings = set,
        .lint = l,
        .style = terminal_style(job->out->buf.fd, (enum color_choice)o->color),
        .max_traces = o->max_traces > UINT32_MAX ? UINT32_MAX : (uint32_t)o->max_traces,
        .all = o->all,
        .quiet = o->quiet,
        .inputs = buf_sv(&inputs),
    };
    report_formats[o->format](&job->out->buf, &r);
    buf_release(&inputs);
}

/* Everything from the inputs to the report; the exit code. */
static int lint_inputs(const struct job *job, const struct settings *set, struct err *e)
{
    const struct lint_options *o = job->options;
    struct traces t = {0};
    struct view v = {0};
    struct lint l = {0};
    int code = EXIT_TROUBLE;
    if (!inputs_load(&t, job, o->quiet, o->output, e) ||
        !view_init(&v, &t.store, &t.index, rules_packs, rules_packs_n, e))
        goto out;
    progress_say("running rules", NULL, NULL);
    lint_run(&l, &t.store, &t.index, &v, set);
    progress_stop();
    inputs_diagnose(&t);
    report_write(job, &t, set, &l);
    if (!t.trouble)
        code = is_gate_passed(&l, (enum fail_on)o->fail_on) ? EXIT_CLEAN : EXIT_FINDINGS;
out:
    progress_stop();
    lint_release(&l);
    view_release(&v);
    inputs_release(&t);
    return code;
}

static int lint_command_run(const struct job *job, struct err *e)
{
    const struct lint_options *o = job->options;
    struct settings set;
    int code = EXIT_TROUBLE;
    settings_init(&set, &rules_catalog);
    if (settings_from(&set, o, e) && inputs_given(job, e) &&
        (o->output.n == 0 || output_to(job->out, o->output, e)))
        code = lint_inputs(job, &set, e);
    settings_release(&set);
    return code;
}

const struct command cmd_lint = {
    .name = "lint",
    .summary = "Run the rules over traces and report what is wrong with them.",
    .arguments = "INPUT...",
    .about = "INPUT is a file (any format: it is recognised), a directory, or - for stdin.\n",
    .examples = "  spanvet lint dump.json\n"
                "  spanvet lint --fail-on warning --format json -o report.json traces/\n"
                "  spanvet lint --select N,T --set chunk-noise.max_share=0.6 dump.pb.zst\n"
                "  spanvet lint - <dump.jsonl\n",
    .options = rows,
    .n_options = ARRAY_LEN(rows),
    .options_size = sizeof(struct lint_options),
    .run = lint_command_run,
};
