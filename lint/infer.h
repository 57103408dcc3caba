#ifndef SPANVET_LINT_INFER_H
#define SPANVET_LINT_INFER_H
/*
 * Learns a pack of own rules from good traces: which span names occur, what stands above them,
 * which attributes they carry and of what type and range, how many there are and how long they
 * last. The traces it was learnt from pass it.
 *
 * Names with ids in them become globs ("call-*"). Names, keys and texts that look secret or
 * personal do not get into the pack, and a text gets in only where it is like an identifier, short
 * and seen often, in more than one trace.
 */
#include "core/buf.h"
#include "lint/view.h"

struct infer_options {
    uint64_t min_spans;  /* what is seen on fewer spans is not learnt */
    double min_coverage; /* 0 to 1: an attribute is asked for when so many spans carry it */
    double margin;       /* 0.5: ranges grow by half of their width, maxima by half */
    /* Are the values under this key nobody's business? Then none is learnt. */
    bool (*is_private)(struct sv key);
};

/* Appends the pack, a JSON document that ends with a line break. The same traces and options give
 * the same bytes. */
void infer_pack(struct buf *out, const struct store *s, const struct index *ix,
                const struct view *v, const struct infer_options *options);

#endif
