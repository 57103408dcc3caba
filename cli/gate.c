#include "cli/gate.h"

#include <unistd.h>

#include "core/file.h"
#include "core/fmt.h"
#include "core/shown.h"
#include "lint/finding_text.h"
#include "rules/score_is.h"

/* A baseline of more would be no help to anybody. */
enum { BASELINE_BYTES_MAX = 64 << 20 };

int gate_lowest(enum fail_on fail_on)
{
    static const int lowest[] = {[FAIL_ON_ERROR] = SEVERITY_ERROR,
                                 [FAIL_ON_WARNING] = SEVERITY_WARNING,
                                 [FAIL_ON_INFO] = SEVERITY_INFO,
                                 [FAIL_ON_NEVER] = SEVERITIES};
    return lowest[fail_on];
}

/* ---- the baseline ---- */

static bool limits_make_sense(const struct lint_options *o, struct err *e)
{
    if (o->update_baseline && o->baseline.n == 0)
        return err_set(e, "--update-baseline needs to know which: add --baseline FILE");
    if (o->ratchet && o->baseline.n == 0)
        return err_set(e, "--ratchet holds a run against a baseline: add --baseline FILE");
    if (o->ratchet && o->ratchet - 1 > 100)
        return err_set(e, "--ratchet takes a share of the baseline's, at most 100 percent");
    if (o->min_score && o->min_score - 1 > 100)
        return err_set(e, "--min-score takes at most 100, the best score there is");
    return true;
}

/* Only an older baseline, which is read, is replaced: a trace or a report by that name would be
 * lost. */
static bool may_be_replaced(struct baseline *old, struct sv path, struct err *e)
{
    struct buf text = {0};
    struct err why = {0};
    if (sv_eq(path, SV("-")) || !file_is_regular(path))
        return true;
    bool ok = file_read(&text, path, "the baseline", BASELINE_BYTES_MAX, e);
    if (ok && text.n && !baseline_read(old, buf_sv(&text), path, &why))
        ok = err_set(e, "%.*s is left as it is: it is not a baseline; remove it, or name another",
                     SV_ARG(path));
    buf_release(&text);
    return ok;
}

bool gate_open(struct gate *g, const struct lint_options *o, struct err *e)
{
    struct buf text = {0};
    if (!limits_make_sense(o, e))
        return false;
    if (o->update_baseline)
        return may_be_replaced(&g->baseline, o->baseline, e);
    if (o->baseline.n == 0)
        return true;
    if (!file_exists(o->baseline))
        return err_set(e, "there is no baseline %.*s yet; add --update-baseline once to write it",
                       SV_ARG(o->baseline));
    g->has_baseline = file_read(&text, o->baseline, "the baseline", BASELINE_BYTES_MAX, e) &&
                      baseline_read(&g->baseline, buf_sv(&text), o->baseline, e);
    buf_release(&text);
    return g->has_baseline;
}

static void written_say(const struct lint_options *o, const struct baseline_change *c,
                        const struct baseline *old, const struct checked *now)
{
    struct buf b = buf_to_fd(STDERR_FILENO), less = {0};
    if (!o->quiet) {
        buf_addz(&b, "spanvet: wrote ");
        fmt_foreign(&b, o->baseline, 0);
        buf_fmt(&b, ": %s %s, %s new, %s gone", fmt_count(c->n).text,
                c->n == 1 ? "entry" : "entries", fmt_count(c->new).text, fmt_count(c->gone).text);
        if (c->kept)
            buf_fmt(&b, "; %s of rules that did not run stayed", fmt_count(c->kept).text);
        buf_addz(&b, "\n");
    }
    if (!baseline_holds(old, now, 1, &less)) {
        buf_addz(&b, "spanvet: warning: ");
        fmt_foreign(&b, o->baseline, 0);
        buf_fmt(&b, " asks less of runs than before: this one looked at %.*s\n",
                SV_ARG(buf_sv(&less)));
    }
    buf_flush(&b);
    buf_release(&b);
    buf_release(&less);
}

/* What was just written is what the run is held against: everything is known. */
static bool baseline_update(struct gate *g, const struct lint_options *o, const struct traces *t,
                            struct lint *l, const struct settings *set, struct err *e)
{
    struct output out = output_stdout();
    struct buf text = {0};
    if (t->trouble)
        return err_set(e, "%.*s is left as it is: not all inputs could be read",
                       SV_ARG(o->baseline));
    struct checked now = checked_count(&t->store, &t->index, set);
    struct baseline_change change =
        baseline_write(&text, &g->baseline, l, &t->store, &t->index, set);
    bool ok = output_to(&out, o->baseline, e);
    if (ok)
        buf_add(&out.buf, buf_sv(&text));
    output_close(&out, e);
    ok = ok && !e->set;
    if (ok)
        written_say(o, &change, &g->baseline, &now);
    baseline_release(&g->baseline);
    g->has_baseline = ok && baseline_read(&g->baseline, buf_sv(&text), o->baseline, e);
    buf_release(&text);
    return g->has_baseline;
}

/* ---- the verdict ---- */

static void fails(struct gate *g, const char *fmt, ...) PRINTF_LIKE(2, 3);

static void fails(struct gate *g, const char *fmt, ...)
{
    struct buf text = {0};
    va_list ap;
    va_start(ap, fmt);
    buf_vfmt(&text, fmt, ap);
    va_end(ap);
    vec_push(&g->failed, arena_copy(&g->arena, buf_sv(&text)));
    buf_release(&text);
}

static void judge_findings(struct gate *g, const struct lint_options *o, const struct lint *l)
{
    uint32_t totals[SEVERITIES] = {0}, n = 0;
    struct buf text = {0};
    for (int sev = gate_lowest((enum fail_on)o->fail_on); sev < SEVERITIES; sev++)
        n += totals[sev] = l->totals[sev];
    finding_add_totals(&text, totals);
    if (n)
        fails(g, "%.*s", SV_ARG(buf_sv(&text)));
    bool is_listed = gate_lowest((enum fail_on)o->fail_on) >= o->min_severity;
    g->n_shown = is_listed ? g->failed.n : 0;
    buf_release(&text);
    uint32_t warnings = l->totals[SEVERITY_WARNING];
    if (o->max_warnings && warnings > o->max_warnings - 1)
        fails(g, "%s, and --max-warnings is %s", fmt_amount(warnings, "warning").text,
              fmt_count(o->max_warnings - 1).text);
}

static void judge_score(struct gate *g, const struct lint_options *o, const struct lint *l)
{
    double score = g->has_is ? is_lowest(&g->is) : lint_score_shown(l);
    if (o->min_score && score < (double)(o->min_score - 1))
        fails(g, "%s %.1f is below --min-score %s",
              g->has_is ? "the Instrumentation Score" : "the score", score,
              fmt_count(o->min_score - 1).text);
}

static void judge_ratchet(struct gate *g, const struct lint_options *o, const struct traces *t,
                          const struct settings *set)
{
    struct checked now = checked_count(&t->store, &t->index, set);
    double least = o->ratchet ? (double)(o->ratchet - 1) / 100 : 1;
    struct buf why = {0};
    if (g->has_baseline && !baseline_holds(&g->baseline, &now, least, &why))
        fails(g, "the run looked at less than the baseline's: %.*s; --ratchet %u lets that pass, "
                 "--update-baseline makes it the measure",
              SV_ARG(buf_sv(&why)), baseline_share(&g->baseline, &now));
    buf_release(&why);
}

bool gate_judge(struct gate *g, const struct lint_options *o, const struct traces *t,
                struct lint *l, const struct settings *set, struct err *e)
{
    if (o->score == SCORE_IS) {
        score_is_make(&g->is, &t->store, &t->index, l, set);
        g->has_is = true;
    }
    if (o->update_baseline && !baseline_update(g, o, t, l, set, e))
        return false;
    if (g->has_baseline)
        baseline_apply(&g->baseline, l, &t->store, set);
    judge_findings(g, o, l);
    judge_score(g, o, l);
    judge_ratchet(g, o, t, set);
    return true;
}

/* ---- what is said ---- */

static void stale_say(struct buf *b, const struct gate *g, const struct lint_options *o)
{
    enum { SHOWN = 3 };
    uint64_t shown = 0;
    buf_addz(b, "spanvet: warning: ");
    fmt_foreign(b, o->baseline, 0);
    buf_fmt(b, ": %s %s nothing any more (", fmt_count(g->baseline.n_stale).text,
            g->baseline.n_stale == 1 ? "entry matches" : "entries match");
    for (size_t i = 0; i < g->baseline.entries.n && shown < SHOWN; i++) {
        const struct baseline_entry *entry = &g->baseline.entries.v[i];
        if (entry->seen)
            continue;
        buf_addz(b, shown++ ? ", " : "");
        shown_add_sentence(b, entry->code, 16);
        buf_addz(b, entry->span_name.n ? " on " : "");
        shown_add_sentence(b, entry->span_name, 40);
    }
    if (g->baseline.n_stale > shown)
        buf_fmt(b, " and %s more", fmt_count(g->baseline.n_stale - shown).text);
    buf_addz(b, "); --update-baseline drops what is gone\n");
}

/* That there are findings is in the report; what is not must be said. */
void gate_diagnose(const struct gate *g, const struct lint_options *o)
{
    struct buf b = buf_to_fd(STDERR_FILENO);
    if (g->has_baseline && g->baseline.n_stale)
        stale_say(&b, g, o);
    for (size_t i = g->n_shown; i < g->failed.n; i++)
        buf_fmt(&b, "spanvet: the gate fails: %.*s\n", SV_ARG(g->failed.v[i]));
    buf_flush(&b);
    buf_release(&b);
}

void gate_close(struct gate *g)
{
    baseline_release(&g->baseline);
    score_is_release(&g->is);
    vec_release(&g->failed);
    arena_release(&g->arena);
    *g = (struct gate){0};
}
