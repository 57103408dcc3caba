#ifndef SPANVET_CLI_CHECK_REPORT_H
#define SPANVET_CLI_CHECK_REPORT_H
/* What `spanvet metrics check` found, as text for people, JSON (docs/schema/check-1.json) and
 * annotations of GitHub Actions. */
#include "core/page.h"
#include "metrics/contract.h"

struct check_report {
    const struct bodies *bodies;
    const struct contract *contract;
    const struct contract_wish *wish;
};

void check_text(struct buf *b, const struct check_report *r, struct page_style style);
void check_json(struct buf *b, const struct check_report *r);
void check_github(struct buf *b, const struct check_report *r);

#endif
