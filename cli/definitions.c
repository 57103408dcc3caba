#include "cli/definitions.h"

#include <unistd.h>

#include "core/shown.h"

bool definitions_load(struct bodies *b, const struct words *paths)
{
    struct buf out = buf_to_fd(STDERR_FILENO);
    bool ok = true;
    for (size_t i = 0; i < paths->n; i++)
        ok &= bodies_load(b, paths->v[i]);
    for (size_t i = 0; i < b->troubles.n; i++) {
        buf_addz(&out, "spanvet: ");
        shown_add_sentence(&out, b->troubles.v[i], 0);
        buf_addc(&out, '\n');
    }
    buf_flush(&out);
    buf_release(&out);
    return ok;
}
