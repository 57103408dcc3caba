/* The report as JSON lines (docs/schema/report-lines-1.json): a line for each finding, and in the
 * last line all the rest. */
#include "lint/report_json.h"

void report_jsonl(struct buf *b, const struct report *r)
{
    struct json_out j = {.b = b, .one_line = true};
    struct fingerprint *prints =
        fingerprints_make(&r->lint->findings, r->settings->catalog, r->store);
    for (size_t i = 0; i < r->lint->findings.list.n; i++) {
        json_out_open(&j, NULL, '{');
        json_out_text(&j, "type", SV("finding"));
        report_json_finding(&j, r, i, &prints[i]);
        json_out_close(&j);
    }
    json_out_open(&j, NULL, '{');
    json_out_text(&j, "type", SV("summary"));
    json_out_text(&j, "schema", SV("spanvet.report-lines/1"));
    report_json_head(&j, r);
    report_json_tail(&j, r);
    json_out_close(&j);
    free(prints);
}
