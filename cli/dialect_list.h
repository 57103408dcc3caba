#ifndef SPANVET_CLI_DIALECT_LIST_H
#define SPANVET_CLI_DIALECT_LIST_H
/* The list of the dialects that the packs know: `spanvet rules --dialects`. */
#include "core/err.h"
#include "core/page.h"
#include "lint/view.h"

/* As lines for people, or as a Markdown table. False with a sentence when a pack is not valid. */
bool dialect_list(struct page *p, const struct pack_text *packs, size_t n, bool markdown,
                  struct err *e);

#endif
