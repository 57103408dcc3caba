#include "tui/mark_actions.h"

#include "core/shown.h"
#include "tui/tui.h"

enum { ID_DIGITS = 8 }; /* as in the list */

void mark_handler(struct tui *t, struct tui_view *v, struct sv arg)
{
    (void)v, (void)arg;
    if (t->trace == NO_ROW) {
        tui_complain(t, "no trace is selected; choose one in view 1");
        return;
    }
    if (t->marked == t->trace) {
        t->marked = NO_ROW;
        tui_say(t, "no trace is marked any more");
        return;
    }
    struct buf id = {0};
    t->marked = t->trace;
    shown_add_trace(&id, t->data->s, t->marked);
    tui_say(t, "marked trace %.*s; go to another one and press d to compare",
            id.n < ID_DIGITS ? (int)id.n : ID_DIGITS, id.p);
    buf_release(&id);
}

void diff_handler(struct tui *t, struct tui_view *v, struct sv arg)
{
    (void)v, (void)arg;
    if (t->marked == NO_ROW && !t->data->before)
        tui_complain(t, "no trace is marked; m marks the one in hand, then d in another one "
                        "compares");
    else if (t->marked == t->trace && !t->data->before)
        tui_complain(t, "this is the marked trace itself; go to another one and press d");
    else
        tui_show(t, VIEW_compare);
}
