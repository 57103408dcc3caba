#include "lint/row_log.h"

#include "lint/check.h"

void row_log_hit(struct row_log *log, sym name, uint32_t row, bool first)
{
    log->part += first;
    vec_push(&log->hits, ((struct logged_hit){log->part, name, row}));
}

void row_log_kept(struct row_log *log, sym name, uint32_t row)
{
    vec_push(&log->hits, ((struct logged_hit){ROW_LOG_KEPT, name, row}));
}

void row_log_span(struct row_log *log, uint32_t finding, uint32_t row)
{
    vec_push(&log->spans, ((struct logged_span){finding, row}));
}

void row_log_found(struct row_log *log, uint32_t finding, const struct hit *h)
{
    while (log->findings.n <= finding)
        vec_push(&log->findings, ((struct logged_finding){.of_hits = false}));
    log->findings.v[finding] =
        (struct logged_finding){true, h->kept ? ROW_LOG_KEPT : log->part, h->name};
}

static int hit_cmp(const void *va, const void *vb)
{
    const struct logged_hit *a = va, *b = vb;
    if (a->part != b->part)
        return a->part < b->part ? -1 : 1;
    if (a->name != b->name)
        return a->name < b->name ? -1 : 1;
    return (a->row > b->row) - (a->row < b->row);
}

void row_log_sort(struct row_log *log)
{
    if (log->hits.n)
        qsort(log->hits.v, log->hits.n, sizeof(*log->hits.v), hit_cmp);
}

/* The first hit of the part, or of a name in it, or behind it. */
static size_t hits_first(const struct row_log *log, uint32_t part, sym name)
{
    struct logged_hit key = {part, name, 0};
    size_t low = 0, high = log->hits.n;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        if (hit_cmp(&log->hits.v[mid], &key) < 0)
            low = mid + 1;
        else
            high = mid;
    }
    return low;
}

static void hits_rows(const struct row_log *log, const struct logged_finding *f,
                      struct row_list *rows)
{
    bool any = f->name == SYM_NONE;
    for (size_t i = hits_first(log, f->part, any ? 0 : f->name); i < log->hits.n; i++) {
        const struct logged_hit *h = &log->hits.v[i];
        if (h->part != f->part || (!any && h->name != f->name))
            break;
        vec_push(rows, h->row);
    }
}

/* A check writes them finding by finding. */
static void spans_rows(const struct row_log *log, uint32_t finding, struct row_list *rows)
{
    size_t low = 0, high = log->spans.n;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        if (log->spans.v[mid].finding < finding)
            low = mid + 1;
        else
            high = mid;
    }
    for (; low < log->spans.n && log->spans.v[low].finding == finding; low++)
        vec_push(rows, log->spans.v[low].row);
}

void row_log_rows(const struct row_log *log, uint32_t finding, struct row_list *rows)
{
    if (finding < log->findings.n && log->findings.v[finding].of_hits)
        hits_rows(log, &log->findings.v[finding], rows);
    spans_rows(log, finding, rows);
}

void row_log_clear(struct row_log *log)
{
    log->hits.n = log->spans.n = log->findings.n = 0;
    log->part = ROW_LOG_KEPT;
}

void row_log_release(struct row_log *log)
{
    vec_release(&log->hits);
    vec_release(&log->spans);
    vec_release(&log->findings);
    *log = (struct row_log){0};
}
