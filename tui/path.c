#include "tui/path.h"

struct sv path_expand(struct sv text, struct buf *b)
{
    struct sv home = sv_from_c(getenv("HOME"));
    if (!home.n || !(sv_eq(text, SV("~")) || sv_starts(text, SV("~/"))))
        return text;
    buf_clear(b);
    buf_add(b, home);
    buf_add(b, sv_from(text, 1));
    return buf_sv(b);
}
