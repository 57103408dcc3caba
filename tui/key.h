#ifndef SPANVET_TUI_KEY_H
#define SPANVET_TUI_KEY_H
/* Keys as numbers: a code point, or one of these. */
#include "core/buf.h"

typedef uint32_t key_code;

enum special_key {
    KEY_NONE = 0x110000, /* no key came */
    KEY_GONE,            /* there is no terminal any more */
    KEY_SIZE,            /* it has another size */
    KEY_MOUSE_AT,        /* see struct mouse */
#define KEY(name, text) KEY_IS_##name,
#include "tui/keys.def"
#undef KEY
    KEYS_END
};

enum { KEY_IS_ENTER = '\r', KEY_IS_ESC = 0x1b, KEY_IS_TAB = '\t' };
/* ^A and so on. */
#define KEY_CTRL(c) ((key_code)((c) & 0x1f))

/* What the mouse did, in cells from the corner of the screen. */
struct mouse {
    int row, column;
    enum { MOUSE_CLICK, MOUSE_DOUBLE, MOUSE_WHEEL_UP, MOUSE_WHEEL_DOWN } what;
};

/* "j", "^D", "PgDn", "Space", "S-Left", "F5": appends the name; reads one (KEY_NONE = no such
 * key). */
void key_add_name(struct buf *b, key_code key);
key_code key_of_name(struct sv name);

#endif
