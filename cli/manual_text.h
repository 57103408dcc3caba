#ifndef SPANVET_CLI_MANUAL_TEXT_H
#define SPANVET_CLI_MANUAL_TEXT_H
/* Requests and texts of a page of the manual; what roff would take for its own is escaped. */
#include "cli/command.h"

/* The head of a page: its title, and NAME with one line about it. */
void man_head(struct buf *b, const char *name, const char *section, const char *about);
/* .SH or .SS */
void man_heading(struct buf *b, const char *request, const char *title);
/* Text within a line; line breaks begin a new line, that is all they do. */
void man_text(struct buf *b, const char *text);
/* Begins a paragraph, unless a heading just did; so `b` is memory, not a file. */
void man_break(struct buf *b);
/* A paragraph of its own. */
void man_paragraph(struct buf *b, const char *text);
/* Lines as they are. */
void man_lines(struct buf *b, const char *lines);
/* An item of a list: what it is called in bold, then an argument. */
void man_item(struct buf *b, const char *name, const char *argument, const char *text);
/* An option with its letter, value and choices. */
void man_option(struct buf *b, const struct opt *o);

#endif
