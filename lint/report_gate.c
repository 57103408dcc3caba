#include "lint/report_gate.h"

#include <inttypes.h>
#include <math.h>

#include "core/shown.h"

/* ---- JSON ---- */

static void text_or_null(struct json_out *j, const char *key, struct sv text)
{
    if (text.n)
        json_out_text(j, key, text);
    else
        json_out_null(j, key);
}

static void stale_json(struct json_out *j, const struct baseline *b)
{
    char fingerprint[17];
    json_out_open(j, "stale", '[');
    for (size_t i = 0; i < b->entries.n; i++) {
        const struct baseline_entry *entry = &b->entries.v[i];
        if (entry->seen)
            continue;
        snprintf(fingerprint, sizeof(fingerprint), "%016" PRIx64, entry->fingerprint);
        json_out_open(j, NULL, '{');
        json_out_text(j, "fingerprint", sv_from_c(fingerprint));
        text_or_null(j, "rule", entry->code);
        text_or_null(j, "span_name", entry->span_name);
        json_out_close(j);
    }
    json_out_close(j);
}

static void baseline_json(struct json_out *j, const struct baseline *b)
{
    json_out_open(j, "baseline", '{');
    json_out_u64(j, "known", b->n_known);
    stale_json(j, b);
    json_out_close(j);
}

static void is_rules_json(struct json_out *j, const char *key, uint32_t bits)
{
    json_out_open(j, key, '[');
    for (int i = 0; i < IS_RULES; i++)
        if (bits >> i & 1)
            json_out_text(j, NULL, sv_from_c(is_rule_id((enum is_rule)i)));
    json_out_close(j);
}

static void service_json(struct json_out *j, const struct report *r, const struct is_service *x)
{
    struct buf tmp = {0};
    json_out_open(j, NULL, '{');
    if (x->name == SYM_NONE)
        json_out_null(j, "service");
    else
        json_out_text(j, "service", shown_text(store_sv(r->store, x->name), &tmp));
    json_out_f64(j, "score", round(x->score * 100) / 100);
    json_out_text(j, "category", sv_from_c(is_category(x->score)));
    is_rules_json(j, "failed", x->failed & r->is->judged);
    json_out_close(j);
    buf_release(&tmp);
}

static void is_json(struct json_out *j, const struct report *r)
{
    json_out_open(j, "instrumentation_score", '{');
    is_rules_json(j, "judged", r->is->judged);
    json_out_u64(j, "rules", IS_RULES_ALL);
    json_out_open(j, "services", '[');
    for (size_t i = 0; i < r->is->services.n; i++)
        service_json(j, r, &r->is->services.v[i]);
    json_out_close(j);
    json_out_close(j);
}

void report_gate_json(struct json_out *j, const struct report *r)
{
    json_out_open(j, "gate", '{');
    json_out_bool(j, "passed", r->n_gate_failed == 0);
    json_out_open(j, "reasons", '[');
    for (size_t i = 0; i < r->n_gate_failed; i++)
        json_out_text(j, NULL, r->gate_failed[i]);
    json_out_close(j);
    json_out_close(j);
    if (r->baseline)
        baseline_json(j, r->baseline);
    if (r->is)
        is_json(j, r);
}

/* ---- text ---- */

static void baseline_text(struct writer *w, const struct baseline *b)
{
    buf_fmt(&w->tmp, "%s accepted by %s baseline %s",
            fmt_amount(b->n_known - b->n_form, "finding").text, fmt_count(b->n_accepting).text,
            b->n_accepting == 1 ? "entry" : "entries");
    if (b->n_form)
        buf_fmt(&w->tmp, "; %s about the form of the input, never new",
                fmt_count(b->n_form).text);
    if (b->n_stale)
        buf_fmt(&w->tmp, "; %s %s nothing any more", fmt_count(b->n_stale).text,
                b->n_stale == 1 ? "entry matches" : "entries match");
    buf_addc(&w->tmp, '\n');
    text_flush(w, INK_DIM);
}

static void service_text(struct writer *w, const struct is_service *x)
{
    struct buf tmp = {0};
    const char *comma = "; fails ";
    uint32_t failed = x->failed & w->r->is->judged;
    buf_addz(&w->tmp, "Instrumentation Score ");
    if (x->name == SYM_NONE)
        buf_addz(&w->tmp, "of spans without service.name");
    else
        fmt_foreign(&w->tmp, shown_text(store_sv(w->s, x->name), &tmp), 40);
    buf_fmt(&w->tmp, ": %.2f, %s (%d of %d rules)", x->score, is_category(x->score),
            __builtin_popcount(w->r->is->judged), IS_RULES_ALL);
    for (int i = 0; i < IS_RULES; i++)
        if (failed >> i & 1) {
            buf_fmt(&w->tmp, "%s%s", comma, is_rule_id((enum is_rule)i));
            comma = ", ";
        }
    page_wrap(&w->page, INK_PLAIN, buf_sv(&w->tmp), 0, 2);
    buf_clear(&w->tmp);
    buf_release(&tmp);
}

void report_gate_text(struct writer *w)
{
    if (w->r->baseline)
        baseline_text(w, w->r->baseline);
    for (size_t i = 0; w->r->is && i < w->r->is->services.n; i++)
        service_text(w, &w->r->is->services.v[i]);
}
