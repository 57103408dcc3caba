#ifndef SPANVET_IO_FORMAT_H
#define SPANVET_IO_FORMAT_H
/*
 * The input formats: one row each in io/formats.def, one file each with its two functions. A
 * format is recognised from the bytes, never from a file's name.
 *
 * A decoder writes what it finds through the builder and never fails: what is odd in a span is a
 * defect, what cannot be decoded is a build_diagnostic with its place, and decoding goes on with
 * what follows. It calls build_document for each value or message, and may call source_release.
 */
#include "core/build.h"
#include "io/sketch.h"
#include "io/source.h"

struct format {
    const char *name;  /* in reports: "otlp-json" */
    const char *title; /* for people: "OTLP JSON" */
    bool is_otlp;
    bool texts_only; /* attributes are texts, whatever was recorded */
    /* How sure it is that the input has this format: 0 no, 100 certain. */
    int (*sniff)(const struct sketch *sk);
    void (*decode)(struct build *b, struct source *src);
};

/* The format of an input, or NULL when none fits; then `why` has the rest of a sentence that
 * begins with the input's name: what it is instead, as far as that can be told ("is a PNG image
 * ...", "is empty", "is the answer to a Tempo search ..."), and what to do. */
const struct format *format_find(const struct sketch *sk, struct err *why);

/* All formats, in the order of io/formats.def. */
extern const struct format *const formats[];
extern const size_t n_formats;

#define FORMAT(name) extern const struct format format_##name;
#include "io/formats.def"
#undef FORMAT

#endif
