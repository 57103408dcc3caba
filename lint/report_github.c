/*
 * Workflow commands of GitHub Actions: annotations in the changed files and on the page of the
 * run. GitHub shows ten of each level a step and drops the rest silently, so the worst go first
 * and one notice says how many there are beyond.
 */
#include <inttypes.h>

#include "core/fmt.h"
#include "lint/finding_text.h"
#include "lint/place.h"
#include "lint/worst.h"

enum { ANNOTATIONS = 10 };

static const char *const levels[SEVERITIES] = {
    [SEVERITY_INFO] = "notice", [SEVERITY_WARNING] = "warning", [SEVERITY_ERROR] = "error"};

/* `more` are the characters that end a value here: ":," in a property, none in the message. */
static void escape(struct buf *b, struct sv s, const char *more)
{
    for (size_t i = 0; i < s.n; i++)
        if (s.p[i] == '%' || (unsigned char)s.p[i] < ' ' || (s.p[i] && strchr(more, s.p[i])))
            buf_fmt(b, "%%%02X", (unsigned char)s.p[i]);
        else
            buf_addc(b, s.p[i]);
}

static void property_add(struct buf *b, const char *name, struct sv value)
{
    struct buf safe = {0};
    fmt_foreign(&safe, value, 0);
    buf_addz(b, name);
    escape(b, buf_sv(&safe), ":,");
    buf_release(&safe);
}

static void annotate(struct buf *b, const struct report *r, uint32_t i)
{
    const struct finding *f = &r->lint->findings.list.v[i];
    struct place p = place_of(r, i);
    struct buf text = {0};
    buf_fmt(b, "::%s ", levels[f->severity]);
    if (p.input && place_is_file(p.input)) {
        property_add(b, "file=", place_path(r, p.input));
        buf_fmt(b, ",line=%" PRIu64 ",", p.line ? p.line : 1);
    }
    buf_fmt(&text, "%s %s", finding_rule(r, f)->code, finding_rule(r, f)->slug);
    property_add(b, "title=", buf_sv(&text));
    buf_addz(b, "::");
    buf_clear(&text);
    finding_add_message(&text, r, f);
    finding_add_where(&text, r, f, " [", "]");
    escape(b, buf_sv(&text), "");
    buf_addc(b, '\n');
    buf_release(&text);
}

static void rest_write(struct buf *b, const struct report *r, const uint32_t left[SEVERITIES])
{
    struct buf text = {0};
    finding_add_totals(&text, left);
    buf_fmt(b, "::notice title=spanvet::%.*s more are in the full report; GitHub shows %d of a "
            "level in a step. Score %.1f of 100, %s.\n", SV_ARG(text), ANNOTATIONS,
            lint_score_shown(r->lint), r->lint->grade);
    buf_release(&text);
}

void report_github(struct buf *b, const struct report *r)
{
    /* One notice is kept for the sentence about the rest. */
    uint32_t room[SEVERITIES] = {ANNOTATIONS, ANNOTATIONS, ANNOTATIONS};
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
