#include "cli/inputs.h"
#include "cli/lint_options.h"
#include "cli/progress.h"
#include "cli/terminal.h"
#include "lint/report.h"
#include "rules/catalog.h"
#include "rules/packs.h"

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

int lint_command_run(const struct job *job, struct err *e)
{
    const struct lint_options *o = job->options;
    struct settings set;
    int code = EXIT_TROUBLE;
    settings_init(&set, &rules_catalog);
    if (lint_options_apply(o, &set, e) && inputs_given(job, e) &&
        (o->output.n == 0 || output_to(job->out, o->output, e)))
        code = lint_inputs(job, &set, e);
    settings_release(&set);
    return code;
}
