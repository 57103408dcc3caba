/* What there is to say of spans that are one row of the waterfall, before the first of them. */
#include "core/fmt.h"
#include "tui/detail_parts.h"

struct run_sums {
    uint32_t known, failed; /* those that have times; whose status is ERROR */
    double total, least, most;
};

static struct run_sums sums_of(const struct telling *w)
{
    const struct store *s = w->data->s;
    struct run_sums sums = {0};
    double start, end;
    for (uint32_t i = 0; i < w->run->n; i++) {
        uint32_t position = w->position + i;
        sums.failed += s->span.status[w->data->ix->order[position]] == STATUS_ERROR;
        if (!extent_times(w->run->x, position, &start, &end))
            continue;
        double length = end - start;
        sums.least = !sums.known || length < sums.least ? length : sums.least;
        sums.most = length > sums.most ? length : sums.most;
        sums.total += length;
        sums.known++;
    }
    return sums;
}

static void line(struct telling *w, const char *label)
{
    text_fmt(&w->d->text, ROLE_DIM, "  %-8s", label);
}

void detail_tell_run(struct telling *w)
{
    struct text *x = &w->d->text;
    struct run_sums sums = sums_of(w);
    text_fmt(x, ROLE_TITLE, "A row of %s", fmt_amount(w->run->n, "span").text);
    text_end(x);
    if (sums.known) {
        line(w, "total");
        text_fmt(x, ROLE_TEXT, "%s", fmt_duration(sums.total).text);
        text_fmt(x, ROLE_DIM, ", %s of the trace",
                 fmt_share(sums.total / (double)w->run->x->length).text);
        text_end_as(x, 0, 10);
        line(w, "length");
        text_fmt(x, ROLE_TEXT, "%s to %s", fmt_duration(sums.least).text,
                 fmt_duration(sums.most).text);
        text_fmt(x, ROLE_DIM, ", median ");
        text_fmt(x, ROLE_TEXT, "%s", fmt_duration(w->run->typical).text);
        text_end_as(x, 0, 10);
    }
    if (sums.failed) {
        line(w, "status");
        text_fmt(x, ROLE_ERROR, "%s failed", fmt_count(sums.failed).text);
        text_end(x);
    }
    text_add(x, ROLE_DIM, SV("  l shows each of them; this is the first:"));
    text_end_as(x, 0, 2);
    text_end(x);
}
