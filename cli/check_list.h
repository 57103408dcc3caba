#ifndef SPANVET_CLI_CHECK_LIST_H
#define SPANVET_CLI_CHECK_LIST_H
/* `spanvet metrics check --list`: every check, what it finds and what to do. The JSON is that of
 * docs/schema/checks-1.json. */
#include "core/page.h"

void check_list_text(struct buf *b, struct page_style style);
void check_list_json(struct buf *b);

#endif
