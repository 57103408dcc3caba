#include "cli/output.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/file.h"
#include "core/shown.h"

/* The unfinished files. The signal handler reads them, so they belong to the process. */
static struct {
    char path[PATH_MAX];
    volatile sig_atomic_t exists;
} unfinished[OUTPUT_FILES];

struct output output_stdout(void)
{
    return (struct output){.buf = buf_to_fd(STDOUT_FILENO), .title = SV("standard output")};
}

static void forget(size_t slot)
{
    if (unfinished[slot].exists)
        unlink(unfinished[slot].path);
    unfinished[slot].exists = 0;
}

void output_forget(void)
{
    for (size_t i = 0; i < OUTPUT_FILES; i++)
        forget(i);
}

/* ---- opening ---- */

static bool is_open_already(const struct stat *st, int fd)
{
    struct stat open_st;
    return fstat(fd, &open_st) == 0 && open_st.st_dev == st->st_dev && open_st.st_ino == st->st_ino;
}

static bool cannot(struct err *e, const char *what, struct sv path, int code)
{
    return err_set(e, "cannot %s %.*s: %s; choose another place", what, SV_ARG(path),
                   strerror(code));
}

/* Creates the file of the slot. Interrupts wait until it is known that it exists. */
static int create(size_t slot)
{
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_BLOCK, &all, &before);
    int fd = mkostemp(unfinished[slot].path, O_CLOEXEC);
    int code = errno;
    unfinished[slot].exists = fd >= 0;
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    errno = code;
    return fd;
}

/* A new file "report.json.Xy12Zw" beside `target`, with the rights the finished one shall have. */
static bool open_beside(struct output *out, const char *target, mode_t mode, struct err *e)
{
    size_t slot = 0;
    while (slot < OUTPUT_FILES && unfinished[slot].exists)
        slot++;
    if (slot == OUTPUT_FILES)
        return cannot(e, "write", out->title, EMFILE);
    char *path = unfinished[slot].path;
    int n = snprintf(path, sizeof(unfinished[slot].path), "%s.XXXXXX", target);
    if (n < 0 || (size_t)n >= sizeof(unfinished[slot].path))
        return cannot(e, "write", out->title, ENAMETOOLONG);
    int fd = create(slot);
    if (fd < 0)
        return cannot(e, "create a file beside", out->title, errno);
    fchmod(fd, mode);
    out->buf = buf_to_fd(fd);
    out->path = out->title;
    out->slot = slot;
    out->owns_fd = true;
    return true;
}

static bool open_directly(struct output *out, const char *path, struct err *e)
{
    int fd = open(path, O_WRONLY | O_CLOEXEC);
    if (fd < 0)
        return cannot(e, "write", out->title, errno);
    out->buf = buf_to_fd(fd);
    out->owns_fd = true;
    return true;
}

static mode_t mode_of_new_files(void)
{
    mode_t mask = umask(0);
    umask(mask);
    return 0666 & ~mask;
}

bool output_to(struct output *out, struct sv path, struct err *e)
{
    char name[PATH_MAX], target[PATH_MAX];
    struct stat st;
    if (sv_eq(path, SV("-")))
        return true;
    out->title = path;
    if (path.n >= sizeof(name))
        return cannot(e, "write", path, ENAMETOOLONG);
    memcpy(name, path.p, path.n);
    name[path.n] = '\0';
    if (stat(name, &st) != 0)
        return file_new_target(target, name) ? open_beside(out, target, mode_of_new_files(), e)
                                        : cannot(e, "create a file beside", path, errno);
    if (is_open_already(&st, STDOUT_FILENO))
        return true;
    if (is_open_already(&st, STDERR_FILENO)) {
        out->buf = buf_to_fd(STDERR_FILENO);
        return true;
    }
    if (S_ISDIR(st.st_mode))
        return cannot(e, "write", path, EISDIR);
    if (!S_ISREG(st.st_mode))
        return open_directly(out, name, e);
    if (access(name, W_OK) != 0 || !realpath(name, target))
        return cannot(e, "write", path, errno);
    return open_beside(out, target, st.st_mode & 07777, e);
}

void output_allow_running(const struct output *out)
{
    struct stat st;
    if (out->path.n && fstat(out->buf.fd, &st) == 0)
        fchmod(out->buf.fd, st.st_mode | (st.st_mode & 0444) >> 2);
}

/* The name of the finished file is that of the unfinished one without its last seven letters. */
static struct sv target_of(const struct output *out)
{
    const char *path = unfinished[out->slot].path;
    return sv_of(path, strlen(path) - strlen(".XXXXXX"));
}

bool output_same(const struct output *a, const struct output *b)
{
    if (a->path.n && b->path.n)
        return sv_eq(target_of(a), target_of(b));
    return !a->owns_fd && !b->owns_fd && a->buf.fd == b->buf.fd;
}

/* ---- closing ---- */

static bool finish(const struct output *out, struct err *e)
{
    char target[PATH_MAX];
    const char *path = unfinished[out->slot].path;
    struct sv name = target_of(out);
    memcpy(target, name.p, name.n);
    target[name.n] = '\0';
    if (rename(path, target) != 0)
        return cannot(e, "write", out->path, errno);
    unfinished[out->slot].exists = 0;
    return true;
}

static bool write_out(struct output *out, struct err *e)
{
    bool ok = buf_flush(&out->buf);
    int code = out->buf.error;
    if (out->owns_fd && close(out->buf.fd) != 0 && ok) {
        ok = false;
        code = errno;
    }
    if (!ok)
        return err_set(e, "cannot write to %.*s: %s; the report is not complete",
                       SV_ARG(out->title), strerror(code));
    return !out->path.n || finish(out, e);
}

enum output_end output_close(struct output *out, struct err *e)
{
    /* What failed before has nothing to put in the place of a file. */
    bool ok = !(e->set && out->path.n) && write_out(out, e);
    bool closed = out->buf.error == EPIPE && !out->owns_fd;
    if (!ok && out->path.n)
        forget(out->slot);
    buf_release(&out->buf);
    return ok ? OUTPUT_WRITTEN : closed ? OUTPUT_CLOSED : OUTPUT_FAILED;
}

void output_say(const struct err *e)
{
    struct buf b = buf_to_fd(STDERR_FILENO);
    buf_addz(&b, "spanvet: ");
    shown_add_sentence(&b, sv_from_c(e->text), 0);
    buf_addc(&b, '\n');
    buf_flush(&b);
    buf_release(&b);
}
