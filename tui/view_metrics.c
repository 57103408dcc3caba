/* Metrics: drafts, what is staged and what was written, with what they give on the traces. */
#include "core/fmt.h"
#include "metrics/unit_text.h"
#include "tui/draft_actions.h"
#include "tui/drafts.h"
#include "tui/needle.h"
#include "tui/yank.h"

struct metrics_view {
    uint32_t changes, plans; /* of the drafts that the rows were made of */
};

enum {
    VALUE_COLUMNS = 15,
    COVERAGE_COLUMNS = 8,
    SPREAD_COLUMNS = HISTOGRAM_BINS + 1,
    WITH_COVERAGE = 48, /* widths from which on these columns are shown */
    WITH_SPREAD = 64,
};

/* ---- what is shown ---- */

static const struct draft_row *row_of(const struct tui *t, uint32_t i)
{
    return t->drafts && i < t->drafts->rows.n ? &t->drafts->rows.v[i] : NULL;
}

static void cursor_remember(struct tui *t, struct tui_view *v)
{
    const struct draft_row *row = row_of(t, v->list.cursor);
    if (t->drafts)
        t->drafts->at = row && row->draft != NO_ROW ? t->drafts->meaning_of.v[row->draft]
                                                    : SYM_NONE;
}

/* What stood under the cursor went to another section; if it was the last one of its own, the one
 * before it is in hand now. */
static void heading_avoid(struct tui *t, struct tui_view *v)
{
    const struct draft_row *row = row_of(t, v->list.cursor);
    const struct draft_row *before = v->list.cursor ? row_of(t, v->list.cursor - 1) : NULL;
    if (t->drafts->at != SYM_NONE && row && row->draft == NO_ROW && before &&
        before->draft != NO_ROW)
        list_go(&v->list, v->list.cursor - 1);
}

/* The cursor stays with its draft when a new plan has come, and goes to what was just added; else
 * it stays where it is: so one can stage several in a row. */
static void cursor_keep(struct tui *t, struct tui_view *v, bool new_plan)
{
    struct drafts *d = t->drafts;
    bool stays = new_plan || d->stay_with;
    uint32_t draft = d->go_to_last ? drafts_last(d) : stays ? drafts_at(d) : NO_ROW;
    uint32_t row = draft == NO_ROW ? NO_ROW : drafts_show(d, draft);
    list_resize(&v->list, (uint32_t)d->rows.n);
    if (row != NO_ROW)
        list_go(&v->list, row);
    else if (new_plan && v->list.cursor == 0 && v->list.n > 1)
        list_go(&v->list, 1);
    else
        heading_avoid(t, v);
    d->stay_with = false;
    d->go_to_last &= t->view != v->id;
    cursor_remember(t, v);
}

static void metrics_refresh(struct tui *t, struct tui_view *v)
{
    struct metrics_view *self = v->self;
    drafts_refresh(t);
    struct drafts *d = t->drafts;
    if (self->changes == d->changes && self->plans == d->plans && !d->go_to_last)
        return;
    cursor_keep(t, v, self->plans != d->plans);
    self->changes = d->changes;
    self->plans = d->plans;
}

/* ---- drawing ---- */

static int metrics_heading_rows(struct tui *t, struct tui_view *v, int width)
{
    (void)t, (void)v, (void)width;
    return 2;
}

static void drifts_say(struct buf *b, const struct plan *p)
{
    size_t refused = 0;
    for (size_t i = 0; i < p->drifts.n; i++)
        refused += !p->drifts.v[i].used.metric_name.n;
    if (p->drifts.n)
        buf_fmt(b, ": %zu changed, %zu refused", p->drifts.n - refused, refused);
}

static void metrics_heading(struct tui *t, struct tui_view *v, struct canvas *c, struct rect r)
{
    const struct drafts *d = t->drafts;
    struct buf b = {0};
    int end = r.width - 1;
    (void)v;
    if (!d->has_plan) {
        canvas_text(c, r, 0, 0, ROLE_INFO, t->data->facts ? SV("planning metrics...")
                                                          : SV("counting what the traces have..."));
        return;
    }
    buf_fmt(&b, "%s API", d->plan.profile == PROFILE_LEGACY ? "legacy" : "full");
    drifts_say(&b, &d->plan);
    buf_fmt(&b, "; previews over %s", fmt_amount(d->facts->in->n_calls, "call").text);
    if (d->plan.profile != d->profile)
        buf_addz(&b, "; planning for the other profile");
    canvas_field(c, r, 0, 0, r.width, ROLE_DIM, buf_sv(&b), false);
    canvas_text(c, r, 1, 2, ROLE_DIM, SV("metric"));
    if (r.width >= WITH_SPREAD)
        canvas_field(c, r, 1, (end -= SPREAD_COLUMNS) + 1, SPREAD_COLUMNS - 1, ROLE_DIM,
                     SV("spread"), false);
    if (r.width >= WITH_COVERAGE)
        canvas_field(c, r, 1, end -= COVERAGE_COLUMNS, COVERAGE_COLUMNS - 1, ROLE_DIM,
                     SV("spans"), true);
    canvas_field(c, r, 1, end - VALUE_COLUMNS, VALUE_COLUMNS - 1, ROLE_DIM, SV("value"), true);
    buf_release(&b);
}

static void section_row(const struct drafts *d, struct canvas *c, struct rect r,
                        enum draft_section section)
{
    static const char *const hints[DRAFT_SECTIONS] = {
        [SECTION_STAGED] = "u stages the draft under the cursor",
        [SECTION_WRITTEN] = "o writes what is staged"};
    canvas_glyph(c, r, 0, 0, ROLE_KEY, d->open[section] ? GLYPH_OPEN : GLYPH_CLOSED);
    int column = 2 + canvas_text(c, r, 0, 2, ROLE_TITLE, draft_section_title(section));
    column += canvas_fmt(c, r, 0, column, ROLE_DIM, " (%u)", d->counts[section]);
    if (!d->counts[section] && hints[section])
        canvas_text(c, r, 0, column + 2, ROLE_DIM, sv_from_c(hints[section]));
}

struct sign {
    enum glyph glyph;
    enum role role;
};

static struct sign sign_of(const struct draft *d)
{
    static const struct sign signs[VERDICTS] = {[VERDICT_PROPOSE] = {GLYPH_CHECK, ROLE_GOOD},
                                                [VERDICT_STAGE] = {GLYPH_ELLIPSIS, ROLE_WARNING},
                                                [VERDICT_DIAGNOSTIC] = {GLYPH_DOT, ROLE_DIM},
                                                [VERDICT_REJECT] = {GLYPH_CROSS, ROLE_ERROR}};
    if (d->high_signal)
        return (struct sign){GLYPH_MARK, ROLE_GOOD};
    return signs[d->verdict];
}

static void spread_draw(const struct drafts *d, uint32_t draft, struct canvas *c, struct rect r,
                        int column)
{
    const struct draft *of = &d->plan.drafts.v[draft];
    struct buf b = {0};
    if (of->preview.problem == PREVIEW_FINE && of->preview.with_value)
        histogram_line(&b, &of->preview.spread, c->ascii);
    canvas_text(c, r, 0, column, ROLE_INFO, buf_sv(&b));
    buf_release(&b);
}

static void value_draw(const struct drafts *d, uint32_t draft, struct canvas *c, struct rect r,
                       int column)
{
    const struct draft *of = &d->plan.drafts.v[draft];
    struct buf b = {0};
    bool fine = definition_is_trace(&of->definition) && of->preview.problem == PREVIEW_FINE;
    if (!drafts_is_measured(d, draft))
        buf_addz(&b, "...");
    else if (fine)
        unit_text_add(&b, of->preview.overall, of->definition.unit);
    else
        buf_addz(&b, definition_is_trace(&of->definition) ? "none" : "judge");
    canvas_field(c, r, 0, column, VALUE_COLUMNS - 1, fine ? ROLE_TEXT : ROLE_DIM, buf_sv(&b),
                 true);
    buf_release(&b);
}

static void rejected_draw(const struct drafts *d, uint32_t draft, struct canvas *c, struct rect r)
{
    const struct draft *of = &d->plan.drafts.v[draft];
    int width = r.width / 3;
    bool mine = drafts_is_discarded(d, draft);
    canvas_field(c, r, 0, 2, width, ROLE_DIM, of->definition.metric_name, false);
    canvas_field(c, r, 0, width + 4, r.width - width - 4, ROLE_DIM,
                 mine ? SV("thrown away; u brings it back") : of->main_reason, false);
}

/* Where the name, which begins in column 2, has what is searched for. */
static void match_draw(const struct drafts *d, struct sv name, struct canvas *c, struct rect r,
                       int width)
{
    struct needle n = needle_of(buf_sv(&d->needle));
    size_t at = d->needle.n ? needle_find(&n, name, 0) : SIZE_MAX;
    if (at == SIZE_MAX)
        return;
    int before = canvas_columns(sv_of(name.p, at), c->ascii);
    struct sv found = sv_of(name.p + at, d->needle.n);
    if (before + canvas_columns(found, c->ascii) < width)
        canvas_text(c, r, 0, 2 + before, ROLE_MATCH, found);
}

static void draft_row(const struct drafts *d, uint32_t draft, struct canvas *c, struct rect r)
{
    const struct draft *of = &d->plan.drafts.v[draft];
    int end = r.width;
    if (r.width >= WITH_SPREAD)
        spread_draw(d, draft, c, r, end -= SPREAD_COLUMNS - 1);
    if (r.width >= WITH_COVERAGE) {
        end -= COVERAGE_COLUMNS;
        if (of->evidence.matching_spans)
            canvas_field(c, r, 0, end, COVERAGE_COLUMNS - 1, ROLE_DIM,
                         sv_from_c(fmt_share(of->evidence.coverage).text), true);
    }
    value_draw(d, draft, c, r, end - VALUE_COLUMNS);
    int width = end - VALUE_COLUMNS - 3;
    canvas_field(c, r, 0, 2, width, ROLE_TEXT, of->definition.metric_name, false);
    match_draw(d, of->definition.metric_name, c, r, width);
}

static void metrics_row(struct tui *t, struct tui_view *v, struct canvas *c, struct rect r,
                        uint32_t i)
{
    const struct draft_row *row = row_of(t, i);
    (void)v;
    if (!row)
        return;
    if (row->draft == NO_ROW) {
        section_row(t->drafts, c, r, (enum draft_section)row->section);
        return;
    }
    struct sign sign = sign_of(&t->drafts->plan.drafts.v[row->draft]);
    canvas_glyph(c, r, 0, 0, sign.role, sign.glyph);
    if (row->section == SECTION_REJECTED)
        rejected_draw(t->drafts, row->draft, c, r);
    else
        draft_row(t->drafts, row->draft, c, r);
}

static void metrics_status(struct tui *t, struct tui_view *v, struct buf *b)
{
    const struct drafts *d = t->drafts;
    (void)v;
    if (!d || !d->has_plan)
        return;
    buf_fmt(b, "%s, %u staged, %u written",
            fmt_amount(d->counts[SECTION_DRAFTS], "draft").text, d->counts[SECTION_STAGED],
            d->counts[SECTION_WRITTEN]);
    if (d->filter.n)
        buf_fmt(b, "; only with \"%.*s\"", SV_ARG(buf_sv(&d->filter)));
    if (d->needle.n)
        buf_fmt(b, "; /%.*s", SV_ARG(buf_sv(&d->needle)));
    if (drafts_at(d) == NO_ROW)
        return;
    const struct draft *of = &d->plan.drafts.v[drafts_at(d)];
    if (of->main_reason.n)
        buf_fmt(b, "; %.*s", SV_ARG(of->main_reason));
}

/* ---- what the keys do ---- */

static void metrics_moved(struct tui *t, struct tui_view *v)
{
    cursor_remember(t, v);
}

static void fold(struct tui *t, struct tui_view *v, bool open)
{
    const struct draft_row *row = row_of(t, v->list.cursor);
    if (!row)
        return;
    enum draft_section section = (enum draft_section)row->section;
    drafts_fold(t->drafts, section, open);
    list_resize(&v->list, (uint32_t)t->drafts->rows.n);
    for (uint32_t i = 0; !open && i < v->list.n; i++)
        if (t->drafts->rows.v[i].draft == NO_ROW && t->drafts->rows.v[i].section == section)
            list_go(&v->list, i);
    cursor_remember(t, v);
}

static void open_handler(struct tui *t, struct tui_view *v, struct sv arg)
{
    const struct draft_row *row = row_of(t, v->list.cursor);
    (void)arg;
    if (row && row->draft == NO_ROW)
        fold(t, v, !t->drafts->open[row->section]);
    else if (row)
        tui_focus_companion(t, true);
}

static void left_handler(struct tui *t, struct tui_view *v, struct sv arg)
{
    (void)arg;
    fold(t, v, false);
}

static void right_handler(struct tui *t, struct tui_view *v, struct sv arg)
{
    const struct draft_row *row = row_of(t, v->list.cursor);
    (void)arg;
    if (row && row->draft == NO_ROW)
        fold(t, v, true);
}

static void fold_all(struct tui *t, struct tui_view *v, bool open)
{
    for (int i = 0; i < DRAFT_SECTIONS && t->drafts; i++)
        drafts_fold(t->drafts, (enum draft_section)i, open);
    list_resize(&v->list, (uint32_t)t->drafts->rows.n);
    cursor_remember(t, v);
}

static void fold_all_handler(struct tui *t, struct tui_view *v, struct sv arg)
{
    (void)arg;
    fold_all(t, v, false);
}

static void unfold_all_handler(struct tui *t, struct tui_view *v, struct sv arg)
{
    (void)arg;
    fold_all(t, v, true);
}

/* ---- finding ---- */

static void step(struct tui *t, bool back)
{
    struct tui_view *v = &t->views[VIEW_metrics];
    const struct drafts *d = t->drafts;
    uint32_t row = d->needle.n ? drafts_step(d, v->list.cursor, back) : NO_ROW;
    if (!d->needle.n) {
        tui_say(t, "nothing is searched for; / searches");
    } else if (row == NO_ROW) {
        tui_complain(t, "no metric has \"%.*s\"", SV_ARG(buf_sv(&d->needle)));
    } else {
        bool wrapped = back ? row >= v->list.cursor : row <= v->list.cursor;
        list_go(&v->list, row);
        cursor_remember(t, v);
        if (wrapped)
            tui_say(t, "from the other end");
    }
}

static struct sv search_get(struct tui *t)
{
    return t->drafts ? buf_sv(&t->drafts->needle) : (struct sv){0};
}

static bool search_set(struct tui *t, struct sv text, struct err *e)
{
    (void)e;
    if (!t->drafts || !t->drafts->has_plan)
        return true;
    uint32_t n = drafts_search(t->drafts, sv_trim(text));
    metrics_refresh(t, &t->views[VIEW_metrics]);
    if (t->drafts->needle.n)
        step(t, false);
    if (n)
        tui_say(t, "%s; n and N go through them", fmt_amount(n, "metric").text);
    return true;
}

static struct sv filter_get(struct tui *t)
{
    return t->drafts ? buf_sv(&t->drafts->filter) : (struct sv){0};
}

static bool filter_set(struct tui *t, struct sv text, struct err *e)
{
    struct tui_view *v = &t->views[VIEW_metrics];
    struct drafts *d = t->drafts;
    (void)e;
    if (!d || !d->has_plan)
        return true;
    drafts_filter(d, sv_trim(text));
    d->stay_with = true;
    metrics_refresh(t, v);
    for (uint32_t i = 0; drafts_at(d) == NO_ROW && i < v->list.n; i++)
        if (d->rows.v[i].draft != NO_ROW) {
            list_go(&v->list, i);
            cursor_remember(t, v);
        }
    return true;
}

static const struct finder finder = {
    .search = {.label = "search metrics: ", .get = search_get, .set = search_set},
    .filter = {.label = "only metrics with: ", .shown = true, .get = filter_get,
               .set = filter_set},
    .step = step,
};

static const struct action_help helps[] = {
    {ACTION_SEARCH, "search names of metrics, spans and keys"},
    {ACTION_FILTER, "show only metrics with a text; nothing shows all"},
};

static const struct handler handlers[] = {
    {ACTION_OPEN, open_handler},
    {ACTION_LEFT, left_handler},
    {ACTION_RIGHT, right_handler},
    {ACTION_FOLD_ALL, fold_all_handler},
    {ACTION_UNFOLD_ALL, unfold_all_handler},
    {ACTION_DISCARD, discard_draft_handler},
    {ACTION_PROFILE, profile_handler},
};

const struct view_ops view_metrics = {
    .name = "metrics",
    .title = "metrics",
    .about = "Metrics worth having of these traces: drafts, what is staged, what was written; with "
             "what each gives here.",
    .subject = SUBJECT_DRAFT,
    .size = sizeof(struct metrics_view),
    .handlers = handlers,
    .n_handlers = ARRAY_LEN(handlers),
    .helps = helps,
    .n_helps = ARRAY_LEN(helps),
    .finder = &finder,
    .refresh = metrics_refresh,
    .heading_rows = metrics_heading_rows,
    .heading = metrics_heading,
    .row = metrics_row,
    .moved = metrics_moved,
    .status = metrics_status,
};
