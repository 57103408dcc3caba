#include "cli/command.h"

#include <unistd.h>

#include "core/nearest.h"

const struct command *const commands[] = {
#define COMMAND(name) &cmd_##name,
#include "cli/commands.def"
#undef COMMAND
};
const size_t n_commands = ARRAY_LEN(commands);

/* ---- names ---- */

static struct sv_cut name_cut(const struct command *c)
{
    return sv_cut(sv_from_c(c->name), ' ');
}

bool command_is_in(const struct command *c, const struct command *group)
{
    struct sv_cut cut = name_cut(c);
    return group ? cut.found && sv_eq(cut.head, sv_from_c(group->name)) : !cut.found;
}

const char *command_verb(const struct command *c)
{
    struct sv_cut cut = name_cut(c);
    return cut.found ? cut.tail.p : c->name;
}

void command_verbs(struct buf *b, const struct command *group, const char *between)
{
    const char *before = "";
    for (size_t i = 0; i < n_commands; i++) {
        if (!command_is_in(commands[i], group))
            continue;
        buf_fmt(b, "%s%s", before, command_verb(commands[i]));
        before = between;
    }
}

void command_dashed(struct buf *b, const struct command *c)
{
    for (const char *p = c->name; *p; p++)
        buf_addc(b, *p == ' ' ? '-' : *p);
}

/* ---- which one ---- */

/* What somebody wrote for a command: `word`, behind the name of the group if there is one. */
struct wanted {
    struct command_table all;
    const struct command *group;
    struct sv word;
};

/* The nearest in the group. Without one, all whole names: "metrics-plan" is near to one with a
 * blank, and "plan" alone may be meant so. */
static bool wanted_unknown(const struct wanted *w, struct err *e)
{
    const char *group = w->group ? w->group->name : "", *blank = w->group ? " " : "";
    struct nearest near = {.word = w->word};
    struct sv whole = {0};
    for (size_t i = 0; i < w->all.n; i++) {
        const struct command *c = w->all.v[i];
        if (!w->group)
            nearest_try(&near, sv_from_c(c->name));
        else if (command_is_in(c, w->group))
            nearest_try(&near, sv_from_c(command_verb(c)));
        if (!w->group && sv_eq(w->word, sv_from_c(command_verb(c))))
            whole = sv_from_c(c->name);
    }
    if (near.best.n || whole.n)
        return err_set(e, "there is no command \"%s%s%.*s\"; did you mean `spanvet %s%s%.*s`?",
                       group, blank, SV_ARG(w->word), group, blank,
                       SV_ARG(whole.n ? whole : near.best));
    if (!w->group && access(w->word.p, F_OK) == 0)
        return err_set(e, "the first word is a command; to lint this: `spanvet lint %.*s`",
                       SV_ARG(w->word));
    return err_set(e, "there is no command \"%s%s%.*s\"; `spanvet %s%s--help` lists them", group,
                   blank, SV_ARG(w->word), group, blank);
}

static const struct command *wanted_find(const struct wanted *w, struct err *e)
{
    const struct command *found = NULL;
    for (size_t i = 0; i < w->all.n; i++) {
        const struct command *c = w->all.v[i];
        struct sv full = sv_from_c(command_verb(c));
        if (!command_is_in(c, w->group) || !w->word.n || !sv_starts(full, w->word))
            continue;
        if (full.n == w->word.n)
            return c;
        if (found) {
            err_set(e, "\"%.*s\" may be %s or %s; write more of it", SV_ARG(w->word), found->name,
                    c->name);
            return NULL;
        }
        found = c;
    }
    if (!found)
        wanted_unknown(w, e);
    return found;
}

const struct command *command_find(struct command_table all, const struct sv *words, size_t n,
                                   size_t *used, struct err *e)
{
    struct wanted w = {.all = all, .word = words[0]};
    const struct command *found = wanted_find(&w, e);
    *used = 1;
    if (!found || found->run || n < 2 || sv_starts(words[1], SV("-")))
        return found;
    w.group = found;
    w.word = words[1];
    *used = 2;
    return wanted_find(&w, e);
}

const struct command *command_of(const struct sv *words, size_t n, size_t *used, struct err *e)
{
    return command_find((struct command_table){commands, n_commands}, words, n, used, e);
}

struct opt_values command_options(const struct command *c)
{
    return (struct opt_values){
        .table = c->options,
        .n = c->n_options,
        .scope = c->short_variables ? (struct sv){0} : sv_from_c(c->name),
    };
}
