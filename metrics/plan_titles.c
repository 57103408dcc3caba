/* Names of metrics: no two drafts have the same. */
#include <stdlib.h>

#include "core/utf8.h"
#include "metrics/plan_parts.h"
#include "metrics/title.h"

enum {
    TITLE_MORE = 48, /* bytes that tell names apart */
    TITLE_ROUNDS = 8 /* more only where names were made to be taken */
};

static int title_order(const void *va, const void *vb)
{
    const struct draft *const *a = va, *const *b = vb;
    int by_name = sv_cmp((*a)->definition.metric_name, (*b)->definition.metric_name);
    return by_name ? by_name : (*a > *b) - (*a < *b);
}

/* A name that is taken gets what tells it apart: the words of the span's name, later a number. */
static struct sv title_extend(struct plan *p, const struct definition *d, uint32_t number)
{
    struct buf b = {0};
    buf_add(&b, utf8_prefix(d->metric_name, TITLE_MAX - TITLE_MORE));
    if (number)
        buf_fmt(&b, " %u", number);
    else
        title_add_words(&b, d->span_name, TITLE_MORE);
    struct sv title = arena_copy(&p->arena, buf_sv(&b));
    buf_release(&b);
    return title;
}

static bool titles_part_once(struct plan *p, struct draft **by_name, bool numbers)
{
    size_t n = 0;
    uint32_t same = 1;
    bool parted = false;
    for (size_t i = 0; i < p->drafts.n; i++)
        if (!p->drafts.v[i].twin)
            by_name[n++] = &p->drafts.v[i];
    qsort(by_name, n, sizeof(*by_name), title_order);
    struct sv last = n ? by_name[0]->definition.metric_name : (struct sv){0};
    for (size_t i = 1; i < n; i++) {
        struct definition *d = &by_name[i]->definition;
        if (!sv_eq(d->metric_name, last)) {
            last = d->metric_name;
            same = 1;
            continue;
        }
        d->metric_name = title_extend(p, d, numbers ? ++same : 0);
        parted = true;
    }
    return parted;
}

/* What a name becomes may be taken too, so it is looked at again. */
void plan_titles(struct planner *pl)
{
    struct plan *p = pl->p;
    struct draft **by_name = mem_alloc(arena_size(sizeof(*by_name), p->drafts.n));
    bool parted = titles_part_once(p, by_name, false);
    for (int round = 0; parted && round < TITLE_ROUNDS; round++)
        parted = titles_part_once(p, by_name, true);
    free(by_name);
}
