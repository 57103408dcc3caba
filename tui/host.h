#ifndef SPANVET_TUI_HOST_H
#define SPANVET_TUI_HOST_H
/*
 * struct tui_host: what the browser asks of its surroundings: traces, which are read on another
 * thread, and files, which it does not write itself.
 */
#include "core/err.h"
#include "metrics/plan.h"
#include "metrics/stage.h"
#include "tui/data.h"

enum tui_stage {
    TUI_READING,  /* nothing is there yet */
    TUI_LINTING,  /* store, index and view are */
    TUI_COUNTING, /* findings are */
    TUI_READY,    /* all is */
};

struct tui_progress {
    enum tui_stage stage;
    uint32_t generation; /* counts up when other data take the place of these */
    uint32_t spans;      /* read so far */
    bool failed;         /* there is nothing to show: the browser leaves, and the caller says why */
    bool partial;        /* some input could not be read, or not wholly */
    struct sv complaint; /* why the last reading brought nothing, so that the data stay; told once,
                            and valid until the next call */
    struct sv what;      /* "reading samples/noisy.jsonl"; lives as long as the host */
};

struct tui_host {
    void *self;
    /* How far loading is. Any time, from the thread of the browser. */
    struct tui_progress (*progress)(void *self);
    /* What there is now; the same until the generation changes, but for members that were NULL.
     * When `progress` tells of a new generation, the old data stay until this is called. */
    const struct tui_data *(*data)(void *self);
    /* Reads everything anew, on another thread. False with a sentence when an input cannot be read
     * twice; the data stay then. */
    bool (*reload)(void *self, struct err *e);

    /* Writes the metrics of a plan that `wish` names into a folder, as `spanvet metrics stage`
     * does; with `dry_run` only tells what would be written. The report is appended as text. */
    bool (*stage)(void *self, const struct plan *plan, const struct stage_wish *wish,
                  struct sv folder, bool dry_run, struct buf *report, struct err *e);
    /* The path of the configuration that holds, or that would be made; and its text, which is empty
     * when there is no such file. */
    bool (*config)(void *self, struct buf *path, struct buf *text, struct err *e);
    /* Replaces a file, beside and renamed. */
    bool (*write)(void *self, struct sv path, struct sv text, struct err *e);
};

#endif
