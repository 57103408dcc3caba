#include "tui/explain.h"

#include <inttypes.h>

#include "core/fmt.h"
#include "core/id.h"
#include "core/shown.h"
#include "lint/finding_text.h"
#include "lint/snippet.h"
#include "tui/finding_value.h"
#include "tui/value.h"
#include "tui/work.h"

struct explaining {
    struct text *x;
    const struct tui_data *d;
    const struct extent *known;
    const struct rule *rule;
    uint32_t number; /* of the rule */
    bool reveal;
    bool has_zero;
    uint32_t zero_of; /* a trace */
    uint64_t zero;
    struct buf tmp, name;
};

static void title(struct explaining *w, const char *text)
{
    text_end(w->x);
    text_add(w->x, ROLE_TITLE, sv_from_c(text));
    text_end(w->x);
}

static void line(struct explaining *w, enum role role, struct sv text, int indent)
{
    text_add(w->x, role, text);
    text_end_as(w->x, 0, indent);
}

/* ---- the finding ---- */

static void head_tell(struct explaining *w, int severity)
{
    if (severity < SEVERITIES)
        text_fmt(w->x, severity_role((uint8_t)severity), "%s ",
                 severity_name((enum severity)severity));
    text_fmt(w->x, ROLE_TITLE, "%s %s", w->rule->code, w->rule->slug);
    text_fmt(w->x, ROLE_TEXT, ": %s", w->rule->title);
    text_end_as(w->x, 0, 2);
}

static void place_tell(struct explaining *w, const struct finding *f)
{
    const struct store *s = w->d->s;
    buf_clear(&w->tmp);
    if (f->trace != NO_ROW && w->reveal)
        id_add_trace(&w->tmp, s, f->trace);
    else if (f->trace != NO_ROW)
        shown_add_trace(&w->tmp, s, f->trace);
    text_fmt(w->x, ROLE_DIM, "%s", f->trace == NO_ROW ? "in all of the input"
                                   : w->tmp.n        ? "in trace " : "in the spans without an id");
    text_add(w->x, ROLE_DIM, buf_sv(&w->tmp));
    if (f->name != SYM_NONE) {
        text_add(w->x, ROLE_DIM, SV(", span "));
        text_add(w->x, ROLE_TEXT, value_name(store_sv(s, f->name), &w->name, w->reveal));
    }
    if (f->key != SYM_NONE) {
        text_add(w->x, ROLE_DIM, SV(", attribute "));
        text_add(w->x, ROLE_TEXT, value_name(store_sv(s, f->key), &w->name, w->reveal));
    }
    text_end_as(w->x, 0, 2);
}

static void finding_tell(struct explaining *w, const struct finding *f,
                         const struct exclude *accepted)
{
    const struct report r = {.store = w->d->s, .index = w->d->ix, .view = w->d->v,
                             .settings = w->d->settings, .lint = w->d->lint};
    buf_clear(&w->tmp);
    finding_add_message(&w->tmp, &r, f);
    line(w, ROLE_TEXT, buf_sv(&w->tmp), 0);
    /* what to do about it is what most come for: it stands where no one has to scroll */
    text_add(w->x, ROLE_GOOD, SV("fix: "));
    line(w, ROLE_TEXT, f->fix.n ? f->fix : sv_from_c(w->rule->fix), 0);
    text_end(w->x);
    place_tell(w, f);
    if (finding_has_value(f)) {
        buf_clear(&w->tmp);
        finding_add_value(&w->tmp, w->d, f);
        text_add(w->x, severity_role(f->severity), buf_sv(&w->tmp));
        text_end_as(w->x, EXPLAIN_VALUE, 2);
    }
    if (accepted) {
        text_fmt(w->x, ROLE_GOOD, "accepted: %.*s", SV_ARG(accepted->reason));
        if (accepted->expires.n)
            text_fmt(w->x, ROLE_DIM, ", up to %.*s", SV_ARG(accepted->expires));
        text_end_as(w->x, 0, 2);
    }
}

/* The first start of a trace, from which the waterfall counts; UINT64_MAX = not known. */
static uint64_t first_start(const struct tui_data *d, const struct extent *known, uint32_t trace)
{
    const struct span_columns *col = &d->s->span;
    const struct trace_range *t = &d->ix->traces[trace];
    uint64_t first = UINT64_MAX;
    if (known && known->first == t->first && known->n)
        return known->zero;
    if (t->count > WORK_AT_ONCE)
        return first;
    for (uint32_t p = t->first; p < t->first + t->count; p++) {
        uint32_t row = d->ix->order[p];
        if (col->flags[row] & SPAN_HAS_START && col->start[row] && col->start[row] < first)
            first = col->start[row];
    }
    return first;
}

/* From there on; false = not known. Examples mostly are of one trace. */
static bool offset_of(struct explaining *w, uint32_t row, uint64_t *offset)
{
    const struct span_columns *col = &w->d->s->span;
    if (!w->has_zero || w->zero_of != col->trace[row]) {
        w->zero = first_start(w->d, w->known, col->trace[row]);
        w->zero_of = col->trace[row];
        w->has_zero = true;
    }
    bool known = col->flags[row] & SPAN_HAS_START && col->start[row] >= w->zero;
    *offset = known ? col->start[row] - w->zero : 0;
    return known;
}

static void example_tell(struct explaining *w, uint32_t row, uint32_t k)
{
    const struct store *s = w->d->s;
    uint64_t offset;
    buf_clear(&w->tmp);
    if (w->reveal)
        id_add_span(&w->tmp, s, row);
    else
        shown_add_span(&w->tmp, s, row);
    text_fmt(w->x, ROLE_KEY, "  %.*s  ", SV_ARG(buf_sv(&w->tmp)));
    text_add(w->x, ROLE_TEXT, value_name(store_sv(s, s->span.name[row]), &w->name, w->reveal));
    if (offset_of(w, row, &offset))
        text_fmt(w->x, ROLE_DIM, "  +%s", fmt_duration((double)offset).text);
    text_end_as(w->x, EXPLAIN_EXAMPLE + k, 4);
}

static void examples_tell(struct explaining *w, const struct finding *f)
{
    if (!f->n_rows)
        return;
    title(w, "Spans");
    for (uint32_t k = 0; k < f->n_rows; k++)
        example_tell(w, f->rows[k], k);
    if (f->count > f->n_rows) {
        text_fmt(w->x, ROLE_DIM, "  %u of %s; Enter goes there, n and N to the others", f->n_rows,
                 fmt_count(f->count).text);
        text_end_as(w->x, 0, 2);
    }
}

/* ---- the rule ---- */

/* The rule's own fix, unless it was told with the finding. */
static void fix_tell(struct explaining *w, const struct finding *f)
{
    struct sv fix = sv_from_c(w->rule->fix);
    if (f && (!f->fix.n || sv_eq(f->fix, fix)))
        return;
    title(w, "How to fix it");
    line(w, ROLE_TEXT, fix, 0);
}

static void code_tell(struct explaining *w, const char *language, struct sv code)
{
    if (!code.n)
        return;
    title(w, language);
    while (code.n) {
        struct sv_cut cut = sv_cut(code, '\n');
        text_fmt(w->x, ROLE_INFO, "  %.*s", SV_ARG(cut.head));
        text_end_as(w->x, 0, 6);
        code = cut.found ? cut.tail : (struct sv){0};
    }
}

static void snippet_tell(struct explaining *w)
{
    for (size_t i = 0; w->rule->snippet && i < w->d->n_snippets; i++) {
        const struct snippet *s = &w->d->snippets[i];
        if (strcmp(s->topic, w->rule->snippet) != 0)
            continue;
        code_tell(w, "Python", sv_from_c(s->python));
        code_tell(w, "JavaScript", sv_from_c(s->javascript));
    }
}

static const char *origin_text(uint8_t origin)
{
    static const char *const texts[] = {
        [ORIGIN_DEFAULT] = "default", [ORIGIN_FILE] = "from the configuration",
        [ORIGIN_ENVIRONMENT] = "from a variable", [ORIGIN_LINE] = "from the command line"};
    return texts[origin];
}

static void param_tell(struct explaining *w, size_t i)
{
    const struct settings *set = w->d->settings;
    const struct param *p = &w->rule->params[i];
    buf_clear(&w->tmp);
    param_add(&w->tmp, p, set->params[w->number][i], PARAM_PEOPLE);
    text_fmt(w->x, ROLE_KEY, "%s", p->name);
    text_fmt(w->x, ROLE_TEXT, " %.*s", SV_ARG(buf_sv(&w->tmp)));
    text_fmt(w->x, ROLE_DIM, " (%s): %s", origin_text(set->param_from[w->number][i]), p->help);
    text_end_as(w->x, 0, 2);
}

static void thresholds_tell(struct explaining *w)
{
    title(w, "What is in force");
    for (size_t i = 0; i < RULE_PARAMS && w->rule->params[i].name; i++)
        param_tell(w, i);
    if (w->rule->params[0].name) {
        text_fmt(w->x, ROLE_DIM, "spanvet lint --set %s.%s=%s", w->rule->slug,
                 w->rule->params[0].name,
                 fmt_number(w->d->settings->params[w->number][0]).text);
        text_add(w->x, ROLE_DIM, SV(" changes a threshold"));
        text_end_as(w->x, 0, 2);
    }
    text_fmt(w->x, ROLE_DIM, "spanvet lint --severity %s=info makes it milder, =off leaves it out; "
                             "i accepts it here with a reason", w->rule->code);
    text_end_as(w->x, 0, 2);
}

static void rule_tell(struct explaining *w, const struct finding *f)
{
    title(w, "Why it matters");
    line(w, ROLE_TEXT, sv_from_c(w->rule->why), 0);
    fix_tell(w, f);
    snippet_tell(w);
    thresholds_tell(w);
}

/* ---- the whole ---- */

static void subject_tell(struct explaining *w, const struct explain_subject *subject,
                         const struct exclude *accepted)
{
    const struct lint *lint = w->d->lint;
    const struct finding *f =
        subject->finding == NO_ROW ? NULL : &lint->findings.list.v[subject->finding];
    head_tell(w, f ? f->severity : SEVERITIES);
    if (f) {
        finding_tell(w, f, accepted);
        examples_tell(w, f);
    }
    if (subject->skipped != NO_ROW) {
        text_fmt(w->x, ROLE_WARNING, "skipped: ");
        line(w, ROLE_TEXT, lint->skipped.v[subject->skipped].reason, 2);
    }
    rule_tell(w, f);
    if (f) {
        text_end(w->x);
        text_fmt(w->x, ROLE_DIM, "fingerprint %016" PRIx64,
                 finding_fingerprint(f, w->rule->code, w->d->s));
        text_end(w->x);
    }
}

void explain_make(struct text *x, const struct tui_data *d, const struct explain_subject *subject,
                  const struct exclude *accepted, const struct extent *known, bool reveal)
{
    struct explaining w = {.x = x, .d = d, .known = known, .number = subject->rule,
                           .reveal = reveal};
    text_clear(x);
    if (subject->rule == NO_ROW) {
        line(&w, ROLE_DIM, d->lint ? SV("Nothing is selected: go to a finding or a rule.")
                                   : SV("The rules are still running."), 0);
        return;
    }
    w.rule = d->settings->catalog->rules[subject->rule];
    subject_tell(&w, subject, accepted);
    buf_release(&w.tmp);
    buf_release(&w.name);
}
