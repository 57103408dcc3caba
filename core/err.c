#include "core/err.h"

#include <stdarg.h>

bool err_set(struct err *e, const char *fmt, ...)
{
    if (e->set)
        return false;
    va_list ap;
    va_start(ap, fmt);
    vsnprintf(e->text, sizeof(e->text), fmt, ap);
    va_end(ap);
    e->set = true;
    return false;
}
