#include "tui/invariants.h"

#include <wchar.h>

#include "core/utf8.h"
#include "tui/dispatch.h"
#include "tui/popup.h"

static void list_check(const struct list *l)
{
    BUG_ON(l->n == 0 && (l->cursor || l->top));
    BUG_ON(l->n && (l->cursor >= l->n || l->top > l->cursor));
}

static void selection_check(const struct tui *t)
{
    const struct tui_data *d = t->data;
    if (!d->ix) {
        BUG_ON(t->trace != NO_ROW || t->span != NO_ROW);
        return;
    }
    BUG_ON(t->trace != NO_ROW && t->trace >= d->ix->n_traces);
    BUG_ON(t->span != NO_ROW && t->span >= d->ix->n_spans);
    BUG_ON(t->span != NO_ROW && d->s->span.trace[d->ix->order[t->span]] != t->trace);
    BUG_ON(t->finding != NO_ROW && (!d->lint || t->finding >= d->lint->findings.list.n));
}

static void time_check(const struct lens *l)
{
    if (l->n == 0)
        return;
    BUG_ON(!(l->from >= 0 && l->from < l->to && l->to <= (double)l->length));
}

/* Most cells are: none of the checks of cell_check can fail for them. */
static bool cell_is_plain(const struct cell *cell)
{
    return cell->code >= ' ' && cell->code < 0x7f && !cell->mark && cell->role < ROLES;
}

static void cell_check(const struct canvas *c, const struct cell *line, int i)
{
    const struct cell *cell = &line[i];
    if (cell_is_plain(cell))
        return;
    bool is_wide = cell->code > 0x7f && wcwidth((wchar_t)cell->code) == 2;
    BUG_ON(cell->role >= ROLES);
    BUG_ON(cell->code == 0 && (i == 0 || wcwidth((wchar_t)line[i - 1].code) != 2));
    BUG_ON((cell->code > 0x7f || cell->mark) && c->ascii);
    BUG_ON(cell->code && (cell->code < ' ' || utf8_is_unseen(cell->code)));
    BUG_ON(is_wide && (i + 1 == c->width || line[i + 1].code != 0));
}

static void canvas_check(const struct canvas *c)
{
    for (int row = 0; row < c->height; row++)
        for (int i = 0; i < c->width; i++)
            cell_check(c, &c->cells[(size_t)row * (size_t)c->width], i);
}

/* ---- windows: what is drawn into a part of a larger canvas ---- */

enum { MARGIN = 3 };
static const struct cell untouched = {.code = 0x2592, .mark = 0x301, .role = ROLE_HEAT4};

/* A canvas with room around the window, all of it untouched. */
static struct rect window_open(struct canvas *c, const struct tui *t, int height, int width)
{
    *c = (struct canvas){.ascii = t->ascii};
    canvas_resize(c, width + 2 * MARGIN, height + 2 * MARGIN);
    canvas_fill(c, &untouched);
    return (struct rect){MARGIN, MARGIN, height, width};
}

static void untouched_check(const struct cell *cells, int n)
{
    for (int i = 0; i < n; i++)
        BUG_ON(memcmp(&cells[i], &untouched, sizeof(untouched)) != 0);
}

static void window_close(struct canvas *c, struct rect r)
{
    int right = r.left + r.width;
    for (int row = 0; row < c->height; row++) {
        const struct cell *line = &c->cells[row * c->width];
        bool inside = row >= r.top && row < r.top + r.height;
        untouched_check(line, inside ? r.left : c->width);
        untouched_check(line + right, inside ? c->width - right : 0);
    }
    canvas_release(c);
}

static void view_window_check(struct tui *t, int pane)
{
    struct rect rows = t->rows_at[pane];
    struct tui_view *v = &t->views[pane ? t->views[t->view].companion : t->view];
    struct canvas c;
    if (rows.width <= 0 || rows.height <= 0)
        return;
    int heading = v->ops->heading_rows ? v->ops->heading_rows(t, v, rows.width) : 0;
    struct rect r = window_open(&c, t, rows.height + heading, rows.width);
    view_draw(t, v, &c, r, t->in_companion == (pane == 1));
    window_close(&c, r);
}

static void popup_window_check(struct tui *t)
{
    struct canvas c;
    struct rect r = window_open(&c, t, t->canvas.height - 2, t->canvas.width);
    popup_draw(t, &c, rect_rows(r, r.height - 1), rect_below(r, r.height - 1));
    window_close(&c, r);
}

void invariants_check(struct tui *t)
{
    tui_draw(t);
    for (int i = 0; i < VIEWS; i++)
        list_check(&t->views[i].list);
    BUG_ON(t->view >= VIEWS || t->n_back > TUI_HISTORY);
    selection_check(t);
    time_check(&t->lens);
    canvas_check(&t->canvas);
    for (int pane = 0; pane < 2; pane++)
        view_window_check(t, pane);
    if (t->popup && t->canvas.height > 3 && t->canvas.width > 0)
        popup_window_check(t);
}
