#include "tui/order.h"

#include "core/nearest.h"

static void order_unknown(struct tui *t, const struct tui_view *v, const struct nearest *near)
{
    struct buf all = {0};
    struct sv word;
    if (near->best.n) {
        tui_unknown(t, "order", near);
        return;
    }
    for (uint32_t i = 0; (word = v->ops->order(i)).n; i++)
        buf_fmt(&all, "%s%.*s", i ? ", " : "", SV_ARG(word));
    tui_complain(t, "there is no order %.*s; there are %.*s", SV_ARG(near->word),
                 SV_ARG(buf_sv(&all)));
    buf_release(&all);
}

bool order_ask(struct tui *t, const struct tui_view *v, struct sv arg, unsigned now, unsigned *by)
{
    struct nearest near = {.word = arg};
    struct sv word;
    bool found = false;
    unsigned n = 0;
    for (; (word = v->ops->order(n)).n; n++) {
        nearest_try(&near, word);
        if (sv_eq_nocase(word, arg)) {
            *by = n;
            found = true;
        }
    }
    if (!arg.n)
        *by = (now + 1) % n;
    else if (!found)
        order_unknown(t, v, &near);
    return found || !arg.n;
}
