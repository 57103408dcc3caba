#include "tui/terms.h"

const struct term_row term_rows[] = {
#define TERM(examples, meaning) {examples, meaning},
#include "tui/terms.def"
#undef TERM
};
const size_t term_rows_n = ARRAY_LEN(term_rows);
