/* Sorting the list of traces by a column. */
#include "tui/traces.h"

static const struct {
    struct sv name;
    bool descends;
} columns[TRACES_COLUMNS] = {
    [BY_APPEARANCE] = {SV_INIT("appearance"), false},
    [BY_ROOT] = {SV_INIT("root"), false},
    [BY_START] = {SV_INIT("start"), false},
    [BY_LENGTH] = {SV_INIT("duration"), true},
    [BY_SPANS] = {SV_INIT("spans"), true},
    [BY_ERRORS] = {SV_INIT("errors"), true},
    [BY_FINDINGS] = {SV_INIT("findings"), true},
    [BY_SCORE] = {SV_INIT("score"), false},
    [BY_SERVICE] = {SV_INIT("service"), false},
    [BY_DIALECT] = {SV_INIT("dialect"), false},
    [BY_ID] = {SV_INIT("id"), false},
};

struct sv traces_column_name(enum traces_column column)
{
    return columns[column].name;
}

bool traces_column_descends(enum traces_column column)
{
    return columns[column].descends;
}

/* ---- keys: numbers that sort as the column does ---- */

struct key {
    uint64_t value;
    uint32_t trace;
    sym text; /* of columns that are texts */
};

struct sorter {
    const struct traces *x;
    enum traces_column column;
    bool descending;
    const atomic_bool *stop;
};

static bool is_text(enum traces_column column)
{
    return column == BY_ROOT || column == BY_SERVICE;
}

static sym text_of(const struct sorter *o, uint32_t trace)
{
    return o->column == BY_ROOT ? traces_root_sym(o->x, trace) : traces_service_sym(o->x, trace);
}

static uint8_t small_letter(char c)
{
    return (uint8_t)(c >= 'A' && c <= 'Z' ? c | 0x20 : c);
}

/* How a text begins, whatever the case. */
static uint64_t text_key(struct sv text)
{
    uint64_t key = 0;
    for (size_t i = 0; i < sizeof(key); i++)
        key = key << 8 | (i < text.n ? small_letter(text.p[i]) : 0);
    return key;
}

static uint64_t found_key(const struct trace_row *row)
{
    enum { MOST = (1 << 21) - 1 };
    uint64_t key = 0;
    for (int i = SEVERITY_ERROR; i >= SEVERITY_INFO; i--)
        key = key << 21 | (row->found[i] < MOST ? row->found[i] : MOST);
    return key;
}

static uint64_t score_key(const struct traces *x, uint32_t trace)
{
    double score;
    return traces_score(x, trace, &score) ? (uint64_t)(score * 10 + 0.5) : UINT64_MAX;
}

static uint64_t key_of(const struct sorter *o, uint32_t trace)
{
    const struct trace_row *row = &o->x->rows[trace];
    const struct trace *t = &o->x->d->s->traces.v[trace];
    uint32_t mask;
    switch (o->column) {
    case BY_ROOT:
    case BY_SERVICE:
        return text_key(store_sv(o->x->d->s, text_of(o, trace)));
    case BY_START:
        return row->start;
    case BY_LENGTH:
        return row->length;
    case BY_SPANS:
        return traces_spans(o->x, trace);
    case BY_ERRORS:
        return row->errors;
    case BY_FINDINGS:
        return found_key(row);
    case BY_SCORE:
        return score_key(o->x, trace);
    case BY_DIALECT:
        mask = traces_dialects(o->x, trace);
        return mask ? (uint64_t)__builtin_ctz(mask) : 32;
    case BY_ID:
        return t->id_state == TRACE_ID_NUMBER ? t->id.hi : UINT64_MAX;
    case BY_APPEARANCE:
    case TRACES_COLUMNS:
        break;
    }
    return trace;
}

static int ids_cmp(const struct sorter *o, uint32_t a, uint32_t b)
{
    uint64_t x = o->x->d->s->traces.v[a].id.lo, y = o->x->d->s->traces.v[b].id.lo;
    return x < y ? -1 : x > y;
}

static int texts_cmp(struct sv a, struct sv b)
{
    size_t n = a.n < b.n ? a.n : b.n;
    for (size_t i = 0; i < n; i++)
        if (small_letter(a.p[i]) != small_letter(b.p[i]))
            return small_letter(a.p[i]) < small_letter(b.p[i]) ? -1 : 1;
    return a.n == b.n ? sv_cmp(a, b) : a.n < b.n ? -1 : 1;
}

static int key_cmp(const struct sorter *o, const struct key *a, const struct key *b)
{
    int c = a->value < b->value ? -1 : a->value > b->value;
    if (!c && is_text(o->column) && a->text != b->text)
        c = texts_cmp(store_sv(o->x->d->s, a->text), store_sv(o->x->d->s, b->text));
    if (!c && o->column == BY_ID)
        c = ids_cmp(o, a->trace, b->trace);
    return o->descending ? -c : c;
}

/* ---- sorting ---- */

static bool is_stopped(const struct sorter *o)
{
    return o->stop && atomic_load_explicit(o->stop, memory_order_relaxed);
}

/* Merges from[a..mid) and from[mid..end) into `to`; what is equal keeps its order. */
static bool merge(const struct sorter *o, const struct key *from, struct key *to, size_t a,
                  size_t mid, size_t end)
{
    enum { LOOK_EVERY = 4096 };
    size_t b = mid;
    for (size_t i = a; i < end; i++) {
        bool second = a == mid || (b < end && key_cmp(o, &from[a], &from[b]) > 0);
        to[i] = second ? from[b++] : from[a++];
        if (i % LOOK_EVERY == 0 && is_stopped(o))
            return false;
    }
    return true;
}

/* Not qsort: it cannot be stopped. */
static bool keys_sort(const struct sorter *o, struct key **keys, struct key **spare, size_t n)
{
    for (size_t width = 1; width < n; width *= 2) {
        for (size_t a = 0; a < n; a += 2 * width) {
            size_t mid = a + width < n ? a + width : n;
            size_t end = mid + width < n ? mid + width : n;
            if (!merge(o, *keys, *spare, a, mid, end))
                return false;
        }
        struct key *swap = *keys;
        *keys = *spare;
        *spare = swap;
    }
    return true;
}

bool traces_sort(const struct traces *x, enum traces_column column, bool descending,
                 uint32_t *order, uint32_t n, const atomic_bool *stop)
{
    struct sorter o = {x, column, descending, stop};
    struct key *keys = mem_alloc((size_t)n * sizeof(*keys) + 1);
    struct key *spare = mem_alloc((size_t)n * sizeof(*keys) + 1);
    for (uint32_t i = 0; i < n; i++)
        keys[i] = (struct key){key_of(&o, order[i]), order[i],
                               is_text(column) ? text_of(&o, order[i]) : SYM_EMPTY};
    bool ok = keys_sort(&o, &keys, &spare, n);
    for (uint32_t i = 0; ok && i < n; i++)
        order[i] = keys[i].trace;
    free(keys);
    free(spare);
    return ok;
}
