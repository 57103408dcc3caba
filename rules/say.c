#include "rules/say.h"

#include "core/shown.h"
#include "core/utf8.h"

enum { NAME_MAX_BYTES = 64 };

struct said say_name(struct sv name)
{
    struct said s = {"`"};
    struct sv shown = sv_of(name.p, shown_length(name));
    struct sv rest = utf8_prefix(shown, NAME_MAX_BYTES);
    const char *end = rest.n < shown.n ? "..." : shown.n < name.n ? "***" : "";
    size_t n = 1;
    while (rest.n) {
        size_t len = utf8_len(rest);
        bool plain = len > 0 && (unsigned char)*rest.p >= ' ' && *rest.p != 0x7f;
        memcpy(s.text + n, plain ? rest.p : "?", plain ? len : 1);
        n += plain ? len : 1;
        rest = sv_from(rest, len ? len : 1);
    }
    snprintf(s.text + n, sizeof(s.text) - n, "%s`", end);
    return s;
}
