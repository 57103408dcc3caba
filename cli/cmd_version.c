#include "cli/command.h"
#include "core/version.h"

static int version_run(const struct job *job, struct err *e)
{
    if (job->args.n) {
        err_set(e, "version takes no argument, and was given \"%.*s\"", SV_ARG(job->args.v[0]));
        return EXIT_TROUBLE;
    }
    buf_addz(&job->out->buf, "spanvet " SPANVET_VERSION "\n");
    return EXIT_CLEAN;
}

const struct command cmd_version = {
    .name = "version",
    .summary = "Show the version.",
    .arguments = "",
    .examples = "  spanvet version\n  spanvet --version\n",
    .run = version_run,
};
