#include "tui/tui.h"

enum { ROWS_AT_ONCE = 256 };

static void block_print(struct tui *t, struct tui_view *v, int width, struct buf *b)
{
    struct canvas c = {.ascii = t->ascii};
    int heading = v->ops->heading_rows ? v->ops->heading_rows(t, v, width) : 0;
    if (heading > 0) {
        canvas_resize(&c, width, heading);
        v->ops->heading(t, v, &c, canvas_all(&c));
        canvas_save(b, &c, CANVAS_TEXT);
    }
    for (uint32_t from = 0; from < v->list.n; from += ROWS_AT_ONCE) {
        uint32_t n = v->list.n - from < ROWS_AT_ONCE ? v->list.n - from : ROWS_AT_ONCE;
        canvas_resize(&c, width, (int)n);
        for (uint32_t i = 0; i < n; i++)
            v->ops->row(t, v, &c, rect_rows(rect_below(canvas_all(&c), (int)i), 1), from + i);
        canvas_save(b, &c, CANVAS_TEXT);
    }
    canvas_release(&c);
}

void tui_print(struct tui *t, enum view_id id, int width, struct buf *b)
{
    struct tui_view *v = &t->views[id];
    t->printing = true;
    v->ops->refresh(t, v);
    if (!v->ops->print_block) {
        block_print(t, v, width, b);
        return;
    }
    for (uint32_t block = 0; v->ops->print_block(t, v, block); block++) {
        buf_addz(b, block ? "\n" : "");
        block_print(t, v, width, b);
    }
}
