#include "tui/draft_text.h"

#include "core/fmt.h"
#include "core/shown.h"
#include "metrics/goal.h"
#include "metrics/profile.h"
#include "metrics/unit_text.h"

/* A draft that is being told. */
struct telling_draft {
    struct text *x;
    const struct drafts *d;
    const struct draft *of;
    uint32_t draft, call;
    bool ascii;
    struct buf tmp;
};

static void head(struct telling_draft *w, const char *title)
{
    text_end(w->x);
    text_add(w->x, ROLE_TITLE, sv_from_c(title));
    text_end(w->x);
}

static struct sv with_unit(struct telling_draft *w, double value)
{
    buf_clear(&w->tmp);
    unit_text_add(&w->tmp, value, w->of->definition.unit);
    return buf_sv(&w->tmp);
}

/* ---- fields ---- */

static void field_tell(struct telling_draft *w, enum draft_field field)
{
    struct buf shown = {0};
    struct sv name = draft_field_name(field);
    buf_clear(&w->tmp);
    draft_field_add(&w->tmp, &w->of->definition, field);
    text_fmt(w->x, ROLE_KEY, "%-12.*s", SV_ARG(name));
    text_add(w->x, w->tmp.n ? ROLE_TEXT : ROLE_DIM,
             w->tmp.n ? shown_sentence(buf_sv(&w->tmp), &shown) : SV("none"));
    text_end_as(w->x, (uint32_t)field + 1, 12);
    buf_release(&shown);
}

static void tell_source(struct telling_draft *w)
{
    const struct definition *d = &w->of->definition;
    struct buf b = {0};
    text_add(w->x, ROLE_DIM, SV("of          "));
    if (!definition_is_trace(d)) {
        text_add(w->x, ROLE_TEXT, SV("the whole call, judged"));
    } else {
        if (definition_is_duration(d))
            text_add(w->x, ROLE_TEXT, SV("the length of `"));
        else if (!d->metric_attribute.n)
            text_add(w->x, ROLE_TEXT, SV("`"));
        else {
            fmt_foreign(&b, shown_text(d->metric_attribute, &w->tmp), 120);
            text_fmt(w->x, ROLE_TEXT, "`%.*s` of `", SV_ARG(buf_sv(&b)));
        }
        buf_clear(&b);
        fmt_foreign(&b, shown_text(d->span_name, &w->tmp), 120);
        text_fmt(w->x, ROLE_TEXT, "%.*s` spans", SV_ARG(buf_sv(&b)));
    }
    text_end_as(w->x, 0, 12);
    buf_release(&b);
}

static void tell_state(struct telling_draft *w)
{
    static const char *const verdicts[VERDICTS] = {
        [VERDICT_PROPOSE] = "proven by the data",
        [VERDICT_STAGE] = "wanted, not proven yet: written as pending",
        [VERDICT_DIAGNOSTIC] = "diagnostic: answers no operating question by itself",
        [VERDICT_REJECT] = "must not be created"};
    static const enum role roles[VERDICTS] = {ROLE_GOOD, ROLE_WARNING, ROLE_DIM, ROLE_ERROR};
    enum draft_section section = drafts_section(w->d, w->draft);
    text_add(w->x, ROLE_DIM, SV("state       "));
    if (section == SECTION_STAGED || section == SECTION_WRITTEN)
        text_fmt(w->x, ROLE_GOOD, "%s; ", section == SECTION_STAGED ? "staged" : "written");
    text_add(w->x, roles[w->of->verdict], sv_from_c(verdicts[w->of->verdict]));
    text_end_as(w->x, 0, 12);
    if (w->of->question.n) {
        text_add(w->x, ROLE_DIM, SV("question    "));
        text_add(w->x, ROLE_TEXT, w->of->question);
        text_end_as(w->x, 0, 12);
    }
}

/* ---- what it gives ---- */

/* A cell that is filled up to `eighths` of its height. */
static void cell_add(struct buf *b, uint64_t eighths, bool ascii)
{
    const char block[] = {'\xe2', '\x96', (char)(0x80 + (eighths > 8 ? 8 : eighths))};
    struct sv cell = !eighths ? SV(" ")
                     : ascii  ? eighths > 4 ? SV("#") : SV(".")
                              : sv_of(block, sizeof(block));
    buf_add(b, cell);
    buf_add(b, cell);
}

/* A histogram in `rows` lines, two columns for each bin, with its least and largest value below. */
static void spread_add(struct text *x, const struct histogram *h, struct sv unit, int rows,
                       bool ascii)
{
    struct buf b = {0};
    uint64_t most = 1;
    size_t bins = h->from < h->to ? HISTOGRAM_BINS : 1;
    for (size_t i = 0; i < bins; i++)
        most = h->counts[i] > most ? h->counts[i] : most;
    for (int row = rows; row-- > 0;) {
        buf_clear(&b);
        buf_addz(&b, "  ");
        for (size_t i = 0; i < bins; i++) {
            double height = (double)h->counts[i] / (double)most * 8 * rows - 8.0 * row;
            bool least = row == 0 && h->counts[i] && height < 1;
            cell_add(&b, least ? 1 : height > 0 ? (uint64_t)height : 0, ascii);
        }
        text_add(x, ROLE_INFO, buf_sv(&b));
        text_end(x);
    }
    buf_clear(&b);
    buf_addz(&b, "  ");
    unit_text_add(&b, h->from, unit);
    if (bins > 1) {
        struct buf to = {0};
        unit_text_add(&to, h->to, unit);
        size_t used = b.n - 2 + to.n, all = 2 * HISTOGRAM_BINS;
        buf_fill(&b, ' ', used < all ? all - used : 1);
        buf_add(&b, buf_sv(&to));
        buf_release(&to);
    }
    text_add(x, ROLE_DIM, buf_sv(&b));
    text_end(x);
    buf_release(&b);
}

static void tell_problem(struct telling_draft *w)
{
    buf_clear(&w->tmp);
    preview_problem_say(&w->tmp, &w->of->preview, &w->of->definition);
    text_add(w->x, ROLE_WARNING, SV("  ! "));
    text_add(w->x, ROLE_TEXT, buf_sv(&w->tmp));
    text_end_as(w->x, 0, 4);
}

static void tell_target(struct telling_draft *w)
{
    const struct target *target = &w->of->definition.target;
    enum goal_op op = target->op.n ? goal_op_find(target->op) : GOAL_OPS;
    size_t good = 0;
    if (op >= GOAL_OPS || !w->of->preview.calls.n)
        return;
    for (size_t i = 0; i < w->of->preview.calls.n; i++)
        good += goal_holds(op, w->of->preview.calls.v[i].value, target->value);
    text_fmt(w->x, good == w->of->preview.calls.n ? ROLE_GOOD : ROLE_WARNING,
             "  target    holds in %zu of %s with a value", good,
             fmt_amount(w->of->preview.calls.n, "call").text);
    text_end_as(w->x, 0, 12);
}

static void tell_all(struct telling_draft *w)
{
    const struct evidence *e = &w->of->evidence;
    const struct preview *p = &w->of->preview;
    text_add(w->x, ROLE_DIM, SV("  all calls "));
    text_add(w->x, ROLE_TITLE, with_unit(w, p->overall));
    text_fmt(w->x, ROLE_DIM, "  from %s of %s, %s", fmt_count(p->with_value).text,
             fmt_amount(p->matching_spans, "span").text, fmt_amount(e->traces, "trace").text);
    text_end_as(w->x, 0, 12);
    tell_target(w);
    if (e->has_values) {
        static const char *const names[] = {"least ", ", median ", ", p90 ", ", largest "};
        const double values[] = {e->min, e->median, e->p90, e->max};
        text_add(w->x, ROLE_DIM, SV("  "));
        for (size_t i = 0; i < ARRAY_LEN(values); i++) {
            text_add(w->x, ROLE_DIM, sv_from_c(names[i]));
            text_add(w->x, ROLE_TEXT, with_unit(w, values[i]));
        }
        text_end_as(w->x, 0, 4);
    }
    spread_add(w->x, &p->spread, w->of->definition.unit, 4, w->ascii);
}

static void tell_call(struct telling_draft *w)
{
    struct preview_value value;
    struct histogram h = {0};
    text_add(w->x, ROLE_DIM, SV("  this call "));
    if (!draft_call_value(&value, w->d, w->of, w->call)) {
        text_add(w->x, ROLE_DIM, SV("no value"));
        text_end(w->x);
        return;
    }
    text_add(w->x, ROLE_TITLE, with_unit(w, value.value));
    text_fmt(w->x, ROLE_DIM, "  from %s", fmt_amount(value.n, "value").text);
    text_end_as(w->x, 0, 12);
    if (value.n > 1 && preview_call_spread(&h, w->d->facts, &w->of->definition, w->call))
        spread_add(w->x, &h, w->of->definition.unit, 2, w->ascii);
}

static void tell_preview(struct telling_draft *w)
{
    if (!definition_is_trace(&w->of->definition))
        return;
    head(w, "Preview");
    if (!drafts_is_measured(w->d, w->draft)) {
        text_add(w->x, ROLE_DIM, SV("  being measured"));
        text_end(w->x);
    } else if (w->of->preview.problem != PREVIEW_FINE) {
        tell_problem(w);
    } else {
        tell_all(w);
        if (w->call != NO_ROW && w->d->facts->in->n_calls > 1)
            tell_call(w);
    }
}

/* ---- why ---- */

static void tell_reasons(struct telling_draft *w)
{
    if (!w->of->reasons.n && !w->of->instrument.n)
        return;
    head(w, "Reasons");
    for (size_t i = 0; i < w->of->reasons.n; i++) {
        const struct reason *r = &w->of->reasons.v[i];
        text_add(w->x, ROLE_DIM, SV("  - "));
        text_add(w->x, ROLE_TEXT, r->text);
        if (r->rule)
            text_fmt(w->x, ROLE_DIM, " (%s)", r->rule);
        text_end_as(w->x, 0, 4);
    }
    if (w->of->instrument.n) {
        text_add(w->x, ROLE_DIM, SV("  in the agent: "));
        text_add(w->x, ROLE_TEXT, w->of->instrument);
        text_end_as(w->x, 0, 4);
    }
}

/* Of a full definition only: what the older profile changed stands among the reasons. */
static void tell_legacy(struct telling_draft *w)
{
    struct arena a = {0};
    struct definition used;
    struct sv reason = {0};
    if (w->d->plan.profile == PROFILE_LEGACY)
        return;
    enum profile_fit fit = profile_fit(&w->of->definition, PROFILE_LEGACY, w->d->facts, &used,
                                       &reason, &a);
    head(w, "In the legacy profile (p)");
    text_add(w->x, ROLE_DIM, SV("  "));
    if (fit == FIT_CHANGED)
        text_fmt(w->x, ROLE_WARNING, "becomes %.*s: ", SV_ARG(used.metric_name));
    else
        text_add(w->x, fit == FIT_REFUSED ? ROLE_ERROR : ROLE_GOOD,
                 fit == FIT_REFUSED ? SV("refused: ") : SV("the same"));
    text_add(w->x, ROLE_TEXT, reason);
    text_end_as(w->x, 0, 4);
    arena_release(&a);
}

static void tell_body(struct telling_draft *w)
{
    struct json_out j = {.b = &w->tmp};
    struct buf shown = {0};
    head(w, "Body");
    buf_clear(&w->tmp);
    definition_json(&j, NULL, &w->of->definition);
    struct sv rest = shown_sentence(buf_sv(&w->tmp), &shown);
    while (rest.n) {
        struct sv_cut line = sv_cut(rest, '\n');
        text_add(w->x, ROLE_DIM, line.head);
        text_end_as(w->x, 0, 4);
        rest = line.found ? line.tail : (struct sv){0};
    }
    buf_release(&shown);
}

void draft_text_make(struct text *x, const struct drafts *d, uint32_t draft, uint32_t call,
                     bool ascii)
{
    struct telling_draft w = {.x = x, .d = d, .of = &d->plan.drafts.v[draft], .draft = draft,
                              .call = call, .ascii = ascii};
    text_clear(x);
    field_tell(&w, FIELD_NAME);
    tell_source(&w);
    if (definition_is_trace(&w.of->definition)) {
        field_tell(&w, FIELD_AGGREGATION);
        field_tell(&w, FIELD_UNIT);
    }
    field_tell(&w, FIELD_TARGET);
    field_tell(&w, FIELD_DESCRIPTION);
    tell_state(&w);
    tell_preview(&w);
    tell_reasons(&w);
    tell_legacy(&w);
    tell_body(&w);
    buf_release(&w.tmp);
}
