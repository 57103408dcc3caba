#ifndef SPANVET_RULES_PACKS_H
#define SPANVET_RULES_PACKS_H
/* The packs that are compiled in: rules/packs/(name).json, embedded by rules/packs/embed.sh when
 * the program is built. */
#include "lint/view.h"

extern const struct pack_text rules_packs[];
extern const size_t rules_packs_n;

#endif
