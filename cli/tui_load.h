#ifndef SPANVET_CLI_TUI_LOAD_H
#define SPANVET_CLI_TUI_LOAD_H
/*
 * struct tui_load: traces for the browser, read and judged on a thread of their own, in stages:
 * what is there can be looked at while the rest is on its way. `reload` reads everything once more
 * and lets the old data stand until the new ones are complete.
 */
#include <pthread.h>

#include "cli/metrics_input.h"
#include "cli/packs.h"
#include "lint/config.h"
#include "tui/host.h"

struct tui_generation;

struct tui_load {
    const struct job *job;      /* its arguments are the inputs */
    struct sv before;           /* the other dump to compare with; empty = none */
    struct sv config;           /* that was named; empty = the nearest one (cli/tui_config.h) */
    const struct settings *settings; /* a reload takes excludes over that were written meanwhile */
    const struct packs *packs;
    int gate;                   /* the lowest severity that fails `spanvet lint` */
    const struct texts *dialects; /* forced ones; NULL = recognised */
    struct tui_generation *now, *next; /* what is shown, and what will be */
    bool drops;                        /* what was shown is being given back */
    pthread_t dropping;
    uint32_t generation;
    struct buf what;
    struct buf written;         /* the configuration that the browser wrote; empty = none */
    struct buf complaint;       /* why the last reading brought nothing */
};

/* Starts reading. The members up to `dialects` are the caller's and must outlive it. */
void tui_load_start(struct tui_load *l);
struct tui_progress tui_load_progress(void *load);
const struct tui_data *tui_load_data(void *load);
bool tui_load_again(void *load, struct err *e); /* tui_host.reload */
/* What is shown, without taking over what was read meanwhile. */
const struct tui_data *tui_load_now(const struct tui_load *l);
/* Could not all of what is shown be read? */
bool tui_load_is_partial(const struct tui_load *l);
/* Waits until everything is there. */
void tui_load_wait(struct tui_load *l);
/* Says on standard error what went wrong with the inputs; true when something did. A sentence when
 * it was no input. Nothing of it while reading still goes on. */
bool tui_load_diagnose(const struct tui_load *l, struct err *e);
/* Is something still being read? Then all that it was given must stay. */
bool tui_load_reads(const struct tui_load *l);
/* Gives everything back, when nothing is being read. */
void tui_load_release(struct tui_load *l);

#endif
