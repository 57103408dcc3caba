#ifndef SPANVET_TUI_MINIMAP_H
#define SPANVET_TUI_MINIMAP_H
/* struct minimap: a whole trace in so many steps of equal length: how busy it was, and where errors
 * and findings are. */
#include "core/level.h"
#include "tui/bits.h"
#include "tui/extent.h"

#include <stdatomic.h>

enum { MINIMAP_STEPS = 512 };

struct minimap {
    uint32_t active[MINIMAP_STEPS]; /* spans that were open at some time within the step */
    bool error[MINIMAP_STEPS];      /* a span with status ERROR begins here */
    uint8_t found[MINIMAP_STEPS];   /* the worst finding of those that begin here: its severity,
                                       plus 1; 0 = none */
    uint32_t most;                  /* the largest of `active` */
};

void minimap_build(struct minimap *m, const struct extent *x, const atomic_bool *stop);
/* Fills in `found`, from the spans that have findings. */
void minimap_find(uint8_t steps[MINIMAP_STEPS], const struct extent *x,
                  const struct bits found[SEVERITIES]);
/* How busy the steps of a column of `width` are, as 0 to 8: the busiest of them, where each level
 * is twice as busy or more; 0 = no span. `errors`: is one among them? */
int minimap_height(const struct minimap *m, int column, int width, bool *errors);
/* The worst of `found` in a column, as there. */
uint8_t minimap_found(const struct minimap *m, int column, int width);

#endif
