#include "tui/lens_actions.h"

#include <math.h>

#include "core/fmt.h"
#include "lint/finding_rows.h"
#include "tui/mark_actions.h"
#include "tui/pills.h"
#include "tui/query_word.h"
#include "tui/rows.h"
#include "tui/trace_list.h"
#include "tui/yank.h"

/* ---- the window ---- */

/* Start and end of the selected span; of the window when there is none. */
static void selection_times(const struct tui *t, double *start, double *end)
{
    if (t->span != NO_ROW && lens_times(t, t->span, start, end))
        return;
    *start = t->lens.from;
    *end = t->lens.to;
}

/* The middle of what is seen of the selection; where it is not seen at all, it is brought in. */
static double zoom_middle(struct tui *t)
{
    const struct lens *l = &t->lens;
    double start, end;
    lens_bring_in(t);
    selection_times(t, &start, &end);
    start = start > l->from ? start : l->from;
    end = end < l->to ? end : l->to;
    return start + (end - start) / 2;
}

static void do_zoom_in(struct tui *t, struct tui_view *v, struct sv arg)
{
    (void)v, (void)arg;
    double middle = zoom_middle(t);
    lens_zoom(&t->lens, 2, middle);
}

static void do_zoom_out(struct tui *t, struct tui_view *v, struct sv arg)
{
    (void)v, (void)arg;
    double middle = zoom_middle(t);
    lens_zoom(&t->lens, 0.5, middle);
}

static void do_zoom_fit(struct tui *t, struct tui_view *v, struct sv arg)
{
    (void)v, (void)arg;
    lens_fit(&t->lens);
}

/* Into the middle; when it is there already, as far as it can be, so that it fills the window. */
static void do_zoom_span(struct tui *t, struct tui_view *v, struct sv arg)
{
    (void)v, (void)arg;
    struct lens *l = &t->lens;
    double start, end, from = l->from, width = l->to - l->from;
    if (t->span == NO_ROW || !lens_times(t, t->span, &start, &end)) {
        tui_say(t, "the span has no start");
        return;
    }
    double middle = start + (end - start) / 2;
    lens_show(l, middle - width / 2, middle + width / 2);
    double margin = (end - start) / 20;
    if (fabs(l->from - from) <= width * 1e-6)
        lens_show(l, start - margin, end + margin);
}

static void do_pan_left(struct tui *t, struct tui_view *v, struct sv arg)
{
    (void)v, (void)arg;
    lens_pan(&t->lens, -1.0 / 3);
}

static void do_pan_right(struct tui *t, struct tui_view *v, struct sv arg)
{
    (void)v, (void)arg;
    lens_pan(&t->lens, 1.0 / 3);
}

static void do_critical(struct tui *t, struct tui_view *v, struct sv arg)
{
    (void)v, (void)arg;
    const struct lens *l = &t->lens;
    lens_toggle_critical(t);
    if (!l->show_critical)
        tui_say(t, "critical path off");
    else if (l->has_critical)
        tui_say(t, "critical path: %s of %s, %s of %s", fmt_duration(l->path.length).text,
                fmt_duration((double)l->length).text,
                fmt_amount(bits_count(&l->critical), "span").text, fmt_count(l->n).text);
}

/* ---- from span to span ---- */

/* The last span (or first, `back`) of those side by side that are like this one: of a run, one is
 * enough to step to. */
static uint32_t run_edge(const struct lens *l, uint32_t p, bool back)
{
    if (p == NO_ROW || p - l->first >= l->n)
        return p;
    while (back && rows_goes_on(&l->x, p))
        p--;
    while (!back && p + 1 < l->first + l->n && rows_goes_on(&l->x, p + 1))
        p++;
    return p;
}

/* Selects the next span behind `from` with the bit; says which one of them it is. */
static bool step_to(struct tui *t, const struct bits *bits, uint32_t from, uint32_t n, bool back,
                    const char *what)
{
    bool wrapped;
    uint32_t p = lens_step(&t->lens, bits, from, back, &wrapped);
    if (p == NO_ROW) {
        tui_say(t, t->lens.survey ? "still looking for it: %s" : "no %s in this trace",
                what);
        return false;
    }
    tui_select_span(t, p);
    lens_bring_in(t);
    tui_say(t, "%s %u/%u%s", what, lens_rank(&t->lens, bits, p), n,
            !wrapped ? "" : back ? ", from the end again" : ", from the start again");
    return true;
}

static void do_next_error(struct tui *t, struct tui_view *v, struct sv arg)
{
    (void)v, (void)arg;
    step_to(t, &t->lens.errors, t->span, t->lens.n_errors, false, "error");
}

static void do_prev_error(struct tui *t, struct tui_view *v, struct sv arg)
{
    (void)v, (void)arg;
    step_to(t, &t->lens.errors, t->span, t->lens.n_errors, true, "error");
}

/* Does the finding name the span (2), or spans of its name (1)? */
static int concerns(const struct finding *f, const struct store *s, uint32_t row)
{
    for (uint32_t k = 0; k < f->n_rows; k++)
        if (f->rows[k] == row)
            return 2;
    return f->name != SYM_NONE && f->name == s->span.name[row];
}

/* Selects the finding that is most likely meant, the worst of such, and says which one it is. */
static void finding_say(struct tui *t)
{
    const struct findings *f = &t->data->lint->findings;
    const struct finding *worst = NULL;
    uint32_t row = t->data->ix->order[t->span];
    int nearest = 1;
    struct finding_range of = findings_of(f, t->trace);
    for (uint32_t i = of.first; i < of.first + of.n; i++) {
        const struct finding *at = &f->list.v[i];
        int near = concerns(at, t->data->s, row);
        if (near > nearest || (near == nearest && (!worst || at->severity > worst->severity))) {
            worst = at;
            nearest = near;
        }
    }
    if (!worst)
        return;
    tui_select_finding(t, (uint32_t)(worst - f->list.v));
    const struct rule *rule = t->data->settings->catalog->rules[worst->rule];
    buf_fmt(&t->message, ": %s %s, %s", rule->code, rule->slug, rule->title);
}

static void step_to_finding(struct tui *t, bool back)
{
    if (!t->data->lint)
        tui_say(t, "the rules are still running");
    else if (step_to(t, &t->lens.any_found, run_edge(&t->lens, t->span, back), t->lens.n_found,
                     back, "span with a finding"))
        finding_say(t);
}

static void do_next_finding(struct tui *t, struct tui_view *v, struct sv arg)
{
    (void)v, (void)arg;
    step_to_finding(t, false);
}

static void do_prev_finding(struct tui *t, struct tui_view *v, struct sv arg)
{
    (void)v, (void)arg;
    step_to_finding(t, true);
}

static void step_to_match(struct tui *t, bool back)
{
    const struct lens *l = &t->lens;
    if (!l->search)
        tui_say(t, "nothing is searched for; / searches");
    else if (!l->matches.n)
        tui_say(t, "still searching");
    else
        step_to(t, &l->matches, t->span, l->n_matches, back, "match");
}

void lens_step_trace(struct tui *t, int by)
{
    const struct list *list = &t->views[VIEW_traces].list;
    if (!trace_list_move(t, by)) {
        tui_say(t, by > 0 ? "this is the last trace of the list"
                          : "this is the first trace of the list");
        return;
    }
    lens_refresh(t);
    tui_say(t, "trace %s of %s", fmt_count(list->cursor + 1).text, fmt_count(list->n).text);
}

static void do_next_trace(struct tui *t, struct tui_view *v, struct sv arg)
{
    (void)v, (void)arg;
    lens_step_trace(t, 1);
}

static void do_prev_trace(struct tui *t, struct tui_view *v, struct sv arg)
{
    (void)v, (void)arg;
    lens_step_trace(t, -1);
}

/* ---- search and filter ---- */

static bool search_begin(struct tui *t)
{
    t->lens.origin = t->span;
    return true;
}

static struct sv search_get(struct tui *t)
{
    return t->lens.search ? query_text(t->lens.search) : (struct sv){0};
}

static bool search_set(struct tui *t, struct sv text, struct err *e)
{
    t->lens.jumps = text.n > 0;
    return lens_search(t, text, e);
}

static void search_back(struct tui *t, struct sv text)
{
    struct lens *l = &t->lens;
    struct err none = {0};
    l->jumps = false;
    lens_search(t, text, &none);
    if (l->origin != NO_ROW && l->trace == t->trace)
        t->span = l->origin;
}

static void search_done(struct tui *t)
{
    const struct lens *l = &t->lens;
    if (l->search && l->matches.n && !l->n_matches)
        tui_say(t, "no span of this trace matches");
}

static void do_search_this(struct tui *t, struct tui_view *v, struct sv arg)
{
    (void)v, (void)arg;
    struct buf text = {0};
    if (t->in_companion && t->attribute.n) {
        query_quote(&text, t->attribute);
        buf_addz(&text, "=*");
    } else if (t->span != NO_ROW) {
        struct sv name = store_sv(t->data->s, t->data->s->span.name[t->data->ix->order[t->span]]);
        buf_addz(&text, "name=");
        query_quote(&text, name);
    }
    struct err e = {0};
    if (!text.n)
        tui_say(t, "no span is selected");
    else if (!lens_search(t, buf_sv(&text), &e))
        tui_complain(t, "%s", e.text);
    else
        tui_say(t, "n and N step through the matches");
    buf_release(&text);
}

static struct sv filter_get(struct tui *t)
{
    return t->lens.filter ? query_text(t->lens.filter) : (struct sv){0};
}

static void filter_done(struct tui *t)
{
    if (lens_hides(&t->lens) && t->lens.passes.n && !t->lens.n_passes)
        tui_say(t, "no span of this trace passes; Esc shows all again");
}

/* The filter goes before the types that are left out, see do_escape. */
const struct finder lens_finder = {
    .search = {.label = "/", .live = true, .again = true, .begin = search_begin,
               .get = search_get, .set = search_set, .back = search_back, .done = search_done},
    .filter = {.label = "show only: ", .live = true, .shown = true, .stays = true,
               .get = filter_get, .set = lens_filter, .done = filter_done},
    .step = step_to_match,
};

static void do_escape(struct tui *t, struct tui_view *v, struct sv arg)
{
    (void)arg;
    struct lens *l = &t->lens;
    struct err e = {0};
    if (finder_peel(t, v))
        return;
    if (l->filter)
        lens_filter(t, (struct sv){0}, &e);
    else if (lens_hides(l))
        lens_set_types(t, LENS_ALL_TYPES);
    else
        lens_fit(l);
}

const struct handler lens_handlers[LENS_HANDLERS] = {
    {ACTION_ZOOM_IN, do_zoom_in},
    {ACTION_ZOOM_OUT, do_zoom_out},
    {ACTION_ZOOM_FIT, do_zoom_fit},
    {ACTION_ZOOM_SPAN, do_zoom_span},
    {ACTION_PAN_LEFT, do_pan_left},
    {ACTION_PAN_RIGHT, do_pan_right},
    {ACTION_CRITICAL, do_critical},
    {ACTION_NEXT_ERROR, do_next_error},
    {ACTION_PREV_ERROR, do_prev_error},
    {ACTION_NEXT_FINDING, do_next_finding},
    {ACTION_PREV_FINDING, do_prev_finding},
    {ACTION_NEXT_TRACE, do_next_trace},
    {ACTION_PREV_TRACE, do_prev_trace},
    {ACTION_SEARCH_THIS, do_search_this},
    {ACTION_PILLS, pills_handler},
    {ACTION_ESCAPE, do_escape},
    {ACTION_YANK, yank_handler},
    {ACTION_MARK, mark_handler},
    {ACTION_DIFF, diff_handler},
};
