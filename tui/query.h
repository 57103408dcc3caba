#ifndef SPANVET_TUI_QUERY_H
#define SPANVET_TUI_QUERY_H
/*
 * struct query: what the search and the filter look for in spans. Words with blanks between them; a
 * span matches when all of them hold:
 *
 *     text  "two words"      part of the name, a key or a text under one, an event's name or the
 *                            status message; or how an id begins (4 hex digits or more)
 *     name=llm*  id=8f3a     the name: a glob (core/glob.h); an id of span or trace: a glob, or how
 *                            it begins
 *     key=value  key=*       an attribute of the span: a glob, or a number that is equal. The key
 *                            is a glob too, and a dialect's may be called by its canonical name
 *     key>1.5  key<=3        a number under it
 *     duration>100ms         with ns, us, ms, s, min; a bare number is ms
 *     status=error           error, ok, unset
 *     type=llm               a type of spans (tui/type.h)
 *     rule=N055  finding     a finding of that rule (its code, slug, or how a code begins), or any
 *     service=bot scope=x    globs for the service's and the scope's name
 *     event=x                a glob for the name of an event
 *     is=orphan              root, orphan, cycle, duplicate, critical
 *     -word  key!=value      spans for which it does not hold
 *
 * In quotes a word is a text whatever it holds, and "status"=x asks for an attribute of that name.
 * Small letters match capitals too; a capital only itself (smart case). What is asked of texts is
 * found out once for each different text of the store, not once a span.
 */
#include "core/err.h"
#include "tui/data.h"

#include <stdatomic.h>

struct query;

/* Reads a query; NULL with a sentence when it cannot be read. An empty text gives NULL without
 * one. `d` must outlive it. */
struct query *query_make(struct sv text, const struct tui_data *d, struct err *e);
void query_free(struct query *q);
/* The text it was made of. */
struct sv query_text(const struct query *q);

/* Finds out about the texts of the store, which may take a while: on any thread, before
 * query_match. Stops early when `*stop` becomes true (it may be NULL), and returns false then. What
 * is not loaded yet is not found. */
bool query_prepare(struct query *q, const atomic_bool *stop);
/* Does the span at this position of index.order match? Any thread. */
bool query_match(const struct query *q, uint32_t position);
/* The words that are looked for in texts, for showing where they stand: the first place at or
 * behind byte `from` of `text` where one of them is, and its length; SIZE_MAX = none. */
size_t query_find(const struct query *q, struct sv text, size_t from, size_t *length);

#endif
