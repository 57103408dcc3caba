#ifndef SPANVET_CORE_BUF_H
#define SPANVET_CORE_BUF_H
/*
 * struct buf: text that grows. Everything printed is appended to one, and whoever owns the stream
 * writes it out. With `fd` set through buf_to_fd it flushes itself there when it is large, and a
 * failed write is remembered in `error` (errno) so that appending never has to be checked.
 * The zero value is an empty buffer in memory. One thread at a time.
 */
#include "core/sv.h"

#include <stdarg.h>

struct buf {
    char *p;
    size_t n, cap;
    int fd;      /* where to flush, valid only when to_fd */
    bool to_fd;
    int error; /* errno of the first write that failed, 0 = none */
};

/* A buffer that flushes to the open descriptor `fd`, which stays the caller's. */
struct buf buf_to_fd(int fd);

void buf_add(struct buf *b, struct sv s);
void buf_addc(struct buf *b, char c);
void buf_addz(struct buf *b, const char *s);
void buf_fmt(struct buf *b, const char *fmt, ...) PRINTF_LIKE(2, 3);
void buf_vfmt(struct buf *b, const char *fmt, va_list ap) PRINTF_LIKE(2, 0);
/* `n` times the character `c`. */
void buf_fill(struct buf *b, char c, size_t n);

/* `s` as a JSON string with quotes. Control characters are escaped; bytes that are not UTF-8
 * become U+FFFD, so that the result is always valid JSON. */
void buf_json(struct buf *b, struct sv s);
/* The same for what people may look at: characters that show nothing (utf8_is_unseen) are escaped
 * too. It reads back the same. */
void buf_json_shown(struct buf *b, struct sv s);
/* A finite double in the shortest form that reads back the same; others become null. */
void buf_json_f64(struct buf *b, double v);

/* The text so far. Valid until the next append. */
static inline struct sv buf_sv(const struct buf *b)
{
    return sv_of(b->p, b->n);
}
static inline void buf_clear(struct buf *b)
{
    b->n = 0;
}

/* Makes room for `more` bytes behind the text and returns where they go; the caller then adds
 * what it wrote to `n`. */
char *buf_room(struct buf *b, size_t more);

/* Writes what is pending when the buffer has a descriptor. False when any write failed. */
bool buf_flush(struct buf *b);
/* Frees the memory, pending text is lost; the descriptor stays open. */
void buf_release(struct buf *b);

#endif
