#include "metrics/unit_text.h"

#include "core/fmt.h"
#include "core/shown.h"

enum { UNIT_COLUMNS = 32 };

static bool is_said(struct sv unit)
{
    static const struct sv bare[] = {SV_INIT("ratio"), SV_INIT("score"), SV_INIT("count")};
    for (size_t i = 0; i < ARRAY_LEN(bare); i++)
        if (sv_eq(unit, bare[i]))
            return false;
    return unit.n > 0;
}

void unit_text_add(struct buf *b, double value, struct sv unit)
{
    buf_addz(b, fmt_number(value).text);
    if (!is_said(unit))
        return;
    buf_addc(b, ' ');
    shown_add_sentence(b, sv_eq(unit, SV("percent")) ? SV("%") : unit, UNIT_COLUMNS);
}
