#include "tui/work.h"

#include <signal.h>

#include "tui/tui.h"

static void *work_thread(void *arg)
{
    struct work *w = arg;
    w->run(w);
    atomic_store_explicit(&w->ended, true, memory_order_release);
    return NULL;
}

/* Signals are for the browser's thread: a new size has to wake it. */
static bool thread_start(struct work *w)
{
    sigset_t all, old;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &old);
    int failed = pthread_create(&w->thread, NULL, work_thread, w);
    pthread_sigmask(SIG_SETMASK, &old, NULL);
    return !failed;
}

static void works_remove(struct tui *t, struct work *w)
{
    struct work **at = &t->works;
    while (*at && *at != w)
        at = &(*at)->next;
    if (*at)
        *at = w->next;
    w->next = NULL;
}

void work_stop(struct tui *t, struct work *w)
{
    if (!w->runs)
        return;
    atomic_store_explicit(&w->stop, true, memory_order_relaxed);
    pthread_join(w->thread, NULL);
    w->runs = false;
    works_remove(t, w);
}

void work_drop(struct tui *t, struct work *w)
{
    if (!w)
        return;
    if (!w->runs) {
        w->release(w);
        return;
    }
    atomic_store_explicit(&w->stop, true, memory_order_relaxed);
    works_remove(t, w);
    w->next = t->dropped;
    t->dropped = w;
}

static void dropped_release(struct tui *t, bool all)
{
    struct work **at = &t->dropped;
    while (*at) {
        struct work *w = *at;
        if (!all && !atomic_load_explicit(&w->ended, memory_order_acquire)) {
            at = &w->next;
            continue;
        }
        *at = w->next;
        pthread_join(w->thread, NULL);
        w->release(w);
    }
}

void works_end(struct tui *t)
{
    while (t->works)
        work_stop(t, t->works);
    dropped_release(t, true);
}

void work_start(struct tui *t, struct work *w, bool big)
{
    work_stop(t, w);
    atomic_store(&w->stop, false);
    atomic_store(&w->ended, false);
    atomic_store(&w->permille, 0);
    if (!(big || t->always_threads) || !thread_start(w)) {
        w->run(w);
        w->done(t, w);
        return;
    }
    w->runs = true;
    w->next = t->works;
    t->works = w;
}

bool work_poll(struct tui *t)
{
    bool some = false;
    dropped_release(t, false);
    for (struct work *w = t->works, *next; w; w = next) {
        next = w->next;
        if (!atomic_load_explicit(&w->ended, memory_order_acquire))
            continue;
        pthread_join(w->thread, NULL);
        w->runs = false;
        works_remove(t, w);
        w->done(t, w);
        some = true;
        next = t->works; /* `done` may have started or stopped others */
    }
    return some;
}
