#ifndef SPANVET_LINT_FINDING_H
#define SPANVET_LINT_FINDING_H
/* What rules find: struct finding, and the list of them. */
#include "core/level.h"
#include "core/store.h"

#include <math.h>

enum { FINDING_EXAMPLES = 3 };

/* `measured` and `threshold` where there is nothing to compare: not a number. */
#define NO_NUMBER ((double)NAN)
/* Where no parameter of the rule is the threshold. */
enum { NO_PARAM = -1 };

struct finding {
    uint32_t rule;  /* number in the catalogue */
    uint32_t trace; /* row of store.traces; NO_ROW when it is about the whole input */
    sym name;       /* the span name, or SYM_NONE */
    sym key;        /* the attribute key it is about, or SYM_NONE */
    uint32_t rows[FINDING_EXAMPLES];
    uint32_t n_rows;
    uint32_t count; /* spans affected; for findings about a whole input maybe other things */
    uint8_t severity;
    bool lowered; /* by one level, because the input was read only in part */
    int8_t param; /* the number of the rule's parameter that is the threshold, or NO_PARAM */
    double measured, threshold; /* or NO_NUMBER, both */
    struct sv message, fix;     /* live as long as the findings */
};

/* The findings of one run: those about the whole input first, then by trace in order of first
 * appearance, within a trace by rule in order of the catalogue. */
struct findings {
    VEC(struct finding) list;
    struct arena arena; /* texts */
};

void findings_release(struct findings *f);

/* The same for the same problem in another capture: made of the rule's code, the span name with a
 * star for each id in it (MASK_IDS of core/name_ids.h: "stage1" and "stage2" differ, "call-4821"
 * and "call-4822" do not), and the attribute key; not of span ids, trace ids or times. */
uint64_t finding_fingerprint(const struct finding *f, const char *code, const struct store *s);

#endif
