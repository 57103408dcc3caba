#include "cli/metrics_input.h"
#include "cli/metrics_options.h"
#include "cli/terminal.h"
#include "core/page.h"
#include "metrics/plan.h"

enum { FORMAT_TEXT, FORMAT_JSON };

struct plan_options {
    struct plan_choices choices;
    struct sv output;
    int format, color;
    bool all, list, quiet;
};

#define ROW(member) offsetof(struct plan_options, member)

static const struct opt rows[] = {
    {"format", 'f', OPT_CHOICE, "FORMAT", "text|json", "how it is written", ROW(format)},
    {"output", 'o', OPT_TEXT | OPT_WRITES, "FILE", NULL, "where, in place of standard output",
     ROW(output)},
    PLAN_OPTIONS(ROW(choices)),
    {"all", 0, OPT_FLAG, NULL, NULL, "text: what is diagnostic, refused or unpaired too",
     ROW(all)},
    {"list", 0, OPT_FLAG | OPT_NOT_IN_FILE, NULL, NULL,
     "list what is looked for, and plan nothing", ROW(list)},
    {"color", 0, OPT_CHOICE, "WHEN", COLOR_CHOICES, "text in colour", ROW(color)},
    {"quiet", 'q', OPT_FLAG, NULL, NULL, "no progress", ROW(quiet)},
};

static void plan_write(const struct job *job, const struct plan *p, const struct facts *f)
{
    const struct plan_options *o = job->options;
    struct buf *b = &job->out->buf;
    struct page page = {b, terminal_style(b->fd, (enum color_choice)o->color)};
    if (o->format == FORMAT_JSON)
        plan_json(b, p, f);
    else
        plan_text(&page, p, f, o->all);
}

static int list_run(const struct job *job, struct err *e)
{
    const struct plan_options *o = job->options;
    if (job->args.n || o->format != FORMAT_TEXT)
        err_set(e, "--list takes no INPUT, and writes text");
    if (e->set || (o->output.n && !output_to(job->out, o->output, e)))
        return EXIT_TROUBLE;
    plan_list(&job->out->buf);
    return EXIT_CLEAN;
}

static int plan_run(const struct job *job, struct err *e)
{
    const struct plan_options *o = job->options;
    struct metrics_traces t = {0};
    struct plan p = {0};
    struct plan_wish wish = {0};
    struct sv output = o->output;
    const struct words outputs = {&output, output.n != 0, 1};
    int code = EXIT_TROUBLE;
    if (o->list)
        return list_run(job, e);
    if (!inputs_given(job, e) || !plan_choices_read(&wish, &o->choices, e) ||
        (o->output.n && !output_to(job->out, o->output, e)))
        return EXIT_TROUBLE;
    if (metrics_traces_load(&t, job, o->quiet, &outputs, e)) {
        plan_make(&p, &t.facts, &wish);
        if (o->format == FORMAT_JSON || t.facts.spans || !t.traces.trouble)
            plan_write(job, &p, &t.facts);
        code = t.traces.trouble ? EXIT_TROUBLE : EXIT_CLEAN;
    }
    plan_release(&p);
    metrics_traces_release(&t);
    return code;
}

const struct command cmd_metrics_plan = {
    .name = "metrics plan",
    .summary = "Propose the metrics that these traces support; say what is missing.",
    .arguments = "INPUT...",
    .about = "INPUT is a file (any format: it is recognised), a directory, or - for stdin.\n",
    .examples = "  spanvet metrics plan calls.jsonl\n"
                "  spanvet metrics plan --profile legacy --format json -o plan.json traces/\n",
    .options = rows,
    .n_options = ARRAY_LEN(rows),
    .options_size = sizeof(struct plan_options),
    .run = plan_run,
};
