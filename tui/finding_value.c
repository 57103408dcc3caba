#include "tui/finding_value.h"

#include "core/fmt.h"

bool finding_has_value(const struct finding *f)
{
    return isfinite(f->measured) && isfinite(f->threshold);
}

static const struct param *param_of(const struct tui_data *d, const struct finding *f)
{
    return f->param >= 0 ? &d->settings->catalog->rules[f->rule]->params[f->param] : NULL;
}

static void number_add(struct buf *b, const struct param *p, double value)
{
    if (p)
        param_add(b, p, value, PARAM_PEOPLE);
    else
        buf_addz(b, fmt_number(value).text);
}

void finding_add_value(struct buf *b, const struct tui_data *d, const struct finding *f)
{
    const struct param *p = param_of(d, f);
    if (!finding_has_value(f))
        return;
    number_add(b, p, f->measured);
    buf_addz(b, f->measured > f->threshold   ? " > "
                : f->measured < f->threshold ? " < " : " = ");
    number_add(b, p, f->threshold);
}

static int64_t eighths(double part, int width)
{
    double at = part < 0 ? 0 : part > 1 ? 1 : part;
    return (int64_t)(at * width * 8 + 0.5);
}

struct finding_bar finding_bar_of(const struct tui_data *d, const struct finding *f, int width)
{
    const struct param *p = param_of(d, f);
    double a = fabs(f->measured), b = fabs(f->threshold), all = (a > b ? a : b) * 1.25;
    if (p && strcmp(p->unit, "share") == 0 && a <= 1 && b <= 1)
        all = 1;
    if (!(all > 0) || !isfinite(all))
        return (struct finding_bar){0};
    return (struct finding_bar){eighths(a / all, width), eighths(b / all, width)};
}

void finding_bar_draw(struct canvas *c, struct rect r, const struct tui_data *d,
                      const struct finding *f)
{
    if (!finding_has_value(f) || r.width < 1)
        return;
    struct finding_bar bar = finding_bar_of(d, f, r.width);
    int tick = (int)(bar.threshold / 8);
    canvas_line(c, r, 0, 0, r.width, ROLE_FRAME, GLYPH_DOT);
    if (bar.value > 0)
        canvas_bar(c, r, 0, 0, bar.value, severity_role(f->severity));
    canvas_glyph(c, r, 0, tick < r.width ? tick : r.width - 1, ROLE_TITLE, GLYPH_WALL);
}
