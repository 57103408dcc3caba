#include "lint/severity_ink.h"

enum ink severity_ink(enum severity severity)
{
    static const enum ink inks[SEVERITIES] = {
        [SEVERITY_INFO] = INK_CYAN, [SEVERITY_WARNING] = INK_YELLOW, [SEVERITY_ERROR] = INK_RED};
    return inks[severity];
}

void severity_ink_add(struct page *p, enum severity severity, size_t width)
{
    struct sv name = sv_from_c(severity_name(severity));
    page_add(p, severity_ink(severity), name);
    page_pad(p, name.n, width);
}
