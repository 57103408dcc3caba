#ifndef SPANVET_RULES_FOREIGN_H
#define SPANVET_RULES_FOREIGN_H
/* Attribute keys that a framework or a library writes: whoever instruments an agent cannot rename
 * them, so rules about the form of keys leave them alone. */
#include "core/sv.h"

bool key_is_foreign(struct sv key);

#endif
