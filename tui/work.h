#ifndef SPANVET_TUI_WORK_H
#define SPANVET_TUI_WORK_H
/*
 * struct work: something that takes longer than a frame, on a thread of its own, while the browser
 * goes on answering keys. It reads what does not change (the data) and what belongs to this work
 * alone, and writes only the latter: no two works share anything that either of them writes, and
 * what `run` reads is written between stop and start.
 *
 *     work_stop(t, &self->work);
 *     self->work = (struct work){.run = sort_run, .done = sort_done, .self = self};
 *     self->sort_data = *t->data;
 *     work_start(t, &self->work, n > WORK_AT_ONCE);
 */
#include "core/base.h"

#include <pthread.h>
#include <stdatomic.h>

struct tui;

/* Things of some ten nanoseconds each, beyond which work gets a thread; below it is done at
 * once. */
enum { WORK_AT_ONCE = 50000 };

struct work {
    /* On the other thread. Looks at work_stopped now and then, and returns early. */
    void (*run)(struct work *w);
    /* On the browser's thread, when `run` has returned; not when it was stopped. */
    void (*done)(struct tui *t, struct work *w);
    /* Of work that may be dropped: frees the allocation that the work and all its own is in. */
    void (*release)(struct work *w);
    void *self;            /* the caller's */
    _Atomic uint32_t permille; /* `run` may tell how far it is */
    struct work *next;     /* of tui.works, or of tui.dropped */
    pthread_t thread;
    atomic_bool stop, ended;
    bool runs;
};

/* Runs it, on a thread when `big`; what runs already is stopped before. */
void work_start(struct tui *t, struct work *w, bool big);
/* Stops it and waits until it has; `done` is not called. Does nothing when it does not run. */
void work_stop(struct tui *t, struct work *w);
/* For what cannot stop within a frame: tells it to stop, and releases it when it has. It is out of
 * the caller's hands at once, and `done` is not called. NULL = nothing to drop. */
void work_drop(struct tui *t, struct work *w);
/* Stops all of them and waits, for the dropped ones too: what they read goes. */
void works_end(struct tui *t);
static inline bool work_stopped(struct work *w)
{
    return atomic_load_explicit(&w->stop, memory_order_relaxed);
}
/* Calls `done` of what has ended; true when there was some. Releases the dropped ones. */
bool work_poll(struct tui *t);

#endif
