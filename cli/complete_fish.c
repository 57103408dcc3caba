/* Completion for fish. */
#include "cli/complete.h"

static void list_add(struct buf *b, const char *name, const struct buf *words)
{
    buf_fmt(b, "set -g __spanvet_%s %.*s\n", name, SV_ARG(buf_sv(words)));
}

/* The part of `complete` that says what an option or an argument takes. */
static void offer(struct buf *b, enum complete kind, const struct opt *o)
{
    static const char *const calls[] = {
        [COMPLETE_NOTHING] = "-x",
        [COMPLETE_CHOICES] = "-x -a '",
        [COMPLETE_FILE] = "-r -F",
        [COMPLETE_OUTPUT] = "-r -F -a '$__spanvet_formats='",
        [COMPLETE_RULES] = "-x -a '(__fish_append , $__spanvet_rules)'",
        [COMPLETE_PARAM] = "-x -a '$__spanvet_params='",
        [COMPLETE_LEVEL] =
            "-x -a '$__spanvet_slugs={error,warning,info,off}'",
        [COMPLETE_DIALECTS] = "-x -a '(__fish_append , $__spanvet_dialects)'",
        [COMPLETE_COMMAND] = "-x -a '$__spanvet_commands'",
        [COMPLETE_PAGE] = "-x -a '$__spanvet_pages'",
    };
    buf_addz(b, calls[kind]);
    if (kind == COMPLETE_CHOICES) {
        complete_choices(b, o);
        buf_addc(b, '\'');
    }
}

/* "complete -c spanvet -n '...lint'": holds behind that command. */
static void line_begin(struct buf *b, const struct command *c)
{
    struct sv_cut name = sv_cut(sv_from_c(c->name), ' ');
    buf_fmt(b, "complete -c spanvet -n '__fish_seen_subcommand_from %.*s", SV_ARG(name.head));
    if (name.found)
        buf_fmt(b, "; and __fish_seen_subcommand_from %.*s", SV_ARG(name.tail));
    buf_addz(b, "' ");
}

/* The word of a command that stands alone, or of one behind its group. */
static void word_add(struct buf *b, const struct command *c)
{
    struct sv_cut name = sv_cut(sv_from_c(c->name), ' ');
    buf_addz(b, "complete -c spanvet -n ");
    if (name.found)
        buf_fmt(b, "'__fish_seen_subcommand_from %.*s; and not __fish_seen_subcommand_from "
                   "$__spanvet_%.*s'", SV_ARG(name.head), SV_ARG(name.head));
    else
        buf_addz(b, "__fish_use_subcommand");
    buf_fmt(b, " -a %s -d ", command_verb(c));
    complete_quote(b, c->summary, "\\'");
    buf_addc(b, '\n');
}

static void option_add(struct buf *b, const struct command *c, const struct opt *o)
{
    line_begin(b, c);
    if (o->letter)
        buf_fmt(b, "-s %c ", o->letter);
    buf_fmt(b, "-l %s ", o->name);
    if (o->value) {
        offer(b, complete_option(o), o);
        buf_addc(b, ' ');
    }
    buf_addz(b, "-d ");
    complete_quote(b, o->help, "\\'");
    buf_addc(b, '\n');
}

static void command_add(struct buf *b, const struct command *c)
{
    word_add(b, c);
    for (size_t i = 0; i < c->n_options; i++)
        option_add(b, c, &c->options[i]);
    line_begin(b, c);
    buf_addz(b, "-s h -l help -d 'show this'\n");
    if (complete_arguments(c) == COMPLETE_NOTHING)
        return;
    line_begin(b, c);
    offer(b, complete_arguments(c), NULL);
    buf_addc(b, '\n');
}

static void groups_add(struct buf *b)
{
    struct buf verbs = {0};
    for (size_t i = 0; i < n_commands; i++) {
        if (commands[i]->run)
            continue;
        buf_clear(&verbs);
        command_verbs(&verbs, commands[i], " ");
        list_add(b, commands[i]->name, &verbs);
    }
    buf_release(&verbs);
}

void complete_fish(struct buf *b, const struct complete_words *w)
{
    buf_addz(b, "# fish completion for spanvet, made by `spanvet help --completion fish`\n");
    complete_lists(b, w, list_add);
    groups_add(b);
    buf_addz(b, "complete -c spanvet -f\n");
    for (size_t i = 0; i < n_commands; i++)
        command_add(b, commands[i]);
}
