#ifndef SPANVET_METRICS_CONTRACT_PARTS_H
#define SPANVET_METRICS_CONTRACT_PARTS_H
/* How definitions are checked, for metrics/contract*.c only. */
#include "core/nearest.h"
#include "metrics/contract.h"
#include "metrics/doubts.h"

/* Types of metrics, as far as their members differ. */
enum metric_kind {
    METRIC_TRACE,
    METRIC_BINARY,
    METRIC_CATEGORICAL,
    METRIC_NUMERICAL,
    METRIC_AUDIO_BINARY,
    METRIC_AUDIO_CATEGORICAL,
    METRIC_AUDIO_NUMERICAL,
    METRIC_OTHER,  /* only what all metrics have is checked */
    METRIC_UNKNOWN /* no type, or one that there is not; the same */
};
#define KIND_BIT(kind) (1u << (kind))
enum {
    KINDS_TEXT_JUDGE = KIND_BIT(METRIC_BINARY) | KIND_BIT(METRIC_CATEGORICAL) |
                       KIND_BIT(METRIC_NUMERICAL),
    KINDS_AUDIO_JUDGE = KIND_BIT(METRIC_AUDIO_BINARY) | KIND_BIT(METRIC_AUDIO_CATEGORICAL) |
                        KIND_BIT(METRIC_AUDIO_NUMERICAL),
    KINDS_JUDGE = KINDS_TEXT_JUDGE | KINDS_AUDIO_JUDGE,
    KINDS_BINARY = KIND_BIT(METRIC_BINARY) | KIND_BIT(METRIC_AUDIO_BINARY),
    KINDS_CATEGORICAL = KIND_BIT(METRIC_CATEGORICAL) | KIND_BIT(METRIC_AUDIO_CATEGORICAL),
    KINDS_NUMERICAL = KIND_BIT(METRIC_NUMERICAL) | KIND_BIT(METRIC_AUDIO_NUMERICAL),
    KINDS_LOOKED_AT = KIND_BIT(METRIC_TRACE) | KINDS_JUDGE,
    KINDS_ALL = KINDS_LOOKED_AT | KIND_BIT(METRIC_OTHER) | KIND_BIT(METRIC_UNKNOWN)
};

/* Which bodies a check is about. Bodies with Terraform expressions in them are only looked at in
 * their form. */
enum contract_about {
    ABOUT_FORM,     /* all */
    ABOUT_ALL,      /* all without expressions */
    ABOUT_TRACE,    /* custom trace metrics */
    ABOUT_JUDGE,    /* judges */
    ABOUT_SPANS,    /* custom trace metrics, when there are facts */
    ABOUT_VALUES,   /* those whose span name and attribute are there, with a number */
    ABOUT_EVIDENCE, /* judges that see traces, when there are facts */
};

/* A body, among all that are checked. */
struct contract_case {
    struct contract *c;
    const struct bodies *b;
    const struct body *body;
    const json_t *json;
    const struct definition *d;
    enum metric_kind kind;
    enum profile profile;
    enum aggregation how; /* AGGREGATIONS when it is unknown or absent */
    uint16_t check;       /* the row in hand */
    bool expressions;
    uint32_t same_name, same_meaning; /* of the first such body before; NO_ROW = none */
    const struct facts *facts;        /* NULL = no traces */
    const struct name_fact *name;     /* NULL = no span has the name */
    const struct pair_fact *pair;     /* NULL = no such span has the attribute */
    uint32_t evidence;                /* of contract_evidence */
    bool is_doubted;                  /* are the next three known? */
    enum verdict verdict;
    struct sv doubt, change; /* the reason for the verdict, and what would help */
};

typedef void contract_fn(struct contract_case *t);

/* A finding of the check in hand. */
void contract_say(struct contract_case *t, const char *member, const char *inner, const char *fmt,
                  ...) PRINTF_LIKE(4, 5);

/* ---- members (contract_members.c) ---- */

enum metric_kind contract_kind(const json_t *json);
/* Does a member hold an expression of Terraform, "${...}"? */
bool contract_has_expressions(const json_t *json);

/* A member, or NULL when it is absent: also when it is null or empty where nobody wrote it. */
const json_t *case_member(const struct contract_case *t, const char *member);
/* A text; empty when it is absent or none. */
struct sv case_text(const struct contract_case *t, const char *member);

static inline bool case_is(const struct contract_case *t, unsigned kinds)
{
    return (kinds & KIND_BIT(t->kind)) != 0;
}
/* Does the aggregation count spans and need no numbers? */
static inline bool case_of_spans(const struct contract_case *t)
{
    return t->how < AGGREGATIONS && aggregation_rows[t->how].of_spans;
}
/* Does it reduce the numbers of an attribute? */
static inline bool case_of_values(const struct contract_case *t)
{
    return t->how < AGGREGATIONS && !case_of_spans(t) && !definition_is_duration(t->d);
}

/* Of a text that may be anything, enough to find it again. */
struct sv case_cut(struct sv text);
/* For printf with "%.*s". */
#define CUT_ARG(text) SV_ARG(case_cut(text))

/* Is `word` in the list, which ends with NULL? And if not: "there is no WHAT "word"", with what it
 * was probably meant to be, or all of them. */
bool case_word(struct contract_case *t, const char *member, const char *inner, const char *what,
               struct sv word, const char *const *words);

/* What is wrong with a list of `least` to `most` different texts: "holds a text twice"; or NULL. In
 * contract_target.c. */
const char *contract_texts_fault(const json_t *list, size_t least, size_t most);

/* What prompts may name, a bit each: is it in the traces? In contract_judge.c. */
uint32_t contract_evidence(const struct facts *f);

/* ---- units (contract_units.c) ---- */

enum unit_family {
    FAMILY_OTHER,
    FAMILY_TIME,
    FAMILY_SHARE,
    FAMILY_COUNT,
    FAMILY_TOKENS,
    FAMILY_SCORE
};

/* A unit, or what the end of an attribute key says. */
struct unit {
    struct sv name;
    uint8_t family; /* enum unit_family */
    double scale;   /* times the value is in seconds, or a share of 1; 0 = has none */
};
/* Of the seven that the platform knows; the name is empty for another. */
struct unit unit_find(struct sv name);
/* What the values of the attribute are in: its key says so, or what a framework's key means. */
struct unit unit_of_attribute(const struct contract_case *t);

/* ---- comparing definitions (contract_set.c) ---- */

/* Fills same_name and same_meaning of `n` cases, which are in the order of bodies.list. */
void contract_set(struct contract_case *cases, size_t n);

/* ---- the functions of the rows ---- */

#define CHECK(code, slug, severity, about, function, what, fix) contract_fn function;
#include "metrics/contract.def"
#undef CHECK

#endif
