#include "cli/staging_show.h"

#include "core/fmt.h"
#include "core/json_out.h"
#include "core/shown.h"

/* Longer paths push the name of their metric to the right. */
enum { STATUS_COLUMN = 11, PATH_COLUMNS = 60 };

/* How many bodies are there to be created, or wait? */
static size_t bodies_count(const struct stage *st, bool pending)
{
    size_t n = 0;
    for (size_t i = 0; i < st->metrics.n; i++) {
        const struct staged_metric *m = &st->metrics.v[i];
        n += m->pending == pending && (pending ? m->state != STAGED_DELETED : stage_creates(m));
    }
    return n;
}

/* ---- for people ---- */

static enum ink ink_of(enum staging_status status)
{
    static const enum ink inks[STAGING_STATUSES] = {
        [STAGING_WRITTEN] = INK_GREEN,   [STAGING_UPDATED] = INK_GREEN,
        [STAGING_EDITED] = INK_CYAN,     [STAGING_KEPT] = INK_CYAN,
        [STAGING_HELD] = INK_CYAN,       [STAGING_EARLIER] = INK_CYAN,
        [STAGING_DELETED] = INK_CYAN,    [STAGING_CONFLICT] = INK_YELLOW,
        [STAGING_FOREIGN] = INK_YELLOW,  [STAGING_REMOVED] = INK_RED};
    return inks[status];
}

/* How many metrics does it take away? */
static size_t removed_count(const struct staging *g)
{
    size_t n = 0;
    for (size_t i = 0; i < g->files.n; i++)
        n += g->files.v[i].status == STAGING_REMOVED && g->files.v[i].metric.n;
    return n;
}

/* A dry run tells of what has not happened. */
static struct sv word_of(enum staging_status status, bool dry_run)
{
    static const char *const plans[STAGING_STATUSES] = {[STAGING_WRITTEN] = "write",
                                                        [STAGING_UPDATED] = "update",
                                                        [STAGING_REMOVED] = "remove"};
    return dry_run && plans[status] ? sv_from_c(plans[status]) : staging_words[status].word;
}

static size_t path_columns(const struct staging *g)
{
    size_t most = 0;
    for (size_t i = 0; i < g->files.n; i++) {
        const struct staging_file *f = &g->files.v[i];
        if (f->status != STAGING_UNCHANGED && f->path.n > most && f->path.n <= PATH_COLUMNS)
            most = f->path.n;
    }
    return most;
}

static void file_line(struct page *p, const struct staging_file *f, size_t columns, bool dry_run)
{
    struct sv word = word_of(f->status, dry_run);
    struct buf name = {0};
    page_add(p, ink_of(f->status), word);
    page_pad(p, word.n, STATUS_COLUMN);
    buf_add(p->b, f->path);
    if (f->metric.n)
        page_pad(p, f->path.n, columns + 2);
    fmt_foreign(p->b, shown_text(f->metric, &name), 0);
    buf_addc(p->b, '\n');
    buf_release(&name);
}

/* What a status means, under the last of the files in a row that have it. */
static void note_line(struct page *p, struct sv note)
{
    if (!note.n)
        return;
    buf_fill(p->b, ' ', STATUS_COLUMN);
    page_wrap(p, INK_DIM, note, STATUS_COLUMN, STATUS_COLUMN);
}

static void head(struct page *p, const struct staging *g, const struct stage *st, bool dry_run)
{
    size_t create = bodies_count(st, false), pending = bodies_count(st, true);
    size_t removed = removed_count(g);
    buf_addz(p->b, dry_run ? "would stage into " : "staged into ");
    fmt_foreign(p->b, g->folder, 0);
    buf_fmt(p->b, ": %s to create", fmt_amount(create, "metric").text);
    if (pending)
        buf_fmt(p->b, ", %s wanted but not proven yet", fmt_count(pending).text);
    if (removed)
        buf_fmt(p->b, dry_run ? ", %s to remove" : ", %s removed", fmt_count(removed).text);
    buf_addc(p->b, '\n');
    if (st->n_withheld) {
        buf_fmt(p->b, "%s left out: ", fmt_amount(st->n_withheld, "metric").text);
        buf_addz(p->b, "the span name or attribute holds what looks like a credential or a "
                       "personal value\n");
    }
    buf_addc(p->b, '\n');
}

static void next_line(struct page *p, const char *before, struct sv folder, const char *behind)
{
    buf_addz(p->b, before);
    fmt_shell(p->b, folder);
    buf_addz(p->b, behind);
}

/* What to run now. A folder whose name begins with a dash is no option. */
static void next_add(struct page *p, const struct staging *g, bool creates)
{
    const char *guard = g->folder.p[0] == '-' ? "./" : "";
    struct buf b = {0};
    buf_addz(&b, guard);
    buf_add(&b, g->folder);
    next_line(p, "\nnext: read ", buf_sv(&b), creates ? "/REPORT.md, then\n"
                                                     : "/REPORT.md: it says what is missing\n");
    if (creates) {
        next_line(p, "    spanvet metrics check ", buf_sv(&b), "\n");
        next_line(p, "    spanvet metrics push ", buf_sv(&b), "    (shows what would be sent)\n");
    }
    buf_release(&b);
}

void staging_text(struct page *p, const struct staging *g, const struct stage *st, bool dry_run)
{
    size_t unchanged = staging_count(g, STAGING_UNCHANGED), columns = path_columns(g);
    head(p, g, st, dry_run);
    for (size_t i = 0; i < g->files.n; i++) {
        const struct staging_file *f = &g->files.v[i];
        if (f->status == STAGING_UNCHANGED)
            continue;
        file_line(p, f, columns, dry_run);
        if (i + 1 == g->files.n || f[1].status != f->status)
            note_line(p, staging_words[f->status].note);
    }
    if (dry_run)
        next_line(p, "and ", SV(MANIFEST_FILE), ", by which the next run knows these files\n");
    if (unchanged)
        buf_fmt(p->b, "%s as before\n", fmt_amount(unchanged, "file").text);
    if (!dry_run)
        next_add(p, g, bodies_count(st, false) > 0);
}

/* ---- for programs ---- */

/* Several reasons for which a file is kept have one word. */
static bool word_is_first(size_t status)
{
    size_t i = 0;
    while (!sv_eq(staging_words[i].word, staging_words[status].word))
        i++;
    return i == status;
}

static size_t word_count(const struct staging *g, struct sv word)
{
    size_t n = 0;
    for (size_t i = 0; i < STAGING_STATUSES; i++)
        if (sv_eq(staging_words[i].word, word))
            n += staging_count(g, (enum staging_status)i);
    return n;
}

static void file_json(struct json_out *j, const struct staging_file *f)
{
    json_out_open(j, NULL, '{');
    json_out_text(j, "path", f->path);
    json_out_text(j, "status", staging_words[f->status].word);
    if (f->metric.n) {
        struct buf name = {0};
        json_out_text(j, "metric", shown_text(f->metric, &name));
        buf_release(&name);
    }
    if (f->aside)
        json_out_text(j, "aside", f->aside == STAGING_WRITE ? SV("written") : SV("removed"));
    json_out_close(j);
}

void staging_json(struct buf *b, const struct staging *g, const struct stage *st, bool dry_run)
{
    struct json_out j = {.b = b};
    json_out_open(&j, NULL, '{');
    json_out_text(&j, "schema", SV("spanvet.stage/1"));
    json_out_text(&j, "folder", g->folder);
    json_out_text(&j, "profile", profile_word(st->plan->profile));
    json_out_bool(&j, "dry_run", dry_run);
    json_out_u64(&j, "to_create", bodies_count(st, false));
    json_out_u64(&j, "pending", bodies_count(st, true));
    json_out_u64(&j, "withheld", st->n_withheld);
    json_out_open(&j, "files", '[');
    for (size_t i = 0; i < g->files.n; i++)
        file_json(&j, &g->files.v[i]);
    json_out_close(&j);
    json_out_open(&j, "totals", '{');
    for (size_t i = 0; i < STAGING_STATUSES; i++)
        if (word_is_first(i))
            json_out_u64(&j, staging_words[i].word.p, word_count(g, staging_words[i].word));
    json_out_close(&j);
    json_out_close(&j);
}
