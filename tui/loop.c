#include "tui/loop.h"

#include "tui/terminal.h"

/* How often loading and work are asked for news (ms), and keys that one frame may answer together
 * when they come faster than they can be seen. */
enum { POLL_MS = 40, KEYS_A_FRAME = 8 };

static void frame_show(struct tui *t, struct terminal *terminal)
{
    int width, height;
    terminal->size(terminal, &width, &height);
    if (width != t->canvas.width || height != t->canvas.height)
        canvas_resize(&t->canvas, width, height);
    tui_draw(t);
    terminal->show(terminal, &t->canvas);
}

/* False when the terminal is gone. */
static bool key_handle(struct tui *t, key_code key, struct mouse m)
{
    if (key == KEY_GONE)
        return false;
    if (key == KEY_MOUSE_AT)
        tui_click(t, m);
    else if (key < KEY_NONE || key > KEY_MOUSE_AT)
        tui_key(t, key);
    return true;
}

bool loop_run(struct tui *t, struct terminal *terminal)
{
    bool draw = true;
    t->terminal = terminal;
    while (!t->quit) {
        if (draw)
            frame_show(t, terminal);
        struct mouse m = {0};
        key_code key = terminal->key(terminal, tui_idle(t) ? -1 : POLL_MS, &m);
        draw = key != KEY_NONE;
        for (int i = 0; key != KEY_NONE && i < KEYS_A_FRAME && !t->quit; i++) {
            if (!key_handle(t, key, m))
                return false;
            key = terminal->key(terminal, 0, &m);
            /* one that came and was not handled is for the next frame */
            if (i + 1 == KEYS_A_FRAME && key != KEY_NONE && !key_handle(t, key, m))
                return false;
        }
        draw |= tui_poll(t);
    }
    return true;
}
