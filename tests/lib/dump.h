#ifndef SPANVET_TESTS_LIB_DUMP_H
#define SPANVET_TESTS_LIB_DUMP_H
/*
 * A finished store as text: what differential tests compare.
 *
 * One line a thing: first all resources, then all scopes, then each input with its spans. What
 * belongs to the line above is indented by two more spaces. `span` is one line too.
 *
 *     resource N input=N schema=TEXT dropped=N
 *     scope N resource=N name=TEXT version=TEXT schema=TEXT dropped=N
 *     input N spans=N traces=N metrics=0|1 logs=0|1 otlp=0|1 format=F lines=0|1 status=N bytes=N
 *       document offset=N bytes=N first=ROW
 *       diagnostic offset=N line=N TEXT
 *     span N scope=N trace=ID id=ID parent=ID start=NS end=NS name=TEXT kind=N status=N remote=0|1
 *          shared=0|1 flags=N state=TEXT message=TEXT dropped=ATTRS/EVENTS/LINKS place=N
 *       event time=NS name=TEXT dropped=N
 *       link trace=ID span=ID state=TEXT flags=N dropped=N
 *     attr TEXT TYPE VALUE       under its resource, scope, span, event or link
 *     defect KIND TEXT place=N   under its span; under its input when it belongs to no span
 *
 * What is absent is `-`. An ID is hex digits, or a TEXT when it is opaque. A TEXT is a JSON string
 * as buf_json writes it, or x and hex digits when it is not UTF-8. TYPE is empty, string, bool,
 * int, double, bytes, array, kvlist or invalid; a double is its 64 bits in hex, or nan; bytes are x
 * and hex digits. Kinds and codes are the numbers of core/store.h. Defects of one thing are sorted
 * by kind, then text.
 */
#include "core/buf.h"
#include "core/store.h"

/* What to leave out; the zero value leaves out nothing. */
struct dump_options {
    bool no_defects;
    bool no_places; /* places, documents, diagnostics, the fields of `input` from otlp on */
    bool no_raw;    /* the raw texts of defects and of invalid values */
};

/* Appends the dump of `s` to `out`. */
void dump_store(struct buf *out, const struct store *s, struct dump_options options);

#endif
