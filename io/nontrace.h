#ifndef SPANVET_IO_NONTRACE_H
#define SPANVET_IO_NONTRACE_H
/*
 * What an input is that holds no trace: for the sentence that a person gets who named the wrong
 * file.
 */
#include "core/err.h"
#include "io/sketch.h"

/* Sets `why` to the rest of a sentence that begins with the input's name, with advice: "is a PNG
 * image, ...". Always finds something to say. */
void nontrace_explain(const struct sketch *sk, struct err *why);

#endif
