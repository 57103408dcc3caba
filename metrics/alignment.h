#ifndef SPANVET_METRICS_ALIGNMENT_H
#define SPANVET_METRICS_ALIGNMENT_H
/*
 * Words said and words heard, one above the other. They are what people said, so what has the shape
 * of a credential or of personal data is `***`, also when it is spread over several words.
 */
#include "core/json_out.h"
#include "core/page.h"
#include "metrics/builtin.h"

/* Lines of three, wrapped to the page: said, heard, and S, I or D under what differs. */
void alignment_text(struct page *page, const struct builtins *all, const struct builtin_words *w,
                    size_t indent);

/* The list "alignment": what became of which words. */
void alignment_json(struct json_out *j, const struct builtins *all, const struct builtin_words *w);

#endif
