#include "core/level.h"

static const char *const level_names[] = {[SEVERITY_INFO] = "info",
                                          [SEVERITY_WARNING] = "warning",
                                          [SEVERITY_ERROR] = "error",
                                          [LEVEL_OFF] = "off",
                                          [LEVEL_OWN] = "own"};

const char *severity_name(enum severity sev)
{
    return level_names[sev];
}

const char *level_name(uint8_t level)
{
    return level_names[level];
}

bool level_parse(struct sv text, uint8_t *level)
{
    for (uint8_t i = 0; i < LEVEL_OWN; i++)
        if (sv_eq(text, sv_from_c(level_names[i]))) {
            *level = i;
            return true;
        }
    return false;
}
