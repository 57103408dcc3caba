#include "cli/lines.h"

#include "io/source.h"
#include "lint/place.h"

/* A line that is wanted; sorted by input and offset, so that one pass over each input finds all. */
struct wanted {
    const struct input *input;
    uint64_t offset;
    size_t finding;
};

static int wanted_cmp(const void *va, const void *vb)
{
    const struct wanted *a = va, *b = vb;
    if (a->input != b->input)
        return a->input < b->input ? -1 : 1;
    if (a->offset != b->offset)
        return a->offset < b->offset ? -1 : 1;
    return a->finding < b->finding ? -1 : a->finding > b->finding;
}

/* The wanted lines `w[0]` to `w[n - 1]` of one input. */
static void count_lines(uint64_t *lines, const struct wanted *w, size_t n)
{
    struct source src = {0};
    struct err e = {0}, damage = {0};
    if (source_open(&src, w[0].input->uri, &e, &damage))
        for (size_t i = 0; i < n && w[i].offset < src.bytes.n; i++)
            lines[w[i].finding] = source_place(&src, (size_t)w[i].offset).line;
    source_close(&src);
}

uint64_t *lines_find(const struct store *s, const struct index *ix, const struct findings *f)
{
    uint64_t *lines = mem_zalloc(arena_size(sizeof(*lines), f->list.n));
    struct wanted *wanted = mem_alloc(arena_size(sizeof(*wanted), f->list.n));
    size_t n = 0, end;
    for (size_t i = 0; i < f->list.n; i++) {
        uint32_t row = place_row(ix, &f->list.v[i]);
        const struct input *in = row == NO_ROW ? NULL : store_input_of(s, row);
        if (in && place_has_lines(in))
            wanted[n++] = (struct wanted){in, s->span.place[row], i};
    }
    if (n)
        qsort(wanted, n, sizeof(*wanted), wanted_cmp);
    for (size_t first = 0; first < n; first = end) {
        for (end = first + 1; end < n && wanted[end].input == wanted[first].input;)
            end++;
        count_lines(lines, wanted + first, end - first);
    }
    free(wanted);
    return lines;
}
