#ifndef SPANVET_CLI_STAGING_H
#define SPANVET_CLI_STAGING_H
/*
 * struct staging: brings a folder to the state that a stage wants and keeps what people did there.
 *
 * - A file that nobody changed since it was written is replaced, or removed when its metric is not
 *   chosen any more.
 * - One that was changed stays. When the plan's version has changed too since then, that is written
 *   beside it as <name>.new; deleting the .new says that the file now has what it shall have.
 * - One that was deleted stays away, as long as its metric is chosen.
 * - What stays although this run does not want it, because the run only adds or could not read all,
 *   stays as it is, with its .new and with what is known of it.
 * - A file that staging did not write is never touched; the plan's version stands beside it.
 *
 * Each file is written beside its place and renamed. A run that ends in the middle leaves whole
 * files and a manifest that knows them, and the next run goes on from there.
 */
#include "core/vec.h"
#include "metrics/manifest.h"
#include "metrics/stage.h"

enum staging_status {
    STAGING_WRITTEN,
    STAGING_UPDATED,
    STAGING_UNCHANGED,
    STAGING_EDITED,   /* changed by hand; the plan's version is what it was */
    STAGING_CONFLICT, /* changed by hand, and the plan's version changed too */
    STAGING_FOREIGN,  /* not written by staging */
    STAGING_DELETED,  /* deleted by hand */
    STAGING_REMOVED,  /* its metric is not chosen any more */
    STAGING_KEPT,     /* the same, but it was changed by hand */
    STAGING_HELD,     /* the same, but not all input could be read */
    STAGING_EARLIER,  /* the same, but this run only adds */
    STAGING_STATUSES
};

/* "written", "updated" ..., and what it means for the file, which may be empty. */
struct staging_word {
    struct sv word, note;
};
extern const struct staging_word staging_words[STAGING_STATUSES];

enum staging_deed { STAGING_LEAVE, STAGING_WRITE, STAGING_REMOVE };

struct staging_file {
    struct sv path, metric; /* the metric is empty for files of several */
    struct sv content;      /* what the plan says; empty for what is not wanted any more */
    bool is_program;
    enum staging_status status;
    enum staging_deed here, aside; /* to the file, and to <path>.new */
    uint64_t found;                /* hash of what is there, 0 = nothing */
    struct manifest_file old, entry; /* of the manifest, before and after; without a path: none */
};

struct staging {
    struct sv folder;
    bool force; /* what was edited or deleted is written anew */
    bool partial; /* set by the caller: not all input could be read, so nothing is removed */
    const struct stage_wish *wish; /* set by the caller: says what stays; NULL = what is chosen */
    const char *elsewhere; /* set by the caller: how one names another folder, "-o names ..." */
    int lock;   /* descriptor of the folder, when has_lock */
    bool has_lock;
    struct manifest manifest; /* as it was found */
    VEC(struct staging_file) files;
    struct buf manifest_text; /* as it was found */
    struct arena arena;
};

/* Fills a zeroed staging: takes the folder, which is made when `dry_run` is false, and reads its
 * manifest. False with a sentence, also when another run stages into it. */
bool staging_open(struct staging *g, struct sv folder, bool force, bool dry_run, struct err *e);
/* Finds out what is to be done with each file, and tells the stage what people did. */
bool staging_compare(struct staging *g, struct stage *st, struct err *e);
/* Does it. `profile` is that of the plan. */
bool staging_apply(struct staging *g, enum profile profile, struct err *e);
void staging_close(struct staging *g);

/* How many files have this status? */
size_t staging_count(const struct staging *g, enum staging_status status);

#endif
