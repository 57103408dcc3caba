#include "lint/place.h"

uint32_t place_row(const struct index *ix, const struct finding *f)
{
    if (f->n_rows)
        return f->rows[0];
    if (f->trace == NO_ROW || ix->traces[f->trace].count == 0)
        return NO_ROW;
    return ix->order[ix->traces[f->trace].first];
}

bool place_has_lines(const struct input *in)
{
    return place_is_file(in) && !sv_eq(sv_from_c(in->format), SV("otlp-pb"));
}

bool place_is_file(const struct input *in)
{
    return !sv_eq(in->uri, SV("-"));
}

struct place place_of(const struct report *r, size_t i)
{
    const struct store *s = r->store;
    struct place p = {.number = NO_ROW, .offset = UINT64_MAX};
    p.row = place_row(r->index, &r->lint->findings.list.v[i]);
    if (p.row != NO_ROW) {
        p.input = store_input_of(s, p.row);
        p.offset = s->span.place[p.row];
        p.line = r->lines ? r->lines[i] : 0;
    } else if (s->inputs.n == 1) {
        p.input = &s->inputs.v[0];
    }
    if (p.input)
        p.number = (uint32_t)(p.input - s->inputs.v);
    return p;
}

struct sv place_path(const struct report *r, const struct input *in)
{
    struct sv path = in->uri;
    if (!place_is_file(in))
        return SV("stdin");
    if (r->directory.n && sv_starts(path, r->directory) && path.n > r->directory.n + 1 &&
        path.p[r->directory.n] == '/')
        path = sv_from(path, r->directory.n + 1);
    while (sv_starts(path, SV("./")) && path.n > 2)
        path = sv_from(path, 2);
    return path;
}
