/* Beside the heatmap: what the selected pair is in numbers, calls to look at, and all pairs, those
 * that failed most first. */
#include "core/fmt.h"
#include "core/shown.h"
#include "tui/heatmap.h"
#include "tui/type.h"

enum {
    PAIR_ROWS = 4, /* what stands before the exemplars, their title included */
    WIDE = 100,    /* from here on a hotspot is a row of a table */
    NARROW = 72,   /* below it a trace id is cut, and the day is left out */
    DAY = 11, SECONDS = 19, /* bytes of a time */
    NUMBER = 9,    /* columns of a number in that table */
};

struct exemplars_view {
    struct transition_exemplar list[TRANSITIONS_EXEMPLARS];
    uint32_t n;
    uint32_t from, to;
    const struct transition *pair; /* NULL = none is selected */
};

static struct exemplars_view *self_of(struct tui_view *v)
{
    return v->self;
}

/* Rows: the pair, its exemplars or a line that there are none, a title, the hotspots. */
static uint32_t exemplar_rows(const struct exemplars_view *x)
{
    return x->n ? x->n : 1;
}

static uint32_t first_hotspot(const struct exemplars_view *x)
{
    return PAIR_ROWS + exemplar_rows(x) + 2;
}

static void refresh(struct tui *t, struct tui_view *v)
{
    struct heatmap *m = heatmap_refresh(t);
    struct exemplars_view *x = self_of(v);
    const struct transition *before = x->pair;
    x->pair = heatmap_pair(t, &x->from, &x->to);
    x->n = x->pair ? transition_exemplars(&m->heat.t, x->pair, x->list) : 0;
    list_resize(&v->list, m->has ? first_hotspot(x) + m->heat.t.n_hotspots : 0);
    if (x->pair != before) {
        v->list.top = 0;
        list_go(&v->list, x->n ? PAIR_ROWS : 0);
    }
}

/* ---- the pair ---- */

static int state_draw(const struct heatmap *m, struct canvas *c, struct rect r, int at, int room,
                      uint32_t state)
{
    struct sv text = m->heat.texts[state];
    int n = canvas_columns(text, c->ascii);
    n = n < room ? n : room;
    if (n > 0)
        canvas_field(c, r, 0, at, n, type_role((enum span_type)m->heat.types[state]), text, false);
    return n > 0 ? n : 0;
}

/* "llm -> tts" in `room` columns; of the first state at most half of it. */
static void pair_name(const struct heatmap *m, struct canvas *c, struct rect r, int at, int room,
                      uint32_t from, uint32_t to)
{
    int end = at + room;
    int second = canvas_columns(m->heat.texts[to], c->ascii);
    int first = room - 3 - second > room / 2 ? room - 3 - second : room / 2;
    at += state_draw(m, c, r, at, first, from);
    at += 1 + canvas_glyph(c, r, 0, at + 1, ROLE_DIM, GLYPH_ARROW) + 1;
    state_draw(m, c, r, at, end - at, to);
}

static void numbers_add(struct buf *b, uint32_t row, const struct transition *p)
{
    if (p->count == 0)
        buf_addz(b, row == 1 ? "this never follows" : "");
    else if (row == 1)
        buf_fmt(b, "%s; failed in %s of %s: %s", fmt_amount(p->count, "time").text,
                fmt_count(p->failed_calls).text, fmt_amount(p->calls, "call").text,
                fmt_share(transition_rate(p)).text);
    else if (row == 2 && p->failed)
        buf_fmt(b, "%s: %s into a span with status ERROR, %s because the call failed",
                fmt_amount(p->failed, "failure").text, fmt_count(p->errors).text,
                fmt_count(p->failed - p->errors).text);
    else if (row == 2)
        buf_addz(b, "never failed");
}

static void totals_add(struct buf *b, uint32_t row, const struct transitions *x)
{
    if (row == 0)
        buf_addz(b, "All pairs");
    else if (row == 1)
        buf_fmt(b, "%s, %s failed", fmt_amount(x->occurrences, "step").text,
                fmt_count(x->failed).text);
    else if (row == 2) {
        buf_fmt(b, "%s, %s failed as a whole", fmt_amount(x->calls, "call").text,
                fmt_count(x->failed_calls).text);
        if (x->no_start)
            buf_fmt(b, "; %s without a start left out", fmt_amount(x->no_start, "span").text);
    }
}

static void pair_draw(const struct heatmap *m, const struct exemplars_view *x, struct canvas *c,
                      struct rect r, uint32_t row)
{
    struct buf b = {0};
    if (row == 0 && x->pair)
        pair_name(m, c, r, 0, r.width, x->from, x->to);
    else if (x->pair)
        numbers_add(&b, row, x->pair);
    else
        totals_add(&b, row, &m->heat.t);
    if (row == PAIR_ROWS - 1)
        buf_addz(&b, x->pair ? "Calls to look at: the second span's start, trace, both lengths"
                             : "Calls to look at");
    canvas_field(c, r, 0, b.n ? 0 : r.width, b.n ? r.width : 0,
                 row == 0 || row == PAIR_ROWS - 1 ? ROLE_TITLE
                 : row == 2 && x->pair && x->pair->failed ? ROLE_ERROR : ROLE_TEXT,
                 buf_sv(&b), false);
    buf_release(&b);
}

/* ---- exemplars ---- */

static void length_add(struct buf *b, const struct store *s, uint32_t row)
{
    const uint16_t both = SPAN_HAS_START | SPAN_HAS_END;
    if ((s->span.flags[row] & both) != both)
        buf_addz(b, "no end");
    else if (s->span.end[row] < s->span.start[row])
        buf_addz(b, "ends before it starts");
    else
        buf_addz(b, fmt_duration((double)(s->span.end[row] - s->span.start[row])).text);
}

static void exemplar_draw(struct tui *t, struct canvas *c, struct rect r,
                          const struct transition_exemplar *e)
{
    const struct store *s = t->data->s;
    uint32_t from = t->data->ix->order[e->from], to = t->data->ix->order[e->to];
    struct buf b = {0};
    struct fmt at = fmt_time(s->span.start[to]);
    shown_add_trace(&b, s, s->span.trace[to]);
    if (b.n == 0)
        buf_addz(&b, "no trace id");
    if (r.width < NARROW && b.n > 8)
        b.n = 8;
    struct sv time = sv_from(sv_of(at.text, SECONDS), r.width < NARROW ? DAY : 0);
    buf_addz(&b, "  ");
    length_add(&b, s, from);
    buf_addz(&b, ", ");
    length_add(&b, s, to);
    canvas_glyph(c, r, 0, 0, e->failed ? ROLE_ERROR : ROLE_GOOD,
                 e->failed ? GLYPH_CROSS : GLYPH_CHECK);
    int column = 2 + canvas_text(c, r, 0, 2, ROLE_DIM, time) + 2;
    canvas_text(c, r, 0, column, ROLE_TEXT, buf_sv(&b));
    buf_release(&b);
}

/* ---- hotspots ---- */

static void numbers_draw(struct canvas *c, struct rect r, int at, enum role role,
                         const char *const texts[6])
{
    for (int i = 0; i < 6; i++)
        canvas_field(c, r, 0, at + i * NUMBER, NUMBER, role, sv_from_c(texts[i]), true);
}

static void hotspot_title(const struct heatmap *m, struct canvas *c, struct rect r)
{
    static const char *const names[6] = {"times", "failed", "errors", "calls", "failed", "rate"};
    struct buf b = {0};
    buf_fmt(&b, "Hotspots: %s, most failures first%s",
            fmt_amount(m->heat.t.n_hotspots, "pair").text,
            r.width >= WIDE ? "" : " (steps; % of calls)");
    int room = r.width >= WIDE ? r.width - 6 * NUMBER : r.width;
    canvas_field(c, r, 0, 0, room, ROLE_TITLE, buf_sv(&b), false);
    if (r.width >= WIDE)
        numbers_draw(c, r, room, ROLE_DIM, names);
    buf_release(&b);
}

static void hotspot_draw(const struct heatmap *m, struct canvas *c, struct rect r, uint32_t i)
{
    const struct transitions *x = &m->heat.t;
    uint32_t n = (uint32_t)x->states.n, pair = x->hotspots[i];
    const struct transition *p = &x->pairs[pair];
    const struct fmt texts[6] = {
        fmt_count(p->count), fmt_count(p->failed),       fmt_count(p->errors),
        fmt_count(p->calls), fmt_count(p->failed_calls), fmt_share(transition_rate(p)),
    };
    enum role role = p->failed ? ROLE_ERROR : ROLE_TEXT;
    int at = 0, room = r.width - 6 * NUMBER;
    if (p->failed)
        canvas_glyph(c, r, 0, 0, role, GLYPH_CROSS);
    if (r.width >= WIDE) {
        numbers_draw(c, r, room, role,
                     (const char *const[6]){texts[0].text, texts[1].text, texts[2].text,
                                            texts[3].text, texts[4].text, texts[5].text});
        pair_name(m, c, r, 2, room - 3, pair / n, pair % n);
        return;
    }
    at = 2 + canvas_fmt(c, r, 0, 2, role, "%s of %s", texts[1].text, texts[0].text);
    at = at < 14 ? 14 : at + 1;
    at += canvas_fmt(c, r, 0, at, role, "%7s ", texts[5].text);
    pair_name(m, c, r, at + 1, r.width - at - 1, pair / n, pair % n);
}

static void row_draw(struct tui *t, struct tui_view *v, struct canvas *c, struct rect r, uint32_t i)
{
    const struct exemplars_view *x = self_of(v);
    const struct heatmap *m = heatmap_of(t);
    uint32_t title = first_hotspot(x) - 1;
    if (i < PAIR_ROWS)
        pair_draw(m, x, c, r, i);
    else if (i > title)
        hotspot_draw(m, c, r, i - title - 1);
    else if (i == title)
        hotspot_title(m, c, r);
    else if (i < PAIR_ROWS + x->n)
        exemplar_draw(t, c, r, &x->list[i - PAIR_ROWS]);
    else if (i < title - 1)
        canvas_text(c, r, 0, 0, ROLE_DIM,
                    x->pair ? SV("no call has this step") : SV("choose a pair in the heatmap"));
}

/* ---- what one can do ---- */

static void do_open(struct tui *t, struct tui_view *v, struct sv arg)
{
    (void)arg;
    const struct exemplars_view *x = self_of(v);
    const struct transitions *all = &heatmap_of(t)->heat.t;
    uint32_t row = v->list.cursor, hotspots = first_hotspot(x);
    if (row >= PAIR_ROWS && row < PAIR_ROWS + x->n) {
        tui_select_span(t, x->list[row - PAIR_ROWS].to);
        tui_show(t, VIEW_waterfall);
    } else if (row >= hotspots && row < v->list.n) {
        uint32_t pair = all->hotspots[row - hotspots], n = (uint32_t)all->states.n;
        heatmap_go(t, pair / n, pair % n);
        tui_focus_companion(t, false);
    } else {
        tui_say(t, "Enter on a call shows it in the waterfall, on a hotspot goes to its cell");
    }
}

static void status(struct tui *t, struct tui_view *v, struct buf *b)
{
    const struct exemplars_view *x = self_of(v);
    uint32_t hotspots = first_hotspot(x);
    if (v->list.cursor >= hotspots)
        buf_fmt(b, "hotspot %u of %u; Enter goes to its cell", v->list.cursor - hotspots + 1,
                heatmap_of(t)->heat.t.n_hotspots);
    else if (v->list.cursor >= PAIR_ROWS && v->list.cursor < PAIR_ROWS + x->n)
        buf_fmt(b, "call %u of %u; Enter shows it in the waterfall",
                v->list.cursor - PAIR_ROWS + 1, x->n);
}

static const struct handler handlers[] = {
    {ACTION_OPEN, do_open},
};

const struct view_ops view_exemplars = {
    .name = "exemplars",
    .title = "step",
    .about = "What the chosen step is in numbers, calls to look at, and which steps fail most.",
    .size = sizeof(struct exemplars_view),
    .handlers = handlers,
    .n_handlers = ARRAY_LEN(handlers),
    .refresh = refresh,
    .row = row_draw,
    .status = status,
};
