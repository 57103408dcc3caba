#include "tui/critical.h"

struct child {
    uint32_t position;
    double start, end; /* cut to those of the parent */
};

/* A span on the path while its children are gone through, from the one that ends last on. Its
 * children stand behind those of the span it is in, and are dropped together with it. */
struct level {
    struct child span;
    size_t children, next; /* of walk.children */
    double until;          /* what lies behind is accounted for */
};

struct walk {
    const struct extent *x;
    struct critical *out;
    VEC(struct child) children;
    VEC(struct level) levels;
    VEC(struct child) tops; /* whose paths are found */
};

static int by_end(const void *a, const void *b)
{
    const struct child *left = a, *right = b;
    if (left->end != right->end)
        return left->end < right->end ? 1 : -1;
    return left->position < right->position ? -1 : 1;
}

/* Cuts the child to its parent; false when nothing of it is left that one could have waited for. */
static bool child_of(const struct extent *x, const struct child *parent, uint32_t position,
                     struct child *child)
{
    child->position = position;
    if (!extent_times(x, position, &child->start, &child->end))
        return false;
    if (x->s->span.kind[x->ix->order[position]] == KIND_CONSUMER)
        return false;
    if (child->start >= parent->end || child->end <= parent->start)
        return false;
    if (child->start < parent->start)
        child->start = parent->start;
    if (child->end > parent->end)
        child->end = parent->end;
    return true;
}

static void enter(struct walk *w, struct child span)
{
    const struct index *ix = w->x->ix;
    struct level level = {span, w->children.n, w->children.n, span.end};
    uint32_t behind = span.position + ix->size[span.position];
    for (uint32_t p = span.position + 1; p < behind; p += ix->size[p]) {
        struct child child;
        if (child_of(w->x, &span, p, &child))
            vec_push(&w->children, child);
    }
    if (w->children.n > level.children)
        qsort(w->children.v + level.children, w->children.n - level.children,
              sizeof(*w->children.v), by_end);
    vec_push(&w->levels, level);
}

static void section_add(struct walk *w, uint32_t position, double from, double to)
{
    if (from >= to)
        return;
    vec_push(&w->out->sections, (struct section){from, (float)(to - from), position});
}

/* Goes into the child that had ended last when what follows began; or, when there is none, back to
 * the parent, which waited until this span began. */
static void step(struct walk *w)
{
    struct level *at = &w->levels.v[w->levels.n - 1];
    while (at->next < w->children.n && w->children.v[at->next].end > at->until)
        at->next++;
    if (at->next < w->children.n) {
        struct child child = w->children.v[at->next++];
        section_add(w, at->span.position, child.end, at->until);
        at->until = child.start;
        enter(w, child);
        return;
    }
    section_add(w, at->span.position, at->span.start, at->until);
    w->children.n = at->children;
    w->levels.n--;
}

static int by_position(const void *a, const void *b)
{
    const struct section *left = a, *right = b;
    if (left->position != right->position)
        return left->position < right->position ? -1 : 1;
    return left->from < right->from ? -1 : left->from > right->from;
}

static int by_start(const void *a, const void *b)
{
    const struct child *left = a, *right = b;
    return left->start < right->start ? -1 : left->start > right->start;
}

/* The time that the tops take: each path goes through the whole of its top; tops may overlap. */
static double time_of(struct child *tops, size_t n)
{
    double sum = 0, until = 0;
    if (n)
        qsort(tops, n, sizeof(*tops), by_start);
    for (size_t i = 0; i < n; i++) {
        double from = i && tops[i].start < until ? until : tops[i].start;
        if (tops[i].end <= from)
            continue;
        sum += tops[i].end - from;
        until = tops[i].end;
    }
    return sum;
}

bool critical_find(struct critical *c, const struct extent *x, const atomic_bool *stop)
{
    struct walk w = {.x = x, .out = c};
    c->sections.n = 0;
    c->length = 0;
    bool stopped = false;
    uint32_t top = x->first;
    uint32_t steps = 0;
    while (!stopped && top < x->first + x->n_unique) {
        struct child span = {.position = top};
        if (extent_times(x, top, &span.start, &span.end)) {
            vec_push(&w.tops, span);
            enter(&w, span);
        }
        for (; w.levels.n && !stopped; steps++) {
            step(&w);
            stopped = steps % 1024 == 0 && stop && atomic_load(stop);
        }
        top += x->ix->size[top];
    }
    c->length = time_of(w.tops.v, w.tops.n);
    if (c->sections.n)
        qsort(c->sections.v, c->sections.n, sizeof(*c->sections.v), by_position);
    vec_release(&w.children);
    vec_release(&w.levels);
    vec_release(&w.tops);
    return !stopped;
}

void critical_release(struct critical *c)
{
    vec_release(&c->sections);
}

/* The first section of the position, or of the first one behind it. */
static size_t section_of(const struct critical *c, uint32_t position)
{
    size_t low = 0, high = c->sections.n;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (c->sections.v[middle].position < position)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

const struct section *critical_of(const struct critical *c, uint32_t position, size_t *n)
{
    size_t first = section_of(c, position);
    *n = section_of(c, position + 1) - first;
    return *n ? &c->sections.v[first] : NULL;
}
