#include "metrics/alignment.h"

#include "core/fmt.h"
#include "core/shown.h"

/* The words of one side, as they may be shown. */
struct side {
    struct sv *words;
    struct buf text; /* all of them, a space between; words point into it */
};

static void side_fill(struct side *s, const struct wer_words *w, const struct symtab *table)
{
    s->words = mem_alloc(arena_size(sizeof(*s->words), w->list.n + 1));
    for (size_t i = 0; i < w->list.n; i++) {
        buf_add(&s->text, sym_sv(table, w->list.v[i]));
        buf_addc(&s->text, ' ');
    }
    uint8_t *hidden = mem_alloc(s->text.n + 1);
    shown_mark(buf_sv(&s->text), hidden);
    size_t at = 0;
    for (size_t i = 0; i < w->list.n; i++) {
        size_t n = sym_sv(table, w->list.v[i]).n;
        bool hide = memchr(hidden + at, 1, n) != NULL;
        s->words[i] = hide ? SV("***") : sv_of(s->text.p + at, n);
        at += n + 1;
    }
    free(hidden);
}

static void side_release(struct side *s)
{
    free(s->words);
    buf_release(&s->text);
}

/* ---- text ---- */

struct lines {
    struct page *page;
    struct buf ref, hyp, marks, one, other;
    size_t column, indent;
};

static void lines_flush(struct lines *l)
{
    struct buf *const rows[] = {&l->ref, &l->hyp, &l->marks};
    static const char *const titles[] = {"said   ", "heard  ", "       "};
    for (size_t i = 0; l->column && i < ARRAY_LEN(rows); i++) {
        struct sv text = buf_sv(rows[i]);
        while (text.n && text.p[text.n - 1] == ' ')
            text.n--;
        if (text.n || i != 2) {
            buf_fill(l->page->b, ' ', l->indent);
            page_add(l->page, INK_DIM, sv_from_c(titles[i]));
            page_add(l->page, i == 2 ? INK_YELLOW : INK_PLAIN, text);
            buf_addc(l->page->b, '\n');
        }
        buf_clear(rows[i]);
    }
    l->column = 0;
}

static void cell(struct buf *b, struct sv text, size_t width)
{
    buf_add(b, text);
    buf_fill(b, ' ', width - fmt_columns(text) + 1);
}

/* A word said over a word heard; one of them may be empty. */
static void pair_add(struct lines *l, struct sv said, struct sv heard, char mark)
{
    enum { TITLE = 7 };
    buf_clear(&l->one);
    buf_clear(&l->other);
    fmt_foreign(&l->one, said, 0);
    fmt_foreign(&l->other, heard, 0);
    size_t a = fmt_columns(buf_sv(&l->one)), b = fmt_columns(buf_sv(&l->other));
    size_t width = a > b ? a : b;
    if (l->column && l->indent + TITLE + l->column + width > l->page->style.width)
        lines_flush(l);
    cell(&l->ref, buf_sv(&l->one), width);
    cell(&l->hyp, buf_sv(&l->other), width);
    cell(&l->marks, sv_of(&mark, 1), width);
    l->column += width + 1;
}

void alignment_text(struct page *page, const struct builtins *all, const struct builtin_words *w,
                    size_t indent)
{
    static const char marks[] = {' ', 'S', 'I', 'D'};
    struct side ref = {0}, hyp = {0};
    struct lines l = {.page = page, .indent = indent};
    side_fill(&ref, &w->ref, &all->words);
    side_fill(&hyp, &w->hyp, &all->words);
    for (size_t i = 0; i < w->wer.runs.n; i++) {
        const struct wer_run *run = &w->wer.runs.v[i];
        for (uint32_t k = 0; k < run->n; k++)
            pair_add(&l, run->step == WER_INSERT ? SV("") : ref.words[run->ref + k],
                     run->step == WER_DELETE ? SV("") : hyp.words[run->hyp + k], marks[run->step]);
    }
    lines_flush(&l);
    struct buf *const bufs[] = {&l.ref, &l.hyp, &l.marks, &l.one, &l.other};
    for (size_t i = 0; i < ARRAY_LEN(bufs); i++)
        buf_release(bufs[i]);
    side_release(&ref);
    side_release(&hyp);
}

/* ---- JSON ---- */

static void run_words(struct json_out *j, const char *key, const struct sv *words, uint32_t n)
{
    json_out_open(j, key, '[');
    for (uint32_t i = 0; i < n; i++)
        json_out_text(j, NULL, words[i]);
    json_out_close(j);
}

void alignment_json(struct json_out *j, const struct builtins *all, const struct builtin_words *w)
{
    struct side ref = {0}, hyp = {0};
    side_fill(&ref, &w->ref, &all->words);
    side_fill(&hyp, &w->hyp, &all->words);
    json_out_open(j, "alignment", '[');
    for (size_t i = 0; i < w->wer.runs.n; i++) {
        const struct wer_run *run = &w->wer.runs.v[i];
        json_out_open(j, NULL, '{');
        json_out_text(j, "step", sv_from_c(wer_step_word(run->step)));
        if (run->step != WER_INSERT)
            run_words(j, "said", &ref.words[run->ref], run->n);
        if (run->step != WER_DELETE)
            run_words(j, "heard", &hyp.words[run->hyp], run->n);
        json_out_close(j);
    }
    json_out_close(j);
    side_release(&ref);
    side_release(&hyp);
}
