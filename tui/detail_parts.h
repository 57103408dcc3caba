#ifndef SPANVET_TUI_DETAIL_PARTS_H
#define SPANVET_TUI_DETAIL_PARTS_H
/* How the detail of a span is told, for tui/detail*.c only. */
#include "tui/detail.h"

/* A detail that is being made. */
struct telling {
    struct detail *d;
    const struct tui_data *data;
    uint32_t position, row;
    uint64_t zero; /* the first start in the trace */
    const struct detail_run *run; /* NULL = none */
    bool reveal;
    size_t left;   /* bytes of values that may still be told at length */
    uint32_t found[DETAIL_FINDINGS], n_found; /* findings about the span, its name or its keys */
    struct buf tmp;
};

/* A heading with a blank line before it. */
void telling_head(struct telling *w, const char *fmt, ...) PRINTF_LIKE(2, 3);
/* Adds an item; its tag. */
uint32_t telling_item(struct telling *w, enum detail_kind kind, uint32_t number);
/* A name, key or id of the trace. */
void telling_name(struct telling *w, enum role role, struct sv name);
/* "name " of a span, and what tells it from others of that name. */
void telling_span(struct telling *w, uint32_t position);
/* "  and 412 more children", when there are. */
void telling_more(struct telling *w, uint64_t n, const char *what);

/* ---- the parts, in this order ---- */
void detail_tell_run(struct telling *w);
void detail_tell_times(struct telling *w);
void detail_tell_attributes(struct telling *w);
void detail_tell_events(struct telling *w);
void detail_tell_links(struct telling *w);
void detail_tell_place(struct telling *w);
void detail_tell_origin(struct telling *w);

/* Attributes of anything, each on a line. `own`: the span's. */
void detail_tell_list(struct telling *w, struct attr_range r, uint32_t dropped, const char *blanks,
                      bool own);
/* Fills `found`. Then those about the span as a whole; or about a key of it. */
void detail_find_findings(struct telling *w);
void detail_tell_findings(struct telling *w, sym key);

#endif
