#include "cli/reports.h"

#include "cli/signals.h"
#include "cli/terminal.h"
#include "core/nearest.h"

static bool is_stdout(const struct report_to *to)
{
    return sv_eq(to->path, SV("-")) || sv_eq(to->path, SV("/dev/stdout"));
}

/* ---- what was asked for ---- */

static size_t format_find(struct sv name)
{
    size_t i = 0;
    while (i < report_formats_n && !sv_eq(name, sv_from_c(report_formats[i].name)))
        i++;
    return i;
}

static bool unknown_format(struct sv name, struct sv text, struct err *e)
{
    struct nearest near = {.word = name};
    for (size_t i = 0; i < report_formats_n; i++)
        nearest_try(&near, sv_from_c(report_formats[i].name));
    return err_set(e, "--output %.*s: there is no format \"%.*s\"%s%.*s%s (a file of that name is "
                   "./%.*s)", SV_ARG(text), SV_ARG(name), near.best.n ? "; did you mean " : "",
                   SV_ARG(near.best), near.best.n ? "?" : "", SV_ARG(text));
}

/* "sarif=out.sarif", or a file. What stands before the = can be no format when a / is in it. */
static bool output_parse(struct report_to *to, struct sv text, int format, struct err *e)
{
    struct sv_cut c = sv_cut(text, '=');
    *to = (struct report_to){.format = format, .path = text};
    if (text.n == 0)
        return err_set(e, "--output is empty; it takes FILE or FORMAT=FILE");
    if (!c.found || sv_find_char(c.head, '/') != SIZE_MAX)
        return true;
    size_t found = format_find(c.head);
    if (found == report_formats_n)
        return unknown_format(c.head, text, e);
    if (c.tail.n == 0)
        return err_set(e, "--output %.*s needs a file behind the =", SV_ARG(text));
    *to = (struct report_to){.format = (int)found, .path = c.tail};
    return true;
}

/* What a name without a format says itself. */
static bool output_guess(struct report_to *to)
{
    size_t found = report_format_of(to->path);
    if (found < report_formats_n)
        to->format = (int)found;
    return found < report_formats_n;
}

bool reports_parse(struct reports *rs, const struct words *outputs, int format, bool given,
                   struct err *e)
{
    struct sv plain = {0};
    bool takes_stdout = false, guessed = false;
    for (size_t i = 0; i < outputs->n; i++) {
        struct report_to to;
        if (!output_parse(&to, outputs->v[i], format, e))
            return false;
        bool is_plain = to.path.p == outputs->v[i].p;
        if (is_plain && !given && output_guess(&to)) {
            is_plain = false;
            guessed = true;
        }
        if (is_plain && plain.n)
            return err_set(e, "--output %.*s and --output %.*s: only one can be without a format; "
                           "write FORMAT=FILE, as in json=report.json", SV_ARG(plain),
                           SV_ARG(to.path));
        plain = is_plain ? to.path : plain;
        takes_stdout |= is_stdout(&to);
        vec_push(&rs->list, to);
        if (!is_stdout(&to))
            vec_push(&rs->paths, to.path);
    }
    if (plain.n == 0 && !guessed && !(takes_stdout && format == 0))
        vec_push(&rs->list, ((struct report_to){.format = format, .path = SV("-")}));
    return true;
}

/* ---- places ---- */

/* Where a report goes when it is the first to go there. */
static const struct output *place_of(const struct report_to *to, const struct output *out)
{
    return is_stdout(to) ? out : &to->file;
}

static bool is_free(const struct reports *rs, size_t i, const struct output *out, struct err *e)
{
    const struct report_to *to = &rs->list.v[i];
    for (size_t k = 0; k < i; k++)
        if (output_same(place_of(&rs->list.v[k], out), place_of(to, out)))
            return err_set(e, "two reports cannot both go to %.*s; give one of them another place "
                           "with --output FORMAT=FILE", SV_ARG(place_of(to, out)->title));
    return true;
}

bool reports_open(struct reports *rs, struct output *out, struct err *e)
{
    for (size_t i = 0; i < rs->list.n; i++) {
        struct report_to *to = &rs->list.v[i];
        to->file = output_stdout();
        if (!is_stdout(to) && !output_to(&to->file, to->path, e))
            return false;
        if (!is_free(rs, i, out, e))
            return false;
    }
    return true;
}

/* ---- writing ---- */

bool reports_name_lines(const struct reports *rs)
{
    for (size_t i = 0; i < rs->list.n; i++)
        if (report_formats[rs->list.v[i].format].places)
            return true;
    return false;
}

void reports_write(struct reports *rs, struct output *out, struct report *r, int color)
{
    for (size_t i = 0; i < rs->list.n; i++) {
        struct report_to *to = &rs->list.v[i];
        struct buf *b = is_stdout(to) ? &out->buf : &to->file.buf;
        r->style = terminal_style(b->fd, (enum color_choice)color);
        report_formats[to->format].write(b, r);
    }
}

void reports_close(struct reports *rs, struct err *e)
{
    bool closed = false;
    for (size_t i = 0; i < rs->list.n; i++)
        if (!is_stdout(&rs->list.v[i]))
            closed |= output_close(&rs->list.v[i].file, e) == OUTPUT_CLOSED;
    vec_release(&rs->list);
    vec_release(&rs->paths);
    if (closed)
        signals_die_of_pipe();
}
