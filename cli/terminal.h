#ifndef SPANVET_CLI_TERMINAL_H
#define SPANVET_CLI_TERMINAL_H
/* What standard output is good for: colour and width. */
#include "core/page.h"

/* --color, in the order of COLOR_CHOICES. */
enum color_choice { COLOR_AUTO, COLOR_ALWAYS, COLOR_NEVER };
#define COLOR_CHOICES "auto|always|never"

/* Colour in the automatic case only on a terminal, unless NO_COLOR is set and not empty or TERM is
 * "dumb". The width is that of the terminal, or COLUMNS when that is set; 100 elsewhere. */
struct page_style terminal_style(int fd, enum color_choice choice);

/* Does the locale of the environment write UTF-8? */
bool terminal_is_utf8(void);

#endif
