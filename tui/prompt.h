#ifndef SPANVET_TUI_PROMPT_H
#define SPANVET_TUI_PROMPT_H
/*
 * struct prompt: a line that is being written. It takes raw keys, before any binding: letters are
 * letters. ^A ^E Home End Left Right move, ^U ^K ^W Backspace Delete take away, Up and Down go
 * through what was written before.
 */
#include "core/vec.h"
#include "tui/canvas.h"
#include "tui/key.h"

enum { PROMPT_HISTORY = 50, PROMPT_BYTES = 4096 };

struct prompt_history {
    VEC(char *) lines; /* the newest last; each ends with NUL */
};

struct prompt {
    struct buf text;
    size_t at;                      /* the cursor: a byte of it, never within a character */
    struct prompt_history *history; /* the caller's; NULL = none */
    size_t back;                    /* how far into it; 0 = what is being written */
    struct buf written;             /* while looking back */
};

enum prompt_result { PROMPT_GOES_ON, PROMPT_CHANGED, PROMPT_DONE, PROMPT_LEFT };

void prompt_set(struct prompt *p, struct sv text);
enum prompt_result prompt_key(struct prompt *p, key_code key);
/* Draws label and line into the first line of `r`, the cursor as a selected cell. */
void prompt_draw(const struct prompt *p, struct canvas *c, struct rect r, struct sv label);
void prompt_release(struct prompt *p);

/* Remembers a line, once when it is the last one again. */
void prompt_history_add(struct prompt_history *h, struct sv line);
void prompt_history_release(struct prompt_history *h);

#endif
