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

/* Where the last " until " of a text begins, SIZE_MAX without one. */
static size_t until_find(struct sv text)
{
    const struct sv until = SV(" until ");
    size_t found = SIZE_MAX;
    for (size_t i = 0; i + until.n <= text.n; i++)
        if (sv_starts(sv_from(text, i), until))
            found = i;
    return found;
}

static bool has_passed(const struct tui_data *d, const struct exclude *x)
{
    struct exclude one = *x;
    struct excludes excludes = {.list = {.v = &one, .n = 1, .cap = 1}};
    struct excluder judge;
    excluder_init(&judge, &excludes, d->settings->catalog, d->s, d->ix);
    bool passed = judge.uses[0].expired;
    excluder_release(&judge);
    return passed;
}

/* "late, until 2027-01-31": the day ends the reason. Behind a comma nothing but a day makes sense;
 * "wait until they mend it" is a reason. False with a sentence for what is no day to come. */
static bool reason_take(struct tui *t, struct exclude *x, struct arena *a, struct sv text,
                        struct err *e)
{
    text = sv_trim(text);
    size_t at = until_find(text);
    x->reason = arena_copy(a, text);
    if (at == SIZE_MAX)
        return true;
    struct sv day = sv_trim(sv_from(text, at + strlen(" until ")));
    struct sv before = sv_trim(sv_of(text.p, at));
    bool comma = before.n && strchr(",;", before.p[before.n - 1]);
    bool digit = day.n && day.p[0] >= '0' && day.p[0] <= '9';
    if (!exclude_day(day, &x->until))
        return (!comma && !digit) ||
               err_set(e, "nothing was written: a day looks like \"until 2027-01-31\"; without "
                       "one it holds for good");
    if (has_passed(t->data, x))
        return err_set(e, "nothing was written: %.*s has passed, the traces are newer",
                       SV_ARG(day));
    x->expires = arena_copy(a, day);
    while (before.n && strchr(",;", before.p[before.n - 1]))
        before.n--;
    x->reason = arena_copy(a, before);
    return true;
}

/* What was accepted leaves every view at once: all is counted anew with the excludes that hold now.
 * Until that is there, and when it cannot be, this view alone knows of it. */
static void count_anew(struct tui *t)
{
    struct finding_pane *p = finding_pane_of(t);
    struct err e = {0};
    work_stop(t, &p->build);
    struct bits which = {0};
    p->n_accepted += accepted_match(&which, t->data, &p->wish);
    bits_release(&which);
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
    if (!reason_take(t, &p->wish, &p->arena, text, &e)) {
        tui_complain(t, "%s", e.text);
        return;
    }
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
        tui_ask(t, "why is it accepted (may end \", until 2027-01-31\"): ", (struct sv){0},
                reason_answer, NULL);
}
