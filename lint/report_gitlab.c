/* The code quality report of GitLab: a list of issues with a fingerprint of its own each. */
#include "core/json_out.h"
#include "lint/finding_text.h"
#include "lint/fingerprints.h"
#include "lint/place.h"

static const struct sv severities[SEVERITIES] = {[SEVERITY_INFO] = SV_INIT("info"),
                                                 [SEVERITY_WARNING] = SV_INIT("minor"),
                                                 [SEVERITY_ERROR] = SV_INIT("major")};

/* GitLab wants a file and a line of every issue. */
static void location_add(struct json_out *j, const struct report *r, const struct place *p)
{
    const struct input *in = p->input ? p->input : &r->store->inputs.v[0];
    json_out_open(j, "location", '{');
    json_out_text(j, "path", place_path(r, in));
    json_out_open(j, "lines", '{');
    json_out_u64(j, "begin", p->line ? p->line : 1);
    json_out_close(j);
    json_out_close(j);
}

static void issue_add(struct json_out *j, const struct report *r, size_t i,
                      const struct fingerprint *print)
{
    const struct finding *f = &r->lint->findings.list.v[i];
    struct place p = place_of(r, i);
    struct buf text = {0};
    finding_add_message(&text, r, f);
    finding_add_where(&text, r, f, " [", "]");
    json_out_open(j, NULL, '{');
    json_out_text(j, "description", buf_sv(&text));
    buf_clear(&text);
    buf_fmt(&text, "%s %s", finding_rule(r, f)->code, finding_rule(r, f)->slug);
    json_out_text(j, "check_name", buf_sv(&text));
    json_out_text(j, "fingerprint", sv_from_c(fingerprint_unique(print).text));
    json_out_text(j, "severity", severities[f->severity]);
    location_add(j, r, &p);
    json_out_close(j);
    buf_release(&text);
}

void report_gitlab(struct buf *b, const struct report *r)
{
    struct json_out j = {.b = b};
    struct fingerprint *prints =
        fingerprints_make(&r->lint->findings, r->settings->catalog, r->store);
    json_out_open(&j, NULL, '[');
    for (size_t i = 0; i < r->lint->findings.list.n; i++)
        issue_add(&j, r, i, &prints[i]);
    json_out_close(&j);
    free(prints);
}
