#ifndef SPANVET_CORE_LEVEL_H
#define SPANVET_CORE_LEVEL_H
/* How bad a finding is, and what one becomes, as people write it. */
#include "core/sv.h"

enum severity { SEVERITY_INFO, SEVERITY_WARNING, SEVERITY_ERROR, SEVERITIES };

/* "info", "warning", "error". */
const char *severity_name(enum severity sev);

/* What a finding becomes: an enum severity, or one of these. */
enum level { LEVEL_OFF = SEVERITIES, LEVEL_OWN /* what the rule says */ };

/* "info", "warning", "error", "off"; "own" for LEVEL_OWN. */
const char *level_name(uint8_t level);
/* False for anything but the first four. */
bool level_parse(struct sv text, uint8_t *level);

#endif
