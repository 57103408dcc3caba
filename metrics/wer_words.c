#include "metrics/wer_words.h"

#include "core/buf.h"
#include "core/utf8.h"
#include "metrics/letters.h"

/* A character at the front of a text; a byte that is no UTF-8 is one of its own. */
struct character {
    uint32_t code;
    size_t n; /* bytes; 0 at the end */
};

static struct character character_at(struct sv s, size_t at)
{
    struct sv rest = sv_from(s, at);
    size_t n = rest.n ? utf8_len(rest) : 0;
    if (n)
        return (struct character){utf8_code(rest.p, n), n};
    return (struct character){UINT32_MAX, rest.n ? 1 : 0};
}

/* The bytes of white space at `at`, and of how many characters. */
static size_t space_at(struct sv s, size_t at, size_t *characters)
{
    size_t from = at;
    *characters = 0;
    for (;; ++*characters) {
        struct character c = character_at(s, at);
        if (!c.n || !letter_is_space(c.code))
            return at - from;
        at += c.n;
    }
}

static void word_add(struct wer_words *w, struct symtab *t, struct sv word)
{
    if (word.n)
        vec_push(&w->list, sym_put(t, word));
}

static void exact_add(struct wer_words *w, struct symtab *t, struct sv s)
{
    size_t from = 0, at = 0;
    while (at < s.n) {
        size_t n, bytes = space_at(s, at, &n);
        bool apart = n > 1 || (n == 1 && (s.p[at] == ' ' || at == 0 || at + bytes == s.n));
        if (apart) {
            word_add(w, t, sv_of(s.p + from, at - from));
            from = at + bytes;
        }
        at += n ? bytes : character_at(s, at).n;
    }
    word_add(w, t, sv_of(s.p + from, at - from));
}

static void normalized_add(struct wer_words *w, struct symtab *t, struct sv s)
{
    struct buf word = {0};
    for (size_t at = 0; at <= s.n;) {
        struct character c = character_at(s, at);
        if (!c.n || letter_is_space(c.code)) {
            word_add(w, t, buf_sv(&word));
            buf_clear(&word);
        } else if (c.code == UINT32_MAX) {
            buf_addc(&word, s.p[at]);
        } else if (!letter_is_punctuation(c.code)) {
            word.n += utf8_put(buf_room(&word, 4), letter_lower(c.code));
        }
        at += c.n ? c.n : 1;
    }
    buf_release(&word);
}

void wer_words_add(struct wer_words *w, struct symtab *t, struct sv utterance, enum wer_how how)
{
    if (how == WER_NORMALIZED)
        normalized_add(w, t, utterance);
    else
        exact_add(w, t, utterance);
}

void wer_words_release(struct wer_words *w)
{
    vec_release(&w->list);
}
