#include "cli/variables.h"

#include <unistd.h>

#include "cli/command.h"
#include "core/nearest.h"
#include "core/shown.h"

extern char **environ;

struct variables {
    struct arena arena;
    struct words names; /* of all commands */
};

static void variables_collect(struct variables *known)
{
    struct buf name = {0};
    for (size_t i = 0; i < n_commands; i++) {
        struct opt_values v = command_options(commands[i]);
        for (size_t k = 0; k < v.n; k++) {
            buf_clear(&name);
            option_variable(&name, &v, &v.table[k]);
            vec_push(&known->names, arena_copy(&known->arena, buf_sv(&name)));
        }
    }
    buf_release(&name);
}

static void variable_diagnose(struct buf *b, const struct variables *known, struct sv name)
{
    struct nearest near = {.word = name};
    for (size_t i = 0; i < known->names.n; i++) {
        if (sv_eq(known->names.v[i], name))
            return;
        nearest_try(&near, known->names.v[i]);
    }
    buf_addz(b, "spanvet: warning: the variable ");
    shown_add_sentence(b, name, 0);
    buf_addz(b, " is none of spanvet's and changes nothing");
    if (near.best.n)
        buf_fmt(b, "; did you mean %.*s?\n", SV_ARG(near.best));
    else
        buf_addz(b, "; `spanvet lint --help` lists them\n");
}

void variables_diagnose(void)
{
    struct variables known = {0};
    struct buf b = buf_to_fd(STDERR_FILENO);
    for (char **at = environ; at && *at; at++) {
        struct sv name = sv_cut(sv_from_c(*at), '=').head;
        if (!sv_starts(name, SV("SPANVET_")))
            continue;
        if (!known.names.n)
            variables_collect(&known);
        variable_diagnose(&b, &known, name);
    }
    buf_flush(&b);
    buf_release(&b);
    vec_release(&known.names);
    arena_release(&known.arena);
}
