#ifndef SPANVET_METRICS_HCL_H
#define SPANVET_METRICS_HCL_H
/*
 * HCL, the language of Terraform, laid out as `terraform fmt` does it. Values are JSON values that
 * edited_read accepted.
 */
#include <jansson.h>

#include "core/buf.h"

/* A text in quotes, in which nothing is a template: ${ and %{ stand for themselves. Characters that
 * show nothing are escaped. It reads back the same, but that Terraform composes characters that are
 * written as letter and accent (NFC). */
void hcl_text(struct buf *b, struct sv text);

/* The members of an object as attributes, one a line behind `indent` spaces; an object in it has
 * lines of its own. */
void hcl_attributes(struct buf *b, const json_t *object, size_t indent);

#endif
