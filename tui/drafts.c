#include "tui/drafts.h"

#include <stdlib.h>

enum mark {
    MARK_STAGED = 1 << 0,
    MARK_WRITTEN = 1 << 1,
    MARK_DISCARDED = 1 << 2,
    MARK_ADDED = 1 << 3, /* the user asked for it */
};

struct sv draft_section_title(enum draft_section section)
{
    static const struct sv titles[DRAFT_SECTIONS] = {
        SV_INIT("Drafts"), SV_INIT("Staged"), SV_INIT("Written"), SV_INIT("Diagnostic only"),
        SV_INIT("Rejected")};
    return titles[section];
}

/* ---- meanings ---- */

static sym meaning_put(struct drafts *d, struct sv text)
{
    if (!d->meanings.texts.n)
        symtab_init(&d->meanings);
    sym y = sym_put(&d->meanings, text);
    while (d->marks.n <= y) {
        vec_push(&d->marks, 0);
        vec_push(&d->edit_of, NO_ROW);
        vec_push(&d->draft_of, NO_ROW);
    }
    return y;
}

static sym meaning_of(struct drafts *d, const struct definition *of)
{
    struct buf b = {0};
    definition_meaning(&b, of);
    sym y = meaning_put(d, buf_sv(&b));
    buf_release(&b);
    return y;
}

uint32_t drafts_find(const struct drafts *d, const struct definition *of)
{
    struct buf b = {0};
    definition_meaning(&b, of);
    sym y = d->meanings.texts.n && b.n ? sym_find(&d->meanings, buf_sv(&b)) : SYM_NONE;
    buf_release(&b);
    return y == SYM_NONE ? NO_ROW : d->draft_of.v[y];
}

/* The aliases of a draft: those from here on that have its number. */
static size_t alias_first(const struct drafts *d, uint32_t draft)
{
    size_t low = 0, high = d->aliases.n;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (d->aliases.v[middle].draft < draft)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static bool has_alias(const struct drafts *d, size_t i, uint32_t draft)
{
    return i < d->aliases.n && d->aliases.v[i].draft == draft;
}

static uint8_t marks_of(const struct drafts *d, uint32_t draft)
{
    uint8_t marks = d->marks.v[d->meaning_of.v[draft]];
    for (size_t i = alias_first(d, draft); has_alias(d, i, draft); i++)
        marks |= d->marks.v[d->aliases.v[i].meaning];
    return marks;
}

/* What is taken back is so for all that the draft stands for. */
static void mark(struct drafts *d, uint32_t draft, uint8_t bits, bool on)
{
    d->marks.v[d->meaning_of.v[draft]] |= on ? bits : 0;
    for (size_t i = alias_first(d, draft); !on && has_alias(d, i, draft); i++)
        d->marks.v[d->aliases.v[i].meaning] &= (uint8_t)~bits;
    if (!on)
        d->marks.v[d->meaning_of.v[draft]] &= (uint8_t)~bits;
}

/* ---- rows ---- */

enum draft_section drafts_section(const struct drafts *d, uint32_t draft)
{
    const struct draft *of = &d->plan.drafts.v[draft];
    uint8_t marks = marks_of(d, draft);
    if (of->verdict == VERDICT_REJECT || (marks & MARK_DISCARDED))
        return SECTION_REJECTED;
    if (marks & MARK_STAGED)
        return marks & MARK_WRITTEN ? SECTION_WRITTEN : SECTION_STAGED;
    return of->verdict == VERDICT_DIAGNOSTIC && !(marks & MARK_ADDED) ? SECTION_DIAGNOSTIC
                                                                      : SECTION_DRAFTS;
}

static void row_put(struct drafts *d, enum draft_section section, uint32_t draft)
{
    d->counts[section]++;
    if (d->open[section] && drafts_passes(d, draft))
        vec_push(&d->rows, ((struct draft_row){draft, (uint8_t)section}));
}

/* The user's own stand behind the plan's and are shown before them, the newest first. */
static void section_fill(struct drafts *d, const uint8_t *of, enum draft_section section)
{
    uint32_t n = (uint32_t)d->plan.drafts.n, own = n;
    d->counts[section] = 0;
    vec_push(&d->rows, ((struct draft_row){NO_ROW, (uint8_t)section}));
    while (own && strcmp(d->plan.drafts.v[own - 1].origin, "own") == 0)
        own--;
    for (uint32_t i = n; i-- > own;)
        if (of[i] == section)
            row_put(d, section, i);
    for (uint32_t i = 0; i < own; i++)
        if (of[i] == section)
            row_put(d, section, i);
}

static void rows_make(struct drafts *d)
{
    uint32_t n = (uint32_t)d->plan.drafts.n;
    uint8_t *of = mem_alloc(n + 1);
    d->rows.n = 0;
    for (uint32_t i = 0; i < n; i++)
        of[i] = (uint8_t)drafts_section(d, i);
    for (int i = 0; i < DRAFT_SECTIONS; i++)
        section_fill(d, of, (enum draft_section)i);
    free(of);
    d->changes++;
}

void drafts_fold(struct drafts *d, enum draft_section section, bool open)
{
    d->open[section] = open;
    rows_make(d);
}

uint32_t drafts_show(struct drafts *d, uint32_t draft)
{
    if (draft >= d->plan.drafts.n)
        return NO_ROW;
    enum draft_section section = drafts_section(d, draft);
    if (!d->open[section])
        drafts_fold(d, section, true);
    for (size_t i = 0; i < d->rows.n; i++)
        if (d->rows.v[i].draft == draft)
            return (uint32_t)i;
    return NO_ROW;
}

/* ---- a new plan ---- */

/* Two drafts of a plan may measure the same; each has a meaning of its own. */
static void draft_enter(struct drafts *d, uint32_t draft)
{
    struct buf b = {0};
    definition_meaning(&b, &d->plan.drafts.v[draft].definition);
    sym y = meaning_put(d, buf_sv(&b));
    while (d->draft_of.v[y] != NO_ROW) {
        buf_addz(&b, " again");
        y = meaning_put(d, buf_sv(&b));
    }
    d->draft_of.v[y] = draft;
    vec_push(&d->meaning_of, y);
    buf_release(&b);
}

static int alias_order(const void *va, const void *vb)
{
    const struct draft_alias *a = va, *b = vb;
    return (a->draft > b->draft) - (a->draft < b->draft);
}

static void aliases_make(struct drafts *d)
{
    d->aliases.n = 0;
    for (size_t i = 0; i < d->plan.drifts.n; i++) {
        const struct drift *drift = &d->plan.drifts.v[i];
        const struct definition *used = drift->used.metric_name.n ? &drift->used : &drift->wanted;
        uint32_t draft = drafts_find(d, used);
        if (draft != NO_ROW)
            vec_push(&d->aliases,
                     ((struct draft_alias){draft, meaning_of(d, &drift->wanted)}));
    }
    if (d->aliases.n)
        qsort(d->aliases.v, d->aliases.n, sizeof(*d->aliases.v), alias_order);
}

uint32_t drafts_edit_of(const struct drafts *d, uint32_t draft)
{
    uint32_t edit = d->edit_of.v[d->meaning_of.v[draft]];
    for (size_t i = alias_first(d, draft); edit == NO_ROW && has_alias(d, i, draft); i++)
        edit = d->edit_of.v[d->aliases.v[i].meaning];
    return edit;
}

struct sv drafts_unique_name(struct drafts *d, struct sv name, uint32_t but)
{
    struct buf b = {0};
    for (unsigned i = 2; plan_named(&d->plan, b.n ? buf_sv(&b) : name, but) != NO_ROW; i++) {
        buf_clear(&b);
        buf_fmt(&b, "%.*s %u", SV_ARG(name), i);
    }
    struct sv unique = b.n ? arena_copy(&d->arena, buf_sv(&b)) : name;
    buf_release(&b);
    return unique;
}

static uint32_t own_enter(struct drafts *d, const struct facts *f, const struct definition *own)
{
    struct definition named = *own;
    uint32_t draft = drafts_find(d, own);
    if (draft != NO_ROW)
        return draft;
    sym wanted = meaning_of(d, own);
    named.metric_name = drafts_unique_name(d, own->metric_name, NO_ROW);
    draft = plan_add(&d->plan, f, &named);
    draft_enter(d, draft);
    vec_push(&d->unmeasured, draft);
    if (d->meaning_of.v[draft] != wanted) {
        vec_push(&d->aliases, ((struct draft_alias){draft, wanted}));
        d->draft_of.v[wanted] = draft;
    }
    return draft;
}

static void edits_apply(struct drafts *d, const struct facts *f)
{
    for (uint32_t i = 0; i < d->plan.drafts.n; i++) {
        uint32_t edit = drafts_edit_of(d, i);
        if (edit == NO_ROW)
            continue;
        struct definition edited = d->plan.drafts.v[i].definition;
        draft_edit_apply(&d->edits.v[edit], d->edits.v[edit].fields, f, &edited, &d->arena);
        edited.metric_name = drafts_unique_name(d, edited.metric_name, i);
        if (!plan_change(&d->plan, f, i, &edited))
            vec_push(&d->unmeasured, i);
    }
}

void drafts_take(struct drafts *d, const struct facts *f, struct plan *p)
{
    bool first = !d->meanings.texts.n;
    drafts_forget(d);
    d->plan = *p;
    *p = (struct plan){0};
    d->has_plan = true;
    for (uint32_t i = 0; i < d->plan.drafts.n; i++)
        draft_enter(d, i);
    aliases_make(d);
    for (size_t i = 0; i < d->own.n; i++)
        own_enter(d, f, &d->own.v[i]);
    edits_apply(d, f);
    if (first) {
        d->open[SECTION_DRAFTS] = d->open[SECTION_STAGED] = d->open[SECTION_WRITTEN] = true;
        d->last = d->at = SYM_NONE;
    }
    d->plans++;
    rows_make(d);
}

void drafts_forget(struct drafts *d)
{
    plan_release(&d->plan);
    d->has_plan = false;
    d->rows.n = d->meaning_of.n = d->aliases.n = d->unmeasured.n = 0;
    memset(d->counts, 0, sizeof(d->counts));
    for (size_t i = 0; i < d->draft_of.n; i++)
        d->draft_of.v[i] = NO_ROW;
    d->changes++;
}

void drafts_clear(struct drafts *d)
{
    plan_release(&d->plan);
    buf_release(&d->needle);
    buf_release(&d->filter);
    vec_release(&d->rows);
    vec_release(&d->meaning_of);
    vec_release(&d->aliases);
    vec_release(&d->unmeasured);
    symtab_release(&d->meanings);
    vec_release(&d->marks);
    vec_release(&d->edit_of);
    vec_release(&d->draft_of);
    vec_release(&d->edits);
    vec_release(&d->own);
    vec_release(&d->offers);
    vec_release(&d->wrote);
    vec_release(&d->wrote_as);
    arena_release(&d->arena);
    *d = (struct drafts){0};
}

/* ---- what the user does ---- */

static uint32_t draft_meaning(const struct drafts *d, sym y)
{
    return y < d->draft_of.n ? d->draft_of.v[y] : NO_ROW;
}

uint32_t drafts_last(const struct drafts *d)
{
    return draft_meaning(d, d->last);
}

uint32_t drafts_at(const struct drafts *d)
{
    return draft_meaning(d, d->at);
}

static uint32_t drafts_adopt(struct drafts *d, uint32_t draft)
{
    d->last = d->meaning_of.v[draft];
    d->go_to_last = true;
    mark(d, draft, MARK_DISCARDED, false);
    mark(d, draft, MARK_ADDED, true);
    rows_make(d);
    return draft;
}

uint32_t drafts_add(struct drafts *d, const struct facts *f, const struct own_wish *wish,
                    bool *is_new, struct err *e)
{
    struct definition own;
    *is_new = false;
    if (!own_definition(&own, f, wish, &d->arena, e))
        return NO_ROW;
    size_t before = d->plan.drafts.n;
    uint32_t draft = own_enter(d, f, &own);
    const struct draft *of = &d->plan.drafts.v[draft];
    *is_new = d->plan.drafts.n > before;
    if (of->verdict == VERDICT_REJECT) {
        err_set(e, "no metric is made of it: %.*s", SV_ARG(of->main_reason));
        rows_make(d);
        return NO_ROW;
    }
    if (*is_new)
        vec_push(&d->own, own);
    return drafts_adopt(d, draft);
}

bool drafts_stage(struct drafts *d, uint32_t draft, bool on, struct err *e)
{
    const struct draft *of = &d->plan.drafts.v[draft];
    if (on && of->verdict == VERDICT_REJECT)
        return err_set(e, "it must not be created: %.*s", SV_ARG(of->main_reason));
    if (on)
        mark(d, draft, MARK_DISCARDED, false);
    mark(d, draft, MARK_STAGED, on);
    mark(d, draft, MARK_WRITTEN, false);
    rows_make(d);
    return true;
}

uint32_t drafts_unwritten(const struct drafts *d)
{
    uint32_t n = 0;
    if (d->has_plan)
        return d->counts[SECTION_STAGED];
    for (size_t i = 0; i < d->marks.n; i++)
        n += (d->marks.v[i] & (MARK_STAGED | MARK_WRITTEN | MARK_DISCARDED)) == MARK_STAGED;
    return n;
}

void drafts_touch(struct drafts *d, uint32_t draft)
{
    mark(d, draft, MARK_WRITTEN, false);
    d->stay_with = true;
    rows_make(d);
}

void drafts_discard(struct drafts *d, uint32_t draft, bool on)
{
    mark(d, draft, MARK_STAGED | MARK_WRITTEN, false);
    mark(d, draft, MARK_DISCARDED, on);
    rows_make(d);
}

bool drafts_is_discarded(const struct drafts *d, uint32_t draft)
{
    return marks_of(d, draft) & MARK_DISCARDED;
}

static bool is_chosen(const struct drafts *d, uint32_t draft)
{
    enum draft_section section = drafts_section(d, draft);
    return section == SECTION_STAGED || section == SECTION_WRITTEN;
}

struct sv *drafts_names(const struct drafts *d, size_t *n)
{
    struct sv *names = mem_alloc(arena_size(sizeof(*names), d->plan.drafts.n + 1));
    *n = 0;
    for (uint32_t i = 0; i < d->plan.drafts.n; i++)
        if (is_chosen(d, i))
            names[(*n)++] = d->plan.drafts.v[i].definition.metric_name;
    return names;
}

void drafts_wrote(struct drafts *d, struct sv folder)
{
    d->wrote.n = d->wrote_as.n = 0;
    for (uint32_t i = 0; i < d->plan.drafts.n; i++) {
        struct sv name = d->plan.drafts.v[i].definition.metric_name;
        if (!is_chosen(d, i))
            continue;
        mark(d, i, MARK_WRITTEN, true);
        vec_push(&d->wrote, arena_copy(&d->arena, name));
        vec_push(&d->wrote_as, d->meaning_of.v[i]);
    }
    d->folder = d->wrote_into = arena_copy(&d->arena, folder);
    d->stay_with = true;
    rows_make(d);
}

const struct sv *drafts_wrote_into(const struct drafts *d, struct sv folder, size_t *n)
{
    *n = sv_eq(d->wrote_into, folder) ? d->wrote.n : 0;
    return d->wrote.v;
}

uint32_t drafts_dropped(const struct drafts *d, struct sv folder)
{
    size_t n_wrote, n_names;
    const struct sv *wrote = drafts_wrote_into(d, folder, &n_wrote);
    struct sv *names = drafts_names(d, &n_names);
    uint32_t n = 0;
    for (size_t i = 0; i < n_wrote; i++)
        n += !sv_in(wrote[i], names, n_names);
    free(names);
    return n;
}

uint32_t drafts_taken_back(const struct drafts *d)
{
    uint32_t n = 0;
    for (size_t i = 0; i < d->wrote_as.n; i++)
        n += !(d->marks.v[d->wrote_as.v[i]] & (MARK_STAGED | MARK_WRITTEN));
    return n;
}

bool drafts_has_staged(const struct drafts *d)
{
    return d->counts[SECTION_STAGED] || d->counts[SECTION_WRITTEN];
}

/* ---- previews ---- */

bool draft_call_value(struct preview_value *value, const struct drafts *d, const struct draft *of,
                      uint32_t call)
{
    return preview_call_make(value, d->facts, &of->definition, PERCENTILE_LINEAR, call);
}

bool draft_call_has(const struct drafts *d, const struct draft *of, uint32_t call)
{
    const struct name_fact *name = facts_name(d->facts, of->definition.span_name);
    size_t low = 0, high = name ? name->runs.n : 0;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (name->runs.v[middle].call < call)
            low = middle + 1;
        else
            high = middle;
    }
    return name && low < name->runs.n && name->runs.v[low].call == call;
}

bool drafts_is_measured(const struct drafts *d, uint32_t draft)
{
    for (size_t i = 0; i < d->unmeasured.n; i++)
        if (d->unmeasured.v[i] == draft)
            return false;
    return true;
}
