/* spanvet: finds the command, hands it its options, and checks the output once at the end. */
#include "cli/command.h"

#include <malloc.h>
#include <unistd.h>

#include "cli/signals.h"
#include "cli/variables.h"

/* A group without one of its commands: `word` asks for help, or is some option, or is not there. */
static int group_run(const struct command *group, struct sv word, struct buf *out, struct err *e)
{
    struct buf verbs = {0};
    if (sv_eq(word, SV("--help")) || sv_eq(word, SV("-h"))) {
        command_help(out, group, HELP_LONG);
        return EXIT_CLEAN;
    }
    command_verbs(&verbs, group, ", ");
    err_set(e, "%s is followed by one of its commands: %.*s; `spanvet %s --help` says what they do",
            group->name, SV_ARG(buf_sv(&verbs)), group->name);
    buf_release(&verbs);
    return EXIT_TROUBLE;
}

static int command_run(const struct command *c, int argc, char **argv, struct output *out,
                       struct err *e)
{
    struct opt_values v = command_options(c);
    v.options = mem_zalloc(c->options_size);
    v.from = mem_zalloc(c->n_options);
    struct job job = {.command = c, .options = v.options, .values = &v, .out = out};
    enum opt_help help = HELP_NONE;
    int code = EXIT_TROUBLE;
    if (options_parse(&v, argc, argv, &job.args, &help, e)) {
        code = EXIT_CLEAN;
        if (help) {
            command_help(&out->buf, c, help);
        } else {
            variables_diagnose();
            code = options_environment(&v, e) ? c->run(&job, e) : EXIT_TROUBLE;
        }
    }
    vec_release(&job.args);
    options_release(&v);
    free(v.options);
    free(v.from);
    return code;
}

static int program_run(int argc, char **argv, struct output *out, struct err *e)
{
    struct sv first = sv_from_c(argc > 1 ? argv[1] : NULL);
    size_t used;
    if (sv_eq(first, SV("--version")) || sv_eq(first, SV("-V")))
        first = SV("version");
    if (sv_eq(first, SV("--help")) || sv_eq(first, SV("-h")))
        first = SV("help");
    if (first.n == 0) {
        err_set(e, "what shall be done? `spanvet lint FILE` finds what is wrong with traces, "
                   "`spanvet --help` lists all commands");
        return EXIT_TROUBLE;
    }
    if (first.p[0] == '-') {
        err_set(e,
                "options stand behind a command: `spanvet lint %.*s ...`; `spanvet --help` "
                "lists the commands",
                SV_ARG(first));
        return EXIT_TROUBLE;
    }
    const struct sv words[] = {first, sv_from_c(argc > 2 ? argv[2] : NULL)};
    const struct command *c = command_of(words, argc > 2 ? 2 : 1, &used, e);
    if (c && !c->run)
        return group_run(c, words[1], &out->buf, e);
    return c ? command_run(c, argc - 1 - (int)used, argv + 1 + used, out, e) : EXIT_TROUBLE;
}

int main(int argc, char **argv)
{
    struct err e = {0};
    struct output out = output_stdout();
    /* Large arrays grow by moving pages instead of copying, and give them back when they go. */
    mallopt(M_MMAP_THRESHOLD, 1 << 20);
    signals_install();
    int code = program_run(argc, argv, &out, &e);
    enum output_end end = output_close(&out, &e);
    if (end == OUTPUT_CLOSED)
        signals_die_of_pipe();
    if (e.set) {
        output_say(&e);
        code = EXIT_TROUBLE;
    }
    return code;
}
