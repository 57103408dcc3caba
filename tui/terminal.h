#ifndef SPANVET_TUI_TERMINAL_H
#define SPANVET_TUI_TERMINAL_H
/*
 * struct terminal: what the browser is shown on and controlled from: a real one (tui/screen.h), or
 * a script that presses keys (tui/script.h).
 */
#include "tui/canvas.h"
#include "tui/key.h"

struct terminal {
    /* Its size in cells. */
    void (*size)(struct terminal *t, int *width, int *height);
    void (*show)(struct terminal *t, const struct canvas *c);
    /* The next key; KEY_NONE after `timeout` ms without one (-1: waits for ever). With KEY_MOUSE_AT
     * `*m` is filled. */
    key_code (*key)(struct terminal *t, int timeout, struct mouse *m);
    /* What is on it is not known any more. */
    void (*redraw)(struct terminal *t);
    /* Goes to the background; returns when it is back. */
    void (*suspend)(struct terminal *t);
    void (*mouse)(struct terminal *t, bool on);
    /* Gives a text to the clipboard; false when it cannot. */
    bool (*copy)(struct terminal *t, struct sv text);
};

#endif
