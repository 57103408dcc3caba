#include "cli/inputs.h"

#include <inttypes.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/progress.h"
#include "core/file.h"
#include "core/fmt.h"
#include "core/shown.h"
#include "io/read.h"
#include "io/source.h"

bool inputs_given(const struct job *job, struct err *e)
{
    return job->args.n ||
           err_set(e,
                   "%s needs an INPUT: a file, a directory, or - for standard input; try "
                   "`spanvet %s --help`",
                   job->command->name, job->command->name);
}

/* ---- reading ---- */

static void load_one(struct build *b, struct sv uri)
{
    struct buf what = {0};
    buf_addz(&what, "reading ");
    fmt_foreign(&what, source_title(uri), 60);
    buf_addc(&what, '\0');
    progress_say(what.p, &b->store->n_spans, " spans");
    read_input(b, uri);
    buf_release(&what);
}

static bool stat_of(struct sv path, struct stat *st)
{
    struct buf name = {0};
    buf_add(&name, path);
    buf_addc(&name, '\0');
    bool is_stdin = sv_eq(path, SV("-"));
    bool ok = (is_stdin ? fstat(STDIN_FILENO, st) : stat(name.p, st)) == 0;
    buf_release(&name);
    return ok;
}

static bool file_of(struct sv path, struct stat *st)
{
    return stat_of(path, st) && S_ISREG(st->st_mode);
}

static bool would_be_lost(struct sv output, const char *what, struct err *e)
{
    return err_set(e, "the output %.*s is also %s and would be lost; give the report another name",
                   SV_ARG(output), what);
}

/* A report may not take the place of the trace that it is about. */
static bool inputs_survive(const struct traces *t, struct sv output, struct err *e)
{
    struct stat to, from;
    if (output.n == 0 || sv_eq(output, SV("-")) || !file_of(output, &to))
        return true;
    for (size_t i = 0; i < t->store.inputs.n; i++)
        if (file_of(t->store.inputs.v[i].uri, &from) && from.st_dev == to.st_dev &&
            from.st_ino == to.st_ino)
            return would_be_lost(output, "an input", e);
    return true;
}

bool inputs_file_survives(struct sv file, const char *what, const struct words *outputs,
                          struct err *e)
{
    for (size_t i = 0; i < outputs->n; i++)
        if (file.n && file_same(outputs->v[i], file))
            return would_be_lost(outputs->v[i], what, e);
    return true;
}

/* ---- inputs that are given twice ---- */

struct place {
    dev_t dev;
    ino_t ino;
    size_t at; /* of the argument */
};

static int place_cmp(const void *a, const void *b)
{
    const struct place *x = a, *y = b;
    if (x->dev != y->dev)
        return x->dev < y->dev ? -1 : 1;
    if (x->ino != y->ino)
        return x->ino < y->ino ? -1 : 1;
    return (x->at > y->at) - (x->at < y->at);
}

static void repeat_say(struct sv again, struct sv first)
{
    struct buf b = buf_to_fd(STDERR_FILENO);
    buf_addz(&b, "spanvet: warning: ");
    fmt_foreign(&b, again, 0);
    if (sv_eq(again, first)) {
        buf_addz(&b, " is given twice");
    } else {
        buf_addz(&b, " is the same file or directory as ");
        fmt_foreign(&b, first, 0);
    }
    buf_addz(&b, "; it is read once\n");
    buf_flush(&b);
    buf_release(&b);
}

/* Which arguments name what one before them names; the caller frees it. Spans that are read twice
 * would count twice, and look like duplicates. */
static bool *repeats_find(const struct words *args)
{
    bool *repeats = mem_zalloc(args->n);
    VEC(struct place) places = {0};
    for (size_t i = 0; i < args->n; i++) {
        struct stat st;
        if (stat_of(args->v[i], &st))
            vec_push(&places, ((struct place){st.st_dev, st.st_ino, i}));
    }
    if (places.n)
        qsort(places.v, places.n, sizeof(*places.v), place_cmp);
    for (size_t i = 1, first = 0; i < places.n; i++) {
        const struct place *p = &places.v[i], *before = &places.v[first];
        repeats[p->at] = p->dev == before->dev && p->ino == before->ino;
        if (repeats[p->at])
            repeat_say(args->v[p->at], args->v[before->at]);
        else
            first = i;
    }
    vec_release(&places);
    return repeats;
}

/* ---- all of them ---- */

bool inputs_load(struct traces *t, const struct job *job, bool quiet, const struct words *outputs,
                 struct err *e)
{
    struct build b;
    store_init(&t->store);
    build_init(&b, &t->store);
    bool *repeats = repeats_find(&job->args);
    progress_start(quiet);
    for (size_t i = 0; i < job->args.n; i++)
        if (!repeats[i])
            load_one(&b, job->args.v[i]);
    free(repeats);
    build_release(&b);
    progress_say("finding trees", NULL, NULL);
    index_build(&t->index, &t->store);
    for (size_t i = 0; i < t->store.inputs.n; i++)
        t->trouble |= t->store.inputs.v[i].status != INPUT_OK;
    for (size_t i = 0; i < outputs->n; i++)
        if (!inputs_survive(t, outputs->v[i], e))
            return false;
    return true;
}

void inputs_release(struct traces *t)
{
    index_release(&t->index);
    store_release(&t->store);
}

/* ---- saying what went wrong ---- */

/* A sentence without a place is about opening the input and names it itself. */
static void diagnose_one(struct buf *b, const struct input *in, const struct diagnostic *d)
{
    struct sv name = source_title(in->uri);
    buf_addz(b, "spanvet: ");
    if (d->offset != UINT64_MAX || d->line || sv_find(d->text, name) == SIZE_MAX) {
        fmt_foreign(b, name, 0);
        if (d->line)
            buf_fmt(b, ":%" PRIu64, d->line);
        buf_addz(b, ": ");
    }
    if (d->offset != UINT64_MAX)
        buf_fmt(b, "at byte %" PRIu64 ": ", d->offset);
    shown_add_sentence(b, d->text, 0);
    buf_addc(b, '\n');
}

void inputs_diagnose(const struct traces *t)
{
    struct buf b = buf_to_fd(STDERR_FILENO);
    for (size_t i = 0; i < t->store.inputs.n; i++) {
        const struct input *in = &t->store.inputs.v[i];
        for (size_t k = 0; k < in->diagnostics.n; k++)
            diagnose_one(&b, in, &in->diagnostics.v[k]);
        if (in->n_diagnostics > in->diagnostics.n) {
            buf_addz(&b, "spanvet: ");
            fmt_foreign(&b, source_title(in->uri), 0);
            buf_fmt(&b, ": %zu more places like these\n", in->n_diagnostics - in->diagnostics.n);
        }
    }
    buf_flush(&b);
    buf_release(&b);
}
