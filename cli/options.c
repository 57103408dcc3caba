#include "cli/options.h"

#include "core/fmt.h"
#include "core/nearest.h"

#include <inttypes.h>

enum { HELP_COLUMN = 29, HELP_WIDTH = 79 };

static const struct opt help_row = {.name = "help", .letter = 'h', .help = "show this"};

struct parser {
    const struct opt_values *v;
    int argc, at; /* at: the next word */
    char **argv;
    enum opt_help *help, help_form; /* help_form: of the word that is being read */
    struct err *e;
};

/* ---- names ---- */

/* Dashes become `_`, and what is between the words of a command `blank`. */
static void name_add(struct buf *b, struct sv name, bool capitals, char blank)
{
    for (size_t i = 0; i < name.n; i++) {
        char c = name.p[i] == '-' ? '_' : name.p[i] == ' ' ? blank : name.p[i];
        buf_addc(b, capitals && c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c);
    }
}

void option_variable(struct buf *b, const struct opt_values *v, const struct opt *o)
{
    buf_addz(b, "SPANVET_");
    name_add(b, v->scope, true, '_');
    if (v->scope.n)
        buf_addc(b, '_');
    name_add(b, sv_from_c(o->name), true, '_');
}

void option_member(struct buf *b, const struct opt *o)
{
    name_add(b, sv_from_c(o->name), false, '_');
}

void option_path(struct buf *b, const struct opt_values *v, const struct opt *o)
{
    name_add(b, v->scope, false, '.');
    if (v->scope.n)
        buf_addc(b, '.');
    option_member(b, o);
}

/* What an option is called in the place where its value stands. */
static void title_add(struct buf *b, const struct opt_values *v, const struct opt *o,
                      enum origin from)
{
    if (from == ORIGIN_LINE)
        buf_fmt(b, "--%s", o->name);
    else if (from == ORIGIN_ENVIRONMENT)
        option_variable(b, v, o);
    else
        option_path(b, v, o);
}

/* ---- values ---- */

/* Room for one value of any kind, for values that are checked and not used. */
union opt_value {
    bool flag;
    struct sv text;
    struct words list;
    int choice;
    uint64_t count;
};

static bool flag_set(bool *out, struct sv value)
{
    *out = sv_eq(value, SV("1")) || sv_eq(value, SV("true"));
    return *out || sv_eq(value, SV("0")) || sv_eq(value, SV("false"));
}

static bool choice_set(int *out, const struct opt *o, struct sv value, struct nearest *near)
{
    struct sv_cut c = {.tail = sv_from_c(o->choices), .found = true};
    for (int i = 0; c.found; i++) {
        c = sv_cut(c.tail, '|');
        if (sv_eq(c.head, value)) {
            *out = i;
            return true;
        }
        nearest_try(near, c.head);
    }
    return false;
}

static bool count_set(uint64_t *out, struct sv value)
{
    struct sv_u64 number = sv_to_u64(value);
    *out = number.value;
    return number.ok && number.value > 0;
}

static bool limit_set(uint64_t *out, struct sv value)
{
    struct sv_u64 number = sv_to_u64(value);
    *out = number.value + 1;
    return number.ok && number.value < UINT64_MAX;
}

static bool value_take(const struct opt *o, void *to, struct sv value, struct nearest *near)
{
    switch (opt_kind(o)) {
    case OPT_FLAG:
        return flag_set(to, value);
    case OPT_TEXT:
        *(struct sv *)to = value;
        return value.n > 0;
    case OPT_LIST:
        vec_push((struct words *)to, value);
        return value.n > 0;
    case OPT_CHOICE:
        return choice_set(to, o, value, near);
    case OPT_COUNT:
        return count_set(to, value);
    case OPT_LIMIT:
        return limit_set(to, value);
    }
    return false;
}

static bool value_refuse(const struct opt *o, struct sv title, struct sv value,
                         const struct nearest *near, struct err *e)
{
    switch (opt_kind(o)) {
    case OPT_FLAG:
        return err_set(e, "%.*s takes 1, 0, true or false, not \"%.*s\"", SV_ARG(title),
                       SV_ARG(value));
    case OPT_TEXT:
    case OPT_LIST:
        return err_set(e, "%.*s is empty; it takes %s", SV_ARG(title), o->value);
    case OPT_CHOICE:
        return err_set(e, "%.*s takes %s, not \"%.*s\"%s%.*s%s", SV_ARG(title), o->choices,
                       SV_ARG(value), near->best.n ? "; did you mean " : "", SV_ARG(near->best),
                       near->best.n ? "?" : "");
    case OPT_COUNT:
    case OPT_LIMIT:
        return err_set(e, "%.*s takes a whole number from %d on, not \"%.*s\"", SV_ARG(title),
                       opt_kind(o) == OPT_COUNT, SV_ARG(value));
    }
    return false;
}

static void *member_of(const struct opt_values *v, const struct opt *o)
{
    return (char *)v->options + o->offset;
}

/* A value that somebody wrote in this place; what came from a higher one stays. */
static bool value_put(const struct opt_values *v, const struct opt *o, struct sv value,
                      enum origin from, struct err *e)
{
    struct nearest near = {.word = value};
    union opt_value unused = {0};
    uint8_t *has = &v->from[o - v->table];
    bool outranked = *has > from;
    bool ok = value_take(o, outranked ? &unused : member_of(v, o), value, &near);
    if (outranked && opt_kind(o) == OPT_LIST)
        vec_release(&unused.list);
    if (ok) {
        *has = outranked ? *has : (uint8_t)from;
        return true;
    }
    struct buf title = {0};
    title_add(&title, v, o, from);
    value_refuse(o, buf_sv(&title), value, &near, e);
    buf_release(&title);
    return false;
}

bool options_put_file(const struct opt_values *v, size_t i, struct sv value, struct err *e)
{
    const struct opt *o = &v->table[i];
    return value_put(v, o, value, ORIGIN_FILE, e);
}

bool option_value(struct buf *b, const struct opt_values *v, const struct opt *o, size_t at)
{
    const void *from = member_of(v, o);
    const struct words *list = from;
    struct sv_cut c = {.tail = sv_from_c(o->choices), .found = true};
    if (at > 0 && opt_kind(o) != OPT_LIST)
        return false;
    switch (opt_kind(o)) {
    case OPT_FLAG:
        buf_addz(b, *(const bool *)from ? "true" : "false");
        return true;
    case OPT_TEXT:
        buf_add(b, *(const struct sv *)from);
        return ((const struct sv *)from)->n > 0;
    case OPT_LIST:
        buf_add(b, at < list->n ? list->v[at] : (struct sv){0});
        return at < list->n;
    case OPT_CHOICE:
        for (int k = 0; k <= *(const int *)from; k++)
            c = sv_cut(c.tail, '|');
        buf_add(b, c.head);
        return true;
    case OPT_COUNT:
        if (*(const uint64_t *)from)
            buf_fmt(b, "%" PRIu64, *(const uint64_t *)from);
        return *(const uint64_t *)from > 0;
    case OPT_LIMIT:
        if (*(const uint64_t *)from)
            buf_fmt(b, "%" PRIu64, *(const uint64_t *)from - 1);
        return *(const uint64_t *)from > 0;
    }
    return false;
}

/* ---- the environment ---- */

static bool variable_read(const struct opt_values *v, const struct opt *o, struct sv value,
                          struct err *e)
{
    struct sv_cut c = {.tail = value, .found = true};
    if (opt_kind(o) != OPT_LIST)
        return value_put(v, o, value, ORIGIN_ENVIRONMENT, e);
    while (c.found) {
        c = sv_cut(c.tail, ',');
        if (!value_put(v, o, sv_trim(c.head), ORIGIN_ENVIRONMENT, e))
            return false;
    }
    return true;
}

bool options_environment(const struct opt_values *v, struct err *e)
{
    struct buf name = {0};
    bool ok = true;
    for (size_t i = 0; i < v->n && ok; i++) {
        buf_clear(&name);
        option_variable(&name, v, &v->table[i]);
        buf_addc(&name, '\0');
        struct sv value = sv_from_c(getenv(name.p));
        if (value.n && v->from[i] < ORIGIN_ENVIRONMENT)
            ok = variable_read(v, &v->table[i], value, e);
    }
    buf_release(&name);
    return ok;
}

/* ---- words ---- */

/* An option was recognised; `attached` is what stood in the same word behind it. */
static bool option_take(struct parser *p, const struct opt *o, struct sv_cut attached)
{
    if (o == &help_row) {
        *p->help = p->help_form;
        return true;
    }
    if (opt_kind(o) == OPT_FLAG)
        return attached.found ? err_set(p->e, "--%s takes no value", o->name)
                              : value_put(p->v, o, SV("1"), ORIGIN_LINE, p->e);
    if (attached.found)
        return value_put(p->v, o, attached.tail, ORIGIN_LINE, p->e);
    if (p->at == p->argc)
        return err_set(p->e, "--%s needs a value: --%s %s", o->name, o->name, o->value);
    return value_put(p->v, o, sv_from_c(p->argv[p->at++]), ORIGIN_LINE, p->e);
}

static bool long_take(struct parser *p, struct sv word)
{
    struct sv_cut c = sv_cut(word, '=');
    struct nearest near = {.word = c.head};
    for (size_t i = 0; i <= p->v->n; i++) {
        const struct opt *o = i < p->v->n ? &p->v->table[i] : &help_row;
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
        for (size_t i = 0; i <= p->v->n && !o; i++) {
            const struct opt *row = i < p->v->n ? &p->v->table[i] : &help_row;
            o = row->letter == letters.p[at] ? row : NULL;
        }
        if (!o)
            return err_set(p->e, "there is no option -%c", letters.p[at]);
        struct sv rest = sv_from(letters, at + 1);
        bool takes_rest = opt_kind(o) != OPT_FLAG && rest.n;
        if (!option_take(p, o, (struct sv_cut){.tail = rest, .found = takes_rest}))
            return false;
        if (opt_kind(o) != OPT_FLAG)
            return true;
    }
    return true;
}

bool options_parse(const struct opt_values *v, int argc, char **argv, struct words *args,
                   enum opt_help *help, struct err *e)
{
    struct parser p = {.v = v, .argc = argc, .argv = argv, .help = help, .e = e};
    bool all_args = false;
    while (p.at < argc) {
        struct sv word = sv_from_c(argv[p.at++]);
        p.help_form = sv_starts(word, SV("--")) ? HELP_LONG : HELP_SHORT;
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

void options_release(const struct opt_values *v)
{
    for (size_t i = 0; i < v->n; i++)
        if (opt_kind(&v->table[i]) == OPT_LIST)
            vec_release((struct words *)member_of(v, &v->table[i]));
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
            while (b->p[b->n - 1] == ' ')
                b->n--;
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

static void variables_help(struct buf *b, const struct opt_values *v)
{
    struct buf name = {0};
    size_t line = b->n;
    buf_addz(b, "\nvariables, where the options say nothing (lists by comma, flags 1 or 0):\n");
    line = b->n;
    for (size_t i = 0; i < v->n; i++) {
        buf_clear(&name);
        option_variable(&name, v, &v->table[i]);
        bool full = b->n > line && b->n - line + 1 + name.n > HELP_WIDTH;
        if (full) {
            buf_addc(b, '\n');
            line = b->n;
        }
        buf_addz(b, b->n == line ? "  " : " ");
        buf_add(b, buf_sv(&name));
    }
    buf_addc(b, '\n');
    buf_release(&name);
}

void options_help(struct buf *b, const struct opt_values *v, enum opt_help how)
{
    size_t left_out = 0;
    for (size_t i = 0; i < v->n; i++) {
        bool is_shown = how == HELP_LONG || !(v->table[i].kind & OPT_RARE);
        left_out += !is_shown;
        if (is_shown)
            row_help(b, &v->table[i]);
    }
    row_help(b, &help_row);
    if (how == HELP_LONG && v->n)
        variables_help(b, v);
    else if (left_out)
        buf_fmt(b, "%s and the variables: --help\n", fmt_amount(left_out, "more option").text);
}
