#include "cli/output.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

/* The unfinished file. The signal handler reads it, so it is one for the process. */
static char unfinished[PATH_MAX];
static volatile sig_atomic_t is_unfinished;

struct output output_stdout(void)
{
    return (struct output){.buf = buf_to_fd(STDOUT_FILENO), .title = SV("standard output")};
}

void output_forget(void)
{
    if (is_unfinished)
        unlink(unfinished);
    is_unfinished = 0;
}

/* ---- opening ---- */

static bool is_open_already(const struct stat *st, int fd)
{
    struct stat open_st;
    return fstat(fd, &open_st) == 0 && open_st.st_dev == st->st_dev && open_st.st_ino == st->st_ino;
}

static bool cannot(struct err *e, const char *what, struct sv path, int code)
{
    return err_set(e, "cannot %s %.*s: %s; choose another place with --output", what, SV_ARG(path),
                   strerror(code));
}

/* A new file "report.json.Xy12Zw" beside `target`, with the rights the finished one shall have. */
static bool open_beside(struct output *out, const char *target, mode_t mode, struct err *e)
{
    int n = snprintf(unfinished, sizeof(unfinished), "%s.XXXXXX", target);
    if (n < 0 || (size_t)n >= sizeof(unfinished))
        return cannot(e, "write", out->title, ENAMETOOLONG);
    int fd = mkostemp(unfinished, O_CLOEXEC);
    if (fd < 0)
        return cannot(e, "create a file beside", out->title, errno);
    is_unfinished = 1;
    fchmod(fd, mode);
    out->buf = buf_to_fd(fd);
    out->path = out->title;
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
        return open_beside(out, name, mode_of_new_files(), e);
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

/* ---- closing ---- */

/* The name of the finished file is that of the unfinished one without its last seven letters. */
static bool finish(struct output *out, struct err *e)
{
    char target[PATH_MAX];
    size_t n = strlen(unfinished) - strlen(".XXXXXX");
    memcpy(target, unfinished, n);
    target[n] = '\0';
    if (rename(unfinished, target) != 0)
        return cannot(e, "write", out->path, errno);
    is_unfinished = 0;
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
    return !is_unfinished || finish(out, e);
}

enum output_end output_close(struct output *out, struct err *e)
{
    /* What failed before has nothing to put in the place of a file. */
    bool ok = !(e->set && out->path.n) && write_out(out, e);
    bool closed = out->buf.error == EPIPE && !out->owns_fd;
    if (!ok)
        output_forget();
    buf_release(&out->buf);
    return ok ? OUTPUT_WRITTEN : closed ? OUTPUT_CLOSED : OUTPUT_FAILED;
}
