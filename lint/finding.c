#include "lint/finding.h"

enum { ID_LENGTH = 20 };

const char *severity_name(enum severity sev)
{
    static const char *const names[SEVERITIES] = {
        [SEVERITY_INFO] = "info", [SEVERITY_WARNING] = "warning", [SEVERITY_ERROR] = "error"};
    return names[sev];
}

void findings_release(struct findings *f)
{
    vec_release(&f->list);
    arena_release(&f->arena);
}

/* ---- fingerprint ---- */

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_hex(char c)
{
    return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

static bool is_word(char c)
{
    return is_digit(c) || c == '-' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* How many characters at the start of `s` are of a kind, and whether a digit is among them. */
struct run {
    size_t n;
    bool digit;
};

static struct run run_of(struct sv s, bool (*kind)(char))
{
    struct run r = {0};
    for (; r.n < s.n && kind(s.p[r.n]); r.n++)
        r.digit |= is_digit(s.p[r.n]);
    return r;
}

/* A run of hex digits with a digit counts as `*`, any other character as itself. */
static uint64_t hash_word(uint64_t h, struct sv word)
{
    while (word.n) {
        struct run hex = run_of(word, is_hex);
        size_t n = hex.n ? hex.n : 1;
        h = hash_stable(h, hex.digit ? SV("*") : sv_of(word.p, n));
        word = sv_from(word, n);
    }
    return h;
}

/* A long word with a digit (UUID, ULID, hash) counts as `*` as a whole. */
static uint64_t hash_name(uint64_t h, struct sv name)
{
    while (name.n) {
        struct run word = run_of(name, is_word);
        size_t n = word.n ? word.n : 1;
        bool is_id = word.digit && word.n >= ID_LENGTH;
        h = is_id ? hash_stable(h, SV("*")) : hash_word(h, sv_of(name.p, n));
        name = sv_from(name, n);
    }
    return h;
}

uint64_t finding_fingerprint(const struct finding *f, const char *code, const struct store *s)
{
    uint64_t h = hash_stable(HASH_STABLE_START, sv_from_c(code));
    h = hash_stable(h, SV("\n"));
    if (f->name != SYM_NONE)
        h = hash_name(h, store_sv(s, f->name));
    h = hash_stable(h, SV("\n"));
    return f->key == SYM_NONE ? h : hash_stable(h, store_sv(s, f->key));
}
