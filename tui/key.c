#include "tui/key.h"

#include "core/utf8.h"

static const struct key_text {
    key_code key;
    const char *text;
} texts[] = {
#define KEY(name, text) {KEY_IS_##name, text},
#include "tui/keys.def"
#undef KEY
    {KEY_IS_ENTER, "Enter"}, {KEY_IS_ESC, "Esc"}, {KEY_IS_TAB, "Tab"}, {' ', "Space"},
};

void key_add_name(struct buf *b, key_code key)
{
    char bytes[4];
    for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
        if (texts[i].key == key) {
            buf_addz(b, texts[i].text);
            return;
        }
    }
    if (key < ' ')
        buf_fmt(b, "^%c", (int)key + '@');
    else if (key < KEY_NONE)
        buf_add(b, sv_of(bytes, utf8_put(bytes, key)));
}

key_code key_of_name(struct sv name)
{
    for (size_t i = 0; i < ARRAY_LEN(texts); i++)
        if (sv_eq_nocase(name, sv_from_c(texts[i].text)))
            return texts[i].key;
    if (name.n == 2 && name.p[0] == '^' && name.p[1] >= '@' && name.p[1] <= '_')
        return KEY_CTRL(name.p[1]);
    size_t len = utf8_len(name);
    return len && len == name.n ? utf8_code(name.p, len) : KEY_NONE;
}
