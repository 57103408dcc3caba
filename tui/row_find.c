#include "tui/row_find.h"

void row_find(struct tui *t, struct tui_view *v, row_has_fn *has, struct sv text, int step)
{
    uint32_t n = v->list.n, first = step == 0 ? 0 : 1;
    if (text.n == 0) {
        if (step)
            tui_say(t, "nothing is searched for; / searches");
        return;
    }
    for (uint32_t k = first; k < n + first; k++) {
        uint64_t forward = step < 0 ? n - k % n : k;
        uint32_t i = (uint32_t)((v->list.cursor + forward) % n);
        if (has(t, v, i, text)) {
            list_go(&v->list, i);
            return;
        }
    }
    tui_say(t, "no row has %.*s", SV_ARG(text));
}
