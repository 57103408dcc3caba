/* Searching within the detail: all places once, then stepping is looking up. */
#include "tui/detail.h"

static bool has_capital(struct sv s)
{
    for (size_t i = 0; i < s.n; i++)
        if (s.p[i] >= 'A' && s.p[i] <= 'Z')
            return true;
    return false;
}

/* The byte of text.bytes where a line begins. */
static uint32_t line_start(const struct detail *d, uint32_t line)
{
    const struct text_line *l = &d->text.lines.v[line];
    return l->run < d->text.runs.n ? d->text.runs.v[l->run].at + l->skip
                                   : (uint32_t)d->text.bytes.n;
}

/* The last run that begins at or before a byte. */
static uint32_t run_of(const struct detail *d, uint32_t byte)
{
    uint32_t low = 0, high = (uint32_t)d->text.runs.n;
    while (high - low > 1) {
        uint32_t middle = low + (high - low) / 2;
        if (d->text.runs.v[middle].at <= byte)
            low = middle;
        else
            high = middle;
    }
    return low;
}

/* Lines lie end to end in the bytes; what stands over such an end was never together. */
static bool is_within_a_line(const struct detail *d, uint32_t at, uint32_t n)
{
    for (size_t i = run_of(d, at); i < d->text.runs.n; i++) {
        const struct text_run *run = &d->text.runs.v[i];
        uint32_t end = run->at + run->n;
        if (run->at >= at + n)
            break;
        if ((run->ends || run->breaks) && end > at && end < at + n)
            return false;
    }
    return true;
}

void detail_search(struct detail *d, struct sv needle)
{
    struct sv all = buf_sv(&d->text.bytes);
    struct buf copy = {0};
    buf_add(&copy, needle);
    buf_release(&d->needle);
    d->needle = copy;
    d->matches.n = 0;
    needle = buf_sv(&d->needle);
    for (size_t from = 0; needle.n && from < all.n;) {
        struct sv rest = sv_from(all, from);
        size_t at = has_capital(needle) ? sv_find(rest, needle) : sv_find_nocase(rest, needle);
        if (at == SIZE_MAX)
            break;
        if (is_within_a_line(d, (uint32_t)(from + at), (uint32_t)needle.n))
            vec_push(&d->matches, (uint32_t)(from + at));
        from += at + needle.n;
    }
}

/* The line that holds a byte. */
static uint32_t line_of(const struct detail *d, uint32_t byte)
{
    uint32_t low = 0, high = (uint32_t)d->text.lines.n;
    while (high - low > 1) {
        uint32_t middle = low + (high - low) / 2;
        if (line_start(d, middle) <= byte)
            low = middle;
        else
            high = middle;
    }
    return low;
}

uint32_t detail_step(const struct detail *d, uint32_t line, bool back, bool *wrapped)
{
    size_t n = d->matches.n;
    *wrapped = false;
    if (!n || !d->text.lines.n)
        return NO_ROW;
    for (size_t i = 0; i < n; i++) {
        uint32_t at = line_of(d, d->matches.v[back ? n - 1 - i : i]);
        if (back ? at < line : at > line)
            return at;
    }
    *wrapped = true;
    return line_of(d, d->matches.v[back ? n - 1 : 0]);
}

size_t detail_match(const struct detail *d, uint32_t line, size_t from, struct sv *text)
{
    uint32_t start = line_start(d, line);
    uint32_t end = line + 1 < d->text.lines.n ? line_start(d, line + 1)
                                              : (uint32_t)d->text.bytes.n;
    *text = sv_of(d->text.bytes.p + start, end - start);
    for (size_t i = 0; i < d->matches.n; i++)
        if (d->matches.v[i] >= start + from && d->matches.v[i] < end)
            return d->matches.v[i] - start;
    return SIZE_MAX;
}
