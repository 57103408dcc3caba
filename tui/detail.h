#ifndef SPANVET_TUI_DETAIL_H
#define SPANVET_TUI_DETAIL_H
/*
 * struct detail: all there is to say of one span, as lines of text: times, attributes and what the
 * rules say of each, events, links, where it stands. How much is told is bounded, so that it is
 * made within a frame; the rest is counted.
 */
#include "tui/data.h"
#include "tui/extent.h"
#include "tui/text.h"

enum detail_kind {
    DETAIL_ATTRIBUTE, /* number: of store.attrs; `of_span`: it is one of the span's own */
    DETAIL_SPAN,      /* a position of index.order: one can go there */
    DETAIL_FINDING,   /* of lint->findings.list */
};

struct detail_item {
    uint8_t kind; /* enum detail_kind */
    bool of_span;
    uint32_t number;
};

struct detail {
    struct text text; /* the tag of a line is a number of `items` from 1 on, 0 = nothing */
    VEC(struct detail_item) items;
    /* ---- the search in it ---- */
    struct buf needle;
    VEC(uint32_t) matches; /* bytes of text.bytes where it stands, ascending */
};

/* The bounds: bytes of a value and of all of them, attributes, events and links of each kind,
 * parents, children. */
enum {
    DETAIL_VALUE = 4 << 10,
    DETAIL_VALUES = 64 << 10,
    DETAIL_REST = 200, /* bytes of a value behind those */
    DETAIL_NAME = 400,
    DETAIL_ATTRIBUTES = 200,
    DETAIL_EVENTS = 50,
    DETAIL_PARENTS = 12,
    DETAIL_CHILDREN = 8,
    DETAIL_FINDINGS = 30,
};

/* Spans of one name that are one row of the waterfall, from a position on. */
struct detail_run {
    const struct extent *x; /* their trace */
    uint32_t n;
    double typical;         /* their median length, ns */
};

/* The span at this position, `zero` the first start in its trace, after what is to be said of all
 * of the run that begins there; NULL = no run. Linear in the run. The text is not wrapped yet. */
void detail_make(struct detail *d, const struct tui_data *data, uint64_t zero, uint32_t position,
                 const struct detail_run *run, bool reveal);
/* What is told when no span is selected, of a trace (or NO_ROW). */
void detail_make_trace(struct detail *d, const struct tui_data *data, uint32_t trace);
void detail_release(struct detail *d);

/* The line of the span's first attribute, or 0. */
uint32_t detail_first_attribute(const struct detail *d);
/* What the line is about, or NULL. */
const struct detail_item *detail_item_of(const struct detail *d, uint32_t line);

/* Searches all of the text for this: small letters match capitals too. After text_wrap the line of
 * the first match behind `line`, or before it, with wrapping; NO_ROW = there is none. */
void detail_search(struct detail *d, struct sv needle);
uint32_t detail_step(const struct detail *d, uint32_t line, bool back, bool *wrapped);
/* Where on this line the next match from byte `from` of the line on is: its byte, SIZE_MAX = none;
 * `*text` is the line. */
size_t detail_match(const struct detail *d, uint32_t line, size_t from, struct sv *text);

#endif
