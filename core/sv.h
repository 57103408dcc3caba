#ifndef SPANVET_CORE_SV_H
#define SPANVET_CORE_SV_H
/*
 * struct sv: a view of bytes that somebody else owns, with their length. The only string type in
 * signatures of this project; C strings appear only where libc or a library wants them. A view
 * may hold NUL bytes and invalid UTF-8. The zero value is the empty string.
 */
#include "core/base.h"

struct sv {
    const char *p;
    size_t n;
};

/* A literal as a view; usable in initialisers of static tables too. */
#define SV(lit) ((struct sv){(lit), sizeof(lit) - 1})
#define SV_INIT(lit) {(lit), sizeof(lit) - 1}
/* For printf: `printf("%.*s", SV_ARG(v))`. */
#define SV_ARG(v) (int)(v).n, (v).p

static inline struct sv sv_of(const char *p, size_t n)
{
    return (struct sv){p, n};
}

/* The C string `s` (may be NULL: empty) without its terminator. */
static inline struct sv sv_from_c(const char *s)
{
    return s ? (struct sv){s, strlen(s)} : (struct sv){0};
}

static inline bool sv_eq(struct sv a, struct sv b)
{
    return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0);
}

static inline bool sv_starts(struct sv s, struct sv prefix)
{
    return s.n >= prefix.n && (prefix.n == 0 || memcmp(s.p, prefix.p, prefix.n) == 0);
}

static inline bool sv_ends(struct sv s, struct sv suffix)
{
    return s.n >= suffix.n &&
           (suffix.n == 0 || memcmp(s.p + s.n - suffix.n, suffix.p, suffix.n) == 0);
}

/* The part of `s` from byte `from` on; empty when `from` is past the end. */
static inline struct sv sv_from(struct sv s, size_t from)
{
    if (s.n == 0)
        return s;
    return from >= s.n ? (struct sv){s.p + s.n, 0} : (struct sv){s.p + from, s.n - from};
}

/* Equal when ASCII case is ignored. */
bool sv_eq_nocase(struct sv a, struct sv b);

/* Is it one of the `n` of the list? */
bool sv_in(struct sv s, const struct sv *list, size_t n);

/* Where `needle` first stands in `s`, or SIZE_MAX. An empty needle stands at 0. */
size_t sv_find(struct sv s, struct sv needle);
size_t sv_find_nocase(struct sv s, struct sv needle);
size_t sv_find_char(struct sv s, char c);

/* `s` without ASCII white space at both ends. */
struct sv sv_trim(struct sv s);

/* -1, 0 or 1 in byte order; a prefix sorts first. */
int sv_cmp(struct sv a, struct sv b);

/* Cuts at the first `sep`: `head` is what stands before it, `tail` what follows; when there is
 * none, `found` is false and `head` is all of `s`. */
struct sv_cut {
    struct sv head, tail;
    bool found;
};
struct sv_cut sv_cut(struct sv s, char sep);

/* Decimal numbers. `ok` is false for an empty text, any other character, or a value out of
 * range; nothing is trimmed. */
struct sv_u64 {
    uint64_t value;
    bool ok;
};
struct sv_u64 sv_to_u64(struct sv s);

struct sv_i64 {
    int64_t value;
    bool ok;
};
struct sv_i64 sv_to_i64(struct sv s);

/* A decimal floating-point number as JSON writes it, also "NaN", "Infinity", "-Infinity".
 * Correctly rounded. */
struct sv_f64 {
    double value;
    bool ok;
};
struct sv_f64 sv_to_f64(struct sv s);

#endif
