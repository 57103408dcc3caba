#include "core/fmt.h"
#include "metrics/builtin_parts.h"

/* ---- what was heard ---- */

struct heard {
    const struct store *s;
    struct sample one;
};

static uint64_t start_of(const struct heard *h)
{
    uint32_t row = h->one.row;
    return h->s->span.flags[row] & SPAN_HAS_START ? h->s->span.start[row] : UINT64_MAX;
}

/* Calls, and in each the utterances as they were spoken. */
static int by_time(const void *va, const void *vb)
{
    const struct heard *a = va, *b = vb;
    if (a->one.call != b->one.call)
        return a->one.call > b->one.call ? 1 : -1;
    if (start_of(a) != start_of(b))
        return start_of(a) > start_of(b) ? 1 : -1;
    return (a->one.row > b->one.row) - (a->one.row < b->one.row);
}

static struct heard *heard_sorted(const struct gathered *g)
{
    size_t n = g->samples[BUILTIN_WER].n;
    struct heard *v = mem_alloc(arena_size(sizeof(*v), n + 1));
    for (size_t i = 0; i < n; i++)
        v[i] = (struct heard){g->wish->in->s, g->samples[BUILTIN_WER].v[i]};
    if (n)
        qsort(v, n, sizeof(*v), by_time);
    return v;
}

/* ---- a call ---- */

static void part_note(struct builtin *b, const struct wer_counts *c)
{
    for (unsigned step = 0; step < WER_STEPS; step++)
        vec_push(&b->call_parts,
                 ((struct builtin_part){sv_from_c(wer_step_word(step)), (double)c->n[step]}));
}

/* The words of one call numbered from 0 on, so that its alignment takes no room for those of other
 * calls. */
struct numbering {
    VEC(uint32_t) of; /* by symbol; NO_ROW between calls */
    VEC(uint32_t) ref, hyp;
    uint32_t n;
};

static void words_number(struct numbering *g, const struct wer_words *w, uint32_t *out)
{
    for (size_t i = 0; i < w->list.n; i++) {
        while (g->of.n <= w->list.v[i])
            vec_push(&g->of, NO_ROW);
        uint32_t *number = &g->of.v[w->list.v[i]];
        *number = *number == NO_ROW ? g->n++ : *number;
        out[i] = *number;
    }
}

static void words_forget(struct numbering *g, const struct wer_words *w)
{
    for (size_t i = 0; i < w->list.n; i++)
        g->of.v[w->list.v[i]] = NO_ROW;
}

static bool words_align(struct builtin_words *w, struct numbering *g)
{
    g->n = 0;
    g->ref.n = g->hyp.n = 0;
    words_number(g, &w->ref, vec_room(&g->ref, w->ref.list.n));
    words_number(g, &w->hyp, vec_room(&g->hyp, w->hyp.list.n));
    bool good = wer_align(&w->wer, (struct wer_text){g->ref.v, w->ref.list.n},
                          (struct wer_text){g->hyp.v, w->hyp.list.n}, g->n);
    words_forget(g, &w->ref);
    words_forget(g, &w->hyp);
    return good;
}

/* What was said and heard in one call. */
struct pairing {
    uint32_t call;
    const struct reference_call *said;
    const struct heard *heard;
    size_t n;
};

static bool call_compare(struct builtins *all, const struct builtin_wish *w,
                         struct numbering *numbers, const struct pairing *p, struct err *e)
{
    struct builtin *b = &all->of[BUILTIN_WER];
    vec_push(&all->said, ((struct builtin_words){0}));
    struct builtin_words *words = &all->said.v[all->said.n - 1];
    for (uint32_t i = 0; i < p->said->n; i++)
        wer_words_add(&words->ref, &all->words, w->reference->utterances.v[p->said->first + i],
                      w->how);
    for (size_t i = 0; i < p->n; i++)
        wer_words_add(&words->hyp, &all->words, store_sv(w->in->s, p->heard[i].one.text), w->how);
    if (!words_align(words, numbers))
        return err_set(e,
                       "the call `%.*s` is too long for a word error rate: %s words against %s; "
                       "compare parts of it",
                       SV_ARG(w->in->calls[p->call].id), fmt_count(words->ref.list.n).text,
                       fmt_count(words->hyp.list.n).text);
    vec_push(&b->calls, ((struct builtin_call){.call = p->call,
                                               .n = p->n,
                                               .value = wer_rate(&words->wer.counts),
                                               .first = (uint32_t)b->call_parts.n,
                                               .n_parts = WER_STEPS,
                                               .words = (uint32_t)all->said.n - 1}));
    part_note(b, &words->wer.counts);
    wer_counts_add(&all->wer, &words->wer.counts);
    return true;
}

/* ---- all calls ---- */

static struct reference_call *said_in(const struct builtin_wish *w, uint32_t call)
{
    if (w->reference->plain)
        return &w->reference->calls.v[0];
    return reference_find(w->reference, w->in->calls[call].id);
}

/* Calls that the reference does not tell of; that have no transcript. */
struct gaps {
    uint64_t unsaid, unheard;
};

static void references_note(struct builtin *b, const struct builtin_wish *w, struct gaps gaps,
                            struct arena *arena)
{
    uint64_t unused = 0;
    for (size_t i = 0; i < w->reference->calls.n; i++)
        unused += !w->reference->calls.v[i].used;
    if (gaps.unsaid)
        builtin_note(b, arena, "The reference has nothing for %s with transcripts.",
                     fmt_amount(gaps.unsaid, "call").text);
    if (gaps.unheard)
        builtin_note(b, arena,
                     "%s of the reference without any transcript: the metric fails there.",
                     fmt_amount(gaps.unheard, "call").text);
    if (unused)
        builtin_note(b, arena, "%s of the reference %s not in the traces.",
                     fmt_amount(unused, "call").text, unused == 1 ? "is" : "are");
}

/* How many calls the traces have transcripts for, or spans. */
static bool plain_fits(const struct gathered *g, struct err *e)
{
    uint32_t calls = 0;
    for (uint32_t c = 0; c < g->wish->in->n_calls; c++)
        calls += g->has_spans[c];
    if (calls <= 1 || !g->wish->reference->plain)
        return true;
    return err_set(e,
                   "the reference is a plain text, which is of one call, and the traces hold "
                   "%s calls: write {\"CALL\": \"what was said\", ...} with the ids of the calls",
                   fmt_count(calls).text);
}

/* A call without any transcript has no rate: that is a gap in its trace, and the platform's metric
 * fails there. */
static bool calls_compare(struct builtins *all, const struct gathered *g, const struct heard *v,
                          struct err *e)
{
    const struct builtin_wish *w = g->wish;
    size_t n = g->samples[BUILTIN_WER].n, from = 0;
    struct numbering numbers = {0};
    struct gaps gaps = {0};
    bool good = true;
    for (uint32_t call = 0; good && call < w->in->n_calls; call++) {
        size_t end = from;
        while (end < n && v[end].one.call == call)
            end++;
        struct reference_call *said = g->has_spans[call] ? said_in(w, call) : NULL;
        const struct pairing p = {call, said, &v[from], end - from};
        gaps.unsaid += !said && end > from;
        gaps.unheard += said && end == from;
        if (said && end > from)
            good = call_compare(all, w, &numbers, &p, e);
        if (said)
            said->used = true;
        from = end;
    }
    references_note(&all->of[BUILTIN_WER], w, gaps, &all->arena);
    vec_release(&numbers.of);
    vec_release(&numbers.ref);
    vec_release(&numbers.hyp);
    return good;
}

bool builtin_wer(struct builtins *all, struct gathered *g, struct err *e)
{
    struct builtin *b = &all->of[BUILTIN_WER];
    if (b->status == BUILTIN_MISSING)
        builtin_note(b, &all->arena,
                     "The metric fails without transcripts; Transcription Error, "
                     "which listens to the audio, needs no traces.");
    if (!g->wish->reference) {
        builtin_note(b, &all->arena,
                     "Give --reference FILE, what was really said, to have the rate.");
        return true;
    }
    if (!plain_fits(g, e))
        return false;
    struct heard *v = heard_sorted(g);
    symtab_init(&all->words);
    bool good = calls_compare(all, g, v, e);
    free(v);
    b->has_total = b->calls.n > 0;
    b->total = wer_rate(&all->wer);
    return good;
}
