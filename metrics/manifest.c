#include "metrics/manifest.h"

#include <inttypes.h>

#include "core/hash.h"
#include "metrics/json_sv.h"
#include "metrics/stage.h"

#define SCHEMA "spanvet.staged/1"

uint64_t manifest_hash(struct sv content)
{
    uint64_t h = hash_stable(HASH_STABLE_START, content);
    return h ? h : 1; /* 0 is none */
}

/* ---- order ---- */

static int by_path(const void *a, const void *b)
{
    return sv_cmp(((const struct manifest_file *)a)->path, ((const struct manifest_file *)b)->path);
}

void manifest_sort(struct manifest *m)
{
    if (m->files.n)
        qsort(m->files.v, m->files.n, sizeof(*m->files.v), by_path);
}

const struct manifest_file *manifest_find(const struct manifest *m, struct sv path)
{
    struct manifest_file key = {.path = path};
    return m->files.n ? bsearch(&key, m->files.v, m->files.n, sizeof(key), by_path) : NULL;
}

void manifest_release(struct manifest *m)
{
    vec_release(&m->files);
    arena_release(&m->arena);
}

/* ---- reading ---- */

/* "fnv1a:" and 16 hex digits; 0 when it is absent. False for anything else. */
static bool hash_read(uint64_t *out, const json_t *file, const char *key)
{
    struct sv text = json_sv_member(file, key);
    char *end;
    *out = 0;
    if (!json_object_get(file, key))
        return true;
    if (text.n != 22 || !sv_starts(text, SV("fnv1a:")) || text.p[6] == '-' || text.p[6] == '+')
        return false;
    *out = strtoull(text.p + 6, &end, 16);
    return end == text.p + 22;
}

static bool entry_read(struct manifest *m, const json_t *file)
{
    struct manifest_file f = {.path = json_sv_member(file, "path"),
                              .metric = json_sv_member(file, "metric")};
    if (!stage_path(f.path) || !hash_read(&f.hash, file, "hash") ||
        !hash_read(&f.next, file, "next") || !hash_read(&f.aside, file, "aside"))
        return false;
    f.path = arena_copy(&m->arena, f.path);
    f.metric = arena_copy(&m->arena, f.metric);
    vec_push(&m->files, f);
    return true;
}

static bool is_unique(const struct manifest *m)
{
    for (size_t i = 1; i < m->files.n; i++)
        if (sv_eq(m->files.v[i - 1].path, m->files.v[i].path))
            return false;
    return true;
}

static bool document_read(struct manifest *m, const json_t *doc)
{
    const json_t *files = json_object_get(doc, "files"), *file;
    struct sv profile = json_sv_member(doc, "profile");
    size_t i;
    m->profile = profile_of(profile);
    if (!sv_eq(json_sv_member(doc, "schema"), SV(SCHEMA)) || !json_is_array(files) ||
        !sv_eq(profile, profile_word(m->profile)))
        return false;
    json_array_foreach(files, i, file)
        if (!entry_read(m, file))
            return false;
    manifest_sort(m);
    return is_unique(m);
}

bool manifest_read(struct manifest *m, struct sv text, struct sv name, struct err *e)
{
    json_error_t at = {.line = 0};
    json_t *doc = json_loadb(text.p, text.n, JSON_REJECT_DUPLICATES | JSON_ALLOW_NUL, &at);
    bool ok = doc && document_read(m, doc);
    if (!doc)
        err_set(e, "%.*s, line %d: %s; mend it, or remove it: then all files beside it are taken "
                   "for yours and none is replaced", SV_ARG(name), at.line, at.text);
    else if (!ok)
        err_set(e, "%.*s is no " SCHEMA " as `metrics stage` writes it; stage into another folder, "
                   "or remove it: then all files beside it are taken for yours and none is "
                   "replaced", SV_ARG(name));
    json_decref(doc);
    return ok;
}

/* ---- writing ---- */

static void hash_add(struct json_out *j, const char *key, uint64_t hash)
{
    char text[24];
    int n = snprintf(text, sizeof(text), "fnv1a:%016" PRIx64, hash);
    if (hash)
        json_out_text(j, key, sv_of(text, (size_t)n));
}

void manifest_write(struct buf *b, const struct manifest *m)
{
    struct json_out j = {.b = b};
    json_out_open(&j, NULL, '{');
    json_out_text(&j, "schema", SV(SCHEMA));
    json_out_text(&j, "profile", profile_word(m->profile));
    json_out_open(&j, "files", '[');
    for (size_t i = 0; i < m->files.n; i++) {
        const struct manifest_file *f = &m->files.v[i];
        json_out_open(&j, NULL, '{');
        json_out_text(&j, "path", f->path);
        if (f->metric.n)
            json_out_text(&j, "metric", f->metric);
        hash_add(&j, "hash", f->hash);
        hash_add(&j, "next", f->next);
        hash_add(&j, "aside", f->aside);
        json_out_close(&j);
    }
    json_out_close(&j);
    json_out_close(&j);
}
