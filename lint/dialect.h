#ifndef SPANVET_LINT_DIALECT_H
#define SPANVET_LINT_DIALECT_H
/*
 * struct dialect: what a framework calls things, from the member "dialect" of a pack:
 *
 *     title       what people call the framework
 *     rank        with several dialects in a trace the lower rank decides (default 0)
 *     fallback    in force only in traces where no other dialect is recognised
 *     extends     names of dialects whose mappings hold too, and which are then not shown
 *     calls       its traces are voice calls; false (the default) for libraries that also serve
 *                 programs without any call
 *     recognise   what shows that a trace speaks it, any of: "scopes" (patterns for names of
 *                 scopes), "attributes" (patterns for keys of span attributes), "names" (patterns
 *                 for span names), "resource" (key: pattern for its text)
 *     spans       names (patterns) and what they mean, see struct dialect_span
 *     kinds       attributes whose value says what a span is, for spans whose name does not
 *     attributes  where the canonical attributes are found, see struct dialect_attr
 *     signals     attribute values that say that a span failed although its status does not
 *     outlives    spans that may start before or end after their parent, with the reason
 *     missing     canonical attributes that the framework has no way to give, with the reason
 *     no_root     why its traces have no span around the call; absent = they have one
 *
 * In patterns `*` stands for any text and `?` for one character.
 */
#include "core/vec.h"
#include "core/sv.h"

struct texts {
    struct sv *v;
    size_t n, cap;
};

/* Spans with one of these names. */
struct dialect_span {
    struct texts names;
    struct texts scopes;   /* patterns: only spans of these scopes; none = of all */
    struct texts parents;  /* patterns: what may stand above; none = anything */
    struct sv not_counted; /* why these are wrappers and no calls of their own; empty = counted */
    uint8_t class;         /* enum span_class */
    bool root;             /* may be the root of a call */
};

struct dialect_word {
    struct sv text;
    uint8_t class;
};

/* Either the value of `key` says it, or that all of `present` are there. */
struct dialect_kind {
    struct sv key;
    VEC(struct dialect_word) values; /* compared without case */
    struct texts present;
    uint8_t class;
};

/* One place where a value is found. */
struct dialect_source {
    struct sv attribute;  /* its value */
    struct sv member;     /* of the JSON object in that text, or of that list of keys */
    struct sv time;       /* an attribute with an ISO time: the seconds since the span's start */
    struct sv event;      /* the first event of this name: the seconds since the span's start */
    struct sv name_after; /* what stands behind this in the span's name */
    struct sv name_before; /* what stands before this in the span's name */
    struct sv equals;     /* a pattern: 1 when the attribute's value is so, else 0 */
    double scale;         /* times this; 0 = 1 */
    bool first;           /* the first item of a list */
    bool name;            /* the span's name */
};

/* The places of one canonical attribute; the first that is there wins. */
struct dialect_attr {
    VEC(struct dialect_source) sources;
    uint64_t classes; /* FEATURE_OF of those it is for; 0 = all */
    double min;       /* numbers below are absent; -INFINITY = none is */
    uint16_t key;     /* enum known_key */
};

struct dialect_outlives {
    struct sv span, parent, reason; /* patterns */
};

struct dialect_missing {
    VEC(uint16_t) keys; /* enum known_key */
    uint64_t classes;   /* 0 = all */
    struct sv reason;
};

struct dialect_value {
    struct sv key, pattern;
};

struct dialect {
    struct sv name, title, no_root;
    double rank;
    bool fallback, calls;
    struct texts extends;
    struct texts scopes, keys, names;
    VEC(struct dialect_value) resource;
    VEC(struct dialect_span) spans;
    VEC(struct dialect_kind) kinds;
    VEC(struct dialect_attr) attrs;
    VEC(struct dialect_value) signals; /* a key and a pattern for its value */
    VEC(struct dialect_outlives) outlives;
    VEC(struct dialect_missing) missing;
};

/* Also for a zeroed dialect. */
void dialect_release(struct dialect *d);

/* Does one of the patterns match? */
bool texts_match(const struct texts *patterns, struct sv text);

#endif
