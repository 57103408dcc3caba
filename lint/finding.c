#include "lint/finding.h"

#include "core/name_ids.h"

void findings_release(struct findings *f)
{
    vec_release(&f->list);
    arena_release(&f->arena);
}

uint64_t finding_fingerprint(const struct finding *f, const char *code, const struct store *s)
{
    struct buf name = {0};
    uint64_t h = hash_stable(HASH_STABLE_START, sv_from_c(code));
    h = hash_stable(h, SV("\n"));
    if (f->name != SYM_NONE)
        name_mask(&name, store_sv(s, f->name), MASK_IDS);
    h = hash_stable(h, buf_sv(&name));
    buf_release(&name);
    h = hash_stable(h, SV("\n"));
    return f->key == SYM_NONE ? h : hash_stable(h, store_sv(s, f->key));
}
