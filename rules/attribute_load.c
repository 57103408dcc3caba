/* How many attributes there are, and under which keys: P140, P141, P142. */
#include "core/fmt.h"
#include "rules/catalog.h"
#include "rules/foreign.h"
#include "rules/notes.h"
#include "rules/say.h"
#include "rules/scan.h"
#include "core/words.h"

/* ---- P140 attribute-flood ---- */

enum { FLOOD_SPAN, FLOOD_TRACE };

/* A store that has no more keys than a trace may have needs no count. */
static void distinct_check(struct check *c)
{
    uint32_t n = 0;
    if ((double)c->v->span_keys.n <= c->param[FLOOD_TRACE])
        return;
    for (uint32_t p = c->first; p < c->end; p++) {
        struct attr_range r = span_attrs(c->s, span_row(c, p));
        for (uint32_t i = r.first; i < r.first + r.count; i++)
            n += check_set_add(c, c->s->attrs.v[i].key);
    }
    if (n > c->param[FLOOD_TRACE])
        check_found_trace(c, c->end - c->first, n, FLOOD_TRACE, "%s on the spans of one trace",
                          fmt_amount(n, "attribute key").text);
}

static void attribute_flood_check(struct check *c)
{
    for (uint32_t p = c->first; p < c->end; p++) {
        uint32_t n = c->s->span.attr_count[span_row(c, p)];
        if (UNLIKELY(n > c->param[FLOOD_SPAN]))
            check_hit(c, p, n);
    }
    c->looked = c->end - c->first;
    struct hit *h;
    while ((h = check_next(c)))
        check_found(c, h, FLOOD_SPAN, "%s of %s with up to %.0f attributes",
                    fmt_amount(h->count, "span").text, say_name(store_sv(c->s, h->name)).text,
                    h->measured);
    distinct_check(c);
}

const struct rule rule_attribute_flood = {
    .code = "P140",
    .slug = "attribute-flood",
    .title = "more attributes than anybody reads",
    .why = "Each attribute is stored, indexed and shown. With hundreds of them the few that answer "
           "a question are not found, and the SDK drops some beyond its limit.",
    .fix = "Keep what answers a question. Lists of items become a count and a few examples.",
    .snippet = "bounded-text",
    .severity = SEVERITY_WARNING,
    .when = FEATURE_ATTRIBUTES,
    .params =
        {
            [FLOOD_SPAN] = {"max_span", 64, 1, 1e6, "count", "most attributes of one span"},
            [FLOOD_TRACE] = {"max_trace", 200, 1, 1e6, "count",
                             "most attribute keys on the spans of one trace"},
        },
    .check = attribute_flood_check,
};

/* ---- P141 unsafe-keys-shape ---- */

enum { KEY_METRIC, KEY_SEARCH };

/* What is wrong with a key, or NULL. The one key of the vocabulary with a capital letter is right
 * as it is. */
static const char *key_wrong(const struct check *c, sym key)
{
    struct sv text = store_sv(c->s, key);
    if ((double)text.n > c->param[KEY_SEARCH])
        return "too long for a search";
    if ((double)text.n > c->param[KEY_METRIC])
        return "too long for a metric";
    if (key == c->v->keys[KEY_stt_provider_name] || key_is_foreign(text))
        return NULL;
    for (size_t i = 0; i < text.n; i++)
        if (text.p[i] == ' ' || (text.p[i] >= 'A' && text.p[i] <= 'Z'))
            return text.p[i] == ' ' ? "a space" : "capital letters";
    return NULL;
}

/* Each key of the input is judged once, whatever number of spans has it. */
static void unsafe_keys_check(struct check *c)
{
    struct notes notes = {0};
    uint32_t n = 0;
    sym first = SYM_NONE;
    for (size_t i = 0; i < c->v->span_keys.n; i++) {
        sym key = c->v->span_keys.v[i];
        const char *wrong = key_wrong(c, key);
        if (!wrong)
            continue;
        first = n++ ? first : key;
        notes_add(&notes, (struct note){SYM_NONE, key, wrong, 0});
    }
    c->looked = c->v->span_keys.n;
    if (n) {
        struct finding *f = check_found_trace(c, n, 0, NO_PARAM, "%s of an unsafe shape: %.*s",
                                              fmt_amount(n, "attribute key").text,
                                              SV_ARG(notes_say(&notes, c->s, SYM_NONE)));
        f->key = first;
    }
    notes_release(&notes);
}

const struct rule rule_unsafe_keys_shape = {
    .code = "P141",
    .slug = "unsafe-keys-shape",
    .title = "attribute keys that searches and metrics have trouble with",
    .why = "Metrics and searches match keys exactly. Capital letters are mistyped, spaces have to "
           "be quoted, and keys beyond 200 characters cannot be named in a metric.",
    .fix = "Use dotted lower case: order.total_amount. What varies from call to call belongs into "
           "the value.",
    .snippet = "bounded-text",
    .severity = SEVERITY_INFO,
    .scope = SCOPE_STORE,
    .when = FEATURE_ATTRIBUTES,
    .needs = "needs an attribute",
    .params =
        {
            [KEY_METRIC] = {"metric_bytes", 200, 1, 1e6, "bytes",
                            "longest key that a metric takes"},
            [KEY_SEARCH] = {"search_bytes", 500, 1, 1e6, "bytes",
                            "longest key that a search takes"},
        },
    .check = unsafe_keys_check,
};

/* ---- P142 raw-agent-metadata ---- */

enum metadata_key { METADATA_UNKNOWN, METADATA_NO, METADATA_WHOLE, METADATA_PART };

/* "agent.metadata" and "assistantConfig" hold all of it, "agent.config.llm" a part. */
static enum metadata_key metadata_key(struct sv key)
{
    static const struct sv OWNERS[] = {SV_INIT("agent"), SV_INIT("assistant")};
    static const struct sv WHAT[] = {SV_INIT("metadata"), SV_INIT("config"),
                                     SV_INIT("configuration"), SV_INIT("settings")};
    struct sv before = {0}, word;
    while (word_next(&key, &word)) {
        if (word_in(before, OWNERS, ARRAY_LEN(OWNERS)) && word_in(word, WHAT, ARRAY_LEN(WHAT)))
            return word_next(&key, &word) ? METADATA_PART : METADATA_WHOLE;
        before = word;
    }
    return METADATA_NO;
}

/* A map, or a text that was one. */
static bool is_map(const struct check *c, const struct attr *a)
{
    if (a->type != VALUE_STRING)
        return a->type == VALUE_KVLIST;
    struct sv text = sv_trim(store_sv(c->s, (sym)a->bits));
    return text.n > 2 && text.p[0] == '{';
}

static void metadata_judge(struct scan *sc, struct attr_range r)
{
    const struct check *c = sc->c;
    const struct attr *a = c->s->attrs.v + r.first;
    for (const struct attr *end = a + r.count; a < end; a++) {
        uint8_t *memo = &sc->memo[a->key];
        if (UNLIKELY(!*memo))
            *memo = (uint8_t)metadata_key(store_sv(c->s, a->key));
        if (LIKELY(*memo == METADATA_NO))
            continue;
        if (is_map(c, a))
            scan_note(sc, a->key, "a map", 0, true);
        else if (*memo == METADATA_PART && a->type == VALUE_STRING)
            scan_note(sc, a->key, "a part", 0, false);
    }
}

/* Is there such a key at all? All keys of the store are few. */
static bool any_metadata(struct check *c)
{
    for (size_t i = 0; i < c->v->span_keys.n; i++)
        if (metadata_key(store_sv(c->s, c->v->span_keys.v[i])) != METADATA_NO)
            return true;
    for (size_t i = 0; i < c->s->resources.n; i++) {
        struct attr_range r = c->s->resources.v[i].attrs;
        for (uint32_t k = r.first; k < r.first + r.count; k++)
            if (metadata_key(store_sv(c->s, c->s->attrs.v[k].key)) != METADATA_NO)
                return true;
    }
    return false;
}

static void raw_metadata_check(struct check *c)
{
    struct scan sc = scan_of(c);
    c->looked = c->s->n_spans;
    if (!any_metadata(c))
        return;
    c->looked = 0;
    sc.mild = SEVERITY_WARNING;
    for (uint32_t t = 0; t < c->ix->n_traces; t++) {
        check_enter(c, t);
        scan_trace(&sc, metadata_judge);
        scan_report(&sc, "the configuration of the agent");
    }
    notes_release(&sc.notes);
}

const struct rule rule_raw_agent_metadata = {
    .code = "P142",
    .slug = "raw-agent-metadata",
    .title = "the agent's configuration was copied into the trace",
    .why = "Configurations hold the keys of providers, internal addresses and prompts. Copied as a "
           "whole, what is added to them tomorrow is in the traces too.",
    .fix = "Drop the attribute, and record the few values that matter by name: agent.version, "
           "gen_ai.request.model.",
    .snippet = "resource-attributes",
    .severity = SEVERITY_ERROR,
    .scope = SCOPE_STORE,
    .check = raw_metadata_check,
};
