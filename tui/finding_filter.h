#ifndef SPANVET_TUI_FINDING_FILTER_H
#define SPANVET_TUI_FINDING_FILTER_H
/*
 * struct finding_filter: what search and filter look for in findings. Words (tui/query_word.h) with
 * blanks between them; a finding passes when all of them hold:
 *
 *     text  "two words"     part of the message, the rule's code, slug or title, the span's name,
 *                           the attribute key, the severity
 *     rule=N055             code, slug, or how a code begins
 *     severity=error        error, warning, info
 *     trace=8f3a  span=llm* attribute=x    how the trace's id begins; globs for name and key
 *     -word  key!=value     findings for which it does not hold
 *
 * Small letters match capitals too; a capital only itself.
 */
#include "core/err.h"
#include "tui/data.h"
#include "tui/needle.h"

struct finding_word {
    uint8_t kind; /* of finding_filter.c */
    bool not;
    uint8_t severity;
    struct sv text;
    struct needle needle;
    bool *rules; /* by rule: it is meant */
};

struct finding_filter {
    struct sv text; /* as it was written */
    VEC(struct finding_word) words;
    struct arena arena;
};

/* Takes the place of what was in it; an empty text lets all pass. False with a sentence, and then
 * it stays as it was. Release accepts a zeroed one. */
bool finding_filter_read(struct finding_filter *f, struct sv text, const struct catalog *catalog,
                         struct err *e);
void finding_filter_release(struct finding_filter *f);

/* `d->lint` is there. Any thread; `id` is working memory. */
bool finding_filter_passes(const struct finding_filter *f, const struct tui_data *d,
                           const struct finding *x, struct buf *id);
/* The same for a rule that was skipped: its reason is the message; it has no severity and no
 * place. */
bool finding_filter_passes_skipped(const struct finding_filter *f, const struct catalog *catalog,
                                   const struct skipped *x);

#endif
