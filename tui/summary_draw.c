#include "tui/summary_draw.h"

#include "core/fmt.h"
#include "lint/settings.h"
#include "tui/value.h"

/* ---- small parts ---- */

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

static void type_row(const struct summary_view *x, struct canvas *c, struct rect r, uint32_t i)
{
    enum { NAME = 15, SHARE = 8, COUNT = 10, LENGTH = 12 };
    double share = (double)x->digest.spans[i] / (double)x->digest.all_spans;
    double time = x->digest.all_time > 0 ? x->digest.time[i] / x->digest.all_time : 0;
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
        [SECTION_TYPES] = "Types: share of spans; time (nested spans count each)",
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

void summary_draw_row(struct tui *t, const struct summary_view *x, struct canvas *c, struct rect r,
                      uint32_t i)
{
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
        type_row(x, c, r, k);
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
