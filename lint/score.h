#ifndef SPANVET_LINT_SCORE_H
#define SPANVET_LINT_SCORE_H
/*
 * How good the traces are, as one number from 0 to 100.
 *
 * Each rule that looked at something has a clean fraction: 1 - failed / looked at. A rule whose
 * clean fraction is 0 takes a share of the score away that depends on its severity, and a rule
 * with some failures the same part of that share:
 *
 *     score = 100 x product over the rules of (1 - weight x (1 - clean fraction))
 *     weight: error 0.25, warning 0.10, info 0.01
 *
 * It is a product and not a mean, so that rules which found nothing do not hide those that did: a
 * trace does not become better because the catalogue grew. Rules that looked at nothing, were
 * skipped or are off do not count.
 *
 * People are never shown 100 while there is an error or a warning (lint_score_shown).
 *
 * Without any span the score is 0 and the grade "none".
 *
 * A trace has a score of its own by the same formula: from what each rule looked at and failed in
 * that trace. A rule that judges all traces together counts there with its findings about that
 * trace, as if it had looked at a share of things like that of the spans; what is about no trace
 * does not count.
 *
 * Grades: excellent from 95, good from 85, fair from 60, else poor. With an error among the
 * findings the grade is good at most.
 */
#include "lint/rule.h"

/* How a rule fared: of `looked` things judged, `bad` failed, and these by the severity that they
 * weigh with: the rule's own, or what the settings put in its place. Excluded findings and those
 * that are off did not fail. */
struct rule_tally {
    uint64_t looked, bad;
    uint64_t bad_as[SEVERITIES];
};

/* What a rule leaves of the score: 1 = all of it. */
double score_left(const struct rule_tally *t);
/* `tallies` has an entry for each of `n` rules. */
double score_make(const struct rule_tally *tallies, size_t n);

/* A score as it is shown: with one decimal, rounded, but 99.9 at most while there is an error or a
 * warning. */
double score_shown(double score, bool has_faults);

/* The grade of a score, a text of the program. */
const char *score_grade(double score, bool has_errors);

#endif
