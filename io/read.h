#ifndef SPANVET_IO_READ_H
#define SPANVET_IO_READ_H
/*
 * Reading inputs into a store: what a command calls.
 */
#include "core/build.h"
#include "core/err.h"

/* Reads one file, standard input ("-") or, for a directory, every file below it in byte order of
 * the paths (hidden files and symbolic links to directories are left out; files that are no
 * traces are passed over in a directory, and named in a diagnostic of status failed when the
 * whole directory held no trace). Never fails: what went wrong is in the diagnostics and status
 * of the store's inputs. */
void read_input(struct build *b, struct sv uri);

/* Reads standard input or a file whose bytes the caller has; for tests and the receiver. */
void read_bytes(struct build *b, struct sv uri, struct sv bytes);

#endif
