#include "metrics/body_diff.h"

#include "metrics/json_sv.h"

enum member_mark {
    ANY_CASE = 1 << 0,
    ANY_ORDER = 1 << 1,
    OF_TRACES = 1 << 2,   /* says what is measured */
    OWN_DEFAULT = 1 << 3, /* the platform fills it in when it is absent */
    PLATFORM = 1 << 4     /* only the platform gives it */
};

struct member_row {
    const char *name;
    unsigned marks;
    const char *absent; /* the text or "false" that an absent member means, or NULL */
};

/* The members of the contract, and those that answers have beside them. */
static const struct member_row rows[] = {
    {"metric_name", 0, NULL},
    {"description", 0, NULL},
    {"metric_type", ANY_CASE, NULL},
    {"span_name", OF_TRACES, NULL},
    {"metric_attribute", OF_TRACES, NULL},
    {"value_source", OF_TRACES | ANY_CASE, "attribute"},
    {"aggregation_method", OF_TRACES | ANY_CASE, NULL},
    {"unit", OF_TRACES, NULL},
    {"prompt", 0, NULL},
    {"include_traces", 0, "false"},
    {"categories", 0, NULL},
    {"min_value", 0, NULL},
    {"max_value", 0, NULL},
    {"target_condition", 0, NULL},
    {"tags", ANY_ORDER, NULL},
    {"runtime_config", OWN_DEFAULT, NULL},
    {"workspace_id", OWN_DEFAULT, NULL},
    {"id", PLATFORM, NULL},
    {"metric_id", PLATFORM, NULL},
    {"name", PLATFORM, NULL},
    {"evaluation", PLATFORM, NULL},
    {"created_by", PLATFORM, NULL},
    {"create_time", PLATFORM, NULL},
    {"update_time", PLATFORM, NULL},
    {"current_version", PLATFORM, NULL},
};

static const struct member_row *row_of(const char *name)
{
    for (size_t i = 0; i < ARRAY_LEN(rows); i++)
        if (strcmp(rows[i].name, name) == 0)
            return &rows[i];
    return NULL;
}

/* jansson's loops over members want it without const, and change nothing. */
static json_t *iterable(const json_t *object)
{
    return (json_t *)object;
}

/* ---- are two values the same? ---- */

static bool scalar_same(const json_t *a, const json_t *b, unsigned marks)
{
    if (json_is_number(a) && json_is_number(b)) {
        double x = json_number_value(a), y = json_number_value(b);
        return !(x < y || x > y);
    }
    if (marks & ANY_CASE && json_is_string(a) && json_is_string(b))
        return sv_eq_nocase(json_sv(a), json_sv(b));
    return json_equal(a, b);
}

/* Members that are null are absent; deeper values are compared as they stand. */
static bool object_same(const json_t *a, const json_t *b)
{
    const json_t *sides[2] = {a, b}, *value;
    const char *key;
    for (int side = 0; side < 2; side++) {
        json_object_foreach(iterable(sides[side]), key, value)
        {
            const json_t *other = json_object_get(sides[1 - side], key);
            if (!json_is_null(value) && (!other || !scalar_same(value, other, 0)))
                return false;
        }
    }
    return true;
}

/* Lists of texts as sets. */
static bool set_same(const json_t *a, const json_t *b)
{
    const json_t *sides[2] = {a, b}, *item;
    json_t *sets[2] = {json_object(), json_object()};
    size_t i;
    for (int side = 0; side < 2; side++)
        json_array_foreach(sides[side], i, item) if (json_is_string(item)) json_object_setn(
            sets[side], json_string_value(item), json_string_length(item), json_null());
    bool same = json_equal(sets[0], sets[1]);
    json_decref(sets[0]);
    json_decref(sets[1]);
    return same;
}

static bool is_absent(const json_t *v, const struct member_row *row)
{
    if (!v || json_is_null(v))
        return true;
    if (json_is_array(v) && json_array_size(v) == 0)
        return true;
    if (!row || !row->absent)
        return false;
    return json_is_string(v) ? sv_eq_nocase(json_sv(v), sv_from_c(row->absent)) : json_is_false(v);
}

static bool value_same(const json_t *a, const json_t *b, const struct member_row *row)
{
    if (is_absent(a, row) || is_absent(b, row))
        return is_absent(a, row) && is_absent(b, row);
    if (json_is_object(a) && json_is_object(b))
        return object_same(a, b);
    if (row && row->marks & ANY_ORDER && json_is_array(a) && json_is_array(b))
        return set_same(a, b);
    return scalar_same(a, b, row ? row->marks : 0);
}

/* ---- the difference ---- */

/* An API that knows custom trace metrics but whose answers do not: none of their members at all. */
static bool is_hidden(const json_t *wanted, const json_t *there)
{
    if (!json_object_get(wanted, "span_name"))
        return false;
    for (size_t i = 0; i < ARRAY_LEN(rows); i++)
        if (rows[i].marks & OF_TRACES && json_object_get(there, rows[i].name))
            return false;
    return true;
}

static void member_compare(struct body_diff *d, const char *name, const json_t *wanted,
                           const json_t *there)
{
    const struct member_row *row = row_of(name);
    unsigned marks = row ? row->marks : 0;
    if (marks & PLATFORM || (marks & OF_TRACES && d->hidden))
        return;
    if (marks & OWN_DEFAULT && (!wanted || !there))
        return;
    if (!value_same(wanted, there, row))
        vec_push(&d->list, ((struct body_difference){name, wanted, there}));
}

void body_diff_make(struct body_diff *d, const json_t *wanted, const json_t *there)
{
    const json_t *value;
    const char *key;
    d->hidden = is_hidden(wanted, there);
    json_object_foreach(iterable(wanted), key, value)
        member_compare(d, key, value, json_object_get(there, key));
    for (size_t i = 0; i < ARRAY_LEN(rows); i++)
        if (!json_object_get(wanted, rows[i].name))
            member_compare(d, rows[i].name, NULL, json_object_get(there, rows[i].name));
}

void body_diff_release(struct body_diff *d)
{
    vec_release(&d->list);
}

/* ---- what is sent ---- */

json_t *body_clean(const json_t *body)
{
    json_t *clean = json_object();
    const json_t *value;
    const char *key;
    json_object_foreach(iterable(body), key, value)
    {
        const struct member_row *row = row_of(key);
        if (!json_is_null(value) && !(row && row->marks & PLATFORM))
            json_object_set_new(clean, key, json_deep_copy(value));
    }
    return clean;
}

/* 15 digits keep what people write (0.9), 17 keep everything. */
void body_text(struct buf *b, const json_t *body)
{
    char *text = json_dumps(body, JSON_COMPACT | JSON_ENCODE_ANY | JSON_REAL_PRECISION(15));
    json_t *again = text ? json_loads(text, JSON_DECODE_ANY, NULL) : NULL;
    if (!json_equal(again, body)) {
        free(text);
        text = json_dumps(body, JSON_COMPACT | JSON_ENCODE_ANY);
    }
    json_decref(again);
    buf_addz(b, text ? text : "");
    free(text);
}
