/* Finding drafts by their names, and by the spans and keys that they measure. */
#include "tui/drafts.h"
#include "tui/needle.h"

static bool has(const struct needle *n, struct sv text)
{
    return needle_find(n, text, 0) != SIZE_MAX;
}

static bool matches(const struct drafts *d, uint32_t draft, const struct needle *n)
{
    const struct definition *of = &d->plan.drafts.v[draft].definition;
    return has(n, of->metric_name) || has(n, of->span_name) || has(n, of->metric_attribute);
}

bool drafts_passes(const struct drafts *d, uint32_t draft)
{
    struct needle n = needle_of(buf_sv(&d->filter));
    return !d->filter.n || matches(d, draft, &n);
}

void drafts_filter(struct drafts *d, struct sv text)
{
    buf_clear(&d->filter);
    buf_add(&d->filter, text);
    for (int i = 0; i < DRAFT_SECTIONS && text.n; i++)
        d->open[i] = true;
    drafts_fold(d, SECTION_DRAFTS, d->open[SECTION_DRAFTS]);
}

uint32_t drafts_search(struct drafts *d, struct sv text)
{
    uint32_t found = 0;
    buf_clear(&d->needle);
    buf_add(&d->needle, text);
    struct needle n = needle_of(buf_sv(&d->needle));
    for (uint32_t i = 0; text.n && i < d->plan.drafts.n; i++) {
        if (!drafts_passes(d, i) || !matches(d, i, &n))
            continue;
        d->open[drafts_section(d, i)] = true;
        found++;
    }
    if (found)
        drafts_fold(d, SECTION_DRAFTS, d->open[SECTION_DRAFTS]);
    return found;
}

uint32_t drafts_step(const struct drafts *d, uint32_t row, bool back)
{
    struct needle needle = needle_of(buf_sv(&d->needle));
    uint32_t n = (uint32_t)d->rows.n;
    for (uint32_t i = 1; d->needle.n && i <= n; i++) {
        uint32_t to = (uint32_t)(((uint64_t)row + (back ? n - i : i)) % n);
        uint32_t draft = d->rows.v[to].draft;
        if (draft != NO_ROW && matches(d, draft, &needle))
            return to;
    }
    return NO_ROW;
}
