#include "rules/say.h"

#include "core/fmt.h"
#include "core/utf8.h"

enum { NAME_MAX_BYTES = 64 };

struct said say_count(uint64_t n, const char *one)
{
    struct said s;
    snprintf(s.text, sizeof(s.text), "%s %.40s%s", fmt_count(n).text, one, n == 1 ? "" : "s");
    return s;
}

struct said say_spans(uint64_t n)
{
    return say_count(n, "span");
}

struct said say_name(struct sv name)
{
    struct said s = {"`"};
    struct sv rest = utf8_prefix(name, NAME_MAX_BYTES);
    bool cut = rest.n < name.n;
    size_t n = 1;
    while (rest.n) {
        size_t len = utf8_len(rest);
        bool plain = len > 0 && (unsigned char)*rest.p >= ' ' && *rest.p != 0x7f;
        memcpy(s.text + n, plain ? rest.p : "?", plain ? len : 1);
        n += plain ? len : 1;
        rest = sv_from(rest, len ? len : 1);
    }
    snprintf(s.text + n, sizeof(s.text) - n, "%s`", cut ? "..." : "");
    return s;
}
