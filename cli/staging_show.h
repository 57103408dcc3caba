#ifndef SPANVET_CLI_STAGING_SHOW_H
#define SPANVET_CLI_STAGING_SHOW_H
/* What staging did, or would do, for people and as spanvet.stage/1 (docs/schema/stage-1.json). */
#include "cli/staging.h"
#include "core/page.h"

void staging_text(struct page *p, const struct staging *g, const struct stage *st, bool dry_run);
void staging_json(struct buf *b, const struct staging *g, const struct stage *st, bool dry_run);

#endif
