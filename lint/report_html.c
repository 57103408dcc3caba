/* A page for a browser that needs nothing else: no server, no network. lint/report_html/ is how it
 * looks, this is what it says. */
#include "lint/report_html.h"

#include "core/fmt.h"
#include "core/shown.h"
#include "lint/fingerprints.h"
#include "lint/ran.h"
#include "lint/report_html_page.h"
#include "lint/report_json.h"
#include "lint/span_path.h"
#include "lint/worst.h"

/* ---- texts ---- */

uint32_t html_text(struct html *h, struct sv text)
{
    return sym_put(&h->texts, text);
}

uint32_t html_tmp(struct html *h)
{
    struct buf safe = {0};
    fmt_foreign(&safe, buf_sv(&h->tmp), HTML_COLUMNS);
    uint32_t number = html_text(h, buf_sv(&safe));
    buf_release(&safe);
    return number;
}

uint32_t html_name(struct html *h, sym name)
{
    struct buf masked = {0};
    buf_clear(&h->tmp);
    buf_add(&h->tmp, shown_text(store_sv(h->s, name), &masked));
    buf_release(&masked);
    return html_tmp(h);
}

uint32_t html_trace_id(struct html *h, uint32_t trace)
{
    buf_clear(&h->tmp);
    shown_add_trace(&h->tmp, h->s, trace);
    return html_tmp(h);
}

void html_send(struct html *h)
{
    struct sv rest = buf_sv(&h->part);
    /* Nothing but this character can end the element or begin a comment. */
    for (size_t at; (at = sv_find_char(rest, '<')) != SIZE_MAX; rest = sv_from(rest, at + 1)) {
        buf_add(h->out, sv_of(rest.p, at));
        buf_addz(h->out, "\\u003c");
    }
    buf_add(h->out, rest);
    buf_clear(&h->part);
}

/* ---- findings ---- */

static void write_example(struct html *h, uint32_t row)
{
    uint32_t drawn = h->drawn_row[h->position[row]];
    buf_clear(&h->tmp);
    shown_add_span(&h->tmp, h->s, row);
    json_out_open(&h->j, NULL, '[');
    json_out_u64(&h->j, NULL, html_tmp(h));
    json_out_u64(&h->j, NULL, html_name(h, h->s->span.name[row]));
    if (drawn)
        json_out_u64(&h->j, NULL, drawn - 1);
    json_out_close(&h->j);
}

static void write_place(struct html *h, const struct finding *f)
{
    if (f->trace != NO_ROW) {
        json_out_u64(&h->j, "t", html_trace_id(h, f->trace));
        if (h->drawn_trace[f->trace])
            json_out_u64(&h->j, "d", h->drawn_trace[f->trace] - 1);
    }
    if (f->name != SYM_NONE)
        json_out_u64(&h->j, "n", html_name(h, f->name));
    if (f->key != SYM_NONE)
        json_out_u64(&h->j, "k", html_name(h, f->key));
    json_out_open(&h->j, "x", '[');
    for (uint32_t i = 0; i < f->n_rows; i++)
        write_example(h, f->rows[i]);
    json_out_close(&h->j);
}

static void write_finding(struct html *h, const struct finding *f, uint32_t rule,
                          const struct fingerprint *print)
{
    json_out_open(&h->j, NULL, '{');
    json_out_u64(&h->j, "r", rule);
    json_out_u64(&h->j, "s", f->severity);
    json_out_u64(&h->j, "c", f->count);
    buf_clear(&h->tmp);
    finding_add_message(&h->tmp, h->r, f);
    json_out_u64(&h->j, "m", html_text(h, buf_sv(&h->tmp)));
    json_out_u64(&h->j, "f", html_text(h, f->fix));
    if (f->lowered)
        json_out_bool(&h->j, "l", true);
    write_place(h, f);
    json_out_text(&h->j, "p", sv_from_c(fingerprint_text(print).text));
    json_out_close(&h->j);
    html_send(h);
}

static void write_rule(struct html *h, const struct rule *rule)
{
    json_out_open(&h->j, NULL, '{');
    json_out_text(&h->j, "code", sv_from_c(rule->code));
    json_out_text(&h->j, "slug", sv_from_c(rule->slug));
    json_out_text(&h->j, "title", sv_from_c(rule->title));
    json_out_text(&h->j, "why", sv_from_c(rule->why));
    if (rule->snippet)
        json_out_text(&h->j, "snippet", sv_from_c(rule->snippet));
    json_out_close(&h->j);
}

static void write_snippets(struct html *h, const bool *found)
{
    const struct catalog *cat = h->r->settings->catalog;
    json_out_open(&h->j, "snippets", '[');
    for (size_t i = 0; i < h->r->n_snippets; i++) {
        const struct snippet *s = &h->r->snippets[i];
        size_t k = 0;
        while (k < cat->n && !(found[k] && cat->rules[k]->snippet &&
                               strcmp(cat->rules[k]->snippet, s->topic) == 0))
            k++;
        if (k == cat->n)
            continue;
        json_out_open(&h->j, NULL, '{');
        json_out_text(&h->j, "topic", sv_from_c(s->topic));
        json_out_text(&h->j, "python", sv_from_c(s->python));
        json_out_text(&h->j, "javascript", sv_from_c(s->javascript));
        json_out_close(&h->j);
    }
    json_out_close(&h->j);
}

/* The rules that found something; `number` gets their places in the list. */
static void write_rules(struct html *h, uint32_t *number)
{
    const struct catalog *cat = h->r->settings->catalog;
    const struct findings *list = &h->r->lint->findings;
    bool *found = mem_zalloc(arena_size(sizeof(*found), cat->n));
    uint32_t n = 0;
    for (size_t i = 0; i < list->list.n; i++)
        found[list->list.v[i].rule] = true;
    json_out_open(&h->j, "rules", '[');
    for (size_t i = 0; i < cat->n; i++)
        if (found[i]) {
            number[i] = n++;
            write_rule(h, cat->rules[i]);
        }
    json_out_close(&h->j);
    write_snippets(h, found);
    free(found);
}

static void write_findings(struct html *h)
{
    const struct findings *f = &h->r->lint->findings;
    const struct catalog *cat = h->r->settings->catalog;
    struct fingerprint *prints = fingerprints_make(f, cat, h->s);
    uint32_t *order = worst_first(f);
    uint32_t *rule = mem_zalloc(arena_size(sizeof(*rule), cat->n));
    write_rules(h, rule);
    json_out_open(&h->j, "findings", '[');
    for (size_t i = 0; i < f->list.n && i < HTML_FINDINGS; i++) {
        const struct finding *one = &f->list.v[order[i]];
        write_finding(h, one, rule[one->rule], &prints[order[i]]);
    }
    json_out_close(&h->j);
    json_out_u64(&h->j, "findings_in_all", f->list.n);
    free(rule);
    free(order);
    free(prints);
}

/* ---- the page ---- */

static void write_texts(struct html *h)
{
    json_out_open(&h->j, "texts", '[');
    for (size_t i = 0; i < h->texts.texts.n; i++) {
        json_out_text(&h->j, NULL, sym_sv(&h->texts, (sym)i));
        html_send(h);
    }
    json_out_close(&h->j);
}

static void write_rules_ran(struct html *h)
{
    bool *ran = lint_ran(h->r->lint, h->r->settings);
    uint32_t n = 0;
    for (size_t i = 0; i < h->r->settings->catalog->n; i++)
        n += ran[i];
    json_out_u64(&h->j, "rules_ran", n);
    free(ran);
}

static void html_init(struct html *h, struct buf *b, const struct report *r)
{
    const struct findings *f = &r->lint->findings;
    *h = (struct html){.r = r, .s = r->store, .ix = r->index, .out = b};
    h->rows_left = HTML_ROWS_ALL;
    symtab_init(&h->texts);
    h->groups = mem_zalloc(arena_size(sizeof(*h->groups), h->ix->n_traces));
    h->position = mem_zalloc(arena_size(sizeof(*h->position), h->s->n_spans));
    h->drawn_row = mem_zalloc(arena_size(sizeof(*h->drawn_row), h->s->n_spans));
    h->drawn_trace = mem_zalloc(arena_size(sizeof(*h->drawn_trace), h->ix->n_traces));
    h->slot = mem_zalloc(arena_size(sizeof(*h->slot), h->s->syms.texts.n));
    for (uint32_t p = 0; p < h->ix->n_spans; p++)
        h->position[h->ix->order[p]] = p;
    for (size_t i = f->list.n; i-- > 0;)
        if (f->list.v[i].trace != NO_ROW) {
            struct html_group *g = &h->groups[f->list.v[i].trace];
            *g = (struct html_group){(uint32_t)i, g->n + 1};
        }
}

static void html_release(struct html *h)
{
    free(h->groups);
    free(h->position);
    free(h->drawn_row);
    free(h->drawn_trace);
    free(h->slot);
    symtab_release(&h->texts);
    buf_release(&h->part);
    buf_release(&h->tmp);
}

void report_html(struct buf *b, const struct report *r)
{
    struct html h;
    html_init(&h, b, r);
    h.j.b = &h.part;
    buf_addz(b, report_html_before);
    json_out_open(&h.j, NULL, '{');
    json_out_text(&h.j, "schema", SV("spanvet.page/1"));
    report_json_head(&h.j, r);
    report_json_tail(&h.j, r);
    write_rules_ran(&h);
    html_send(&h);
    html_traces(&h);
    write_findings(&h);
    html_names(&h);
    write_texts(&h);
    json_out_close(&h.j);
    html_send(&h);
    buf_addz(b, report_html_behind);
    html_release(&h);
}
