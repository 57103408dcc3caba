#ifndef SPANVET_METRICS_JOURNAL_H
#define SPANVET_METRICS_JOURNAL_H
/*
 * struct journal: what a push meant to create, and what became of it, one JSON object a line. A row
 * is on the disk before the request that it announces is sent, and again when its answer is there;
 * so an intent without a result is one that nobody knows the end of. Rows are only ever added. A
 * line that is cut off or damaged is passed over.
 *
 * An open journal is locked: two pushes cannot use one at the same time. The lock goes with the
 * process, however that ends.
 */
#include <jansson.h>

#include "core/buf.h"
#include "core/err.h"

enum { JOURNAL_BYTES_MAX = 64 << 20 };

enum journal_event {
    JOURNAL_INTENT,    /* is about to be sent */
    JOURNAL_CREATED,   /* is there: metric_id */
    JOURNAL_REFUSED,   /* was not done: status */
    JOURNAL_UNKNOWN,   /* no answer that says whether it was done */
    JOURNAL_FELL_BACK, /* refused; what stands in for it is pushed under a row of its own */
    JOURNAL_EVENTS
};

struct journal_row {
    enum journal_event event;
    struct sv metric_name;
    uint64_t body;       /* journal_hash of what is sent */
    struct sv metric_id; /* of a created one */
    int status;          /* of a refused one */
    uint64_t time;       /* seconds since 1970; 0 when the row does not say */
};

struct journal {
    int fd; /* valid when is_open */
    bool is_open;
    struct sv path;   /* the caller's */
    struct buf where; /* URL and workspace: rows of others mean nothing here */
    json_t *last;     /* by name and body: the last row */
    uint64_t damaged; /* lines passed over */
};

/* Opens or makes the file, locks it and reads it. `path`, `url` and `workspace` must outlive the
 * journal. False with a sentence, also when another push has it. */
bool journal_open(struct journal *j, struct sv path, struct sv url, struct sv workspace,
                  struct err *e);
/* Reads rows without a file: for what only looks. */
void journal_read(struct journal *j, struct sv text, struct sv url, struct sv workspace);
void journal_close(struct journal *j);

/* Adds the row, with the time of now, and waits until it is on the disk. False with a sentence:
 * then nothing may be sent. */
bool journal_write(struct journal *j, struct journal_row row, struct err *e);

/* The last row of this metric with this body. False when there is none. */
bool journal_last(const struct journal *j, struct sv metric_name, uint64_t body,
                  struct journal_row *row);

/* The number that stands for a body; the same for ever. */
uint64_t journal_hash(struct sv body);

#endif
