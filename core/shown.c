#include "core/shown.h"

#include "core/fmt.h"
#include "core/id.h"
#include "core/level.h"
#include "core/name_ids.h"
#include "core/personal_shapes.h"
#include "core/text_shapes.h"

/* What may not be shown: `n` bytes from `at` on; `at` is the length of the text when there is
 * nothing. */
struct hidden {
    size_t at, n;
};

/* Finds the first of its kind from `from` on. */
typedef struct hidden find_fn(struct sv text, size_t from);

static bool is_dash(char c)
{
    return c == '-' || c == '_';
}

/* A credential glued on with dashes, as in "--ghp_...". A value that is one does not begin so,
 * hence shape_credential leaves them out. How far each try may read is bounded, more so far behind
 * the start: a long text of dashes takes no quadratic time. */
static struct hidden find_glued(struct sv text, size_t from, size_t end)
{
    enum { NEAR = 4096, NEAR_MOST = 2048, FAR_MOST = 128 };
    for (size_t at = from + 1; at < end; at++) {
        size_t most = at - from < NEAR ? NEAR_MOST : FAR_MOST;
        size_t rest = text.n - at < most ? text.n - at : most;
        bool begins = is_dash(text.p[at - 1]) && !is_dash(text.p[at]);
        size_t n = begins ? shape_credential_length(sv_of(text.p + at, rest)) : 0;
        if (n)
            return (struct hidden){at, n};
    }
    return (struct hidden){text.n, 0};
}

static struct hidden find_credential(struct sv text, size_t from)
{
    struct shape_found found = shape_credential(sv_from(text, from));
    size_t at = found.shape ? from + found.at : text.n;
    struct hidden glued = find_glued(text, from, at);
    return glued.n ? glued : (struct hidden){at, found.shape ? found.n : 0};
}

static struct hidden find_address(struct sv text, size_t from)
{
    struct sv rest = sv_from(text, from);
    size_t at = rest.n && memchr(rest.p, '@', rest.n) ? name_email_at(rest) : SIZE_MAX;
    if (at == SIZE_MAX)
        return (struct hidden){text.n, 0};
    return (struct hidden){from + at, name_email_length(sv_from(rest, at))};
}

/* May a number begin at `at` behind a prefix? In values, what follows such a mark is a part of
 * something else (core/personal_shapes.c); in names and keys "call.4111 1111 1111 1111" is none.
 * Behind a digit and a dot it is still a decimal number or a version. */
static bool follows_prefix(struct sv text, size_t at)
{
    char before = text.p[at - 1];
    bool behind_digit = at > 1 && text.p[at - 2] >= '0' && text.p[at - 2] <= '9';
    if (text.p[at] == '+')
        return memchr("._-/:#", before, 6) != NULL;
    return before == '.' && !behind_digit &&
           (text.p[at] == '(' || (text.p[at] >= '0' && text.p[at] <= '9'));
}

static struct hidden find_prefixed(struct sv text, size_t from, size_t end)
{
    enum { MOST = 40 /* bytes; no shape is longer */ };
    for (size_t at = from + 1; at < end; at++) {
        if (!follows_prefix(text, at))
            continue;
        size_t rest = text.n - at < MOST ? text.n - at : MOST;
        struct personal_found found = personal_next(sv_of(text.p + at, rest), 0);
        if (found.n && found.at == 0 && found.kind != PERSONAL_EMAIL)
            return (struct hidden){at, found.n};
    }
    return (struct hidden){text.n, 0};
}

/* Phone and card numbers, national ids and dates of birth. */
static struct hidden find_number(struct sv text, size_t from)
{
    struct personal_found found = personal_next(text, from);
    while (found.n && found.kind == PERSONAL_EMAIL)
        found = personal_next(text, found.at + found.n);
    size_t at = found.n ? found.at : text.n;
    struct hidden prefixed = find_prefixed(text, from, at);
    return prefixed.n ? prefixed : (struct hidden){at, found.n};
}

size_t shown_length(struct sv text)
{
    size_t credential = find_credential(text, 0).at, address = find_address(text, 0).at;
    size_t number = find_number(text, 0).at;
    size_t n = credential < address ? credential : address;
    return number < n ? number : n;
}

struct sv shown_text(struct sv text, struct buf *tmp)
{
    size_t n = shown_length(text);
    if (n == text.n)
        return text;
    buf_clear(tmp);
    buf_add(tmp, sv_of(text.p, n));
    buf_addz(tmp, "***");
    return buf_sv(tmp);
}

/* ---- sentences ---- */

static bool all_of(struct sv word, const char *first, const char *last)
{
    for (size_t i = 0; i < word.n; i++)
        if ((word.p[i] < first[0] || word.p[i] > last[0]) &&
            (word.p[i] < first[1] || word.p[i] > last[1]))
            return false;
    return word.n > 0;
}

/* A letter and digits as in N055, or small words with dashes as in "orphan-span". The latter may
 * also be a name of somebody, so a level has to follow. */
static bool is_rule(struct sv word, struct sv level)
{
    uint8_t ignored;
    bool code = word.n == 4 && word.p[0] >= 'A' && word.p[0] <= 'Z' &&
                all_of(sv_from(word, 1), "00", "99");
    return code || (memchr(word.p, '-', word.n) && all_of(word, "a-", "z-") &&
                    level_parse(level, &ignored));
}

static size_t letters(struct sv text)
{
    size_t n = 0;
    while (n < text.n && text.p[n] >= 'a' && text.p[n] <= 'z')
        n++;
    return n;
}

/* RULE@SPAN=LEVEL looks like an address up to the `=`. */
static bool is_span_level(struct sv text, struct hidden address)
{
    struct sv rest = sv_from(text, address.at + address.n);
    if (rest.n == 0 || rest.p[0] != '=')
        return false;
    struct sv level = sv_of(rest.p + 1, letters(sv_from(rest, 1)));
    return level.n && is_rule(sv_cut(sv_of(text.p + address.at, address.n), '@').head, level);
}

static struct hidden find_written_address(struct sv text, size_t from)
{
    struct hidden found = find_address(text, from);
    while (found.n && is_span_level(text, found))
        found = find_address(text, found.at + found.n);
    return found;
}

/* Where what is hidden ends: at white space or a quote, or before the mark behind the word. A
 * private key and a number have white space in them. */
static size_t hidden_end(struct sv text, struct hidden hidden)
{
    size_t end = hidden.at + hidden.n;
    for (; end < text.n; end++) {
        bool last = end + 1 == text.n || text.p[end + 1] == ' ';
        if (memchr(" \t\n\"`", text.p[end], 5) || (last && memchr(":;,", text.p[end], 3)))
            break;
    }
    return end;
}

static find_fn *const FINDS[] = {find_credential, find_written_address, find_number};

/* The places of a text that are hidden, one after the other. */
struct walk {
    struct sv text;
    struct hidden next[ARRAY_LEN(FINDS)]; /* by what is looked for: the first from `from` on */
    size_t from;
};

static struct walk walk_begin(struct sv text)
{
    struct walk w = {.text = text};
    for (size_t i = 0; i < ARRAY_LEN(FINDS); i++)
        w.next[i] = FINDS[i](text, 0);
    return w;
}

/* Up to where the text goes on; `n` is 0, at the end of the text, when there is no other. */
static struct hidden walk_next(struct walk *w)
{
    struct hidden first = {w->text.n, 0};
    for (size_t i = 0; i < ARRAY_LEN(FINDS); i++) {
        if (w->next[i].at < w->from)
            w->next[i] = FINDS[i](w->text, w->from);
        if (w->next[i].at < first.at)
            first = w->next[i];
    }
    w->from = hidden_end(w->text, first);
    first.n = w->from - first.at;
    return first;
}

struct sv shown_sentence(struct sv text, struct buf *tmp)
{
    struct walk w = walk_begin(text);
    struct hidden hidden;
    size_t from = 0;
    buf_clear(tmp);
    if (text.n == 0)
        return buf_sv(tmp);
    do {
        hidden = walk_next(&w);
        buf_add(tmp, sv_of(text.p + from, hidden.at - from));
        buf_addz(tmp, hidden.n ? "***" : "");
        from = hidden.at + hidden.n;
    } while (hidden.n);
    return buf_sv(tmp);
}

void shown_mark(struct sv text, uint8_t *is_hidden)
{
    struct walk w = walk_begin(text);
    memset(is_hidden, 0, text.n);
    for (struct hidden h = walk_next(&w); h.n; h = walk_next(&w))
        memset(is_hidden + h.at, 1, h.n);
}

void shown_add_sentence(struct buf *b, struct sv text, size_t max)
{
    struct buf tmp = {0};
    fmt_foreign(b, shown_sentence(text, &tmp), max);
    buf_release(&tmp);
}

/* Masks what stands in the buffer from `start` on. */
static void mask_from(struct buf *b, size_t start)
{
    struct sv id = b->n > start ? sv_from(buf_sv(b), start) : (struct sv){0};
    size_t n = shown_length(id);
    if (n == id.n)
        return;
    b->n = start + n;
    buf_addz(b, "***");
}

void shown_add_trace(struct buf *b, const struct store *s, uint32_t trace)
{
    size_t start = b->n;
    id_add_trace(b, s, trace);
    if (s->traces.v[trace].id_state == TRACE_ID_TEXT)
        mask_from(b, start);
}

void shown_add_span(struct buf *b, const struct store *s, uint32_t row)
{
    size_t start = b->n;
    id_add_span(b, s, row);
    if (s->span.flags[row] & SPAN_ID_TEXT)
        mask_from(b, start);
}
