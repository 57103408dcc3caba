#include "tui/order.h"

unsigned order_wanted(struct sv name, const struct sv *names, unsigned n, unsigned now)
{
    unsigned i = 0;
    if (!name.n)
        return (now + 1) % n;
    while (i < n && !sv_eq(name, names[i]))
        i++;
    return i;
}
