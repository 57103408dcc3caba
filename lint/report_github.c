/*
 * Workflow commands of GitHub Actions: annotations in the changed files and on the page of the
 * run. GitHub shows ten of each level a step and drops the rest silently, so the worst go first
 * and one notice says how many there are beyond.
 */
#include "core/annotation.h"
#include "lint/finding_text.h"
#include "lint/place.h"
#include "lint/worst.h"

static void annotate(struct buf *b, const struct report *r, uint32_t i)
{
    const struct finding *f = &r->lint->findings.list.v[i];
    struct place p = place_of(r, i);
    struct buf title = {0}, text = {0};
    buf_fmt(&title, "%s %s", finding_rule(r, f)->code, finding_rule(r, f)->slug);
    finding_add_message(&text, r, f);
    finding_add_where(&text, r, f, " [", "]");
    struct annotation a = {.severity = (enum severity)f->severity,
                           .title = buf_sv(&title),
                           .text = buf_sv(&text)};
    if (p.input && place_is_file(p.input)) {
        a.file = place_path(r, p.input);
        a.line = p.line;
    }
    annotation_add(b, &a);
    buf_release(&title);
    buf_release(&text);
}

static void rest_write(struct buf *b, const struct report *r, const uint32_t left[SEVERITIES])
{
    struct buf text = {0};
    finding_add_totals(&text, left);
    buf_fmt(b, "::notice title=spanvet::%.*s more are in the full report; GitHub shows %d of a "
            "level in a step. Score %.1f of 100, %s.\n", SV_ARG(text), ANNOTATIONS_SHOWN,
            lint_score_shown(r->lint), r->lint->grade);
    buf_release(&text);
}

void report_github(struct buf *b, const struct report *r)
{
    /* One notice is kept for the sentence about the rest. */
    uint32_t room[SEVERITIES] = {ANNOTATIONS_SHOWN, ANNOTATIONS_SHOWN, ANNOTATIONS_SHOWN};
    uint32_t left[SEVERITIES] = {0}, n_left = 0;
    uint32_t *order = worst_first(&r->lint->findings);
    room[SEVERITY_INFO]--;
    for (size_t i = 0; i < r->lint->findings.list.n; i++) {
        uint8_t severity = r->lint->findings.list.v[order[i]].severity;
        if (room[severity]) {
            room[severity]--;
            annotate(b, r, order[i]);
        } else {
            left[severity]++;
            n_left++;
        }
    }
    if (n_left)
        rest_write(b, r, left);
    free(order);
}
