#include "tui/compare_match.h"

/* What is used while two traces are matched. */
struct matching {
    struct compare_match *m;
    const struct compare *c;
    uint32_t *head, *tail;   /* by path: a queue of numbers after, NO_ROW = empty */
    uint32_t *next;          /* by number after: the next one of the queue */
    VEC(uint32_t) before, after; /* siblings in the order of before, and where they are after */
    VEC(uint32_t) best;      /* by length: where the best rising row of this length ends */
    VEC(uint32_t) link;      /* by sibling: the one before it in its row */
};

/* ---- who is who ---- */

static void pair_up(struct matching *x, uint32_t before, uint32_t after)
{
    x->m->after[before] = after;
    x->m->taken[after] = 1;
}

/* Siblings are those from `child` on up to `end`; each is followed by its subtree. */
struct siblings {
    uint32_t child, end;
};

static struct siblings children_of(const struct matching *x, int side, uint32_t number)
{
    uint32_t size = x->c->side[side].ix->size[x->m->first[side] + number];
    return (struct siblings){number + 1, number + size};
}

static uint32_t size_at(const struct matching *x, int side, uint32_t number)
{
    return x->c->side[side].ix->size[x->m->first[side] + number];
}

/* The k-th sibling of a path is the k-th one of it. */
static void siblings_match(struct matching *x, struct siblings before, struct siblings after)
{
    const uint32_t *path_of = x->m->path_of[1];
    for (uint32_t i = after.child; i < after.end; i += size_at(x, 1, i)) {
        uint32_t path = path_of[i];
        x->next[i] = NO_ROW;
        if (x->head[path] == NO_ROW)
            x->head[path] = i;
        else
            x->next[x->tail[path]] = i;
        x->tail[path] = i;
    }
    for (uint32_t i = before.child; i < before.end; i += size_at(x, 0, i)) {
        uint32_t *head = &x->head[x->m->path_of[0][i]];
        if (*head == NO_ROW)
            continue;
        pair_up(x, i, *head);
        *head = x->next[*head];
    }
    for (uint32_t i = after.child; i < after.end; i += size_at(x, 1, i))
        x->head[path_of[i]] = NO_ROW;
}

/* Parents stand before their children, so they are matched first. */
static void trees_match(struct matching *x)
{
    struct compare_match *m = x->m;
    siblings_match(x, (struct siblings){0, m->n[0]}, (struct siblings){0, m->n[1]});
    for (uint32_t i = 0; i < m->n[0]; i++)
        if (m->after[i] != NO_ROW)
            siblings_match(x, children_of(x, 0, i), children_of(x, 1, m->after[i]));
}

static void rest_match(struct matching *x)
{
    const struct compare *c = x->c;
    struct compare_match *m = x->m;
    for (size_t i = 1; i < c->paths.n; i++) {
        const struct compare_path *p = &c->paths.v[i];
        const uint32_t *after = c->members[1] + p->first[1];
        uint32_t k = 0;
        for (uint32_t j = 0; j < p->n[0]; j++) {
            uint32_t number = c->members[0][p->first[0] + j] - m->first[0];
            if (m->after[number] != NO_ROW)
                continue;
            while (k < p->n[1] && m->taken[after[k] - m->first[1]])
                k++;
            if (k == p->n[1])
                break;
            pair_up(x, number, after[k] - m->first[1]);
        }
    }
}

/* ---- what moved ---- */

/* Siblings that are not of the longest rising row of all stand in another order. */
static void order_mark(struct matching *x)
{
    uint8_t *moved = x->m->moved;
    x->best.n = x->link.n = 0;
    for (uint32_t i = 0; i < x->after.n; i++) {
        size_t from = 0, to = x->best.n;
        while (from < to) {
            size_t middle = (from + to) / 2;
            if (x->after.v[x->best.v[middle]] < x->after.v[i])
                from = middle + 1;
            else
                to = middle;
        }
        vec_push(&x->link, from ? x->best.v[from - 1] : NO_ROW);
        if (from == x->best.n)
            vec_push(&x->best, i);
        else
            x->best.v[from] = i;
    }
    for (size_t i = 0; i < x->before.n; i++)
        moved[x->before.v[i]] = 1;
    for (uint32_t i = x->best.n ? x->best.v[x->best.n - 1] : NO_ROW; i != NO_ROW; i = x->link.v[i])
        moved[x->before.v[i]] = 0;
}

/* The number after that the parent of this span should have; NO_ROW = it is a top, or its parent is
 * not there any more. */
static uint32_t parent_after(const struct matching *x, uint32_t before, bool *is_top)
{
    uint32_t above = x->c->side[0].ix->parent[x->m->first[0] + before];
    *is_top = above == NO_ROW;
    return *is_top ? NO_ROW : x->m->after[above - x->m->first[0]];
}

/* A span of a path with many is neither moved nor a sibling: one more of them would move all. */
static void sibling_add(struct matching *x, uint32_t before)
{
    struct compare_match *m = x->m;
    uint32_t after = m->after[before];
    bool is_top;
    if (after == NO_ROW || !compare_path_is_single(&x->c->paths.v[m->path_of[0][before]]))
        return;
    uint32_t expected = parent_after(x, before, &is_top);
    uint32_t parent = x->c->side[1].ix->parent[m->first[1] + after];
    bool same = parent == NO_ROW ? is_top : !is_top && parent - m->first[1] == expected;
    if (!same) {
        m->moved[before] = 1;
        return;
    }
    vec_push(&x->before, before);
    vec_push(&x->after, after);
}

static void siblings_order(struct matching *x, struct siblings s)
{
    x->before.n = x->after.n = 0;
    for (uint32_t i = s.child; i < s.end; i += size_at(x, 0, i))
        sibling_add(x, i);
    order_mark(x);
}

void compare_match_make(struct compare_match *m, const struct compare *c)
{
    struct matching x = {.m = m, .c = c};
    size_t paths = arena_size(sizeof(uint32_t), c->paths.n);
    m->after = mem_alloc(arena_size(sizeof(*m->after), m->n[0]));
    m->moved = mem_zalloc(m->n[0] + 1);
    m->taken = mem_zalloc(m->n[1] + 1);
    x.head = mem_alloc(paths);
    x.tail = mem_alloc(paths);
    x.next = mem_alloc(arena_size(sizeof(*x.next), m->n[1]));
    memset(m->after, 0xff, m->n[0] * sizeof(*m->after));
    memset(x.head, 0xff, paths);
    trees_match(&x);
    rest_match(&x);
    siblings_order(&x, (struct siblings){0, m->n[0]});
    for (uint32_t i = 0; i < m->n[0]; i++)
        siblings_order(&x, children_of(&x, 0, i));
    free(x.head);
    free(x.tail);
    free(x.next);
    vec_release(&x.before);
    vec_release(&x.after);
    vec_release(&x.best);
    vec_release(&x.link);
}

void compare_match_release(struct compare_match *m)
{
    free(m->path_of[0]);
    free(m->path_of[1]);
    free(m->after);
    free(m->taken);
    free(m->moved);
    *m = (struct compare_match){0};
}
