#include "lint/baseline.h"

#include <inttypes.h>
#include <math.h>
#include <jansson.h>

#include "core/fmt.h"
#include "core/json_out.h"
#include "core/nearest.h"
#include "core/shown.h"
#include "core/version.h"
#include "lint/ran.h"

static const char schema[] = "spanvet.baseline/1";

/* ---- reading ---- */

struct reader {
    struct baseline *b;
    struct sv title;
    struct err *e;
};

static bool wrong(struct reader *r, const char *what)
{
    return err_set(r->e, "%.*s: %s; `spanvet lint --baseline FILE --update-baseline` writes one",
                   SV_ARG(r->title), what);
}

/* Every member of the object is one of the names. */
static bool members_known(struct reader *r, json_t *object, const char *const *names, size_t n)
{
    const char *key;
    json_t *value;
    json_object_foreach(object, key, value) {
        struct nearest near = {.word = sv_from_c(key)};
        size_t i = 0;
        while (i < n && strcmp(key, names[i]) != 0)
            nearest_try(&near, sv_from_c(names[i++]));
        if (i == n)
            return err_set(r->e, "%.*s: a baseline has no member \"%.64s\"%s%.*s%s",
                           SV_ARG(r->title), key, near.best.n ? "; did you mean \"" : "",
                           SV_ARG(near.best), near.best.n ? "\"?" : "");
    }
    return true;
}

static struct sv text_of(struct reader *r, const json_t *object, const char *member)
{
    const json_t *value = json_object_get(object, member);
    if (!json_is_string(value))
        return (struct sv){0};
    return arena_copy(&r->b->arena,
                      sv_of(json_string_value(value), json_string_length(value)));
}

static bool count_of(struct reader *r, const json_t *object, const char *member, uint64_t *out)
{
    const json_t *value = json_object_get(object, member);
    if (!json_is_integer(value) || json_integer_value(value) < 0)
        return wrong(r, "\"checked\" lacks a count of traces, spans or rules");
    *out = (uint64_t)json_integer_value(value);
    return true;
}

static bool checked_read(struct reader *r, json_t *object)
{
    static const char *const names[] = {"traces", "spans", "rules"};
    struct checked *c = &r->b->checked;
    return members_known(r, object, names, ARRAY_LEN(names)) &&
           count_of(r, object, "traces", &c->traces) && count_of(r, object, "spans", &c->spans) &&
           count_of(r, object, "rules", &c->rules);
}

static bool fingerprint_read(struct sv text, uint64_t *out)
{
    *out = 0;
    for (size_t i = 0; i < text.n; i++) {
        const char *digits = "0123456789abcdef", *at = memchr(digits, text.p[i], 16);
        if (!at)
            return false;
        *out = *out << 4 | (uint64_t)(at - digits);
    }
    return text.n == 16;
}

static bool severity_read(struct sv text, uint8_t *out)
{
    for (uint8_t sev = 0; sev < SEVERITIES; sev++)
        if (sv_eq(text, sv_from_c(severity_name(sev)))) {
            *out = sev;
            return true;
        }
    return false;
}

static bool entry_read(struct reader *r, json_t *object)
{
    static const char *const names[] = {"fingerprint", "rule",      "slug",
                                        "severity",    "span_name", "attribute"};
    struct baseline_entry entry = {
        .code = text_of(r, object, "rule"),
        .slug = text_of(r, object, "slug"),
        .span_name = text_of(r, object, "span_name"),
        .attribute = text_of(r, object, "attribute"),
    };
    if (!members_known(r, object, names, ARRAY_LEN(names)))
        return false;
    if (!fingerprint_read(text_of(r, object, "fingerprint"), &entry.fingerprint))
        return wrong(r, "a finding has no \"fingerprint\" of 16 hexadecimal digits");
    if (!severity_read(text_of(r, object, "severity"), &entry.severity))
        return wrong(r, "a finding's \"severity\" is not error, warning or info");
    vec_push(&r->b->entries, entry);
    return true;
}

static bool document_read(struct reader *r, json_t *root)
{
    static const char *const names[] = {"schema", "tool", "checked", "findings"};
    size_t i;
    json_t *item, *list = json_object_get(root, "findings");
    if (!json_is_object(root) || !sv_eq(text_of(r, root, "schema"), sv_from_c(schema)))
        return wrong(r, "this is no baseline: its \"schema\" is not \"spanvet.baseline/1\"");
    if (!members_known(r, root, names, ARRAY_LEN(names)) ||
        !checked_read(r, json_object_get(root, "checked")))
        return false;
    if (!json_is_array(list))
        return wrong(r, "\"findings\" is no list");
    json_array_foreach(list, i, item)
        if (!entry_read(r, item))
            return false;
    return true;
}

/* Of one fingerprint the highest severity comes first. */
static int entry_cmp(const void *va, const void *vb)
{
    const struct baseline_entry *a = va, *b = vb;
    if (a->fingerprint != b->fingerprint)
        return a->fingerprint < b->fingerprint ? -1 : 1;
    return (a->severity < b->severity) - (a->severity > b->severity);
}

static void entries_sort(struct baseline *b)
{
    size_t kept = 0;
    if (b->entries.n)
        qsort(b->entries.v, b->entries.n, sizeof(*b->entries.v), entry_cmp);
    for (size_t i = 0; i < b->entries.n; i++)
        if (!kept || b->entries.v[kept - 1].fingerprint != b->entries.v[i].fingerprint)
            b->entries.v[kept++] = b->entries.v[i];
    b->entries.n = kept;
}

bool baseline_read(struct baseline *b, struct sv text, struct sv title, struct err *e)
{
    struct reader r = {.b = b, .title = title, .e = e};
    json_error_t error;
    *b = (struct baseline){0};
    json_t *root = json_loadb(text.p, text.n, JSON_REJECT_DUPLICATES, &error);
    if (!root)
        return err_set(e, "%.*s: this is no baseline, as it is no JSON document (line %d: %s); "
                          "`spanvet lint --baseline FILE --update-baseline` writes one",
                       SV_ARG(title), error.line, error.text);
    bool ok = document_read(&r, root);
    json_decref(root);
    entries_sort(b);
    return ok;
}

void baseline_release(struct baseline *b)
{
    vec_release(&b->entries);
    arena_release(&b->arena);
    *b = (struct baseline){0};
}

/* ---- what is known ---- */

static struct baseline_entry *entry_find(const struct baseline *b, uint64_t fingerprint)
{
    size_t from = 0, to = b->entries.n;
    while (from < to) {
        size_t mid = from + (to - from) / 2;
        if (b->entries.v[mid].fingerprint < fingerprint)
            from = mid + 1;
        else
            to = mid;
    }
    return from < b->entries.n && b->entries.v[from].fingerprint == fingerprint
               ? &b->entries.v[from]
               : NULL;
}

/* Of a rule in the catalogue or, when its pack is not there, of none. */
static bool entry_rule_ran(const struct baseline_entry *entry, const struct catalog *cat,
                           const bool *ran)
{
    size_t rule = catalog_find(cat, entry->code);
    return rule < cat->n && ran[rule];
}

/* Entries of an earlier version about the form of inputs. */
static bool entry_of_form(const struct baseline_entry *entry, const struct catalog *cat)
{
    size_t rule = catalog_find(cat, entry->code);
    return rule < cat->n && cat->rules[rule]->of_form;
}

/* Sees the entries that can be neither new nor gone. */
static void lasting_see(struct baseline *b, const struct lint *l, const struct settings *set)
{
    bool *ran = lint_ran(l, set);
    for (size_t i = 0; i < b->entries.n; i++)
        b->entries.v[i].seen = !entry_rule_ran(&b->entries.v[i], set->catalog, ran) ||
                               entry_of_form(&b->entries.v[i], set->catalog);
    free(ran);
}

void baseline_apply(struct baseline *b, struct lint *l, const struct store *s,
                    const struct settings *set)
{
    const struct catalog *cat = set->catalog;
    size_t kept = 0;
    memset(l->totals, 0, sizeof(l->totals));
    lasting_see(b, l, set);
    for (size_t i = 0; i < l->findings.list.n; i++) {
        const struct finding *f = &l->findings.list.v[i];
        const struct rule *rule = cat->rules[f->rule];
        struct baseline_entry *entry = entry_find(b, finding_fingerprint(f, rule->code, s));
        bool accepts = entry && entry->severity >= f->severity;
        if (entry)
            entry->seen = true;
        if (accepts && !entry->accepts)
            b->n_accepting += entry->accepts = true;
        b->n_form += rule->of_form;
        if (rule->of_form || accepts)
            continue;
        l->totals[f->severity]++;
        l->findings.list.v[kept++] = *f;
    }
    b->n_known = l->findings.list.n - kept;
    l->findings.list.n = kept;
    for (size_t i = 0; i < b->entries.n; i++)
        b->n_stale += !b->entries.v[i].seen;
}

/* ---- writing ---- */

static struct sv shown_sym(struct baseline *b, const struct store *s, sym y)
{
    struct buf tmp = {0};
    struct sv text = {0};
    if (y != SYM_NONE)
        text = arena_copy(&b->arena, shown_text(store_sv(s, y), &tmp));
    buf_release(&tmp);
    return text;
}

static void entries_fill(struct baseline *b, const struct lint *l, const struct store *s,
                         const struct catalog *cat)
{
    for (size_t i = 0; i < l->findings.list.n; i++) {
        const struct finding *f = &l->findings.list.v[i];
        const struct rule *rule = cat->rules[f->rule];
        if (rule->of_form)
            continue;
        vec_push(&b->entries, ((struct baseline_entry){
                                  .fingerprint = finding_fingerprint(f, rule->code, s),
                                  .severity = f->severity,
                                  .code = sv_from_c(rule->code),
                                  .slug = sv_from_c(rule->slug),
                                  .span_name = shown_sym(b, s, f->name),
                                  .attribute = shown_sym(b, s, f->key),
                              }));
    }
}

static void put_text(struct json_out *j, const char *key, struct sv text)
{
    if (text.n)
        json_out_text(j, key, text);
    else
        json_out_null(j, key);
}

static void put_entry(struct json_out *j, const struct baseline_entry *entry)
{
    char fingerprint[17];
    snprintf(fingerprint, sizeof(fingerprint), "%016" PRIx64, entry->fingerprint);
    json_out_open(j, NULL, '{');
    json_out_text(j, "fingerprint", sv_from_c(fingerprint));
    json_out_text(j, "rule", entry->code);
    json_out_text(j, "slug", entry->slug);
    json_out_text(j, "severity", sv_from_c(severity_name(entry->severity)));
    put_text(j, "span_name", entry->span_name);
    put_text(j, "attribute", entry->attribute);
    json_out_close(j);
}

static void put_head(struct json_out *j, const struct checked *c)
{
    json_out_text(j, "schema", sv_from_c(schema));
    json_out_open(j, "tool", '{');
    json_out_text(j, "name", SV("spanvet"));
    json_out_text(j, "version", SV(SPANVET_VERSION));
    json_out_close(j);
    json_out_open(j, "checked", '{');
    json_out_u64(j, "traces", c->traces);
    json_out_u64(j, "spans", c->spans);
    json_out_u64(j, "rules", c->rules);
    json_out_close(j);
}

/* Entries of rules that did not run: nobody knows whether they are gone. */
static uint64_t entries_keep(struct baseline *b, const struct baseline *old, const struct lint *l,
                             const struct settings *set)
{
    bool *ran = lint_ran(l, set);
    size_t n = b->entries.n;
    for (size_t i = 0; i < old->entries.n; i++) {
        const struct baseline_entry *entry = &old->entries.v[i];
        if (!entry_rule_ran(entry, set->catalog, ran) && !entry_of_form(entry, set->catalog))
            vec_push(&b->entries, *entry);
    }
    free(ran);
    return b->entries.n - n;
}

static struct baseline_change change_of(const struct baseline *old, const struct baseline *now)
{
    struct baseline_change c = {.n = now->entries.n};
    for (size_t i = 0; i < now->entries.n; i++) {
        const struct baseline_entry *before = entry_find(old, now->entries.v[i].fingerprint);
        c.new += !before || before->severity < now->entries.v[i].severity;
    }
    for (size_t i = 0; i < old->entries.n; i++)
        c.gone += !entry_find(now, old->entries.v[i].fingerprint);
    return c;
}

struct baseline_change baseline_write(struct buf *out, const struct baseline *old,
                                      const struct lint *l, const struct store *s,
                                      const struct index *ix, const struct settings *set)
{
    struct baseline b = {.checked = checked_count(s, ix, set)};
    struct json_out j = {.b = out};
    entries_fill(&b, l, s, set->catalog);
    uint64_t kept = entries_keep(&b, old, l, set);
    entries_sort(&b);
    struct baseline_change change = change_of(old, &b);
    change.kept = kept;
    json_out_open(&j, NULL, '{');
    put_head(&j, &b.checked);
    json_out_open(&j, "findings", '[');
    for (size_t i = 0; i < b.entries.n; i++)
        put_entry(&j, &b.entries.v[i]);
    json_out_close(&j);
    json_out_close(&j);
    baseline_release(&b);
    return change;
}

/* ---- the ratchet ---- */

struct checked checked_count(const struct store *s, const struct index *ix,
                             const struct settings *set)
{
    struct checked c = {.traces = ix->n_real_traces, .spans = s->n_spans - ix->n_duplicates};
    for (size_t i = 0; i < set->catalog->n; i++)
        c.rules += set->enabled[i];
    return c;
}

unsigned baseline_share(const struct baseline *b, const struct checked *now)
{
    const uint64_t counts[][2] = {{b->checked.traces, now->traces},
                                  {b->checked.spans, now->spans},
                                  {b->checked.rules, now->rules}};
    double least = 1;
    for (size_t i = 0; i < ARRAY_LEN(counts); i++)
        if (counts[i][1] < counts[i][0])
            least = fmin(least, (double)counts[i][1] / (double)counts[i][0]);
    return (unsigned)floor(least * 100);
}

bool baseline_holds(const struct baseline *b, const struct checked *now, double least,
                    struct buf *why)
{
    const struct {
        const char *what;
        uint64_t before, now;
    } counts[] = {{"trace", b->checked.traces, now->traces},
                  {"span", b->checked.spans, now->spans},
                  {"rule", b->checked.rules, now->rules}};
    size_t start = why->n;
    for (size_t i = 0; i < ARRAY_LEN(counts); i++) {
        if ((double)counts[i].now >= least * (double)counts[i].before)
            continue;
        buf_fmt(why, "%s%s of %s", why->n > start ? ", " : "", fmt_count(counts[i].now).text,
                fmt_amount(counts[i].before, counts[i].what).text);
    }
    return why->n == start;
}
