#include "lint/view.h"

#include "lint/dialects.h"
#include "lint/key_features.h"

enum { LONG_TEXT = 1024 };
static const int64_t big_int = 1000000000000, big_wait = 100;

struct sv class_name(uint8_t class)
{
    static const struct sv names[CLASSES] = {
        [CLASS_CONVERSATION] = SV_INIT("conversation"),
        [CLASS_TURN] = SV_INIT("turn"),
        [CLASS_STT] = SV_INIT("stt"),
        [CLASS_STT_PROVIDER] = SV_INIT("stt.provider.<name>"),
        [CLASS_LLM] = SV_INIT("llm"),
        [CLASS_TOOL] = SV_INIT("llm_tool_call"),
        [CLASS_TTS] = SV_INIT("tts"),
        [CLASS_VAD] = SV_INIT("vad"),
        [CLASS_PIPELINE] = SV_INIT("pipeline"),
        [CLASS_TRANSPORT] = SV_INIT("transport"),
        [CLASS_SESSION] = SV_INIT("session:<name>"),
        [CLASS_MARKER] = SV_INIT("stt_marker, llm_marker, tts_marker"),
        [CLASS_PROBE] = SV_INIT("debug-validation-span"),
    };
    return names[class];
}

/* ---- names and keys ---- */

static void name_set(struct view *v, sym y, const struct pack_name *n)
{
    v->class_of[y] = n->class;
    v->is_alias[y] = n->alias;
}

/* Whole names are looked up, each once; only the prefixes are held against every name. */
static void whole_names_fill(struct view *v, const struct store *s)
{
    for (size_t i = 0; i < v->pack->names.n; i++) {
        const struct pack_name *n = &v->pack->names.v[i];
        sym y = n->prefix ? SYM_NONE : sym_find(&s->syms, n->text);
        if (y != SYM_NONE)
            name_set(v, y, n);
    }
}

static void span_names_fill(struct view *v, const struct store *s)
{
    uint8_t *seen = mem_zalloc(s->syms.texts.n);
    for (uint32_t row = 0; row < s->n_spans; row++) {
        sym y = s->span.name[row];
        if (LIKELY(seen[y]))
            continue;
        seen[y] = 1;
        vec_push(&v->span_names, y);
    }
    free(seen);
}

static void prefix_names_fill(struct view *v, const struct store *s)
{
    for (size_t k = 0; k < v->span_names.n; k++) {
        sym y = v->span_names.v[k];
        for (size_t i = 0; i < v->pack->names.n && v->class_of[y] == CLASS_OTHER; i++)
            if (v->pack->names.v[i].prefix &&
                pack_name_is(&v->pack->names.v[i], store_sv(s, y)))
                name_set(v, y, &v->pack->names.v[i]);
        if (v->class_of[y] == CLASS_OTHER && sv_ends(store_sv(s, y), SV("_marker")))
            v->class_of[y] = CLASS_MARKER;
    }
}

struct sv key_text(enum known_key key)
{
    static const struct sv texts[] = {
#define KEY(name, text) SV_INIT(text),
#include "lint/keys.def"
#undef KEY
    };
    return texts[key];
}

static void keys_fill(struct view *v, const struct store *s)
{
    for (size_t i = 0; i < KNOWN_KEYS; i++)
        v->keys[i] = sym_find(&s->syms, key_text((enum known_key)i));
    for (size_t i = 0; i < v->pack->keys.n; i++) {
        sym y = sym_find(&s->syms, v->pack->keys.v[i].text);
        if (y != SYM_NONE)
            v->role_of[y] = v->pack->keys.v[i].role;
    }
}

static bool probe_service(const struct view *v, const struct store *s, const struct attr *name)
{
    if (!name || name->type != VALUE_STRING)
        return false;
    for (size_t i = 0; i < v->pack->probe_services.n; i++)
        if (sv_eq(v->pack->probe_services.v[i], store_sv(s, (sym)name->bits)))
            return true;
    return false;
}

static void probe_resources_fill(struct view *v, const struct store *s)
{
    for (size_t i = 0; i < s->resources.n; i++)
        v->probe_resource[i] = probe_service(
            v, s, attr_find(s, s->resources.v[i].attrs, v->keys[KEY_service_name]));
}

bool view_is_probe(const struct view *v, const struct store *s, uint32_t row)
{
    uint32_t scope = s->span.scope[row];
    if (v->class_of[s->span.name[row]] == CLASS_PROBE)
        return true;
    if (scope != NO_ROW && v->probe_resource[s->scopes.v[scope].resource])
        return true;
    for (size_t i = 0; i < v->pack->probe_keys.n; i++) {
        sym key = sym_find(&s->syms, v->pack->probe_keys.v[i]);
        if (key != SYM_NONE && attr_find(s, span_attrs(s, row), key))
            return true;
    }
    return false;
}

/* ---- features, in one pass over spans and attributes ---- */

struct scan {
    const struct store *s;
    struct view *v;
    struct evidence *evidence;
    uint64_t *key_bits; /* by symbol: the features that an attribute of this key gives */
    uint64_t *scope_bits; /* by row of store.scopes: those that its spans give */
    uint8_t *known;     /* by symbol: the known key that it is, plus 1 */
    uint32_t *key_row;  /* by symbol: the last row that had the key, plus 1 */
    uint8_t *is_long;   /* by symbol: more than LONG_TEXT bytes; NULL when no text is */
    sym tool_result;    /* the span name "tool_call_result" */
    sym empty_list;     /* the canonical text of [] */
    sym *service;       /* by resource: its service name */
    uint32_t *resource; /* by trace: the resource of its last span, plus 1 */
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
        if (y != SYM_NONE)
            sc->key_bits[y] |= FEATURE_METRIC_KEY |
                               (v->pack->keys.v[i].role == ROLE_FLAG ? FEATURE_FLAG_SET : 0);
    }
    for (size_t i = 0; i < v->pack->probe_keys.n; i++) {
        sym y = sym_find(&sc->s->syms, v->pack->probe_keys.v[i]);
        if (y != SYM_NONE)
            sc->key_bits[y] |= FEATURE_OF(CLASS_PROBE);
    }
    for (size_t i = 0; i < KNOWN_KEYS; i++)
        if (v->keys[i] != SYM_NONE)
            sc->known[v->keys[i]] = (uint8_t)(i + 1);
    for (size_t i = 0; i < ARRAY_LEN(key_features); i++) {
        sym y = v->keys[key_features[i].key];
        if (y != SYM_NONE)
            sc->key_bits[y] |= key_features[i].bits;
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

static uint64_t value_features(const struct scan *sc, const struct attr *a)
{
    double unused;
    switch (a->type) {
    case VALUE_BOOL:
        return 0;
    case VALUE_INT:
        return (attr_int(a) > big_int ? FEATURE_BIG_INT : 0) |
               (attr_int(a) >= big_wait ? FEATURE_BIG_WAIT : 0);
    case VALUE_DOUBLE:
        return (attr_number(a, &unused) ? 0 : FEATURE_ODD_VALUE) |
               (attr_double(a) >= big_wait ? FEATURE_BIG_WAIT : 0);
    case VALUE_EMPTY:
        return FEATURE_ODD_VALUE | FEATURE_EMPTY;
    case VALUE_INVALID:
        return FEATURE_ODD_VALUE;
    default:
        return (sc->is_long && sc->is_long[a->bits] ? FEATURE_LONG_TEXT : 0) |
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
        sc->key_bits[key] |= FEATURE_DIALECT;
    if (view_key_is_wait(store_sv(sc->s, key)))
        sc->key_bits[key] |= FEATURE_BIG_WAIT;
    sc->key_bits[key] |= key_text_features(store_sv(sc->s, key));
}

/* What a metric cannot be made of, see A081 and A082. */
static bool is_odd_metric(const struct scan *sc, const struct attr *a)
{
    double value;
    if (a->type == VALUE_STRING || a->type == VALUE_BOOL)
        return true;
    if (sc->v->role_of[a->key] != ROLE_FLAG)
        return false;
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

/* What this value of this key gives, where that takes more than a look at the key. */
static uint64_t special_features(struct scan *sc, uint32_t row, const struct attr *a)
{
    uint64_t bits = key_value_features(&sc->texts, sc->key_bits[a->key], a);
    if (bits & FEATURE_SESSION)
        session_add(sc, row, a);
    if (sc->v->class_of[sc->s->span.name[row]] == CLASS_CONVERSATION)
        bits &= ~FEATURE_FLAG_SET;
    return bits;
}

/* Also fills in which known keys the row has: checks then look only for what is there. */
static uint64_t attr_features(struct scan *sc, uint32_t row)
{
    struct key_set *has = &sc->v->row_keys[row];
    const struct attr *a = sc->s->attrs.v + sc->s->span.attr_first[row];
    const struct attr *end = a + sc->s->span.attr_count[row];
    uint64_t bits = a < end ? FEATURE_ATTRIBUTES : 0;
    for (; a < end; a++) {
        uint32_t last = sc->key_row[a->key];
        if (UNLIKELY(last == row + 1))
            bits |= FEATURE_REPEATED_KEY;
        if (UNLIKELY(last == 0))
            key_meet(sc, a->key);
        sc->key_row[a->key] = row + 1;
        if (sc->known[a->key])
            key_set_add(has, (enum known_key)(sc->known[a->key] - 1));
        /* A big wait takes both: the key of a wait and a big number. */
        uint64_t of_key = sc->key_bits[a->key], of_value = value_features(sc, a);
        if (UNLIKELY(of_key & (KEY_FEATURES_BY_VALUE | FEATURE_SESSION)))
            of_key = special_features(sc, row, a);
        if (of_key & FEATURE_METRIC_KEY && is_odd_metric(sc, a))
            bits |= FEATURE_ODD_METRIC;
        bits |= ((of_key | of_value) & ~FEATURE_BIG_WAIT) | (of_key & of_value);
        sc->v->key_types[a->key] |= (uint16_t)(1u << a->type);
    }
    return bits;
}

static uint64_t time_features(const struct span_columns *c, uint32_t row)
{
    const uint16_t both = SPAN_HAS_START | SPAN_HAS_END;
    uint64_t start = c->start[row], end = c->end[row];
    uint64_t bits = 0;
    if ((c->flags[row] & both) != both || start == 0 || end == 0)
        bits |= FEATURE_UNFINISHED;
    else if (end < start)
        bits |= FEATURE_NEGATIVE;
    if ((start && start < VIEW_START_MIN) || start >= VIEW_START_MAX || end > INT64_MAX)
        bits |= FEATURE_ODD_TIME;
    return bits;
}

static uint64_t status_features(uint8_t status)
{
    return status == STATUS_ERROR ? FEATURE_ERROR : status == STATUS_OK ? FEATURE_OK : 0;
}

/* A batch repeats its resource, so another row of resources is not yet another service. */
static uint64_t service_features(const struct scan *sc, uint32_t row, uint32_t resource)
{
    uint32_t *last = &sc->resource[sc->s->span.trace[row]];
    bool other = *last && *last != resource + 1 && sc->service[*last - 1] != sc->service[resource];
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
    uint64_t bits = status_features(s->span.status[row]);
    if (UNLIKELY(s->span.name[row] == sc->tool_result))
        bits |= FEATURE_TOOL_RESULT;
    if (s->span.extra[row])
        bits |= FEATURE_EXTRA | (span_extra(s, row)->event_count ? FEATURE_EVENTS : 0);
    return bits | kind_features(&s->span, row) | scope_features(sc, row) |
           time_features(&s->span, row) | attr_features(sc, row);
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

static void span_features_fill(struct view *v, const struct store *s, struct evidence *ev)
{
    size_t n_syms = s->syms.texts.n;
    struct scan sc = {.s = s, .v = v, .evidence = ev};
    sc.tool_result = sym_find(&s->syms, SV("tool_call_result"));
    sc.key_bits = mem_zalloc(arena_size(sizeof(uint64_t), n_syms));
    sc.key_row = mem_zalloc(arena_size(sizeof(uint32_t), n_syms));
    sc.empty_list = sym_find(&s->syms, SV("{\"arrayValue\":{\"values\":[]}}"));
    sc.texts.stop = sym_find(&s->syms, SV("stop"));
    sc.texts.tool_calls = sym_find(&s->syms, SV("tool_calls"));
    sc.known = mem_zalloc(n_syms);
    key_bits_fill(&sc);
    long_texts_fill(&sc);
    services_fill(&sc);
    scope_bits_fill(&sc);
    for (uint32_t row = 0; row < s->n_spans; row++)
        v->features[s->span.trace[row]] |= span_features(&sc, row);
    for (uint32_t row = 0; ev->by_name && row < s->n_spans; row++)
        if (ev->by_name[s->span.name[row]])
            v->features[s->span.trace[row]] |= FEATURE_DIALECT;
    free(sc.scope_bits);
    free(sc.key_bits);
    free(sc.known);
    free(sc.key_row);
    free(sc.is_long);
    free(sc.service);
    free(sc.resource);
}

static void trace_keys_fill(struct view *v, const struct store *s)
{
    for (uint32_t row = 0; row < s->n_spans; row++)
        for (int i = 0; i < KEY_SET_WORDS; i++)
            v->trace_keys[s->span.trace[row]].bits[i] |= v->row_keys[row].bits[i];
}

static void tree_features_fill(struct view *v, const struct index *ix)
{
    for (uint32_t t = 0; t < ix->n_traces; t++) {
        const struct trace_range *r = &ix->traces[t];
        v->features[t] |= (r->max_depth ? FEATURE_CHILDREN : 0) |
                          (r->n_cycle ? FEATURE_CYCLE : 0) |
                          (r->n_orphans ? FEATURE_ORPHAN : 0) |
                          (r->n_duplicates ? FEATURE_DUPLICATE : 0);
    }
}

/* ---- classes of spans ---- */

static void classes_fill(struct view *v, const struct store *s)
{
    for (uint32_t row = 0; row < s->n_spans; row++) {
        v->row_class[row] = v->class_of[s->span.name[row]];
        v->features[s->span.trace[row]] |= FEATURE_OF(v->row_class[row]);
    }
}

const struct attr *view_alias(const struct view *v, uint32_t row, enum known_key key)
{
    for (uint32_t i = v->alias_first[row]; i < v->alias_first[row + 1]; i++)
        if (v->aliases.v[i].key == key)
            return &v->aliases.v[i].attr;
    return NULL;
}

/* ---- defects by trace: a counting sort ---- */

static uint32_t defect_trace(const struct store *s, size_t i)
{
    uint32_t row = s->defects.v[i].row;
    return row < s->n_spans ? s->span.trace[row] : NO_ROW;
}

static void defects_fill(struct view *v, const struct store *s)
{
    for (size_t i = 0; i < s->defects.n; i++)
        if (defect_trace(s, i) != NO_ROW)
            v->defects_end[defect_trace(s, i)]++;
    uint32_t first = 0;
    for (size_t t = 0; t < s->traces.n; t++) {
        uint32_t n = v->defects_end[t];
        v->features[t] |= n ? FEATURE_DEFECTS : 0;
        v->defects_end[t] = first;
        first += n;
    }
    for (size_t i = 0; i < s->defects.n; i++)
        if (defect_trace(s, i) != NO_ROW)
            v->defects[v->defects_end[defect_trace(s, i)]++] = (uint32_t)i;
}

/* ---- life ---- */

static bool packs_read(struct pack *pack, const struct pack_text *packs, size_t n, struct err *e)
{
    for (size_t i = 0; i < n; i++)
        if (!pack_read(pack, &packs[i], e))
            return false;
    return pack_finish(pack, e);
}

static void by_symbol_init(struct view *v, size_t n)
{
    v->class_of = mem_zalloc(n);
    v->is_alias = mem_zalloc(n);
    v->role_of = mem_zalloc(n);
    v->key_types = mem_zalloc(arena_size(sizeof(uint16_t), n));
}

/* Texts that were added are no names and no keys. */
static void by_symbol_extend(struct view *v, size_t before, size_t n)
{
    uint8_t **const tables[] = {&v->class_of, &v->is_alias, &v->role_of};
    for (size_t i = 0; i < ARRAY_LEN(tables) && n > before; i++) {
        uint8_t *old = *tables[i];
        *tables[i] = mem_zalloc(n);
        memcpy(*tables[i], old, before);
        free(old);
    }
}

bool view_init_as(struct view *v, struct store *s, const struct index *ix,
                  const struct pack_text *packs, size_t n_packs, const struct texts *forced,
                  struct err *e)
{
    size_t n_syms = s->syms.texts.n, n_traces = s->traces.n;
    struct evidence ev = {0};
    *v = (struct view){.pack = mem_zalloc(sizeof(*v->pack))};
    if (!packs_read(v->pack, packs, n_packs, e) || !evidence_init(&ev, v->pack, s, forced, e)) {
        evidence_release(&ev);
        return false;
    }
    by_symbol_init(v, n_syms);
    v->row_class = mem_alloc(s->n_spans);
    v->row_keys = mem_zalloc(arena_size(sizeof(*v->row_keys), s->n_spans));
    v->trace_keys = mem_zalloc(arena_size(sizeof(*v->trace_keys), n_traces));
    v->features = mem_zalloc(arena_size(sizeof(uint64_t), n_traces));
    v->defects = mem_alloc(arena_size(sizeof(uint32_t), s->defects.n));
    v->defects_end = mem_zalloc(arena_size(sizeof(uint32_t), n_traces));
    v->probe_resource = mem_zalloc(s->resources.n);
    span_names_fill(v, s);
    evidence_names(&ev, s, v->span_names.v, v->span_names.n);
    whole_names_fill(v, s);
    prefix_names_fill(v, s);
    keys_fill(v, s);
    probe_resources_fill(v, s);
    span_features_fill(v, s, &ev);
    classes_fill(v, s);
    dialects_fill(v, s, ix, &ev);
    by_symbol_extend(v, n_syms, s->syms.texts.n);
    trace_keys_fill(v, s);
    tree_features_fill(v, ix);
    defects_fill(v, s);
    targets_build(&v->targets, s, ix, v);
    evidence_release(&ev);
    return true;
}

void view_release(struct view *v)
{
    if (v->pack)
        pack_release(v->pack);
    free(v->pack);
    free(v->row_class);
    free(v->row_keys);
    free(v->trace_keys);
    free(v->class_of);
    free(v->is_alias);
    free(v->role_of);
    free(v->key_types);
    vec_release(&v->sessions);
    targets_release(&v->targets);
    free(v->features);
    free(v->alias_first);
    free(v->dialects);
    vec_release(&v->span_names);
    vec_release(&v->aliases);
    free(v->defects);
    free(v->defects_end);
    free(v->probe_resource);
    vec_release(&v->span_keys);
    *v = (struct view){0};
}

/* ---- spellings ---- */

static bool is_plain(const struct pack *pack, struct sv name)
{
    for (size_t i = 0; i < pack->plain_names.n; i++)
        if (sv_eq(pack->plain_names.v[i], name))
            return true;
    return false;
}

struct sv view_canonical_for(const struct view *v, struct sv name)
{
    const struct pack *pack = v->pack;
    char folded[PACK_FOLDED];
    for (size_t i = 0; i < pack->names.n; i++)
        if (pack_name_is(&pack->names.v[i], name))
            return pack->names.v[i].alias ? pack->names.v[i].means : (struct sv){0};
    struct sv text = pack_fold(name, folded);
    if (text.n == 0 || is_plain(pack, name))
        return (struct sv){0};
    for (size_t i = 0; i < pack->near.n; i++)
        if (pack_name_is(&pack->near.v[i], text))
            return pack->near.v[i].means;
    return (struct sv){0};
}
