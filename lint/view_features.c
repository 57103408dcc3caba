/* What each trace has: view.features, in one pass over spans and attributes. Also fills in what
 * that pass meets on its way: the known keys of each row, the keys of the store, their types. */
#include "lint/view_features.h"

#include "lint/dialects.h"
#include "lint/key_features.h"

enum { LONG_TEXT = 1024 };
static const int64_t big_int = 1000000000000, big_wait = 100;

/* What is known about a symbol as a key. */
struct key_facts {
    uint64_t bits;  /* the features that an attribute of it gives */
    uint32_t row;   /* the last row that had it, plus 1 */
    uint16_t types; /* a bit for each enum value_type under it */
    uint16_t odd;   /* the types that no metric can be made of, if it means one */
    uint8_t known;  /* the known key that it is, plus 1 */
};

/* Features that take a look at the value, too. */
static const uint64_t by_value = KEY_FEATURES_BY_VALUE | FEATURE_SESSION | FEATURE_BIG_WAIT;

struct scan {
    const struct store *s;
    struct view *v;
    struct evidence *evidence;
    struct key_facts *keys; /* by symbol */
    uint64_t *scope_bits;   /* by row of store.scopes: those that its spans give */
    uint8_t *is_long;       /* by symbol: more than LONG_TEXT bytes; NULL when no text is */
    sym empty_list;         /* the canonical text of [] */
    sym *service;           /* by resource: its service name */
    uint32_t *resource;     /* by trace: the resource of its last span, plus 1 */
    struct value_texts texts;
};

/* Features that one known key on a span gives. */
static const struct {
    enum known_key key;
    uint64_t bits;
} key_features[] = {
    {KEY_ttfb, FEATURE_TTFB},
    {KEY_stt_confidence, FEATURE_CONFIDENCE},
    {KEY_http_status_code, FEATURE_FAILURE_KEY},
    {KEY_http_response_status_code, FEATURE_FAILURE_KEY},
    {KEY_tool_result, FEATURE_FAILURE_KEY},
    {KEY_genai_tool_call_result, FEATURE_FAILURE_KEY},
    {KEY_genai_operation, FEATURE_GENAI},
    {KEY_error_type, FEATURE_FAILURE_KEY | FEATURE_ERROR_TYPE},
    {KEY_turn_was_interrupted, FEATURE_OUTCOME},
    {KEY_turn_interrupted, FEATURE_OUTCOME},
    {KEY_turn_end_reason, FEATURE_OUTCOME},
    {KEY_lk_interrupted, FEATURE_OUTCOME},
    {KEY_genai_end_reason, FEATURE_OUTCOME},
    {KEY_turn_number, FEATURE_TURN_ID},
    {KEY_turn_index, FEATURE_TURN_ID},
    {KEY_conversation_turn_number, FEATURE_TURN_ID},
    {KEY_lk_speech_id, FEATURE_TURN_ID},
    {KEY_finish_reason, FEATURE_FINISH_ODD},
};

uint64_t view_key_features(enum known_key key)
{
    for (size_t i = 0; i < ARRAY_LEN(key_features); i++)
        if (key_features[i].key == key)
            return key_features[i].bits;
    return 0;
}

static void key_bits_fill(struct scan *sc)
{
    const struct view *v = sc->v;
    for (size_t i = 0; i < v->pack->keys.n; i++) {
        sym y = sym_find(&sc->s->syms, v->pack->keys.v[i].text);
        if (y == SYM_NONE)
            continue;
        sc->keys[y].bits |= FEATURE_METRIC_KEY |
                            (v->pack->keys.v[i].role == ROLE_FLAG ? FEATURE_FLAG_SET : 0);
        sc->keys[y].odd = 1u << VALUE_STRING | 1u << VALUE_BOOL;
    }
    for (size_t i = 0; i < v->pack->probe_keys.n; i++) {
        sym y = sym_find(&sc->s->syms, v->pack->probe_keys.v[i]);
        if (y != SYM_NONE)
            sc->keys[y].bits |= FEATURE_OF(CLASS_PROBE);
    }
    for (size_t i = 0; i < KNOWN_KEYS; i++)
        if (v->keys[i] != SYM_NONE)
            sc->keys[v->keys[i]].known = (uint8_t)(i + 1);
    for (size_t i = 0; i < ARRAY_LEN(key_features); i++) {
        sym y = v->keys[key_features[i].key];
        if (y != SYM_NONE)
            sc->keys[y].bits |= key_features[i].bits;
    }
}

static void long_texts_fill(struct scan *sc)
{
    const struct symtab *t = &sc->s->syms;
    for (size_t y = 0; y < t->texts.n; y++) {
        if (LIKELY(t->texts.v[y].n <= LONG_TEXT))
            continue;
        if (!sc->is_long)
            sc->is_long = mem_zalloc(t->texts.n);
        sc->is_long[y] = 1;
    }
}

static inline uint64_t value_features(const struct scan *sc, const struct attr *a)
{
    double unused;
    switch (a->type) {
    case VALUE_BOOL:
        return 0;
    case VALUE_INT:
        return attr_int(a) > big_int ? FEATURE_BIG_INT : 0;
    case VALUE_DOUBLE:
        return attr_number(a, &unused) ? 0 : FEATURE_ODD_VALUE;
    case VALUE_EMPTY:
        return FEATURE_ODD_VALUE | FEATURE_EMPTY;
    case VALUE_INVALID:
        return FEATURE_ODD_VALUE;
    default:
        return (UNLIKELY(sc->is_long) && sc->is_long[a->bits] ? FEATURE_LONG_TEXT : 0) |
               (a->bits == SYM_EMPTY || a->bits == sc->empty_list ? FEATURE_EMPTY : 0);
    }
}

bool view_key_is_wait(struct sv key)
{
    static const struct sv WORDS[] = {SV_INIT("ttfb"), SV_INIT("ttft"), SV_INIT("latency"),
                                      SV_INIT("time_to_first")};
    static const struct sv UNITS[] = {SV_INIT("_ms"), SV_INIT("_us"), SV_INIT("_ns"),
                                      SV_INIT("millis"), SV_INIT("milliseconds"), SV_INIT("Ms")};
    for (size_t i = 0; i < ARRAY_LEN(UNITS); i++)
        if (sv_ends(key, UNITS[i]))
            return false;
    for (size_t i = 0; i < ARRAY_LEN(WORDS); i++)
        if (sv_find_nocase(key, WORDS[i]) != SIZE_MAX)
            return true;
    return false;
}

/* A key of the input that was not seen before. */
static void key_meet(struct scan *sc, sym key)
{
    vec_push(&sc->v->span_keys, key);
    if (evidence_key(sc->evidence, sc->s, key))
        sc->keys[key].bits |= FEATURE_DIALECT;
    if (view_key_is_wait(store_sv(sc->s, key)))
        sc->keys[key].bits |= FEATURE_BIG_WAIT;
    sc->keys[key].bits |= key_text_features(store_sv(sc->s, key));
}

/* A flag is 0 or 1, see A082. */
static bool is_odd_flag(const struct attr *a)
{
    double value;
    return attr_number(a, &value) ? value != 0 && value != 1 : a->type == VALUE_DOUBLE;
}

/* A span that only repeats the id of the row before adds nothing. */
static void session_add(struct scan *sc, uint32_t row, const struct attr *a)
{
    struct view *v = sc->v;
    const struct session_ref *last = v->sessions.n ? &v->sessions.v[v->sessions.n - 1] : NULL;
    const struct attr *was = last ? &sc->s->attrs.v[last->attr] : NULL;
    if (was && was->key == a->key && was->type == a->type && was->bits == a->bits &&
        sc->s->span.trace[last->row] == sc->s->span.trace[row])
        return;
    vec_push(&v->sessions, ((struct session_ref){row, (uint32_t)(a - sc->s->attrs.v)}));
}

static bool is_big_wait(const struct attr *a)
{
    return a->type == VALUE_INT      ? attr_int(a) >= big_wait
           : a->type == VALUE_DOUBLE ? attr_double(a) >= (double)big_wait
                                     : false;
}

/* What this value of this key gives, where that takes more than a look at the key. */
static uint64_t special_features(struct scan *sc, uint32_t row, const struct attr *a)
{
    uint64_t bits = sc->keys[a->key].bits;
    if (bits & FEATURE_FLAG_SET && is_odd_flag(a))
        bits |= FEATURE_ODD_METRIC;
    if (bits & FEATURE_BIG_WAIT && !is_big_wait(a))
        bits &= ~FEATURE_BIG_WAIT;
    if (bits & KEY_FEATURES_BY_VALUE)
        bits = key_value_features(&sc->texts, bits, a);
    if (bits & FEATURE_SESSION)
        session_add(sc, row, a);
    if (bits & FEATURE_FLAG_SET && sc->v->class_of[sc->s->span.name[row]] == CLASS_CONVERSATION)
        bits &= ~FEATURE_FLAG_SET;
    return bits;
}

/* Also fills in which known keys the row has: checks then look only for what is there. */
static uint64_t attr_features(struct scan *sc, uint32_t row, struct key_set *has)
{
    const struct attr *a = sc->s->attrs.v + sc->s->span.attr_first[row];
    const struct attr *end = a + sc->s->span.attr_count[row];
    uint64_t bits = a < end ? FEATURE_ATTRIBUTES : 0;
    for (; a < end; a++) {
        struct key_facts *key = &sc->keys[a->key];
        if (UNLIKELY(key->row == row + 1))
            bits |= FEATURE_REPEATED_KEY;
        if (UNLIKELY(key->row == 0))
            key_meet(sc, a->key);
        key->row = row + 1;
        key->types |= (uint16_t)(1u << a->type);
        if (key->known)
            key_set_add(has, (enum known_key)(key->known - 1));
        bits |= value_features(sc, a);
        if (UNLIKELY(key->odd >> a->type & 1))
            bits |= FEATURE_ODD_METRIC;
        bits |= UNLIKELY(key->bits & by_value) ? special_features(sc, row, a) : key->bits;
    }
    return bits;
}

static uint64_t time_features(const struct span_columns *c, uint32_t row)
{
    const uint16_t both = SPAN_HAS_START | SPAN_HAS_END;
    uint64_t start = c->start[row], end = c->end[row];
    uint64_t bits = 0;
    if (LIKELY((c->flags[row] & both) == both && start >= VIEW_START_MIN &&
               start < VIEW_START_MAX && end >= start && end <= INT64_MAX))
        return 0;
    if ((c->flags[row] & both) != both || start == 0 || end == 0)
        bits |= FEATURE_UNFINISHED;
    else if (end < start)
        bits |= FEATURE_NEGATIVE;
    if ((start && start < VIEW_START_MIN) || start >= VIEW_START_MAX || end > INT64_MAX)
        bits |= FEATURE_ODD_TIME;
    return bits;
}

static const uint64_t of_status[] = {
    [STATUS_UNSET] = 0,
    [STATUS_OK] = FEATURE_OK,
    [STATUS_ERROR] = FEATURE_ERROR,
    [STATUS_OTHER] = 0,
};

/* A batch repeats its resource, so another row of resources is not yet another service. */
static uint64_t service_features(const struct scan *sc, uint32_t row, uint32_t resource)
{
    uint32_t *last = &sc->resource[sc->s->span.trace[row]];
    if (LIKELY(*last == resource + 1))
        return 0;
    bool other = *last && sc->service[*last - 1] != sc->service[resource];
    *last = resource + 1;
    return other ? FEATURE_REMOTE : 0;
}

static uint64_t scope_features(const struct scan *sc, uint32_t row)
{
    uint32_t scope = sc->s->span.scope[row];
    if (scope == NO_ROW)
        return FEATURE_NO_SCOPE;
    return sc->scope_bits[scope] |
           service_features(sc, row, sc->s->scopes.v[scope].resource);
}

static uint64_t kind_features(const struct span_columns *c, uint32_t row)
{
    return (c->kind[row] == KIND_SERVER ? FEATURE_SERVER : 0) |
           (c->flags[row] & SPAN_IS_REMOTE ? FEATURE_REMOTE : 0);
}

static uint64_t span_features(struct scan *sc, uint32_t row)
{
    const struct store *s = sc->s;
    uint64_t bits = of_status[s->span.status[row]];
    if (s->span.extra[row] && span_extra(s, row)->event_count)
        bits |= FEATURE_EVENTS;
    return bits | kind_features(&s->span, row) | scope_features(sc, row) |
           time_features(&s->span, row);
}

static void services_fill(struct scan *sc)
{
    const struct store *s = sc->s;
    sc->resource = mem_zalloc(arena_size(sizeof(*sc->resource), s->traces.n));
    sc->service = mem_alloc(arena_size(sizeof(*sc->service), s->resources.n));
    for (size_t i = 0; i < s->resources.n; i++) {
        const struct attr *a =
            attr_find(s, s->resources.v[i].attrs, sc->v->keys[KEY_service_name]);
        sc->service[i] = a && a->type == VALUE_STRING ? (sym)a->bits : SYM_EMPTY;
    }
}

static uint64_t list_features(const struct scan *sc, struct attr_range r)
{
    uint64_t bits = 0;
    for (uint32_t i = 0; i < r.count; i++)
        bits |= value_features(sc, &sc->s->attrs.v[r.first + i]);
    return bits & FEATURE_LONG_TEXT;
}

static void scope_bits_fill(struct scan *sc)
{
    const struct store *s = sc->s;
    sc->scope_bits = mem_zalloc(arena_size(sizeof(uint64_t), s->scopes.n));
    for (size_t i = 0; i < s->scopes.n; i++) {
        bool probe = sc->v->probe_resource[s->scopes.v[i].resource];
        sc->scope_bits[i] = (probe ? FEATURE_OF(CLASS_PROBE) : 0) |
                            (sc->evidence->by_scope[i] ? FEATURE_DIALECT : 0) |
                            list_features(sc, s->scopes.v[i].attrs) |
                            list_features(sc, s->resources.v[s->scopes.v[i].resource].attrs) |
                            (s->scopes.v[i].name == SYM_EMPTY ? FEATURE_NO_SCOPE : 0);
    }
}

/* The keys of events, links, scopes and resources that no span has. */
static void other_keys_meet(struct scan *sc, struct attr_range r)
{
    const struct attr *a = sc->s->attrs.v + r.first;
    for (const struct attr *end = a + r.count; a < end; a++) {
        if (UNLIKELY(sc->keys[a->key].types == 0))
            vec_push(&sc->v->other_keys, a->key);
        sc->keys[a->key].types |= (uint16_t)(1u << a->type);
        sc->v->types |= (uint16_t)(1u << a->type);
    }
}

static void other_keys_fill(struct scan *sc)
{
    const struct store *s = sc->s;
    for (size_t i = 0; i < s->events.n; i++)
        other_keys_meet(sc, s->events.v[i].attrs);
    for (size_t i = 0; i < s->links.n; i++)
        other_keys_meet(sc, s->links.v[i].attrs);
    for (size_t i = 0; i < s->scopes.n; i++)
        other_keys_meet(sc, s->scopes.v[i].attrs);
    for (size_t i = 0; i < s->resources.n; i++)
        other_keys_meet(sc, s->resources.v[i].attrs);
}

static void key_types_fill(struct scan *sc)
{
    for (size_t i = 0; i < sc->v->span_keys.n; i++) {
        sym key = sc->v->span_keys.v[i];
        sc->v->key_types[key] = sc->keys[key].types;
        sc->v->types |= sc->keys[key].types;
    }
}

static void rows_read(struct scan *sc)
{
    const struct store *s = sc->s;
    struct view *v = sc->v;
    for (uint32_t row = 0; row < s->n_spans; row++) {
        uint32_t trace = s->span.trace[row];
        uint8_t class = v->class_of[s->span.name[row]];
        struct key_set has = {{0}};
        v->row_class[row] = class;
        v->features[trace] |=
            attr_features(sc, row, &has) | span_features(sc, row) | FEATURE_OF(class);
        v->row_keys[row] = has;
        key_set_join(&v->trace_keys[trace], &has);
    }
}

/* What names give that have no class for it. */
static void name_features_fill(struct view *v, const struct store *s)
{
    sym tool_result = sym_find(&s->syms, SV("tool_call_result"));
    for (uint32_t row = 0; tool_result != SYM_NONE && row < s->n_spans; row++)
        if (s->span.name[row] == tool_result)
            v->features[s->span.trace[row]] |= FEATURE_TOOL_RESULT;
}

static void dialect_features_fill(struct view *v, const struct store *s, const struct evidence *ev)
{
    for (uint32_t row = 0; ev->by_name && row < s->n_spans; row++)
        if (ev->by_name[s->span.name[row]])
            v->features[s->span.trace[row]] |= FEATURE_DIALECT;
}

void view_features_fill(struct view *v, const struct store *s, struct evidence *ev)
{
    struct scan sc = {.s = s, .v = v, .evidence = ev};
    sc.empty_list = sym_find(&s->syms, SV("{\"arrayValue\":{\"values\":[]}}"));
    sc.texts.stop = sym_find(&s->syms, SV("stop"));
    sc.texts.tool_calls = sym_find(&s->syms, SV("tool_calls"));
    sc.keys = mem_zalloc(arena_size(sizeof(*sc.keys), s->syms.texts.n));
    key_bits_fill(&sc);
    long_texts_fill(&sc);
    services_fill(&sc);
    scope_bits_fill(&sc);
    rows_read(&sc);
    name_features_fill(v, s);
    dialect_features_fill(v, s, ev);
    key_types_fill(&sc);
    other_keys_fill(&sc);
    free(sc.scope_bits);
    free(sc.keys);
    free(sc.is_long);
    free(sc.service);
    free(sc.resource);
}

void view_tree_features_fill(struct view *v, const struct index *ix)
{
    for (uint32_t t = 0; t < ix->n_traces; t++) {
        const struct trace_range *r = &ix->traces[t];
        v->features[t] |= (r->max_depth ? FEATURE_CHILDREN : 0) |
                          (r->n_cycle ? FEATURE_CYCLE : 0) |
                          (r->n_orphans ? FEATURE_ORPHAN : 0) |
                          (r->n_duplicates ? FEATURE_DUPLICATE : 0);
    }
}
