#ifndef SPANVET_LINT_TARGETS_H
#define SPANVET_LINT_TARGETS_H
/*
 * struct targets: which traces belong to one call. A call is told by the id that its spans carry:
 * of a simulation, else of a session, else of a conversation. Where there is none, a trace is a
 * call, but for the pieces that hooks without a parent leave behind: traces of one or two stage
 * spans, of the same service and close in time, are one call together.
 *
 * A value that many whole calls share ("default") is no id, and then each trace is its own call.
 * Built with the view; read-only afterwards, any thread.
 */
#include "core/index.h"

struct view;

enum target_by {
    TARGET_TRACE,        /* one trace */
    TARGET_SIMULATION,   /* an id; the order is that of enum session_kind */
    TARGET_SESSION,
    TARGET_CONVERSATION,
    TARGET_PIECES, /* no id: pieces of one service */
};

struct trace_target {
    uint32_t first, n; /* of targets.traces, ascending */
    uint32_t attr;     /* one that carries the id (of store.attrs), or NO_ROW */
    uint8_t by;        /* enum target_by */
};

struct targets {
    VEC(struct trace_target) list;
    uint32_t *traces; /* traces, grouped by target */
    uint32_t *of;     /* by trace: its target */
    uint64_t *before; /* by trace: the features of the traces before it in its target */
};

/* Needs the features and the sessions of the view. Release accepts a zeroed one. */
void targets_build(struct targets *t, const struct store *s, const struct index *ix,
                   const struct view *v);
void targets_release(struct targets *t);

#endif
