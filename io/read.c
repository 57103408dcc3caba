#include "io/read.h"

#include <fts.h>
#include <sys/stat.h>

#include "core/fmt.h"
#include "io/format.h"

static const char unknown[] = "unknown";

/* ---- one input ---- */

static void input_fail(struct build *b, struct sv uri, const char *sentence)
{
    build_input(b, uri, unknown, false);
    build_diagnostic(b, UINT64_MAX, 0, "%s", sentence);
    build_input_end(b);
}

static void input_decode(struct build *b, const struct format *f, struct source *src,
                         const struct err *damage)
{
    struct input *in = build_input(b, src->uri, f->name, f->is_otlp);
    in->bytes = src->bytes.n;
    in->texts_only = f->texts_only;
    f->decode(b, src);
    if (damage->set)
        build_diagnostic(b, src->bytes.n, source_place(src, src->bytes.n).line, "%s",
                         damage->text);
    build_input_end(b);
}

/* The sentence for an input of no known format. */
static void input_unknown(struct build *b, const struct source *src, const struct err *damage,
                          const struct err *why)
{
    struct err e = {0};
    if (damage->set && src->bytes.n == 0)
        err_set(&e, "%.*s: %s", SV_ARG(source_title(src->uri)), damage->text);
    else
        err_set(&e, "%.*s %s", SV_ARG(source_title(src->uri)), why->text);
    input_fail(b, src->uri, e.text);
}

enum taken { TAKEN, PASSED_OVER };

/* Takes back the last input when all it says is that it holds logs or metrics. A Collector writes
 * them beside the traces, so in a directory they are no reason to complain. */
static enum taken signals_drop(struct build *b, size_t documents_before)
{
    struct store *s = b->store;
    struct input *in = &s->inputs.v[s->inputs.n - 1];
    if (in->n_rows || in->n_diagnostics > 1 || !(in->saw_metrics || in->saw_logs))
        return TAKEN;
    vec_release(&in->diagnostics);
    s->documents.n = documents_before;
    s->inputs.n--;
    return PASSED_OVER;
}

/* A file that was found in a directory is passed over when it is of no known format. */
static enum taken bytes_take(struct build *b, struct source *src, const struct err *damage,
                              bool found)
{
    struct sketch sk;
    struct err why = {0};
    sketch_make(&sk, src->bytes);
    const struct format *f = format_find(&sk, &why);
    if (!f && found && !(damage->set && src->bytes.n == 0))
        return PASSED_OVER;
    if (!f) {
        input_unknown(b, src, damage, &why);
        return TAKEN;
    }
    size_t documents = b->store->documents.n;
    input_decode(b, f, src, damage);
    return found ? signals_drop(b, documents) : TAKEN;
}

static enum taken file_take(struct build *b, struct sv uri, bool found)
{
    struct source src = {0};
    struct err e = {0}, damage = {0};
    enum taken taken = TAKEN;
    if (source_open(&src, uri, &e, &damage))
        taken = bytes_take(b, &src, &damage, found);
    else
        input_fail(b, uri, e.text);
    source_close(&src);
    return taken;
}

/* ---- directories ---- */

struct found {
    struct sv path;
    int error; /* errno when it could not be read, or 0 */
};

struct walk {
    VEC(struct found) files;
    struct arena arena;
};

static void walk_note(struct walk *w, const FTSENT *f)
{
    int error = f->fts_info == FTS_DNR || f->fts_info == FTS_ERR || f->fts_info == FTS_NS
                    ? f->fts_errno
                    : 0;
    struct stat st;
    bool is_link = f->fts_info == FTS_SL && stat(f->fts_accpath, &st) == 0;
    if (!error && f->fts_info != FTS_F && !(is_link && S_ISREG(st.st_mode)))
        return;
    struct sv path = arena_copy(&w->arena, sv_of(f->fts_path, f->fts_pathlen));
    vec_push(&w->files, ((struct found){path, error}));
}

static void walk_directory(struct walk *w, const char *path)
{
    char *roots[] = {(char *)(uintptr_t)path, NULL}; /* fts only reads it */
    FTS *fts = fts_open(roots, FTS_PHYSICAL | FTS_COMFOLLOW | FTS_NOCHDIR, NULL);
    if (!fts)
        die_no_memory(0);
    for (FTSENT *f; (f = fts_read(fts));) {
        if (f->fts_level > FTS_ROOTLEVEL && f->fts_name[0] == '.')
            fts_set(fts, f, FTS_SKIP);
        else
            walk_note(w, f);
    }
    fts_close(fts);
}

static int found_cmp(const void *a, const void *b)
{
    return sv_cmp(((const struct found *)a)->path, ((const struct found *)b)->path);
}

static enum taken found_take(struct build *b, const struct found *f)
{
    struct err e = {0};
    if (!f->error)
        return file_take(b, f->path, true);
    err_set(&e, "cannot look into %.*s: %s; give yourself the right to read it or lint its files "
                "one by one", SV_ARG(f->path), strerror(f->error));
    input_fail(b, f->path, e.text);
    return TAKEN;
}

static void directory_empty(struct build *b, struct sv uri, size_t looked_at)
{
    struct err e = {0};
    if (looked_at)
        err_set(&e, "%.*s holds no trace: %s %s looked at, all of other kinds; name one "
                    "of them to hear what it is", SV_ARG(uri), fmt_amount(looked_at, "file").text,
                looked_at == 1 ? "was" : "were");
    else
        err_set(&e, "%.*s holds no file; name a file or directory with traces", SV_ARG(uri));
    input_fail(b, uri, e.text);
}

static void directory_take(struct build *b, struct sv uri, const char *path)
{
    struct walk w = {0};
    size_t n_taken = 0;
    walk_directory(&w, path);
    if (w.files.n)
        qsort(w.files.v, w.files.n, sizeof(*w.files.v), found_cmp);
    for (size_t i = 0; i < w.files.n; i++)
        n_taken += found_take(b, &w.files.v[i]) == TAKEN;
    if (n_taken == 0)
        directory_empty(b, uri, w.files.n);
    vec_release(&w.files);
    arena_release(&w.arena);
}

/* ---- what commands call ---- */

void read_input(struct build *b, struct sv uri)
{
    struct arena tmp = {0};
    struct stat st;
    const char *path = arena_copy(&tmp, uri).p;
    if (!sv_eq(uri, SV("-")) && stat(path, &st) == 0 && S_ISDIR(st.st_mode))
        directory_take(b, uri, path);
    else
        file_take(b, uri, false);
    arena_release(&tmp);
}

void read_bytes(struct build *b, struct sv uri, struct sv bytes)
{
    struct source src = {0};
    struct err damage = {0};
    source_of(&src, uri, bytes, &damage);
    bytes_take(b, &src, &damage, false);
    source_close(&src);
}
