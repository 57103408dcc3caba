/* Completion for zsh, with _arguments. */
#include "cli/complete.h"

static void list_add(struct buf *b, const char *name, const struct buf *words)
{
    buf_fmt(b, "_spanvet_%s() { local -a words=(%.*s); ", name, SV_ARG(buf_sv(words)));
}

/* A function that offers the words of a list. */
static void one_of(struct buf *b, const char *name, const struct buf *words)
{
    list_add(b, name, words);
    buf_addz(b, "compadd \"$@\" -a words }\n");
}

static void several_of(struct buf *b, const char *name, const struct buf *words)
{
    list_add(b, name, words);
    buf_addz(b, "_sequence compadd - -a words }\n");
}

static void before_equals(struct buf *b, const char *name, const struct buf *words)
{
    list_add(b, name, words);
    buf_addz(b, "compadd \"$@\" -q -S = -a words }\n");
}

/* What _arguments calls for the words of a kind. */
static void action(struct buf *b, enum complete kind, const struct opt *o)
{
    static const char *const calls[] = {
        [COMPLETE_NOTHING] = " ",
        [COMPLETE_CHOICES] = "(",
        [COMPLETE_FILE] = "_files",
        [COMPLETE_OUTPUT] = "_spanvet_output",
        [COMPLETE_RULES] = "_spanvet_rules",
        [COMPLETE_PARAM] = "_spanvet_params",
        [COMPLETE_LEVEL] = "_spanvet_slugs",
        [COMPLETE_DIALECTS] = "_spanvet_dialects",
        [COMPLETE_COMMAND] = "_spanvet_commands",
        [COMPLETE_PAGE] = "_spanvet_pages",
    };
    buf_addz(b, calls[kind]);
    if (kind == COMPLETE_CHOICES) {
        complete_choices(b, o);
        buf_addc(b, ')');
    }
}

/* '(-f --format)'{-f,--format}'[help]:FORMAT:(text json)' */
static void option_add(struct buf *b, const struct opt *o)
{
    struct buf text = {0}, value = {0};
    bool is_list = opt_kind(o) == OPT_LIST;
    buf_addz(b, " \\\n            ");
    if (o->letter && !is_list)
        buf_fmt(b, "'(-%c --%s)'", o->letter, o->name);
    if (o->letter)
        buf_fmt(b, "%s{-%c,--%s}", is_list ? "'*'" : "", o->letter, o->name);
    else
        buf_fmt(b, "'%s--%s'", is_list ? "*" : "", o->name);
    buf_fmt(&text, "[%s]", o->help);
    for (const char *p = o->help; *p; p++) /* closes too early otherwise */
        if (*p == ']')
            text.p[p - o->help + 1] = ')';
    buf_addc(&text, '\0');
    complete_quote(b, text.p, "\\:");
    if (o->value) {
        buf_addz(&value, ":value:");
        action(&value, complete_option(o), o);
        buf_addc(&value, '\0');
        complete_quote(b, value.p, "");
    }
    buf_release(&text);
    buf_release(&value);
}

static void command_add(struct buf *b, const struct command *c)
{
    buf_fmt(b, "    '%s')\n        _arguments -s '(- *)'{-h,--help}'[show this]'", c->name);
    for (size_t i = 0; i < c->n_options; i++)
        option_add(b, &c->options[i]);
    if (*c->arguments) {
        buf_addz(b, " \\\n            '*:argument:");
        action(b, complete_arguments(c), NULL);
        buf_addc(b, '\'');
    }
    buf_addz(b, " ;;\n");
}

/* A case that sets `names` to the commands of a group, or to those that stand alone. */
static void names_add(struct buf *b, const struct command *group)
{
    buf_fmt(b, "    %s)\n        names=(", group ? group->name : "*");
    for (size_t i = 0; i < n_commands; i++) {
        struct buf text = {0};
        if (!command_is_in(commands[i], group))
            continue;
        buf_fmt(&text, "%s:%s", command_verb(commands[i]), commands[i]->summary);
        buf_addc(&text, '\0');
        buf_addz(b, "\n            ");
        complete_quote(b, text.p, "");
        buf_release(&text);
    }
    buf_addz(b, ") ;;\n");
}

/* Completes a command; behind a group, one of those that it holds. */
static void commands_add(struct buf *b)
{
    buf_addz(b, "_spanvet_commands() {\n    local -a names\n    case $words[CURRENT-1] in\n");
    for (size_t i = 0; i < n_commands; i++)
        if (!commands[i]->run)
            names_add(b, commands[i]);
    names_add(b, NULL);
    buf_addz(b, "    esac\n    _describe -t commands command names\n}\n");
}

/* Takes the group away from the words; the command keeps it: "metrics plan". */
static void groups_add(struct buf *b)
{
    for (size_t i = 0; i < n_commands; i++)
        if (!commands[i]->run)
            buf_fmt(b, "    if [[ $words[1] = %s ]]; then\n"
                       "        if (( CURRENT == 2 )); then\n"
                       "            _spanvet_commands\n            return\n        fi\n"
                       "        shift words\n        (( CURRENT-- ))\n"
                       "        words[1]=\"%s $words[1]\"\n    fi\n",
                    commands[i]->name, commands[i]->name);
}

void complete_zsh(struct buf *b, const struct complete_words *w)
{
    buf_addz(b, "#compdef spanvet\n"
                "# zsh completion for spanvet, made by `spanvet help --completion zsh`\n");
    one_of(b, "pages", &w->pages);
    several_of(b, "rules", &w->rules);
    several_of(b, "dialects", &w->dialects);
    before_equals(b, "slugs", &w->slugs);
    before_equals(b, "params", &w->params);
    before_equals(b, "formats", &w->formats);
    buf_addz(b, "_spanvet_output() {\n"
                "    if compset -P '[a-z]#='; then _files; else _files; _spanvet_formats; fi\n"
                "}\n");
    commands_add(b);
    buf_addz(b, "_spanvet() {\n"
                "    if (( CURRENT == 2 )); then\n        _spanvet_commands\n        return\n"
                "    fi\n"
                "    shift words\n    (( CURRENT-- ))\n");
    groups_add(b);
    buf_addz(b, "    case $words[1] in\n");
    for (size_t i = 0; i < n_commands; i++)
        if (commands[i]->run)
            command_add(b, commands[i]);
    buf_addz(b, "    esac\n}\n"
                "if [ \"$funcstack[1]\" = _spanvet ]; then _spanvet \"$@\"\n"
                "else compdef _spanvet spanvet; fi\n");
}
