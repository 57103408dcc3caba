#ifndef SPANVET_RULES_CENSUS_H
#define SPANVET_RULES_CENSUS_H
/*
 * Findings about the program that wrote the traces and not about one call: a key with a bad name,
 * a kind of span that always lacks something. Such a thing is in every trace or in none, so it is
 * told once for the whole input, or once for the trace where only one trace has it.
 *
 * The check of a rule with an `end` gives each span that fails to census_hit under the symbol that
 * it counts for (its name, a key, a scope); the end calls census_report, which hands the symbols
 * over in the order of their texts. A SCOPE_STORE rule goes through the traces with check_enter and
 * does both.
 */
#include "core/fmt.h"
#include "lint/check.h"

/* The span at position `p` fails, and counts for `what`. */
void census_hit(struct check *c, sym what, uint32_t p);

/* Makes the finding for one symbol, by check_found; the message may end in census_where. The name
 * of the finding is what it is about, so say() sets f->name and f->key as they apply. */
typedef void census_say(struct check *c, const struct hit *h);

/* At most `max` findings; one more says how many symbols are left out: "3 more keys". */
void census_report(struct check *c, unsigned max, const char *noun, census_say *say);

/* "412 spans in 30 traces", or "12 spans" where they are all in one trace. */
struct census_text {
    char text[128];
};
struct census_text census_where(const struct hit *h);

#endif
