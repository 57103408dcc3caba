/* Two traces, or two dumps, held against each other. */
#include "core/fmt.h"
#include "core/shown.h"
#include "tui/compare.h"
#include "tui/finding_value.h"
#include "tui/mark_actions.h"
#include "tui/order.h"
#include "tui/tui.h"

enum {
    COUNTS = 14, LENGTH = 9, CHANGE = 8, /* columns of what stands at the right */
    LENGTHS_FROM = 64,                   /* widths from which lengths have columns, */
    BARS_FROM = 78, WIDE_FROM = 110,     /* there are bars, and long ones */
};

struct compare_view {
    struct compare compare, next;
    struct work work;
    struct compare_side side[2]; /* what `next` is made of */
    const struct catalog *catalog;
    bool has, asked;
    uint8_t by;                  /* enum compare_order */
    bool reversed, same;
    struct buf filter;
};

static struct compare_view *self_of(struct tui_view *v)
{
    return v->self;
}

/* ---- comparing ---- */

static struct compare_side side_of(const struct tui_data *d, uint32_t trace)
{
    return (struct compare_side){d->s, d->ix, d->lint, trace};
}

/* False when there is nothing to compare. The marked trace comes before the other dump. */
static bool sides_choose(const struct tui *t, struct compare_side side[2])
{
    const struct tui_data *d = t->data;
    if (!d->ix)
        return false;
    if (t->marked != NO_ROW && t->trace != NO_ROW && t->marked != t->trace) {
        side[0] = side_of(d, t->marked);
        side[1] = side_of(d, t->trace);
        return true;
    }
    if (t->marked != NO_ROW || !d->before || !d->before->ix)
        return false;
    side[0] = side_of(d->before, NO_ROW);
    side[1] = side_of(d, NO_ROW);
    return true;
}

static bool same_side(const struct compare_side *a, const struct compare_side *b)
{
    return a->s == b->s && a->lint == b->lint && a->trace == b->trace;
}

static void lines_arrange(struct tui_view *v)
{
    struct compare_view *x = self_of(v);
    compare_arrange(&x->compare, x->by, x->reversed, x->same, buf_sv(&x->filter));
    list_resize(&v->list, (uint32_t)x->compare.lines.n);
}

static void compare_run(struct work *w)
{
    struct compare_view *x = w->self;
    compare_make(&x->next, x->side, x->catalog, &w->stop);
}

static void compare_done(struct tui *t, struct work *w)
{
    struct compare_view *x = w->self;
    compare_release(&x->compare);
    x->compare = x->next;
    x->next = (struct compare){0};
    x->has = true;
    lines_arrange(&t->views[VIEW_compare]);
    list_go(&t->views[VIEW_compare].list, x->compare.lines.n > 1);
}

static void refresh(struct tui *t, struct tui_view *v)
{
    struct compare_view *x = self_of(v);
    struct compare_side side[2];
    if (!x->has)
        list_resize(&v->list, 0);
    /* Going to a span of the marked trace leaves the comparison as it is. */
    bool stays = x->asked && t->marked != NO_ROW && t->marked == t->trace &&
                 x->side[0].trace == t->marked;
    if (stays)
        return;
    if (!sides_choose(t, side)) {
        work_stop(t, &x->work);
        x->has = x->asked = false;
        list_resize(&v->list, 0);
        return;
    }
    if (x->asked && same_side(&side[0], &x->side[0]) && same_side(&side[1], &x->side[1]))
        return;
    work_stop(t, &x->work);
    compare_release(&x->next);
    memcpy(x->side, side, sizeof(side));
    x->asked = true;
    x->catalog = t->data->settings->catalog;
    x->work.run = compare_run;
    x->work.done = compare_done;
    x->work.self = x;
    work_start(t, &x->work, side[0].ix->n_spans + side[1].ix->n_spans > WORK_AT_ONCE / 4);
}

static void release(struct tui_view *v)
{
    struct compare_view *x = v->self;
    compare_release(&x->compare);
    compare_release(&x->next);
    buf_release(&x->filter);
}

/* ---- heading ---- */

static const struct section_look {
    const char *title;
    uint8_t role;
    uint8_t glyph; /* GLYPHS = the sign */
    char sign;
} looks[COMPARE_SECTIONS] = {
    [COMPARE_NEW] = {"New findings", ROLE_TITLE, GLYPHS, '+'},
    [COMPARE_FIXED] = {"Fixed findings", ROLE_GOOD, GLYPH_CHECK, 0},
    [COMPARE_STAYED] = {"Findings that stayed", ROLE_DIM, GLYPHS, '='},
    [COMPARE_STATUS] = {"Errors changed", ROLE_ERROR, GLYPHS, '!'},
    [COMPARE_APPEARED] = {"Appeared, or more", ROLE_INFO, GLYPHS, '+'},
    [COMPARE_VANISHED] = {"Vanished, or fewer", ROLE_INFO, GLYPHS, '-'},
    [COMPARE_MOVED] = {"Moved", ROLE_INFO, GLYPHS, '~'},
    [COMPARE_SLOWER] = {"Slower", ROLE_ERROR, GLYPH_UP, 0},
    [COMPARE_FASTER] = {"Faster", ROLE_GOOD, GLYPH_DOWN, 0},
    [COMPARE_SAME] = {"As before", ROLE_DIM, GLYPHS, '='},
};

static const struct sv advice[] = {
    SV_INIT("Nothing is compared yet."),
    SV_INIT("Mark a trace with m, in any view; go to another one; press d."),
    SV_INIT("To compare two dumps: spanvet tui --before OLD NEW"),
};

static int bar_width(int width)
{
    return width >= WIDE_FROM ? 10 : width >= BARS_FROM ? 5 : 0;
}

/* Where the columns at the right begin. */
static int numbers_at(int width)
{
    int lengths = width >= LENGTHS_FROM ? 2 * (LENGTH + bar_width(width)) : 0;
    return width - COUNTS - lengths - CHANGE;
}

static int heading_rows(struct tui *t, struct tui_view *v, int width)
{
    (void)t, (void)width;
    return self_of(v)->has ? 3 : (int)ARRAY_LEN(advice);
}

static void side_draw(const struct tui *t, const struct compare *c, struct canvas *canvas,
                      struct rect r, int side)
{
    struct buf b = {0};
    const struct compare_side *x = &c->side[side];
    if (x->trace == NO_ROW)
        buf_fmt(&b, "%s: ", fmt_amount(x->ix->n_real_traces, "trace").text);
    else if (x->trace == t->marked)
        buf_addz(&b, "marked trace ");
    else
        buf_addz(&b, "trace ");
    if (x->trace != NO_ROW) {
        shown_add_trace(&b, x->s, x->trace);
        buf_addz(&b, ": ");
    }
    buf_fmt(&b, "%s, ", fmt_amount(c->spans[side], "span").text);
    buf_fmt(&b, "%s, %s", fmt_amount(c->errors[side], "error").text,
            fmt_duration(c->length[side]).text);
    int at = canvas_text(canvas, r, side, 0, ROLE_TITLE, side ? SV("after  ") : SV("before "));
    canvas_field(canvas, r, side, at, r.width - at, ROLE_TEXT, buf_sv(&b), false);
    buf_release(&b);
}

static bool differs(const struct compare *c)
{
    uint32_t n = 0;
    for (int i = 0; i < COMPARE_SECTIONS; i++)
        n += i != COMPARE_STAYED && i != COMPARE_SAME ? c->n_of[i] : 0;
    return n > 0;
}

static void titles_draw(const struct compare_view *x, struct canvas *c, struct rect r)
{
    struct buf b = {0};
    int at = numbers_at(r.width), bar = bar_width(r.width);
    uint32_t n = x->compare.n_of[COMPARE_SAME];
    buf_fmt(&b, "%sby %s", differs(&x->compare) ? "" : "nothing differs; ",
            compare_order_names[x->by].p);
    if (x->filter.n) {
        buf_addz(&b, "; filter: ");
        buf_add(&b, buf_sv(&x->filter));
    }
    if (n && !x->same)
        buf_fmt(&b, "; } shows %s more that are as before", fmt_count(n).text);
    canvas_field(c, r, 0, 0, at, ROLE_DIM, buf_sv(&b), false);
    canvas_field(c, r, 0, at, COUNTS, ROLE_DIM, SV("spans"), true);
    at += COUNTS;
    if (r.width >= LENGTHS_FROM) {
        canvas_field(c, r, 0, at, LENGTH, ROLE_DIM, SV("before"), true);
        canvas_field(c, r, 0, at + LENGTH + bar, LENGTH, ROLE_DIM, SV("after"), true);
    }
    canvas_field(c, r, 0, r.width - CHANGE, CHANGE, ROLE_DIM, SV("change"), true);
    buf_release(&b);
}

static void heading(struct tui *t, struct tui_view *v, struct canvas *c, struct rect r)
{
    const struct compare_view *x = self_of(v);
    if (x->has) {
        side_draw(t, &x->compare, c, r, 0);
        side_draw(t, &x->compare, c, r, 1);
        titles_draw(x, c, rect_below(r, 2));
    } else if (x->asked) {
        canvas_text(c, r, 0, 0, ROLE_DIM, SV("comparing"));
    } else {
        for (int i = 0; i < (int)ARRAY_LEN(advice); i++)
            canvas_text(c, r, i, 0, i ? ROLE_TEXT : ROLE_TITLE, advice[i]);
    }
}

/* ---- rows ---- */

static void title_draw(const struct compare *c, struct canvas *canvas, struct rect r,
                       uint8_t section)
{
    int at = canvas_text(canvas, r, 0, 0, ROLE_TITLE, sv_from_c(looks[section].title)) + 1;
    canvas_text(canvas, r, 0, at, ROLE_DIM, sv_from_c(fmt_count(c->n_of[section]).text));
}

static void sign_draw(struct canvas *c, struct rect r, uint8_t section)
{
    const struct section_look *x = &looks[section];
    if (x->glyph != GLYPHS)
        canvas_glyph(c, r, 0, 1, (enum role)x->role, (enum glyph)x->glyph);
    else
        canvas_text(c, r, 0, 1, (enum role)x->role, sv_of(&x->sign, 1));
}

static void counts_draw(struct canvas *c, struct rect r, int at, const char *what, uint32_t before,
                        uint32_t after)
{
    struct buf b = {0};
    buf_fmt(&b, "%s%s", what, fmt_count(before).text);
    if (before != after)
        buf_fmt(&b, c->ascii ? ">%s" : "\u2192%s", fmt_count(after).text);
    canvas_field(c, r, 0, at, COUNTS, ROLE_TEXT, buf_sv(&b), true);
    buf_release(&b);
}

/* The longer of both fills its bar. */
static void lengths_draw(const struct compare_row *row, struct canvas *c, struct rect r, int at)
{
    int bar = bar_width(r.width);
    double most = fmax(row->length[0], row->length[1]); /* of one and NaN it is the one */
    for (int side = 0; side < 2 && r.width >= LENGTHS_FROM; side++, at += LENGTH + bar) {
        double length = row->length[side];
        if (isnan(length))
            continue;
        canvas_field(c, r, 0, at, LENGTH, ROLE_TEXT, sv_from_c(fmt_duration(length).text), true);
        struct rect place = rect_columns(rect_right(r, at + LENGTH + 1), bar - 1);
        if (bar && most > 0)
            canvas_bar(c, place, 0, 0, (int64_t)(length / most * 8 * (bar - 1)),
                       side ? (enum role)looks[row->section].role : ROLE_DIM);
    }
    double share = (row->length[1] - row->length[0]) / row->length[0];
    if (isfinite(share) && row->length[0] > 0) {
        struct buf b = {0};
        if (fabs(share) < 0.005)
            buf_addz(&b, "0%");
        else if (fabs(share) < 99.995)
            buf_fmt(&b, "%+.0f%%", share * 100);
        else
            buf_fmt(&b, "x%s", fmt_number(floor(share + 1)).text);
        canvas_field(c, r, 0, r.width - CHANGE, CHANGE, ROLE_TEXT, buf_sv(&b), true);
        buf_release(&b);
    }
}

static bool fails_now(const struct compare *c, const struct compare_row *row)
{
    int side = 1;
    uint32_t position = compare_position(c, row, &side);
    return c->side[side].s->span.status[c->side[side].ix->order[position]] == STATUS_ERROR;
}

static void span_row_draw(struct tui *t, const struct compare *c, const struct compare_row *row,
                          struct canvas *canvas, struct rect r)
{
    const struct compare_path *p = &c->paths.v[row->item];
    struct buf b = {0};
    int at = numbers_at(r.width);
    size_t room = at > 13 ? (size_t)at - 4 : 9;
    if (row->nth != NO_ROW && (p->n[0] > 1 || p->n[1] > 1)) {
        compare_path_add(&b, c, row->item, room - 5, t->reveal);
        buf_fmt(&b, " #%u", row->nth + 1);
    } else if (row->section == COMPARE_MOVED && row->nth == NO_ROW) {
        compare_path_add(&b, c, row->item, room / 2, t->reveal);
        buf_fmt(&b, " (%s from ", fmt_count(p->moved_in).text);
        compare_path_add(&b, c, p->moved_from, room / 2, t->reveal);
        buf_addc(&b, ')');
    } else {
        compare_path_add(&b, c, row->item, room, t->reveal);
    }
    canvas_field(canvas, r, 0, 3, at - 3, ROLE_TEXT, buf_sv(&b), false);
    buf_release(&b);
    if (row->section == COMPARE_STATUS && row->nth == NO_ROW)
        counts_draw(canvas, r, at, "errors ", p->errors[0], p->errors[1]);
    else if (row->section == COMPARE_STATUS)
        canvas_field(canvas, r, 0, at, COUNTS, ROLE_TEXT,
                     fails_now(c, row) ? SV("now ERROR") : SV("was ERROR"), true);
    else if (row->nth == NO_ROW)
        counts_draw(canvas, r, at, "", p->n[0], p->n[1]);
    lengths_draw(row, canvas, r, at + COUNTS);
}

static void finding_row_draw(struct tui *t, const struct compare *c, const struct compare_row *row,
                             struct canvas *canvas, struct rect r)
{
    const struct compare_finding *f = &c->findings.v[row->item];
    const struct rule *rule = c->catalog->rules[f->rule];
    struct sv name = sym_sv(&c->names, f->name);
    struct buf b = {0}, tmp = {0};
    int at = numbers_at(r.width);
    enum role role = severity_role(f->severity);
    int column = 3 + canvas_glyph(canvas, r, 0, 3, role, severity_glyph(f->severity));
    column += 1 + canvas_text(canvas, r, 0, column + 1, role, sv_from_c(rule->code)) + 1;
    buf_addz(&b, rule->slug);
    if (name.n) {
        buf_addz(&b, "  ");
        buf_add(&b, t->reveal ? name : shown_text(name, &tmp));
    }
    canvas_field(canvas, r, 0, column, at - column, ROLE_TEXT, buf_sv(&b), false);
    counts_draw(canvas, r, at, "", f->spans[0], f->spans[1]);
    buf_release(&b);
    buf_release(&tmp);
}

static void row_draw(struct tui *t, struct tui_view *v, struct canvas *c, struct rect r, uint32_t i)
{
    const struct compare *x = &self_of(v)->compare;
    const struct compare_line *line = &x->lines.v[i];
    if (line->row == NO_ROW) {
        title_draw(x, c, r, line->section);
        return;
    }
    sign_draw(c, r, line->section);
    if (line->section < COMPARE_SPANS)
        finding_row_draw(t, x, &x->rows.v[line->row], c, r);
    else
        span_row_draw(t, x, &x->rows.v[line->row], c, r);
}

static void length_say(struct buf *b, const char *what, double length, double p95)
{
    if (isnan(length))
        return;
    buf_fmt(b, "%s %s", what, fmt_duration(length).text);
    if (!isnan(p95))
        buf_fmt(b, " (p95 %s)", fmt_duration(p95).text);
    buf_addz(b, "; ");
}

static void status(struct tui *t, struct tui_view *v, struct buf *b)
{
    (void)t;
    const struct compare *c = &self_of(v)->compare;
    const struct compare_line *line = v->list.n ? &c->lines.v[v->list.cursor] : NULL;
    if (!line || line->row == NO_ROW)
        return;
    const struct compare_row *row = &c->rows.v[line->row];
    for (int side = 0; side < 2 && line->section >= COMPARE_SPANS; side++)
        length_say(b, side ? "after" : "before", row->length[side],
                   row->nth == NO_ROW ? c->paths.v[row->item].p95[side] : (double)NAN);
    buf_addz(b, "Enter shows the span");
}

/* ---- what one can do ---- */

static void do_open(struct tui *t, struct tui_view *v, struct sv arg)
{
    (void)arg;
    const struct compare *c = &self_of(v)->compare;
    if (!self_of(v)->has || v->list.n == 0 || c->lines.v[v->list.cursor].row == NO_ROW) {
        tui_say(t, "Enter on a row shows its span in the waterfall");
        return;
    }
    int side = 1;
    uint32_t position = compare_position(c, &c->rows.v[c->lines.v[v->list.cursor].row], &side);
    if (position == NO_ROW)
        tui_say(t, "this finding is about no span");
    else if (c->side[side].s != t->data->s)
        tui_say(t, "only the dump from before has this; look at it with spanvet tui");
    else {
        tui_select_span(t, position);
        tui_show(t, VIEW_waterfall);
    }
}

static struct sv order(uint32_t i)
{
    return i < COMPARE_ORDERS ? compare_order_names[i] : (struct sv){0};
}

static void do_sort(struct tui *t, struct tui_view *v, struct sv arg)
{
    struct compare_view *x = self_of(v);
    unsigned by;
    if (!order_ask(t, v, arg, x->by, &by))
        return;
    x->by = (uint8_t)by;
    lines_arrange(v);
    tui_say(t, "by %s", compare_order_names[by].p);
}

static void do_reverse(struct tui *t, struct tui_view *v, struct sv arg)
{
    (void)t, (void)arg;
    self_of(v)->reversed = !self_of(v)->reversed;
    lines_arrange(v);
}

static struct sv filter_get(struct tui *t)
{
    return buf_sv(&self_of(&t->views[VIEW_compare])->filter);
}

static bool filter_set(struct tui *t, struct sv text, struct err *e)
{
    struct compare_view *x = self_of(&t->views[VIEW_compare]);
    (void)e;
    if (sv_eq(text, buf_sv(&x->filter)))
        return true;
    buf_clear(&x->filter);
    buf_add(&x->filter, text);
    lines_arrange(&t->views[VIEW_compare]);
    return true;
}

static const struct finder finder = {
    .filter = {.label = "rows with: ", .live = true, .shown = true, .get = filter_get,
               .set = filter_set},
};

static void do_same_on(struct tui *t, struct tui_view *v, struct sv arg)
{
    (void)t, (void)arg;
    self_of(v)->same = true;
    lines_arrange(v);
}

static void do_same_off(struct tui *t, struct tui_view *v, struct sv arg)
{
    (void)t, (void)arg;
    self_of(v)->same = false;
    lines_arrange(v);
}

static void wishes(struct tui *t, struct tui_view *v, struct buf *b)
{
    const struct compare_view *x = self_of(v);
    if (x->by != COMPARE_BY_IMPACT)
        tui_wish(b, SV("sort"), compare_order_names[x->by]);
    if (x->reversed)
        tui_wish(b, SV("reverse"), (struct sv){0});
    if (x->same)
        tui_wish(b, SV("unfold-all"), (struct sv){0});
    finder_wishes(t, v, b);
}

static const struct action_help helps[] = {
    {ACTION_OPEN, "show the row's span in the waterfall"},
    {ACTION_SORT, "order of the rows: impact, name, duration"},
    {ACTION_FILTER, "show only rows with a text; nothing shows all"},
    {ACTION_UNFOLD_ALL, "show what is as before too"},
    {ACTION_FOLD_ALL, "hide what is as before"},
    {ACTION_DIFF, "compare the trace in hand with the marked one"},
};

static const struct handler handlers[] = {
    {ACTION_OPEN, do_open},
    {ACTION_SORT, do_sort},
    {ACTION_REVERSE, do_reverse},
    {ACTION_UNFOLD_ALL, do_same_on},
    {ACTION_FOLD_ALL, do_same_off},
    {ACTION_MARK, mark_handler},
    {ACTION_DIFF, diff_handler},
};

const struct view_ops view_compare = {
    .name = "compare",
    .title = "compare",
    .about = "The marked trace and the one in hand, or two dumps: what appeared, vanished, moved, "
             "got slower or faster, and which findings are new or fixed.",
    .subject = SUBJECT_TRACE,
    .size = sizeof(struct compare_view),
    .order = order,
    .handlers = handlers,
    .n_handlers = ARRAY_LEN(handlers),
    .helps = helps,
    .n_helps = ARRAY_LEN(helps),
    .finder = &finder,
    .refresh = refresh,
    .heading_rows = heading_rows,
    .heading = heading,
    .row = row_draw,
    .status = status,
    .wishes = wishes,
    .release = release,
};
