#ifndef SPANVET_CLI_INFER_H
#define SPANVET_CLI_INFER_H
/* `spanvet rules infer GOOD...`: learns a pack of own rules from good traces. */
#include "cli/command.h"

struct infer_wish {
    struct sv output, min_coverage, margin; /* as typed; empty: the default */
    uint64_t min_spans;                     /* 0: the default */
    bool quiet;
};

/* Reads the traces that `job->args` names and writes the pack; the exit code. */
int infer_run(const struct job *job, const struct infer_wish *wish, struct err *e);

#endif
