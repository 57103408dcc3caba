#ifndef SPANVET_TUI_FINDING_PANE_H
#define SPANVET_TUI_FINDING_PANE_H
/*
 * struct finding_pane: the state of the view findings, which its explanation reads too: the list,
 * what is searched for in it, and what was accepted. Making the list and searching it are works.
 */
#include "lint/config_edit.h"
#include "tui/accepted.h"
#include "tui/finding_list.h"
#include "tui/tui.h"

struct finding_pane {
    struct finding_list list, made; /* the one that is shown; the one that a work makes */
    struct finding_folds folds;
    struct finding_filter filter, search;
    uint8_t by, sort;
    bool reverse, begun;
    struct work build, find;
    struct tui_data build_data, find_data; /* as they were when each of them began */
    struct bits matches, hits;      /* of the search, by finding; those that a work finds */
    uint32_t n_matches;
    bool jumps;                     /* to the first match from `origin` on, when it is known */
    uint32_t origin;                /* a place in the list */
    uint32_t followed;              /* the finding under the cursor as this view last saw it */
    uint32_t changes;               /* counts up when rows may look different */
    struct accepted accepted;
    uint32_t n_accepted; /* findings, since the browser began */

    /* ---- an exclude on its way into the configuration ---- */
    struct exclude wish;
    struct buf path, before;        /* of the configuration */
    struct config_edit edit;
    struct arena arena;             /* of the texts of `wish` */
};

/* That of the view. */
struct finding_pane *finding_pane_of(struct tui *t);

/* Makes the list anew: after another order, filter or grouping, and after an exclude. */
void finding_pane_build(struct tui *t);
/* Begins when there are findings, and follows the finding that is selected elsewhere. */
void finding_pane_refresh(struct tui *t, struct tui_view *v);
void finding_pane_release(struct tui_view *v);

/* What the cursor stands on. False when there are no rows. */
bool finding_pane_at(struct tui *t, struct finding_at *at);
/* The rows after folds have changed: the cursor stays on its row, or goes to its group. */
void finding_pane_fold(struct tui *t);

/* Sets filter and search; an empty text takes them away. False with a sentence. While there are no
 * findings yet they are kept until there are. */
bool finding_pane_filter(struct tui *t, struct sv text, struct err *e);
bool finding_pane_search(struct tui *t, struct sv text, struct err *e);
/* To the next finding, or the next match, from the cursor on; goes round, and says so. */
void finding_pane_step(struct tui *t, const struct bits *among, bool back);

/* ACTION_SUPPRESS: asks for a reason, shows what would be written, writes it
 * (tui/finding_suppress.c). */
handler_fn finding_suppress_handler;

#endif
