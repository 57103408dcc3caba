#ifndef SPANVET_TUI_HITS_H
#define SPANVET_TUI_HITS_H
/*
 * Which spans have findings: all of them, where a finding names three. Found out by running the
 * rules that have found something once more (lint/finding_rows.h), on any thread: some ms for each
 * 100,000 spans. Each stops early when `*stop` becomes true (it may be NULL), after the rule that
 * is running; false then. `d->lint` is there.
 */
#include "tui/bits.h"
#include "tui/data.h"

#include <stdatomic.h>

/* What the rules about the whole store have found: bits by severity and position in index.order. */
bool hits_whole(const struct tui_data *d, struct bits whole[SEVERITIES], const atomic_bool *stop);

/* What all rules have found in a trace: by severity and position within it, counted from its first
 * one; and any of them. `whole` is what hits_whole told; before that, bits of size 0. */
bool hits_fill(const struct tui_data *d, uint32_t trace, const struct bits whole[SEVERITIES],
               struct bits found[SEVERITIES], struct bits *any, const atomic_bool *stop);

#endif
