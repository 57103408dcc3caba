#include "cli/metrics_input.h"
#include "cli/metrics_options.h"
#include "cli/stage_into.h"
#include "cli/staging_show.h"
#include "cli/terminal.h"

enum { FORMAT_TEXT, FORMAT_JSON };

struct stage_options {
    struct plan_choices choices;
    struct sv output;
    struct words metric;
    int format, color;
    bool all, force, dry_run, quiet;
};

#define ROW(member) offsetof(struct stage_options, member)

static const struct opt rows[] = {
    {"output", 'o', OPT_TEXT | OPT_WRITES, "DIR", NULL, "the folder; made when it is not there",
     ROW(output)},
    {"metric", 'm', OPT_LIST, "NAME", NULL, "only this one: name, slug or number in the plan",
     ROW(metric)},
    {"all", 'a', OPT_FLAG, NULL, NULL, "all that are proposed, not only the best", ROW(all)},
    {"dry-run", 'n', OPT_FLAG, NULL, NULL, "only say what would change", ROW(dry_run)},
    {"force", 0, OPT_FLAG, NULL, NULL, "write anew what was edited or deleted by hand",
     ROW(force)},
    PLAN_OPTIONS(ROW(choices)),
    {"format", 'f', OPT_CHOICE, "FORMAT", "text|json", "how it says what it did", ROW(format)},
    {"color", 0, OPT_CHOICE, "WHEN", COLOR_CHOICES, "text in colour", ROW(color)},
    {"quiet", 'q', OPT_FLAG, NULL, NULL, "no progress", ROW(quiet)},
};

static void show(void *self, const struct staging *g, const struct stage *st)
{
    const struct job *job = self;
    const struct stage_options *o = job->options;
    struct buf *b = &job->out->buf;
    struct page page = {b, terminal_style(b->fd, (enum color_choice)o->color)};
    if (o->format == FORMAT_JSON)
        staging_json(b, g, st, o->dry_run);
    else
        staging_text(&page, g, st, o->dry_run);
}

static void stage_write(const struct job *job, const struct plan *p, const struct metrics_traces *t,
                        struct err *e)
{
    const struct stage_options *o = job->options;
    const struct stage_order order = {.plan = p,
                                      .facts = &t->facts,
                                      .wish = {.all = o->all,
                                               .metrics = o->metric.v,
                                               .n_metrics = o->metric.n},
                                      .folder = o->output,
                                      .force = o->force,
                                      .dry_run = o->dry_run,
                                      .partial = t->traces.trouble,
                                      .elsewhere = "-o names another folder"};
    struct job told = *job;
    stage_into(&order, show, &told, e);
}

static bool folder_given(const struct stage_options *o, struct err *e)
{
    if (!o->output.n)
        return err_set(e, "where to? `-o DIR` names the folder for the metrics");
    return !sv_eq(o->output, SV("-")) ||
           err_set(e, "metrics are staged into a folder, not to standard output; `spanvet metrics "
                      "plan` prints them");
}

static int stage_run(const struct job *job, struct err *e)
{
    const struct stage_options *o = job->options;
    struct metrics_traces t = {0};
    struct plan p = {0};
    struct plan_wish wish = {0};
    const struct words outputs = {0};
    if (!folder_given(o, e) || !inputs_given(job, e) || !plan_choices_read(&wish, &o->choices, e))
        return EXIT_TROUBLE;
    if (metrics_traces_load(&t, job, o->quiet, &outputs, e)) {
        plan_make(&p, &t.facts, &wish);
        stage_write(job, &p, &t, e);
    }
    bool trouble = e->set || t.traces.trouble;
    plan_release(&p);
    metrics_traces_release(&t);
    return trouble ? EXIT_TROUBLE : EXIT_CLEAN;
}

const struct command cmd_metrics_stage = {
    .name = "metrics stage",
    .summary = "Write what was chosen into a folder: bodies, script, Terraform.",
    .arguments = "INPUT...",
    .about = "By default those that matter most. What people changed there is kept.\n",
    .examples = "  spanvet metrics stage -o staged traces/\n"
                "  spanvet metrics stage -o staged --metric \"Tool Latency P90\" calls.jsonl\n",
    .options = rows,
    .n_options = ARRAY_LEN(rows),
    .options_size = sizeof(struct stage_options),
    .run = stage_run,
};
