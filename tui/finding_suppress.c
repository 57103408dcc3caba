/* Accepting a finding: an exclude with a reason goes into the configuration, after a question. */
#include "core/fmt.h"
#include "core/shown.h"
#include "tui/finding_pane.h"

static struct sv glob_of(struct arena *a, const struct store *s, sym y)
{
    struct buf b = {0};
    if (y != SYM_NONE)
        config_edit_glob(&b, store_sv(s, y));
    struct sv glob = arena_copy(a, buf_sv(&b));
    buf_release(&b);
    return glob;
}

/* What is under the cursor as an exclude without a reason: a finding, or all of a rule. False with
 * a sentence when it is neither. */
static bool wish_make(struct tui *t, struct err *e)
{
    struct finding_pane *p = finding_pane_of(t);
    const struct catalog *cat = t->data->settings->catalog;
    struct finding_at at;
    if (!finding_pane_at(t, &at))
        return err_set(e, "there is no finding here");
    uint32_t id = p->list.groups[at.group].id;
    arena_reset(&p->arena);
    p->wish = (struct exclude){.until = UINT64_MAX};
    if (at.finding != NO_ROW) {
        const struct finding *f = &t->data->lint->findings.list.v[at.finding];
        if (accepted_of(&p->accepted, at.finding))
            return err_set(e, "this finding is accepted already");
        p->wish.rule = sv_from_c(cat->rules[f->rule]->code);
        p->wish.span = glob_of(&p->arena, t->data->s, f->name);
        p->wish.attribute = glob_of(&p->arena, t->data->s, f->key);
        return true;
    }
    if (p->list.by != FINDINGS_BY_RULE || id == FINDINGS_SKIPPED)
        return err_set(e, "go to a finding, or to a rule (b groups by rule), to accept it");
    p->wish.rule = sv_from_c(cat->rules[id]->code);
    return true;
}

/* "late, until 2027-01-31": the day ends the reason. */
static void reason_take(struct exclude *x, struct arena *a, struct sv text)
{
    const struct sv until = SV(" until ");
    text = sv_trim(text);
    x->reason = text;
    if (text.n > until.n + 10) {
        struct sv day = sv_from(text, text.n - 10);
        struct sv before = sv_of(text.p, text.n - 10);
        if (sv_ends(before, until) && exclude_day(day, &x->until)) {
            x->expires = arena_copy(a, day);
            x->reason = sv_trim(sv_of(before.p, before.n - until.n));
            while (x->reason.n && strchr(",;", x->reason.p[x->reason.n - 1]))
                x->reason.n--;
        }
    }
    x->reason = arena_copy(a, x->reason);
}

/* What was accepted leaves every view at once: all is counted anew with the excludes that hold now.
 * Until that is there, and when it cannot be, this view alone knows of it. */
static void count_anew(struct tui *t)
{
    struct finding_pane *p = finding_pane_of(t);
    struct err e = {0};
    work_stop(t, &p->build);
    accepted_add(&p->accepted, t->data, &p->wish);
    finding_pane_build(t);
    if (t->progress.stage != TUI_READY)
        tui_say(t, "wrote %.*s; R counts anew when all is loaded", SV_ARG(buf_sv(&p->path)));
    else if (t->host->reload(t->host->self, &e))
        tui_say(t, "wrote %.*s; counting anew", SV_ARG(buf_sv(&p->path)));
    else
        tui_say(t, "wrote %.*s for the next run: %s", SV_ARG(buf_sv(&p->path)),
                e.text);
}

static void written(struct tui *t)
{
    struct finding_pane *p = finding_pane_of(t);
    struct buf path = {0}, text = {0};
    struct err e = {0};
    bool same = t->host->config(t->host->self, &path, &text, &e) &&
                sv_eq(buf_sv(&path), buf_sv(&p->path)) && sv_eq(buf_sv(&text), buf_sv(&p->before));
    if (!same)
        err_set(&e, "%.*s has changed meanwhile; nothing was written, try again",
                SV_ARG(buf_sv(&p->path)));
    if (same && t->host->write(t->host->self, buf_sv(&p->path), buf_sv(&p->edit.text), &e))
        count_anew(t);
    else
        tui_complain(t, "%s", e.text);
    buf_release(&path);
    buf_release(&text);
}

static void preview(struct tui *t)
{
    struct finding_pane *p = finding_pane_of(t);
    struct bits which = {0};
    struct buf b = {0};
    uint32_t n = accepted_match(&which, t->data, &p->wish);
    buf_fmt(&b, "%s%.*s\n\n", p->before.n ? "" : "a new file: ", SV_ARG(buf_sv(&p->path)));
    config_edit_diff(&b, &p->edit, buf_sv(&p->before));
    buf_fmt(&b, "\nIt takes %s out of reports%s%.*s.", fmt_amount(n, "finding").text,
            p->wish.expires.n ? ", up to " : "", SV_ARG(p->wish.expires));
    tui_confirm(t, "Accept a finding", buf_sv(&b), "write this?", written);
    buf_release(&b);
    bits_release(&which);
}

static void reason_answer(struct tui *t, struct sv text)
{
    struct finding_pane *p = finding_pane_of(t);
    struct err e = {0};
    reason_take(&p->wish, &p->arena, text);
    if (!p->wish.reason.n) {
        tui_complain(t, "nothing was written: an exclude needs a reason");
        return;
    }
    buf_clear(&p->path);
    buf_clear(&p->before);
    if (t->host->config(t->host->self, &p->path, &p->before, &e) &&
        config_edit_exclude(&p->edit, buf_sv(&p->path), buf_sv(&p->before), &p->wish,
                            t->data->settings->catalog, &e))
        preview(t);
    else
        tui_complain(t, "%s", e.text);
}

void finding_suppress_handler(struct tui *t, struct tui_view *v, struct sv arg)
{
    struct err e = {0};
    (void)v;
    if (!t->data->lint)
        tui_say(t, "the rules are still running");
    else if (!wish_make(t, &e))
        tui_complain(t, "%s", e.text);
    else if (arg.n)
        reason_answer(t, arg);
    else
        tui_ask(t, "why is it accepted (\"..., until 2027-01-31\"): ", (struct sv){0},
                reason_answer, NULL);
}
