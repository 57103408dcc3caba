#include "rules/same.h"

static bool attrs_equal(const struct store *s, struct attr_range a, struct attr_range b)
{
    if (a.count != b.count)
        return false;
    for (uint32_t i = 0; i < a.count; i++) {
        const struct attr *x = &s->attrs.v[a.first + i], *y = &s->attrs.v[b.first + i];
        if (x->key != y->key || x->type != y->type || x->bits != y->bits)
            return false;
    }
    return true;
}

bool content_equal(const struct store *s, uint32_t a, uint32_t b)
{
    const struct span_columns *c = &s->span;
    return c->name[a] == c->name[b] && c->start[a] == c->start[b] && c->end[a] == c->end[b] &&
           c->status[a] == c->status[b] &&
           attrs_equal(s, span_attrs(s, a), span_attrs(s, b));
}

bool rows_equal(const struct store *s, uint32_t a, uint32_t b)
{
    return s->span.parent_id[a] == s->span.parent_id[b] && content_equal(s, a, b);
}
