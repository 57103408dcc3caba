/* Span names: N059-N065. Each distinct name is judged once and its verdict kept by symbol. */
#include "core/fmt.h"
#include "core/name_ids.h"
#include "rules/catalog.h"
#include "rules/families.h"
#include "lint/dialects.h"
#include "rules/say.h"
#include "rules/spans.h"

enum { VERDICT_NONE, VERDICT_GOOD, VERDICT_BAD };

/* For rules that judge a name alone: hits every span with a bad name. */
static void hit_bad_names(struct check *c, name_judge *is_bad)
{
    uint8_t *memo = check_memo(c);
    c->looked = c->end - c->first;
    for (uint32_t p = c->first; p < c->end; p++) {
        sym name = span_name(c, p);
        if (UNLIKELY(!memo[name]))
            memo[name] = is_bad(c, store_sv(c->s, name)) ? VERDICT_BAD : VERDICT_GOOD;
        if (UNLIKELY(memo[name] == VERDICT_BAD))
            check_hit(c, p, 0);
    }
}

/* ---- N059 undifferentiated-turn ---- */

/* Attributes by which frameworks tell turns apart. */
static bool has_turn_identity(const struct check *c, uint32_t p)
{
    static const enum known_key KEYS[] = {
        KEY_turn_role, KEY_turn_number, KEY_turn_id, KEY_turn_index, KEY_conversation_turn_number,
        KEY_lk_speech_id, KEY_lk_generation_id, KEY_voice_turn_id,
    };
    for (size_t i = 0; i < ARRAY_LEN(KEYS); i++)
        if (span_attr(c, p, KEYS[i]))
            return true;
    return false;
}

static void undifferentiated_turn_check(struct check *c)
{
    sym turn = sym_find(&c->s->syms, SV("turn"));
    uint32_t n = 0;
    bool identity = false;
    for (uint32_t p = c->first; p < c->end; p++)
        if (span_name(c, p) == turn) {
            n++;
            identity = identity || has_turn_identity(c, p);
        }
    c->looked = n;
    for (uint32_t p = c->first; n >= 2 && !identity && p < c->end; p++)
        if (span_name(c, p) == turn)
            check_hit(c, p, n);
    struct sv missing = view_missing(c->v, c->trace, KEY_turn_number, CLASS_TURN);
    struct hit *h;
    while ((h = check_next(c))) {
        struct finding *f = check_found(
            c, h, NO_PARAM, "%s named `turn`, and none says whose turn or which one%s%.*s",
            fmt_amount(h->count, "span").text, missing.n ? ": " : "", SV_ARG(missing));
        if (missing.n)
            f->severity = SEVERITY_INFO;
    }
}

const struct rule rule_undifferentiated_turn = {
    .code = "N059",
    .slug = "undifferentiated-turn",
    .title = "turns that cannot be told apart",
    .why = "When every turn is called turn and nothing says who speaks, the waterfall does not "
           "show the conversation, and no metric can look at the caller or the agent alone.",
    .fix = "Name them turn.user and turn.assistant, or set turn.role on each (or turn.number where "
           "a turn is a whole exchange).",
    .snippet = "number-turns",
    .severity = SEVERITY_WARNING,
    .when = FEATURE_OF(CLASS_TURN),
    .needs = "needs a turn span",
    .check = undifferentiated_turn_check,
};

/* ---- N060 turn-role-mismatch ---- */

enum turn { TURN_USER, TURN_ASSISTANT, TURN_ANOTHER };

static enum turn turn_of(const struct store *s, const struct attr *a)
{
    struct sv text = a->type == VALUE_STRING ? store_sv(s, (sym)a->bits) : (struct sv){0};
    return sv_eq(text, SV("user"))        ? TURN_USER
           : sv_eq(text, SV("assistant")) ? TURN_ASSISTANT
                                          : TURN_ANOTHER;
}

static bool turn_suits(enum turn turn, struct sv name)
{
    if (turn == TURN_ANOTHER)
        return false;
    return !sv_eq(name, turn == TURN_USER ? SV("turn.assistant") : SV("turn.user"));
}

static void turn_role_mismatch_check(struct check *c)
{
    struct positions turns = check_spans(c, CLASS_TURN);
    for (uint32_t i = 0; i < turns.n; i++) {
        uint32_t p = turns.v[i];
        const struct attr *a = span_attr(c, p, KEY_turn_role);
        c->looked += a != NULL;
        if (a && !turn_suits(turn_of(c->s, a), span_name_sv(c, p)))
            check_hit_key(c, p, a->key, 0);
    }
    struct hit *h;
    while ((h = check_next(c)))
        check_found(c, h, NO_PARAM,
                    "turn.role on %s %s is not user or assistant, or not the one in the name",
                    fmt_amount(h->count, "span").text, say_name(store_sv(c->s, h->name)).text);
}

const struct rule rule_turn_role_mismatch = {
    .code = "N060",
    .slug = "turn-role-mismatch",
    .title = "turn.role contradicts the span name or is no role",
    .why = "Metrics and filters by role count these turns for the wrong side or not at all.",
    .fix = "Set turn.role to user or assistant, the same as in the span's name.",
    .snippet = "number-turns",
    .severity = SEVERITY_WARNING,
    .when = FEATURE_OF(CLASS_TURN),
    .needs_key = NEEDS_KEY(turn_role),
    .needs = "needs turn.role on a turn span",
    .check = turn_role_mismatch_check,
};

/* ---- N061 high-cardinality-name ---- */

enum { NAMES_MAX, NAMES_SHARE, NAMES_SPANS };
enum { FAMILIES_SHOWN = 3 };

struct id_names {
    struct families families; /* of the names with ids in them */
    VEC(uint32_t) spans;      /* their positions */
    struct buf text;
    uint8_t *memo;
};

/* "chat gpt-4-0613": what a convention puts into a name on purpose is no id. */
static bool is_model_in_name(const struct check *c, uint32_t p)
{
    static const enum known_key KEYS[] = {KEY_request_model, KEY_response_model};
    struct sv name = span_name_sv(c, p);
    for (size_t i = 0; i < ARRAY_LEN(KEYS); i++) {
        const struct attr *a = span_attr(c, p, KEYS[i]);
        struct sv model = a && a->type == VALUE_STRING ? store_sv(c->s, (sym)a->bits) : SV("");
        size_t at = model.n ? sv_find(name, model) : SIZE_MAX;
        if (at != SIZE_MAX)
            return !name_id_of(sv_of(name.p, at)) && !name_id_of(sv_from(name, at + model.n));
    }
    return false;
}

static bool has_id(struct id_names *ids, const struct check *c, uint32_t p)
{
    sym name = span_name(c, p);
    if (UNLIKELY(!ids->memo[name])) {
        /* session:* wrappers are named by what they wrap, and viewers fold them. */
        bool wraps = view_name_class(c->v, name) == CLASS_SESSION;
        ids->memo[name] =
            !wraps && name_id_of(store_sv(c->s, name)) ? VERDICT_BAD : VERDICT_GOOD;
    }
    return UNLIKELY(ids->memo[name] == VERDICT_BAD) && !is_model_in_name(c, p);
}

/* The family with the most spans; families_say sets the count of those it has shown to 0. */
static uint32_t largest_family(struct families *f)
{
    uint32_t best = f->present.v[0];
    for (size_t i = 1; i < f->present.n; i++)
        if (f->list.v[f->present.v[i]].count > f->list.v[best].count)
            best = f->present.v[i];
    return best;
}

/* "`call-*` (30 spans), `user-*` (1 span) and 4 more". Ids themselves are never shown: they may
 * be those of people. */
static void families_say(struct id_names *ids)
{
    struct families *f = &ids->families;
    buf_clear(&ids->text);
    for (size_t i = 0; i < f->present.n && i < FAMILIES_SHOWN; i++) {
        uint32_t family = largest_family(f);
        buf_fmt(&ids->text, "%s%s (%s)", i ? ", " : "", say_name(family_text(f, family)).text,
                fmt_amount(f->list.v[family].count, "span").text);
        f->list.v[family].count = 0;
    }
    if (f->present.n > FAMILIES_SHOWN)
        buf_fmt(&ids->text, " and %zu more", f->present.n - FAMILIES_SHOWN);
}

static void id_names_found(struct id_names *ids, struct check *c)
{
    families_clear(&ids->families);
    for (size_t i = 0; i < ids->spans.n; i++)
        families_add(&ids->families, c->s, span_name(c, ids->spans.v[i]));
    enum name_id kind = name_id_of(span_name_sv(c, ids->spans.v[0]));
    families_say(ids);
    struct finding *f = check_found_trace(
        c, (uint32_t)ids->spans.n, 0, NO_PARAM, "%s %s %s or the like in the name: %.*s",
        fmt_amount(ids->spans.n, "span").text, ids->spans.n == 1 ? "has" : "have",
        name_id_text(kind), SV_ARG(buf_sv(&ids->text)));
    for (size_t i = 0; i < ids->spans.n && check_wants_example(c, f); i++)
        check_example(c, f, ids->spans.v[i]);
}

/* Many different names without ids in them are a weak sign: agents of many steps have them too. */
static void distinct_names_found(struct check *c, uint32_t distinct, uint32_t total)
{
    double share = (double)distinct / total;
    struct finding *f = NULL;
    if (distinct > c->param[NAMES_MAX])
        f = check_found_trace(c, distinct, distinct, NAMES_MAX,
                              "%u different span names in one trace", distinct);
    else if (total >= c->param[NAMES_SPANS] && share > c->param[NAMES_SHARE])
        f = check_found_trace(c, distinct, share, NAMES_SHARE,
                              "%u spans have %u different names", total, distinct);
    if (f)
        f->severity = SEVERITY_INFO;
}

static void id_names_trace(struct id_names *ids, struct check *c)
{
    uint32_t distinct = 0, total = c->end - c->first;
    ids->spans.n = 0;
    check_set_clear(c);
    c->looked += total;
    for (uint32_t p = c->first; p < c->end; p++) {
        distinct += check_set_add(c, span_name(c, p));
        if (has_id(ids, c, p))
            vec_push(&ids->spans, p);
    }
    if (ids->spans.n)
        id_names_found(ids, c);
    else if (total)
        distinct_names_found(c, distinct, total);
}

static void high_cardinality_name_check(struct check *c)
{
    struct id_names ids = {.memo = check_memo(c)};
    families_init(&ids.families, c->s);
    for (uint32_t t = 0; t < c->ix->n_traces; t++) {
        check_enter(c, t);
        id_names_trace(&ids, c);
    }
    families_release(&ids.families);
    vec_release(&ids.spans);
    buf_release(&ids.text);
}

const struct rule rule_high_cardinality_name = {
    .code = "N061",
    .slug = "high-cardinality-name",
    .title = "span names that hold ids",
    .why = "A metric is defined for one exact span name. When each call, order or user makes a "
           "name of its own, nothing can be counted, compared or searched by name, and an id "
           "that belongs to a person is shown in every list.",
    .fix = "Use one stable name for the operation and put the id into an attribute.",
    .snippet = "stable-names",
    .severity = SEVERITY_ERROR,
    .scope = SCOPE_STORE,
    .params =
        {
            [NAMES_MAX] = {"max_names", 50, 1, 1e6, "count",
                           "more different names in one trace are reported as a hint"},
            [NAMES_SHARE] = {"max_distinct_share", 0.5, 0, 1, "share",
                             "a larger share of different names is reported as a hint"},
            [NAMES_SPANS] = {"min_spans", 20, 1, 1e6, "count",
                             "max_distinct_share applies from this many spans on"},
        },
    .check = high_cardinality_name_check,
};

/* ---- N062 long-name ---- */

enum { NAME_CHARS_SEARCH = 500 };

static bool is_long_name(const struct check *c, struct sv name)
{
    return (double)name.n > c->param[0] && (double)fmt_columns(name) > c->param[0];
}

static void long_name_check(struct check *c)
{
    hit_bad_names(c, is_long_name);
    struct hit *h;
    while ((h = check_next(c))) {
        h->measured = (double)fmt_columns(store_sv(c->s, h->name));
        check_found(c, h, 0, "a span name of %.0f characters: no metric can name it%s",
                    h->measured,
                    h->measured > NAME_CHARS_SEARCH ? ", and it no longer fits a search filter"
                                                    : "");
    }
}

static bool any_long_name(const struct check *c)
{
    return any_span_name(c, is_long_name);
}

const struct rule rule_long_name = {
    .code = "N062",
    .slug = "long-name",
    .title = "span names too long for a metric",
    .why = "A custom metric takes span names of up to 200 characters and a trace search filter up "
           "to 500, so longer names can be seen but not used.",
    .fix = "Shorten the name; put sentences, queries and arguments into attributes.",
    .snippet = "stable-names",
    .severity = SEVERITY_WARNING,
    .params = {{"max_chars", 200, 1, 1e6, "characters", "longer names are reported"}},
    .may_find = any_long_name,
    .check = long_name_check,
};

/* ---- N063 alias-span-name ---- */

/* The dialect's own word for a stage. What only groups others has no name that metrics read. */
static bool is_dialect_name(const struct check *c, uint32_t p)
{
    uint8_t class = span_class(c, p);
    return c->v->features[c->trace] & FEATURE_DIALECT && class != CLASS_OTHER &&
           !class_is_wrapper(class) && class != view_name_class(c->v, span_name(c, p));
}

static bool is_plain_alias(const struct check *c, uint32_t p)
{
    sym name = span_name(c, p);
    return c->v->is_alias[name] && span_class(c, p) == view_name_class(c->v, name);
}

static void alias_found(struct check *c, const struct hit *h)
{
    struct said canonical = say_name(class_name(h->class));
    struct dialect_name by = view_dialect_name(c->v, c->s, h->rows[0]);
    struct buf titles = {0};
    if (view_name_class(c->v, h->name) == h->class) {
        check_found(c, h, NO_PARAM, "%s is an alias; the canonical name is %s",
                    say_name(store_sv(c->s, h->name)).text, canonical.text);
        return;
    }
    if (by.span)
        buf_add(&titles, by.dialect->title);
    else
        dialects_add_titles(&titles, c->v->pack, view_dialects(c->v, c->trace));
    check_found(c, h, NO_PARAM, "%s is how %.*s calls it; the canonical name is %s",
                say_name(store_sv(c->s, h->name)).text, SV_ARG(buf_sv(&titles)), canonical.text);
    buf_release(&titles);
}

static void alias_span_name_check(struct check *c)
{
    c->looked = c->end - c->first;
    for (uint32_t p = c->first; p < c->end; p++)
        if (UNLIKELY(is_plain_alias(c, p) || is_dialect_name(c, p)))
            check_hit(c, p, 0);
    struct hit *h;
    while ((h = check_next(c)))
        alias_found(c, h);
}

static bool any_alias(const struct check *c)
{
    for (size_t i = 0; i < c->v->span_names.n; i++)
        if (c->v->is_alias[c->v->span_names.v[i]])
            return true;
    return c->v->dialects != NULL;
}

const struct rule rule_alias_span_name = {
    .code = "N063",
    .slug = "alias-span-name",
    .title = "span names that stand for a canonical one",
    .why = "The viewer understands these names, but a custom metric matches the emitted name "
           "exactly, and it is not settled that built-in metrics read aliases.",
    .fix = "Emit the canonical name.",
    .snippet = "stable-names",
    .severity = SEVERITY_INFO,
    .may_find = any_alias,
    .check = alias_span_name_check,
};

/* ---- N064 near-canonical-name ---- */

static bool is_near_canonical(const struct check *c, struct sv name)
{
    return !c->v->is_alias[sym_find(&c->s->syms, name)] && view_canonical_for(c->v, name).n;
}

static void near_canonical_name_check(struct check *c)
{
    hit_bad_names(c, is_near_canonical);
    struct hit *h;
    while ((h = check_next(c)))
        check_found(c, h, NO_PARAM, "%s looks like %s, but names are compared exactly",
                    say_name(store_sv(c->s, h->name)).text,
                    say_name(view_canonical_for(c->v, store_sv(c->s, h->name))).text);
}

static bool any_near_canonical(const struct check *c)
{
    return any_span_name(c, is_near_canonical);
}

const struct rule rule_near_canonical_name = {
    .code = "N064",
    .slug = "near-canonical-name",
    .title = "span names that nearly are canonical",
    .why = "Another case, another separator or a longer word makes it a different name: it gets no "
           "colour and no built-in metric.",
    .fix = "Spell the name exactly as the canonical one.",
    .snippet = "stable-names",
    .severity = SEVERITY_INFO,
    .may_find = any_near_canonical,
    .check = near_canonical_name_check,
};

/* ---- N065 provider-name-shape ---- */

/* Is the provider in the name another one than that in the attribute? */
static bool provider_differs(const struct check *c, uint32_t p)
{
    struct sv provider = sv_from(span_name_sv(c, p), SV("stt.provider.").n);
    const struct attr *a = span_attr(c, p, KEY_stt_provider_name);
    return a && (a->type != VALUE_STRING || !sv_eq_nocase(store_sv(c->s, (sym)a->bits), provider));
}

/* A name without a provider is no attempt to the vocabulary. */
static void nameless_providers_hit(struct check *c)
{
    sym nameless = sym_find(&c->s->syms, SV("stt.provider."));
    struct positions others = check_spans(c, CLASS_OTHER);
    for (uint32_t i = 0; i < others.n && nameless != SYM_NONE; i++) {
        if (span_name(c, others.v[i]) != nameless)
            continue;
        c->looked++;
        check_hit(c, others.v[i], 0);
    }
}

static void provider_name_shape_check(struct check *c)
{
    struct positions attempts = check_spans(c, CLASS_STT_PROVIDER);
    c->looked = attempts.n;
    for (uint32_t i = 0; i < attempts.n; i++)
        if (sv_starts(span_name_sv(c, attempts.v[i]), SV("stt.provider.")) &&
            provider_differs(c, attempts.v[i]))
            check_hit(c, attempts.v[i], 0);
    nameless_providers_hit(c);
    struct hit *h;
    while ((h = check_next(c)))
        check_found(c, h, NO_PARAM,
                    sv_eq(store_sv(c->s, h->name), SV("stt.provider."))
                        ? "%s without the provider's name behind it"
                        : "stt.providerName on %s is not the provider in the name",
                    say_name(store_sv(c->s, h->name)).text);
}

const struct rule rule_provider_name_shape = {
    .code = "N065",
    .slug = "provider-name-shape",
    .title = "provider attempts that name no provider or two",
    .why = "Filters and error rates by provider read the name or the attribute; where the two "
           "differ they disagree.",
    .fix = "Name the span stt.provider.<name> and set stt.providerName to the same name.",
    .snippet = "provider-fallback",
    .severity = SEVERITY_WARNING,
    .check = provider_name_shape_check,
};
