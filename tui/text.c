#include "tui/text.h"

#include "core/utf8.h"

void text_clear(struct text *x)
{
    buf_clear(&x->bytes);
    x->runs.n = x->tags.n = x->lines.n = 0;
}

void text_release(struct text *x)
{
    buf_release(&x->bytes);
    vec_release(&x->runs);
    vec_release(&x->tags);
    vec_release(&x->lines);
}

/* ---- adding ---- */

static void run_add(struct text *x, enum role role, struct sv s, bool breaks)
{
    struct text_run run = {.at = (uint32_t)x->bytes.n, .n = (uint32_t)s.n};
    run.role = (uint8_t)role;
    run.breaks = breaks;
    buf_add(&x->bytes, s);
    vec_push(&x->runs, run);
}

void text_add(struct text *x, enum role role, struct sv s)
{
    struct sv_cut cut;
    for (cut = sv_cut(s, '\n'); cut.found; cut = sv_cut(cut.tail, '\n'))
        run_add(x, role, cut.head, true);
    if (cut.head.n)
        run_add(x, role, cut.head, false);
}

void text_fmt(struct text *x, enum role role, const char *fmt, ...)
{
    struct buf b = {0};
    va_list ap;
    va_start(ap, fmt);
    buf_vfmt(&b, fmt, ap);
    va_end(ap);
    text_add(x, role, buf_sv(&b));
    buf_release(&b);
}

void text_end_as(struct text *x, uint32_t tag, int indent)
{
    run_add(x, ROLE_TEXT, (struct sv){0}, false);
    size_t i = x->runs.n - 1;
    x->runs.v[i].ends = true;
    do
        x->runs.v[i].indent = (uint16_t)indent;
    while (i && !x->runs.v[--i].ends);
    vec_push(&x->tags, tag);
}

void text_end(struct text *x)
{
    text_end_as(x, 0, 0);
}

/* ---- wrapping ---- */

/* A place in the text: a byte of a run. */
struct place {
    uint32_t run, at;
};

/* A row that is being filled. */
struct filler {
    struct text *x;
    int width;
    struct place start, at;
    struct place blank, word; /* the last blanks that a word stands before: where they begin, and
                                 what follows them */
    bool can_break, in_word;
    int indent, column;
    uint32_t tag;
};

static struct sv run_rest(const struct text *x, struct place p)
{
    const struct text_run *run = &x->runs.v[p.run];
    return sv_of(x->bytes.p + run->at + p.at, run->n - p.at);
}

static void row_begin(struct filler *f, struct place at, int indent)
{
    f->start = f->at = at;
    f->indent = f->column = indent < f->width / 2 ? indent : f->width / 2;
    f->can_break = f->in_word = false;
}

static void row_end(struct filler *f, struct place end)
{
    struct text_line line = {f->start.run, f->start.at, end.run, end.at, (uint16_t)f->indent,
                             f->tag};
    vec_push(&f->x->lines, line);
}

static void row_wrap(struct filler *f)
{
    int indent = f->x->runs.v[f->at.run].indent;
    row_end(f, f->can_break ? f->blank : f->at);
    row_begin(f, f->can_break ? f->word : f->at, indent);
}

static int character_columns(struct sv rest, size_t *len)
{
    *len = 1;
    if (rest.p[0] >= ' ' && rest.p[0] <= '~')
        return 1;
    size_t n = utf8_len(rest);
    *len = n ? n : 1;
    return canvas_columns(sv_of(rest.p, *len), false);
}

/* One character: into the row, or with it the next one begins. */
static void character_put(struct filler *f, struct sv rest)
{
    size_t len;
    int columns = character_columns(rest, &len);
    bool is_blank = rest.p[0] == ' ';
    bool is_first = f->start.run == f->at.run && f->start.at == f->at.at;
    if (!is_blank && f->column + columns > f->width && !is_first) {
        row_wrap(f);
        return;
    }
    if (is_blank && f->in_word)
        f->blank = f->at;
    f->can_break |= is_blank && f->in_word;
    f->in_word = !is_blank;
    f->at.at += (uint32_t)len;
    f->column += columns;
    if (is_blank && f->can_break)
        f->word = f->at;
}

/* The end of a run, which may be that of a row and of the line. */
static void run_end(struct filler *f, uint32_t *line)
{
    const struct text_run *run = &f->x->runs.v[f->at.run];
    struct place next = {f->at.run + 1, 0};
    if (!run->ends && !run->breaks) {
        f->at = next;
        return;
    }
    row_end(f, f->at);
    *line += run->ends;
    f->tag = *line < f->x->tags.n ? f->x->tags.v[*line] : 0;
    row_begin(f, next, 0);
}

void text_wrap(struct text *x, int width)
{
    x->lines.n = 0;
    if (x->runs.n && !x->runs.v[x->runs.n - 1].ends)
        text_end(x);
    struct filler f = {.x = x, .width = width > 1 ? width : 1};
    uint32_t line = 0;
    f.tag = x->tags.n ? x->tags.v[0] : 0;
    row_begin(&f, (struct place){0, 0}, 0);
    while (f.at.run < x->runs.n) {
        struct sv rest = run_rest(x, f.at);
        if (rest.n)
            character_put(&f, rest);
        else
            run_end(&f, &line);
    }
}

/* ---- drawing ---- */

void text_draw(const struct text *x, struct canvas *c, struct rect r, uint32_t line)
{
    const struct text_line *l = &x->lines.v[line];
    int column = l->indent;
    uint32_t skip = l->skip;
    for (uint32_t i = l->run; i <= l->to_run && column < r.width; i++, skip = 0) {
        const struct text_run *run = &x->runs.v[i];
        struct sv s = sv_of(x->bytes.p + run->at, i == l->to_run ? l->to : run->n);
        column += canvas_text(c, r, 0, column, (enum role)run->role, sv_from(s, skip));
    }
}
