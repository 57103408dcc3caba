#ifndef SPANVET_CLI_TUI_KEYS_H
#define SPANVET_CLI_TUI_KEYS_H
/* Views and keys of the browser from their tables, for `spanvet tui --keys` and the manual. */
#include "core/page.h"

/* Lines for people. */
void tui_keys_text(struct page *p);
/* Sections of the page of the manual. */
void tui_keys_manual(struct buf *b);

#endif
