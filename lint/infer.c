#include "lint/infer.h"

#include "core/fmt.h"
#include "core/glob.h"
#include "core/name_ids.h"
#include "core/shown.h"
#include "core/text_shapes.h"
#include "core/utf8.h"
#include "lint/infer_family.h"

struct infer {
    const struct store *s;
    const struct index *ix;
    const struct view *v;
    const struct infer_options *options;
    VEC(struct family) families;
    bool withheld;         /* some name is in no family */
    uint32_t *family_of;   /* by symbol of a name: the family that it made, or NO_ROW */
    uint32_t *slots;       /* by symbol of a key: where it may stand in learnt.keys */
    VEC(uint32_t) spans;   /* positions of the family in hand, by trace and name */
    VEC(uint16_t) aliases; /* known keys that spans have and, under other keys, too */
    uint8_t *is_like;      /* by symbol of a name: the family in hand matches it */
    struct arena arena;
};

/* ---- families ---- */

bool infer_tellable(struct sv name)
{
    if (name.n == 0 || name.n > INFER_NAME_MAX || shown_length(name) != name.n)
        return false;
    for (struct sv rest = name; rest.n;) {
        size_t len = utf8_len(rest);
        unsigned char c = (unsigned char)*rest.p;
        if (len == 0 || c < ' ' || c == 0x7f || (c == 0xc2 && (unsigned char)rest.p[1] < 0xa0))
            return false;
        rest = sv_from(rest, len);
    }
    return name_id_of(name) == NAME_ID_NONE;
}

static bool only_stars(struct sv glob)
{
    size_t i = 0;
    while (i < glob.n && (glob.p[i] == '*' || glob.p[i] == ' '))
        i++;
    return i == glob.n;
}

struct family_maker {
    struct symtab globs; /* symbol 0 is empty: family n has symbol n + 1 */
    struct buf mask;
};

static void name_take(struct infer *in, struct family_maker *m, sym name, uint64_t spans)
{
    struct sv raw = store_sv(in->s, name);
    name_mask(&m->mask, raw, MASK_IDS);
    struct sv glob = buf_sv(&m->mask);
    in->family_of[name] = NO_ROW;
    /* Stars in a credential leave most of it readable and hide its shape. */
    if (shape_credential(raw).shape || only_stars(glob) || !infer_tellable(glob)) {
        in->withheld = true;
        return;
    }
    sym y = sym_put(&m->globs, glob);
    if (y > in->families.n) {
        struct sv kept = arena_copy(&in->arena, glob);
        bool is_glob = sv_find_char(glob, '*') != SIZE_MAX || sv_find_char(glob, '?') != SIZE_MAX;
        vec_push(&in->families, ((struct family){.glob = kept, .is_glob = is_glob}));
    }
    in->families.v[y - 1].spans += spans;
    in->family_of[name] = y - 1;
}

static int family_cmp(const void *va, const void *vb)
{
    const struct family *a = va, *b = vb;
    return sv_cmp(a->glob, b->glob);
}

static int frequent_cmp(const void *va, const void *vb)
{
    const struct family *a = va, *b = vb;
    if (a->spans != b->spans)
        return a->spans > b->spans ? -1 : 1;
    return family_cmp(va, vb);
}

static uint32_t family_find(const struct infer *in, struct sv glob)
{
    for (uint32_t i = 0; i < in->families.n; i++)
        if (sv_eq(in->families.v[i].glob, glob))
            return i;
    return NO_ROW;
}

/* The most frequent ones, by name; what names say about families follows. */
static void families_sort(struct infer *in)
{
    size_t n = in->families.n;
    struct family *before = mem_alloc(arena_size(sizeof(*before), n + 1));
    if (n == 0) {
        free(before);
        return;
    }
    memcpy(before, in->families.v, n * sizeof(*before));
    qsort(in->families.v, n, sizeof(*in->families.v), frequent_cmp);
    if (n > INFER_FAMILIES_MAX) {
        in->families.n = INFER_FAMILIES_MAX;
        in->withheld = true;
    }
    qsort(in->families.v, in->families.n, sizeof(*in->families.v), family_cmp);
    uint32_t *moved = mem_alloc(arena_size(sizeof(*moved), n));
    for (size_t i = 0; i < n; i++)
        moved[i] = family_find(in, before[i].glob);
    for (size_t i = 0; i < in->v->span_names.n; i++) {
        uint32_t *family = &in->family_of[in->v->span_names.v[i]];
        *family = *family == NO_ROW ? NO_ROW : moved[*family];
    }
    free(moved);
    free(before);
}

static void families_find(struct infer *in)
{
    struct family_maker m = {0};
    uint32_t *spans = mem_zalloc(arena_size(sizeof(*spans), in->s->syms.texts.n));
    symtab_init(&m.globs);
    for (uint32_t row = 0; row < in->s->n_spans; row++)
        spans[in->s->span.name[row]]++;
    for (size_t i = 0; i < in->v->span_names.n; i++)
        name_take(in, &m, in->v->span_names.v[i], spans[in->v->span_names.v[i]]);
    symtab_release(&m.globs);
    buf_release(&m.mask);
    free(spans);
    families_sort(in);
}

/* ---- which spans ---- */

static uint32_t row_at(const struct infer *in, uint32_t p)
{
    return in->ix->order[p];
}

static void spans_find(struct infer *in, const struct family *f)
{
    for (size_t i = 0; i < in->v->span_names.n; i++) {
        sym name = in->v->span_names.v[i];
        struct sv text = store_sv(in->s, name);
        in->is_like[name] = f->is_glob ? glob_match(f->glob, text) : sv_eq(f->glob, text);
    }
    in->spans.n = 0;
    for (uint32_t t = 0; t < in->ix->n_traces; t++) {
        const struct trace_range *range = &in->ix->traces[t];
        for (uint32_t p = range->first; p < range->first + range->n_unique; p++)
            if (in->is_like[in->s->span.name[row_at(in, p)]])
                vec_push(&in->spans, p);
    }
}

/* ---- attributes ---- */

static struct learnt_key *key_of(struct infer *in, struct learnt *l, sym key)
{
    uint32_t slot = in->slots[key];
    if (slot >= l->keys.n || l->keys.v[slot].key != key) {
        slot = in->slots[key] = (uint32_t)l->keys.n;
        vec_push(&l->keys, ((struct learnt_key){.key = key, .last_position = NO_ROW, .share = 1,
                                                .range = {HUGE_VAL, -HUGE_VAL}}));
    }
    return &l->keys.v[slot];
}

static void text_learn(struct learnt_key *k, sym text, uint32_t trace)
{
    uint32_t i = 0;
    k->n_texts++;
    while (i < k->n_values && k->values[i].text != text)
        i++;
    if (i == INFER_VALUES_MAX) {
        k->many_values = true;
        return;
    }
    if (i == k->n_values)
        k->values[k->n_values++] = (struct learnt_value){.text = text, .trace = trace};
    k->values[i].count++;
    k->values[i].in_several |= k->values[i].trace != trace;
}

static void value_learn(struct learnt_key *k, const struct attr *a, uint32_t trace)
{
    double number;
    if (attr_number(a, &number)) {
        k->types |= a->type == VALUE_INT ? 1u << OWN_INT : 1u << OWN_NUMBER;
        k->range.min = number < k->range.min ? number : k->range.min;
        k->range.max = number > k->range.max ? number : k->range.max;
        k->n_numbers++;
    } else if (a->type == VALUE_STRING) {
        k->types |= 1u << OWN_STRING;
        text_learn(k, (sym)a->bits, trace);
    } else if (a->type == VALUE_BOOL) {
        k->types |= 1u << OWN_BOOL;
    } else if (a->type == VALUE_ARRAY) {
        k->types |= 1u << OWN_ARRAY;
    } else {
        k->odd_type = true;
    }
}

/* Of a key that a span has twice, rules see the first. */
static void attr_learn(struct infer *in, struct learnt *l, sym key, const struct attr *a,
                       uint32_t p)
{
    struct learnt_key *k = key_of(in, l, key);
    if (k->last_position == p)
        return;
    k->last_position = p;
    k->spans++;
    k->in_group++;
    value_learn(k, a, in->s->span.trace[row_at(in, p)]);
}

static void attrs_learn(struct infer *in, struct learnt *l, uint32_t p)
{
    uint32_t row = row_at(in, p);
    struct attr_range range = span_attrs(in->s, row);
    for (uint32_t i = range.first; i < range.first + range.count; i++)
        attr_learn(in, l, in->s->attrs.v[i].key, &in->s->attrs.v[i], p);
    for (size_t i = 0; i < in->aliases.n; i++) {
        const struct attr *a = view_alias(in->v, row, in->aliases.v[i]);
        if (a)
            attr_learn(in, l, in->v->keys[in->aliases.v[i]], a, p);
    }
}

/* ---- tree and time ---- */

static void place_learn(struct infer *in, struct learnt *l, uint32_t p)
{
    uint32_t parent = in->ix->parent[p];
    if (in->ix->facts[p] & FACT_ROOT) {
        l->n_roots++;
        l->n_placed++;
        return;
    }
    if (parent == NO_ROW)
        return;
    l->n_placed++;
    uint32_t family = in->family_of[in->s->span.name[row_at(in, parent)]], i = 0;
    while (i < l->n_parents && l->parents[i] != family)
        i++;
    if (family == NO_ROW || i == INFER_PARENTS_MAX)
        l->odd_parent = true;
    else if (i == l->n_parents)
        l->parents[l->n_parents++] = family;
}

static void length_learn(struct infer *in, struct learnt *l, uint32_t p)
{
    uint32_t row = row_at(in, p);
    const struct span_columns *c = &in->s->span;
    const uint16_t both = SPAN_HAS_START | SPAN_HAS_END;
    if ((c->flags[row] & both) != both || c->end[row] == 0 || c->end[row] < c->start[row])
        return;
    double ms = (double)(c->end[row] - c->start[row]) / 1e6;
    l->n_timed++;
    l->longest_ms = ms > l->longest_ms ? ms : l->longest_ms;
}

/* ---- counts ---- */

static void count_learn(struct learnt_count *c, uint32_t n)
{
    c->min = c->times == 0 || n < c->min ? n : c->min;
    c->max = c->times == 0 || n > c->max ? n : c->max;
    c->times++;
}

/* The turns that lie in no other turn, as rules count in them. */
static void turns_learn(struct infer *in, struct learnt *l, const struct trace_range *t,
                        size_t first, size_t end)
{
    for (uint32_t p = t->first; p < t->first + t->n_unique;) {
        if (in->v->row_class[row_at(in, p)] != CLASS_TURN) {
            p++;
            continue;
        }
        uint32_t behind = p + in->ix->size[p];
        while (first < end && in->spans.v[first] < p)
            first++;
        size_t from = first;
        while (first < end && in->spans.v[first] < behind)
            first++;
        count_learn(&l->per_turn, (uint32_t)(first - from));
        p = behind;
    }
}

/* Rules about the tree leave spans without a trace id alone. */
static void counts_learn(struct infer *in, struct learnt *l)
{
    size_t at = 0;
    for (uint32_t t = 0; t < in->ix->n_traces; t++) {
        const struct trace_range *range = &in->ix->traces[t];
        size_t from = at;
        while (at < in->spans.n && in->spans.v[at] < range->first + range->count)
            at++;
        if (range->n_unique == 0 || in->s->traces.v[t].id_state == TRACE_ID_NONE)
            continue;
        count_learn(&l->per_trace, (uint32_t)(at - from));
        turns_learn(in, l, range, from, at);
    }
}

/* ---- one family ---- */

static void group_end(struct learnt *l, uint32_t total)
{
    for (size_t i = 0; i < l->keys.n; i++) {
        struct learnt_key *k = &l->keys.v[i];
        double share = (double)k->in_group / (double)total;
        k->share = share < k->share ? share : k->share;
        k->in_group = 0;
    }
}

struct placed {
    uint32_t trace;
    sym name;
    uint32_t p;
};

static int placed_cmp(const void *va, const void *vb)
{
    const struct placed *a = va, *b = vb;
    if (a->trace != b->trace)
        return a->trace < b->trace ? -1 : 1;
    if (a->name != b->name)
        return a->name < b->name ? -1 : 1;
    return a->p < b->p ? -1 : a->p > b->p;
}

/* Coverage is held against the spans of one name in one trace, as the rule will. A key that comes
 * up later was missing in the groups before. */
static void groups_learn(struct infer *in, struct learnt *l)
{
    size_t n = in->spans.n, from = 0;
    struct placed *list = mem_alloc(arena_size(sizeof(*list), n));
    for (size_t i = 0; i < n; i++) {
        uint32_t row = row_at(in, in->spans.v[i]);
        list[i] = (struct placed){in->s->span.trace[row], in->s->span.name[row], in->spans.v[i]};
    }
    qsort(list, n, sizeof(*list), placed_cmp);
    for (size_t i = 0; i < n; i++) {
        size_t known = l->keys.n;
        attrs_learn(in, l, list[i].p);
        for (; from > 0 && known < l->keys.n; known++)
            l->keys.v[known].share = 0;
        if (i + 1 < n && list[i + 1].trace == list[i].trace && list[i + 1].name == list[i].name)
            continue;
        group_end(l, (uint32_t)(i + 1 - from));
        from = i + 1;
    }
    free(list);
}

static void family_learn(struct infer *in, struct infer_writer *w, const struct family *f)
{
    struct learnt l = {.family = f};
    spans_find(in, f);
    l.spans = (uint32_t)in->spans.n;
    for (size_t i = 0; i < in->spans.n; i++) {
        place_learn(in, &l, in->spans.v[i]);
        length_learn(in, &l, in->spans.v[i]);
    }
    groups_learn(in, &l);
    counts_learn(in, &l);
    infer_write(w, &l);
    vec_release(&l.keys);
}

/* ---- the pack ---- */

static json_t *comment_make(const struct infer *in)
{
    struct buf b = {0};
    const struct infer_options *o = in->options;
    buf_fmt(&b, "Learnt from %s", fmt_amount(in->s->n_spans, "good span").text);
    buf_fmt(&b, " in %s", fmt_amount(in->ix->n_real_traces, "trace").text);
    buf_fmt(&b, " of %s;", fmt_amount(in->s->inputs.n, "input").text);
    buf_fmt(&b, " from %s on,", fmt_amount(o->min_spans, "span").text);
    buf_fmt(&b, " coverage %s,", fmt_share(o->min_coverage).text);
    buf_fmt(&b, " margin %s.", fmt_share(o->margin).text);
    json_t *text = json_stringn(b.p, b.n);
    buf_release(&b);
    return text;
}

static void aliases_find(struct infer *in)
{
    for (uint16_t key = 0; key < KNOWN_KEYS; key++)
        if (in->v->has_alias[key] && in->v->keys[key] != SYM_NONE)
            vec_push(&in->aliases, key);
}

static int text_add(const char *text, size_t n, void *b)
{
    buf_add(b, sv_of(text, n));
    return 0;
}

static void pack_write(struct buf *out, const struct infer *in, json_t *rules)
{
    json_t *pack = json_object();
    json_object_set_new(pack, "schema", json_string("spanvet.pack/1"));
    json_object_set_new(pack, "pack", json_string("learnt"));
    json_object_set_new(pack, "comment", comment_make(in));
    json_object_set_new(pack, "rules", rules);
    json_dump_callback(pack, text_add, out,
                       JSON_INDENT(2) | JSON_SORT_KEYS | JSON_REAL_PRECISION(12));
    buf_addc(out, '\n');
    json_decref(pack);
}

void infer_pack(struct buf *out, const struct store *s, const struct index *ix,
                const struct view *v, const struct infer_options *options)
{
    struct infer in = {.s = s, .ix = ix, .v = v, .options = options};
    size_t n = s->syms.texts.n;
    in.family_of = mem_alloc(arena_size(sizeof(*in.family_of), n));
    in.slots = mem_zalloc(arena_size(sizeof(*in.slots), n));
    in.is_like = mem_zalloc(n);
    families_find(&in);
    aliases_find(&in);
    struct infer_writer w = {.s = s, .options = options, .families = in.families.v,
                             .rules = json_array()};
    symtab_init(&w.slugs);
    if (!in.withheld && s->n_spans >= options->min_spans)
        infer_write_names(&w, in.families.n, s->n_spans);
    for (size_t i = 0; i < in.families.n; i++)
        family_learn(&in, &w, &in.families.v[i]);
    pack_write(out, &in, w.rules);
    symtab_release(&w.slugs);
    vec_release(&in.families);
    vec_release(&in.spans);
    vec_release(&in.aliases);
    arena_release(&in.arena);
    free(in.family_of);
    free(in.slots);
    free(in.is_like);
}
