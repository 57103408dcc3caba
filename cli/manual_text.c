#include "cli/manual_text.h"

#include <ctype.h>

#include "core/version.h"

/* The day of the version, as manuals show it. */
#define DAY "2026-11-21"

void man_text(struct buf *b, const char *text)
{
    bool first = true;
    for (; *text; text++) {
        if (first && (*text == '.' || *text == '\''))
            buf_addz(b, "\\&");
        first = *text == '\n';
        if (*text == '\\')
            buf_addz(b, "\\e");
        else if (*text == '-' || *text == '`' || *text == '^' || *text == '~')
            buf_addz(b, *text == '-'   ? "\\-"
                        : *text == '`' ? "\\(ga"
                        : *text == '^' ? "\\(ha"
                                       : "\\(ti");
        else
            buf_addc(b, *text);
    }
}

void man_head(struct buf *b, const char *name, const char *section, const char *about)
{
    buf_fmt(b, ".\\\" Made by `spanvet help --man %s.%s`.\n.TH \"", name, section);
    for (const char *p = name; *p; p++)
        buf_addc(b, (char)toupper((unsigned char)*p));
    buf_fmt(b, "\" %s %s \"spanvet %s\"\n.SH NAME\n", section, DAY, SPANVET_VERSION);
    man_text(b, name);
    buf_addz(b, " \\- ");
    man_text(b, about);
    buf_addc(b, '\n');
}

void man_heading(struct buf *b, const char *request, const char *title)
{
    buf_fmt(b, "%s \"", request);
    man_text(b, title);
    buf_addz(b, "\"\n");
}

void man_break(struct buf *b)
{
    size_t line = b->n ? b->n - 1 : 0;
    while (line > 0 && b->p[line - 1] != '\n')
        line--;
    if (!sv_starts(sv_from(buf_sv(b), line), SV(".S")))
        buf_addz(b, ".PP\n");
}

void man_paragraph(struct buf *b, const char *text)
{
    man_break(b);
    man_text(b, text);
    buf_addc(b, '\n');
}

void man_lines(struct buf *b, const char *lines)
{
    man_break(b);
    buf_addz(b, ".nf\n");
    man_text(b, lines);
    buf_addz(b, ".fi\n");
}

void man_item(struct buf *b, const char *name, const char *argument, const char *text)
{
    buf_addz(b, ".TP\n\\fB");
    man_text(b, name);
    buf_addz(b, "\\fR");
    if (argument) {
        buf_addz(b, " \\fI");
        man_text(b, argument);
        buf_addz(b, "\\fR");
    }
    buf_addc(b, '\n');
    man_text(b, text);
    buf_addc(b, '\n');
}

void man_option(struct buf *b, const struct opt *o)
{
    struct buf name = {0}, text = {0};
    if (o->letter)
        buf_fmt(&name, "-%c, ", o->letter);
    buf_fmt(&name, "--%s", o->name);
    buf_fmt(&text, "%s%s%s", o->help, o->choices ? ": " : "", o->choices ? o->choices : "");
    buf_addc(&name, '\0');
    buf_addc(&text, '\0');
    man_item(b, name.p, o->value, text.p);
    buf_release(&name);
    buf_release(&text);
}
