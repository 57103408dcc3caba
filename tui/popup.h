#ifndef SPANVET_TUI_POPUP_H
#define SPANVET_TUI_POPUP_H
/*
 * struct popup: what stands before the views and takes the keys first: a line to write, a menu, a
 * text with or without a question. One at a time; tui_ask and its like (tui/tui.h) make them.
 */
#include "tui/prompt.h"
#include "tui/text.h"
#include "tui/tui.h"

enum popup_kind { POPUP_PROMPT, POPUP_MENU, POPUP_CONFIRM, POPUP_TELL };

struct popup {
    enum popup_kind kind;
    struct buf title, question;
    struct prompt prompt;
    struct buf initial;       /* of the prompt: for `typed` after Esc */
    tui_text_fn *answer, *typed;
    /* Completes what stands before the cursor: appends candidates for it as lines. */
    void (*complete)(struct tui *t, struct sv text, struct buf *candidates);
    tui_fn *yes;
    tui_choose_fn *choose;
    bool space_chooses;       /* Space does what Enter does */
    struct buf candidates;    /* lines that Tab goes through, until another key; empty = none */
    size_t at_candidate;      /* bytes before the one that the next Tab takes */
    VEC(struct menu_item) items;
    struct text text;
    struct buf content;       /* of the text, before it is wrapped */
    int wrapped;              /* the width it is wrapped to */
    struct list list;
    struct arena arena;
};

void popup_key(struct tui *t, key_code key);
/* Draws it over what is there; `bottom` is the line of prompts. */
void popup_draw(struct tui *t, struct canvas *c, struct rect all, struct rect bottom);
/* Takes it away, without an answer. */
void popup_close(struct tui *t);

/* In the menu that was opened last, Space switches what is under the cursor. */
void popup_switches(struct tui *t);
/* The keys that mean something in it, as pairs of key and word; how many keys and words. */
enum { POPUP_HINTS = 8 };
size_t popup_hints(const struct popup *p, const char *hints[POPUP_HINTS]);

/* A prompt that completes with Tab: first what all candidates have in common, then one after the
 * other. */
void popup_complete(struct tui *t, void (*complete)(struct tui *t, struct sv text,
                                                    struct buf *candidates));

#endif
