#ifndef SPANVET_LINT_BASELINE_H
#define SPANVET_LINT_BASELINE_H
/*
 * struct baseline: the findings of an earlier run that are accepted for now, so that a run reports
 * only what is new. A JSON text, schema spanvet.baseline/1 (docs/schema/baseline-1.json):
 *
 *     schema, tool   "spanvet.baseline/1"; the name and version of the program that wrote it
 *     checked        "traces", "spans", "rules": how much that run looked at
 *     findings       a list of "fingerprint", "rule", "slug", "severity", "span_name" and
 *                    "attribute" (both or one may be null); only the first and the severity are
 *                    compared, the rest is for people
 *
 * A finding is known when an entry has its fingerprint (lint/finding.h: no ids, no times) and at
 * least its severity: what was a warning and has become an error is new. Findings about the form of
 * an input (of_form in lint/rule.h) are in no baseline and always known.
 *
 * The ratchet: a run that looked at less than the baseline's did would find less, and look better
 * for the wrong reason.
 */
#include "core/err.h"
#include "lint/engine.h"

struct baseline_entry {
    uint64_t fingerprint;
    uint8_t severity;
    bool seen; /* some finding of this run is this one, or its rule did not run */
    bool accepts; /* it took out a finding */
    struct sv code, slug;
    struct sv span_name, attribute; /* as they were shown; empty = null */
};

/* How much was looked at: rules that ran or could have, spans without repeated ones. */
struct checked {
    uint64_t traces, spans, rules;
};

struct baseline {
    struct checked checked;
    VEC(struct baseline_entry) entries; /* by fingerprint, each once */
    uint64_t n_known;                   /* findings that baseline_apply took out */
    uint64_t n_form;                    /* those of them that are about the form of an input */
    uint64_t n_accepting;               /* entries that took out a finding */
    uint64_t n_stale; /* entries that no finding was, of rules that ran */
    struct arena arena;
};

/* Reads a baseline. False with a sentence that begins with `title` (a file's name) when it is no
 * JSON, has a member twice or one that is not known, or has another schema. Release accepts a
 * zeroed baseline. */
bool baseline_read(struct baseline *b, struct sv text, struct sv title, struct err *e);
void baseline_release(struct baseline *b);

/* Takes the known findings out of the result and counts the rest anew. The score stays: it is
 * about the traces, not about what is new in them. */
void baseline_apply(struct baseline *b, struct lint *l, const struct store *s,
                    const struct settings *set);

/* What a baseline has more and less than the one before. */
struct baseline_change {
    uint64_t n;    /* entries now */
    uint64_t new;  /* that were not there, or not as severe */
    uint64_t gone; /* that were there */
    uint64_t kept; /* of rules that did not run: they are neither */
};

/* Writes all findings of a run as a baseline; they may come in any order and repeated. Entries of
 * `old` (empty: there was none) whose rules did not run in this run stay. */
struct baseline_change baseline_write(struct buf *out, const struct baseline *old,
                                      const struct lint *l, const struct store *s,
                                      const struct index *ix, const struct settings *set);

struct checked checked_count(const struct store *s, const struct index *ix,
                             const struct settings *set);

/* Says in `why` what this run looked at less than the baseline's run, `least` (0 to 1) being the
 * share that is still enough. False when it looked at less. */
bool baseline_holds(const struct baseline *b, const struct checked *now, double least,
                    struct buf *why);
/* The smallest share of the three, in whole percent, 0 to 100: with it the run would hold. */
unsigned baseline_share(const struct baseline *b, const struct checked *now);

#endif
