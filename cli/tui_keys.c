#include "cli/tui_keys.h"

#include "cli/manual_text.h"
#include "core/fmt.h"
#include "tui/marks.h"
#include "tui/terms.h"
#include "tui/view.h"

enum { KEYS_COLUMN = 2, WORD_COLUMN = 20, HELP_COLUMN = 38, TERM_COLUMN = 30 };

/* ---- for people ---- */

static void column_add(struct page *p, enum ink ink, const char *text, size_t *used, size_t column)
{
    page_add(p, ink, sv_from_c(text));
    *used += fmt_columns(sv_from_c(text));
    page_pad(p, *used, column);
    *used = *used < column ? column : *used + 1;
}

static void views_text(struct page *p)
{
    page_add(p, INK_BOLD, SV("Views"));
    buf_addc(p->b, '\n');
    for (int i = 0; i < VIEWS; i++) {
        const struct view_row *row = &view_rows[i];
        char key[] = {row->key ? row->key : ' ', '\0'};
        size_t used = KEYS_COLUMN;
        buf_fill(p->b, ' ', KEYS_COLUMN);
        column_add(p, INK_CYAN, key, &used, KEYS_COLUMN + 3);
        column_add(p, INK_PLAIN, row->ops->name, &used, WORD_COLUMN);
        page_wrap(p, INK_PLAIN, sv_from_c(row->ops->about), used, WORD_COLUMN);
    }
}

/* "filter TEXT" */
static void command_add(struct buf *b, const struct action_row *a)
{
    buf_addz(b, a->command);
    if (a->argument)
        buf_fmt(b, " %s", a->argument);
    buf_addc(b, '\0');
}

static void action_text(struct page *p, const struct action_row *a)
{
    struct buf word = {0};
    size_t used = KEYS_COLUMN;
    command_add(&word, a);
    buf_fill(p->b, ' ', KEYS_COLUMN);
    column_add(p, INK_CYAN, a->keys, &used, WORD_COLUMN);
    column_add(p, INK_DIM, word.p, &used, HELP_COLUMN);
    page_wrap(p, INK_PLAIN, sv_from_c(a->help), used, HELP_COLUMN);
    buf_release(&word);
}

static void marks_text(struct page *p)
{
    buf_addc(p->b, '\n');
    page_add(p, INK_BOLD, SV("Signs"));
    buf_addc(p->b, '\n');
    for (size_t i = 0; i < mark_rows_n; i++) {
        const struct mark_row *m = &mark_rows[i];
        struct buf sign = {0};
        mark_add(&sign, m, false);
        buf_addc(&sign, '\0');
        size_t used = KEYS_COLUMN;
        buf_fill(p->b, ' ', KEYS_COLUMN);
        column_add(p, INK_CYAN, sign.p, &used, KEYS_COLUMN + 3);
        column_add(p, INK_DIM, m->views, &used, WORD_COLUMN);
        page_wrap(p, INK_PLAIN, sv_from_c(m->meaning), used, WORD_COLUMN);
        buf_release(&sign);
    }
}

static void terms_text(struct page *p)
{
    buf_addc(p->b, '\n');
    page_add(p, INK_BOLD, SV("Words of search and filter; all of them must hold"));
    buf_addc(p->b, '\n');
    for (size_t i = 0; i < term_rows_n; i++) {
        size_t used = KEYS_COLUMN;
        buf_fill(p->b, ' ', KEYS_COLUMN);
        column_add(p, INK_CYAN, term_rows[i].examples, &used, TERM_COLUMN);
        page_wrap(p, INK_PLAIN, sv_from_c(term_rows[i].meaning), used, TERM_COLUMN);
    }
}

void tui_keys_text(struct page *p)
{
    views_text(p);
    for (int group = 0; group < ACTION_GROUPS; group++) {
        buf_addc(p->b, '\n');
        page_add(p, INK_BOLD, sv_from_c(action_groups[group]));
        buf_addc(p->b, '\n');
        for (int i = 0; i < ACTIONS; i++)
            if (action_rows[i].group == group)
                action_text(p, &action_rows[i]);
    }
    marks_text(p);
    terms_text(p);
}

/* ---- for the manual ---- */

static void views_manual(struct buf *b)
{
    man_heading(b, ".SH", "VIEWS");
    for (int i = 0; i < VIEWS; i++) {
        char key[] = {view_rows[i].key, '\0'};
        man_item(b, view_rows[i].ops->name, *key ? key : NULL, view_rows[i].ops->about);
    }
}

static void action_manual(struct buf *b, const struct action_row *a)
{
    struct buf word = {0}, text = {0};
    command_add(&word, a);
    buf_fmt(&text, "%s. Command: %s", a->help, word.p);
    buf_addc(&text, '\0');
    man_item(b, *a->keys ? a->keys : ":", NULL, text.p);
    buf_release(&word);
    buf_release(&text);
}

void tui_keys_manual(struct buf *b)
{
    views_manual(b);
    man_heading(b, ".SH", "KEYS");
    man_paragraph(b, "A key means the same in every view. Each action has a name too, for the "
                     "command line that : opens.");
    for (int group = 0; group < ACTION_GROUPS; group++) {
        man_heading(b, ".SS", action_groups[group]);
        for (int i = 0; i < ACTIONS; i++)
            if (action_rows[i].group == group)
                action_manual(b, &action_rows[i]);
    }
    man_heading(b, ".SH", "SEARCHING");
    man_paragraph(b, "Search and filter take words; all of them must hold. Small letters match "
                     "capitals too, a capital only itself.");
    for (size_t i = 0; i < term_rows_n; i++)
        man_item(b, term_rows[i].examples, NULL, term_rows[i].meaning);
}
