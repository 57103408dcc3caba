#ifndef SPANVET_TUI_TERMS_H
#define SPANVET_TUI_TERMS_H
/* The words that search and filter take (tui/query.h), for help, manual and pages; tui/terms.def
 * has them. */
#include "core/base.h"

struct term_row {
    const char *examples; /* queries, two blanks between them */
    const char *meaning;
};
extern const struct term_row term_rows[];
extern const size_t term_rows_n;

#endif
