#include "lint/dialect.h"

#include "core/glob.h"

static void span_release(struct dialect_span *span)
{
    vec_release(&span->names);
    vec_release(&span->scopes);
    vec_release(&span->parents);
}

static void evidence_release(struct dialect *d)
{
    vec_release(&d->scopes);
    vec_release(&d->keys);
    vec_release(&d->names);
    vec_release(&d->resource);
}

void dialect_release(struct dialect *d)
{
    for (size_t i = 0; i < d->spans.n; i++)
        span_release(&d->spans.v[i]);
    for (size_t i = 0; i < d->kinds.n; i++) {
        vec_release(&d->kinds.v[i].values);
        vec_release(&d->kinds.v[i].present);
    }
    for (size_t i = 0; i < d->attrs.n; i++)
        vec_release(&d->attrs.v[i].sources);
    for (size_t i = 0; i < d->missing.n; i++)
        vec_release(&d->missing.v[i].keys);
    evidence_release(d);
    vec_release(&d->extends);
    vec_release(&d->spans);
    vec_release(&d->kinds);
    vec_release(&d->attrs);
    vec_release(&d->signals);
    vec_release(&d->outlives);
    vec_release(&d->missing);
}

bool texts_match(const struct texts *patterns, struct sv text)
{
    for (size_t i = 0; i < patterns->n; i++)
        if (glob_match(patterns->v[i], text))
            return true;
    return false;
}
