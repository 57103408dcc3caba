/*
 * Stages a plan that is given as JSON, as the command does with one that it made itself:
 *
 *     stage_plan DIR [--all] [--force] [--dry-run] [NAME...] <plan.json
 *
 * plan.json: {"profile", "metrics": [{"verdict", "high_signal", "origin", "question", "reason",
 * "instrument", "definition"}]}. Prints a line for each file: status, path, name of the metric.
 */
#include <unistd.h>

#include "cli/staging.h"
#include "core/fmt.h"
#include "metrics/json_sv.h"

struct wishes {
    struct stage_wish stage;
    bool force, dry_run;
    VEC(struct sv) names;
};

static enum verdict verdict_of(struct sv word)
{
    static const struct sv words[VERDICTS] = {SV_INIT("propose"), SV_INIT("stage"),
                                              SV_INIT("diagnostic"), SV_INIT("reject")};
    for (size_t i = 0; i < VERDICTS; i++)
        if (sv_eq(word, words[i]))
            return (enum verdict)i;
    return VERDICT_PROPOSE;
}

static struct draft draft_of(const json_t *m)
{
    struct draft d = {.verdict = verdict_of(json_sv_member(m, "verdict")),
                      .definition = definition_of(json_object_get(m, "definition")),
                      .question = json_sv_member(m, "question"),
                      .origin = "auto-pair",
                      .main_reason = json_sv_member(m, "reason"),
                      .instrument = json_sv_member(m, "instrument"),
                      .high_signal = json_is_true(json_object_get(m, "high_signal"))};
    if (json_sv_member(m, "origin").n)
        d.origin = json_sv_member(m, "origin").p;
    if (json_sv_member(m, "reason").n)
        vec_push(&d.reasons, ((struct reason){json_sv_member(m, "reason"), "5.8.1"}));
    return d;
}

static void plan_read(struct plan *p, const json_t *doc)
{
    const json_t *m;
    size_t i;
    p->profile = profile_of(json_sv_member(doc, "profile"));
    json_array_foreach(json_object_get(doc, "metrics"), i, m)
        vec_push(&p->drafts, draft_of(m));
}

static void wishes_read(struct wishes *w, int argc, char **argv)
{
    for (int i = 2; i < argc; i++) {
        struct sv word = sv_from_c(argv[i]);
        w->stage.all |= sv_eq(word, SV("--all"));
        w->force |= sv_eq(word, SV("--force"));
        w->dry_run |= sv_eq(word, SV("--dry-run"));
        if (!sv_starts(word, SV("--")))
            vec_push(&w->names, word);
    }
    w->stage.metrics = w->names.v;
    w->stage.n_metrics = w->names.n;
}

static void files_print(struct buf *b, const struct staging *g)
{
    for (size_t i = 0; i < g->files.n; i++) {
        const struct staging_file *f = &g->files.v[i];
        buf_fmt(b, "%.*s %.*s%s ", SV_ARG(staging_words[f->status].word), SV_ARG(f->path),
                f->aside == STAGING_WRITE ? " +new" : f->aside ? " -new" : "");
        fmt_foreign(b, f->metric, 0);
        buf_addc(b, '\n');
    }
}

static bool stage_all(struct plan *p, const struct wishes *w, struct sv folder, struct err *e)
{
    struct store s = {0};
    struct metrics_input in = {.s = &s};
    struct facts f = {.in = &in};
    struct stage st = {0};
    struct staging g = {.elsewhere = "-o names another folder"};
    struct buf out = buf_to_fd(STDOUT_FILENO);
    bool ok = stage_make(&st, p, &f, &w->stage, e) &&
              staging_open(&g, folder, w->force, w->dry_run, e) && staging_compare(&g, &st, e) &&
              (w->dry_run || staging_apply(&g, p->profile, e));
    if (ok)
        files_print(&out, &g);
    buf_flush(&out);
    buf_release(&out);
    staging_close(&g);
    stage_release(&st);
    return ok;
}

int main(int argc, char **argv)
{
    json_t *doc = json_loadf(stdin, JSON_ALLOW_NUL, NULL);
    struct wishes w = {0};
    struct plan p = {0};
    struct err e = {0};
    if (argc < 2 || !doc)
        return 2;
    wishes_read(&w, argc, argv);
    plan_read(&p, doc);
    bool ok = stage_all(&p, &w, sv_from_c(argv[1]), &e);
    if (!ok)
        fprintf(stderr, "%s\n", e.text);
    for (size_t i = 0; i < p.drafts.n; i++)
        vec_release(&p.drafts.v[i].reasons);
    vec_release(&p.drafts);
    vec_release(&w.names);
    json_decref(doc);
    return ok ? 0 : 2;
}
