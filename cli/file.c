#include "cli/file.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

/* One byte more than is allowed is enough to say that it is too large. */
static bool read_all(struct buf *text, int fd, size_t most)
{
    while (text->n <= most) {
        ssize_t n = read(fd, buf_room(text, 65536), 65536);
        if (n < 0 && errno != EINTR)
            return false;
        if (n == 0)
            break;
        text->n += n > 0 ? (size_t)n : 0;
    }
    return true;
}

bool file_read(struct buf *text, struct sv path, const char *what, size_t most, struct err *e)
{
    struct buf name = {0};
    buf_add(&name, path);
    buf_addc(&name, '\0');
    int fd = open(name.p, O_RDONLY | O_CLOEXEC);
    bool ok = fd >= 0 && read_all(text, fd, most);
    if (!ok)
        err_set(e, "cannot read %s %.*s: %s", what, SV_ARG(path), strerror(errno));
    else if (text->n > most)
        ok = err_set(e, "%s %.*s is larger than %zu MiB", what, SV_ARG(path), most >> 20);
    if (fd >= 0)
        close(fd);
    buf_release(&name);
    return ok;
}

bool file_exists(struct sv path)
{
    struct buf name = {0};
    buf_add(&name, path);
    buf_addc(&name, '\0');
    bool exists = access(name.p, F_OK) == 0;
    buf_release(&name);
    return exists;
}

bool file_is_regular(struct sv path)
{
    struct buf name = {0};
    struct stat st;
    buf_add(&name, path);
    buf_addc(&name, '\0');
    bool regular = stat(name.p, &st) == 0 && S_ISREG(st.st_mode);
    buf_release(&name);
    return regular;
}
