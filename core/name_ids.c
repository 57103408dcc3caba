#include "core/name_ids.h"

enum { HEX_MIN = 8, HEX_WORD_MIN = 2, DIGITS_MIN = 4, ULID_LENGTH = 26, PHONE_MIN = 10 };

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_hex(char c)
{
    return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_alnum(char c)
{
    return is_digit(c) || is_letter(c);
}

/* ULIDs are written in Crockford's base 32: no I, L, O, U. */
static bool is_ulid(char c)
{
    return is_alnum(c) && !memchr("IiLlOoUu", c, 8);
}

/* How many characters at the start of `s` are of a kind, and how many of them are digits. */
struct run {
    size_t n, digits;
};

static struct run run_of(struct sv s, bool (*kind)(char))
{
    struct run r = {0};
    for (; r.n < s.n && kind(s.p[r.n]); r.n++)
        r.digits += is_digit(s.p[r.n]);
    return r;
}

/* ---- whole ids ---- */

static size_t uuid_length(struct sv s)
{
    static const uint8_t GROUPS[] = {8, 4, 4, 4, 12};
    size_t n = 0;
    for (size_t i = 0; i < ARRAY_LEN(GROUPS); i++) {
        if (i > 0 && (n >= s.n || s.p[n++] != '-'))
            return 0;
        if (run_of(sv_from(s, n), is_hex).n != GROUPS[i])
            return 0;
        n += GROUPS[i];
    }
    return n;
}

/* `word` is a whole word of letters and digits. Small letters are also used, but then only the
 * first character, a digit up to 7, tells an id from a long word. */
static bool is_ulid_word(struct sv word)
{
    struct run r = run_of(word, is_ulid);
    if (word.n != ULID_LENGTH || r.n != word.n || r.digits == 0)
        return false;
    bool capitals = true;
    for (size_t i = 0; i < word.n; i++)
        capitals = capitals && !(word.p[i] >= 'a' && word.p[i] <= 'z');
    return capitals || (word.p[0] >= '0' && word.p[0] <= '7');
}

/* ---- personal ids ---- */

static bool is_mail_char(char c)
{
    return is_alnum(c) || c == '.' || c == '-' || c == '_' || c == '+';
}

/* The length of the host at the start of `s`, or 0: it ends in a dot and letters, unlike that of
 * "express@4.18.2". Behind those, other words may be glued on, as in "example.org_ms"; then a
 * label with a letter stands before them, unlike in "express@4.18.rc-1". */
static size_t host_length(struct sv s)
{
    size_t n = run_of(s, is_mail_char).n, found = 0;
    bool named = false;
    while (n && !is_alnum(s.p[n - 1]))
        n--;
    for (size_t at = 0; at < n;) {
        size_t letters = run_of(sv_of(s.p + at, n - at), is_letter).n;
        size_t end = at + letters;
        bool begins = at > 1 && s.p[at - 1] == '.';
        if (begins && letters >= 2 && (end == n || (named && !is_alnum(s.p[end]))))
            found = end;
        if (begins)
            named = false;
        named = named || letters;
        at = letters ? end : at + 1;
    }
    return found;
}

size_t name_email_length(struct sv s)
{
    size_t user = run_of(s, is_mail_char).n;
    if (user == 0 || user >= s.n || s.p[user] != '@')
        return 0;
    size_t host = host_length(sv_from(s, user + 1));
    return host ? user + 1 + host : 0;
}

size_t name_email_at(struct sv name)
{
    for (size_t at = 0; at < name.n; at += run_of(sv_from(name, at), is_mail_char).n + 1)
        if (name_email_length(sv_from(name, at)))
            return at;
    return SIZE_MAX;
}

static bool is_phone_char(char c)
{
    return is_digit(c) || (c && memchr(" .()-/", c, 6));
}

static bool has_phone(struct sv name)
{
    for (size_t at = 0; at < name.n;) {
        struct run r = run_of(sv_from(name, at), is_phone_char);
        if (r.digits >= PHONE_MIN)
            return true;
        at += r.n + 1;
    }
    return false;
}

/* ---- what a name holds ---- */

/* A UUID or ULID begins where a word begins; its length, or 0. */
static size_t whole_id(struct sv rest, enum name_id *kind)
{
    *kind = NAME_ID_UUID;
    size_t n = uuid_length(rest);
    if (n)
        return n;
    struct sv word = sv_of(rest.p, run_of(rest, is_alnum).n);
    *kind = NAME_ID_ULID;
    return is_ulid_word(word) ? word.n : 0;
}

static bool is_host_char(char c)
{
    return is_alnum(c) || c == '.' || c == '-';
}

/* "api.example.org:8443", "localhost:8080/health": are the digits at `at` a port? */
static bool is_port(struct sv name, size_t at, size_t n)
{
    enum { PORT_MAX = 5, DOTS_MIN = 2 };
    size_t host = at > 0 ? at - 1 : 0, dots = 0;
    if (n > PORT_MAX || at == 0 || name.p[host] != ':')
        return false;
    for (; host > 0 && is_host_char(name.p[host - 1]); host--)
        dots += name.p[host - 1] == '.';
    return dots >= DOTS_MIN || sv_eq(sv_of(name.p + host, at - 1 - host), SV("localhost"));
}

static bool has_number(struct sv name)
{
    for (size_t at = 0; at < name.n;) {
        size_t n = run_of(sv_from(name, at), is_digit).n;
        if (n >= DIGITS_MIN && !is_port(name, at, n))
            return true;
        at += n + 1;
    }
    return false;
}

static bool has_hex(struct sv name)
{
    for (size_t at = 0; at < name.n;) {
        struct run r = run_of(sv_from(name, at), is_hex);
        if (r.n >= HEX_MIN && r.digits)
            return true;
        at += r.n + 1;
    }
    return false;
}

enum name_id name_id_of(struct sv name)
{
    enum name_id whole;
    for (size_t at = 0; at < name.n; at += run_of(sv_from(name, at), is_alnum).n + 1)
        if (whole_id(sv_from(name, at), &whole))
            return whole;
    if (has_hex(name))
        return NAME_ID_HEX;
    if (has_number(name))
        return NAME_ID_DIGITS;
    if (name_email_at(name) != SIZE_MAX)
        return NAME_ID_EMAIL;
    return has_phone(name) ? NAME_ID_PHONE : NAME_ID_NONE;
}

const char *name_id_text(enum name_id id)
{
    static const char *const TEXTS[NAME_IDS] = {
        [NAME_ID_NONE] = "nothing",          [NAME_ID_UUID] = "a UUID",
        [NAME_ID_ULID] = "a ULID",           [NAME_ID_HEX] = "a hex id",
        [NAME_ID_DIGITS] = "a number",       [NAME_ID_EMAIL] = "an e-mail address",
        [NAME_ID_PHONE] = "a phone number",
    };
    return TEXTS[id];
}

/* ---- masks ---- */

static void mask_digits(struct buf *out, struct sv s, enum name_mask mask)
{
    size_t least = mask == MASK_NUMBERS ? 1 : DIGITS_MIN;
    for (size_t at = 0; at < s.n;) {
        size_t n = run_of(sv_from(s, at), is_digit).n;
        if (n >= least)
            buf_addc(out, '*');
        else
            buf_add(out, sv_of(s.p + at, n ? n : 1));
        at += n ? n : 1;
    }
}

/* Inside a word that is no id as a whole. */
static void mask_runs(struct buf *out, struct sv word, enum name_mask mask)
{
    for (size_t at = 0; at < word.n;) {
        struct run hex = run_of(sv_from(word, at), is_hex);
        if (!hex.n)
            buf_addc(out, word.p[at]);
        else if (hex.n >= HEX_MIN && hex.digits)
            buf_addc(out, '*');
        else
            mask_digits(out, sv_of(word.p + at, hex.n), mask);
        at += hex.n ? hex.n : 1;
    }
}

/* The length of what one `*` stands for at the start of the word at `at`, or 0. */
static size_t masked_length(struct sv name, size_t at, enum name_mask mask)
{
    struct sv rest = sv_from(name, at);
    enum name_id kind;
    size_t n = whole_id(rest, &kind);
    if (!n && (at == 0 || !is_mail_char(name.p[at - 1])))
        n = name_email_length(rest);
    if (n || mask == MASK_IDS)
        return n;
    size_t word = run_of(rest, is_alnum).n;
    bool is_0x = word > 2 && rest.p[0] == '0' && (rest.p[1] | 0x20) == 'x';
    size_t from = is_0x ? 2 : 0;
    struct run hex = run_of(sv_of(rest.p + from, word - from), is_hex);
    return hex.n == word - from && word >= HEX_WORD_MIN && (hex.digits || is_0x) ? word : 0;
}

void name_mask(struct buf *out, struct sv name, enum name_mask mask)
{
    buf_clear(out);
    for (size_t at = 0; at < name.n;) {
        size_t word = run_of(sv_from(name, at), is_alnum).n;
        size_t masked = masked_length(name, at, mask);
        if (masked)
            buf_addc(out, '*');
        else if (word)
            mask_runs(out, sv_of(name.p + at, word), mask);
        else
            buf_addc(out, name.p[at]);
        at += masked ? masked : word ? word : 1;
    }
}
