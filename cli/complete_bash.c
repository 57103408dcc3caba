/* Completion for bash. bash takes the `=` of --name=value for a word of its own. */
#include "cli/complete.h"

static const char functions[] =
    "_spanvet_words() { # WORDS [SUFFIX]\n"
    "    [ -z \"$2\" ] || compopt -o nospace 2>/dev/null\n"
    "    mapfile -t COMPREPLY < <(compgen -W \"$1\" -S \"$2\" -- \"$cur\")\n"
    "}\n"
    "_spanvet_list() { # WORDS, of which several stand behind one another with commas\n"
    "    local head=\n"
    "    [[ $cur != *,* ]] || head=${cur%,*},\n"
    "    mapfile -t COMPREPLY < <(compgen -P \"$head\" -W \"$1\" -- \"${cur##*,}\")\n"
    "}\n"
    "_spanvet_files() {\n"
    "    compopt -o filenames 2>/dev/null\n"
    "    mapfile -t COMPREPLY < <(compgen -f -- \"$cur\")\n"
    "}\n"
    "_spanvet_output() { # FORMATS: a file, or one of them with a = behind it\n"
    "    local formats\n"
    "    _spanvet_files\n"
    "    mapfile -t formats < <(compgen -W \"$1\" -S = -- \"$cur\")\n"
    "    [ ${#formats[@]} -eq 0 ] || compopt -o nospace 2>/dev/null\n"
    "    COMPREPLY+=(\"${formats[@]}\")\n"
    "}\n";

static const char begin[] =
    "_spanvet_command() { # the commands, or those behind the group before\n"
    "    local verbs\n"
    "    _spanvet_verbs \"${COMP_WORDS[COMP_CWORD - 1]}\"\n"
    "    _spanvet_words \"${verbs:-$_spanvet_commands}\"\n"
    "}\n"
    "_spanvet() {\n"
    "    local cur=${COMP_WORDS[COMP_CWORD]} at=$((COMP_CWORD - 1)) option verbs\n"
    "    local name=${COMP_WORDS[1]}\n"
    "    COMPREPLY=()\n"
    "    if [ \"$COMP_CWORD\" -le 1 ]; then\n"
    "        _spanvet_words \"$_spanvet_commands --help --version\"\n"
    "        return\n"
    "    fi\n"
    "    _spanvet_verbs \"$name\"\n"
    "    if [ -n \"$verbs\" ] && [ \"$COMP_CWORD\" -eq 2 ]; then\n"
    "        _spanvet_words \"$verbs --help\"\n"
    "        return\n"
    "    fi\n"
    "    [ -z \"$verbs\" ] || name+=\" ${COMP_WORDS[2]}\"\n"
    "    if [ \"$cur\" = = ]; then\n"
    "        cur=\n"
    "    elif [ \"${COMP_WORDS[at]}\" = = ]; then\n"
    "        at=$((at - 1))\n"
    "    fi\n"
    "    option=${COMP_WORDS[at]}\n"
    "    [ \"$at\" -lt 2 ] || [ \"$at\" -eq $((COMP_CWORD - 1)) ] ||\n"
    "        [ \"${COMP_WORDS[at - 1]}\" != --severity ] || option=--severity=\n"
    "    case \"$name $option\" in\n";

static void list_add(struct buf *b, const char *name, const struct buf *words)
{
    buf_fmt(b, "_spanvet_%s='%.*s'\n", name, SV_ARG(buf_sv(words)));
}

/* What offers the words of a kind. */
static void offer(struct buf *b, enum complete kind, const struct opt *o)
{
    static const char *const calls[] = {
        [COMPLETE_NOTHING] = ":",
        [COMPLETE_CHOICES] = "_spanvet_words '",
        [COMPLETE_FILE] = "_spanvet_files",
        [COMPLETE_OUTPUT] = "_spanvet_output \"$_spanvet_formats\"",
        [COMPLETE_RULES] = "_spanvet_list \"$_spanvet_rules\"",
        [COMPLETE_PARAM] = "_spanvet_words \"$_spanvet_params\" =",
        [COMPLETE_LEVEL] = "_spanvet_words \"$_spanvet_slugs\" =",
        [COMPLETE_DIALECTS] = "_spanvet_list \"$_spanvet_dialects\"",
        [COMPLETE_COMMAND] = "_spanvet_command",
        [COMPLETE_PAGE] = "_spanvet_words \"$_spanvet_pages\"",
    };
    buf_addz(b, calls[kind]);
    if (kind == COMPLETE_CHOICES) {
        complete_choices(b, o);
        buf_addc(b, '\'');
    }
}

/* A case for each option that takes a value. */
static void values_add(struct buf *b, const struct command *c)
{
    for (size_t i = 0; i < c->n_options; i++) {
        const struct opt *o = &c->options[i];
        if (opt_kind(o) == OPT_FLAG)
            continue;
        buf_fmt(b, "    '%s --%s'", c->name, o->name);
        if (o->letter)
            buf_fmt(b, " | '%s -%c'", c->name, o->letter);
        buf_addz(b, ") ");
        offer(b, complete_option(o), o);
        buf_addz(b, "; return ;;\n");
        if (complete_option(o) == COMPLETE_LEVEL)
            buf_fmt(b, "    '%s --%s=') _spanvet_words 'error warning info off'; return ;;\n",
                    c->name, o->name);
    }
}

static void rest_add(struct buf *b, const struct command *c)
{
    buf_fmt(b, "    '%s -'*) _spanvet_words '", c->name);
    for (size_t i = 0; i < c->n_options; i++)
        buf_fmt(b, "--%s ", c->options[i].name);
    buf_fmt(b, "--help' ;;\n    '%s '*) ", c->name);
    offer(b, complete_arguments(c), NULL);
    buf_addz(b, " ;;\n");
}

/* A function that sets `verbs` to what a group holds. */
static void groups_add(struct buf *b)
{
    buf_addz(b, "_spanvet_verbs() { # COMMAND\n    case $1 in\n");
    for (size_t i = 0; i < n_commands; i++) {
        if (commands[i]->run)
            continue;
        buf_fmt(b, "    %s) verbs='", commands[i]->name);
        command_verbs(b, commands[i], " ");
        buf_addz(b, "' ;;\n");
    }
    buf_addz(b, "    *) verbs= ;;\n    esac\n}\n");
}

void complete_bash(struct buf *b, const struct complete_words *w)
{
    buf_addz(b, "# bash completion for spanvet, made by `spanvet help --completion bash`\n");
    complete_lists(b, w, list_add);
    groups_add(b);
    buf_addz(b, functions);
    buf_addz(b, begin);
    for (size_t i = 0; i < n_commands; i++)
        values_add(b, commands[i]);
    buf_addz(b, "    esac\n    case \"$name $cur\" in\n");
    for (size_t i = 0; i < n_commands; i++)
        if (commands[i]->run)
            rest_add(b, commands[i]);
    buf_addz(b, "    esac\n}\ncomplete -F _spanvet spanvet\n");
}
