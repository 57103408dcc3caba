#ifndef SPANVET_CLI_INPUTS_H
#define SPANVET_CLI_INPUTS_H
/* The inputs of a command: read, indexed, and their diagnostics said on standard error. */
#include "cli/command.h"
#include "core/index.h"

struct traces {
    struct store store;
    struct index index;
    bool trouble; /* some input could not be read, or not wholly */
};

/* Is there an input at all? False with a sentence that says how to name one. */
bool inputs_given(const struct job *job, struct err *e);

/* Reads the arguments of the command. Shows progress, which goes on when it returns. False with a
 * sentence when one of the files `outputs` is also an input and would be lost. */
bool inputs_load(struct traces *t, const struct job *job, bool quiet, const struct words *outputs,
                 struct err *e);
/* False with a sentence when one of the files `outputs` is `file`, which the run reads besides its
 * inputs, or makes, as `what` ("the baseline"). An empty `file` is none. */
bool inputs_file_survives(struct sv file, const char *what, const struct words *outputs,
                          struct err *e);
/* Says on standard error what went wrong with the inputs. */
void inputs_diagnose(const struct traces *t);
void inputs_release(struct traces *t);

#endif
