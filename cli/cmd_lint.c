#include <unistd.h>

#include "cli/gate.h"
#include "cli/inputs.h"
#include "cli/lines.h"
#include "cli/lint_options.h"
#include "cli/packs.h"
#include "cli/progress.h"
#include "cli/reports.h"
#include "cli/show_config.h"
#include "cli/unused.h"
#include "core/fmt.h"
#include "rules/snippets.h"

#include <limits.h>
#include <unistd.h>

/* The arguments as they can be typed again. */
static void inputs_join(struct buf *b, const struct words *args)
{
    for (size_t i = 0; i < args->n; i++) {
        bool is_file = args->v[i].n > 1;
        buf_addz(b, i ? " " : "");
        buf_addz(b, is_file && args->v[i].p[0] == '-' ? "./" : "");
        fmt_shell(b, args->v[i]);
    }
}

/* Takes what is not worth showing out of the result, which has been judged. */
static void findings_hide(struct lint *l, int least, uint32_t hidden[SEVERITIES])
{
    size_t kept = 0;
    for (size_t i = 0; i < l->findings.list.n; i++)
        if (l->findings.list.v[i].severity >= least)
            l->findings.list.v[kept++] = l->findings.list.v[i];
    l->findings.list.n = kept;
    for (int sev = 0; sev < least; sev++) {
        hidden[sev] = l->totals[sev];
        l->totals[sev] = 0;
    }
}

static void lint_report(const struct job *job, struct reports *to, const struct traces *t,
                        const struct view *v, const struct settings *set, struct lint *l,
                        const struct gate *g)
{
    const struct lint_options *o = job->options;
    struct buf inputs = {0};
    char directory[PATH_MAX];
    inputs_join(&inputs, &job->args);
    uint32_t hidden[SEVERITIES] = {0};
    findings_hide(l, o->min_severity, hidden);
    uint64_t *lines = NULL;
    if (reports_name_lines(to))
        lines = lines_find(&t->store, &t->index, &l->findings);
    struct report r = {
        .store = &t->store,
        .index = &t->index,
        .view = v,
        .settings = set,
        .lint = l,
        .lines = lines,
        .directory = sv_from_c(getcwd(directory, sizeof(directory))),
        .gate = gate_lowest((enum fail_on)o->fail_on),
        .gate_failed = g->failed.v,
        .n_gate_failed = g->failed.n,
        .baseline = g->has_baseline ? &g->baseline : NULL,
        .is = g->has_is ? &g->is : NULL,
        .statistics = o->statistics,
        .max_traces = o->max_traces > UINT32_MAX ? UINT32_MAX : (uint32_t)o->max_traces,
        .all = o->all,
        .quiet = o->quiet,
        .inputs = buf_sv(&inputs),
        .snippets = rules_snippets,
        .n_snippets = rules_snippets_n,
    };
    memcpy(r.hidden, hidden, sizeof(hidden));
    reports_write(to, job->out, &r, o->color);
    free(lines);
    buf_release(&inputs);
}

static bool view_make(struct view *v, struct traces *t, const struct packs *packs,
                      const struct lint_options *o, struct err *e)
{
    struct texts dialects = {0};
    lint_options_dialects(o, &dialects);
    bool ok = view_init_as(v, &t->store, &t->index, packs->texts.v, packs->texts.n,
                           &dialects, e);
    vec_release(&dialects);
    return ok;
}

/* Everything from the inputs to the reports; the exit code. */
static int lint_inputs(const struct job *job, struct reports *to, const struct packs *packs,
                       const struct settings *set, struct err *e)
{
    const struct lint_options *o = job->options;
    struct traces t = {0};
    struct view v = {0};
    struct lint l = {0};
    struct gate g = {0};
    int code = EXIT_TROUBLE;
    if (!gate_open(&g, o, e) || !inputs_load(&t, job, o->quiet, &to->paths, e) ||
        !view_make(&v, &t, packs, o, e))
        goto out;
    progress_say("running rules", NULL, NULL);
    lint_run(&l, &t.store, &t.index, &v, set);
    progress_stop();
    inputs_diagnose(&t);
    unused_diagnose(set, &l, &t.store, &v);
    if (!gate_judge(&g, o, &t, &l, set, e))
        goto out;
    gate_diagnose(&g, o);
    lint_report(job, to, &t, &v, set, &l, &g);
    if (!t.trouble)
        code = g.failed.n ? EXIT_FINDINGS : EXIT_CLEAN;
out:
    progress_stop();
    gate_close(&g);
    lint_release(&l);
    view_release(&v);
    inputs_release(&t);
    return code;
}

/* What is in force, in place of a run. */
static int settings_show(const struct job *job, const struct config *c, const struct settings *set)
{
    const struct lint_options *o = job->options;
    if (report_formats[o->format].write == report_json)
        show_config_json(&job->out->buf, job, c, set);
    else
        show_config_text(&job->out->buf, job, c, set);
    return EXIT_CLEAN;
}

/* A gate that looks at nothing must not be passed. */
static bool some_rule_runs(const struct settings *set, struct err *e)
{
    for (size_t i = 0; i < set->catalog->n; i++)
        if (set->enabled[i])
            return true;
    return err_set(e, "no rule is left to run: those selected are ignored, off, or not decided by "
                      "traces; --show-config says which");
}

/* What says how the run goes must not be replaced by what the run says. */
static bool files_survive(const struct config *c, const struct lint_options *o,
                          const struct words *outputs, struct err *e)
{
    if (!inputs_file_survives(c->file, "the configuration", outputs, e) ||
        !inputs_file_survives(o->baseline, "the baseline", outputs, e))
        return false;
    for (size_t i = 0; i < o->pack.n; i++)
        if (!inputs_file_survives(o->pack.v[i], "a pack", outputs, e))
            return false;
    for (size_t i = 0; i < c->packs.n; i++)
        if (!inputs_file_survives(c->packs.v[i], "a pack", outputs, e))
            return false;
    return true;
}

int lint_command_run(const struct job *job, struct err *e)
{
    const struct lint_options *o = job->options;
    struct packs packs = {0};
    struct settings set = {0};
    struct config c = {0};
    struct reports to = {0};
    int code = EXIT_TROUBLE;
    if (!lint_settings(&set, &c, &packs, job, e))
        goto out;
    if (o->show_config)
        code = settings_show(job, &c, &set);
    else if (some_rule_runs(&set, e) && inputs_given(job, e) &&
             reports_parse(&to, &o->output, o->format, lint_format_given(job), e) &&
             files_survive(&c, o, &to.paths, e) && reports_open(&to, job->out, e)) {
        if (o->update_baseline)
            vec_push(&to.paths, o->baseline);
        code = lint_inputs(job, &to, &packs, &set, e);
    }
    reports_close(&to, e);
out:
    settings_release(&set);
    packs_release(&packs);
    config_release(&c);
    return code;
}
