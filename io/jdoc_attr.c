#include "io/jdoc.h"

#include "core/buf.h"
#include "io/any_text.h"

#include <ctype.h>

/* ---- the canonical text of nested values ---- */

struct canon {
    struct buf out;
    bool too_deep;
};

static void canon_value(struct canon *c, const json_t *value, uint32_t depth);

static void canon_array(struct canon *c, const json_t *array, uint32_t depth)
{
    any_text_open(&c->out, false);
    for (size_t i = 0; i < json_array_size(array); i++) {
        if (i)
            buf_addc(&c->out, ',');
        canon_value(c, json_array_get(array, i), depth + 1);
    }
    any_text_close(&c->out);
}

static void canon_object(struct canon *c, const json_t *object, uint32_t depth)
{
    const char *key, *sep = "";
    json_t *value;
    any_text_open(&c->out, true);
    json_object_foreach((json_t *)(uintptr_t)object, key, value) {
        buf_addz(&c->out, sep);
        any_text_key(&c->out, sv_from_c(key));
        canon_value(c, value, depth + 1);
        buf_addc(&c->out, '}');
        sep = ",";
    }
    any_text_close(&c->out);
}

/* NaN and the infinities are doubles; other numbers that jansson cannot hold have no value of
 * OTLP, and inside a nested one they are kept as text. */
static bool is_named_double(struct sv number)
{
    return number.n && number.p[number.n - 1] > '9';
}

static void canon_scalar(struct canon *c, const json_t *value)
{
    struct sv number = jdoc_number_text(value);
    if (is_named_double(number))
        any_text_double(&c->out, sv_to_f64(number).value);
    else if (json_is_string(value))
        any_text_string(&c->out, number.n ? number : jdoc_string(value));
    else if (json_is_integer(value))
        any_text_int(&c->out, json_integer_value(value));
    else if (json_is_real(value))
        any_text_double(&c->out, json_real_value(value));
    else if (json_is_boolean(value))
        any_text_bool(&c->out, json_is_true(value));
    else
        any_text_empty(&c->out);
}

static void canon_value(struct canon *c, const json_t *value, uint32_t depth)
{
    if (depth > VALUE_DEPTH_MAX)
        c->too_deep = true;
    else if (json_is_array(value))
        canon_array(c, value, depth);
    else if (json_is_object(value))
        canon_object(c, value, depth);
    else
        canon_scalar(c, value);
}

/* ---- plain JSON text; as deep as jansson lets a document be ---- */

static void plain_value(struct buf *out, const json_t *value);

static void plain_array(struct buf *out, const json_t *array)
{
    buf_addc(out, '[');
    for (size_t i = 0; i < json_array_size(array); i++) {
        if (i)
            buf_addc(out, ',');
        plain_value(out, json_array_get(array, i));
    }
    buf_addc(out, ']');
}

static void plain_object(struct buf *out, const json_t *object)
{
    const char *key, *sep = "";
    json_t *value;
    buf_addc(out, '{');
    json_object_foreach((json_t *)(uintptr_t)object, key, value) {
        buf_addz(out, sep);
        buf_json(out, sv_from_c(key));
        buf_addc(out, ':');
        plain_value(out, value);
        sep = ",";
    }
    buf_addc(out, '}');
}

static void plain_value(struct buf *out, const json_t *value)
{
    char tmp[40];
    if (json_is_array(value))
        plain_array(out, value);
    else if (json_is_object(value))
        plain_object(out, value);
    else if (json_is_string(value) && !jdoc_number_text(value).n)
        buf_json(out, jdoc_string(value));
    else if (json_is_null(value))
        buf_addz(out, "null");
    else
        buf_add(out, jdoc_text(value, tmp));
}

/* ---- attributes ---- */

static sym json_sym(struct build *b, const json_t *value)
{
    struct buf text = {0};
    plain_value(&text, value);
    sym y = build_sym(b, buf_sv(&text));
    buf_release(&text);
    return y;
}

static void attr_nested(struct build *b, sym key, const json_t *value)
{
    struct canon c = {0};
    canon_value(&c, value, 0);
    if (c.too_deep)
        build_attr(b, key, VALUE_INVALID, json_sym(b, value));
    else
        build_attr(b, key, json_is_array(value) ? VALUE_ARRAY : VALUE_KVLIST,
                   build_sym(b, buf_sv(&c.out)));
    buf_release(&c.out);
}

static void attr_number_text(struct build *b, sym key, struct sv text)
{
    if (is_named_double(text))
        build_attr(b, key, VALUE_DOUBLE, value_bits(sv_to_f64(text).value));
    else
        build_attr(b, key, VALUE_INVALID, build_sym(b, text));
}

void jdoc_attr(struct build *b, struct sv key, const json_t *value)
{
    if (!value || json_is_null(value))
        return;
    sym k = build_sym(b, key);
    if (jdoc_number_text(value).n)
        attr_number_text(b, k, jdoc_number_text(value));
    else if (json_is_string(value))
        build_attr(b, k, VALUE_STRING, build_sym(b, jdoc_string(value)));
    else if (json_is_boolean(value))
        build_attr(b, k, VALUE_BOOL, json_is_true(value));
    else if (json_is_integer(value))
        build_attr(b, k, VALUE_INT, (uint64_t)json_integer_value(value));
    else if (json_is_real(value))
        build_attr(b, k, VALUE_DOUBLE, value_bits(json_real_value(value)));
    else
        attr_nested(b, k, value);
}

void jdoc_attr_json(struct build *b, struct sv key, const json_t *value)
{
    if (json_is_array(value) || json_is_object(value))
        build_attr(b, build_sym(b, key), VALUE_STRING, json_sym(b, value));
    else
        jdoc_attr(b, key, value);
}

void jdoc_attr_lower(struct build *b, struct sv key, const json_t *value)
{
    struct sv text = jdoc_string(value);
    struct buf lower = {0};
    for (size_t i = 0; i < text.n; i++)
        buf_addc(&lower, (char)tolower((unsigned char)text.p[i]));
    if (text.n)
        build_attr(b, build_sym(b, key), VALUE_STRING, build_sym(b, buf_sv(&lower)));
    buf_release(&lower);
}

bool jdoc_has_attr(const struct build *b, uint32_t mark, struct sv key)
{
    return attr_find(b->store, build_attrs_since(b, mark), sym_find(&b->store->syms, key));
}

static bool is_among(const char *const *names, const char *name)
{
    for (; names && *names; names++)
        if (strcmp(*names, name) == 0)
            return true;
    return false;
}

bool jdoc_is_empty(const json_t *value)
{
    return (json_is_array(value) && json_array_size(value) == 0) ||
           (json_is_object(value) && json_object_size(value) == 0);
}

void jdoc_attrs(struct build *b, const json_t *object, const char *prefix,
                const char *const *not)
{
    const char *name;
    json_t *value;
    struct buf key = {0};
    json_object_foreach((json_t *)(uintptr_t)object, name, value) {
        if (is_among(not, name) || (*prefix && jdoc_is_empty(value)))
            continue;
        buf_clear(&key);
        buf_addz(&key, prefix);
        buf_addz(&key, name);
        jdoc_attr(b, buf_sv(&key), value);
    }
    buf_release(&key);
}

/* ---- resources and scopes ---- */

static bool same(const json_t *a, const json_t *b)
{
    return a == b || (a && b && json_equal(a, b));
}

static uint32_t scope_make(struct build *b, const json_t *resource, const json_t *scope)
{
    uint32_t r = build_resource(b);
    uint32_t mark = build_attrs_mark(b);
    jdoc_attrs(b, resource, "", NULL);
    b->store->resources.v[r].attrs = build_attrs_since(b, mark);
    uint32_t row = build_scope(b, r);
    mark = build_attrs_mark(b);
    jdoc_attrs(b, JDOC_GET(scope, "attributes"), "", NULL);
    struct scope *s = &b->store->scopes.v[row];
    s->attrs = build_attrs_since(b, mark);
    s->name = build_sym(b, jdoc_string(JDOC_GET(scope, "name")));
    s->version = build_sym(b, jdoc_string(JDOC_GET(scope, "version")));
    s->schema_url = build_sym(b, jdoc_string(JDOC_GET(scope, "schemaUrl", "schema_url")));
    return row;
}

uint32_t jdoc_scope(struct build *b, struct jdoc_scopes *c, json_t *resource, json_t *scope)
{
    size_t known = c->n < ARRAY_LEN(c->recent) ? c->n : ARRAY_LEN(c->recent);
    if (!json_object_size(resource) && !json_object_size(scope))
        return NO_ROW;
    for (size_t i = 0; i < known; i++)
        if (same(c->recent[i].resource, resource) && same(c->recent[i].scope, scope))
            return c->recent[i].row;
    size_t at = c->n++ % ARRAY_LEN(c->recent);
    json_decref(c->recent[at].resource);
    json_decref(c->recent[at].scope);
    c->recent[at].resource = json_incref(resource);
    c->recent[at].scope = json_incref(scope);
    return c->recent[at].row = scope_make(b, resource, scope);
}

void jdoc_scopes_release(struct jdoc_scopes *c)
{
    for (size_t i = 0; i < ARRAY_LEN(c->recent); i++) {
        json_decref(c->recent[i].resource);
        json_decref(c->recent[i].scope);
    }
    *c = (struct jdoc_scopes){0};
}
