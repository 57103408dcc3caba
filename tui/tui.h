#ifndef SPANVET_TUI_TUI_H
#define SPANVET_TUI_TUI_H
/*
 * struct tui: the browser: what is selected, which views are open, and what every view may ask for.
 * One thread; work that takes longer than a frame runs on another one (tui/work.h).
 */
#include "tui/finder.h"
#include "tui/host.h"
#include "tui/lens.h"
#include "tui/prompt.h"
#include "tui/view.h"
#include "tui/work.h"

struct terminal;
struct popup;
struct nearest;

enum { TUI_HISTORY = 16 };

/* A trace and a span of it in a way that the same traces, read again, understand. */
struct tui_bookmark {
    bool has_trace, has_span;
    struct trace trace;
    uint64_t span_id;
};

struct tui {
    const struct tui_host *host;
    const struct tui_data *data;     /* never NULL; its members may be */
    struct tui_progress progress;
    uint32_t generation;             /* of the data: numbers of traces, rows and positions hold
                                        within one */
    uint32_t stage;                  /* counts up whenever members of `data` come */

    /* ---- what is selected, the same in all views ---- */
    uint32_t trace;                  /* row of store.traces, NO_ROW = none */
    uint32_t span;                   /* position in index.order, NO_ROW = none */
    uint32_t finding;                /* of lint->findings.list, NO_ROW = none */
    struct sv attribute;             /* the key under the cursor of the detail; empty = none */
    uint32_t marked;                 /* the trace to compare with, NO_ROW = none */
    struct lens lens;               /* the trace in hand as spans to show: see tui/lens.h */
    struct tui_bookmark kept, kept_mark; /* what was selected, and marked, when the data were read
                                            anew */
    struct buf wishes[VIEWS];        /* what was chosen in views then; see view_ops.wishes */
    bool wishes_wait;                /* both are not given back yet: no traces came since */
    bool reveal;                     /* what looks like a secret is shown */

    /* ---- metrics: the plan and what was made of it (tui/drafts.h) ---- */
    struct drafts *drafts;

    /* ---- views ---- */
    struct tui_view views[VIEWS];
    uint8_t view;                    /* the main one */
    uint8_t back[TUI_HISTORY];       /* those that `q` goes back to */
    uint8_t n_back;
    bool in_companion;               /* the keys are for the companion */
    bool full_companion;             /* the companion has the whole screen */

    struct terminal *terminal;
    struct canvas canvas;
    struct popup *popup;             /* a prompt, a menu, a question; NULL = none */
    struct buf target;               /* the file that a question is about */
    struct finder_asking asking;     /* the search or filter that a prompt is for */
    struct prompt_history searches, commands;
    struct buf message;              /* of the status line, until the next key */
    bool message_is_error;
    struct work *works;              /* what runs */
    struct work *dropped;            /* what is to end, and nobody waits for */
    struct arena frame;              /* emptied before each frame */
    struct rect rows_at[2];          /* where the rows of main view and companion were drawn */
    struct rect tab_at[VIEWS];       /* and the names of views */
    bool always_threads;             /* for tests: work gets a thread however small it is */
    bool quit, ascii, color, mouse;
    bool printing; /* by tui_print: keys are not named */
    uint64_t frames;
};

/* ---- what views may do ---- */

/* Shows a view; `q` comes back. */
void tui_show(struct tui *t, enum view_id id);
/* Puts the keys into the companion of the main view, or back. */
void tui_focus_companion(struct tui *t, bool on);
/* Selects a trace (and nothing in it), a span of any trace by its position, a finding. */
void tui_select_trace(struct tui *t, uint32_t trace);
void tui_select_span(struct tui *t, uint32_t position);
void tui_select_finding(struct tui *t, uint32_t finding);

/* A sentence for the status line. */
void tui_say(struct tui *t, const char *fmt, ...) PRINTF_LIKE(2, 3);
void tui_complain(struct tui *t, const char *fmt, ...) PRINTF_LIKE(2, 3);
/* "there is no column spams; did you mean spans?", after all that there are were tried. */
void tui_unknown(struct tui *t, const char *what, const struct nearest *near);

/* Asks for a line of text; `answer` gets it when Enter ends it, and never when Esc does. `typed`,
 * which may be NULL, gets each state while it is written, and `initial` again after Esc. */
typedef void tui_text_fn(struct tui *t, struct sv text);
void tui_ask(struct tui *t, const char *label, struct sv initial, tui_text_fn *answer,
             tui_text_fn *typed);
/* Shows a text (wrapped, scrolled with the keys of lists) and asks; `yes` is called for y alone. */
typedef void tui_fn(struct tui *t);
void tui_confirm(struct tui *t, const char *title, struct sv text, const char *question,
                 tui_fn *yes);
/* Shows a text until a key. */
void tui_tell(struct tui *t, const char *title, struct sv text);
/* A menu of lines; `choose` gets the number of the one that was chosen with Enter or its key (a
 * letter, 0 = none). `items` are copied. */
struct menu_item {
    char key;
    struct sv text, note; /* note stands dim behind it */
};
typedef void tui_choose_fn(struct tui *t, uint32_t item);
void tui_menu(struct tui *t, const char *title, const struct menu_item *items, uint32_t n,
              uint32_t initial, tui_choose_fn *choose);
/* Hands a text over to the terminal's clipboard (OSC 52), or to a file when that cannot be; says
 * which. `what` is "the id", for the sentence. */
void tui_copy(struct tui *t, const char *what, struct sv text);

/* ---- for views ---- */

/* How many spans there are; 0 until they are known. */
static inline uint32_t tui_spans(const struct tui *t)
{
    return t->data->ix ? t->data->ix->n_spans : 0;
}

/* ---- for tui/loop.c, scripts and tests ---- */

struct tui_wish {
    const struct tui_host *host;
    uint8_t view;    /* to begin with; VIEW_NONE = traces, or the waterfall for a single one */
    bool ascii, color;
};

void tui_init(struct tui *t, const struct tui_wish *wish);
void tui_release(struct tui *t);
/* Asks the host for news; true when there are some. */
bool tui_poll(struct tui *t);
/* Is nothing loading and no work running? */
bool tui_idle(const struct tui *t);
void tui_key(struct tui *t, key_code key);
void tui_click(struct tui *t, struct mouse m);
/* A line of the command line. */
void tui_command(struct tui *t, struct sv line);
/* Appends a command for view_ops.wishes. The argument may hold any bytes: names of spans are in
 * filters and searches. */
void tui_wish(struct buf *b, struct sv command, struct sv argument);
/* Is there room for a companion beside the main view or below it? */
bool tui_has_room(const struct tui *t);
/* Draws the screen on t->canvas, which has the size of the terminal. */
void tui_draw(struct tui *t);
/* Appends heading and rows of a view as text, `width` columns wide. Works in steps of some rows. */
void tui_print(struct tui *t, enum view_id id, int width, struct buf *b);

#endif
