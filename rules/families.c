#include "rules/families.h"

#include "core/name_ids.h"
#include "core/shown.h"

void families_init(struct families *f, const struct store *s)
{
    *f = (struct families){0};
    f->of = mem_zalloc(arena_size(sizeof(*f->of), s->syms.texts.n));
    symtab_init(&f->masks);
}

void families_release(struct families *f)
{
    free(f->of);
    symtab_release(&f->masks);
    vec_release(&f->list);
    vec_release(&f->present);
    buf_release(&f->mask);
    *f = (struct families){0};
}

static uint32_t family_new(struct families *f, struct sv name)
{
    struct buf tmp = {0};
    name_mask(&f->mask, shown_text(name, &tmp), MASK_NUMBERS);
    buf_release(&tmp);
    uint32_t family = sym_put(&f->masks, buf_sv(&f->mask));
    while (f->list.n <= family)
        vec_push(&f->list, ((struct family){0}));
    return family;
}

uint32_t family_of(struct families *f, const struct store *s, sym name)
{
    if (UNLIKELY(!f->of[name]))
        f->of[name] = family_new(f, store_sv(s, name)) + 1;
    return f->of[name] - 1;
}

struct sv family_text(const struct families *f, uint32_t family)
{
    return sym_sv(&f->masks, family);
}

void families_clear(struct families *f)
{
    f->present.n = 0;
    f->round++;
}

void families_add(struct families *f, const struct store *s, sym name)
{
    uint32_t number = family_of(f, s, name);
    struct family *family = &f->list.v[number];
    if (family->round != f->round) {
        *family = (struct family){.round = f->round};
        vec_push(&f->present, number);
    }
    family->count++;
}

void families_count(struct families *f, const struct check *c)
{
    families_clear(f);
    for (uint32_t p = c->first; p < c->end; p++)
        families_add(f, c->s, span_name(c, p));
}

static int sym_order(const void *a, const void *b)
{
    sym x = *(const sym *)a, y = *(const sym *)b;
    return (x > y) - (x < y);
}

sym sym_most_frequent(sym *v, size_t n)
{
    sym best = SYM_NONE;
    size_t best_count = 0, count = 0;
    if (n)
        qsort(v, n, sizeof(*v), sym_order);
    for (size_t i = 0; i < n; i++) {
        count = i > 0 && v[i] == v[i - 1] ? count + 1 : 1;
        if (count > best_count) {
            best = v[i];
            best_count = count;
        }
    }
    return best;
}
