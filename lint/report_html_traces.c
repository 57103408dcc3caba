/* The traces of the HTML report: which are drawn, and how full they are over time. */
#include "lint/report_html.h"

#include "lint/dialects.h"

/* ---- the worst first ---- */

struct ranked {
    uint32_t trace;
    uint32_t totals[SEVERITIES];
};

static int ranked_cmp(const void *va, const void *vb)
{
    const struct ranked *a = va, *b = vb;
    for (int sev = SEVERITY_ERROR; sev >= SEVERITY_INFO; sev--)
        if (a->totals[sev] != b->totals[sev])
            return a->totals[sev] > b->totals[sev] ? -1 : 1;
    return a->trace < b->trace ? -1 : a->trace > b->trace;
}

/* All traces; the caller frees them. */
static struct ranked *traces_ranked(const struct html *h)
{
    const struct findings *f = &h->r->lint->findings;
    struct ranked *list = mem_zalloc(arena_size(sizeof(*list), h->ix->n_traces));
    for (uint32_t i = 0; i < h->ix->n_traces; i++)
        list[i].trace = i;
    for (size_t i = 0; i < f->list.n; i++)
        if (f->list.v[i].trace != NO_ROW)
            list[f->list.v[i].trace].totals[f->list.v[i].severity]++;
    if (h->ix->n_traces)
        qsort(list, h->ix->n_traces, sizeof(*list), ranked_cmp);
    return list;
}

/* ---- time ---- */

static bool is_drawable(uint64_t time)
{
    return time >= VIEW_START_MIN && time < VIEW_START_MAX;
}

struct html_time html_time_of(const struct store *s, uint32_t row)
{
    struct html_time t = {.start = s->span.start[row], .end = s->span.end[row]};
    t.has_start = (s->span.flags[row] & SPAN_HAS_START) && is_drawable(t.start);
    t.has_end = (s->span.flags[row] & SPAN_HAS_END) && is_drawable(t.end);
    return t;
}

struct window {
    uint64_t from, to; /* both 0 when no span has a time */
};

static struct window window_of(const struct html *h, const struct trace_range *t)
{
    struct window w = {UINT64_MAX, 0};
    for (uint32_t p = t->first; p < t->first + t->n_unique; p++) {
        struct html_time time = html_time_of(h->s, h->ix->order[p]);
        if (time.has_start && time.start < w.from)
            w.from = time.start;
        if (time.has_start && time.start > w.to)
            w.to = time.start;
        if (time.has_end && time.end < w.from)
            w.from = time.end;
        if (time.has_end && time.end > w.to)
            w.to = time.end;
    }
    return w.from <= w.to ? w : (struct window){0, 0};
}

/* ---- density: spans over time, by name ---- */

struct lane {
    sym name;
    uint32_t count;
    uint32_t bins[HTML_BINS]; /* spans that start then */
};

static int lane_cmp(const void *va, const void *vb)
{
    const struct lane *a = va, *b = vb;
    if (a->count != b->count)
        return a->count > b->count ? -1 : 1;
    return a->name < b->name ? -1 : a->name > b->name;
}

struct lanes {
    VEC(struct lane) list;
};

/* Every name of the trace, the most frequent first; only those that are shown keep a slot. */
static void lanes_count(struct html *h, const struct trace_range *t, struct lanes *l)
{
    for (uint32_t p = t->first; p < t->first + t->n_unique; p++) {
        sym name = h->s->span.name[h->ix->order[p]];
        if (h->slot[name] == 0) {
            vec_push(&l->list, ((struct lane){.name = name}));
            h->slot[name] = (uint32_t)l->list.n;
        }
        l->list.v[h->slot[name] - 1].count++;
    }
    if (l->list.n)
        qsort(l->list.v, l->list.n, sizeof(*l->list.v), lane_cmp);
    for (uint32_t i = 0; i < l->list.n; i++)
        h->slot[l->list.v[i].name] = i < HTML_DENSITY_NAMES ? i + 1 : 0;
}

static void lanes_fill(struct html *h, const struct trace_range *t, struct window w,
                       struct lanes *l)
{
    double length = w.to > w.from ? (double)(w.to - w.from) : 1;
    for (uint32_t p = t->first; p < t->first + t->n_unique; p++) {
        uint32_t row = h->ix->order[p], slot = h->slot[h->s->span.name[row]];
        struct html_time time = html_time_of(h->s, row);
        if (slot == 0 || !time.has_start)
            continue;
        uint32_t bin = (uint32_t)((double)(time.start - w.from) / length * HTML_BINS);
        l->list.v[slot - 1].bins[bin < HTML_BINS ? bin : HTML_BINS - 1]++;
    }
}

static void write_lane(struct html *h, const struct lane *lane)
{
    json_out_open(&h->j, NULL, '[');
    json_out_u64(&h->j, NULL, html_name(h, lane->name));
    json_out_u64(&h->j, NULL, lane->count);
    for (uint32_t i = 0; i < HTML_BINS; i++)
        json_out_u64(&h->j, NULL, lane->bins[i]);
    json_out_close(&h->j);
    h->slot[lane->name] = 0;
}

static void write_density(struct html *h, const struct trace_range *t, struct window w)
{
    struct lanes l = {0};
    lanes_count(h, t, &l);
    lanes_fill(h, t, w, &l);
    json_out_u64(&h->j, "names", l.list.n);
    json_out_open(&h->j, "density", '[');
    for (uint32_t i = 0; i < l.list.n && i < HTML_DENSITY_NAMES; i++)
        write_lane(h, &l.list.v[i]);
    json_out_close(&h->j);
    vec_release(&l.list);
}

/* ---- a trace ---- */

static void write_dialects(struct html *h, uint32_t trace)
{
    const struct view *v = h->r->view;
    uint32_t mask = v ? dialects_shown(v->pack, view_dialects(v, trace)) : 0;
    if (mask == 0)
        return;
    buf_clear(&h->tmp);
    dialects_add_titles(&h->tmp, v->pack, mask);
    json_out_u64(&h->j, "dialects", html_text(h, buf_sv(&h->tmp)));
}

static void write_trace(struct html *h, const struct ranked *ranked)
{
    const struct trace_range *t = &h->ix->traces[ranked->trace];
    struct window w = window_of(h, t);
    json_out_open(&h->j, NULL, '{');
    json_out_u64(&h->j, "id", html_trace_id(h, ranked->trace));
    json_out_u64(&h->j, "spans", t->n_unique);
    json_out_u64(&h->j, "duplicates", t->n_duplicates);
    json_out_u64(&h->j, "roots", t->n_roots);
    json_out_u64(&h->j, "orphans", t->n_orphans);
    json_out_open(&h->j, "totals", '[');
    for (int sev = SEVERITY_INFO; sev < SEVERITIES; sev++)
        json_out_u64(&h->j, NULL, ranked->totals[sev]);
    json_out_close(&h->j);
    json_out_f64(&h->j, "start_ms", (double)(w.from / 1000000));
    json_out_u64(&h->j, "length", (w.to - w.from) / 1000);
    write_dialects(h, ranked->trace);
    write_density(h, t, w);
    html_rows(h, ranked->trace, w.from);
    json_out_close(&h->j);
    html_send(h);
}

void html_traces(struct html *h)
{
    struct ranked *list = traces_ranked(h);
    json_out_open(&h->j, "traces", '[');
    for (uint32_t i = 0; i < h->ix->n_traces && i < HTML_TRACES && h->rows_left; i++) {
        h->drawn_trace[list[i].trace] = i + 1;
        write_trace(h, &list[i]);
    }
    json_out_close(&h->j);
    json_out_u64(&h->j, "traces_in_all", h->ix->n_traces);
    free(list);
}
