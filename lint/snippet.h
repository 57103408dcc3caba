#ifndef SPANVET_LINT_SNIPPET_H
#define SPANVET_LINT_SNIPPET_H
/* Code that shows a fix. The texts of the program are in rules/snippets.h; reports get them handed
 * over. */

struct snippet {
    const char *topic;               /* what struct rule.snippet names */
    const char *python, *javascript; /* lines, each ends with a line break */
};

#endif
