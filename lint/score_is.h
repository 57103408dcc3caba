#ifndef SPANVET_LINT_SCORE_IS_H
#define SPANVET_LINT_SCORE_IS_H
/*
 * The Instrumentation Score of github.com/instrumentation-score/spec, for each service, over those
 * of its rules that a dump of traces can decide:
 *
 *     score = 100 x sum of the weights of passed rules / sum of the weights of all rules judged
 *     weight by impact: Critical 40, Important 30, Normal 20, Low 10
 *
 * A rule is passed or not by a service as a whole; one span that fails it is enough. The score is
 * cut to a whole number before it is put into a category: Excellent from 90, Good from 75, Needs
 * Improvement from 50, else Poor. A rule about something that a service does not have (Kubernetes
 * pods, service.criticality) is passed.
 *
 * Not judged: rules about logs, metrics and profiles; SDK-001, which needs a list of supported
 * versions; SPA-003, whose criterion the specification leaves open.
 */
#include "lint/engine.h"

/* Rules of the specification as of April 2026, with those accepted or proposed since. */
enum { IS_RULES_ALL = 26 };

enum is_rule {
#define IS_RULE(name, id, weight) IS_##name,
#include "lint/score_is.def"
#undef IS_RULE
    IS_RULES
};

struct is_service {
    sym name;        /* service.name, or SYM_NONE for spans without one */
    uint32_t failed; /* a bit for each enum is_rule */
    double score;
};

struct score_is {
    VEC(struct is_service) services; /* in order of first appearance among the resources */
    uint32_t judged;                 /* a bit for each enum is_rule */
};

/* "RES-005". */
const char *is_rule_id(enum is_rule rule);
/* 100 x passed / judged, by weight; 100 when nothing was judged. */
double is_score(uint32_t judged, uint32_t failed);
/* "Needs Improvement"; of the score cut to a whole number. */
const char *is_category(double score);
/* The lowest of all services; 0 without any. */
double is_lowest(const struct score_is *is);
void score_is_release(struct score_is *is);

#endif
