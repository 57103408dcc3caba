#include "core/arena.h"
#include "metrics/wer.h"
#include "metrics/wer_words.h"
#include "tests/unit/test.h"

/* ---- words ---- */

static struct symtab table;
static struct wer_words words;

/* The words of a text, in brackets. */
static struct sv shown(struct sv text, enum wer_how how)
{
    static char out[256];
    size_t n = 0;
    symtab_init(&table);
    wer_words_add(&words, &table, text, how);
    for (size_t i = 0; i < words.list.n; i++) {
        struct sv word = sym_sv(&table, words.list.v[i]);
        n += (size_t)snprintf(out + n, sizeof(out) - n, "[%.*s]", SV_ARG(word));
    }
    wer_words_release(&words);
    symtab_release(&table);
    return sv_of(out, n);
}

TEST(words_as_jiwer_has_them)
{
    CHECK_SV(shown(SV("  book a  table "), WER_EXACT), "[book][a][table]");
    CHECK_SV(shown(SV("Book, a table."), WER_EXACT), "[Book,][a][table.]");
    CHECK_SV(shown(SV("a\tb"), WER_EXACT), "[a\tb]");
    CHECK_SV(shown(SV("a\t\nb"), WER_EXACT), "[a][b]");
    CHECK_SV(shown(SV("\ta b\n"), WER_EXACT), "[a][b]");
    CHECK_SV(shown(SV("a\xc2\xa0 b\xe3\x80\x80"
                      "c"),
                   WER_EXACT),
             "[a][b\xe3\x80\x80"
             "c]");
    CHECK_SV(shown(SV("a\xff b"), WER_EXACT), "[a\xff][b]");
    CHECK_SV(shown(SV(" \t "), WER_EXACT), "");
    CHECK_SV(shown(SV(""), WER_EXACT), "");
}

TEST(normalized_words)
{
    CHECK_SV(shown(SV("Don't  STOP, now!"), WER_NORMALIZED), "[dont][stop][now]");
    CHECK_SV(shown(SV("a\tb - c"), WER_NORMALIZED), "[a][b][c]");
    CHECK_SV(shown(SV("\xc3\x84rger \xd0\x9f\xd0\xbe"), WER_NORMALIZED),
             "[\xc3\xa4rger][\xd0\xbf\xd0\xbe]");
    CHECK_SV(shown(SV("\xe2\x80\x9cyes\xe2\x80\x9d \xe2\x80\x94 $5\xff"), WER_NORMALIZED),
             "[yes][$5\xff]");
}

/* ---- alignment, held against a full table ---- */

static uint64_t seed = 88172645463325252u;
static uint32_t below(uint32_t n)
{
    seed ^= seed << 13;
    seed ^= seed >> 7;
    seed ^= seed << 17;
    return (uint32_t)((seed >> 33) % n);
}

struct pair {
    uint32_t *ref, *hyp;
    size_t n_ref, n_hyp;
};

/* Distances between the beginnings of both texts: of r words said and h heard at r + h * (n + 1).
 */
static uint32_t *distances(const struct pair *p)
{
    size_t width = p->n_ref + 1;
    uint32_t *d = mem_alloc(sizeof(*d) * width * (p->n_hyp + 1));
    for (size_t h = 0; h <= p->n_hyp; h++)
        for (size_t r = 0; r <= p->n_ref; r++) {
            uint32_t best = (uint32_t)(r + h);
            if (r && h) {
                best = d[r - 1 + (h - 1) * width] + (p->ref[r - 1] != p->hyp[h - 1]);
                best = best < d[r - 1 + h * width] + 1 ? best : d[r - 1 + h * width] + 1;
                best = best < d[r + (h - 1) * width] + 1 ? best : d[r + (h - 1) * width] + 1;
            }
            d[r + h * width] = best;
        }
    return d;
}

static bool run_holds(const struct pair *p, const struct wer_run *run)
{
    for (uint32_t i = 0; i < run->n && run->step != WER_INSERT && run->step != WER_DELETE; i++)
        if ((p->ref[run->ref + i] == p->hyp[run->hyp + i]) != (run->step == WER_EQUAL))
            return false;
    return true;
}

/* Do the runs make one text of the other, with as many changes as must be? */
static void check_pair(const struct pair *p, size_t n_words)
{
    struct wer w = {0};
    uint32_t *d = distances(p);
    CHECK(wer_align(&w, (struct wer_text){p->ref, p->n_ref}, (struct wer_text){p->hyp, p->n_hyp},
                    n_words));
    size_t ref = 0, hyp = 0;
    for (size_t i = 0; i < w.runs.n; i++) {
        const struct wer_run *run = &w.runs.v[i];
        CHECK(run->n > 0 && run->ref == ref && run->hyp == hyp && run_holds(p, run));
        CHECK(i == 0 || run->step != w.runs.v[i - 1].step);
        ref += run->step == WER_INSERT ? 0 : run->n;
        hyp += run->step == WER_DELETE ? 0 : run->n;
    }
    CHECK(ref == p->n_ref && hyp == p->n_hyp);
    CHECK_EQ(w.counts.n[WER_SUBSTITUTE] + w.counts.n[WER_INSERT] + w.counts.n[WER_DELETE],
             d[(p->n_ref + 1) * (p->n_hyp + 1) - 1]);
    CHECK_EQ(wer_said(&w.counts), p->n_ref);
    CHECK_EQ(wer_heard(&w.counts), p->n_hyp);
    free(d);
    wer_release(&w);
}

/* One text at random, the other it with changes, or another. */
static void check_random(size_t most, uint32_t n_words, bool other)
{
    uint32_t ref[1024], hyp[1024];
    struct pair p = {ref, hyp, below((uint32_t)most), 0};
    for (size_t i = 0; i < p.n_ref; i++)
        ref[i] = below(n_words);
    p.n_hyp = other ? below((uint32_t)most) : 0;
    for (size_t i = 0; i < p.n_hyp; i++)
        hyp[i] = below(n_words);
    for (size_t i = 0; !other && i < p.n_ref && p.n_hyp + 2 < ARRAY_LEN(hyp); i++) {
        uint32_t fate = below(10);
        if (fate != 0)
            hyp[p.n_hyp++] = fate == 1 ? below(n_words) : ref[i];
        if (fate == 2)
            hyp[p.n_hyp++] = below(n_words);
    }
    check_pair(&p, n_words);
}

TEST(random_texts)
{
    static const uint32_t vocabularies[] = {1, 2, 5, 50, 400};
    for (size_t v = 0; v < ARRAY_LEN(vocabularies); v++) {
        for (int i = 0; i < 300; i++)
            check_random(12, vocabularies[v], i % 2);
        for (int i = 0; i < 12; i++)
            check_random(1000, vocabularies[v], i % 2);
    }
}

/* ---- rates and limits ---- */

TEST(rates)
{
    const uint32_t v[] = {0, 1, 2, 3};
    struct wer w = {0}, none = {0};
    CHECK(wer_align(&w, (struct wer_text){v, 4}, (struct wer_text){v + 1, 2}, 4));
    CHECK(wer_rate(&w.counts) == 0.5);
    CHECK_EQ(w.counts.n[WER_DELETE], 2);
    CHECK_EQ(w.runs.n, 3);
    CHECK(wer_align(&none, (struct wer_text){0}, (struct wer_text){v, 3}, 4));
    CHECK(wer_rate(&none.counts) == 3);
    wer_counts_add(&none.counts, &w.counts);
    CHECK_EQ(none.counts.n[WER_INSERT], 3);
    CHECK(wer_rate(&none.counts) == 5.0 / 4);
    wer_release(&w);
    wer_release(&none);
}

TEST(texts_that_are_too_long)
{
    enum { N = 140000 };
    uint32_t *v = mem_zalloc(sizeof(*v) * 2 * N);
    struct wer w = {0};
    for (size_t i = N; i < 2 * N; i++)
        v[i] = 1;
    CHECK(!wer_align(&w, (struct wer_text){v, N}, (struct wer_text){v + N, N}, 2));
    CHECK(wer_align(&w, (struct wer_text){v, N}, (struct wer_text){v, N}, 2));
    CHECK(wer_rate(&w.counts) == 0);
    wer_release(&w);
    free(v);
}

TEST_MAIN(TEST_CASE(words_as_jiwer_has_them), TEST_CASE(normalized_words), TEST_CASE(random_texts),
          TEST_CASE(rates), TEST_CASE(texts_that_are_too_long))
