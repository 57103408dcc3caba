#include <math.h>

#include "core/name_ids.h"
#include "core/shown.h"
#include "lint/infer_family.h"

enum {
    SLUG_NAME_MAX = 40, /* bytes of a name in a slug */
    VALUE_BYTES_MAX = 32, /* of a text in an enum */
    VALUE_TIMES_MIN = 3,  /* so often must a text be seen to get into one */
    VALUES_SHARE = 4,     /* and so many texts for each distinct one */
};
/* Larger numbers are ids, telephone numbers or times, of which no range is learnt. */
static const double largest_number = 1e9;

/* ---- numbers ---- */

/* Up or down to two digits: what people read, and no exact value of anybody. */
static double round_two(double v, bool up)
{
    if (v == 0 || !isfinite(v))
        return v;
    double unit = pow(10, floor(log10(fabs(v))) - 1);
    double scaled = v / unit;
    return (up ? ceil(scaled) : floor(scaled)) * unit;
}

static json_t *number_json(double v)
{
    return v == floor(v) && fabs(v) < 1e15 ? json_integer((json_int_t)v) : json_real(v);
}

/* The range that was seen, wider by the margin; 0 stays a bound of what was never below it. */
static struct own_range range_widened(struct own_range seen, double margin)
{
    double width = seen.max - seen.min;
    double more = margin * (width > 0 ? width : fabs(seen.max));
    struct own_range out = {round_two(seen.min - more, false), round_two(seen.max + more, true)};
    if (seen.min >= 0 && out.min < 0)
        out.min = 0;
    if (seen.max <= 0 && out.max > 0)
        out.max = 0;
    return out;
}

/* ---- names of rules ---- */

static void slug_add(struct buf *b, struct sv glob)
{
    size_t start = b->n;
    for (size_t i = 0; i < glob.n && b->n - start < SLUG_NAME_MAX; i++) {
        char c = glob.p[i];
        if (c >= 'A' && c <= 'Z')
            c = (char)(c - 'A' + 'a');
        bool plain = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
        if (plain)
            buf_addc(b, c);
        else if (b->p[b->n - 1] != '-')
            buf_addc(b, '-');
    }
    while (b->p[b->n - 1] == '-')
        b->n--;
}

static json_t *slug_json(struct infer_writer *w, const char *about, struct sv glob)
{
    struct buf b = {0};
    buf_fmt(&b, "learnt-%s-", about);
    slug_add(&b, glob);
    size_t plain = b.n;
    for (unsigned i = 2; sym_find(&w->slugs, buf_sv(&b)) != SYM_NONE; i++) {
        b.n = plain;
        buf_fmt(&b, "-%u", i);
    }
    sym_put(&w->slugs, buf_sv(&b));
    json_t *slug = json_stringn(b.p, b.n);
    buf_release(&b);
    return slug;
}

static json_t *text_json(struct sv text)
{
    return json_stringn(text.p, text.n);
}

/* What the rules of one kind say: in the slug, behind the name in the title, their severity. */
struct rule_words {
    const char *about, *title, *severity;
};

/* Takes over `match` and `require`. */
static void rule_add(struct infer_writer *w, const struct rule_words *words, struct sv glob,
                     json_t *match, json_t *require)
{
    struct buf b = {0};
    json_t *rule = json_object();
    buf_fmt(&b, "X%03zu", json_array_size(w->rules) + 1);
    json_object_set_new(rule, "code", json_stringn(b.p, b.n));
    buf_clear(&b);
    if (glob.n)
        buf_fmt(&b, "`%.*s` ", SV_ARG(glob));
    buf_addz(&b, words->title);
    json_object_set_new(rule, "title", json_stringn(b.p, b.n));
    json_object_set_new(rule, "slug", slug_json(w, words->about, glob));
    json_object_set_new(rule, "severity", json_string(words->severity));
    json_object_set_new(rule, "why", json_string("The good traces that this pack was learnt from "
                                                 "are not like that."));
    json_object_set_new(rule, "fix", json_string("Find out what changed; if the change is right, "
                                                 "learn the pack again or change this rule."));
    json_object_set_new(rule, "match", match);
    json_object_set_new(rule, "require", require);
    json_array_append_new(w->rules, rule);
    buf_release(&b);
}

static json_t *match_name(struct sv glob)
{
    return json_pack("{s:o}", "name", text_json(glob));
}

/* ---- attributes ---- */

static int key_cmp(const void *va, const void *vb)
{
    const struct learnt_key *a = va, *b = vb;
    if (a->spans != b->spans)
        return a->spans > b->spans ? -1 : 1;
    return a->key < b->key ? -1 : a->key > b->key;
}

/* Texts that name a kind and no person or thing: "gpt-4o-mini", "stop", "tool.call". */
static bool is_identifier(struct sv text)
{
    if (text.n == 0 || text.n > VALUE_BYTES_MAX || name_id_of(text) != NAME_ID_NONE ||
        shown_length(text) != text.n)
        return false;
    for (size_t i = 0; i < text.n; i++) {
        char c = text.p[i];
        bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        bool other = (c >= '0' && c <= '9') || memchr("_-.:/", c, 5);
        if (!letter && !(other && i > 0))
            return false;
    }
    return true;
}

static bool is_enum(const struct infer_writer *w, const struct learnt_key *k)
{
    if (k->types != 1u << OWN_STRING || k->odd_type || k->many_values ||
        k->n_texts < w->options->min_spans || k->n_texts < VALUES_SHARE * k->n_values)
        return false;
    for (uint32_t i = 0; i < k->n_values; i++)
        if (k->values[i].count < VALUE_TIMES_MIN || !k->values[i].in_several ||
            !is_identifier(store_sv(w->s, k->values[i].text)))
            return false;
    return true;
}

static int text_cmp(const void *a, const void *b)
{
    return sv_cmp(*(const struct sv *)a, *(const struct sv *)b);
}

static void enum_add(const struct infer_writer *w, const struct learnt_key *k, json_t *out)
{
    struct sv texts[INFER_VALUES_MAX];
    json_t *list = json_array();
    for (uint32_t i = 0; i < k->n_values; i++)
        texts[i] = store_sv(w->s, k->values[i].text);
    qsort(texts, k->n_values, sizeof(*texts), text_cmp);
    for (uint32_t i = 0; i < k->n_values; i++)
        json_array_append_new(list, text_json(texts[i]));
    json_object_set_new(out, "enum", list);
}

static void range_add(const struct infer_writer *w, const struct learnt_key *k, json_t *out)
{
    struct own_range range = range_widened(k->range, w->options->margin);
    json_object_set_new(out, "min", number_json(range.min));
    json_object_set_new(out, "max", number_json(range.max));
}

/* Only when all values have the one type; whole numbers and others together are numbers. */
static const char *type_of(const struct learnt_key *k)
{
    uint32_t types = k->types;
    if (k->odd_type)
        return NULL;
    if (types == (1u << OWN_INT | 1u << OWN_NUMBER))
        types = 1u << OWN_NUMBER;
    for (int type = 0; type < OWN_TYPES; type++)
        if (types == 1u << type)
            return own_type_words[type];
    return NULL;
}

static void presence_add(const struct infer_writer *w, const struct learnt *l,
                         const struct learnt_key *k, json_t *out)
{
    double coverage = (double)k->spans / (double)l->spans;
    if (k->spans == l->spans)
        json_object_set_new(out, "present", json_true());
    else if (coverage >= w->options->min_coverage && floor(k->share * 100) > 0)
        json_object_set_new(out, "coverage", json_real(floor(k->share * 100) / 100));
}

/* NULL when there is nothing to ask. */
static json_t *key_json(const struct infer_writer *w, const struct learnt *l,
                        const struct learnt_key *k)
{
    json_t *out = json_object();
    const char *type = type_of(k);
    bool open = !w->options->is_private(store_sv(w->s, k->key));
    bool numbers = k->n_numbers == k->spans;
    presence_add(w, l, k, out);
    if (type)
        json_object_set_new(out, "type", json_string(type));
    if (open && numbers && fabs(k->range.min) < largest_number &&
        fabs(k->range.max) < largest_number)
        range_add(w, k, out);
    if (open && is_enum(w, k))
        enum_add(w, k, out);
    if (json_object_size(out) == 0) {
        json_decref(out);
        return NULL;
    }
    json_object_set_new(out, "seen", json_integer(k->spans));
    return out;
}

static void attributes_write(struct infer_writer *w, struct learnt *l)
{
    static const struct rule_words words = {
        "attributes", "spans with other attributes than in good traces", "warning"};
    json_t *keys = json_object();
    if (l->keys.n)
        qsort(l->keys.v, l->keys.n, sizeof(*l->keys.v), key_cmp);
    for (size_t i = 0; i < l->keys.n && json_object_size(keys) < INFER_KEYS_MAX; i++) {
        const struct learnt_key *k = &l->keys.v[i];
        struct sv text = store_sv(w->s, k->key);
        json_t *of = k->spans >= w->options->min_spans && infer_tellable(text)
                         ? key_json(w, l, k)
                         : NULL;
        if (of)
            json_object_setn_new(keys, text.p, text.n, of);
    }
    if (json_object_size(keys))
        rule_add(w, &words, l->family->glob, match_name(l->family->glob),
                 json_pack("{s:O}", "attributes", keys));
    json_decref(keys);
}

/* ---- tree ---- */

static void place_write(struct infer_writer *w, const struct learnt *l)
{
    static const struct rule_words words = {
        "parent", "spans below another span than in good traces", "warning"};
    static const struct rule_words root_words = {
        "root", "spans that are roots in good traces and not here", "warning"};
    json_t *names, *parent;
    if (l->n_placed < w->options->min_spans || l->odd_parent)
        return;
    if (l->n_parents == 0) {
        if (l->n_roots != l->spans)
            return; /* the others have their parents elsewhere */
        rule_add(w, &root_words, l->family->glob, match_name(l->family->glob),
                 json_pack("{s:b}", "root", 1));
        return;
    }
    names = json_array();
    for (size_t i = 0; i < INFER_FAMILIES_MAX; i++) /* families stand in order of their names */
        for (uint32_t k = 0; k < l->n_parents; k++)
            if (l->parents[k] == i)
                json_array_append_new(names, text_json(w->families[i].glob));
    parent = json_pack("{s:{s:o}, s:I}", "match", "name", names, "seen", (json_int_t)l->n_placed);
    if (l->n_roots)
        json_object_set_new(parent, "or_root", json_true());
    rule_add(w, &words, l->family->glob, match_name(l->family->glob),
             json_pack("{s:o}", "parent", parent));
}

/* ---- amounts ---- */

static void count_add(json_t *list, const char *per, struct learnt_count c, double margin)
{
    double min = floor(c.min * (1 - margin)), max = ceil(c.max * (1 + margin));
    json_t *out = json_pack("{s:s, s:o, s:I}", "per", per, "max", number_json(max), "seen",
                            (json_int_t)c.times);
    if (min >= 1)
        json_object_set_new(out, "min", number_json(min));
    json_array_append_new(list, out);
}

static void amounts_write(struct infer_writer *w, const struct learnt *l)
{
    static const struct rule_words words = {
        "amount", "spans in other numbers or lengths than in good traces", "info"};
    double margin = w->options->margin;
    json_t *require = json_object(), *counts = json_array();
    if (l->per_trace.times >= 2)
        count_add(counts, "trace", l->per_trace, margin);
    if (l->per_turn.times >= w->options->min_spans && l->per_turn.max)
        count_add(counts, "turn", l->per_turn, margin);
    if (json_array_size(counts))
        json_object_set(require, "count", counts);
    if (l->n_timed >= w->options->min_spans) {
        double most = round_two(l->longest_ms * (1 + margin), true);
        json_object_set_new(require, "duration",
                            json_pack("{s:o, s:I}", "max_ms", number_json(most > 1 ? most : 1),
                                      "seen", (json_int_t)l->n_timed));
    }
    if (json_object_size(require))
        rule_add(w, &words, l->family->glob, match_name(l->family->glob), json_incref(require));
    json_decref(counts);
    json_decref(require);
}

/* ---- */

void infer_write(struct infer_writer *w, struct learnt *l)
{
    attributes_write(w, l);
    place_write(w, l);
    amounts_write(w, l);
}

void infer_write_names(struct infer_writer *w, size_t n_families, uint64_t spans)
{
    static const struct rule_words words = {
        "span-name", "Span names that good traces do not have", "warning"};
    json_t *names = json_array();
    for (size_t i = 0; i < n_families; i++)
        json_array_append_new(names, text_json(w->families[i].glob));
    rule_add(w, &words, (struct sv){0}, json_pack("{s:o}", "except", names),
             json_pack("{s:{s:b, s:I}}", "forbid", "spans", 1, "seen", (json_int_t)spans));
}
