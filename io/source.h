#ifndef SPANVET_IO_SOURCE_H
#define SPANVET_IO_SOURCE_H
/*
 * struct source: the bytes of one input, decompressed, in one piece. A plain file is mapped, and
 * pages that the decoder is done with are given back, so that a file of any size costs a few MiB
 * of memory; standard input, pipes and compressed files are read into memory of the same kind,
 * up to `limit`, which is what stops a decompression bomb.
 *
 * A mapped file that somebody cuts short while it is read raises SIGBUS at the missing page; the
 * program's handler for it says so (cli/). Nothing here can turn that into an error.
 */
#include "core/err.h"

/* What is read into memory at most: this, or three quarters of the machine's memory. */
#define SOURCE_LIMIT ((size_t)16 << 30)

/* A scanner that stops at a zero byte need not ask where the input ends. */
enum { SOURCE_PAD = 64 };

/* Lines counted up to a byte. */
struct source_mark {
    size_t at, line_start;
    uint64_t breaks; /* line breaks before `at` */
};

struct source {
    struct sv uri;    /* the caller's; what the user calls it */
    struct sv bytes;  /* and behind them SOURCE_PAD bytes of zero that can be read */
    size_t limit;     /* may be set before source_open; 0 = as SOURCE_LIMIT says */
    size_t done;      /* bytes given back so far */
    void *map;        /* the mapping, and its length */
    size_t map_bytes;
    bool is_file; /* mapped from a file: bytes given back can be read again */
    struct source_mark gone, seen; /* at `done` unless is_file; where source_place was last */
};

/* How people call an input: its uri, or "standard input". */
struct sv source_title(struct sv uri);

/* Opens a file, or standard input for "-". gzip and zstd are recognised from their bytes and
 * opened, also several members one after another. `*src` is zeroed but for `limit`. False with a
 * sentence in `e` when nothing can be read; an empty input is no error. When reading breaks off,
 * or the compressed data is cut off, damaged or larger than the limit, what came before is there,
 * true is returned and `damage` has the sentence. */
bool source_open(struct source *src, struct sv uri, struct err *e, struct err *damage);
/* Is there anything by this name, or is it standard input? False with the sentence that source_open
 * has. */
bool source_exists(struct sv uri, struct err *e);
/* The same as source_open for bytes that the caller has; they are copied. */
void source_of(struct source *src, struct sv uri, struct sv bytes, struct err *damage);
/* Also for a zeroed source, and after source_open returned false. */
void source_close(struct source *src);

/* The decoder will not look at bytes before `offset` again. Cheap; call it now and then. */
void source_release(struct source *src, size_t offset);

/* The line (from 1) and column (bytes, from 1) of an offset; reads the input again when it is a
 * file. Offsets that only grow cost one pass in all. Line 0 when it cannot be known any more:
 * the bytes were given back and are in no file. */
struct source_place {
    uint64_t line, column;
};
struct source_place source_place(struct source *src, size_t offset);

#endif
