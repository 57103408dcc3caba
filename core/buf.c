#include "core/buf.h"

#include <errno.h>
#include <math.h>
#include <unistd.h>

#include "core/utf8.h"

enum { FLUSH_AT = 1 << 16 };

struct buf buf_to_fd(int fd)
{
    return (struct buf){.fd = fd, .to_fd = true};
}

bool buf_flush(struct buf *b)
{
    size_t done = 0;
    while (b->to_fd && !b->error && done < b->n) {
        ssize_t w = write(b->fd, b->p + done, b->n - done);
        if (w >= 0)
            done += (size_t)w;
        else if (errno != EINTR)
            b->error = errno;
    }
    if (b->to_fd)
        b->n = 0;
    return b->error == 0;
}

char *buf_room(struct buf *b, size_t more)
{
    if (b->to_fd && b->n >= FLUSH_AT)
        buf_flush(b);
    if (more > b->cap - b->n || !b->p) {
        size_t want = b->n + more;
        if (want < more)
            die_no_memory(more);
        size_t cap = b->cap ? b->cap : 256;
        while (cap < want)
            cap *= 2;
        b->p = mem_realloc(b->p, cap);
        b->cap = cap;
    }
    return b->p + b->n;
}

void buf_add(struct buf *b, struct sv s)
{
    if (s.n == 0)
        return;
    memcpy(buf_room(b, s.n), s.p, s.n);
    b->n += s.n;
}

void buf_addc(struct buf *b, char c)
{
    *buf_room(b, 1) = c;
    b->n++;
}

void buf_addz(struct buf *b, const char *s)
{
    buf_add(b, sv_from_c(s));
}

void buf_vfmt(struct buf *b, const char *fmt, va_list ap)
{
    va_list again;
    va_copy(again, ap);
    size_t room = 128;
    int n = vsnprintf(buf_room(b, room), room, fmt, ap);
    BUG_ON(n < 0);
    if ((size_t)n >= room) {
        room = (size_t)n + 1;
        vsnprintf(buf_room(b, room), room, fmt, again);
    }
    b->n += (size_t)n;
    va_end(again);
}

void buf_fmt(struct buf *b, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    buf_vfmt(b, fmt, ap);
    va_end(ap);
}

void buf_fill(struct buf *b, char c, size_t n)
{
    if (n)
        memset(buf_room(b, n), c, n);
    b->n += n;
}

static void json_escape(struct buf *b, uint32_t c)
{
    static const char letter[] = {['\b'] = 'b', ['\t'] = 't', ['\n'] = 'n',
                                  ['\f'] = 'f', ['\r'] = 'r', ['"'] = '"',
                                  ['\\'] = '\\'};
    if (c < sizeof(letter) && letter[c])
        buf_fmt(b, "\\%c", letter[c]);
    else if (c > 0xffff)
        buf_fmt(b, "\\u%04x\\u%04x", 0xd800 + ((c - 0x10000) >> 10), 0xdc00 + (c & 0x3ff));
    else
        buf_fmt(b, "\\u%04x", c);
}

static void json_text(struct buf *b, struct sv s, bool shown)
{
    buf_addc(b, '"');
    size_t plain = 0, i = 0;
    while (i < s.n) {
        unsigned char c = (unsigned char)s.p[i];
        size_t len = c < 0x80 ? 1 : utf8_len(sv_from(s, i));
        bool unseen = shown && len > 1 && utf8_is_unseen(utf8_code(s.p + i, len));
        if (len && c >= 0x20 && c != '"' && c != '\\' && c != 0x7f && !unseen) {
            i += len;
            continue;
        }
        buf_add(b, sv_of(s.p + plain, i - plain));
        if (len)
            json_escape(b, utf8_code(s.p + i, len));
        else
            buf_addz(b, "\xef\xbf\xbd");
        i += len ? len : 1;
        plain = i;
    }
    buf_add(b, sv_from(s, plain));
    buf_addc(b, '"');
}

void buf_json(struct buf *b, struct sv s)
{
    json_text(b, s, false);
}

void buf_json_shown(struct buf *b, struct sv s)
{
    json_text(b, s, true);
}

void buf_json_f64(struct buf *b, double v)
{
    if (!isfinite(v)) {
        buf_addz(b, "null");
        return;
    }
    char text[32];
    int digits = 15;
    int n;
    do
        n = snprintf(text, sizeof(text), "%.*g", digits, v);
    while (++digits <= 17 && strtod(text, NULL) != v);
    buf_add(b, sv_of(text, (size_t)n));
}

void buf_release(struct buf *b)
{
    free(b->p);
    *b = (struct buf){0};
}
