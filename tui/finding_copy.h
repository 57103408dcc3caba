#ifndef SPANVET_TUI_FINDING_COPY_H
#define SPANVET_TUI_FINDING_COPY_H
/* A finding as text to be copied: as reports write it. `d->lint` is there. */
#include "tui/data.h"

/* "error: N055 chunk-noise: message [trace/span]", as `lint --format concise` has it. */
void finding_copy_line(struct buf *b, const struct tui_data *d, uint32_t finding);
/* The object of `lint --format json`. */
void finding_copy_json(struct buf *b, const struct tui_data *d, uint32_t finding);

#endif
