#ifndef SPANVET_TUI_VIEW_H
#define SPANVET_TUI_VIEW_H
/*
 * struct tui_view: a view is data and a table of functions; the browser (tui/tui.h) owns the
 * cursor, draws rows and calls handlers. A view is a file tui/view_<name>.c and a line in
 * tui/views.def.
 *
 * Everything a view shows is a list of rows, one line each, below a heading that does not scroll.
 * Beside it (or below, on narrow terminals) may stand a companion: another view, about what is
 * under the cursor. `spanvet tui --print NAME` prints heading and rows through the same functions.
 */
#include "tui/action.h"
#include "tui/canvas.h"
#include "tui/list.h"

struct tui;
struct tui_view;
struct finder;

/* What an action does in a view. `arg` is what was written behind its name on the command line, and
 * empty when it came from a key. */
typedef void handler_fn(struct tui *t, struct tui_view *v, struct sv arg);
struct handler {
    enum action action;
    handler_fn *run;
};

/* What an action does in a view where the general sentence does not say it. */
struct action_help {
    enum action action;
    const char *help;
};

enum view_id {
#define VIEW(name, key, companion) VIEW_##name,
#include "tui/views.def"
#undef VIEW
    VIEWS,
    VIEW_NONE = VIEWS
};

/* What one acts on in a view: what copying takes, and what a metric is drafted of. */
enum view_subject {
    SUBJECT_SELECTED, /* the selected span, or else the trace; it shows neither */
    SUBJECT_SPAN,
    SUBJECT_ATTRIBUTE, /* the one of the selected span that is under the cursor, or else the span */
    SUBJECT_TRACE,
    SUBJECT_FINDING,
    SUBJECT_DRAFT,
};

struct view_ops {
    const char *name;  /* "waterfall" */
    const char *title; /* what stands in the tab, a word or two */
    const char *about; /* a sentence, for help and manual */
    enum view_subject subject;
    size_t size;       /* of its own state, zeroed */
    const struct handler *handlers;
    size_t n_handlers;
    const struct handler *shared; /* and those that it has in common with others; may be NULL */
    size_t n_shared;
    const struct finder *finder; /* how its rows are searched and filtered; may be NULL */
    const struct action_help *helps; /* may be NULL */
    size_t n_helps;
    /* Brings the state up to date with the data and what is selected, and sets list.n. Called
     * before every use; must cost next to nothing when nothing has changed. */
    void (*refresh)(struct tui *t, struct tui_view *v);
    /* Rows of the heading at this width, and drawing them. May be NULL: none. */
    int (*heading_rows)(struct tui *t, struct tui_view *v, int width);
    void (*heading)(struct tui *t, struct tui_view *v, struct canvas *c, struct rect r);
    /* Draws row `i` into the one line of `r`. */
    void (*row)(struct tui *t, struct tui_view *v, struct canvas *c, struct rect r, uint32_t i);
    /* The cursor was moved to another row. May be NULL. */
    void (*moved)(struct tui *t, struct tui_view *v);
    /* Appends what the status line says of this view, "span 3 of 396". May be NULL. */
    void (*status)(struct tui *t, struct tui_view *v, struct buf *b);
    /* Appends the commands (tui_wish) that bring the view, begun anew after a reload, to what was
     * chosen in it: "sort", "spans". May be NULL. */
    void (*wishes)(struct tui *t, struct tui_view *v, struct buf *b);
    void (*release)(struct tui_view *v); /* of what the state holds; may be NULL */
    /* The word for `:sort` of order `i`, empty behind the last one. NULL: there is one order. */
    struct sv (*order)(uint32_t i);
    bool draws_cursor; /* the rows show themselves what is selected */
    /* Where heading and rows may be too wide to print at once: makes them those of block `block`,
     * from 0 on; false behind the last one. May be NULL. */
    bool (*print_block)(struct tui *t, struct tui_view *v, uint32_t block);
};

struct tui_view {
    const struct view_ops *ops;
    struct list list;
    void *self;
    uint8_t id, companion; /* enum view_id */
};

#define VIEW(name, key, companion) extern const struct view_ops view_##name;
#include "tui/views.def"
#undef VIEW

struct view_row {
    const struct view_ops *ops;
    uint8_t companion; /* enum view_id or VIEW_NONE */
    char key;          /* '1' ...; 0 = it is a companion, or opened by an action */
};
extern const struct view_row view_rows[VIEWS];

#endif
