#ifndef SPANVET_TUI_FINDER_H
#define SPANVET_TUI_FINDER_H
/*
 * struct finder: how the rows of a view are searched and filtered. A view says what is particular
 * about it, `.finder = &finder`, and has the keys: / asks for what to search for, n and N step
 * through it, \ asks for the filter, Esc takes the search away, then the filter. A handler that the
 * view has for one of these keys comes first.
 */
#include "core/err.h"
#include "tui/view.h"

/* A text that one can ask for. */
struct finder_text {
    const char *label; /* of the prompt; NULL = a view has no such thing */
    bool live;         /* it is put in force while it is written */
    bool shown;        /* the prompt begins with the one that is in force */
    bool again;        /* nothing was written: to the next match of what is searched for already */
    bool stays;        /* Esc does not take it away */
    /* It is about to be asked for; false = not now. May be NULL. */
    bool (*begin)(struct tui *t);
    /* The one that is in force, empty = none. */
    struct sv (*get)(struct tui *t);
    /* Puts it in force; an empty one takes away what was. False with a sentence. */
    bool (*set)(struct tui *t, struct sv text, struct err *e);
    /* Puts in force again what was before it was asked for. NULL = as `set` does. */
    void (*back)(struct tui *t, struct sv text);
    /* It was asked for and is in force: says what is found. May be NULL. */
    void (*done)(struct tui *t);
};

struct finder {
    struct finder_text search, filter;
    void (*step)(struct tui *t, bool back); /* to the next match; NULL = n and N mean nothing */
};

/* What is being asked for; the browser keeps it. */
struct finder_asking {
    const struct finder *finder;
    const struct finder_text *what;
    struct buf before; /* what was in force then */
};

/* What an action of those does, NULL = nothing. */
handler_fn *finder_handler(const struct finder *f, enum action a);
/* Searches the view for a text as if it had been written. */
void finder_search(struct tui *t, struct tui_view *v, struct sv text);
/* Takes the search of the view away, or else its filter; false when there is none. */
bool finder_peel(struct tui *t, struct tui_view *v);
/* For view_ops.wishes: what puts filter and search of the view in force again. */
void finder_wishes(struct tui *t, const struct tui_view *v, struct buf *b);

#endif
