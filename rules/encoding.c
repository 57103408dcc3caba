/* 4.A of the catalogue, the part about how spans are encoded: I005-I007, I009-I011. */
#include "core/fmt.h"
#include "rules/catalog.h"
#include "rules/notes.h"
#include "rules/say.h"
#include "rules/spans.h"

/* ---- I005 bad-trace-id, I006 bad-span-id, I009 status-shape: what decoders found odd ---- */

struct defect_row {
    uint32_t kinds; /* a bit for each enum defect_kind */
    const char *what;
};
#define KIND(name) (UINT32_C(1) << DEFECT_##name)

/* What can be said of the raw spelling of an id or a status code without quoting all of it. */
static struct said say_spelling(struct sv raw)
{
    struct said s;
    size_t zeros = 0;
    while (zeros < raw.n && raw.p[zeros] == '0')
        zeros++;
    if (raw.n == 0)
        snprintf(s.text, sizeof(s.text), "missing");
    else if (zeros == raw.n && raw.n > 1)
        snprintf(s.text, sizeof(s.text), "all zero");
    else if (raw.p[0] == '{')
        snprintf(s.text, sizeof(s.text), "a JSON object");
    else if (raw.n <= 32)
        return say_name(raw);
    else
        snprintf(s.text, sizeof(s.text), "%zu characters long", raw.n);
    return s;
}

/* Ids and codes of other formats have other forms, and the input says which it is. The raw
 * spelling travels in the hit's key. */
static void defect_check(struct check *c)
{
    const struct defect_row *row = c->rule->row;
    struct defect_list list = view_defects(c->v, c->trace);
    c->looked += c->end - c->first;
    for (uint32_t i = 0; i < list.n; i++) {
        const struct defect *d = &c->s->defects.v[list.v[i]];
        if (row->kinds >> d->kind & 1 && c->s->inputs.v[d->input].is_otlp)
            check_hit_row(c, d->row, d->text, 0);
    }
    struct hit *h = check_all(c);
    if (!h)
        return;
    struct finding *f =
        check_found(c, h, NO_PARAM, "%s on %s: the first is %s", row->what,
                    fmt_amount(h->count, "span").text, say_spelling(store_sv(c->s, h->key)).text);
    f->key = SYM_NONE;
}

static const struct defect_row trace_id_row = {KIND(trace_id), "trace id not 32 hex digits"};

const struct rule rule_bad_trace_id = {
    .code = "I005",
    .slug = "bad-trace-id",
    .title = "a trace id that is not 32 hex digits, or all zero",
    .why = "OTLP JSON writes ids in hex, unlike every other protobuf field of bytes. A receiver "
           "reads base64 or a bare number as another id or refuses the span, and the call falls "
           "apart.",
    .fix = "Write trace ids as 32 hex digits. A generic protobuf-to-JSON converter writes base64: "
           "use the SDK's OTLP exporter instead.",
    .snippet = "otlp-values",
    .severity = SEVERITY_ERROR,
    .scope = SCOPE_TRACE,
    .when = FEATURE_DEFECTS,
    .check = defect_check,
    .row = &trace_id_row,
};

static const struct defect_row span_id_row = {KIND(span_id) | KIND(parent_id) | KIND(link_id),
                                              "span, parent or link id not 16 hex digits"};

const struct rule rule_bad_span_id = {
    .code = "I006",
    .slug = "bad-span-id",
    .title = "a span or parent id that is not 16 hex digits, or all zero",
    .why = "Without a good id a span cannot be a parent, and a child whose parent id is spelled "
           "differently becomes an orphan.",
    .fix = "Write span and parent ids as 16 hex digits; leave the parent id out for a root.",
    .snippet = "otlp-values",
    .severity = SEVERITY_ERROR,
    .scope = SCOPE_TRACE,
    .when = FEATURE_DEFECTS,
    .check = defect_check,
    .row = &span_id_row,
};

static const struct defect_row status_row = {KIND(status_code) | KIND(status_name),
                                             "status code not 0, 1 or 2"};

const struct rule rule_status_shape = {
    .code = "I009",
    .slug = "status-shape",
    .title = "a status code that is not the number 0, 1 or 2",
    .why = "A receiver that reads the code as a number takes any other spelling for unset, and "
           "the error is not counted.",
    .fix = "Write the status code as a number: 0 unset, 1 ok, 2 error.",
    .snippet = "otlp-values",
    .severity = SEVERITY_WARNING,
    .scope = SCOPE_TRACE,
    .when = FEATURE_DEFECTS,
    .check = defect_check,
    .row = &status_row,
};

/* ---- I007 empty-span-name ---- */

static bool is_blank(const struct check *c, struct sv name)
{
    (void)c;
    return sv_trim(name).n == 0;
}

static bool any_blank_name(const struct check *c)
{
    return any_span_name(c, is_blank);
}

static void empty_name_check(struct check *c)
{
    c->looked += c->end - c->first;
    for (uint32_t p = c->first; p < c->end; p++)
        if (UNLIKELY(is_blank(c, span_name_sv(c, p))))
            check_hit(c, p, 0);
    struct hit *h;
    while ((h = check_next(c)))
        check_found(c, h, NO_PARAM, "%s without a name", fmt_amount(h->count, "span").text);
}

const struct rule rule_empty_span_name = {
    .code = "I007",
    .slug = "empty-span-name",
    .title = "a span without a name",
    .why = "The name is what the viewer shows, what metrics select by and what people search for. "
           "A span without one is there, but nobody finds it.",
    .fix = "Give the span a stable, low-cardinality name when it is started.",
    .snippet = "stable-names",
    .severity = SEVERITY_ERROR,
    .scope = SCOPE_TRACE,
    .may_find = any_blank_name,
    .check = empty_name_check,
};

/* ---- I010 any-value-shape, I011 duplicate-attribute-key ---- */

/* Of the keys of a list that are wrong the first by text, for the same baseline in any order of the
 * list; or SYM_NONE. */
typedef sym attrs_fn(struct check *c, struct attr_range r);

struct attrs_row {
    uint64_t feature; /* of traces with such an attribute on a span */
    uint32_t defects; /* kinds that are found under this rule too */
    attrs_fn *wrong;
    const char *what;     /* is wrong with a span or resource */
    const char *what_key; /* is wrong with the key that `wrong` gives */
};

static sym key_first(const struct store *s, sym a, sym b)
{
    return a == SYM_NONE || (b != SYM_NONE && sv_cmp(store_sv(s, b), store_sv(s, a)) < 0) ? b : a;
}

static sym odd_value(struct check *c, struct attr_range r)
{
    sym found = SYM_NONE;
    const struct attr *a = c->s->attrs.v + r.first;
    double unused;
    for (uint32_t i = 0; i < r.count; i++, a++)
        if (a->type == VALUE_EMPTY || a->type == VALUE_INVALID ||
            (a->type == VALUE_DOUBLE && !attr_number(a, &unused)))
            found = key_first(c->s, found, a->key);
    return found;
}

static sym repeated_key(struct check *c, struct attr_range r)
{
    sym found = SYM_NONE;
    check_set_clear(c);
    for (uint32_t i = 0; i < r.count; i++)
        if (!check_set_add(c, c->s->attrs.v[r.first + i].key))
            found = key_first(c->s, found, c->s->attrs.v[r.first + i].key);
    return found;
}

static void resources_found(struct check *c, const struct attrs_row *row, struct notes *notes,
                            uint32_t n, sym first)
{
    struct finding *f = check_found_trace(c, n, 0, NO_PARAM, "%s on %s: %.*s", row->what,
                                          fmt_amount(n, "resource").text,
                                          SV_ARG(notes_say(notes, c->s, SYM_NONE)));
    f->key = first;
}

static uint32_t resources_check(struct check *c, const struct attrs_row *row, struct notes *notes)
{
    sym first = SYM_NONE;
    uint32_t n = 0;
    for (size_t i = 0; i < c->s->resources.n; i++) {
        const struct resource *r = &c->s->resources.v[i];
        sym key = c->s->inputs.v[r->input].is_otlp ? row->wrong(c, r->attrs) : SYM_NONE;
        if (key == SYM_NONE)
            continue;
        first = key_first(c->s, first, key);
        n++;
        notes_add(notes, (struct note){SYM_NONE, key, row->what_key, 0});
    }
    if (n)
        resources_found(c, row, notes, n, first);
    return n;
}

static bool defect_counts(const struct check *c, const struct attrs_row *row,
                          const struct defect *d)
{
    return row->defects >> d->kind & 1 && c->s->inputs.v[d->input].is_otlp;
}

/* What decoders found odd outside of spans. */
static void others_check(struct check *c, const struct attrs_row *row, struct notes *notes)
{
    uint32_t n = 0;
    for (size_t i = 0; i < c->s->defects.n && row->defects; i++) {
        const struct defect *d = &c->s->defects.v[i];
        if (d->row != NO_ROW || !defect_counts(c, row, d))
            continue;
        notes_add(notes, (struct note){SYM_NONE, SYM_NONE, defect_text(d->kind).p, 0});
        n++;
    }
    if (n)
        check_found_trace(c, n, 0, NO_PARAM, "%s in resources or scopes: %.*s", row->what,
                          SV_ARG(notes_say(notes, c->s, SYM_NONE)));
}

/* A span whose own attributes are in order may still have something odd beside them, in an event
 * or a link, which only the decoder's defect tells. */
static void defects_hit(struct check *c, const struct attrs_row *row, struct notes *notes)
{
    struct defect_list list = view_defects(c->v, c->trace);
    uint32_t last = NO_ROW;
    bool is_known = false;
    for (uint32_t i = 0; i < list.n; i++) {
        const struct defect *d = &c->s->defects.v[list.v[i]];
        if (!defect_counts(c, row, d))
            continue;
        if (d->row != last)
            is_known = row->wrong(c, span_attrs(c->s, d->row)) != SYM_NONE;
        last = d->row;
        if (is_known)
            continue;
        sym key = d->kind == DEFECT_value_kinds ? d->text : SYM_NONE;
        check_hit_row(c, d->row, key, 0);
        notes_add(notes, (struct note){c->s->span.name[d->row], key, defect_text(d->kind).p, 0});
    }
}

static void attrs_trace(struct check *c, const struct attrs_row *row, struct notes *notes)
{
    notes_clear(notes);
    for (uint32_t p = c->first; p < c->end; p++) {
        sym key = row->wrong(c, span_attrs(c->s, span_row(c, p)));
        if (key == SYM_NONE)
            continue;
        check_hit_key(c, p, key, 0);
        notes_add(notes, (struct note){span_name(c, p), key, row->what_key, 0});
    }
    defects_hit(c, row, notes);
    struct hit *h;
    while ((h = check_next(c)))
        check_found(c, h, NO_PARAM, "%s on %s: %.*s", row->what,
                    fmt_amount(h->count, "span").text,
                    SV_ARG(notes_say(notes, c->s, h->name)));
}

/* The attributes of other formats are made by their decoders. */
static void attrs_check(struct check *c)
{
    const struct attrs_row *row = c->rule->row;
    uint64_t when = row->feature | (row->defects ? FEATURE_DEFECTS : 0);
    struct notes notes = {0};
    c->looked += c->s->n_spans;
    if (resources_check(c, row, &notes) == 0)
        others_check(c, row, &notes);
    for (uint32_t t = 0; t < c->ix->n_traces; t++) {
        check_enter(c, t);
        if (c->v->features[t] & when && trace_is_otlp(c))
            attrs_trace(c, row, &notes);
    }
    notes_release(&notes);
}

static const struct attrs_row value_row = {
    .feature = FEATURE_ODD_VALUE,
    .defects = KIND(value_kinds) | KIND(value_form) | KIND(value_depth) | KIND(wrong_type) |
               KIND(not_utf8),
    .wrong = odd_value,
    .what = "odd values",
    .what_key = "not exactly one finite value",
};

const struct rule rule_any_value_shape = {
    .code = "I010",
    .slug = "any-value-shape",
    .title = "an attribute without exactly one finite value, or a member of the wrong type",
    .why = "A receiver drops such an attribute, the whole span or the whole request, and a NaN "
           "poisons every average it gets into.",
    .fix = "Emit exactly one value of one kind. Leave the attribute out when there is nothing to "
           "say, check for NaN and infinity before you set a number, and write texts as UTF-8.",
    .snippet = "plain-values",
    .severity = SEVERITY_ERROR,
    .scope = SCOPE_STORE,
    .check = attrs_check,
    .row = &value_row,
};

static const struct attrs_row key_row = {
    .feature = FEATURE_REPEATED_KEY,
    .wrong = repeated_key,
    .what = "repeated attribute keys",
    .what_key = "twice",
};

const struct rule rule_duplicate_attribute_key = {
    .code = "I011",
    .slug = "duplicate-attribute-key",
    .title = "the same attribute key twice in one list",
    .why = "Keys must be unique. Which of the values a receiver keeps is not defined, so two "
           "viewers can show two values.",
    .fix = "Set each attribute once; an exporter that builds the list itself must replace and not "
           "append.",
    .snippet = "plain-values",
    .severity = SEVERITY_WARNING,
    .scope = SCOPE_STORE,
    .check = attrs_check,
    .row = &key_row,
};
