#ifndef SPANVET_LINT_OWN_RULE_H
#define SPANVET_LINT_OWN_RULE_H
/*
 * Own rules: rules that a user writes as JSON in a pack (docs/packs.md, member "rules"), in the
 * form in which they run. Read by lint/own_read.h, read-only afterwards, any thread. A compiled
 * rule knows texts and no symbols, so that it serves any store.
 *
 * A rule says which spans it is about (`match`) and what must hold for them: `needs`. Everything
 * it points at lives in the arena of its pack.
 */
#include <math.h>
#include <regex.h>

#include "lint/rule.h"

/* Limits of what a pack may hold; docs/schema/pack-rules-1.json has the same. */
enum {
    OWN_RULES_MAX = 1000, /* of all packs together */
    OWN_LIST_MAX = 256,   /* items of a list, members of a map */
    OWN_TEXT_MAX = 1000,  /* bytes of a text */
    OWN_NEEDS_MAX = 256,  /* of a rule */
    OWN_PATTERN_MAX = 256, /* bytes of a regular expression */
    OWN_PATTERN_COST = 1000, /* what it may grow to when its repetitions are written out */
    OWN_SUBJECT_MAX = 4096, /* bytes of a text that one is held against; a longer one fails */
};

struct own_texts {
    struct sv *v;
    size_t n;
};

/* An attribute key: where it is a known one, what dialects have under their own keys counts too. */
struct own_key {
    struct sv text;
    uint16_t known; /* enum known_key, or KNOWN_KEYS */
};

enum own_type { OWN_STRING, OWN_INT, OWN_NUMBER, OWN_BOOL, OWN_ARRAY, OWN_TYPES };
/* "string", ...; as packs have them. */
extern const char *const own_type_words[OWN_TYPES + 1];

struct own_value {
    uint8_t type;   /* OWN_STRING, OWN_NUMBER or OWN_BOOL */
    struct sv text; /* of a string */
    double number;  /* of a number; 0 or 1 of a bool */
};

struct own_values {
    struct own_value *v;
    size_t n;
};

/* Numbers from min to max, both included; -HUGE_VAL and HUGE_VAL where there is no bound. */
struct own_range {
    double min, max;
};

static inline bool own_range_bounded(struct own_range r)
{
    return r.min > -HUGE_VAL || r.max < HUGE_VAL;
}

/* What a matcher asks of one attribute; everything given must hold. */
struct own_test {
    struct own_key key;
    bool absent;              /* the attribute may not be there; then nothing else is asked */
    struct own_values values; /* equal to one of these */
    struct own_texts globs;   /* a text like one of these */
    struct own_range range;   /* a number */
};

/* Which spans are meant; everything given must hold, and an empty list asks nothing. */
struct own_match {
    struct own_texts names, except; /* globs: the name is like one, and like none */
    struct own_texts dialects; /* names: one of them is in force in the trace */
    uint32_t classes;       /* bits of enum span_class */
    uint32_t status, kinds; /* bits of enum span_status, enum span_kind */
    bool roots, no_roots;   /* only spans without a parent id, only those with one */
    struct own_test *tests;
    size_t n_tests;
};

enum own_need_kind {
    OWN_NEED_PRESENT,  /* key, share: the attribute is there */
    OWN_NEED_TYPE,     /* key, types; from here to PATTERN where the attribute is there */
    OWN_NEED_RANGE,    /* key, range, unit, whole */
    OWN_NEED_ENUM,     /* key, values */
    OWN_NEED_PATTERN,  /* key, pattern */
    OWN_NEED_ABSENT,   /* globs: no attribute has such a key */
    OWN_NEED_FORBID,   /* there is no such span */
    OWN_NEED_ROOT,     /* no parent id */
    OWN_NEED_PARENT,   /* match, or_root */
    OWN_NEED_ANCESTOR, /* match */
    OWN_NEED_CHILDREN, /* match, range */
    OWN_NEED_EARLIER,  /* match, conversation, with_same; range.max: within so many ms */
    OWN_NEED_LATER,
    OWN_NEED_DURATION, /* range in ms */
    OWN_NEED_COUNT,    /* range, per_turn */
    OWN_NEED_RATIO,    /* match, range: time of such spans below / time of the span */
    OWN_NEEDS
};

struct own_need {
    uint8_t kind; /* enum own_need_kind */
    struct own_key key;
    struct own_texts globs;
    struct own_match match;
    struct own_range range;
    int8_t min_param, max_param; /* the rule's parameters that hold the bounds, or NO_PARAM */
    uint32_t types;              /* bits of enum own_type */
    const char *unit;            /* of the range, for people; NULL = none */
    bool whole;                  /* only whole numbers */
    bool or_root, conversation, per_turn;
    struct own_values values;
    const regex_t *pattern;
    struct own_key *with_same;
    size_t n_with_same;
    double share;  /* the least part of the spans of a trace and name that carries the key */
    uint32_t seen; /* good spans (or traces) that this was learnt from; 0 = written by hand */
};

struct own_rule {
    struct rule rule; /* rule.row is this own_rule */
    struct own_match match;
    struct own_need *needs;
    size_t n_needs;
    struct sv message; /* with {placeholders}, or empty: the program's own words */
};

/* The own rules of all packs. The zero value has none; release accepts it. */
struct own_rules {
    VEC(struct own_rule *) list;
    VEC(regex_t *) patterns; /* compiled, to be freed */
    struct arena arena;
};

void own_rules_release(struct own_rules *own);

/* The built-in rules and behind them the own ones, in the order in which they were read. Lives as
 * long as both. */
struct catalog own_rules_catalog(struct own_rules *own, const struct catalog *built_in);

/* The check of every own rule. Once for the whole store; its findings belong to traces. */
void own_rule_check(struct check *c);

/* ---- messages ---- */

/* The placeholders that `message` may hold, as {name}; NULL after the last. */
extern const char *const own_placeholders[];

/* What a finding says: `bad` of `total` spans of this name (SYM_NONE: of the trace) fail the
 * need, `measured` is how far one of them went. */
struct own_fault {
    const struct own_rule *rule;
    const struct own_need *need;
    struct own_range range; /* in force */
    sym name, key;
    uint32_t bad, total;
    double measured;
};

/* Appends the sentence, without a full stop. Values of attributes never appear in it. */
void own_fault_say(struct buf *b, const struct store *s, const struct own_fault *f);

#endif
