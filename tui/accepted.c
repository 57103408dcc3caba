#include "tui/accepted.h"

uint32_t accepted_match(struct bits *which, const struct tui_data *d, const struct exclude *x)
{
    struct exclude one = *x;
    struct excludes excludes = {.list = {.v = &one, .n = 1, .cap = 1}};
    struct excluder matcher;
    uint32_t n = (uint32_t)d->lint->findings.list.n, found = 0;
    bits_resize(which, n);
    excluder_init(&matcher, &excludes, d->settings->catalog, d->s, d->ix);
    for (uint32_t i = 0; i < n; i++)
        if (excluder_drops(&matcher, &d->lint->findings.list.v[i])) {
            bits_set(which, i);
            found++;
        }
    excluder_release(&matcher);
    return found;
}

static struct exclude exclude_copy(struct arena *a, const struct exclude *x)
{
    return (struct exclude){
        .rule = arena_copy(a, x->rule),
        .trace = arena_copy(a, x->trace),
        .service = arena_copy(a, x->service),
        .span = arena_copy(a, x->span),
        .attribute = arena_copy(a, x->attribute),
        .reason = arena_copy(a, x->reason),
        .expires = arena_copy(a, x->expires),
        .until = x->until,
    };
}

void accepted_add(struct accepted *a, const struct tui_data *d, const struct exclude *x)
{
    struct bits which = {0};
    accepted_match(&which, d, x);
    if (a->any.n != which.n)
        bits_resize(&a->any, which.n);
    for (uint32_t i = bits_next(&which, 0); i != NO_ROW; i = bits_next(&which, i + 1)) {
        if (!bits_get(&a->any, i))
            a->totals[d->lint->findings.list.v[i].severity]++;
        bits_set(&a->any, i);
    }
    vec_push(&a->list, exclude_copy(&a->arena, x));
    vec_push(&a->which, which);
}

const struct exclude *accepted_of(const struct accepted *a, uint32_t finding)
{
    for (size_t i = 0; i < a->list.n; i++)
        if (bits_get(&a->which.v[i], finding))
            return &a->list.v[i];
    return NULL;
}

void accepted_release(struct accepted *a)
{
    for (size_t i = 0; i < a->which.n; i++)
        bits_release(&a->which.v[i]);
    vec_release(&a->which);
    vec_release(&a->list);
    bits_release(&a->any);
    arena_release(&a->arena);
    *a = (struct accepted){0};
}
