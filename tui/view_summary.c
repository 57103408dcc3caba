/* What `spanvet summary` shows, with bars: how much there is of what, and which spans take the
 * time. */
#include "core/fmt.h"
#include "core/nearest.h"
#include "lint/settings.h"
#include "tui/row_find.h"
#include "tui/summary_rows.h"
#include "tui/value.h"

static struct summary_view *self_of(struct tui_view *v)
{
    return v->self;
}

/* ---- following the data ---- */

static void names_sort(struct tui *t, struct summary_view *x)
{
    size_t n = t->data->summary->names.n;
    free(x->names);
    x->names = mem_alloc((n < DIGEST_NAMES ? n : DIGEST_NAMES) * sizeof(*x->names) + 1);
    x->n_names = digest_names(t->data, (enum digest_by)x->by, x->reverse, x->names);
    summary_rows_make(x, t->data->summary);
}

static void digest_run(struct work *w)
{
    struct summary_view *x = w->self;
    digest_make(&x->next, &x->data, &w->stop);
}

static void digest_done(struct tui *t, struct work *w)
{
    struct summary_view *x = w->self;
    x->digest = x->next;
    x->has = true;
    names_sort(t, x);
}

static void refresh(struct tui *t, struct tui_view *v)
{
    struct summary_view *x = self_of(v);
    const struct summary *m = t->data->summary;
    if (m && x->made != m) {
        work_stop(t, &x->work);
        x->made = m;
        x->data = *t->data;
        x->densest = summary_densest(m);
        x->work.run = digest_run;
        x->work.done = digest_done;
        x->work.self = x;
        work_start(t, &x->work, tui_spans(t) > WORK_AT_ONCE);
    }
    list_resize(&v->list, (uint32_t)x->rows.n);
}

static void release(struct tui_view *v)
{
    free(self_of(v)->names);
    vec_release(&self_of(v)->rows);
    buf_release(&self_of(v)->search);
}

/* ---- drawing: small parts ---- */

enum { EIGHTHS = 8 };

static void share_bar(struct canvas *c, struct rect r, int at, int width, double share,
                      enum role role)
{
    struct rect cell = rect_columns(rect_right(r, at), width);
    double part = share < 1 ? share : 1;
    if (share > 0)
        canvas_bar(c, cell, 0, 0, (int64_t)(part * width * EIGHTHS + 0.5), role);
}

static int right_text(struct canvas *c, struct rect r, int at, int width, enum role role,
                      const char *text)
{
    canvas_field(c, r, 0, at, width, role, sv_from_c(text), true);
    return at + width;
}

static const char *duration_text(struct fmt *f, double ns)
{
    *f = isnan(ns) ? (struct fmt){"-"} : fmt_duration(ns);
    return f->text;
}

static void name_draw(struct tui *t, struct canvas *c, struct rect r, int at, int width,
                      enum role role, sym name)
{
    struct buf tmp = {0};
    struct sv text = value_name(store_sv(t->data->s, name), &tmp, t->reveal);
    canvas_field(c, r, 0, at, width, text.n ? role : ROLE_DIM, text.n ? text : SV("(no name)"),
                 false);
    buf_release(&tmp);
}

/* ---- counts ---- */

static void count_draw(struct canvas *c, struct rect r, const char *label, const char *value,
                       bool is_bad)
{
    enum { VALUE_AT = 21 };
    if (is_bad)
        canvas_text(c, r, 0, 0, ROLE_WARNING, SV("!"));
    canvas_text(c, r, 0, 2, ROLE_DIM, sv_from_c(label));
    canvas_text(c, r, 0, VALUE_AT, is_bad ? ROLE_WARNING : ROLE_TEXT,
                sv_from_c(value));
}

static void counts_row(struct tui *t, struct canvas *c, struct rect r, uint32_t i)
{
    const struct summary_counts *n = &t->data->summary->counts;
    const struct {
        const char *label;
        uint64_t n;
        bool is_bad;
    } counts[] = {
        {"traces", n->traces, false},          {"spans", n->spans, false},
        {"unique spans", n->unique, false},    {"duplicate spans", n->duplicates, true},
        {"root spans", n->roots, false},       {"orphan spans", n->orphans, true},
        {"timing violations", n->timing_violations, true},
        {"status ERROR", n->status[STATUS_ERROR], true},
        {"status OK", n->status[STATUS_OK], false},
    };
    struct rect half[] = {rect_columns(r, r.width / 2), rect_right(r, r.width / 2)};
    for (uint32_t k = 0; k < 2; k++) {
        size_t at = i * 2 + k;
        if (at < ARRAY_LEN(counts))
            count_draw(c, half[k], counts[at].label, fmt_count(counts[at].n).text,
                       counts[at].is_bad && counts[at].n);
        else
            count_draw(c, half[k], "time of all traces", fmt_duration(t->data->summary->time).text,
                       false);
    }
}

static void dialects_row(struct tui *t, struct canvas *c, struct rect r)
{
    struct buf b = {0};
    digest_add_dialects(&b, t->data);
    canvas_text(c, r, 0, 2, ROLE_DIM, SV("dialects"));
    canvas_field(c, r, 0, 21, r.width - 21, ROLE_TEXT, buf_sv(&b), false);
    buf_release(&b);
}

/* ---- density: short spans of one name against what the rule allows ---- */

/* The rule about short spans, and the parameter that is its threshold. */
static const struct rule *density_rule(const struct tui *t, size_t *rule, size_t *param)
{
    const struct catalog *cat = t->data->settings->catalog;
    *rule = catalog_find(cat, SV("chunk-noise"));
    *param = *rule < cat->n
                 ? settings_param_find(cat->rules[*rule], SV("max_share"), &(struct err){0})
                 : RULE_PARAMS;
    return *param < RULE_PARAMS ? cat->rules[*rule] : NULL;
}

static void density_row(struct tui *t, const struct summary_view *x, struct canvas *c,
                        struct rect r)
{
    enum { BAR_AT = 26, TEXT = 30, BAR_MIN = 10 };
    const struct summary_name *n = &t->data->summary->names.v[x->densest];
    double share = (double)n->n_short / (double)t->data->s->n_spans, limit = 1;
    size_t number, param;
    const struct rule *rule = density_rule(t, &number, &param);
    int width = r.width - BAR_AT - TEXT > BAR_MIN ? r.width - BAR_AT - TEXT : BAR_MIN;
    if (rule)
        limit = t->data->settings->params[number][param];
    enum role role = share > limit ? ROLE_ERROR : ROLE_GOOD;
    canvas_text(c, r, 0, 0, role, share > limit ? SV("!") : SV(" "));
    name_draw(t, c, r, 2, BAR_AT - 3, role, n->name);
    share_bar(c, r, BAR_AT, width, share, role);
    int at = BAR_AT + width + 1;
    at += canvas_fmt(c, r, 0, at, role, "%s", fmt_share(share).text);
    if (!rule)
        return;
    int tick = (int)(limit * width);
    canvas_glyph(c, r, 0, BAR_AT + (tick < width ? tick : width - 1), ROLE_KEY, GLYPH_WALL);
    canvas_fmt(c, r, 0, at + 1, ROLE_DIM, share > limit ? "over %s (%s)" : "below %s (%s)",
               fmt_share(limit).text, rule->code);
}

/* ---- types ---- */

static void type_row(struct tui *t, const struct summary_view *x, struct canvas *c, struct rect r,
                     uint32_t i)
{
    enum { NAME = 15, SHARE = 8, COUNT = 10, LENGTH = 12 };
    const struct summary *m = t->data->summary;
    double share = (double)x->digest.spans[i] / (double)t->data->s->n_spans;
    double time = m->time > 0 ? x->digest.time[i] / m->time : 0;
    enum role role = type_role((enum span_type)i);
    int bar = (r.width - NAME - 2 * SHARE - COUNT - LENGTH) / 2;
    bar = bar > 3 ? bar : 3;
    canvas_text(c, r, 0, 2, role, type_name((enum span_type)i));
    int at = NAME;
    share_bar(c, r, at, bar, share, role);
    at = right_text(c, r, at + bar, SHARE, ROLE_TEXT, fmt_share(share).text);
    at = right_text(c, r, at, COUNT - 2, ROLE_DIM, fmt_count(x->digest.spans[i]).text) + 2;
    share_bar(c, r, at, bar, time, role);
    at = right_text(c, r, at + bar, SHARE, ROLE_TEXT, fmt_share(time).text);
    right_text(c, r, at, LENGTH, ROLE_DIM, fmt_duration(x->digest.time[i]).text);
}

/* ---- names ---- */

/* Columns behind the name; those that do not fit from the left are not there. */
enum { NAME_BAR = 8, NUMBERS_WIDTH = 8, TIMES_WIDTH = 10 };
static const struct {
    const char *title;
    uint8_t width, by; /* enum digest_by */
    uint8_t from;      /* least width of the line */
} name_columns[] = {
    {"count", NUMBERS_WIDTH, DIGEST_BY_COUNT, 0},  {"share", NUMBERS_WIDTH, DIGEST_BYS, 0},
    {"<50 ms", NUMBERS_WIDTH, DIGEST_BY_SHORT, 96}, {"time", NUMBERS_WIDTH, DIGEST_BY_TIME, 72},
    {"p50", TIMES_WIDTH, DIGEST_BY_P50, 84},        {"p95", TIMES_WIDTH, DIGEST_BY_P95, 0},
    {"errors", NUMBERS_WIDTH, DIGEST_BY_ERRORS, 0},
};

static int numbers_width(int width)
{
    int n = 0;
    for (size_t i = 0; i < ARRAY_LEN(name_columns); i++)
        n += width >= name_columns[i].from ? name_columns[i].width : 0;
    return n;
}

static const char *name_number(const struct summary_name *n, size_t column, struct fmt *f)
{
    switch (column) {
    case 0:
        *f = fmt_count(n->count);
        return f->text;
    case 1:
        *f = fmt_share(n->share);
        return f->text;
    case 2:
        *f = fmt_share((double)n->n_short / (double)n->count);
        return f->text;
    case 3:
        *f = fmt_share(n->share_of_time);
        return f->text;
    case 4:
        return duration_text(f, n->p50);
    case 5:
        return duration_text(f, n->p95);
    default:
        *f = fmt_count(n->status[STATUS_ERROR]);
        return f->text;
    }
}

static void name_row(struct tui *t, struct canvas *c, struct rect r, uint32_t i)
{
    const struct summary_name *n = &t->data->summary->names.v[i];
    struct sv name = store_sv(t->data->s, n->name);
    enum role role = type_role(type_of_span(view_name_class(t->data->v, n->name), name));
    int at = r.width - numbers_width(r.width);
    struct fmt f;
    name_draw(t, c, r, 2, at - NAME_BAR - 3, role, n->name);
    share_bar(c, r, at - NAME_BAR, NAME_BAR, n->share, role);
    for (size_t k = 0; k < ARRAY_LEN(name_columns); k++) {
        bool failed = name_columns[k].by == DIGEST_BY_ERRORS && n->status[STATUS_ERROR];
        if (r.width >= name_columns[k].from)
            at = right_text(c, r, at, name_columns[k].width, failed ? ROLE_ERROR : ROLE_TEXT,
                            name_number(n, k, &f));
    }
}

static void names_title(const struct summary_view *x, struct canvas *c, struct rect r)
{
    int at = r.width - numbers_width(r.width);
    for (size_t k = 0; k < ARRAY_LEN(name_columns); k++) {
        if (r.width < name_columns[k].from)
            continue;
        bool sorted = name_columns[k].by == x->by;
        at = right_text(c, r, at, name_columns[k].width, sorted ? ROLE_TITLE : ROLE_DIM,
                        name_columns[k].title);
        if (sorted)
            canvas_glyph(c, r, 0, at - (int)strlen(name_columns[k].title) - 1, ROLE_KEY,
                         x->reverse ? GLYPH_UP : GLYPH_DOWN);
    }
}

/* ---- single spans ---- */

static void span_row(struct tui *t, const struct digest_span *s, struct canvas *c, struct rect r,
                     double longest)
{
    enum { BAR = 12, LENGTH = 12 };
    uint32_t row = t->data->ix->order[s->position];
    sym message = span_extra(t->data->s, row)->status_message;
    bool failed = t->data->s->span.status[row] == STATUS_ERROR;
    enum role role = type_role(type_of_row(t->data, row));
    int name = (r.width - BAR - LENGTH) / 2, at = name + 3;
    struct buf b = {0};
    canvas_text(c, r, 0, 0, ROLE_ERROR, failed ? SV("!") : SV(" "));
    name_draw(t, c, r, 2, name, role, t->data->s->span.name[row]);
    if (longest > 0)
        share_bar(c, r, at, BAR, (double)s->length / longest, role);
    at += longest > 0 ? BAR : 0;
    at = right_text(c, r, at, LENGTH, ROLE_TEXT, fmt_duration((double)s->length).text) + 2;
    if (failed && message != SYM_EMPTY && at < r.width) {
        value_add_text(&b, store_sv(t->data->s, message), 200, t->reveal);
        canvas_field(c, r, 0, at, r.width - at, ROLE_ERROR, buf_sv(&b), false);
    }
    buf_release(&b);
}

/* ---- attributes ---- */

static void keys_text(struct tui *t, struct buf *b, const struct summary_key *keys, size_t n,
                      uint64_t of)
{
    enum { KEYS_MAX = 60 }; /* more do not fit any line */
    struct buf tmp = {0};
    for (size_t i = 0; i < n && i < KEYS_MAX; i++) {
        buf_addz(b, i ? ", " : "");
        buf_add(b, value_name(store_sv(t->data->s, keys[i].key), &tmp, t->reveal));
        if (keys[i].count < of)
            buf_fmt(b, " %s", fmt_share((double)keys[i].count / (double)of).text);
    }
    buf_release(&tmp);
}

static void keys_row(struct tui *t, struct canvas *c, struct rect r, const struct summary_name *n)
{
    const struct summary *m = t->data->summary;
    int at = r.width / 4 > 16 ? r.width / 4 : 16;
    struct buf b = {0};
    if (n) {
        name_draw(t, c, r, 2, at - 3, ROLE_TEXT, n->name);
        keys_text(t, &b, m->keys.v + n->first_key, n->n_keys, n->count);
    } else {
        canvas_text(c, r, 0, 2, ROLE_TITLE, SV("resource"));
        keys_text(t, &b, m->resource_keys.v, m->resource_keys.n, t->data->s->resources.n);
    }
    canvas_field(c, r, 0, at, r.width - at, ROLE_DIM, buf_sv(&b), false);
    buf_release(&b);
}

/* ---- rows by their kind ---- */

static void title_row(struct tui *t, const struct summary_view *x, struct canvas *c, struct rect r,
                      enum summary_section section)
{
    static const char *const titles[] = {
        [SECTION_DENSITY] = "Short spans of one name: their share of all spans",
        [SECTION_TYPES] = "Types: share of spans, share of time",
        [SECTION_NAMES] = "Names",
        [SECTION_SLOW] = "Slowest spans",
        [SECTION_FAILED] = "Spans with status ERROR",
        [SECTION_KEYS] = "Attributes: on every span of the name, or on the share given",
        [SECTION_DEFECTS] = "Odd spellings",
    };
    int at = canvas_text(c, r, 0, 0, ROLE_TITLE, sv_from_c(titles[section])) + 2;
    if (section == SECTION_NAMES)
        names_title(x, c, r);
    if (section == SECTION_FAILED && x->digest.all_failed > x->digest.n_failed)
        canvas_fmt(c, r, 0, at, ROLE_DIM, "the first %u of %s", x->digest.n_failed,
                   fmt_count(x->digest.all_failed).text);
    if (section == SECTION_NAMES && t->data->summary->names.n > x->n_names)
        canvas_fmt(c, r, 0, at, ROLE_DIM, "most frequent %s", fmt_count(x->n_names).text);
}

static void row(struct tui *t, struct tui_view *v, struct canvas *c, struct rect r, uint32_t i)
{
    const struct summary_view *x = self_of(v);
    const struct summary *m = t->data->summary;
    uint32_t k = x->rows.v[i].i;
    switch ((enum row_kind)x->rows.v[i].kind) {
    case ROW_BLANK:
        return;
    case ROW_TITLE:
        title_row(t, x, c, r, (enum summary_section)k);
        return;
    case ROW_COUNT:
        counts_row(t, c, r, k);
        return;
    case ROW_DIALECTS:
        dialects_row(t, c, r);
        return;
    case ROW_CUT:
        canvas_text(c, r, 0, 0, ROLE_WARNING,
                    SV("! some input was not read wholly: counts are incomplete"));
        return;
    case ROW_DENSITY:
        density_row(t, x, c, r);
        return;
    case ROW_TYPE:
        type_row(t, x, c, r, k);
        return;
    case ROW_NAME:
        name_row(t, c, r, x->names[k]);
        return;
    case ROW_SLOW:
        span_row(t, &x->digest.slowest[k], c, r, (double)x->digest.slowest[0].length);
        return;
    case ROW_FAILED:
        span_row(t, &x->digest.failed[k], c, r, 0);
        return;
    case ROW_KEYS:
        keys_row(t, c, r, &m->names.v[x->names[k]]);
        return;
    case ROW_RESOURCE:
        keys_row(t, c, r, NULL);
        return;
    case ROW_DEFECT:
        canvas_fmt(c, r, 0, 2, ROLE_WARNING, "%9s", fmt_count(m->defects[k]).text);
        canvas_text(c, r, 0, 13, ROLE_TEXT, defect_text((enum defect_kind)k));
        return;
    }
}

static int heading_rows(struct tui *t, struct tui_view *v, int width)
{
    (void)t, (void)width;
    return self_of(v)->has ? 0 : 1;
}

static void heading(struct tui *t, struct tui_view *v, struct canvas *c, struct rect r)
{
    (void)t, (void)v;
    canvas_text(c, r, 0, 0, ROLE_DIM, SV("counting"));
}

static void status(struct tui *t, struct tui_view *v, struct buf *b)
{
    const struct summary_view *x = self_of(v);
    if (x->has)
        buf_fmt(b, "%s, %s; names by %.*s%s",
                fmt_amount(t->data->summary->counts.spans, "span").text,
                fmt_amount(t->data->summary->names.n, "name").text,
                SV_ARG(digest_by_name((enum digest_by)x->by)), x->reverse ? ", turned round" : "");
}

/* ---- keys ---- */

/* The span that a row means: NO_ROW = none. */
static uint32_t span_of(const struct tui *t, const struct summary_view *x, uint32_t i)
{
    const struct summary_row *row_of = &x->rows.v[i];
    switch ((enum row_kind)row_of->kind) {
    case ROW_SLOW:
        return x->digest.slowest[row_of->i].position;
    case ROW_FAILED:
        return x->digest.failed[row_of->i].position;
    case ROW_NAME:
    case ROW_KEYS:
        return digest_first_of(t->data, t->data->summary->names.v[x->names[row_of->i]].name);
    case ROW_DENSITY:
        return digest_first_of(t->data, t->data->summary->names.v[x->densest].name);
    default:
        return NO_ROW;
    }
}

/* The waterfall with spans of the type alone: of the trace in hand, or, where that has none, of the
 * first one that has. */
static void type_show(struct tui *t, enum span_type type)
{
    uint32_t span = NO_ROW;
    if (t->trace != NO_ROW)
        span = digest_first_of_type(t->data, t->trace, type);
    if (span == NO_ROW)
        span = digest_first_of_type(t->data, NO_ROW, type);
    if (span == NO_ROW)
        return;
    tui_select_span(t, span);
    lens_refresh(t);
    lens_set_types(t, UINT32_C(1) << type);
    tui_show(t, VIEW_waterfall);
    tui_say(t, "only %.*s spans of this trace; Esc shows all types",
            SV_ARG(type_name(type)));
}

static void do_open(struct tui *t, struct tui_view *v, struct sv arg)
{
    (void)arg;
    const struct summary_row *row_of = v->list.n ? &self_of(v)->rows.v[v->list.cursor] : NULL;
    if (row_of && row_of->kind == ROW_TYPE) {
        type_show(t, (enum span_type)row_of->i);
        return;
    }
    uint32_t span = v->list.n ? span_of(t, self_of(v), v->list.cursor) : NO_ROW;
    if (span == NO_ROW) {
        tui_say(t, "this row is about no span");
        return;
    }
    tui_select_span(t, span);
    tui_show(t, VIEW_waterfall);
}

static void do_sort(struct tui *t, struct tui_view *v, struct sv arg)
{
    struct summary_view *x = self_of(v);
    unsigned next = (x->by + 1u) % DIGEST_BYS;
    enum digest_by by = arg.n ? digest_by_of(arg) : (enum digest_by)next;
    struct nearest near = {.word = arg};
    if (!x->has)
        return;
    if (by != DIGEST_BYS) {
        x->by = (uint8_t)by;
        x->reverse = false;
        names_sort(t, x);
        tui_say(t, "names by %.*s", SV_ARG(digest_by_name(by)));
        return;
    }
    for (unsigned i = 0; i < DIGEST_BYS; i++)
        nearest_try(&near, digest_by_name((enum digest_by)i));
    tui_complain(t, "there is no column %.*s%s%.*s%s", SV_ARG(arg),
                 near.best.n ? "; did you mean " : "", SV_ARG(near.best), near.best.n ? "?" : "");
}

static void do_reverse(struct tui *t, struct tui_view *v, struct sv arg)
{
    (void)arg;
    struct summary_view *x = self_of(v);
    if (!x->has)
        return;
    x->reverse = !x->reverse;
    names_sort(t, x);
}

static sym name_of(const struct tui *t, const struct summary_view *x, const struct summary_row *r)
{
    const struct summary_name *names = t->data->summary->names.v;
    const uint32_t *order = t->data->ix->order;
    switch ((enum row_kind)r->kind) {
    case ROW_NAME:
    case ROW_KEYS:
        return names[x->names[r->i]].name;
    case ROW_DENSITY:
        return names[x->densest].name;
    case ROW_SLOW:
        return t->data->s->span.name[order[x->digest.slowest[r->i].position]];
    case ROW_FAILED:
        return t->data->s->span.name[order[x->digest.failed[r->i].position]];
    default:
        return SYM_EMPTY;
    }
}

static bool row_has(const struct tui *t, struct tui_view *v, uint32_t i, struct sv text)
{
    const struct summary_view *x = self_of(v);
    const struct summary_row *r = &x->rows.v[i];
    struct sv shown = r->kind == ROW_TYPE ? type_name((enum span_type)r->i)
                                          : store_sv(t->data->s, name_of(t, x, r));
    return sv_find_nocase(shown, text) != SIZE_MAX;
}

/* ---- searching ---- */

static void search_typed(struct tui *t, struct sv text)
{
    struct tui_view *v = &t->views[VIEW_summary];
    buf_clear(&self_of(v)->search);
    buf_add(&self_of(v)->search, text);
    row_find(t, v, row_has, text, 0);
}

static void do_search(struct tui *t, struct tui_view *v, struct sv arg)
{
    if (arg.n)
        search_typed(t, arg);
    else
        tui_ask(t, "name or type: ", buf_sv(&self_of(v)->search), search_typed, search_typed);
}

static void do_next_match(struct tui *t, struct tui_view *v, struct sv arg)
{
    (void)arg;
    row_find(t, v, row_has, buf_sv(&self_of(v)->search), 1);
}

static void do_previous_match(struct tui *t, struct tui_view *v, struct sv arg)
{
    (void)arg;
    row_find(t, v, row_has, buf_sv(&self_of(v)->search), -1);
}

static const struct action_help helps[] = {
    {ACTION_OPEN, "show the row's span in the waterfall; on a type: only spans of that type"},
    {ACTION_SEARCH, "search for a name or a type"},
    {ACTION_SORT, "order of the names by the next column"},
};

static const struct handler handlers[] = {
    {ACTION_SEARCH, do_search},
    {ACTION_NEXT_MATCH, do_next_match},
    {ACTION_PREV_MATCH, do_previous_match},
    {ACTION_OPEN, do_open},
    {ACTION_SORT, do_sort},
    {ACTION_REVERSE, do_reverse},
};

const struct view_ops view_summary = {
    .name = "summary",
    .title = "summary",
    .about = "how much there is of what: types, names, slowest and failed spans, short spans "
             "against their threshold, which attributes are there",
    .size = sizeof(struct summary_view),
    .handlers = handlers,
    .n_handlers = ARRAY_LEN(handlers),
    .helps = helps,
    .n_helps = ARRAY_LEN(helps),
    .refresh = refresh,
    .heading_rows = heading_rows,
    .heading = heading,
    .row = row,
    .status = status,
    .release = release,
};
