#ifndef SPANVET_LINT_VIEW_H
#define SPANVET_LINT_VIEW_H
/*
 * struct view: how rules see a store. It says what a span name means in the canonical vocabulary
 * (a class), where the known attribute keys are, and what each trace has, all worked out once per
 * distinct text and not once per span. Names and keys themselves stay as they were written.
 * Built from the packs (JSON texts of rules/packs); read-only afterwards, any thread.
 */
#include "core/err.h"
#include "core/index.h"
#include "lint/targets.h"

enum span_class {
    CLASS_OTHER, /* any name the vocabulary does not know */
    CLASS_CONVERSATION,
    CLASS_TURN, /* also turn.user, turn.assistant */
    CLASS_STT,
    CLASS_STT_PROVIDER, /* stt.provider.<name>: one attempt */
    CLASS_LLM,
    CLASS_TOOL,
    CLASS_TTS,
    CLASS_VAD,
    CLASS_PIPELINE,
    CLASS_TRANSPORT,
    CLASS_SESSION, /* session:* */
    CLASS_MARKER,  /* stt_marker, llm_marker, tts_marker, and what else ends in _marker */
    CLASS_PROBE,   /* connectivity probes */
    CLASSES
};

/* What a known attribute key means for metrics. */
enum key_role {
    ROLE_NONE,
    ROLE_NUMBER, /* metric-ready: a number */
    ROLE_FLAG,   /* metric-ready: a rate flag, numeric 0 or 1 */
};

enum known_key {
#define KEY(name, text) KEY_##name,
#include "lint/keys.def"
#undef KEY
    KNOWN_KEYS
};

/* What a trace has; rules name what they need. One bit for each class, then the rest. */
#define FEATURE_OF(class) (UINT64_C(1) << (class)) /* a span of the class; for CLASS_PROBE also a
                                                      span that its attributes or its resource
                                                      give away */
#define FEATURE_BIG_INT (UINT64_C(1) << 14)     /* an integer attribute of more than 10^12 */
#define FEATURE_ODD_TIME (UINT64_C(1) << 15)    /* a start before 2020 or after 2099, a time above
                                                   INT64_MAX */
#define FEATURE_METRIC_KEY (UINT64_C(1) << 16)  /* an attribute whose key has a role */
#define FEATURE_ATTRIBUTES (UINT64_C(1) << 17)  /* any attribute on a span */
#define FEATURE_EVENTS (UINT64_C(1) << 18)      /* any event */
#define FEATURE_NEGATIVE (UINT64_C(1) << 19)    /* a span that ends before it starts, both times
                                                   present */
#define FEATURE_CHILDREN (UINT64_C(1) << 20)    /* a span with a parent in the trace */
#define FEATURE_CYCLE (UINT64_C(1) << 21)
#define FEATURE_ORPHAN (UINT64_C(1) << 22)
#define FEATURE_DUPLICATE (UINT64_C(1) << 23)
#define FEATURE_TTFB (UINT64_C(1) << 24)        /* metrics.ttfb on a span */
#define FEATURE_CONFIDENCE (UINT64_C(1) << 25)  /* stt.confidence on a span */
#define FEATURE_UNFINISHED (UINT64_C(1) << 26)  /* a span without start or end, or with a 0 */
#define FEATURE_LONG_TEXT (UINT64_C(1) << 27)   /* an attribute of more than 1 KiB of text, on a
                                                   span, its scope or its resource */
#define FEATURE_DEFECTS (UINT64_C(1) << 28)     /* a decoder's defect in a span */
#define FEATURE_ODD_VALUE (UINT64_C(1) << 29)   /* an attribute without value, not finite, or of
                                                   wrong form */
#define FEATURE_REPEATED_KEY (UINT64_C(1) << 30) /* a span with the same attribute key twice */
#define FEATURE_ERROR (UINT64_C(1) << 31)       /* a span with status ERROR */
#define FEATURE_OK (UINT64_C(1) << 32)          /* a span with status OK */
#define FEATURE_ODD_METRIC (UINT64_C(1) << 61)  /* a text or boolean under a key with a role, or a
                                                   rate flag other than 0 and 1 */
#define FEATURE_FAILURE_KEY (UINT64_C(1) << 43) /* an attribute that tells of failures: error.type,
                                                   an HTTP status, a tool's result */
#define FEATURE_TOOL_RESULT (UINT64_C(1) << 44) /* a span named tool_call_result */
#define FEATURE_GENAI (UINT64_C(1) << 52)       /* gen_ai.operation.name on a span */
#define FEATURE_ERROR_TYPE (UINT64_C(1) << 53)  /* error.type on a span */
#define FEATURE_EMPTY (UINT64_C(1) << 54)       /* an attribute that is "", [] or no value */
#define FEATURE_BIG_WAIT (UINT64_C(1) << 55)    /* a latency or first-byte time of 100 or more,
                                                   whatever its unit; see view_key_is_wait */
#define FEATURE_NO_SCOPE (UINT64_C(1) << 56)    /* a span without a named instrumentation scope */
#define FEATURE_SERVER (UINT64_C(1) << 57)      /* a span of kind SERVER */
#define FEATURE_REMOTE (UINT64_C(1) << 58)      /* spans of several services, or a remote parent */
#define FEATURE_OUTCOME (UINT64_C(1) << 59)     /* a key that says how a turn ended */
#define FEATURE_TURN_ID (UINT64_C(1) << 60)     /* a turn number or a speech id */
#define FEATURE_MARKER_KEY (UINT64_C(1) << 34)  /* trace.source, .timing or .duration_note */
#define FEATURE_FLAG_SET (UINT64_C(1) << 35)    /* a rate flag that is 1, not on a conversation */
#define FEATURE_FEW_MS (UINT64_C(1) << 36)      /* a key in _ms with a value below 10 */
#define FEATURE_MANY_S (UINT64_C(1) << 41)      /* a key in _s or _seconds, a value above 100 */
#define FEATURE_FINISH_ODD (UINT64_C(1) << 37)  /* llm.finish_reason neither stop nor tool_calls */
#define FEATURE_HTTP_ODD (UINT64_C(1) << 38)    /* an HTTP status that is none */
#define FEATURE_SESSION (UINT64_C(1) << 39)     /* an id of a simulation, session, conversation */
#define FEATURE_INTERNAL (UINT64_C(1) << 40)    /* an attribute coval.internal.* */
#define FEATURE_DIALECT (UINT64_C(1) << 62)     /* a dialect is in force */
#define FEATURE_NO_CALL (UINT64_C(1) << 63)     /* only dialects of libraries that also serve
                                                   programs without any call, and nothing of one */
_Static_assert(FEATURE_OF(CLASSES) <= FEATURE_BIG_INT, "classes and features share bits");

/* A start before 2020-01-01, or from 2100-01-01 on, cannot be right (nanoseconds since 1970). */
#define VIEW_START_MIN UINT64_C(1577836800000000000)
#define VIEW_START_MAX UINT64_C(4102444800000000000)

/* What an attribute of a framework's own key says in canonical terms. */
struct alias_attr {
    uint32_t row;
    uint16_t key;     /* enum known_key: what it means */
    struct attr attr; /* under its own key, the value in the canonical unit */
};

/* An attribute that says which call its span belongs to (lint/key_features.h). */
struct session_ref {
    uint32_t row, attr; /* of store.attrs */
};

/* A set of known keys: bit k % 64 of word k / 64. */
enum { KEY_SET_WORDS = 2 };
struct key_set {
    uint64_t bits[KEY_SET_WORDS];
};
_Static_assert(KNOWN_KEYS < 64 * KEY_SET_WORDS, "each known key has a bit, and one is left over");

static inline bool key_set_has(const struct key_set *set, enum known_key key)
{
    return set->bits[key / 64] >> key % 64 & 1;
}
static inline void key_set_add(struct key_set *set, enum known_key key)
{
    set->bits[key / 64] |= UINT64_C(1) << key % 64;
}

static inline void key_set_join(struct key_set *set, const struct key_set *more)
{
    for (int i = 0; i < KEY_SET_WORDS; i++)
        set->bits[i] |= more->bits[i];
}
/* Have both any key in common? */
static inline bool key_set_meets(const struct key_set *a, const struct key_set *b)
{
    uint64_t both = 0;
    for (int i = 0; i < KEY_SET_WORDS; i++)
        both |= a->bits[i] & b->bits[i];
    return both != 0;
}
/* Has `set` all of `keys`? */
static inline bool key_set_holds(const struct key_set *set, const struct key_set *keys)
{
    uint64_t lacking = 0;
    for (int i = 0; i < KEY_SET_WORDS; i++)
        lacking |= keys->bits[i] & ~set->bits[i];
    return lacking == 0;
}

struct view {
    struct key_set *row_keys;   /* by row: the known keys it has, under whichever dialect's name */
    struct key_set *trace_keys; /* by trace: those of its rows */
    uint8_t *row_class; /* by row: enum span_class, as the canonical names and the trace's dialects
                           have it */
    uint8_t *class_of;  /* by symbol: enum span_class of that span name, canonical names only */
    uint8_t *is_alias;  /* by symbol: the name is an alias of a canonical one */
    uint8_t *role_of;   /* by symbol: enum key_role of that attribute key */
    sym keys[KNOWN_KEYS]; /* the symbol of each known key, SYM_NONE when the store has none */
    /* What stands under the keys of dialects, by row; alias_first[row] is where the row's begin
     * (n_spans + 1 entries), or NULL when no span of the store has any. */
    VEC(struct alias_attr) aliases;
    uint32_t *alias_first;
    bool has_alias[KNOWN_KEYS]; /* some span has the known key under a dialect's */
    uint64_t *features;    /* by trace: FEATURE_* */
    uint32_t *dialects;    /* by trace: a bit for each of pack->dialects that is in force; NULL when
                              no trace has any. See lint/dialects.h */
    VEC(sym) span_names;   /* each name of a span, in order of first use */
    VEC(sym) span_keys;    /* each key that an attribute of a span has, in order of first use */
    VEC(sym) other_keys;   /* each other key that an event, a link, a scope or a resource has */
    uint16_t types;        /* the value types of all attributes, wherever they stand */
    uint16_t *key_types; /* by symbol: a bit for each enum value_type that attributes of spans have
                            under this key */
    VEC(struct session_ref) sessions; /* ids of calls on spans, by row; what a row repeats of the
                                         one before is left out */
    struct targets targets;              /* the calls */
    uint32_t *defects;     /* numbers of the defects of spans, grouped by trace, in order */
    uint32_t *defects_end; /* by trace: where its group ends; it begins where the one before ends */
    uint8_t *probe_resource; /* by resource: its service name is that of a probe */
    struct pack *pack;       /* the vocabulary */
};

/* A pack as text, compiled in or read by the caller. */
struct pack_text {
    const char *name;
    const char *json;
    size_t n;
};

struct texts;

/* False with a sentence in `e` when a pack is not valid. `forced`: the names of the dialects that
 * hold in every trace ("none": no one), NULL to recognise them. May add texts to the store, for
 * values that stand in it in another form. Release accepts a zeroed view. */
bool view_init_as(struct view *v, struct store *s, const struct index *ix,
                  const struct pack_text *packs, size_t n_packs, const struct texts *forced,
                  struct err *e);
static inline bool view_init(struct view *v, struct store *s, const struct index *ix,
                             const struct pack_text *packs, size_t n_packs, struct err *e)
{
    return view_init_as(v, s, ix, packs, n_packs, NULL, e);
}
void view_release(struct view *v);

/* Is the span in this row a connectivity probe, by its name, an attribute or its resource? */
bool view_is_probe(const struct view *v, const struct store *s, uint32_t row);

/* The defects of the spans of a trace: numbers of store.defects. */
struct defect_list {
    const uint32_t *v;
    uint32_t n;
};
static inline struct defect_list view_defects(const struct view *v, uint32_t trace)
{
    uint32_t first = trace ? v->defects_end[trace - 1] : 0;
    return (struct defect_list){v->defects + first, v->defects_end[trace] - first};
}

/* Is this the key of a waiting time that may be in seconds or in milliseconds: a first-byte time
 * or latency whose key does not end in a unit below the second? */
bool view_key_is_wait(struct sv key);

/* What a span name means by itself, without its trace: for rules about names. */
static inline uint8_t view_name_class(const struct view *v, sym name)
{
    return v->class_of[name];
}

/* What the span in this row has under a dialect's key that means `key`, or NULL. */
const struct attr *view_alias(const struct view *v, uint32_t row, enum known_key key);

/* Wrappers group other spans; they are left out of counts of useful spans. */
static inline bool class_is_wrapper(uint8_t class)
{
    return class == CLASS_CONVERSATION || class == CLASS_PIPELINE || class == CLASS_TRANSPORT ||
           class == CLASS_SESSION;
}

/* The FEATURE_* that an attribute of this key, or what stands for it, gives its trace. */
uint64_t view_key_features(enum known_key key);

/* The text of a known key ("metrics.ttfb"). */
struct sv key_text(enum known_key key);

/* The canonical name of a class ("llm_tool_call"), for messages; empty for CLASS_OTHER. */
struct sv class_name(uint8_t class);

/* The canonical name that `name` is an alias of or nearly spells ("LLM", "tool-call"); empty when
 * it is neither, or canonical itself. */
struct sv view_canonical_for(const struct view *v, struct sv name);

#endif
