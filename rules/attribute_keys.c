/* How attribute keys are written and what they hold: A169-A171, R172. Keys are chosen by the
 * program and not by the call, so each is told once for the input. */
#include "rules/catalog.h"
#include "rules/foreign.h"
#include "rules/census.h"
#include "rules/say.h"
#include "rules/spans.h"

/* Gives every attribute whose key is marked in `marks` to the census, under its key. Traces
 * without one of the features `when` are passed over. */
typedef bool attr_judge(const struct check *c, const struct attr *a);

static void marked_attrs(struct check *c, const uint8_t *marks, uint64_t when, attr_judge *judge)
{
    for (uint32_t t = 0; t < c->ix->n_traces; t++) {
        if (!(c->v->features[t] & when))
            continue;
        check_enter(c, t);
        for (uint32_t p = c->first; p < c->end; p++) {
            struct attr_range r = span_attrs(c->s, span_row(c, p));
            for (const struct attr *a = c->s->attrs.v + r.first, *end = a + r.count; a < end; a++)
                if (UNLIKELY(marks[a->key]) && (!judge || judge(c, a)))
                    census_hit(c, a->key, p);
        }
    }
    check_enter(c, NO_ROW);
}

/* ---- A169 attribute-key-format ---- */

static bool is_small(char ch)
{
    return ch >= 'a' && ch <= 'z';
}

static bool is_key_char(char ch)
{
    return is_small(ch) || (ch >= '0' && ch <= '9') || ch == '_';
}

/* Small letters, digits and underscores in segments between dots, the first begun by a letter. */
static bool key_is_well_formed(struct sv key)
{
    if (key.n == 0 || !is_small(key.p[0]))
        return false;
    for (size_t i = 0; i < key.n; i++) {
        bool dot = key.p[i] == '.';
        if (!dot && !is_key_char(key.p[i]))
            return false;
        if (dot && (i + 1 == key.n || key.p[i + 1] == '.'))
            return false;
    }
    return true;
}

/* Keys that others prescribe as they are. */
static bool key_is_given(const struct check *c, sym key)
{
    for (size_t i = 0; i < KNOWN_KEYS; i++)
        if (c->v->keys[i] == key)
            return true;
    return c->v->role_of[key] != ROLE_NONE;
}

static void format_say(struct check *c, const struct hit *h)
{
    struct finding *f = check_found(c, h, NO_PARAM, "%s with the key %s", census_where(h).text,
                                    say_name(store_sv(c->s, h->name)).text);
    f->key = h->name;
    f->name = SYM_NONE;
}

static void key_format_check(struct check *c)
{
    uint8_t *marks = mem_zalloc(c->s->syms.texts.n);
    uint32_t bad = 0;
    for (size_t i = 0; i < c->v->span_keys.n; i++) {
        sym key = c->v->span_keys.v[i];
        struct sv text = store_sv(c->s, key);
        marks[key] = !key_is_well_formed(text) && !key_is_foreign(text) && !key_is_given(c, key);
        bad += marks[key];
    }
    c->looked = c->ix->n_spans;
    if (bad)
        marked_attrs(c, marks, FEATURE_ATTRIBUTES, NULL);
    census_report(c, (unsigned)c->param[0], "key", format_say);
    free(marks);
}

const struct rule rule_attribute_key_format = {
    .code = "A169",
    .slug = "attribute-key-format",
    .snippet = "attribute-names",
    .title = "an attribute key that is not lower case with dots",
    .why = "Queries and metrics name keys exactly. orderTotal, order-total and order.total are "
           "three keys, and every author picks another one.",
    .fix = "Write keys in small letters: parts between dots, words between underscores "
           "(order.total_amount), begun by a letter.",
    .severity = SEVERITY_WARNING,
    .scope = SCOPE_STORE,
    .when = FEATURE_ATTRIBUTES,
    .needs = "needs a span with attributes",
    .params = {{"max_findings", 10, 1, 1000, "count", "keys told one by one"}},
    .check = key_format_check,
};

/* ---- A170 namespace-collision ---- */

enum { KEY_SPACE = 1, KEY_INSIDE = 2 };

enum { SPACE_MAX = 256 }; /* bytes of a namespace: a longer beginning of a key is not looked up */

struct spaced {
    sym key;
    uint32_t p;
};

struct spaces {
    uint8_t *marks;  /* by symbol: KEY_* */
    uint8_t *is_key; /* by symbol: some span has it as a key */
    uint32_t *trace; /* by symbol of a namespace: the last trace, plus 1, with a key inside it */
    VEC(struct spaced) values; /* of namespaces in the trace in hand */
    bool any;                  /* some key is inside another one */
};

/* The next namespace of `*key` that is a key too, from the longest on; `*key` becomes its text. */
static sym space_above(const struct spaces *sp, const struct check *c, struct sv *key)
{
    if (key->n > SPACE_MAX)
        key->n = SPACE_MAX + 1;
    while (key->n) {
        do
            key->n--;
        while (key->n && key->p[key->n] != '.');
        sym y = key->n ? sym_find(&c->s->syms, *key) : SYM_NONE;
        if (y != SYM_NONE && sp->is_key[y])
            return y;
    }
    return SYM_NONE;
}

static uint32_t spaces_find(struct spaces *sp, const struct check *c)
{
    uint32_t n = 0;
    for (size_t i = 0; i < c->v->span_keys.n; i++)
        sp->is_key[c->v->span_keys.v[i]] = 1;
    for (size_t i = 0; i < c->v->span_keys.n; i++) {
        sym key = c->v->span_keys.v[i], above;
        struct sv text = store_sv(c->s, key);
        while ((above = space_above(sp, c, &text)) != SYM_NONE) {
            sp->marks[key] |= KEY_INSIDE;
            sp->marks[above] |= KEY_SPACE;
            n++;
        }
    }
    return n;
}

/* Which namespaces have a key in this trace. */
static void spaces_see(struct spaces *sp, const struct check *c, const struct attr *a)
{
    struct sv text = store_sv(c->s, a->key);
    sym above;
    while ((above = space_above(sp, c, &text)) != SYM_NONE)
        sp->trace[above] = c->trace + 1;
}

static void space_read(struct spaces *sp, struct check *c, const struct attr *a, uint32_t p)
{
    if (sp->marks[a->key] & KEY_INSIDE && check_set_add(c, a->key))
        spaces_see(sp, c, a);
    if (sp->marks[a->key] & KEY_SPACE)
        vec_push(&sp->values, ((struct spaced){a->key, p}));
}

static void spaces_trace(struct spaces *sp, struct check *c)
{
    const uint8_t *marks = sp->marks;
    sp->values.n = 0;
    for (uint32_t p = c->first; p < c->end; p++) {
        struct attr_range r = span_attrs(c->s, span_row(c, p));
        for (const struct attr *a = c->s->attrs.v + r.first, *end = a + r.count; a < end; a++)
            if (UNLIKELY(marks[a->key]))
                space_read(sp, c, a, p);
    }
    for (size_t i = 0; i < sp->values.n; i++)
        if (sp->trace[sp->values.v[i].key] == c->trace + 1)
            census_hit(c, sp->values.v[i].key, sp->values.v[i].p);
}

/* The first key inside the namespace `space`. */
static struct sv key_inside(const struct check *c, struct sv space)
{
    for (size_t i = 0; i < c->v->span_keys.n; i++) {
        struct sv key = store_sv(c->s, c->v->span_keys.v[i]);
        if (key.n > space.n && key.p[space.n] == '.' && sv_starts(key, space))
            return key;
    }
    return space;
}

static void collision_say(struct check *c, const struct hit *h)
{
    struct sv space = store_sv(c->s, h->name);
    struct finding *f = check_found(c, h, NO_PARAM, "%s with a value in %s, which also begins %s",
                                    census_where(h).text, say_name(space).text,
                                    say_name(key_inside(c, space)).text);
    f->key = h->name;
    f->name = SYM_NONE;
}

static void spaces_release(void *memory)
{
    struct spaces *sp = memory;
    free(sp->marks);
    free(sp->is_key);
    free(sp->trace);
    vec_release(&sp->values);
}

static void spaces_init(struct spaces *sp, const struct check *c)
{
    size_t n = c->s->syms.texts.n;
    sp->marks = mem_zalloc(n);
    sp->is_key = mem_zalloc(n);
    sp->trace = mem_zalloc(arena_size(sizeof(*sp->trace), n));
    sp->any = spaces_find(sp, c) > 0;
}

static void collision_check(struct check *c)
{
    struct spaces *sp = check_keep(c, sizeof(*sp), spaces_release);
    if (!sp->marks)
        spaces_init(sp, c);
    c->looked = c->end - c->first;
    if (sp->any)
        spaces_trace(sp, c);
}

static void collision_end(struct check *c)
{
    census_report(c, (unsigned)c->param[0], "key", collision_say);
}

const struct rule rule_namespace_collision = {
    .code = "A170",
    .slug = "namespace-collision",
    .snippet = "attribute-names",
    .title = "a key that is a value and a namespace at once",
    .why = "Stores that turn dots into nested objects cannot hold both: `order` is a text or an "
           "object with `order.id` in it. One of the two is dropped or renamed.",
    .fix = "Give the value a name of its own inside the namespace: order.id and order.name, and "
           "no bare order.",
    .severity = SEVERITY_WARNING,
    .when = FEATURE_ATTRIBUTES,
    .needs = "needs a span with attributes",
    .params = {{"max_findings", 10, 1, 1000, "count", "keys told one by one"}},
    .check = collision_check,
    .end = collision_end,
};

/* ---- A171 empty-value ---- */

static bool is_empty(const struct check *c, const struct attr *a)
{
    switch (a->type) {
    case VALUE_EMPTY:
        return true;
    case VALUE_STRING:
    case VALUE_BYTES:
        return a->bits == SYM_EMPTY;
    case VALUE_ARRAY:
        return sv_eq(store_sv(c->s, (sym)a->bits), SV("{\"arrayValue\":{\"values\":[]}}"));
    default:
        return false;
    }
}

/* That nothing was recognised or said is a fact: an empty transcript belongs on the span. */
static bool empty_is_said(const struct check *c, sym key)
{
    return key == c->v->keys[KEY_transcript] || key == c->v->keys[KEY_stt_transcription] ||
           key == c->v->keys[KEY_turn_text];
}

static void empty_say(struct check *c, const struct hit *h)
{
    struct finding *f = check_found(c, h, NO_PARAM, "%s with nothing in %s", census_where(h).text,
                                    say_name(store_sv(c->s, h->name)).text);
    f->key = h->name;
    f->name = SYM_NONE;
}

static void empty_value_check(struct check *c)
{
    uint8_t *marks = mem_zalloc(c->s->syms.texts.n);
    for (size_t i = 0; i < c->v->span_keys.n; i++)
        marks[c->v->span_keys.v[i]] = !empty_is_said(c, c->v->span_keys.v[i]);
    c->looked = c->ix->n_spans;
    marked_attrs(c, marks, FEATURE_EMPTY, is_empty);
    census_report(c, (unsigned)c->param[0], "key", empty_say);
    free(marks);
}

const struct rule rule_empty_value = {
    .code = "A171",
    .slug = "empty-value",
    .snippet = "attribute-names",
    .title = "an attribute without a value",
    .why = "An empty text counts as present: filters find the span, groups get a line without a "
           "name, and a check for missing values passes.",
    .fix = "Set the attribute only where there is a value for it.",
    .severity = SEVERITY_WARNING,
    .scope = SCOPE_STORE,
    .when = FEATURE_EMPTY,
    .params = {{"max_findings", 10, 1, 1000, "count", "keys told one by one"}},
    .check = empty_value_check,
};

/* ---- R172 wrong-level ---- */

/* A key, or with a dot at its end all keys in a namespace. */
static const struct sv RESOURCE_KEYS[] = {
    SV_INIT("service.name"), SV_INIT("service.namespace"), SV_INIT("service.version"),
    SV_INIT("service.instance.id"), SV_INIT("deployment.environment"),
    SV_INIT("deployment.environment.name"), SV_INIT("telemetry.sdk."), SV_INIT("k8s."),
    SV_INIT("host.id"), SV_INIT("container.id"), SV_INIT("os.type"), SV_INIT("process.runtime."),
};

static const struct sv SPAN_KEYS[] = {
    SV_INIT("gen_ai.operation.name"), SV_INIT("gen_ai.request."), SV_INIT("gen_ai.response."),
    SV_INIT("gen_ai.usage."), SV_INIT("gen_ai.tool."), SV_INIT("http.request."),
    SV_INIT("http.response."), SV_INIT("http.method"), SV_INIT("http.status_code"),
    SV_INIT("url.full"), SV_INIT("error.type"), SV_INIT("exception."), SV_INIT("db.query."),
    SV_INIT("db.operation."), SV_INIT("db.statement"), SV_INIT("rpc.method"),
    SV_INIT("messaging.operation."), SV_INIT("transcript"), SV_INIT("metrics.ttfb"),
    SV_INIT("function.name"), SV_INIT("tool_call_id"), SV_INIT("turn.role"),
    SV_INIT("turn.number"), SV_INIT("stt.confidence"),
};

static bool key_in(struct sv key, const struct sv *list, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (list[i].p[list[i].n - 1] == '.' ? sv_starts(key, list[i]) : sv_eq(key, list[i]))
            return true;
    return false;
}

static void level_say(struct check *c, const struct hit *h)
{
    struct finding *f = check_found(c, h, NO_PARAM, "%s with %s, which belongs on the resource",
                                    census_where(h).text,
                                    say_name(store_sv(c->s, h->name)).text);
    f->key = h->name;
    f->name = SYM_NONE;
}

/* In other formats the reader, not the program, chose the place. */
static void level_of_spans(struct check *c)
{
    uint8_t *marks = mem_zalloc(c->s->syms.texts.n);
    uint32_t bad = 0;
    for (size_t i = 0; i < c->v->span_keys.n; i++) {
        sym key = c->v->span_keys.v[i];
        marks[key] = key_in(store_sv(c->s, key), RESOURCE_KEYS, ARRAY_LEN(RESOURCE_KEYS));
        bad += marks[key];
    }
    if (bad)
        marked_attrs(c, marks, FEATURE_ATTRIBUTES, NULL);
    census_report(c, (unsigned)c->param[0], "key", level_say);
    free(marks);
}

/* Each key once, with the number of resources that have it. */
static void level_of_resources(struct check *c)
{
    enum { UNKNOWN, RIGHT, WRONG };
    uint8_t *memo = mem_zalloc(c->s->syms.texts.n);
    uint32_t *of = mem_zalloc(arena_size(sizeof(*of), c->s->syms.texts.n));
    VEC(sym) keys = {0};
    for (size_t i = 0; i < c->s->resources.n; i++) {
        struct attr_range r = c->s->resources.v[i].attrs;
        for (uint32_t k = r.first; k < r.first + r.count; k++) {
            sym key = c->s->attrs.v[k].key;
            if (UNLIKELY(memo[key] == UNKNOWN))
                memo[key] = key_in(store_sv(c->s, key), SPAN_KEYS, ARRAY_LEN(SPAN_KEYS)) ? WRONG
                                                                                         : RIGHT;
            if (memo[key] == WRONG && of[key]++ == 0)
                vec_push(&keys, key);
        }
    }
    for (size_t i = 0; i < keys.n && i < c->param[0]; i++) {
        struct finding *f = check_found_trace(
            c, of[keys.v[i]], 0, NO_PARAM, "%s with %s, which belongs on spans",
            fmt_amount(of[keys.v[i]], "resource").text,
            say_name(store_sv(c->s, keys.v[i])).text);
        f->key = keys.v[i];
    }
    vec_release(&keys);
    free(memo);
    free(of);
}

static bool all_otlp(const struct store *s)
{
    for (size_t i = 0; i < s->inputs.n; i++)
        if (s->inputs.v[i].n_rows && !s->inputs.v[i].is_otlp)
            return false;
    return true;
}

static void wrong_level_check(struct check *c)
{
    if (!all_otlp(c->s)) {
        check_skip(c, "needs OTLP inputs: other formats do not keep the two apart");
        return;
    }
    c->looked = c->ix->n_spans + c->s->resources.n;
    level_of_spans(c);
    level_of_resources(c);
}

const struct rule rule_wrong_level = {
    .code = "R172",
    .slug = "wrong-level",
    .snippet = "resource-deployment",
    .title = "an attribute of the resource on a span, or the reverse",
    .why = "What is looked for on the resource is not found on spans: the viewer groups by the "
           "resource's service.name. And what is true of one span only, like its model, becomes "
           "true of all when it is on the resource.",
    .fix = "Set what describes the process (service.*, deployment.*, k8s.*) on the resource when "
           "the provider is made, and what describes one operation on its span.",
    .severity = SEVERITY_WARNING,
    .scope = SCOPE_STORE,
    .params = {{"max_findings", 10, 1, 1000, "count", "keys told one by one"}},
    .check = wrong_level_check,
};
