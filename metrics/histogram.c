#include "metrics/histogram.h"

#include <math.h>

/* Halves, because the whole width may be more than a double holds. */
static size_t bin_of(const struct histogram *h, double v)
{
    double width = h->to / 2 - h->from / 2;
    double at = width > 0 ? (v / 2 - h->from / 2) / width * HISTOGRAM_BINS : 0;
    return at < HISTOGRAM_BINS ? (size_t)at : HISTOGRAM_BINS - 1;
}

void histogram_make(struct histogram *h, const double *values, size_t n)
{
    *h = (struct histogram){0};
    if (!n)
        return;
    h->from = h->to = values[0];
    for (size_t i = 1; i < n; i++) {
        h->from = fmin(h->from, values[i]);
        h->to = fmax(h->to, values[i]);
    }
    for (size_t i = 0; i < n; i++)
        h->counts[bin_of(h, values[i])]++;
}

void histogram_line(struct buf *b, const struct histogram *h, bool ascii)
{
    enum { LEVELS = 8 };
    static const char marks[] = "_.:-=+*#";
    uint64_t most = 0;
    size_t bins = h->from < h->to ? HISTOGRAM_BINS : 1;
    for (size_t i = 0; i < bins; i++)
        most = h->counts[i] > most ? h->counts[i] : most;
    for (size_t i = 0; i < bins; i++) {
        if (!h->counts[i]) {
            buf_addc(b, ' ');
            continue;
        }
        unsigned level = (unsigned)(h->counts[i] * (LEVELS - 1) / most);
        const char block[] = {'\xe2', '\x96', (char)(0x81 + level)};
        buf_add(b, ascii ? sv_of(&marks[level], 1) : sv_of(block, sizeof(block)));
    }
}
