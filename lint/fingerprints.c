#include "lint/fingerprints.h"

#include <inttypes.h>

struct entry {
    uint64_t value;
    size_t finding;
};

static int entry_cmp(const void *va, const void *vb)
{
    const struct entry *a = va, *b = vb;
    if (a->value != b->value)
        return a->value < b->value ? -1 : 1;
    return a->finding < b->finding ? -1 : a->finding > b->finding;
}

struct fingerprint *fingerprints_make(const struct findings *f, const struct catalog *cat,
                                      const struct store *s)
{
    size_t n = f->list.n;
    struct fingerprint *out = mem_zalloc(arena_size(sizeof(*out), n));
    struct entry *sorted = mem_alloc(arena_size(sizeof(*sorted), n));
    for (size_t i = 0; i < n; i++) {
        const struct finding *one = &f->list.v[i];
        out[i].value = finding_fingerprint(one, cat->rules[one->rule]->code, s);
        sorted[i] = (struct entry){out[i].value, i};
    }
    qsort(sorted, n, sizeof(*sorted), entry_cmp);
    for (size_t i = 1; i < n; i++)
        if (sorted[i].value == sorted[i - 1].value)
            out[sorted[i].finding].nth = out[sorted[i - 1].finding].nth + 1;
    free(sorted);
    return out;
}

static struct fingerprint_text text_of(uint64_t value)
{
    struct fingerprint_text t;
    snprintf(t.text, sizeof(t.text), "%016" PRIx64, value);
    return t;
}

struct fingerprint_text fingerprint_text(const struct fingerprint *f)
{
    return text_of(f->value);
}

struct fingerprint_text fingerprint_unique(const struct fingerprint *f)
{
    char nth[24];
    if (f->nth == 0)
        return text_of(f->value);
    snprintf(nth, sizeof(nth), "\n%" PRIu32, f->nth);
    return text_of(hash_stable(f->value, sv_from_c(nth)));
}
