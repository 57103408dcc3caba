/* The heatmap: a row for each state where one comes from, a column for each where one goes to. */
#include "core/fmt.h"
#include "tui/heatmap.h"
#include "tui/order.h"
#include "tui/pills.h"
#include "tui/row_find.h"
#include "tui/type.h"

enum {
    CELL = 11,           /* a blank, the shade, the count, the rate */
    COUNT = 4, RATE = 5,
    LABEL_MIN = 12, LABEL_MAX = 40,
    STAGGERED_WIDTH = 72, /* from here on, names of columns stand on two lines in turn */
    LEGEND_WIDTH = 120,
};

static struct heatmap *self_of(struct tui_view *v)
{
    return v->self;
}

struct heatmap *heatmap_of(struct tui *t)
{
    return t->views[VIEW_transitions].self;
}

/* ---- numbers ---- */

/* "12%"; nothing for 0, and only all is 100%. */
static struct fmt fmt_percent(double share)
{
    struct fmt f = {{0}};
    int percent = share >= 1 ? 100 : share > 0.99 ? 99 : (int)(share * 100 + 0.5);
    if (share > 0)
        snprintf(f.text, sizeof(f.text), percent ? "%d%%" : "<1%%", percent);
    return f;
}

/* ---- where things stand ---- */

static int label_width(const struct heat *h, int width, bool ascii)
{
    int widest = LABEL_MIN, most = width / 3 < LABEL_MAX ? width / 3 : LABEL_MAX;
    for (size_t i = 0; i < h->shown.n; i++) {
        int n = canvas_columns(h->texts[h->shown.v[i]], ascii) + 4;
        widest = n > widest ? n : widest;
    }
    return widest < most ? widest : most;
}

/* Brings the column under the cursor among those that are drawn. */
static int columns_place(struct heatmap *m, int width, bool ascii)
{
    int label = label_width(&m->heat, width, ascii);
    int n = (width - label) / CELL;
    uint32_t all = (uint32_t)m->heat.shown.n + 1;
    m->columns = n > 1 ? (uint32_t)n : 1;
    if (m->columns > all)
        m->columns = all;
    if (m->column < m->first_column)
        m->first_column = m->column;
    if (m->column >= m->first_column + m->columns)
        m->first_column = m->column - m->columns + 1;
    if (m->first_column + m->columns > all && m->in_blocks)
        m->columns = all - m->first_column;
    else if (m->first_column + m->columns > all)
        m->first_column = all - m->columns;
    return label;
}

/* ---- heading ---- */

static const char *const heats[HEAT_BYS] = {
    [HEAT_BY_RATE] = "failure rate",
    [HEAT_BY_COUNT] = "count",
    [HEAT_BY_NAME] = "failure rate, states by name",
};

/* From level 1 on. */
static enum glyph level_glyph(int level)
{
    return (enum glyph)(GLYPH_SHADE1 + level - 1);
}

static void legend_draw(const struct heatmap *m, struct canvas *c, struct rect r)
{
    static const char *const rates[] = {"<=10%", "<=25%", "<=50%", "more"};
    int column = r.width - 44;
    bool by_count = m->by == HEAT_BY_COUNT;
    column += canvas_text(c, r, 0, column, ROLE_DIM, by_count ? SV("few ") : SV("calls failed "));
    for (int level = 1; level < HEAT_LEVELS; level++) {
        enum role role = (enum role)(ROLE_HEAT1 + level - 1);
        column += canvas_glyph(c, r, 0, column, role, level_glyph(level));
        column += by_count ? 1 : canvas_fmt(c, r, 0, column, ROLE_DIM, "%s ", rates[level - 1]);
    }
    if (by_count)
        canvas_text(c, r, 0, column, ROLE_DIM, SV("many"));
}

static bool hides_types(const struct tui *t)
{
    return lens_types(&t->lens) != LENS_ALL_TYPES;
}

static void about_draw(const struct tui *t, const struct heatmap *m, struct canvas *c,
                       struct rect r)
{
    const struct transitions *x = &m->heat.t;
    struct buf b = {0};
    buf_fmt(&b, "%s (%s ended failed), %s; heat: %s; %s", fmt_amount(x->calls, "call").text,
            fmt_count(x->failed_calls).text, fmt_amount(x->failed, "failed step").text,
            heats[m->by], m->wrappers ? "{ drops wrappers" : "} adds wrappers");
    if (hides_types(t))
        buf_addz(&b, "; not all types");
    if (m->filter.n) {
        buf_addz(&b, "; filter: ");
        buf_add(&b, buf_sv(&m->filter));
    }
    int room = r.width >= LEGEND_WIDTH ? r.width - 46 : r.width;
    canvas_field(c, r, 0, 0, room, ROLE_DIM, buf_sv(&b), false);
    if (room < r.width)
        legend_draw(m, c, r);
    buf_release(&b);
}

static void column_name(const struct heatmap *m, uint32_t place, struct buf *b)
{
    buf_clear(b);
    if (place == m->heat.shown.n) {
        buf_addz(b, "all");
        return;
    }
    buf_fmt(b, "%u ", place + 1);
    buf_add(b, m->heat.texts[m->heat.shown.v[place]]);
}

static enum role state_role(const struct heatmap *m, uint32_t place)
{
    return place == m->heat.shown.n
               ? ROLE_TITLE
               : type_role((enum span_type)m->heat.types[m->heat.shown.v[place]]);
}

/* The names of the columns: on one line, or on two in turn, so that each has twice the room. */
static void columns_draw(const struct heatmap *m, struct canvas *c, struct rect r, int label,
                         int lines)
{
    struct buf b = {0};
    for (uint32_t i = 0; i < m->columns; i++) {
        uint32_t place = m->first_column + i;
        int at = label + (int)i * CELL + 1, line = (int)i % lines;
        int room = CELL * lines - 1;
        room = at + room > r.width ? r.width - at : room;
        column_name(m, place, &b);
        canvas_field(c, r, line, at, room, state_role(m, place), buf_sv(&b), false);
        if (place == m->column)
            canvas_add_look(c, r, line, at, canvas_columns(buf_sv(&b), c->ascii) < room
                                                ? canvas_columns(buf_sv(&b), c->ascii) : room,
                            LOOK_BOLD | LOOK_UNDERLINE);
    }
    buf_release(&b);
    int at = canvas_text(c, r, lines - 1, 0, ROLE_DIM, SV("from "));
    at += canvas_glyph(c, r, lines - 1, at, ROLE_DIM, GLYPH_DOWN);
    if (m->first_column)
        at += canvas_glyph(c, r, lines - 1, at + 1, ROLE_KEY, GLYPH_LEFT) + 1;
    if (m->first_column + m->columns < m->heat.shown.n + 1)
        canvas_glyph(c, r, lines - 1, at + 1, ROLE_KEY, GLYPH_RIGHT);
}

/* On narrow screens the number of a column is all that surely fits: what it is stands here. */
static void column_say(const struct heatmap *m, struct canvas *c, struct rect r)
{
    struct buf b = {0};
    column_name(m, m->column, &b);
    int at = canvas_text(c, r, 0, 0, ROLE_DIM, SV("to "));
    canvas_field(c, r, 0, at, r.width - at, state_role(m, m->column), buf_sv(&b), false);
    buf_release(&b);
}

static int heading_rows(struct tui *t, struct tui_view *v, int width)
{
    (void)t, (void)width;
    return self_of(v)->has && self_of(v)->heat.shown.n ? 3 : 1;
}

static void heading(struct tui *t, struct tui_view *v, struct canvas *c, struct rect r)
{
    struct heatmap *m = self_of(v);
    if (!m->has) {
        canvas_text(c, r, 0, 0, ROLE_DIM, SV("counting what follows what"));
        return;
    }
    if (m->heat.shown.n == 0) {
        const char *why = m->filter.n ? "no state has this text; Esc takes the filter away"
                          : hides_types(t) ? "no span of these types; t chooses types"
                                           : "nothing follows anything here: there is no span that "
                                             "is a step";
        canvas_text(c, r, 0, 0, ROLE_DIM, sv_from_c(why));
        return;
    }
    int label = columns_place(m, r.width, c->ascii);
    about_draw(t, m, c, r);
    if (r.width >= STAGGERED_WIDTH) {
        columns_draw(m, c, rect_below(r, 1), label, 2);
    } else {
        column_say(m, c, rect_below(r, 1));
        columns_draw(m, c, rect_below(r, 2), label, 1);
    }
}

/* ---- rows ---- */

static void numbers_draw(struct canvas *c, struct rect r, int at, enum role role, uint64_t count,
                         const char *behind)
{
    canvas_field(c, r, 0, at + 2, COUNT, role, sv_from_c(fmt_short(count).text), true);
    canvas_field(c, r, 0, at + 2 + COUNT, RATE, role, sv_from_c(behind), true);
}

static void pair_draw(const struct heatmap *m, struct canvas *c, struct rect r, int at,
                      const struct transition *pair)
{
    int level = heat_level(&m->heat, pair);
    enum role role = level ? (enum role)(ROLE_HEAT1 + level - 1) : ROLE_TEXT;
    if (pair->count == 0) {
        canvas_glyph(c, r, 0, at + 1 + COUNT, ROLE_FRAME, GLYPH_DOT);
        return;
    }
    if (level)
        canvas_glyph(c, r, 0, at + 1, role, level_glyph(level));
    numbers_draw(c, r, at, role, pair->count, fmt_percent(transition_rate(pair)).text);
}

static void total_draw(struct canvas *c, struct rect r, int at, const struct heat_total *total)
{
    struct buf b = {0};
    if (total->failed)
        buf_fmt(&b, "!%s", fmt_short(total->failed).text);
    buf_addc(&b, '\0');
    numbers_draw(c, r, at, ROLE_TITLE, total->count, b.p);
    buf_release(&b);
}

static void cell_draw(const struct heatmap *m, struct canvas *c, struct rect r, int at,
                      uint32_t row, uint32_t column)
{
    const struct heat *h = &m->heat;
    uint32_t n = (uint32_t)h->shown.n;
    if (row < n && column < n)
        pair_draw(m, c, r, at, heat_cell(h, row, column));
    else
        total_draw(c, r, at,
                   row < n ? &h->rows[row] : column < n ? &h->columns[column] : &h->all);
}

static void row_draw(struct tui *t, struct tui_view *v, struct canvas *c, struct rect r, uint32_t i)
{
    struct heatmap *m = self_of(v);
    struct buf b = {0};
    bool here = i == v->list.cursor;
    int label = columns_place(m, r.width, c->ascii);
    column_name(m, i, &b);
    canvas_field(c, r, 0, 0, label - 1, state_role(m, i), buf_sv(&b), false);
    buf_release(&b);
    if (here)
        canvas_add_look(c, r, 0, 0, label - 1, LOOK_BOLD | LOOK_UNDERLINE);
    for (uint32_t k = 0; k < m->columns; k++) {
        int at = label + (int)k * CELL;
        cell_draw(m, c, r, at, i, m->first_column + k);
        if (here && m->first_column + k == m->column)
            canvas_add_look(c, r, 0, at + 1, CELL - 1,
                            t->in_companion ? LOOK_UNDERLINE : LOOK_SELECTED);
    }
}

/* What a total is of. */
static void total_say(const struct heatmap *m, uint32_t row, struct buf *b)
{
    const struct heat *h = &m->heat;
    uint32_t n = (uint32_t)h->shown.n;
    if (!m->has || n == 0)
        return;
    const struct heat_total *total = row < n         ? &h->rows[row]
                                     : m->column < n ? &h->columns[m->column]
                                                     : &h->all;
    buf_fmt(b, "%s, %s failed: ", fmt_amount(total->count, "step").text,
            fmt_count(total->failed).text);
    if (total == &h->all)
        buf_addz(b, "all that are shown");
    else
        buf_addz(b, row < n ? "from " : "to ");
    if (total != &h->all)
        buf_add(b, h->texts[h->shown.v[row < n ? row : m->column]]);
}

static void status(struct tui *t, struct tui_view *v, struct buf *b)
{
    struct heatmap *m = self_of(v);
    uint32_t from, to;
    const struct transition *pair = heatmap_pair(t, &from, &to);
    if (!pair) {
        total_say(m, v->list.cursor, b);
        return;
    }
    buf_fmt(b, "%s, %s failed; ", fmt_amount(pair->count, "time").text,
            fmt_count(pair->failed).text);
    buf_fmt(b, "failed in %s of %s: ", fmt_count(pair->failed_calls).text,
            fmt_amount(pair->calls, "call").text);
    buf_add(b, m->heat.texts[from]);
    buf_addz(b, " > ");
    buf_add(b, m->heat.texts[to]);
}

/* ---- what one can do ---- */

static void do_right(struct tui *t, struct tui_view *v, struct sv arg)
{
    (void)t, (void)arg;
    struct heatmap *m = self_of(v);
    m->column += m->has && m->column < m->heat.shown.n;
}

static void do_left(struct tui *t, struct tui_view *v, struct sv arg)
{
    (void)t, (void)arg;
    self_of(v)->column -= self_of(v)->column > 0;
}

static struct sv order(uint32_t i)
{
    return i < HEAT_BYS ? heat_by_names[i] : (struct sv){0};
}

static void do_sort(struct tui *t, struct tui_view *v, struct sv arg)
{
    struct heatmap *m = self_of(v);
    unsigned by;
    if (!order_ask(t, v, arg, m->by, &by))
        return;
    m->by = (uint8_t)by;
    m->sorted = true;
    heatmap_arrange(t);
    tui_say(t, "heat: %s", heats[by]);
}

static void do_reverse(struct tui *t, struct tui_view *v, struct sv arg)
{
    (void)arg;
    self_of(v)->reversed = !self_of(v)->reversed;
    heatmap_arrange(t);
}

/* The types of spans are those of the other views too. */
static void do_pills(struct tui *t, struct tui_view *v, struct sv arg)
{
    lens_refresh(t);
    pills_handler(t, v, arg);
}

static void wrappers_set(struct tui *t, struct tui_view *v, bool on)
{
    self_of(v)->wrappers = on;
    tui_say(t, on ? "with wrappers, markers and probes" : "without wrappers, markers and probes");
    heatmap_refresh(t);
}

static void do_wrappers_on(struct tui *t, struct tui_view *v, struct sv arg)
{
    (void)arg;
    wrappers_set(t, v, true);
}

static void do_wrappers_off(struct tui *t, struct tui_view *v, struct sv arg)
{
    (void)arg;
    wrappers_set(t, v, false);
}

/* To the next pair that failed, in order of failures. */
static void hotspot_step(struct tui *t, struct heatmap *m, int step)
{
    const struct transitions *x = &m->heat.t;
    uint32_t from = 0, to = 0, n = 0, at = 0;
    if (!m->has)
        return;
    bool has = heatmap_pair(t, &from, &to) != NULL;
    while (n < x->n_hotspots && x->pairs[x->hotspots[n]].failed)
        n++;
    if (n == 0) {
        tui_say(t, "no step failed");
        return;
    }
    while (at < n && !(has && x->hotspots[at] == from * x->states.n + to))
        at++;
    at = at == n ? 0 : (uint32_t)(((int64_t)at + step + n) % n);
    heatmap_go(t, x->hotspots[at] / (uint32_t)x->states.n,
               x->hotspots[at] % (uint32_t)x->states.n);
    tui_say(t, "hotspot %u of %u", at + 1, n);
}

static void do_next(struct tui *t, struct tui_view *v, struct sv arg)
{
    (void)arg;
    hotspot_step(t, self_of(v), 1);
}

static void do_previous(struct tui *t, struct tui_view *v, struct sv arg)
{
    (void)arg;
    hotspot_step(t, self_of(v), -1);
}

static bool row_has(const struct tui *t, struct tui_view *v, uint32_t row, struct sv text)
{
    (void)t;
    const struct heat *h = &self_of(v)->heat;
    return row < h->shown.n && sv_find_nocase(h->texts[h->shown.v[row]], text) != SIZE_MAX;
}

/* ---- searching and filtering ---- */

static struct sv search_get(struct tui *t)
{
    return buf_sv(&heatmap_of(t)->search);
}

static bool search_set(struct tui *t, struct sv text, struct err *e)
{
    struct heatmap *m = heatmap_of(t);
    (void)e;
    buf_clear(&m->search);
    buf_add(&m->search, text);
    row_find(t, &t->views[VIEW_transitions], row_has, text, 0);
    return true;
}

static void search_step(struct tui *t, bool back)
{
    row_find(t, &t->views[VIEW_transitions], row_has, search_get(t), back ? -1 : 1);
}

static struct sv filter_get(struct tui *t)
{
    return buf_sv(&heatmap_of(t)->filter);
}

static bool filter_set(struct tui *t, struct sv text, struct err *e)
{
    struct heatmap *m = heatmap_of(t);
    (void)e;
    buf_clear(&m->filter);
    buf_add(&m->filter, text);
    heatmap_arrange(t);
    return true;
}

static const struct finder finder = {
    .search = {.label = "from state with: ", .live = true, .shown = true, .stays = true,
               .get = search_get, .set = search_set},
    .filter = {.label = "states with: ", .live = true, .shown = true, .get = filter_get,
               .set = filter_set},
    .step = search_step,
};

static void wishes(struct tui *t, struct tui_view *v, struct buf *b)
{
    const struct heatmap *m = self_of(v);
    if (m->wrappers)
        tui_wish(b, SV("unfold-all"), (struct sv){0});
    if (m->sorted)
        tui_wish(b, SV("sort"), heat_by_names[m->by]);
    if (m->reversed)
        tui_wish(b, SV("reverse"), (struct sv){0});
    finder_wishes(t, v, b);
}

static void do_escape(struct tui *t, struct tui_view *v, struct sv arg)
{
    (void)arg;
    if (!finder_peel(t, v) && hides_types(t))
        lens_set_types(t, LENS_ALL_TYPES);
}

static const struct action_help helps[] = {
    {ACTION_RIGHT, "next column"},
    {ACTION_LEFT, "previous column"},
    {ACTION_NEXT_ERROR, "next hotspot: the pair with the next fewer failures"},
    {ACTION_PREV_ERROR, "previous hotspot"},
    {ACTION_SEARCH, "search for a state to come from, by its name"},
    {ACTION_FILTER, "show only states whose name has a text; nothing shows all"},
    {ACTION_SORT, "what heats the cells: failure rate, count; then states by name"},
    {ACTION_REVERSE, "turn the order of the states round"},
    {ACTION_UNFOLD_ALL, "count wrappers, markers and probes too"},
    {ACTION_FOLD_ALL, "leave wrappers, markers and probes out"},
};

static const struct handler handlers[] = {
    {ACTION_RIGHT, do_right},
    {ACTION_LEFT, do_left},
    {ACTION_SORT, do_sort},
    {ACTION_REVERSE, do_reverse},
    {ACTION_ESCAPE, do_escape},
    {ACTION_PILLS, do_pills},
    {ACTION_UNFOLD_ALL, do_wrappers_on},
    {ACTION_FOLD_ALL, do_wrappers_off},
    {ACTION_NEXT_ERROR, do_next},
    {ACTION_PREV_ERROR, do_previous},
};

static void refresh(struct tui *t, struct tui_view *v)
{
    (void)v;
    heatmap_refresh(t);
}

static void release(struct tui_view *v)
{
    heatmap_release(v->self);
}

/* Columns that do not fit stand in the next block. */
static bool print_block(struct tui *t, struct tui_view *v, uint32_t block)
{
    (void)t;
    struct heatmap *m = self_of(v);
    uint32_t next = block ? m->first_column + m->columns : 0;
    m->in_blocks = block == 0 || (m->has && m->heat.shown.n && next <= m->heat.shown.n);
    m->first_column = m->column = m->in_blocks ? next : 0;
    return m->in_blocks;
}

const struct view_ops view_transitions = {
    .name = "transitions",
    .title = "transitions",
    .about = "Which state follows which over all calls: how often, and the share of the calls in "
             "which that failed. A call ended failed when its conversation span did. In the "
             "totals, ! counts failed steps.",
    .size = sizeof(struct heatmap),
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
    .draws_cursor = true,
    .print_block = print_block,
};
