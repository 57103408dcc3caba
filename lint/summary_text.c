/* The summary for people: counts, a table of span names, and which attributes they carry. */
#include <math.h>

#include "core/fmt.h"
#include "core/shown.h"
#include "lint/dialects_told.h"
#include "lint/summary.h"

enum {
    NAMES_SHOWN = 20,
    KEYS_SHOWN = 12, /* of a name */
    LABEL_COLUMNS = 28,
    NAME_MIN = 16,
    NAME_MAX = 40
};

struct writer {
    struct page page;
    const struct summary *m;
    const struct store *s;
    struct buf tmp;
    size_t n_names; /* shown */
    size_t n_keys;  /* shown of each name */
};

static void take_tmp(struct writer *w, enum ink ink)
{
    page_add(&w->page, ink, buf_sv(&w->tmp));
    buf_clear(&w->tmp);
}

/* The text of a column, right-aligned in `width`. */
static void cell(struct writer *w, size_t width, enum ink ink)
{
    size_t used = fmt_columns(buf_sv(&w->tmp));
    buf_fill(w->page.b, ' ', used < width ? width - used : 1);
    take_tmp(w, ink);
}

/* ---- counts ---- */

static void count_line(struct writer *w, const char *label, uint64_t n, bool is_bad)
{
    buf_addz(w->page.b, label);
    page_pad(&w->page, strlen(label), LABEL_COLUMNS);
    buf_addz(&w->tmp, fmt_count(n).text);
    take_tmp(w, is_bad && n ? INK_YELLOW : INK_PLAIN);
    buf_addc(w->page.b, '\n');
}

static void status_line(struct writer *w)
{
    const uint64_t *n = w->m->counts.status;
    static const char *const names[] = {"unset", "ok", "error", "illegal"};
    buf_addz(w->page.b, "status");
    page_pad(&w->page, strlen("status"), LABEL_COLUMNS);
    for (size_t i = 0; i < ARRAY_LEN(names); i++) {
        if (i == STATUS_OTHER && n[i] == 0)
            continue;
        buf_addz(&w->tmp, i ? ", " : "");
        buf_addz(&w->tmp, fmt_count(n[i]).text);
        buf_fmt(&w->tmp, " %s", names[i]);
    }
    take_tmp(w, INK_PLAIN);
    buf_addc(w->page.b, '\n');
}

static void dialects_line(struct writer *w)
{
    dialects_add_counts(&w->tmp, w->m->view, w->s);
    if (w->tmp.n == 0)
        return;
    buf_addz(w->page.b, "dialects");
    page_pad(&w->page, strlen("dialects"), LABEL_COLUMNS);
    page_wrap(&w->page, INK_PLAIN, buf_sv(&w->tmp), LABEL_COLUMNS, LABEL_COLUMNS);
    buf_clear(&w->tmp);
}

static void counts_write(struct writer *w)
{
    const struct summary_counts *c = &w->m->counts;
    count_line(w, "traces", c->traces, false);
    count_line(w, "spans", c->spans, false);
    count_line(w, "unique spans", c->unique, false);
    count_line(w, "duplicate spans", c->duplicates, true);
    count_line(w, "root spans", c->roots, false);
    count_line(w, "orphan spans", c->orphans, true);
    count_line(w, "child timing violations", c->timing_violations, true);
    status_line(w);
    buf_addz(w->page.b, "time of all traces");
    page_pad(&w->page, strlen("time of all traces"), LABEL_COLUMNS);
    buf_addz(w->page.b, fmt_duration(w->m->time).text);
    buf_addc(w->page.b, '\n');
    dialects_line(w);
    if (w->m->is_truncated)
        page_add(&w->page, INK_YELLOW,
                 SV("some input was not read wholly: counts are incomplete\n"));
}

/* ---- what decoders found odd ---- */

static void defects_write(struct writer *w)
{
    bool any = false;
    for (unsigned kind = 0; kind < DEFECT_KINDS; kind++) {
        if (w->m->defects[kind] == 0)
            continue;
        if (!any)
            page_add(&w->page, INK_BOLD, SV("\nodd spellings\n"));
        any = true;
        buf_addz(&w->tmp, fmt_count(w->m->defects[kind]).text);
        cell(w, 9, INK_YELLOW);
        buf_addz(w->page.b, "  ");
        buf_add(w->page.b, defect_text((enum defect_kind)kind));
        buf_addc(w->page.b, '\n');
    }
}

/* ---- names ---- */

static void duration_cell(struct writer *w, double ns)
{
    if (isnan(ns))
        buf_addc(&w->tmp, '-');
    else
        buf_addz(&w->tmp, fmt_duration(ns).text);
    cell(w, 11, INK_PLAIN);
}

static void name_add(struct buf *b, const struct store *s, sym name, size_t max)
{
    struct buf tmp = {0};
    struct sv text = shown_text(store_sv(s, name), &tmp);
    if (text.n)
        fmt_foreign(b, text, max);
    else
        buf_addz(b, "(no name)");
    buf_release(&tmp);
}

static size_t name_width(struct writer *w)
{
    size_t width = NAME_MIN;
    for (size_t i = 0; i < w->n_names; i++) {
        name_add(&w->tmp, w->s, w->m->names.v[i].name, NAME_MAX);
        size_t columns = fmt_columns(buf_sv(&w->tmp));
        width = columns > width ? columns : width;
        buf_clear(&w->tmp);
    }
    return width + 1;
}

static void name_line(struct writer *w, const struct summary_name *n, size_t width)
{
    double short_share = (double)n->n_short / (double)n->count;
    name_add(&w->tmp, w->s, n->name, NAME_MAX);
    size_t used = fmt_columns(buf_sv(&w->tmp));
    take_tmp(w, INK_PLAIN);
    page_pad(&w->page, used, width);
    buf_addz(&w->tmp, fmt_count(n->count).text);
    cell(w, 9, INK_PLAIN);
    buf_addz(&w->tmp, fmt_share(n->share).text);
    cell(w, 8, n->share > 0.7 ? INK_YELLOW : INK_PLAIN);
    buf_addz(&w->tmp, fmt_share(short_share).text);
    cell(w, 8, short_share >= 0.95 && n->count >= 20 ? INK_YELLOW : INK_PLAIN);
    buf_addz(&w->tmp, fmt_share(n->share_of_time).text);
    cell(w, 9, INK_PLAIN);
    duration_cell(w, n->p50);
    duration_cell(w, n->p95);
    buf_addz(&w->tmp, fmt_count(n->status[STATUS_ERROR]).text);
    cell(w, 8, n->status[STATUS_ERROR] ? INK_RED : INK_PLAIN);
    buf_addc(w->page.b, '\n');
}

static void more_line(struct writer *w, size_t shown, size_t n, const char *what)
{
    if (shown >= n)
        return;
    buf_addc(&w->tmp, '+');
    buf_addz(&w->tmp, fmt_count(n - shown).text);
    buf_fmt(&w->tmp, " more %s (--all shows them)\n", what);
    take_tmp(w, INK_DIM);
}

static void names_write(struct writer *w)
{
    size_t width = name_width(w);
    buf_addz(&w->tmp, "\nspan name");
    page_add(&w->page, INK_BOLD, buf_sv(&w->tmp));
    page_pad(&w->page, w->tmp.n - 1, width);
    buf_clear(&w->tmp);
    page_add(&w->page, INK_BOLD,
             SV("    count   share  <50 ms     time        p50        p95  errors\n"));
    for (size_t i = 0; i < w->n_names; i++)
        name_line(w, &w->m->names.v[i], width);
    more_line(w, w->n_names, w->m->names.n, "names");
}

/* ---- attributes ---- */

static void keys_line(struct writer *w, struct sv title, size_t column,
                      const struct summary_key *keys, size_t n, uint64_t of)
{
    size_t shown = n < w->n_keys ? n : w->n_keys;
    if (n == 0)
        return;
    size_t used = fmt_columns(title);
    buf_add(w->page.b, title);
    page_pad(&w->page, used, column);
    for (size_t i = 0; i < shown; i++) {
        buf_addz(&w->tmp, i ? ", " : "");
        name_add(&w->tmp, w->s, keys[i].key, NAME_MAX);
        if (keys[i].count < of) {
            buf_addc(&w->tmp, ' ');
            buf_addz(&w->tmp, fmt_share((double)keys[i].count / (double)of).text);
        }
    }
    if (shown < n) {
        buf_addz(&w->tmp, ", +");
        buf_addz(&w->tmp, fmt_count(n - shown).text);
        buf_addz(&w->tmp, " more");
    }
    page_wrap(&w->page, INK_PLAIN, buf_sv(&w->tmp), used < column ? column : used + 1, column);
    buf_clear(&w->tmp);
}

static void keys_write(struct writer *w)
{
    const struct summary *m = w->m;
    size_t column = name_width(w) + 1;
    page_add(&w->page, INK_BOLD, SV("\nattributes"));
    page_add(&w->page, INK_DIM, SV("  on every span of the name, or on the share given\n"));
    for (size_t i = 0; i < w->n_names; i++) {
        const struct summary_name *n = &m->names.v[i];
        struct buf title = {0};
        name_add(&title, w->s, n->name, NAME_MAX);
        if (n->n_keys)
            keys_line(w, buf_sv(&title), column, m->keys.v + n->first_key, n->n_keys, n->count);
        buf_release(&title);
    }
    keys_line(w, SV("resource"), column, m->resource_keys.v, m->resource_keys.n, w->s->resources.n);
}

void summary_text(struct buf *b, const struct summary *m, const struct store *s,
                  struct page_style style, bool all)
{
    struct writer w = {
        .page = {b, style}, .m = m, .s = s, .n_names = m->names.n, .n_keys = SIZE_MAX};
    if (!all) {
        w.n_names = m->names.n < NAMES_SHOWN ? m->names.n : NAMES_SHOWN;
        w.n_keys = KEYS_SHOWN;
    }
    counts_write(&w);
    if (m->names.n) {
        names_write(&w);
        keys_write(&w);
    }
    defects_write(&w);
    buf_release(&w.tmp);
}
