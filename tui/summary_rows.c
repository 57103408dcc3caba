#include "tui/summary_rows.h"

enum { ATTRIBUTE_NAMES = 200 }; /* names whose attributes are told */

static void row_add(struct summary_view *x, enum row_kind kind, uint32_t i)
{
    vec_push(&x->rows, ((struct summary_row){(uint8_t)kind, i}));
}

static void rows_add(struct summary_view *x, enum row_kind kind, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++)
        row_add(x, kind, i);
}

/* A title with a blank line before it, and `n` rows; nothing for no rows. */
static void section_add(struct summary_view *x, enum summary_section section, enum row_kind kind,
                        uint32_t n)
{
    if (!n)
        return;
    row_add(x, ROW_BLANK, 0);
    row_add(x, ROW_TITLE, section);
    rows_add(x, kind, n);
}

static void counts_add(struct summary_view *x, const struct summary *m)
{
    enum { COUNT_ROWS = 5 };
    rows_add(x, ROW_COUNT, COUNT_ROWS);
    if (m->view && m->view->dialects)
        row_add(x, ROW_DIALECTS, 0);
    if (m->is_truncated)
        row_add(x, ROW_CUT, 0);
}

static void types_add(struct summary_view *x)
{
    if (x->rows.n)
        row_add(x, ROW_BLANK, 0);
    row_add(x, ROW_TITLE, SECTION_TYPES);
    for (uint32_t i = 0; i < SPAN_TYPES; i++)
        if (x->digest.spans[i])
            row_add(x, ROW_TYPE, i);
}

static void keys_add(struct summary_view *x, const struct summary *m)
{
    bool any = m->resource_keys.n > 0;
    for (uint32_t i = 0; i < x->n_names && i < ATTRIBUTE_NAMES; i++)
        any |= m->names.v[x->names[i]].n_keys > 0;
    if (!any)
        return;
    row_add(x, ROW_BLANK, 0);
    row_add(x, ROW_TITLE, SECTION_KEYS);
    for (uint32_t i = 0; i < x->n_names && i < ATTRIBUTE_NAMES; i++)
        if (m->names.v[x->names[i]].n_keys)
            row_add(x, ROW_KEYS, i);
    if (m->resource_keys.n)
        row_add(x, ROW_RESOURCE, 0);
}

static void defects_add(struct summary_view *x, const struct summary *m)
{
    bool titled = false;
    for (uint32_t i = 0; i < DEFECT_KINDS; i++) {
        if (!m->defects[i])
            continue;
        if (!titled) {
            row_add(x, ROW_BLANK, 0);
            row_add(x, ROW_TITLE, SECTION_DEFECTS);
        }
        titled = true;
        row_add(x, ROW_DEFECT, i);
    }
}

uint32_t summary_densest(const struct summary *m)
{
    uint32_t best = NO_ROW;
    for (uint32_t i = 0; i < m->names.n; i++)
        if (m->names.v[i].n_short && (best == NO_ROW ||
                                      m->names.v[i].n_short > m->names.v[best].n_short))
            best = i;
    return best;
}

void summary_rows_make(struct summary_view *x, const struct summary *m)
{
    bool all = x->digest_trace == NO_ROW;
    x->rows.n = 0;
    if (all) {
        counts_add(x, m);
        section_add(x, SECTION_DENSITY, ROW_DENSITY, x->densest != NO_ROW);
    }
    types_add(x);
    if (all)
        section_add(x, SECTION_NAMES, ROW_NAME, x->n_names);
    section_add(x, SECTION_SLOW, ROW_SLOW, x->digest.n_slowest);
    section_add(x, SECTION_FAILED, ROW_FAILED, x->digest.n_failed);
    if (all) {
        keys_add(x, m);
        defects_add(x, m);
    }
}
