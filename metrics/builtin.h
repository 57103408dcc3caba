#ifndef SPANVET_METRICS_BUILTIN_H
#define SPANVET_METRICS_BUILTIN_H
/*
 * struct builtins: the metrics that the platform has without any definition, on the traces at hand,
 * and whether these hold what each of them reads.
 *
 * A value counts wherever it can be found: under the canonical names, under their documented
 * aliases, and under a framework's own names. The status says what the platform can read of that.
 * Spans of markers and probes measure nothing and are left out, repeated rows too. How the platform
 * reduces the values of a call is not documented, so the average and three percentiles are there.
 */
#include "core/arena.h"
#include "metrics/aggregate.h"
#include "metrics/input.h"
#include "metrics/reference.h"
#include "metrics/wer.h"
#include "metrics/wer_words.h"

enum builtin_kind {
    BUILTIN_LLM_TTFB,
    BUILTIN_STT_TTFB,
    BUILTIN_TTS_TTFB,
    BUILTIN_TOKENS,
    BUILTIN_TOOLS,
    BUILTIN_WER,
    BUILTINS
};

/* What they read. */
enum builtin_field {
    FIELD_TTFB,
    FIELD_INPUT_TOKENS,
    FIELD_OUTPUT_TOKENS,
    FIELD_TOOL,
    FIELD_TRANSCRIPT,
    FIELDS
};

enum builtin_status {
    BUILTIN_READY,   /* each span has its value under the canonical names */
    BUILTIN_PARTIAL, /* some have */
    BUILTIN_ALIAS,   /* none has, but some under an alias; whether the platform reads that is not
                        documented */
    BUILTIN_FOREIGN, /* only under a framework's own names, which the platform does not read */
    BUILTIN_MISSING, /* there is no value */
    BUILTIN_STATUSES
};

struct spread {
    double average, p50, p90, p95;
    uint64_t n; /* values behind it; 0 = the others say nothing */
};

/* A tool, or a kind of tokens. */
struct builtin_part {
    struct sv name; /* as it may be shown */
    double value;
};

struct builtin_call {
    uint32_t call;        /* of metrics_input.calls */
    uint64_t n;           /* values or spans behind it */
    double value;         /* TTFB: the average; tokens: the sum; tools: the number; WER: the rate */
    struct spread spread; /* TTFB only */
    uint32_t first, n_parts; /* of builtin.call_parts */
    uint32_t words;          /* WER only: of builtins.said */
};

struct builtin {
    enum builtin_kind kind;
    enum builtin_status status;
    VEC(struct sv) notes;           /* what is missing, and what to do, a sentence each */
    VEC(struct builtin_call) calls; /* ascending by call */
    struct spread spread;           /* TTFB: over all values; else over those of the calls */
    VEC(double) values;             /* behind the spread, in any order */
    bool has_total;
    double total;                               /* tokens, tools; WER: over all words */
    VEC(struct builtin_part) parts, call_parts; /* of the total, largest first; of the calls */
};

/* The words of one call, said and heard. */
struct builtin_words {
    struct wer wer;
    struct wer_words ref, hyp; /* of builtins.words */
};

struct builtins {
    struct builtin of[BUILTINS];
    VEC(struct builtin_words) said;
    struct symtab words;   /* of all calls */
    struct wer_counts wer; /* over all calls */
    struct arena arena;
};

/* What a framework's own attribute says, in canonical terms. */
struct meant {
    uint32_t row;
    uint8_t field; /* enum builtin_field */
    struct attr attr;
};

struct builtin_wish {
    const struct metrics_input *in;
    const struct meant *meant; /* ascending by row */
    size_t n_meant;
    enum percentile percentile;
    struct reference *reference; /* NULL = none was given; calls that are found are marked */
    enum wer_how how;
};

struct builtin_row {
    struct sv name; /* "LLM Time to First Byte" */
    const char *id; /* "llm_ttfb" */
    const char *unit;
    struct sv span; /* the canonical span name */
    uint8_t role;   /* enum span_role */
    uint8_t fields[2];
    uint8_t n_fields;
};
extern const struct builtin_row builtin_rows[BUILTINS];
struct builtin_field_row {
    struct sv key, alias; /* alias: empty = none */
    bool text;            /* else a number */
};
extern const struct builtin_field_row builtin_fields[FIELDS];

/* The built-in metric of this name, in any case, or BUILTINS. */
enum builtin_kind builtin_find(struct sv name);
/* "ready", "partial", "alias", "foreign", "missing" */
const char *builtin_status_word(enum builtin_status status);

/* Fills zeroed ones. False with a sentence when the reference does not fit the traces: a plain text
 * and more than one call, or texts too long to be compared. */
bool builtins_make(struct builtins *b, const struct builtin_wish *wish, struct err *e);
void builtins_release(struct builtins *b);

/* One of the first eight aggregations over the values behind the spread; the total for the WER when
 * `how` is AGGREGATIONS. False when there is none. */
bool builtin_value(const struct builtin *b, enum aggregation how, enum percentile rule,
                   double *value);

#endif
