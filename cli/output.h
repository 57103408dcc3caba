#ifndef SPANVET_CLI_OUTPUT_H
#define SPANVET_CLI_OUTPUT_H
/*
 * struct output: where a report goes. A file is written beside its place and renamed when it is
 * complete, so nobody ever sees half a report; what an interrupt leaves behind is nothing.
 * Devices, pipes and a file that standard output already goes to are written directly.
 */
#include "core/buf.h"
#include "core/err.h"

/* Files that one run can write. */
enum { OUTPUT_FILES = 16 };

struct output {
    struct buf buf;  /* append here; errors are found by output_close */
    struct sv path;  /* the file that is replaced at the end, empty when written directly */
    struct sv title; /* in sentences: "standard output" or the path */
    size_t slot;     /* of the file that is replaced, in output.c */
    bool owns_fd;
};

/* Writes to standard output. */
struct output output_stdout(void);
/* Sends what follows to `path` ("-" is standard output). Before anything is appended, and once.
 * `path` must outlive the output. False with a sentence when it cannot be opened. */
bool output_to(struct output *out, struct sv path, struct err *e);

/* The file may be run as a program by all who may read it. Behind output_to. */
void output_allow_running(const struct output *out);

/* Do both write to one place, so that one report would destroy the other? Devices are none. */
bool output_same(const struct output *a, const struct output *b);

enum output_end {
    OUTPUT_WRITTEN,
    OUTPUT_FAILED, /* the sentence is in `e` */
    OUTPUT_CLOSED  /* nobody reads standard output any more */
};
/* Flushes, puts the file into its place (not when `e` is set already), frees everything. */
enum output_end output_close(struct output *out, struct err *e);

/* A sentence of this program on standard error; what came from outside is made safe, and hidden
 * where it may be a secret: people put those into files by accident. */
void output_say(const struct err *e);

/* Removes all unfinished files. Safe in a signal handler. */
void output_forget(void);

#endif
