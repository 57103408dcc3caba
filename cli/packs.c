#include "cli/packs.h"

#include "core/file.h"
#include "lint/own_read.h"
#include "lint/pack.h"
#include "rules/catalog.h"
#include "rules/packs.h"

enum { PACK_BYTES_MAX = 4 << 20 };

static bool pack_load(struct packs *p, struct sv file, struct err *e)
{
    struct buf content = {0};
    const char *path = arena_copy(&p->arena, file).p;
    bool ok = file_read(&content, file, "the pack", PACK_BYTES_MAX, e);
    if (ok) {
        struct sv text = arena_copy(&p->arena, buf_sv(&content));
        vec_push(&p->texts, ((struct pack_text){path, text.p, text.n}));
    }
    buf_release(&content);
    return ok;
}

/* Own rules may name the dialects of any pack. What the view reads again is held to its form here
 * already, before any input is read. */
static bool own_load(struct packs *p, struct err *e)
{
    struct pack vocabulary = {0};
    bool ok = true;
    for (size_t i = 0; i < p->texts.n && ok; i++)
        ok = pack_read(&vocabulary, &p->texts.v[i], e);
    ok = ok && pack_finish(&vocabulary, e);
    for (size_t i = rules_packs_n; i < p->texts.n && ok; i++)
        ok = own_rules_read(&p->own, &rules_catalog, &vocabulary, &p->texts.v[i], e);
    pack_release(&vocabulary);
    return ok;
}

bool packs_load(struct packs *p, const struct words *files, struct err *e)
{
    for (size_t i = 0; i < rules_packs_n; i++)
        vec_push(&p->texts, rules_packs[i]);
    for (size_t i = 0; i < files->n; i++)
        if (!pack_load(p, files->v[i], e))
            return false;
    if (files->n && !own_load(p, e))
        return false;
    p->catalog = own_rules_catalog(&p->own, &rules_catalog);
    return true;
}

void packs_release(struct packs *p)
{
    own_rules_release(&p->own);
    vec_release(&p->texts);
    arena_release(&p->arena);
}
