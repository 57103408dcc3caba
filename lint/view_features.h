#ifndef SPANVET_LINT_VIEW_FEATURES_H
#define SPANVET_LINT_VIEW_FEATURES_H
/*
 * What each trace has, read in one pass over spans and attributes: view.features, and what the pass
 * meets on its way. Only for lint/view.c.
 */
#include "lint/view.h"

struct evidence;

/* Fills in features, row_keys, row_class, trace_keys, key_types, span_keys, other_keys and
 * sessions. Names and keys of the view are there already; `ev` gets the keys of spans. */
void view_features_fill(struct view *v, const struct store *s, struct evidence *ev);

/* Adds what the index knows: children, cycles, orphans, duplicates. */
void view_tree_features_fill(struct view *v, const struct index *ix);

#endif
