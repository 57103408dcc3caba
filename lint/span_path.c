#include "lint/span_path.h"

#include "core/fmt.h"
#include "core/shown.h"

enum { NAME_COLUMNS = 80 };

void span_paths_init(struct span_paths *p, const struct store *s, const struct index *ix)
{
    *p = (struct span_paths){s, ix, mem_alloc(arena_size(sizeof(*p->position), s->n_spans))};
    for (uint32_t at = 0; at < ix->n_spans; at++)
        p->position[ix->order[at]] = at;
}

void span_paths_release(struct span_paths *p)
{
    free(p->position);
}

void span_path_add_name(struct buf *b, const struct store *s, sym name)
{
    struct buf tmp = {0};
    fmt_foreign(b, shown_text(store_sv(s, name), &tmp), NAME_COLUMNS);
    buf_release(&tmp);
}

void span_path_add_trace(struct buf *b, const struct store *s, uint32_t trace)
{
    struct buf id = {0};
    shown_add_trace(&id, s, trace);
    buf_addz(b, id.n ? "trace " : "spans without a trace id");
    fmt_foreign(b, buf_sv(&id), NAME_COLUMNS);
    buf_release(&id);
}

void span_path_add(struct buf *b, const struct span_paths *p, uint32_t row)
{
    uint32_t way[SPAN_PATH_NAMES], n = 0, at = p->position[row];
    if (p->ix->facts[at] & FACT_DUPLICATE)
        at = p->ix->parent[at];
    for (; at != NO_ROW && n < SPAN_PATH_NAMES; at = p->ix->parent[at])
        way[n++] = at;
    span_path_add_trace(b, p->s, p->s->span.trace[row]);
    buf_addz(b, at == NO_ROW ? "" : "/...");
    while (n) {
        buf_addc(b, '/');
        span_path_add_name(b, p->s, p->s->span.name[p->ix->order[way[--n]]]);
    }
}
