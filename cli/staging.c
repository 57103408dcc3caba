#include "cli/staging.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/output.h"
#include "core/file.h"

#define ASIDE ".new"
/* Larger ones nobody wrote by hand. */
enum { FILE_MAX_BYTES = 16 << 20 };

const struct staging_word staging_words[STAGING_STATUSES] = {
    [STAGING_WRITTEN] = {SV_INIT("written"), {0}},
    [STAGING_UPDATED] = {SV_INIT("updated"), {0}},
    [STAGING_UNCHANGED] = {SV_INIT("unchanged"), {0}},
    [STAGING_EDITED] = {SV_INIT("edited"), SV_INIT("changed by hand and kept")},
    [STAGING_CONFLICT] = {SV_INIT("conflict"),
                          SV_INIT("changed by hand and kept; the plan's new version stands beside "
                                  "it as .new: take from it what you want, then delete it")},
    [STAGING_FOREIGN] = {SV_INIT("foreign"),
                         SV_INIT("not written by spanvet and not touched; the plan's version "
                                 "stands beside it as .new")},
    [STAGING_DELETED] = {SV_INIT("deleted"),
                         SV_INIT("deleted by hand and left so; `spanvet metrics stage --force` "
                                 "writes it again")},
    [STAGING_REMOVED] = {SV_INIT("removed"), SV_INIT("its metric is not chosen any more")},
    [STAGING_KEPT] = {SV_INIT("kept"),
                      SV_INIT("its metric is not chosen any more, but it was changed by hand")},
    [STAGING_HELD] = {SV_INIT("kept"),
                      SV_INIT("not all input could be read, and what is missing may support it")},
    [STAGING_EARLIER] = {SV_INIT("kept"), SV_INIT("staged by an earlier run")},
};

/* ---- the folder ---- */

/* The path of a file as a C text. Valid until the arena is released. */
static struct sv full_path(struct staging *g, struct sv path, const char *ending)
{
    struct buf b = {0};
    buf_add(&b, g->folder);
    buf_addc(&b, '/');
    buf_add(&b, path);
    buf_addz(&b, ending);
    struct sv full = arena_copy(&g->arena, buf_sv(&b));
    buf_release(&b);
    return full;
}

/* What is written through a link lands elsewhere, and a pipe has no end. */
static bool is_plain(struct sv path, mode_t kind, struct err *e)
{
    struct stat st;
    if (lstat(path.p, &st) != 0 || (st.st_mode & S_IFMT) == kind)
        return true;
    return err_set(e, "cannot stage over %.*s: it is no %s but a link or something else; move it "
                   "away", SV_ARG(path), kind == S_IFDIR ? "folder" : "file");
}

static bool folder_make(const struct staging *g, struct sv path, struct err *e)
{
    if (mkdir(path.p, 0777) == 0 || errno == EEXIST)
        return true;
    return err_set(e, "cannot make the folder %.*s: %s; %s", SV_ARG(path), strerror(errno),
                   g->elsewhere);
}

/* Two runs at a time would not know each other's files. */
static bool lock_take(struct staging *g, struct err *e)
{
    g->lock = open(g->folder.p, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (g->lock < 0)
        return err_set(e, "cannot stage into %.*s: %s; %s", SV_ARG(g->folder), strerror(errno),
                       g->elsewhere);
    g->has_lock = true;
    if (flock(g->lock, LOCK_EX | LOCK_NB) == 0 || errno != EWOULDBLOCK)
        return true;
    return err_set(e, "another run stages into %.*s; try again when it has ended",
                   SV_ARG(g->folder));
}

static bool manifest_load(struct staging *g, struct err *e)
{
    struct sv path = full_path(g, SV(MANIFEST_FILE), "");
    if (!is_plain(path, S_IFREG, e))
        return false;
    if (!file_exists(path))
        return true;
    return file_read(&g->manifest_text, path, "the list of staged files", FILE_MAX_BYTES, e) &&
           manifest_read(&g->manifest, buf_sv(&g->manifest_text), path, e);
}

bool staging_open(struct staging *g, struct sv folder, bool force, bool dry_run, struct err *e)
{
    g->folder = arena_copy(&g->arena, file_folder(folder));
    g->force = force;
    if (dry_run && !file_exists(g->folder))
        return true;
    return folder_make(g, g->folder, e) && lock_take(g, e) && manifest_load(g, e);
}

void staging_close(struct staging *g)
{
    if (g->has_lock)
        close(g->lock);
    manifest_release(&g->manifest);
    vec_release(&g->files);
    buf_release(&g->manifest_text);
    arena_release(&g->arena);
}

size_t staging_count(const struct staging *g, enum staging_status status)
{
    size_t n = 0;
    for (size_t i = 0; i < g->files.n; i++)
        n += g->files.v[i].status == status;
    return n;
}

/* ---- comparing ---- */

/* What people may have done to a file, and to the one beside it. */
struct found {
    struct buf text;
    uint64_t hash, aside; /* 0 = it is not there */
};

static bool found_read(struct buf *text, uint64_t *hash, struct sv path, struct err *e)
{
    if (!is_plain(path, S_IFREG, e))
        return false;
    if (!file_exists(path))
        return true;
    if (!file_read(text, path, "the staged file", FILE_MAX_BYTES, e))
        return false;
    *hash = manifest_hash(buf_sv(text));
    return true;
}

static bool found_load(struct found *f, struct staging *g, struct sv path, struct err *e)
{
    struct buf aside = {0};
    bool ok = found_read(&f->text, &f->hash, full_path(g, path, ""), e) &&
              found_read(&aside, &f->aside, full_path(g, path, ASIDE), e);
    buf_release(&aside);
    return ok;
}

/* Nobody touched what staging wrote. */
static bool is_ours(const struct staging_file *f)
{
    return f->found && (f->found == f->old.hash || f->found == f->old.next);
}

/* The file stays. Is what it was made from still what the plan says? */
static void compare_edited(struct staging_file *f, const struct found *there, uint64_t wanted)
{
    bool merged = f->old.aside && !there->aside;
    uint64_t base = merged ? f->old.aside : f->old.hash;
    f->entry.hash = base;
    f->status = STAGING_EDITED;
    if (base == wanted)
        return;
    f->status = base ? STAGING_CONFLICT : STAGING_FOREIGN;
    f->entry.aside = wanted;
    if (there->aside == wanted)
        return;
    if (!there->aside || there->aside == f->old.aside)
        f->aside = STAGING_WRITE;
    else
        f->entry.aside = f->old.aside; /* somebody works on that one too */
}

static void compare_wanted(struct staging_file *f, const struct found *there, bool force)
{
    uint64_t wanted = manifest_hash(f->content);
    bool deleted = !f->found && f->old.hash && !f->old.next;
    f->entry = (struct manifest_file){.path = f->path, .metric = f->metric, .hash = wanted};
    f->status = f->found ? STAGING_UPDATED : STAGING_WRITTEN;
    if (deleted && !force) {
        f->status = STAGING_DELETED;
        f->entry.hash = f->old.hash;
    } else if (f->found == wanted) {
        f->status = STAGING_UNCHANGED;
    } else if (!f->found || is_ours(f) || (force && f->old.hash)) {
        f->here = STAGING_WRITE;
    } else {
        compare_edited(f, there, wanted);
    }
}

/* Does this run only add, and leave the files of this metric alone? What it wants has another file
 * now. */
static bool is_earlier(const struct staging *g, struct sv metric)
{
    const struct stage_wish *wish = g->wish;
    return wish && wish->adds && metric.n && !sv_in(metric, wish->dropped, wish->n_dropped) &&
           !sv_in(metric, wish->metrics, wish->n_metrics);
}

/* It stays, and so does all that is known of it: a later run may choose it again. */
static void compare_staying(struct staging_file *f, const struct found *there,
                            enum staging_status ours)
{
    f->entry = f->old;
    f->status = ours;
    if (!f->found) {
        f->status = f->old.hash && !f->old.next ? STAGING_DELETED : ours;
        return;
    }
    if (f->found == f->old.next)
        f->entry.hash = f->found;
    f->entry.next = 0;
    if (is_ours(f))
        return;
    f->status = STAGING_EDITED;
    if (f->old.aside && there->aside)
        f->status = f->old.hash ? STAGING_CONFLICT : STAGING_FOREIGN;
}

static void compare_unwanted(const struct staging *g, struct staging_file *f)
{
    f->status = STAGING_REMOVED;
    if (is_ours(f) || (f->found && f->old.hash && g->force)) {
        f->here = STAGING_REMOVE;
    } else if (f->found && f->old.hash) {
        f->status = STAGING_KEPT;
        f->entry = f->old;
        f->entry.next = f->entry.aside = 0;
    }
}

/* Adds the file; `there` is what people made of it. */
static struct staging_file *compare(struct staging *g, struct staging_file f,
                                    const struct found *there)
{
    const struct manifest_file *old = manifest_find(&g->manifest, f.path);
    if (old)
        f.old = *old;
    f.found = there->hash;
    if (f.content.n)
        compare_wanted(&f, there, g->force);
    else if (is_earlier(g, f.metric))
        compare_staying(&f, there, STAGING_EARLIER);
    else if (g->partial && f.old.path.n)
        compare_staying(&f, there, STAGING_HELD);
    else
        compare_unwanted(g, &f);
    if (!f.entry.aside && there->aside && there->aside == f.old.aside)
        f.aside = STAGING_REMOVE;
    vec_push(&g->files, f);
    return &g->files.v[g->files.n - 1];
}

/* Another name may give the same path: what an earlier run staged there stays, and the metric takes
 * the next one. */
static void path_find(const struct staging *g, struct stage *st, size_t i)
{
    const struct manifest_file *old = manifest_find(&g->manifest, st->metrics.v[i].path);
    while (old && is_earlier(g, old->metric)) {
        stage_move(st, i);
        old = manifest_find(&g->manifest, st->metrics.v[i].path);
    }
}

static bool compare_body(struct staging *g, struct stage *st, size_t i, struct err *e)
{
    path_find(g, st, i);
    const struct staged_metric *m = &st->metrics.v[i];
    struct found there = {0};
    bool ok = found_load(&there, g, m->path, e);
    if (ok) {
        struct staging_file f = {.path = m->path, .metric = m->name, .content = m->text};
        enum staging_status status = compare(g, f, &there)->status;
        if (status == STAGING_DELETED)
            stage_deleted(st, i);
        if (status == STAGING_EDITED || status == STAGING_CONFLICT || status == STAGING_FOREIGN)
            stage_edited(st, i, buf_sv(&there.text));
    }
    buf_release(&there.text);
    return ok;
}

/* A body that an earlier run wrote and this one does not. */
static bool compare_former(struct staging *g, struct stage *st, const struct manifest_file *old,
                           struct err *e)
{
    struct found there = {0};
    bool ok = found_load(&there, g, old->path, e);
    if (ok) {
        struct staging_file f = {.path = old->path, .metric = old->metric};
        const struct staging_file *last = compare(g, f, &there);
        if (last->entry.path.n && last->found)
            stage_kept(st, old->path, buf_sv(&there.text), !is_ours(last));
        if (!last->entry.path.n && !last->here && !last->aside)
            g->files.n--; /* nothing of it is there */
    }
    buf_release(&there.text);
    return ok;
}

static bool compare_formers(struct staging *g, struct stage *st, struct err *e)
{
    bool *wanted = mem_zalloc(g->manifest.files.n + 1);
    bool ok = true;
    for (size_t i = 0; i < g->files.n; i++) {
        const struct manifest_file *old = manifest_find(&g->manifest, g->files.v[i].path);
        if (old)
            wanted[old - g->manifest.files.v] = true;
    }
    for (size_t i = 0; ok && i < g->manifest.files.n; i++) {
        const struct manifest_file *old = &g->manifest.files.v[i];
        if (!wanted[i] && sv_find_char(old->path, '/') != SIZE_MAX)
            ok = compare_former(g, st, old, e);
    }
    free(wanted);
    return ok;
}

static bool compare_file(struct staging *g, const struct stage *st, const struct stage_file *row,
                         struct err *e)
{
    struct buf content = {0};
    struct found there = {0};
    struct staging_file f = {.path = sv_from_c(row->path), .is_program = row->is_program};
    bool ok = found_load(&there, g, f.path, e);
    if (ok) {
        row->write(&content, st);
        f.content = arena_copy(&g->arena, buf_sv(&content));
        compare(g, f, &there);
    }
    buf_release(&content);
    buf_release(&there.text);
    return ok;
}

bool staging_compare(struct staging *g, struct stage *st, struct err *e)
{
    size_t n = st->metrics.n;
    for (size_t i = 0; i < n; i++)
        if (!compare_body(g, st, i, e))
            return false;
    if (!compare_formers(g, st, e))
        return false;
    for (size_t i = 0; i < n_stage_files; i++)
        if (!compare_file(g, st, &stage_files[i], e))
            return false;
    return true;
}

/* ---- doing ---- */

static bool file_put(struct sv path, struct sv content, bool is_program, struct err *e)
{
    struct output out = output_stdout();
    if (output_to(&out, path, e)) {
        if (is_program)
            output_allow_running(&out);
        buf_add(&out.buf, content);
    }
    return output_close(&out, e) == OUTPUT_WRITTEN && !e->set;
}

static bool file_remove(struct sv path, struct err *e)
{
    if (unlink(path.p) == 0 || errno == ENOENT)
        return true;
    return err_set(e, "cannot remove %.*s: %s", SV_ARG(path), strerror(errno));
}

static bool deed_do(struct staging *g, const struct staging_file *f, enum staging_deed deed,
                    const char *ending, struct err *e)
{
    struct sv path = full_path(g, f->path, ending);
    if (deed == STAGING_WRITE)
        return file_put(path, f->content, f->is_program && !*ending, e);
    return deed == STAGING_LEAVE || file_remove(path, e);
}

/* What the manifest says of a file while the deeds are done: whether or not this one was, what is
 * there is known. */
static struct manifest_file entry_between(const struct staging_file *f)
{
    struct manifest_file m = f->entry;
    if (f->here == STAGING_REMOVE)
        m = f->old;
    if (f->here == STAGING_WRITE) {
        m.hash = is_ours(f) ? f->found : f->old.hash;
        m.next = f->entry.hash;
    }
    if (f->aside)
        m.aside = f->old.aside;
    return m;
}

static void manifest_text(struct buf *b, const struct staging *g, enum profile profile,
                          bool between)
{
    struct manifest m = {.profile = profile};
    for (size_t i = 0; i < g->files.n; i++) {
        struct manifest_file entry =
            between ? entry_between(&g->files.v[i]) : g->files.v[i].entry;
        if (entry.path.n)
            vec_push(&m.files, entry);
    }
    manifest_sort(&m);
    manifest_write(b, &m);
    manifest_release(&m);
}

static bool manifest_put(struct staging *g, enum profile profile, bool between, struct err *e)
{
    struct buf text = {0};
    manifest_text(&text, g, profile, between);
    bool same = sv_eq(buf_sv(&text), buf_sv(&g->manifest_text));
    bool ok = same || file_put(full_path(g, SV(MANIFEST_FILE), ""), buf_sv(&text), false, e);
    buf_clear(&g->manifest_text);
    buf_add(&g->manifest_text, buf_sv(&text));
    buf_release(&text);
    return ok;
}

static bool subfolder_make(struct staging *g, struct sv name, struct err *e)
{
    name.n--; /* with its slash a link would be followed */
    struct sv path = full_path(g, name, "");
    return folder_make(g, path, e) && is_plain(path, S_IFDIR, e);
}

static bool folders_make(struct staging *g, struct err *e)
{
    return subfolder_make(g, SV(STAGE_METRICS), e) && subfolder_make(g, SV(STAGE_PENDING), e);
}

bool staging_apply(struct staging *g, enum profile profile, struct err *e)
{
    if (!folders_make(g, e) || !manifest_put(g, profile, true, e))
        return false;
    for (size_t i = 0; i < g->files.n; i++) {
        const struct staging_file *f = &g->files.v[i];
        if (!deed_do(g, f, f->here, "", e) || !deed_do(g, f, f->aside, ASIDE, e))
            return false;
    }
    return manifest_put(g, profile, false, e);
}
