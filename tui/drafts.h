#ifndef SPANVET_TUI_DRAFTS_H
#define SPANVET_TUI_DRAFTS_H
/*
 * struct drafts: the metrics that are worth having of the traces (metrics/plan.h), and what the
 * user made of them: drafts of his own, other names and targets, what is staged, written and thrown
 * away. All that is remembered by what is measured, so it survives reading the files anew and the
 * change to the other profile; there what stands in for a staged metric is staged.
 *
 * Nothing here draws, and no function but drafts_refresh knows the browser.
 */
#include "core/sym.h"
#include "metrics/plan_own.h"
#include "tui/work.h"

/* What is done with a draft, in the order of the screen. */
enum draft_section {
    SECTION_DRAFTS,     /* proposed, or wanted and not proven yet; what the user added first */
    SECTION_STAGED,     /* will be written */
    SECTION_WRITTEN,    /* was, and has not changed since */
    SECTION_DIAGNOSTIC, /* computes, but answers no operating question */
    SECTION_REJECTED,   /* must not be created, or was thrown away */
    DRAFT_SECTIONS
};
struct sv draft_section_title(enum draft_section section);

struct draft_row {
    uint32_t draft; /* of plan.drafts; NO_ROW = the heading of the section */
    uint8_t section;
};

/* What the user changes of a definition. */
enum draft_field {
    FIELD_NAME,
    FIELD_AGGREGATION,
    FIELD_UNIT,
    FIELD_TARGET, /* "<= 1.5", "lte 1.5", "in YES"; empty = none */
    FIELD_DESCRIPTION,
    DRAFT_FIELDS
};

/* Fields of a draft that the user wrote, a bit each, and their values. */
struct draft_edit {
    uint32_t fields;
    struct definition values;
};

struct draft_alias {
    uint32_t draft;
    sym meaning; /* of what the draft stands in for in this profile */
};

struct drafts {
    struct plan plan;
    bool has_plan;
    enum profile profile; /* that is wished; the plan follows */
    uint32_t changes;     /* counts up whenever rows may look different */

    VEC(struct draft_row) rows;
    uint32_t counts[DRAFT_SECTIONS];
    bool open[DRAFT_SECTIONS];

    /* ---- by draft of the plan ---- */
    VEC(sym) meaning_of;
    VEC(struct draft_alias) aliases; /* by draft */
    VEC(uint32_t) unmeasured;        /* drafts whose preview is still missing */

    /* ---- by what is measured: these stay ---- */
    struct symtab meanings;
    VEC(uint8_t) marks;              /* by meaning */
    VEC(uint32_t) edit_of;           /* by meaning: of `edits`, NO_ROW = none */
    VEC(uint32_t) draft_of;          /* by meaning: the draft of the plan, NO_ROW = none */
    VEC(struct draft_edit) edits;
    VEC(struct definition) own;      /* in the order in which they were added */
    struct arena arena;              /* texts of edits and own */

    sym last;                        /* meaning of what was added last, SYM_NONE = nothing */
    sym at;                          /* of what is under the cursor of the metrics view */
    bool go_to_last;                 /* the cursor goes to what was added last */
    bool stay_with;                  /* it stays with its draft, wherever that went */
    uint32_t plans;                  /* counts up with each plan */
    uint32_t previewed;              /* which of them was shown before writing */
    VEC(struct own_wish) offers;     /* of the menu of what can be drafted */
    struct buf needle, filter;       /* what is searched for; what rows must have */
    struct sv folder;                /* that was chosen last; empty = none */
    struct sv wrote_into;            /* that was written to last */
    VEC(struct sv) wrote;            /* names of all that this session has there */
    VEC(sym) wrote_as;               /* the meaning of each */

    /* ---- for drafts_refresh ---- */
    uint32_t generation;
    const struct facts *facts;
    struct plan next;
    uint8_t planned;                 /* its profile */
    struct draft measured;           /* a copy that is being measured, and which it is */
    uint32_t measuring;
    struct work planning, measure;
};

/* ---- pure ---- */

/* Takes a plan over, applies what the user did, and makes the rows. */
void drafts_take(struct drafts *d, const struct facts *f, struct plan *p);
/* Forgets the plan and keeps what the user did: the traces are read anew. */
void drafts_forget(struct drafts *d);
void drafts_clear(struct drafts *d);

/* The draft that measures this, or NO_ROW. */
uint32_t drafts_find(const struct drafts *d, const struct definition *of);
/* What was added last, and what is under the cursor of the metrics view; or NO_ROW. */
uint32_t drafts_last(const struct drafts *d);
uint32_t drafts_at(const struct drafts *d);
/* Adds a metric of what is wished, or finds the one that the plan has of it (`*is_new` is false);
 * it is the last one then. NO_ROW with a sentence when none can be made of it. */
uint32_t drafts_add(struct drafts *d, const struct facts *f, const struct own_wish *wish,
                    bool *is_new, struct err *e);
/* Where the draft stands. */
enum draft_section drafts_section(const struct drafts *d, uint32_t draft);
/* Stages it or takes it back. False with a sentence for what must not be created. */
bool drafts_stage(struct drafts *d, uint32_t draft, bool on, struct err *e);
/* Throws it away, or takes that back. */
void drafts_discard(struct drafts *d, uint32_t draft, bool on);
bool drafts_is_discarded(const struct drafts *d, uint32_t draft);
/* The names of all that is staged or was written, which the caller frees; their number in `*n`. */
struct sv *drafts_names(const struct drafts *d, size_t *n);
/* All of them were written into this folder, and what was taken back is gone from it. */
void drafts_wrote(struct drafts *d, struct sv folder);
/* What this session wrote into the folder, `*n` names; what others wrote there is not its own. */
const struct sv *drafts_wrote_into(const struct drafts *d, struct sv folder, size_t *n);
/* How many of them are neither staged nor written now: writing takes them away. */
uint32_t drafts_dropped(const struct drafts *d, struct sv folder);
/* How many that are in `wrote_into` the user took back since, or threw away. */
uint32_t drafts_taken_back(const struct drafts *d);
/* Is any staged, or written and not taken back? */
bool drafts_has_staged(const struct drafts *d);
/* How many are staged and were not written since. */
uint32_t drafts_unwritten(const struct drafts *d);
/* It was changed: what was written is no longer that. */
void drafts_touch(struct drafts *d, uint32_t draft);
/* The row of a draft, opening its section; NO_ROW when it has none. */
uint32_t drafts_show(struct drafts *d, uint32_t draft);
void drafts_fold(struct drafts *d, enum draft_section section, bool open);

/* Calls beyond which previews keep no values of single ones: the drafts would need more room than
 * the spans. */
enum { DRAFT_CALLS = 10000 };
/* Its value in a call of facts.in->calls; false when it has none there. Linear in the calls. */
bool draft_call_value(struct preview_value *value, const struct drafts *d, const struct draft *of,
                      uint32_t call);
/* Does the call have a span that it is about? Quick. */
bool draft_call_has(const struct drafts *d, const struct draft *of, uint32_t call);
bool drafts_is_measured(const struct drafts *d, uint32_t draft);

/* ---- finding (tui/drafts_find.c): in names, span names and keys ---- */

/* Small letters match capitals. From now on only drafts with this text have rows; counts are still
 * those of all. */
void drafts_filter(struct drafts *d, struct sv text);
bool drafts_passes(const struct drafts *d, uint32_t draft);
/* Searches and opens the sections that have some; how many there are. */
uint32_t drafts_search(struct drafts *d, struct sv text);
/* The next row with it behind `row`, or before it, from the other end when there is none, or
 * NO_ROW. */
uint32_t drafts_step(const struct drafts *d, uint32_t row, bool back);

/* ---- editing (tui/drafts_edit.c) ---- */

/* Changes a field as the user wrote it. False with a sentence when the contract of the API
 * (metrics/contract.h) has something against it that it had not before. `doubt`: what it warns
 * of, which forbids nothing. */
bool drafts_edit(struct drafts *d, const struct facts *f, uint32_t draft, enum draft_field field,
                 struct sv text, struct err *doubt, struct err *e);
/* The field as the user would write it. */
void draft_field_add(struct buf *b, const struct definition *d, enum draft_field field);
struct sv draft_field_name(enum draft_field field);
/* Puts the fields of an edit into a definition. With another aggregation name, description and
 * unit follow, but for the fields of `kept`, which the user wrote himself. New texts are of `a`. */
void draft_edit_apply(const struct draft_edit *edit, uint32_t kept, const struct facts *f,
                      struct definition *d, struct arena *a);
/* What the user wrote of this draft: a number of `edits`, NO_ROW = nothing. */
uint32_t drafts_edit_of(const struct drafts *d, uint32_t draft);
/* A name that a draft other than `but` has gets a number. */
struct sv drafts_unique_name(struct drafts *d, struct sv name, uint32_t but);

/* ---- in the browser (tui/drafts_work.c) ---- */

struct tui;
/* Plans when the facts have come, anew for other data and another profile; on a thread when that
 * takes long. Costs nothing when nothing has changed. */
void drafts_refresh(struct tui *t);
/* Frees t->drafts. */
void drafts_release(struct tui *t);

#endif
