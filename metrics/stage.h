#ifndef SPANVET_METRICS_STAGE_H
#define SPANVET_METRICS_STAGE_H
/*
 * struct stage: which of a plan's metrics are written out, and as which files with which content.
 * It touches no file: cli/staging.h brings a folder to this state.
 *
 *     metrics/<slug>.json   the body that creates a metric, for each one that is chosen
 *     pending/<slug>.json   the body of one that is wanted and not proven yet; it is never pushed
 *     and the files of metrics/stage.def
 *
 * The bodies come first. What people made of them is then told (stage_edited and so on), and the
 * other files follow what the bodies really hold. The same plan and the same edits give the same
 * bytes.
 */
#include "core/err.h"
#include "metrics/edited.h"
#include "metrics/plan.h"
#include "metrics/slug.h"

struct stage_wish {
    bool all;                /* every metric that is proposed, not only those that come first */
    const struct sv *metrics; /* when there are any: exactly these, by name, slug or number */
    size_t n_metrics;
    bool exactly;             /* also when there are none: then nothing is chosen */
    bool adds;                /* what earlier runs staged into the folder stays, but these: */
    const struct sv *dropped; /* names of metrics */
    size_t n_dropped;
};

enum staged_state {
    STAGED_GENERATED, /* its file holds what the plan says */
    STAGED_EDITED,    /* somebody changed it */
    STAGED_BROKEN,    /* it was changed into what is no body; the other files hold the plan's */
    STAGED_DELETED,   /* somebody deleted it */
    STAGED_EARLIER    /* an earlier run wrote it, and it stays */
};

struct staged_metric {
    const struct draft *draft; /* NULL: not chosen by this run, but it stays */
    size_t number;   /* in the plan, from 1 on; 0 = it is not in the plan */
    struct sv slug;  /* the only one of its kind within its folder */
    struct sv path;  /* "metrics/tool-latency-p90.json" */
    struct sv name;  /* as in the body */
    struct sv text;  /* the body as the plan has it; empty without a draft */
    json_t *body;    /* the body as it is in the file */
    enum staged_state state;
    bool pending;
};

struct stage {
    const struct plan *plan;
    const struct facts *facts;
    VEC(struct staged_metric) metrics; /* in the order of the plan, then what is no longer chosen */
    size_t n_withheld; /* drafts that hold what looks like a secret or a personal value */
    struct slugs slugs;
    struct arena arena;
};

/* Chooses and makes the bodies; fills a zeroed stage. Without a wish: what the plan proposes with a
 * high signal, and what it proposes for the floor, the baseline set, the recipes and the vertical;
 * and as pending what has the verdict `stage`. False with a sentence when a metric that was asked
 * for is not there or must not be created. Plan and facts must outlive the stage. */
bool stage_make(struct stage *st, const struct plan *plan, const struct facts *facts,
                const struct stage_wish *wish, struct err *e);
void stage_release(struct stage *st);

/* Gives metric `i` the next free path: what stays has its own. */
void stage_move(struct stage *st, size_t i);
/* The file of metric `i` holds this; it was deleted; a file at `path` of an earlier run, not chosen
 * any more, stays, as an earlier run wrote it or `edited` since. */
void stage_edited(struct stage *st, size_t i, struct sv text);
void stage_deleted(struct stage *st, size_t i);
void stage_kept(struct stage *st, struct sv path, struct sv text, bool edited);

/* Is it one of those that are created, by the script and the other files? */
static inline bool stage_creates(const struct staged_metric *m)
{
    return !m->pending && m->state != STAGED_DELETED && m->body;
}
/* May all of the definition be shown? What may not does not leave the trace. */
bool stage_is_shown(const struct definition *d);

typedef void stage_fn(struct buf *b, const struct stage *st);
struct stage_file {
    const char *path;
    stage_fn *write;
    bool is_program;
    const char *what;
};
/* In the order of metrics/stage.def. */
extern const struct stage_file stage_files[];
extern const size_t n_stage_files;

#define STAGE_FILE(name, path, is_program, what) stage_fn stage_##name;
#include "metrics/stage.def"
#undef STAGE_FILE

/* The folders of bodies. */
#define STAGE_METRICS "metrics/"
#define STAGE_PENDING "pending/"
/* Is it the path of a file that staging may write: a body in one of the folders, or a row? */
bool stage_path(struct sv path);

#endif
