#include "metrics/wer.h"

#include "core/arena.h"

/*
 * Edit distance by columns of bits (Myers 1999, Hyyro 2003). The state after a word heard has two
 * bits for each word said: is the distance one more than without that word, or one less? A row of
 * all states would show the way back but may be large. So only the state before each chunk of rows
 * is kept, and on the way back the rows of one chunk at a time are worked out again.
 */
struct state {
    uint64_t *more, *less; /* `blocks` words each, one behind the other */
};

struct aligner {
    struct wer *w;
    const uint32_t *ref, *hyp; /* without what is equal at both ends */
    size_t n_ref, n_hyp, before;
    size_t blocks, chunk;     /* words of 64 bits in a set of words said; rows in a chunk */
    uint32_t *first, *places; /* by word: where it is said */
    uint32_t *dense_of;       /* by word: its row of `dense`, or NO_ROW */
    uint64_t *dense;          /* where words are said that are said often, as sets */
    uint64_t *sparse;         /* where another word is said; empty between rows */
    uint64_t *saved, *rows;   /* states before each chunk; states of a chunk */
    size_t row, col;          /* words heard and said before the place on the way back */
};

/* ---- where a word is said ---- */

static void places_fill(struct aligner *a, size_t n_words)
{
    a->first = mem_zalloc(arena_size(sizeof(*a->first), n_words + 2));
    a->places = mem_alloc(arena_size(sizeof(*a->places), a->n_ref + 1));
    for (size_t i = 0; i < a->n_ref; i++)
        a->first[a->ref[i] + 2]++;
    for (size_t w = 2; w < n_words + 2; w++)
        a->first[w] += a->first[w - 1];
    for (size_t i = 0; i < a->n_ref; i++)
        a->places[a->first[a->ref[i] + 1]++] = (uint32_t)i;
}

static void set_places(const struct aligner *a, uint64_t *set, uint32_t word, bool on)
{
    for (uint32_t i = a->first[word]; i < a->first[word + 1]; i++) {
        uint64_t bit = 1ull << (a->places[i] % 64);
        set[a->places[i] / 64] = on ? set[a->places[i] / 64] | bit : 0;
    }
}

/* A word that is said more often than a set has blocks gets a set of its own. There are at most 64
 * such, and for the others a set is made and emptied in less time than a row takes. */
static void dense_fill(struct aligner *a, size_t n_words)
{
    uint32_t n = 0;
    a->dense_of = mem_alloc(arena_size(sizeof(*a->dense_of), n_words + 1));
    for (size_t w = 0; w < n_words; w++)
        a->dense_of[w] = a->first[w + 1] - a->first[w] > a->blocks ? n++ : NO_ROW;
    a->dense = mem_zalloc(arena_size(sizeof(*a->dense), n * a->blocks + 1));
    a->sparse = mem_zalloc(arena_size(sizeof(*a->sparse), a->blocks + 1));
    for (size_t w = 0; w < n_words; w++)
        if (a->dense_of[w] != NO_ROW)
            set_places(a, a->dense + a->dense_of[w] * a->blocks, (uint32_t)w, true);
}

/* ---- rows ---- */

static struct state state_at(const struct aligner *a, uint64_t *states, size_t i)
{
    uint64_t *p = states + i * 2 * a->blocks;
    return (struct state){p, p + a->blocks};
}

static void state_copy(const struct aligner *a, struct state to, struct state from)
{
    memcpy(to.more, from.more, sizeof(*to.more) * 2 * a->blocks);
}

/* The state after one more word heard, which is said where `equal` has bits. */
static void state_step(const struct aligner *a, struct state s, const uint64_t *equal)
{
    uint64_t up = 1, down = 0; /* the step of the distance along the words heard, carried over */
    for (size_t b = 0; b < a->blocks; b++) {
        uint64_t more = s.more[b], less = s.less[b], same = equal[b];
        uint64_t vertical = same | less;
        same |= down;
        uint64_t across = (((same & more) + more) ^ more) | same;
        uint64_t rises = less | ~(across | more), falls = more & across;
        uint64_t next_up = rises >> 63, next_down = falls >> 63;
        rises = rises << 1 | up;
        falls = falls << 1 | down;
        s.more[b] = falls | ~(vertical | rises);
        s.less[b] = rises & vertical;
        up = next_up;
        down = next_down;
    }
}

static void state_next(struct aligner *a, struct state s, uint32_t heard)
{
    if (a->dense_of[heard] != NO_ROW) {
        state_step(a, s, a->dense + a->dense_of[heard] * a->blocks);
        return;
    }
    set_places(a, a->sparse, heard, true);
    state_step(a, s, a->sparse);
    set_places(a, a->sparse, heard, false);
}

/* ---- there and back ---- */

static void go_there(struct aligner *a)
{
    struct state now = state_at(a, a->rows, 0);
    memset(now.more, 0xff, sizeof(*now.more) * a->blocks);
    memset(now.less, 0, sizeof(*now.less) * a->blocks);
    for (size_t row = 0; row < a->n_hyp; row++) {
        if (row % a->chunk == 0)
            state_copy(a, state_at(a, a->saved, row / a->chunk), now);
        state_next(a, now, a->hyp[row]);
    }
}

/* One more step in front of the others; the place is already before its words. Runs are in reverse
 * order until all is done. */
static void step_add(struct aligner *a, enum wer_step step, size_t ref, size_t hyp, size_t n)
{
    struct wer *w = a->w;
    w->counts.n[step] += n;
    if (!w->runs.n || w->runs.v[w->runs.n - 1].step != step)
        vec_push(&w->runs, ((struct wer_run){.step = (uint8_t)step}));
    struct wer_run *run = &w->runs.v[w->runs.n - 1];
    run->ref = (uint32_t)ref;
    run->hyp = (uint32_t)hyp;
    run->n += (uint32_t)n;
}

static bool is_set(const uint64_t *set, size_t i)
{
    return set[i / 64] >> (i % 64) & 1;
}

/* Back through the rows from `first` on, whose states are in a->rows, the one before them too. */
static void go_back_chunk(struct aligner *a, size_t first)
{
    while (a->row > first && a->col) {
        enum wer_step step = WER_DELETE;
        if (is_set(state_at(a, a->rows, a->row - first).more, a->col - 1)) {
            a->col--;
        } else {
            a->row--;
            if (is_set(state_at(a, a->rows, a->row - first).less, a->col - 1)) {
                step = WER_INSERT;
            } else {
                a->col--;
                step = a->ref[a->col] == a->hyp[a->row] ? WER_EQUAL : WER_SUBSTITUTE;
            }
        }
        step_add(a, step, a->before + a->col, a->before + a->row, 1);
    }
}

static void go_back(struct aligner *a)
{
    for (size_t c = (a->n_hyp + a->chunk - 1) / a->chunk; c-- > 0 && a->col;) {
        size_t first = c * a->chunk;
        state_copy(a, state_at(a, a->rows, 0), state_at(a, a->saved, c));
        for (size_t row = first; row < a->row; row++) {
            struct state next = state_at(a, a->rows, row - first + 1);
            state_copy(a, next, state_at(a, a->rows, row - first));
            state_next(a, next, a->hyp[row]);
        }
        go_back_chunk(a, first);
    }
}

/* Changes what is neither empty nor equal at an end. */
static void align_middle(struct aligner *a, size_t n_words)
{
    a->blocks = (a->n_ref + 63) / 64;
    for (a->chunk = 1; a->chunk * a->chunk < a->n_hyp;)
        a->chunk++;
    size_t state = sizeof(uint64_t) * 2 * a->blocks;
    a->saved = mem_alloc(arena_size(state, a->n_hyp / a->chunk + 1));
    a->rows = mem_alloc(arena_size(state, a->chunk + 1));
    places_fill(a, n_words);
    dense_fill(a, n_words);
    go_there(a);
    go_back(a);
    void *const parts[] = {a->first,  a->places, a->dense_of, a->dense,
                           a->sparse, a->saved,  a->rows};
    for (size_t i = 0; i < ARRAY_LEN(parts); i++)
        free(parts[i]);
}

static void runs_reverse(struct wer *w)
{
    for (size_t i = 0, j = w->runs.n; i + 1 < j; i++) {
        struct wer_run t = w->runs.v[i];
        w->runs.v[i] = w->runs.v[--j];
        w->runs.v[j] = t;
    }
}

bool wer_align(struct wer *w, struct wer_text ref, struct wer_text hyp, size_t n_words)
{
    size_t least = ref.n < hyp.n ? ref.n : hyp.n, before = 0, behind = 0;
    while (before < least && ref.v[before] == hyp.v[before])
        before++;
    while (behind < least - before && ref.v[ref.n - 1 - behind] == hyp.v[hyp.n - 1 - behind])
        behind++;
    struct aligner a = {.w = w,
                        .ref = ref.v + before,
                        .hyp = hyp.v + before,
                        .n_ref = ref.n - before - behind,
                        .n_hyp = hyp.n - before - behind,
                        .before = before};
    if (a.n_ref && a.n_hyp > WER_CELLS_MAX / a.n_ref)
        return false;
    a.row = a.n_hyp;
    a.col = a.n_ref;
    if (behind)
        step_add(&a, WER_EQUAL, ref.n - behind, hyp.n - behind, behind);
    if (a.n_ref && a.n_hyp)
        align_middle(&a, n_words);
    if (a.col)
        step_add(&a, WER_DELETE, before, before + a.row, a.col);
    if (a.row)
        step_add(&a, WER_INSERT, before, before, a.row);
    if (before)
        step_add(&a, WER_EQUAL, 0, 0, before);
    runs_reverse(w);
    return true;
}

void wer_release(struct wer *w)
{
    vec_release(&w->runs);
    *w = (struct wer){0};
}

const char *wer_step_word(enum wer_step step)
{
    static const char *const words[] = {"equal", "substitute", "insert", "delete"};
    return words[step];
}

/* ---- rates ---- */

double wer_rate(const struct wer_counts *c)
{
    uint64_t changes = c->n[WER_SUBSTITUTE] + c->n[WER_INSERT] + c->n[WER_DELETE];
    uint64_t said = wer_said(c);
    return said ? (double)changes / (double)said : (double)changes;
}

void wer_counts_add(struct wer_counts *to, const struct wer_counts *c)
{
    for (unsigned i = 0; i < WER_STEPS; i++)
        to->n[i] += c->n[i];
}
