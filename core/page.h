#ifndef SPANVET_CORE_PAGE_H
#define SPANVET_CORE_PAGE_H
/* struct page: text for people, in colour where that is wanted, wrapped to a width. */
#include "core/buf.h"

struct page_style {
    bool color;
    size_t width; /* columns */
};

struct page {
    struct buf *b; /* the caller's */
    struct page_style style;
};

enum ink { INK_PLAIN, INK_BOLD, INK_DIM, INK_RED, INK_YELLOW, INK_CYAN, INK_GREEN };

/* A text in a colour. */
void page_add(struct page *p, enum ink ink, struct sv text);

/* The words of a text up to the width, then on a new line behind `indent` spaces. The line already
 * has `column` columns in it. A number stays with the word behind it. Ends with a line break. */
void page_wrap(struct page *p, enum ink ink, struct sv text, size_t column, size_t indent);

/* Spaces up to `column` from a text of `used` columns; at least one. */
void page_pad(struct page *p, size_t used, size_t column);

#endif
