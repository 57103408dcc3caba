#include "core/file.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
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

struct sv file_folder(struct sv name)
{
    while (name.n > 1 && name.p[name.n - 1] == '/')
        name.n--;
    return name;
}

bool file_new_target(char target[static PATH_MAX], const char *name)
{
    const char *slash = strrchr(name, '/');
    const char *base = slash ? slash + 1 : name;
    char directory[PATH_MAX];
    if (base - name >= PATH_MAX) {
        errno = ENAMETOOLONG;
        return false;
    }
    memcpy(directory, slash ? name : ".", slash ? (size_t)(base - name) : 1);
    directory[slash ? base - name : 1] = '\0';
    if (!realpath(directory, target))
        return false;
    size_t n = strlen(target), more = strlen(base);
    if (n + 1 + more >= PATH_MAX) {
        errno = ENAMETOOLONG;
        return false;
    }
    target[n] = '/';
    memcpy(target + n + 1, base, more + 1);
    return true;
}

bool file_same(struct sv a, struct sv b)
{
    struct buf names[2] = {0};
    char targets[2][PATH_MAX];
    struct stat st[2];
    bool is_there[2], same = true;
    for (int i = 0; i < 2; i++) {
        buf_add(&names[i], i ? b : a);
        buf_addc(&names[i], '\0');
        is_there[i] = stat(names[i].p, &st[i]) == 0;
        same = same && (is_there[i] ? S_ISREG(st[i].st_mode) != 0
                                    : file_new_target(targets[i], names[i].p));
    }
    same = same && is_there[0] == is_there[1] &&
           (is_there[0] ? st[0].st_dev == st[1].st_dev && st[0].st_ino == st[1].st_ino
                        : strcmp(targets[0], targets[1]) == 0);
    buf_release(&names[0]);
    buf_release(&names[1]);
    return same;
}
