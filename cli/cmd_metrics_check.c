#include "cli/check_list.h"
#include "cli/check_report.h"
#include "cli/definitions.h"
#include "cli/metrics_input.h"
#include "cli/terminal.h"

enum { FORMAT_TEXT, FORMAT_JSON, FORMAT_GITHUB };
enum { FAIL_ERROR, FAIL_WARNING, FAIL_INFO, FAIL_NEVER };

struct check_options {
    struct sv output;
    struct words traces;
    int format, color, profile, fail_on;
    bool list, quiet;
};

#define ROW(member) offsetof(struct check_options, member)

static const struct opt rows[] = {
    {"traces", 't', OPT_LIST | OPT_NOT_IN_FILE, "INPUT", NULL, "also against these traces",
     ROW(traces)},
    {"profile", 0, OPT_CHOICE, "PROFILE", "full|legacy", "of the API; else that of a bundle",
     ROW(profile)},
    {"fail-on", 0, OPT_CHOICE, "LEVEL", "error|warning|info|never", "exit 1 from", ROW(fail_on)},
    {"format", 'f', OPT_CHOICE, "FORMAT", "text|json|github", "how it is written", ROW(format)},
    {"output", 'o', OPT_TEXT | OPT_WRITES, "FILE", NULL, "where, in place of standard output",
     ROW(output)},
    {"list", 0, OPT_FLAG | OPT_NOT_IN_FILE, NULL, NULL, "list the checks, and check nothing",
     ROW(list)},
    {"color", 0, OPT_CHOICE, "WHEN", COLOR_CHOICES, "text in colour", ROW(color)},
    {"quiet", 'q', OPT_FLAG, NULL, NULL, "no progress", ROW(quiet)},
};

/* Was the profile said by somebody? */
static bool is_profile_given(const struct job *job)
{
    for (size_t i = 0; i < job->values->n; i++)
        if (job->values->table[i].offset == ROW(profile))
            return job->values->from[i] != ORIGIN_DEFAULT;
    return false;
}

static void report(const struct job *job, const struct check_report *r)
{
    const struct check_options *o = job->options;
    struct buf *b = &job->out->buf;
    if (o->format == FORMAT_JSON)
        check_json(b, r);
    else if (o->format == FORMAT_GITHUB)
        check_github(b, r);
    else
        check_text(b, r, terminal_style(b->fd, (enum color_choice)o->color));
}

/* Does it fail? Levels of --fail-on stand in the other order. */
static bool fails(const struct contract *c, int fail_on)
{
    uint64_t n = 0;
    for (int sev = SEVERITY_ERROR; sev >= SEVERITY_ERROR - fail_on && fail_on != FAIL_NEVER; sev--)
        n += c->totals[sev];
    return n != 0;
}

static bool has_stdin(const struct words *paths)
{
    for (size_t i = 0; i < paths->n; i++)
        if (sv_eq(paths->v[i], SV("-")))
            return true;
    return false;
}

static bool are_given(const struct job *job, struct err *e)
{
    const struct check_options *o = job->options;
    if (!job->args.n)
        return err_set(e, "%s needs DEFINITIONS: a file, a directory, or - for standard input; try "
                          "`spanvet %s --help`", job->command->name, job->command->name);
    if (has_stdin(&job->args) && has_stdin(&o->traces))
        return err_set(e, "standard input cannot hold both the definitions and the traces; give a "
                          "file for one of them");
    return true;
}

/* Neither the report nor a definition may be lost. */
static bool output_open(const struct job *job, const struct bodies *b, struct err *e)
{
    struct sv output = ((const struct check_options *)job->options)->output;
    const struct words outputs = {&output, 1, 1};
    if (!output.n)
        return true;
    for (size_t i = 0; i < b->files.n; i++)
        if (!inputs_file_survives(b->files.v[i].path, "a definition", &outputs, e))
            return false;
    return output_to(job->out, output, e);
}

static bool traces_load(const struct job *job, struct metrics_traces *t, struct err *e)
{
    const struct check_options *o = job->options;
    struct sv output = o->output;
    const struct words outputs = {&output, output.n != 0, 1};
    struct job of_traces = *job;
    of_traces.args = o->traces;
    return !o->traces.n || metrics_traces_load(t, &of_traces, o->quiet, &outputs, e);
}

static int list_run(const struct job *job, struct err *e)
{
    const struct check_options *o = job->options;
    struct buf *b = &job->out->buf;
    if (job->args.n || o->format == FORMAT_GITHUB)
        err_set(e, "--list takes no DEFINITIONS, and writes text or json");
    if (e->set || (o->output.n && !output_to(job->out, o->output, e)))
        return EXIT_TROUBLE;
    if (o->format == FORMAT_JSON)
        check_list_json(b);
    else
        check_list_text(b, terminal_style(b->fd, (enum color_choice)o->color));
    return EXIT_CLEAN;
}

static int check_run(const struct job *job, struct err *e)
{
    const struct check_options *o = job->options;
    struct metrics_traces t = {0};
    struct bodies b = {0};
    struct contract c = {0};
    int code = EXIT_TROUBLE;
    if (o->list)
        return list_run(job, e);
    if (!are_given(job, e))
        return EXIT_TROUBLE;
    bool whole = definitions_load(&b, &job->args);
    if (!output_open(job, &b, e) || !traces_load(job, &t, e))
        goto out;
    const struct contract_wish wish = {.profile = (enum profile)o->profile,
                                       .profile_given = is_profile_given(job),
                                       .facts = o->traces.n ? &t.facts : NULL};
    contract_make(&c, &b, &wish);
    report(job, &(struct check_report){&b, &c, &wish});
    code = fails(&c, o->fail_on) ? EXIT_FINDINGS : EXIT_CLEAN;
    if (!whole || t.traces.trouble)
        code = EXIT_TROUBLE;
out:
    contract_release(&c);
    bodies_release(&b);
    metrics_traces_release(&t);
    return code;
}

const struct command cmd_metrics_check = {
    .name = "metrics check",
    .summary = "Check definitions of metrics, also against traces.",
    .arguments = "DEFINITIONS...",
    .about = "DEFINITIONS is a body, a list of them, a bundle, a plan, Terraform's JSON, a\n"
             "directory of these (also what `spanvet metrics stage` wrote), or - for stdin.\n",
    .examples = "  spanvet metrics check staged/\n"
                "  spanvet metrics check bundle.json --traces dump.jsonl --profile legacy\n"
                "  terraform show -json | spanvet metrics check -\n",
    .options = rows,
    .n_options = ARRAY_LEN(rows),
    .options_size = sizeof(struct check_options),
    .run = check_run,
};
