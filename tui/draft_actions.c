#include "tui/draft_actions.h"

#include "core/file.h"
#include "core/fmt.h"
#include "core/json_out.h"
#include "tui/drafts.h"
#include "tui/path.h"
#include "tui/popup.h"

/* Are there drafts to do something with? Says so when not. */
static struct drafts *ready(struct tui *t)
{
    drafts_refresh(t);
    if (t->drafts->has_plan)
        return t->drafts;
    tui_say(t, t->data->facts ? "metrics are still being planned"
                              : "the traces are still being counted");
    return NULL;
}

uint32_t draft_in_hand(struct tui *t, const struct tui_view *v)
{
    if (!t->drafts || !t->drafts->has_plan)
        return NO_ROW;
    return v->ops->subject == SUBJECT_DRAFT ? drafts_at(t->drafts) : drafts_last(t->drafts);
}

/* A name for a message; names that a user wrote went through the checks, and the planner's are made
 * of what may be shown. */
static struct fmt short_name(const struct drafts *d, uint32_t draft)
{
    struct fmt out;
    struct sv name = d->plan.drafts.v[draft].definition.metric_name;
    snprintf(out.text, sizeof(out.text), "%.*s%s", name.n > 40 ? 40 : (int)name.n, name.p,
             name.n > 40 ? "..." : "");
    return out;
}

/* ---- staging ---- */

void stage_draft_handler(struct tui *t, struct tui_view *v, struct sv arg)
{
    struct drafts *d = ready(t);
    struct err e = {0};
    uint32_t draft = d ? draft_in_hand(t, v) : NO_ROW;
    (void)arg;
    if (!d)
        return;
    if (draft == NO_ROW) {
        tui_say(t, v->ops->subject == SUBJECT_DRAFT
                       ? "no draft is under the cursor"
                       : "nothing was drafted yet; a drafts a metric");
        return;
    }
    enum draft_section section = drafts_section(d, draft);
    bool on = section != SECTION_STAGED && section != SECTION_WRITTEN;
    /* elsewhere one does not see which draft it is */
    if (!on && v->ops->subject != SUBJECT_DRAFT)
        tui_say(t, "\"%s\" is staged already; in the metrics (7) u takes it back",
                short_name(d, draft).text);
    else if (!drafts_stage(d, draft, on, &e))
        tui_complain(t, "%s", e.text);
    else if (!on)
        tui_say(t, "took \"%s\" back", short_name(d, draft).text);
    else
        tui_say(t, "staged \"%s\"%s; o writes what is staged", short_name(d, draft).text,
                d->plan.drafts.v[draft].verdict == VERDICT_STAGE ? " (it waits: not proven yet)"
                                                                 : "");
}

/* ---- throwing away ---- */

static void discard_yes(struct tui *t)
{
    uint32_t draft = draft_in_hand(t, &t->views[VIEW_metrics]);
    if (draft == NO_ROW)
        return;
    tui_say(t, "threw \"%s\" away; u on it brings it back", short_name(t->drafts, draft).text);
    drafts_discard(t->drafts, draft, true);
}

void discard_draft_handler(struct tui *t, struct tui_view *v, struct sv arg)
{
    struct drafts *d = ready(t);
    uint32_t draft = d ? draft_in_hand(t, v) : NO_ROW;
    (void)arg;
    if (draft == NO_ROW) {
        if (d)
            tui_say(t, "no draft is under the cursor");
        return;
    }
    if (drafts_is_discarded(d, draft)) {
        drafts_discard(d, draft, false);
        tui_say(t, "brought \"%s\" back", short_name(d, draft).text);
        return;
    }
    tui_confirm(t, "Throw away", d->plan.drafts.v[draft].definition.metric_name,
                "Throw this draft away?", discard_yes);
}

/* ---- the profile ---- */

static void drifts_tell(struct tui *t, const struct plan *p)
{
    struct buf b = {0};
    for (size_t i = 0; i < p->drifts.n; i++) {
        const struct drift *drift = &p->drifts.v[i];
        struct sv used = drift->used.metric_name;
        buf_fmt(&b, "%.*s%s%.*s: %.*s\n\n", SV_ARG(drift->wanted.metric_name),
                used.n ? " -> " : ": refused", SV_ARG(used), SV_ARG(drift->reason));
    }
    tui_tell(t, "What the legacy profile changes", buf_sv(&b));
    buf_release(&b);
}

void profile_handler(struct tui *t, struct tui_view *v, struct sv arg)
{
    struct drafts *d = ready(t);
    (void)v, (void)arg;
    if (!d)
        return;
    d->profile = d->profile == PROFILE_FULL ? PROFILE_LEGACY : PROFILE_FULL;
    drafts_refresh(t);
    tui_say(t, "metrics for the %.*s API%s", SV_ARG(profile_word(d->profile)),
            d->plan.profile == d->profile ? "" : ": planning");
    if (d->plan.profile == PROFILE_LEGACY && d->profile == PROFILE_LEGACY && d->plan.drifts.n)
        drifts_tell(t, &d->plan);
}

/* ---- writing ---- */

static bool stage(struct tui *t, bool dry_run, struct buf *report, struct err *e)
{
    struct drafts *d = t->drafts;
    size_t n;
    struct sv *names = drafts_names(d, &n);
    struct stage_wish wish = {.metrics = names, .n_metrics = n, .exactly = true, .adds = true};
    wish.dropped = drafts_wrote_into(d, d->folder, &wish.n_dropped);
    bool ok = t->host->stage(t->host->self, &d->plan, &wish, d->folder, dry_run, report, e);
    free(names);
    return ok;
}

/* The body of the first metric that is staged: so look all of them. */
static void example_add(struct buf *b, const struct drafts *d)
{
    for (uint32_t i = 0; i < d->plan.drafts.n; i++) {
        enum draft_section section = drafts_section(d, i);
        if (section != SECTION_STAGED && section != SECTION_WRITTEN)
            continue;
        struct json_out j = {.b = b};
        buf_addz(b, "\nThe body of the first one:\n\n");
        definition_json(&j, NULL, &d->plan.drafts.v[i].definition);
        return;
    }
}

static void write_yes(struct tui *t)
{
    struct buf report = {0};
    struct err e = {0};
    drafts_refresh(t);
    struct drafts *d = t->drafts;
    if (!d->has_plan || d->plans != d->previewed)
        err_set(&e, "the plan has changed meanwhile; nothing was written, o shows the new one");
    if (!e.set && stage(t, false, &report, &e)) {
        drafts_wrote(d, d->folder);
        tui_tell(t, "Written", buf_sv(&report));
        if (drafts_has_staged(d))
            tui_say(t, "wrote %s into %.*s", fmt_amount(d->counts[SECTION_WRITTEN], "metric").text,
                    SV_ARG(d->folder));
        else
            tui_say(t, "removed what was taken back from %.*s", SV_ARG(d->folder));
    } else {
        tui_complain(t, "%s", e.text);
    }
    buf_release(&report);
}

static const char *write_question(const struct drafts *d)
{
    if (!drafts_has_staged(d))
        return "Remove what was taken back?";
    return drafts_dropped(d, d->folder) ? "Write these files, and remove what was taken back?"
                                        : "Write these files?";
}

static void write_show(struct tui *t, struct sv folder)
{
    struct buf report = {0}, whole = {0};
    struct err e = {0};
    struct drafts *d = t->drafts;
    folder = file_folder(path_expand(sv_trim(folder), &whole));
    if (!folder.n)
        tui_say(t, "nothing was written: no folder was named");
    if (!d || !d->has_plan || !folder.n)
        goto out;
    if (!drafts_has_staged(d) && !drafts_dropped(d, folder)) {
        tui_say(t, "nothing is staged, and nothing of this session is in %.*s", SV_ARG(folder));
        goto out;
    }
    d->folder = arena_copy(&d->arena, folder);
    d->previewed = d->plans;
    if (stage(t, true, &report, &e)) {
        example_add(&report, d);
        tui_confirm(t, "What would be written", buf_sv(&report), write_question(d), write_yes);
    } else {
        tui_complain(t, "%s", e.text);
    }
out:
    buf_release(&report);
    buf_release(&whole);
}

static struct sv folder_offer(const struct drafts *d)
{
    if (!drafts_has_staged(d))
        return d->wrote_into;
    return d->folder.n ? d->folder : SV("staged");
}

void write_drafts_handler(struct tui *t, struct tui_view *v, struct sv arg)
{
    struct drafts *d = ready(t);
    (void)v;
    if (!d)
        return;
    if (!drafts_has_staged(d) && !drafts_dropped(d, d->wrote_into))
        tui_say(t, "nothing is staged; in the metrics (7) u stages the draft under the cursor");
    else if (!t->host->stage)
        tui_complain(t, "files cannot be written from here");
    else if (arg.n)
        write_show(t, arg);
    else
        tui_ask(t, "write into the folder: ", folder_offer(d), write_show, NULL);
}

/* ---- leaving ---- */

static void leave_yes(struct tui *t)
{
    t->quit = true;
}

void leave_browser(struct tui *t)
{
    uint32_t n = t->drafts ? drafts_unwritten(t->drafts) : 0;
    uint32_t back = t->drafts ? drafts_taken_back(t->drafts) : 0;
    struct buf b = {0};
    if (!n && !back) {
        t->quit = true;
        return;
    }
    if (n)
        buf_fmt(&b, "%s %s staged and not written; %s lost when the browser ends. Stay and press o "
                    "to write %s.\n",
                fmt_amount(n, "metric").text, n == 1 ? "is" : "are",
                n == 1 ? "it is" : "they are", n == 1 ? "it" : "them");
    if (back)
        buf_fmt(&b, "Of what was taken back, %s %s still in %.*s. Stay and press o to remove "
                    "%s.\n",
                fmt_amount(back, "metric").text, back == 1 ? "is" : "are",
                SV_ARG(t->drafts->wrote_into), back == 1 ? "it" : "them");
    tui_confirm(t, n ? "Not written" : "Not removed", buf_sv(&b), "Leave?", leave_yes);
    buf_release(&b);
}

bool leave_insists(struct tui *t, enum action a)
{
    return a == ACTION_QUIT && t->popup && t->popup->yes == leave_yes;
}
