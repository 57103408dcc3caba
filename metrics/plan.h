#ifndef SPANVET_METRICS_PLAN_H
#define SPANVET_METRICS_PLAN_H
/*
 * struct plan: which metrics are worth having of these traces, each with a verdict, reasons, the
 * evidence and a preview; what the first-pass floor lacks; numeric attributes that make no metric.
 *
 * Drafts stand in the order of the plan: what is proposed first, by rank, then what is staged, what
 * is only diagnostic, and what must not be created.
 */
#include "core/buf.h"
#include "metrics/preview.h"
#include "metrics/verdict.h"

struct evidence {
    uint64_t matching_spans, with_value;
    double coverage; /* with_value / matching_spans; 0 without spans */
    uint32_t traces; /* with a value; for metrics that count spans, with a span */
    bool has_values; /* then the next four are */
    double min, median, p90, max;
};

struct draft {
    enum verdict verdict;
    struct definition definition;
    struct sv question;    /* that it answers */
    const char *origin;    /* "baseline", "recipe", "vertical", "auto-pair", "span" or "judge";
                              "own": somebody added it (metrics/plan_own.h) */
    struct evidence evidence;
    struct preview preview;
    VEC(struct reason) reasons;
    struct sv main_reason; /* the one that decided; empty when it is proposed */
    struct sv instrument;  /* what to change in the agent; empty when nothing */
    uint32_t rank;         /* lower is better, among the proposed */
    uint32_t number;       /* in the order in which they were found */
    bool high_signal;      /* one of the 3 to 6 that come first */
    bool changed;          /* while planning: stands in for what the profile does not have */
    bool twin;             /* while planning: `twin_of` says the same */
    uint32_t twin_of;
};

/* What the profile does not allow, and what stands in for it. */
struct drift {
    struct definition wanted;
    struct definition used; /* metric_name is empty: refused */
    struct sv reason;
    uint32_t draft; /* while planning: of plan.drafts */
};

enum floor_status { FLOOR_PROPOSED, FLOOR_STAGED, FLOOR_MISSING };
struct floor_item {
    struct sv item;
    enum floor_status status;
    struct sv reason; /* for the missing ones names the span and the attribute to add */
};

struct floor_list {
    struct floor_item *v;
    size_t n, cap;
};

struct unpaired {
    sym span_name, attribute;
    struct sv reason;
};

/* Kinds of agents, a bit each. */
enum agent_kind {
    AGENT_VOICE = 1 << 0,
    AGENT_REALTIME = 1 << 1,   /* WebSocket and speech-to-speech */
    AGENT_MONITORING = 1 << 2, /* conversations that were monitored, not simulated */
    AGENT_VAPI = 1 << 3,
};

/* "voice", "realtime", "monitoring", "vapi"; empty for what is none of them. */
struct sv agent_word(enum agent_kind kind);

struct plan {
    enum profile profile;
    uint32_t agents;        /* enum agent_kind */
    struct sv vertical;     /* "Scheduling, booking"; empty when none was recognised */
    VEC(struct draft) drafts;
    VEC(struct drift) drifts;
    struct floor_list floor;
    struct floor_list baseline; /* the sets of the kinds of agents */
    struct floor_list recipes;  /* questions that customers ask */
    VEC(struct unpaired) unpaired;
    uint64_t names_left_out; /* span names beyond those whose counts and lengths are drafted */
    struct arena arena;
};

struct plan_wish {
    enum profile profile;
    enum percentile percentile;
    uint32_t agents; /* enum agent_kind; 0 = recognised from the traces */
    bool with_missing; /* stage what lacks its attribute too: instrumentation is under way */
    bool without_calls; /* previews keep no values of single calls, of which there are many */
};

void plan_make(struct plan *p, const struct facts *f, const struct plan_wish *wish);
void plan_release(struct plan *p);

/* spanvet.metrics/1 (docs/schema/metrics-1.json). */
void plan_json(struct buf *b, const struct plan *p, const struct facts *f);

/* For people. `all`: nothing is left out. */
struct page;
void plan_text(struct page *page, const struct plan *p, const struct facts *f, bool all);

/* What is looked for in any traces: aggregations, keys, wanted metrics, verticals and judges, as
 * tables of Markdown under headings. */
void plan_list(struct buf *b);

#endif
