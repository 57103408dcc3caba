/* What a comparison found as rows in sections. */
#include "core/fmt.h"
#include "core/shown.h"
#include "tui/compare_match.h"

enum { PATH_NAMES = 16 /* that are shown of a path */ };

const struct sv compare_order_names[COMPARE_ORDERS] = {
    [COMPARE_BY_IMPACT] = SV_INIT("impact"),
    [COMPARE_BY_NAME] = SV_INIT("name"),
    [COMPARE_BY_CHANGE] = SV_INIT("duration"),
};

/* ---- making ---- */

static void row_add(struct compare *c, struct compare_row row)
{
    vec_push(&c->rows, row);
    c->n_of[row.section]++;
}

/* A row for all spans of a path. */
static struct compare_row group_row(const struct compare *c, uint8_t section, uint32_t i)
{
    const struct compare_path *p = &c->paths.v[i];
    struct compare_row row = {.section = section, .item = i, .nth = NO_ROW,
                              .length = {p->median[0], p->median[1]},
                              .impact = fabs(p->total[1] - p->total[0])};
    for (int side = 0; side < 2; side++)
        row.at[side] = p->n[side] ? c->members[side][p->first[side]] : NO_ROW;
    return row;
}

/* The section of what is there on both sides, by its lengths. */
static uint8_t section_of_lengths(double before, double after)
{
    double change = after - before;
    if (isnan(change) || fabs(change) < COMPARE_LEAST || fabs(change) < COMPARE_SHARE * before)
        return COMPARE_SAME;
    return change > 0 ? COMPARE_SLOWER : COMPARE_FASTER;
}

/* With other numbers of spans, rates of errors are held against each other, in whole percent. */
static bool errors_differ(const struct compare_path *p)
{
    if (p->n[0] == p->n[1])
        return p->errors[0] != p->errors[1];
    if (p->n[0] == 0 || p->n[1] == 0)
        return false;
    return fabs((double)p->errors[0] / p->n[0] - (double)p->errors[1] / p->n[1]) >= 0.01;
}

/* Does `side` have more spans of the path than the other one, those that moved aside? */
static bool has_more(const struct compare *c, const struct compare_path *p, int side)
{
    double here = p->n[side] - (side ? p->moved_in : p->moved_out), there = p->n[!side];
    if (!c->is_dumps)
        return here > there;
    return here * c->side[!side].ix->n_traces >
           there * c->side[side].ix->n_traces * (1 + COMPARE_SHARE);
}

static void group_add(struct compare *c, uint32_t i)
{
    const struct compare_path *p = &c->paths.v[i];
    struct compare_row row = group_row(c, section_of_lengths(p->median[0], p->median[1]), i);
    if (errors_differ(p)) {
        row.section = COMPARE_STATUS;
        row.impact += 1e15 * fabs((double)p->errors[1] - (double)p->errors[0]);
    }
    if (row.section != COMPARE_SAME || !(has_more(c, p, 0) || has_more(c, p, 1)))
        row_add(c, row);
}

static bool is_error(const struct compare_side *side, uint32_t position)
{
    return side->s->span.status[side->ix->order[position]] == STATUS_ERROR;
}

/* A span that both sides have. */
static struct compare_row single_row(const struct compare *c, uint32_t i,
                                     const struct compare_match *m, uint32_t before)
{
    const struct compare_path *p = &c->paths.v[i];
    uint32_t a = m->first[0] + before, b = m->first[1] + m->after[before], k = 0;
    while (c->members[1][p->first[1] + k] != b)
        k++;
    struct compare_row row = {.item = i, .nth = k, .at = {a, b}};
    row.length[0] = compare_length(&c->side[0], a);
    row.length[1] = compare_length(&c->side[1], b);
    double change = row.length[1] - row.length[0];
    row.impact = isnan(change) ? 0 : fabs(change);
    row.section = is_error(&c->side[0], a) != is_error(&c->side[1], b) ? COMPARE_STATUS
                  : m->moved[before] ? COMPARE_MOVED
                                     : section_of_lengths(row.length[0], row.length[1]);
    return row;
}

/* Each span of the path that both sides have; one row for all that are as before. */
static void singles_add(struct compare *c, uint32_t i, const struct compare_match *m)
{
    const struct compare_path *p = &c->paths.v[i];
    bool same = false;
    for (uint32_t k = 0; k < p->n[0]; k++) {
        uint32_t before = c->members[0][p->first[0] + k] - m->first[0];
        if (m->after[before] == NO_ROW)
            continue;
        struct compare_row row = single_row(c, i, m, before);
        same |= row.section == COMPARE_SAME;
        if (row.section != COMPARE_SAME)
            row_add(c, row);
    }
    if (same)
        row_add(c, group_row(c, COMPARE_SAME, i));
}

/* A row for those spans of a path that only `side` has, or that came from another path. */
static void surplus_add(struct compare *c, uint8_t section, uint32_t i,
                        const struct compare_match *m, int side)
{
    const struct compare_path *p = &c->paths.v[i];
    struct compare_row row = group_row(c, section, i);
    for (uint32_t k = 0; m && k < p->n[side]; k++) {
        uint32_t position = c->members[side][p->first[side] + k], at = position - m->first[side];
        if (side ? !m->taken[at] : m->after[at] == NO_ROW) {
            row.at[side] = position;
            break;
        }
    }
    row.at[!side] = NO_ROW;
    if (section == COMPARE_MOVED)
        row.length[0] = c->paths.v[p->moved_from].median[0];
    row_add(c, row);
}

static void path_add(struct compare *c, uint32_t i, const struct compare_match *m)
{
    const struct compare_path *p = &c->paths.v[i];
    if (has_more(c, p, 1))
        surplus_add(c, COMPARE_APPEARED, i, m, 1);
    if (has_more(c, p, 0))
        surplus_add(c, COMPARE_VANISHED, i, m, 0);
    if (p->moved_in)
        surplus_add(c, COMPARE_MOVED, i, m, 1);
    if (p->n[0] == 0 || p->n[1] == 0)
        return;
    if (m && compare_path_is_single(p))
        singles_add(c, i, m);
    else
        group_add(c, i);
}

/* ---- order ---- */

struct ordering {
    const struct compare *c;
    const uint32_t *rank; /* by name: its place in their order */
    int by;               /* enum compare_order */
};

static int by_text(const void *va, const void *vb, void *arg)
{
    const struct symtab *names = arg;
    return sv_cmp(sym_sv(names, *(const sym *)va), sym_sv(names, *(const sym *)vb));
}

static uint32_t *names_rank(struct compare *c)
{
    uint32_t n = (uint32_t)c->names.texts.n;
    sym *order = mem_alloc(arena_size(sizeof(*order), n));
    uint32_t *rank = mem_alloc(arena_size(sizeof(*rank), n));
    for (uint32_t i = 0; i < n; i++)
        order[i] = i;
    qsort_r(order, n, sizeof(*order), by_text, &c->names);
    for (uint32_t i = 0; i < n; i++)
        rank[order[i]] = i;
    free(order);
    return rank;
}

static sym name_of(const struct compare *c, const struct compare_row *row)
{
    return row->section < COMPARE_SPANS ? c->findings.v[row->item].name
                                        : c->paths.v[row->item].name;
}

static double change_of(const struct compare_row *row)
{
    double change = row->length[1] - row->length[0];
    return isnan(change) ? 0 : fabs(change);
}

static int by_wish(const void *va, const void *vb, void *arg)
{
    const struct ordering *o = arg;
    uint32_t x = *(const uint32_t *)va, y = *(const uint32_t *)vb;
    const struct compare_row *a = &o->c->rows.v[x], *b = &o->c->rows.v[y];
    if (a->section != b->section)
        return a->section < b->section ? -1 : 1;
    double p = o->by == COMPARE_BY_IMPACT ? a->impact : change_of(a);
    double q = o->by == COMPARE_BY_IMPACT ? b->impact : change_of(b);
    if (o->by != COMPARE_BY_NAME && p != q)
        return p > q ? -1 : 1;
    uint32_t i = o->rank[name_of(o->c, a)], k = o->rank[name_of(o->c, b)];
    if (o->by == COMPARE_BY_NAME && i != k)
        return i < k ? -1 : 1;
    return x < y ? -1 : x > y;
}

/* All orders at once, on the way: keys only choose among them. */
static void rows_sort(struct compare *c)
{
    size_t n = c->rows.n;
    uint32_t *rank = names_rank(c);
    for (int by = 0; by < COMPARE_ORDERS; by++) {
        struct ordering o = {c, rank, by};
        c->order[by] = mem_alloc(arena_size(sizeof(uint32_t), n));
        for (uint32_t i = 0; i < n; i++)
            c->order[by][i] = i;
        if (n > 1)
            qsort_r(c->order[by], n, sizeof(uint32_t), by_wish, &o);
    }
    free(rank);
}

void compare_rows_make(struct compare *c, const struct compare_match *m)
{
    for (uint32_t i = 0; i < c->findings.n; i++) {
        const struct compare_finding *f = &c->findings.v[i];
        uint8_t section = f->n[0] == 0 ? COMPARE_NEW : f->n[1] ? COMPARE_STAYED : COMPARE_FIXED;
        uint32_t spans = f->spans[0] > f->spans[1] ? f->spans[0] : f->spans[1];
        row_add(c, (struct compare_row){.section = section, .item = i, .nth = NO_ROW,
                                        .at = {NO_ROW, NO_ROW}, .length = {NO_NUMBER, NO_NUMBER},
                                        .impact = f->severity * 1e12 + spans});
    }
    for (uint32_t i = 1; i < c->paths.n; i++)
        path_add(c, i, m);
    rows_sort(c);
}

/* ---- the filter ---- */

/* By path: does it or one above it hold the text? */
static uint8_t *paths_match(const struct compare *c, struct sv filter)
{
    uint8_t *names = mem_alloc(c->names.texts.n);
    uint8_t *paths = mem_zalloc(c->paths.n);
    for (size_t i = 0; i < c->names.texts.n; i++)
        names[i] = sv_find_nocase(sym_sv(&c->names, (sym)i), filter) != SIZE_MAX;
    for (size_t i = 1; i < c->paths.n; i++)
        paths[i] = names[c->paths.v[i].name] || paths[c->paths.v[i].parent];
    free(names);
    return paths;
}

static bool finding_matches(const struct compare *c, uint32_t i, struct sv filter)
{
    const struct compare_finding *f = &c->findings.v[i];
    const struct rule *rule = c->catalog->rules[f->rule];
    return sv_find_nocase(sym_sv(&c->names, f->name), filter) != SIZE_MAX ||
           sv_find_nocase(sv_from_c(rule->code), filter) != SIZE_MAX ||
           sv_find_nocase(sv_from_c(rule->slug), filter) != SIZE_MAX;
}

static bool row_matches(const struct compare *c, const struct compare_row *row, struct sv filter,
                        const uint8_t *paths)
{
    return filter.n == 0 || (row->section < COMPARE_SPANS ? finding_matches(c, row->item, filter)
                                                          : paths[row->item]);
}

/* The rows of one section, from `order` on. */
static void section_arrange(struct compare *c, uint8_t section, const uint32_t *order,
                            bool reversed, struct sv filter, const uint8_t *paths)
{
    uint32_t n = c->n_of[section];
    size_t title = c->lines.n;
    vec_push(&c->lines, ((struct compare_line){section, NO_ROW}));
    for (uint32_t i = 0; i < n; i++) {
        uint32_t row = order[reversed ? n - 1 - i : i];
        if (row_matches(c, &c->rows.v[row], filter, paths))
            vec_push(&c->lines, ((struct compare_line){section, row}));
    }
    if (c->lines.n == title + 1)
        c->lines.n--;
}

void compare_arrange(struct compare *c, enum compare_order by, bool reversed, bool same,
                     struct sv filter)
{
    uint8_t *paths = filter.n ? paths_match(c, filter) : NULL;
    const uint32_t *order = c->order[by];
    uint32_t at = 0;
    c->lines.n = 0;
    for (uint8_t section = 0; section < COMPARE_SECTIONS; at += c->n_of[section++])
        if (c->n_of[section] && (section != COMPARE_SAME || same))
            section_arrange(c, section, order + at, reversed, filter, paths);
    free(paths);
}

/* ---- for showing ---- */

/* Where the row of a finding's first span stands. */
static uint32_t finding_position(const struct compare_side *side, uint32_t finding)
{
    const struct finding *f = finding == NO_ROW ? NULL : &side->lint->findings.list.v[finding];
    if (!f || f->n_rows == 0)
        return NO_ROW;
    const struct trace_range *r = &side->ix->traces[side->s->span.trace[f->rows[0]]];
    for (uint32_t p = r->first; p < r->first + r->count; p++)
        if (side->ix->order[p] == f->rows[0])
            return p;
    return NO_ROW;
}

uint32_t compare_position(const struct compare *c, const struct compare_row *row, int *which)
{
    if (row->section < COMPARE_SPANS) {
        const struct compare_finding *f = &c->findings.v[row->item];
        *which = f->n[*which] ? *which : !*which;
        return finding_position(&c->side[*which], f->first[*which]);
    }
    *which = row->at[*which] == NO_ROW ? !*which : *which;
    return row->at[*which];
}

static struct sv name_shown(const struct compare *c, uint32_t path, bool raw, struct buf *tmp)
{
    struct sv name = sym_sv(&c->names, c->paths.v[path].name);
    return name.n == 0 ? SV("(no name)") : raw ? name : shown_text(name, tmp);
}

void compare_path_add(struct buf *b, const struct compare *c, uint32_t path, size_t columns,
                      bool raw)
{
    uint32_t above[PATH_NAMES], n = 0;
    size_t taken = 0;
    struct buf tmp = {0};
    for (; path && n < PATH_NAMES; path = c->paths.v[path].parent) {
        size_t cut = c->paths.v[path].parent ? sizeof("...") : 0;
        taken += fmt_columns(name_shown(c, path, raw, &tmp)) + (n > 0);
        if (n && taken + cut > columns)
            break;
        above[n++] = path;
    }
    if (path)
        buf_addz(b, ".../");
    while (n-- > 0) {
        buf_add(b, name_shown(c, above[n], raw, &tmp));
        if (n)
            buf_addc(b, '/');
    }
    buf_release(&tmp);
}
