#include "cli/options.h"

#include "lint/nearest.h"

enum { HELP_COLUMN = 29, HELP_WIDTH = 79 };

static const struct opt help_row = {"help", 'h', OPT_FLAG, NULL, NULL, "show this", 0};

struct parser {
    const struct opt *table;
    size_t n;
    int argc, at; /* at: the next word */
    char **argv;
    char *options;
    bool *help;
    struct err *e;
};

/* ---- values ---- */

static bool choice_set(int *out, const struct opt *o, struct sv value, struct err *e)
{
    struct sv_cut c = {.tail = sv_from_c(o->choices), .found = true};
    struct nearest near = {.word = value};
    for (int i = 0; c.found; i++) {
        c = sv_cut(c.tail, '|');
        if (sv_eq(c.head, value)) {
            *out = i;
            return true;
        }
        nearest_try(&near, c.head);
    }
    return err_set(e, "--%s takes %s, not \"%.*s\"%s%.*s%s", o->name, o->choices, SV_ARG(value),
                   near.best.n ? "; did you mean " : "", SV_ARG(near.best), near.best.n ? "?" : "");
}

static bool count_set(uint64_t *out, const struct opt *o, struct sv value, struct err *e)
{
    struct sv_u64 number = sv_to_u64(value);
    if (!number.ok || number.value == 0)
        return err_set(e, "--%s takes a whole number from 1 on, not \"%.*s\"", o->name,
                       SV_ARG(value));
    *out = number.value;
    return true;
}

static bool value_set(struct parser *p, const struct opt *o, struct sv value)
{
    void *to = p->options + o->offset;
    switch ((enum opt_kind)o->kind) {
    case OPT_FLAG:
        *(bool *)to = true;
        return true;
    case OPT_TEXT:
        *(struct sv *)to = value;
        return value.n || err_set(p->e, "--%s needs a %s that is not empty", o->name, o->value);
    case OPT_LIST:
        vec_push((struct words *)to, value);
        return true;
    case OPT_CHOICE:
        return choice_set(to, o, value, p->e);
    case OPT_COUNT:
        return count_set(to, o, value, p->e);
    }
    return false;
}

/* ---- words ---- */

/* An option was recognised; `attached` is what stood in the same word behind it. */
static bool option_take(struct parser *p, const struct opt *o, struct sv_cut attached)
{
    if (o == &help_row) {
        *p->help = true;
        return true;
    }
    if (o->kind == OPT_FLAG)
        return attached.found ? err_set(p->e, "--%s takes no value", o->name)
                              : value_set(p, o, (struct sv){0});
    if (attached.found)
        return value_set(p, o, attached.tail);
    if (p->at == p->argc)
        return err_set(p->e, "--%s needs a value: --%s %s", o->name, o->name, o->value);
    return value_set(p, o, sv_from_c(p->argv[p->at++]));
}

static bool long_take(struct parser *p, struct sv word)
{
    struct sv_cut c = sv_cut(word, '=');
    struct nearest near = {.word = c.head};
    for (size_t i = 0; i <= p->n; i++) {
        const struct opt *o = i < p->n ? &p->table[i] : &help_row;
        if (sv_eq(c.head, sv_from_c(o->name)))
            return option_take(p, o, c);
        nearest_try(&near, sv_from_c(o->name));
    }
    return err_set(p->e, "there is no option --%.*s%s%.*s%s", SV_ARG(c.head),
                   near.best.n ? "; did you mean --" : "", SV_ARG(near.best),
                   near.best.n ? "?" : "");
}

/* "-qo" FILE, "-oFILE": flags, and at the end one that takes a value. */
static bool letters_take(struct parser *p, struct sv letters)
{
    for (size_t at = 0; at < letters.n; at++) {
        const struct opt *o = NULL;
        for (size_t i = 0; i <= p->n && !o; i++) {
            const struct opt *row = i < p->n ? &p->table[i] : &help_row;
            o = row->letter == letters.p[at] ? row : NULL;
        }
        if (!o)
            return err_set(p->e, "there is no option -%c", letters.p[at]);
        struct sv rest = sv_from(letters, at + 1);
        bool takes_rest = o->kind != OPT_FLAG && rest.n;
        if (!option_take(p, o, (struct sv_cut){.tail = rest, .found = takes_rest}))
            return false;
        if (o->kind != OPT_FLAG)
            return true;
    }
    return true;
}

bool options_parse(const struct opt *table, size_t n, int argc, char **argv, void *options,
                   struct words *args, bool *help, struct err *e)
{
    struct parser p = {table, n, argc, 0, argv, options, help, e};
    bool all_args = false;
    while (p.at < argc) {
        struct sv word = sv_from_c(argv[p.at++]);
        if (all_args || word.n < 2 || word.p[0] != '-')
            vec_push(args, word);
        else if (sv_eq(word, SV("--")))
            all_args = true;
        else if (!(word.p[1] == '-' ? long_take(&p, sv_from(word, 2))
                                    : letters_take(&p, sv_from(word, 1))))
            return false;
    }
    return true;
}

void options_release(const struct opt *table, size_t n, void *options)
{
    for (size_t i = 0; i < n; i++)
        if (table[i].kind == OPT_LIST)
            vec_release((struct words *)(void *)((char *)options + table[i].offset));
}

/* ---- help ---- */

/* The words behind the option; a long list of choices goes on below. */
static void help_wrap(struct buf *b, size_t line, struct sv text)
{
    while (text.n) {
        size_t n = 0;
        while (n < text.n && text.p[n] != ' ' && text.p[n] != '|')
            n++;
        n += n < text.n;
        if (b->n - line + n > HELP_WIDTH + (text.p[n - 1] == ' ')) {
            buf_addc(b, '\n');
            line = b->n;
            buf_fill(b, ' ', HELP_COLUMN);
        }
        buf_add(b, sv_of(text.p, n));
        text = sv_from(text, n);
    }
}

static void row_help(struct buf *b, const struct opt *o)
{
    size_t start = b->n;
    if (o->letter)
        buf_fmt(b, "  -%c, --%s", o->letter, o->name);
    else
        buf_fmt(b, "      --%s", o->name);
    if (o->value)
        buf_fmt(b, " %s", o->value);
    size_t used = b->n - start;
    buf_fill(b, ' ', used < HELP_COLUMN - 1 ? HELP_COLUMN - used : 1);
    struct buf text = {0};
    buf_addz(&text, o->help);
    if (o->choices)
        buf_fmt(&text, ": %s", o->choices);
    help_wrap(b, start, buf_sv(&text));
    buf_release(&text);
    buf_addc(b, '\n');
}

void options_help(struct buf *b, const struct opt *table, size_t n)
{
    for (size_t i = 0; i < n; i++)
        row_help(b, &table[i]);
    row_help(b, &help_row);
}
