#include "tui/timeline.h"

#include <math.h>

static const double SECOND = 1e9, MINUTE = 60e9, HOUR = 3600e9, DAY = 86400e9;

int64_t timeline_eighths(const struct timeline *x, double at)
{
    double width = x->to - x->from;
    if (!(width > 0))
        return 0;
    double eighths = (at - x->from) / width * x->width * 8;
    if (!(eighths > -8))
        return -8;
    return eighths < x->width * 8 + 8 ? (int64_t)floor(eighths) : x->width * 8 + 8;
}

double timeline_at(const struct timeline *x, int column)
{
    return x->width > 0 ? x->from + (x->to - x->from) * column / x->width : x->from;
}

/* The next longer step of a ruler. */
static double longer(double step)
{
    static const double clock[] = {1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600,
                                   7200, 10800, 21600, 43200, 86400};
    if (step >= SECOND && step < DAY)
        for (size_t i = 0; i < ARRAY_LEN(clock); i++)
            if (clock[i] * SECOND > step * 1.01)
                return clock[i] * SECOND;
    double unit = step < SECOND ? 1 : DAY;
    double power = pow(10, floor(log10(step / unit) + 1e-9));
    double lead = round(step / unit / power);
    return unit * power * (lead < 2 ? 2 : lead < 5 ? 5 : 10);
}

/* How many digits behind the point of `unit` the step needs. */
static int decimals(double step, double unit)
{
    int n = 0;
    for (double left = step / unit; n < 9 && fabs(left - round(left)) > 1e-6 * left; n++)
        left *= 10;
    return n;
}

/* Minutes and more as on a clock, with what the step can tell apart. */
static void label_clock(struct buf *b, double step, double at)
{
    double days = floor(at / DAY), hours = floor(fmod(at, DAY) / HOUR);
    double minutes = floor(fmod(at, HOUR) / MINUTE), seconds = fmod(at, MINUTE) / SECOND;
    bool lead = false;
    if (days > 0) {
        buf_fmt(b, "%.0fd", days);
        lead = true;
    }
    if (step < DAY && (days > 0 || hours > 0)) {
        buf_fmt(b, lead ? "%02.0fh" : "%.0fh", hours);
        lead = true;
    }
    if (step < HOUR) {
        buf_fmt(b, lead ? "%02.0fm" : "%.0fm", minutes);
        lead = true;
    }
    if (step < MINUTE) {
        int n = decimals(step, SECOND);
        buf_fmt(b, "%0*.*fs", n ? n + 3 : 2, n, seconds);
    } else if (!lead) {
        buf_addz(b, step < DAY ? "0h" : "0d");
    }
}

void timeline_label(struct buf *b, const struct ticks *ticks, double at)
{
    static const struct {
        double unit;
        const char *name;
    } units[] = {{1e9, "s"}, {1e6, "ms"}, {1e3, "us"}, {1, "ns"}};
    at = round(at / ticks->step) * ticks->step;
    if (at < ticks->step / 2) {
        buf_addc(b, '0');
    } else if (ticks->last >= 2 * MINUTE) {
        label_clock(b, ticks->step, at);
    } else {
        size_t i = 0;
        while (i + 1 < ARRAY_LEN(units) && ticks->last < units[i].unit)
            i++;
        buf_fmt(b, "%.*f %s", decimals(ticks->step, units[i].unit), at / units[i].unit,
                units[i].name);
    }
}

static int label_columns(const struct ticks *ticks, double at)
{
    struct buf b = {0};
    timeline_label(&b, ticks, at);
    int columns = (int)b.n;
    buf_release(&b);
    return columns;
}

static void place(const struct timeline *x, struct ticks *ticks)
{
    double column = (x->to - x->from) / x->width;
    double at = ceil(x->from / ticks->step - 1e-9) * ticks->step;
    ticks->n = 0;
    for (; ticks->n < TICKS_MAX && at <= x->to; at += ticks->step) {
        struct tick tick = {at, (int)((at - x->from) / column + 1e-6)};
        if (tick.column + 1 + label_columns(ticks, at) <= x->width)
            ticks->v[ticks->n++] = tick;
    }
}

void timeline_ticks(const struct timeline *x, struct ticks *ticks)
{
    *ticks = (struct ticks){.step = 1, .last = x->to};
    if (!(x->to > x->from) || x->width <= 0)
        return;
    double column = (x->to - x->from) / x->width;
    ticks->step = pow(10, floor(log10(column)));
    if (!(ticks->step >= 1))
        ticks->step = 1;
    if (ticks->step > SECOND && ticks->step < DAY)
        ticks->step = SECOND;
    else if (ticks->step >= DAY)
        ticks->step = DAY * pow(10, floor(log10(column / DAY)));
    while (ticks->step / column < 2 + label_columns(ticks, x->to))
        ticks->step = longer(ticks->step);
    place(x, ticks);
}
