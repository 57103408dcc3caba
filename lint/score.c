#include "lint/score.h"

double score_left(const struct rule_tally *t)
{
    static const double weights[SEVERITIES] = {
        [SEVERITY_ERROR] = 0.25, [SEVERITY_WARNING] = 0.10, [SEVERITY_INFO] = 0.01};
    double lost = 0;
    for (int sev = 0; sev < SEVERITIES; sev++)
        lost += weights[sev] * (double)t->bad_as[sev];
    return t->looked ? 1 - lost / (double)t->looked : 1;
}

double score_make(const struct rule_tally *tallies, size_t n)
{
    double score = 100;
    for (size_t i = 0; i < n; i++)
        score *= score_left(&tallies[i]);
    return score;
}

double score_shown(double score, bool has_faults)
{
    double shown = round(score * 10) / 10;
    return has_faults && shown > 99.9 ? 99.9 : shown;
}

const char *score_grade(double score, bool has_errors)
{
    static const struct {
        double from;
        bool with_errors; /* can be had with an error among the findings */
        const char *name;
    } grades[] = {
        {95, false, "excellent"}, {85, true, "good"}, {60, true, "fair"}, {0, true, "poor"}};
    size_t i = 0;
    while (score < grades[i].from || (has_errors && !grades[i].with_errors))
        i++;
    return grades[i].name;
}
