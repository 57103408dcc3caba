#include "cli/command.h"

#include <unistd.h>

#include "core/nearest.h"

const struct command *const commands[] = {
#define COMMAND(name) &cmd_##name,
#include "cli/commands.def"
#undef COMMAND
};
const size_t n_commands = ARRAY_LEN(commands);

static bool command_unknown(struct sv name, struct err *e)
{
    struct nearest near = {.word = name};
    for (size_t i = 0; i < n_commands; i++)
        nearest_try(&near, sv_from_c(commands[i]->name));
    if (near.best.n)
        return err_set(e, "there is no command \"%.*s\"; did you mean `spanvet %.*s`?",
                       SV_ARG(name), SV_ARG(near.best));
    if (access(name.p, F_OK) == 0)
        return err_set(e, "the first word is a command; to lint this: `spanvet lint %.*s`",
                       SV_ARG(name));
    return err_set(e, "there is no command \"%.*s\"; `spanvet --help` lists them", SV_ARG(name));
}

const struct command *command_find(struct sv name, struct err *e)
{
    const struct command *found = NULL;
    for (size_t i = 0; i < n_commands; i++) {
        struct sv full = sv_from_c(commands[i]->name);
        if (sv_eq(full, name))
            return commands[i];
        if (!name.n || !sv_starts(full, name))
            continue;
        if (found) {
            err_set(e, "\"%.*s\" may be %s or %s; write more of it", SV_ARG(name), found->name,
                    commands[i]->name);
            return NULL;
        }
        found = commands[i];
    }
    if (!found)
        command_unknown(name, e);
    return found;
}

struct opt_values command_options(const struct command *c)
{
    return (struct opt_values){
        .table = c->options,
        .n = c->n_options,
        .scope = c->short_variables ? (struct sv){0} : sv_from_c(c->name),
    };
}
