#include "core/sym.h"

enum { FIRST_SLOTS = 1 << 10 };

static void slots_fill(struct symtab *t, uint32_t n_slots)
{
    free(t->slots);
    t->slots = mem_alloc(arena_size(sizeof(sym), n_slots));
    memset(t->slots, 0xff, n_slots * sizeof(sym));
    t->mask = n_slots - 1;
    for (size_t i = 0; i < t->texts.n; i++) {
        uint32_t at = t->texts.v[i].hash & t->mask;
        while (t->slots[at] != SYM_NONE)
            at = (at + 1) & t->mask;
        t->slots[at] = (sym)i;
    }
}

void symtab_init(struct symtab *t)
{
    *t = (struct symtab){.seed = hash_seed()};
    slots_fill(t, FIRST_SLOTS);
    sym_put(t, SV(""));
}

void symtab_release(struct symtab *t)
{
    vec_release(&t->texts);
    free(t->slots);
    arena_release(&t->arena);
    *t = (struct symtab){0};
}

/* memcmp, but without a call for the short texts that names and keys are. */
static inline bool text_is(const char *a, const char *b, size_t n)
{
    if (n > 16)
        return memcmp(a, b, n) == 0;
    if (n >= 8)
        return !((hash_load(a, 8) ^ hash_load(b, 8)) |
                 (hash_load(a + n - 8, 8) ^ hash_load(b + n - 8, 8)));
    if (n >= 4)
        return !((hash_load(a, 4) ^ hash_load(b, 4)) |
                 (hash_load(a + n - 4, 4) ^ hash_load(b + n - 4, 4)));
    return n == 0 || (a[0] == b[0] && a[n >> 1] == b[n >> 1] && a[n - 1] == b[n - 1]);
}

static uint32_t slot_find(const struct symtab *t, struct sv s, uint32_t hash)
{
    uint32_t at = hash & t->mask;
    for (; t->slots[at] != SYM_NONE; at = (at + 1) & t->mask) {
        const struct sym_text *e = &t->texts.v[t->slots[at]];
        if (e->hash == hash && e->n == s.n && text_is(e->p, s.p, s.n))
            break;
    }
    return at;
}

static struct sv text_keep(struct symtab *t, struct sv s)
{
    if (s.n == 0)
        return SV("");
    char *p = arena_bytes(&t->arena, s.n);
    memcpy(p, s.p, s.n);
    return sv_of(p, s.n);
}

sym sym_put(struct symtab *t, struct sv s)
{
    BUG_ON(s.n >= UINT32_MAX);
    if (s.n == 0)
        s = SV("");
    uint32_t hash = (uint32_t)hash_bytes(s, t->seed);
    uint32_t at = slot_find(t, s, hash);
    if (LIKELY(t->slots[at] != SYM_NONE))
        return t->slots[at];
    BUG_ON(t->texts.n >= SYM_NONE - 1);
    sym y = (sym)t->texts.n;
    struct sv kept = text_keep(t, s);
    vec_push(&t->texts, ((struct sym_text){kept.p, (uint32_t)kept.n, hash}));
    t->slots[at] = y;
    if (UNLIKELY(t->texts.n > t->mask / 2))
        slots_fill(t, (t->mask + 1) * 2);
    return y;
}

sym sym_find(const struct symtab *t, struct sv s)
{
    if (s.n == 0)
        return SYM_EMPTY;
    return t->slots[slot_find(t, s, (uint32_t)hash_bytes(s, t->seed))];
}
