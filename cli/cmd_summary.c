#include "cli/command.h"
#include "cli/inputs.h"
#include "cli/progress.h"
#include "cli/terminal.h"
#include "lint/summary.h"
#include "rules/packs.h"

enum { FORMAT_TEXT, FORMAT_JSON };

struct summary_options {
    struct sv output;
    int format, color;
    bool all, quiet;
};

#define ROW(member) offsetof(struct summary_options, member)

static const struct opt rows[] = {
    {"format", 'f', OPT_CHOICE, "FORMAT", "text|json", "how it is written", ROW(format)},
    {"output", 'o', OPT_TEXT, "FILE", NULL, "where, in place of standard output", ROW(output)},
    {"all", 0, OPT_FLAG, NULL, NULL, "text: every span name and attribute key", ROW(all)},
    {"color", 0, OPT_CHOICE, "WHEN", COLOR_CHOICES, "text in colour", ROW(color)},
    {"quiet", 'q', OPT_FLAG, NULL, NULL, "no progress", ROW(quiet)},
};

static int summary_run(const struct job *job, struct err *e)
{
    const struct summary_options *o = job->options;
    struct traces t = {0};
    struct summary m = {0};
    struct view v = {0};
    struct sv output = o->output;
    const struct words outputs = {&output, output.n != 0, 1};
    int code = EXIT_TROUBLE;
    if (!inputs_given(job, e) || (o->output.n && !output_to(job->out, o->output, e)))
        return EXIT_TROUBLE;
    if (!inputs_load(&t, job, o->quiet, &outputs, e))
        goto out;
    progress_say("counting", NULL, NULL);
    if (!view_init(&v, &t.store, &t.index, rules_packs, rules_packs_n, e))
        goto out;
    summary_make(&m, &t.store, &t.index);
    m.view = &v;
    progress_stop();
    inputs_diagnose(&t);
    /* A program asked for JSON and gets it; a table of zeros would look like an answer. */
    if (o->format == FORMAT_JSON)
        summary_json(&job->out->buf, &m, &t.store);
    else if (t.store.n_spans || !t.trouble)
        summary_text(&job->out->buf, &m, &t.store,
                     terminal_style(job->out->buf.fd, (enum color_choice)o->color), o->all);
    code = t.trouble ? EXIT_TROUBLE : EXIT_CLEAN;
out:
    progress_stop();
    summary_release(&m);
    view_release(&v);
    inputs_release(&t);
    return code;
}

const struct command cmd_summary = {
    .name = "summary",
    .summary = "Count what is in traces: names, share of spans and time, attributes.",
    .arguments = "INPUT...",
    .about = "INPUT is a file (any format: it is recognised), a directory, or - for stdin.\n"
             "No value of an attribute is printed.\n",
    .examples = "  spanvet summary dump.json\n"
                "  spanvet summary --format json -o summary.json traces/\n",
    .options = rows,
    .n_options = ARRAY_LEN(rows),
    .options_size = sizeof(struct summary_options),
    .run = summary_run,
};
