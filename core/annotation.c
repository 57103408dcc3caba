#include "core/annotation.h"

#include <inttypes.h>

#include "core/fmt.h"

static const char *const levels[SEVERITIES] = {
    [SEVERITY_INFO] = "notice", [SEVERITY_WARNING] = "warning", [SEVERITY_ERROR] = "error"};

/* `more` are the characters that end a value here: ":," in a property, none in the message. */
static void escape(struct buf *b, struct sv s, const char *more)
{
    for (size_t i = 0; i < s.n; i++)
        if (s.p[i] == '%' || (unsigned char)s.p[i] < ' ' || (s.p[i] && strchr(more, s.p[i])))
            buf_fmt(b, "%%%02X", (unsigned char)s.p[i]);
        else
            buf_addc(b, s.p[i]);
}

static void property_add(struct buf *b, const char *name, struct sv value)
{
    struct buf safe = {0};
    fmt_foreign(&safe, value, 0);
    buf_addz(b, name);
    escape(b, buf_sv(&safe), ":,");
    buf_release(&safe);
}

void annotation_add(struct buf *b, const struct annotation *a)
{
    buf_fmt(b, "::%s ", levels[a->severity]);
    if (a->file.n) {
        property_add(b, "file=", a->file);
        buf_fmt(b, ",line=%" PRIu64 ",", a->line ? a->line : 1);
    }
    property_add(b, "title=", a->title);
    buf_addz(b, "::");
    escape(b, a->text, "");
    buf_addc(b, '\n');
}
