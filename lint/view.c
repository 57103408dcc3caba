#include "lint/view.h"

#include "lint/dialects.h"
#include "lint/view_features.h"

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

/* Keys that findings name because a resource lacks them: also where no other has them, for what a
 * finding is called must not depend on the rest of the input. */
static void missed_keys_put(struct store *s)
{
    static const enum known_key keys[] = {KEY_service_name, KEY_service_instance_id,
                                          KEY_deployment_environment_name, KEY_k8s_pod_uid};
    for (size_t i = 0; i < ARRAY_LEN(keys); i++)
        sym_put(&s->syms, key_text(keys[i]));
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
    missed_keys_put(s);
    size_t n_syms = s->syms.texts.n, n_traces = s->traces.n;
    struct evidence ev = {0};
    *v = (struct view){.pack = mem_zalloc(sizeof(*v->pack))};
    if (!packs_read(v->pack, packs, n_packs, e) || !evidence_init(&ev, v->pack, s, forced, e)) {
        evidence_release(&ev);
        return false;
    }
    by_symbol_init(v, n_syms);
    v->row_class = mem_alloc(s->n_spans);
    v->row_keys = mem_alloc(arena_size(sizeof(*v->row_keys), s->n_spans));
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
    view_features_fill(v, s, &ev);
    dialects_fill(v, s, ix, &ev);
    by_symbol_extend(v, n_syms, s->syms.texts.n);
    view_tree_features_fill(v, ix);
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
    vec_release(&v->other_keys);
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
