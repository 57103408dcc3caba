#ifndef SPANVET_METRICS_MANIFEST_H
#define SPANVET_METRICS_MANIFEST_H
/*
 * struct manifest: staged.json, spanvet.staged/1 (docs/schema/staged-1.json): what staging wrote
 * into a folder, so that the next time it knows what people changed. It is written before the first
 * file is touched, with what is about to be written (`next`), and again at the end: whenever a run
 * ends, each file that staging wrote has the hash of one of the two.
 */
#include "core/err.h"
#include "core/vec.h"
#include "metrics/definition.h"

#define MANIFEST_FILE "staged.json"

/* Hashes are those of manifest_hash; 0 = none. */
struct manifest_file {
    struct sv path;   /* one that stage_path accepts */
    struct sv metric; /* the name of the metric it holds; empty for files of several */
    uint64_t hash;    /* of the version that was written to the path last */
    uint64_t next;    /* of the version that an unfinished run was about to write there */
    uint64_t aside;   /* of the version that was written beside it, to <path>.new */
};

struct manifest {
    enum profile profile;
    VEC(struct manifest_file) files; /* ascending by path */
    struct arena arena;              /* of the texts that were read */
};

uint64_t manifest_hash(struct sv content);

/* Fills a zeroed manifest from the text of the file `name`. False with a sentence: a damaged one
 * could say that files are ours that are not. */
bool manifest_read(struct manifest *m, struct sv text, struct sv name, struct err *e);
void manifest_write(struct buf *b, const struct manifest *m);
/* Sorts the files by path. */
void manifest_sort(struct manifest *m);
/* NULL when it does not know the path. */
const struct manifest_file *manifest_find(const struct manifest *m, struct sv path);
void manifest_release(struct manifest *m);

#endif
