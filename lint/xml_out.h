#ifndef SPANVET_LINT_XML_OUT_H
#define SPANVET_LINT_XML_OUT_H
/*
 * struct xml_out: writes XML 1.0 that is always well-formed. Names of elements and attributes are
 * the program's own; values and texts may hold anything: markup is escaped, and what XML does not
 * allow at all (control characters, bytes that are not UTF-8, U+FFFE) becomes U+FFFD, other
 * characters that show nothing become numeric references.
 */
#include "core/buf.h"

enum { XML_OUT_DEPTH = 8 };

struct xml_out {
    struct buf *b; /* the caller's */
    uint32_t depth;
    bool in_tag;   /* the start tag is open: attributes may follow */
    bool has_text; /* the element holds text, so that its end stands behind it */
    const char *open[XML_OUT_DEPTH];
};

/* The declaration; once, first. */
void xml_start(struct xml_out *x);
/* An element; at most XML_OUT_DEPTH may be open. An empty one is closed in its tag. */
void xml_open(struct xml_out *x, const char *name);
void xml_close(struct xml_out *x);
/* Attributes directly behind xml_open. */
void xml_attr(struct xml_out *x, const char *name, struct sv value);
void xml_attr_u64(struct xml_out *x, const char *name, uint64_t value);
/* Text of the element; several calls append. No elements beside it. */
void xml_text(struct xml_out *x, struct sv text);

#endif
