/* The group of the planner's commands. */
#include "cli/command.h"

const struct command cmd_metrics = {
    .name = "metrics",
    .summary = "Plan metrics from what traces really carry, try them, create them.",
    .arguments = "",
    .examples = "  spanvet metrics plan dump.json\n"
                "  spanvet metrics preview --builtin dump.json\n"
                "  spanvet metrics push staged/\n",
};
