/* The findings: grouped by rule or by trace, the worst first, each with its value against the
 * threshold. */
#include "core/fmt.h"
#include "core/shown.h"
#include "lint/finding_text.h"
#include "tui/finding_actions.h"
#include "tui/finding_value.h"
#include "tui/text.h"
#include "tui/value.h"

struct finding_pane *finding_pane_of(struct tui *t)
{
    return t->views[VIEW_findings].self;
}

/* ---- small texts ---- */

static void trace_add(struct buf *b, const struct tui *t, uint32_t trace, size_t most)
{
    size_t before = b->n;
    if (trace == NO_ROW)
        buf_addz(b, "all traces");
    else
        shown_add_trace(b, t->data->s, trace);
    if (b->n == before)
        buf_addz(b, "no trace id");
    if (most && trace != NO_ROW && b->n > before + most)
        b->n = before + most;
}

static void name_add(struct buf *b, const struct tui *t, const struct finding *f)
{
    struct buf tmp = {0};
    sym y = f->name != SYM_NONE ? f->name : f->key;
    if (y != SYM_NONE)
        buf_add(b, value_name(store_sv(t->data->s, y), &tmp, t->reveal));
    else
        buf_add(b, f->message);
    buf_release(&tmp);
}

/* ---- heading ---- */

/* Where the explanation has no room, the fix stands here; a screen that is not drawn has none. */
static bool tells_fix(const struct tui *t)
{
    return t->canvas.height > 0 && !tui_has_room(t);
}

static int findings_heading_rows(struct tui *t, struct tui_view *v, int width)
{
    (void)v, (void)width;
    return tells_fix(t) ? 4 : 3;
}

static void totals_left(const struct tui *t, const struct finding_pane *p,
                        uint32_t totals[static SEVERITIES])
{
    for (int sev = 0; sev < SEVERITIES; sev++)
        totals[sev] = t->data->lint->totals[sev] - p->accepted.totals[sev];
}

static void gate_add(struct buf *b, const struct tui *t, const uint32_t totals[static SEVERITIES])
{
    uint32_t n = 0;
    for (int sev = t->data->gate; sev < SEVERITIES; sev++)
        n += totals[sev];
    if (t->data->gate < SEVERITIES)
        buf_fmt(b, "  gate (%s): %s", severity_name((enum severity)t->data->gate),
                n ? "fails" : "passes");
}

/* "2 errors, 14 warnings  score of all 71.4 fair  gate (error): fails" */
static void totals_draw(struct tui *t, const struct finding_pane *p, struct canvas *c,
                        struct rect r)
{
    const struct lint *lint = t->data->lint;
    uint32_t totals[SEVERITIES];
    struct buf b = {0};
    int at = 0;
    totals_left(t, p, totals);
    for (int sev = SEVERITY_ERROR; sev >= SEVERITY_INFO; sev--) {
        if (!totals[sev])
            continue;
        at += canvas_glyph(c, r, 0, at, severity_role((uint8_t)sev), severity_glyph((uint8_t)sev));
        at += canvas_fmt(c, r, 0, at, severity_role((uint8_t)sev), " %s %s%s  ",
                         fmt_count(totals[sev]).text, severity_name((enum severity)sev),
                         sev == SEVERITY_INFO || totals[sev] == 1 ? "" : "s");
    }
    if (at == 0)
        at += canvas_text(c, r, 0, 0, ROLE_GOOD, SV("no findings  "));
    if (p->n_accepted)
        buf_fmt(&b, "%s accepted  ", fmt_count(p->n_accepted).text);
    buf_fmt(&b, "score of all %.1f %s", lint_score_shown(lint), lint->grade);
    gate_add(&b, t, totals);
    canvas_field(c, r, 0, at, r.width - at, ROLE_TEXT, buf_sv(&b), false);
    buf_release(&b);
}

static void wishes_draw(const struct finding_pane *p, struct canvas *c, struct rect r)
{
    struct buf b = {0}, tmp = {0};
    finding_order_add(&b, p);
    if (p->filter.text.n)
        buf_fmt(&b, "; only %.*s: %s", SV_ARG(shown_sentence(p->filter.text, &tmp)),
                fmt_amount(p->list.n_findings, "finding").text);
    canvas_field(c, r, 1, 0, r.width, ROLE_DIM, buf_sv(&b), false);
    buf_release(&b);
    buf_release(&tmp);
}

/* What to do about what is under the cursor, in two rows in place of the order. */
static void fix_draw(struct tui *t, struct canvas *c, struct rect r)
{
    const struct lint *lint = t->data->lint;
    struct finding_at at;
    struct text x = {0};
    if (!finding_pane_at(t, &at) || at.skipped != NO_ROW)
        return;
    const struct finding_group *g = &finding_pane_of(t)->list.groups[at.group];
    uint32_t i = at.finding != NO_ROW ? at.finding : g->worst;
    if (i == NO_ROW || g->id == FINDINGS_SKIPPED)
        return;
    const struct finding *f = &lint->findings.list.v[i];
    text_add(&x, ROLE_GOOD, SV("fix: "));
    text_add(&x, ROLE_TEXT, f->fix.n ? f->fix : sv_from_c(finding_rule_of(t, f->rule)->fix));
    text_end(&x);
    text_wrap(&x, r.width - 1);
    for (uint32_t k = 0; k < 2 && k < x.lines.n; k++)
        text_draw(&x, c, rect_rows(rect_below(r, (int)k), 1), k);
    if (x.lines.n > 2)
        canvas_glyph(c, r, 1, r.width - 1, ROLE_DIM, GLYPH_ELLIPSIS);
    text_release(&x);
}

/* ---- rows ---- */

enum {
    WORD = 8,          /* "warning " */
    COUNT = 7,         /* "999,999" */
    BAR = 8,
    VALUE = 17,        /* "91.9 % > 70 %" */
    TRACE_ID = 8,
    NAME_MIN = 20,     /* less is not worth a bar beside it */
};

/* Columns from the right edge on, as far as there is room. */
struct columns {
    int name, count, bar, value, trace; /* widths; 0 = not shown */
};

static struct columns columns_of(const struct tui *t, const struct finding_pane *p, int width,
                                 int left)
{
    struct columns w = {.count = COUNT};
    int room = width - left - w.count - 1 - NAME_MIN;
    if (p->by == FINDINGS_BY_RULE && t->data->ix->n_traces > 1 && room > TRACE_ID)
        w.trace = TRACE_ID + 1;
    room -= w.trace;
    if (room > VALUE)
        w.value = VALUE + 1;
    room -= w.value;
    if (room > BAR)
        w.bar = BAR + 1;
    w.name = width - left - w.count - 1 - w.trace - w.value - w.bar;
    return w;
}

static int severity_draw(struct canvas *c, struct rect r, int at, uint8_t severity)
{
    canvas_glyph(c, r, 0, at, severity_role(severity), severity_glyph(severity));
    canvas_text(c, r, 0, at + 2, severity_role(severity),
                sv_from_c(severity_name((enum severity)severity)));
    return 2 + WORD;
}

static struct fmt count_short(uint32_t n)
{
    struct fmt f = fmt_count(n);
    if (n >= 1000000)
        snprintf(f.text, sizeof(f.text), "%.1fM", n / 1e6);
    return f;
}

static void finding_draw(struct tui *t, const struct finding_pane *p, struct canvas *c,
                         struct rect r, uint32_t i)
{
    const struct finding *f = &t->data->lint->findings.list.v[i];
    const struct exclude *why = accepted_of(&p->accepted, i);
    const struct rule *rule = finding_rule_of(t, f->rule);
    struct buf b = {0};
    enum role role = why ? ROLE_DIM : ROLE_TEXT;
    int at = 2 + severity_draw(c, r, 2, f->severity);
    struct columns w = columns_of(t, p, r.width, at);
    if (p->by == FINDINGS_BY_TRACE)
        buf_fmt(&b, "%s %s ", rule->code, rule->slug);
    if (why)
        buf_fmt(&b, "accepted (%.*s): ", SV_ARG(why->reason));
    name_add(&b, t, f);
    bool match = bits_get(&p->matches, i);
    canvas_field(c, r, 0, at, w.name, match ? ROLE_MATCH : role, buf_sv(&b), false);
    at += w.name;
    canvas_field(c, r, 0, at, w.count, role, sv_from_c(count_short(f->count).text), true);
    at += w.count + 1;
    if (w.bar)
        finding_bar_draw(c, rect_columns(rect_right(r, at), w.bar - 1), t->data, f);
    at += w.bar;
    buf_clear(&b);
    finding_add_value(&b, t->data, f);
    if (w.value)
        canvas_field(c, r, 0, at, w.value - 1, role, buf_sv(&b), false);
    at += w.value;
    buf_clear(&b);
    trace_add(&b, t, f->trace, TRACE_ID);
    if (w.trace)
        canvas_field(c, r, 0, at, w.trace, ROLE_DIM,
                     f->trace == NO_ROW ? SV("all") : buf_sv(&b), false);
    if (why)
        canvas_add_look(c, r, 0, 0, r.width, LOOK_DIM);
    buf_release(&b);
}

static void counts_add(struct buf *b, const struct finding_group *g)
{
    const char *comma = "";
    for (int sev = SEVERITY_ERROR; sev >= SEVERITY_INFO; sev--) {
        if (!g->counts[sev])
            continue;
        buf_fmt(b, "%s%s %s%s", comma, fmt_count(g->counts[sev]).text,
                severity_name((enum severity)sev),
                sev == SEVERITY_INFO || g->counts[sev] == 1 ? "" : "s");
        comma = ", ";
    }
    if (g->accepted)
        buf_fmt(b, "%s%s accepted", comma, fmt_count(g->accepted).text);
    if (g->id == FINDINGS_SKIPPED)
        buf_fmt(b, "%s", fmt_count(g->n).text);
}

static uint8_t worst_of(const struct finding_group *g)
{
    uint8_t sev = SEVERITY_ERROR;
    while (sev > SEVERITY_INFO && !g->counts[sev])
        sev--;
    return sev;
}

static void group_title(struct buf *b, const struct tui *t, const struct finding_list *l,
                        const struct finding_group *g)
{
    if (g->id == FINDINGS_SKIPPED)
        buf_addz(b, "rules that were skipped");
    else if (l->by == FINDINGS_BY_RULE)
        buf_fmt(b, "%s %s  %s", finding_rule_of(t, g->id)->code, finding_rule_of(t, g->id)->slug,
                finding_rule_of(t, g->id)->title);
    else
        trace_add(b, t, g->id, 0);
}

static void group_draw(struct tui *t, const struct finding_pane *p, struct canvas *c,
                       struct rect r, uint32_t group)
{
    const struct finding_group *g = &p->list.groups[group];
    bool closed = finding_folds_closed(&p->folds, &p->list, group);
    bool has_findings = g->id != FINDINGS_SKIPPED && g->accepted < g->n;
    struct buf title = {0}, counts = {0};
    group_title(&title, t, &p->list, g);
    counts_add(&counts, g);
    int n = canvas_columns(buf_sv(&counts), c->ascii), room = r.width - 4 - n - 1;
    canvas_glyph(c, r, 0, 0, ROLE_DIM, closed ? GLYPH_CLOSED : GLYPH_OPEN);
    if (has_findings)
        canvas_glyph(c, r, 0, 2, severity_role(worst_of(g)), severity_glyph(worst_of(g)));
    canvas_field(c, r, 0, 4, room, has_findings ? ROLE_TITLE : ROLE_DIM, buf_sv(&title), false);
    canvas_text(c, r, 0, r.width - n, has_findings ? severity_role(worst_of(g)) : ROLE_DIM,
                buf_sv(&counts));
    buf_release(&title);
    buf_release(&counts);
}

static void skipped_draw(struct tui *t, struct canvas *c, struct rect r, uint32_t i)
{
    const struct skipped *s = &t->data->lint->skipped.v[i];
    const struct rule *rule = finding_rule_of(t, s->rule);
    int at = 4 + canvas_fmt(c, r, 0, 4, ROLE_DIM, "%s %s: ", rule->code, rule->slug);
    canvas_field(c, r, 0, at, r.width - at, ROLE_DIM, s->reason, false);
}

static void titles_draw(struct tui *t, const struct finding_pane *p, struct canvas *c,
                        struct rect r)
{
    int at = 2 + 2 + WORD;
    struct columns w = columns_of(t, p, r.width, at);
    canvas_text(c, r, 0, 4, ROLE_DIM, SV("level"));
    canvas_field(c, r, 0, at, w.name, ROLE_DIM,
                 p->by == FINDINGS_BY_RULE ? SV("span") : SV("rule, span"), false);
    canvas_field(c, r, 0, at + w.name, w.count, ROLE_DIM, SV("count"), true);
    at += w.name + w.count + 1;
    if (w.value)
        canvas_text(c, r, 0, at + w.bar, ROLE_DIM, SV("value, threshold"));
    if (w.trace)
        canvas_text(c, r, 0, at + w.bar + w.value, ROLE_DIM, SV("trace"));
}

static void findings_heading(struct tui *t, struct tui_view *v, struct canvas *c, struct rect r)
{
    const struct finding_pane *p = v->self;
    if (!t->data->lint) {
        canvas_text(c, r, 0, 0, ROLE_DIM, SV("the rules are still running"));
        return;
    }
    totals_draw(t, p, c, r);
    if (tells_fix(t))
        fix_draw(t, c, rect_below(r, 1));
    else
        wishes_draw(p, c, r);
    titles_draw(t, p, c, rect_below(r, tells_fix(t) ? 3 : 2));
}

static void findings_row(struct tui *t, struct tui_view *v, struct canvas *c, struct rect r,
                         uint32_t i)
{
    const struct finding_pane *p = v->self;
    struct finding_at at = finding_list_at(&p->list, i);
    if (at.finding != NO_ROW)
        finding_draw(t, p, c, r, at.finding);
    else if (at.skipped != NO_ROW)
        skipped_draw(t, c, r, at.skipped);
    else
        group_draw(t, p, c, r, at.group);
}

static void findings_status(struct tui *t, struct tui_view *v, struct buf *b)
{
    const struct finding_pane *p = v->self;
    struct finding_at at;
    if (!t->data->lint || !finding_pane_at(t, &at))
        return;
    if (at.finding != NO_ROW)
        buf_fmt(b, "finding %s of %s", fmt_count(at.place + 1).text,
                fmt_count(p->list.n_findings).text);
    else
        buf_fmt(b, "group %u of %u", at.group + 1, p->list.n_groups);
    if (p->search.text.n) {
        struct buf tmp = {0};
        buf_fmt(b, "  /%.*s: %s", SV_ARG(shown_sentence(p->search.text, &tmp)),
                fmt_count(p->n_matches).text);
        buf_release(&tmp);
    }
}

static void findings_wishes(struct tui *t, struct tui_view *v, struct buf *b)
{
    const struct finding_pane *p = v->self;
    if (p->by == FINDINGS_BY_TRACE)
        tui_wish(b, SV("group"), (struct sv){0});
    if (p->sort != FINDINGS_WORST)
        tui_wish(b, SV("sort"), finding_order_word(p->sort));
    if (p->reverse)
        tui_wish(b, SV("reverse"), (struct sv){0});
    finder_wishes(t, v, b);
}

const struct view_ops view_findings = {
    .name = "findings",
    .title = "findings",
    .about = "what the rules found, by rule or by trace; Enter goes to the spans",
    .subject = SUBJECT_FINDING,
    .size = sizeof(struct finding_pane),
    .order = finding_order_word,
    .handlers = finding_handlers,
    .n_handlers = FINDING_HANDLERS,
    .finder = &finding_finder,
    .refresh = finding_pane_refresh,
    .heading_rows = findings_heading_rows,
    .heading = findings_heading,
    .row = findings_row,
    .moved = finding_moved,
    .status = findings_status,
    .wishes = findings_wishes,
    .release = finding_pane_release,
};
