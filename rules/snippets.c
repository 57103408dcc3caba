#include "rules/snippets.h"

#include <string.h>

const struct snippet *snippet_find(const char *topic)
{
    for (size_t i = 0; topic && i < rules_snippets_n; i++)
        if (strcmp(rules_snippets[i].topic, topic) == 0)
            return &rules_snippets[i];
    return NULL;
}
