#include <dirent.h>
#include <errno.h>
#include <sys/stat.h>

#include "core/file.h"
#include "metrics/bodies_parts.h"

static bool load_file(struct bodies *b, struct sv path, struct sv title)
{
    struct buf text = {0};
    struct err e = {0};
    bool ok = file_read(&text, path, "the definitions", BODIES_BYTES_MAX, &e);
    ok = ok ? bodies_read(b, title, buf_sv(&text)) : bodies_trouble(b, "%s", e.text);
    buf_release(&text);
    return ok;
}

/* ---- directories ---- */

struct names {
    VEC(struct sv) v;
};

static int by_name(const void *a, const void *b)
{
    return sv_cmp(*(const struct sv *)a, *(const struct sv *)b);
}

static struct sv join(struct arena *a, struct sv directory, const char *name)
{
    struct buf path = {0};
    buf_add(&path, directory);
    if (!sv_ends(directory, SV("/")))
        buf_addc(&path, '/');
    buf_addz(&path, name);
    struct sv joined = arena_copy(a, buf_sv(&path));
    buf_release(&path);
    return joined;
}

/* The files NAME.json in a directory, hidden ones aside, by name. False with errno. */
static bool list(struct bodies *b, struct sv directory, struct names *out)
{
    DIR *dir = opendir(arena_copy(&b->arena, directory).p);
    struct dirent *entry;
    if (!dir)
        return false;
    while ((entry = readdir(dir)) && out->v.n <= BODIES_FILES_MAX) {
        struct sv path = join(&b->arena, directory, entry->d_name);
        if (entry->d_name[0] != '.' && sv_ends(path, SV(".json")) && file_is_regular(path))
            vec_push(&out->v, path);
    }
    closedir(dir);
    if (out->v.n)
        qsort(out->v.v, out->v.n, sizeof(*out->v.v), by_name);
    return true;
}

static bool load_listed(struct bodies *b, struct sv directory, const struct names *names)
{
    bool ok = true;
    if (names->v.n == 0)
        return bodies_trouble(b, "%.*s: there is no file NAME.json in this directory",
                              SV_ARG(directory));
    if (names->v.n > BODIES_FILES_MAX)
        return bodies_trouble(b, "%.*s: there are more than %d files in this directory; give some "
                              "of them by name", SV_ARG(directory), BODIES_FILES_MAX);
    for (size_t i = 0; i < names->v.n; i++)
        ok &= load_file(b, names->v.v[i], names->v.v[i]);
    return ok;
}

static bool load_directory(struct bodies *b, struct sv directory)
{
    struct names names = {0};
    struct sv folder = directory;
    bool staged = file_exists(join(&b->arena, folder, "staged.json")), ok;
    if (staged)
        directory = join(&b->arena, folder, "metrics");
    if (!list(b, directory, &names))
        ok = bodies_trouble(b, "cannot read the directory %.*s: %s", SV_ARG(directory),
                            strerror(errno));
    else if (staged && !names.v.n)
        ok = bodies_trouble(b, "%.*s has no metric to create: what is in its pending/ is not "
                            "proven yet, and REPORT.md says what it waits for", SV_ARG(folder));
    else
        ok = load_listed(b, directory, &names);
    vec_release(&names.v);
    return ok;
}

bool bodies_load(struct bodies *b, struct sv path)
{
    struct stat st;
    if (sv_eq(path, SV("-")))
        return load_file(b, SV("/dev/stdin"), SV("standard input"));
    if (stat(arena_copy(&b->arena, path).p, &st) == 0 && S_ISDIR(st.st_mode))
        return load_directory(b, path);
    return load_file(b, path, path);
}
