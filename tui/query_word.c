#include "tui/query_word.h"

static bool is_blank(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

static struct sv blanks_skip(struct sv s)
{
    size_t n = 0;
    while (n < s.n && is_blank(s.p[n]))
        n++;
    return sv_from(s, n);
}

static bool is_op(char c)
{
    return c == '=' || c == '<' || c == '>';
}

/* Takes a text in quotes, or one up to a blank and, for keys, up to an operator. */
static bool part_take(struct sv *rest, bool is_key, struct sv *part, bool *quoted, struct err *e)
{
    *quoted = rest->n && rest->p[0] == '"';
    size_t n = 0;
    if (!*quoted) {
        while (n < rest->n && !is_blank(rest->p[n]) && !(is_key && is_op(rest->p[n])))
            n++;
        *part = sv_of(rest->p, n);
        *rest = sv_from(*rest, n);
        return true;
    }
    struct sv_cut cut = sv_cut(sv_from(*rest, 1), '"');
    if (!cut.found)
        return err_set(e, "there is no second quote for \"%.*s; write one where the text ends",
                       SV_ARG(cut.head));
    *part = cut.head;
    *rest = cut.tail;
    return true;
}

static uint8_t op_take(struct sv *rest)
{
    bool equal = rest->n > 1 && rest->p[0] != '=' && rest->p[1] == '=';
    uint8_t op = OP_IS;
    if (rest->p[0] == '>')
        op = equal ? OP_AT_LEAST : OP_MORE;
    if (rest->p[0] == '<')
        op = equal ? OP_AT_MOST : OP_LESS;
    *rest = sv_from(*rest, equal ? 2 : 1);
    return op;
}

/* key!=value is -key=value. */
static void unequal_take(struct query_word *w)
{
    if (w->op != OP_IS || w->quoted || !sv_ends(w->key, SV("!")))
        return;
    w->key.n--;
    w->no = !w->no;
}

bool query_word_take(struct sv *rest, struct query_word *w, struct err *e)
{
    *w = (struct query_word){0};
    *rest = blanks_skip(*rest);
    if (!rest->n)
        return false;
    w->no = rest->n > 1 && rest->p[0] == '-' && !is_blank(rest->p[1]);
    *rest = sv_from(*rest, w->no);
    if (!part_take(rest, true, &w->key, &w->quoted, e))
        return false;
    w->has_op = rest->n && is_op(rest->p[0]);
    if (!w->has_op)
        return true;
    bool value_quoted;
    struct sv written = *rest;
    w->op = op_take(rest);
    int op_n = (int)(written.n - rest->n);
    unequal_take(w);
    if (!part_take(rest, false, &w->value, &value_quoted, e))
        return false;
    if (!w->key.n)
        return err_set(e, "nothing stands before \"%.*s\"; write key=value, or put the word in "
                          "quotes to look for it as a text", op_n, written.p);
    if (!w->value.n && !value_quoted)
        return err_set(e, "nothing stands behind \"%.*s%.*s\"; write what it has to be, or * for "
                          "anything", SV_ARG(w->key), op_n, written.p);
    return true;
}

/* A number, and what stands behind it. */
static struct sv_f64 number_take(struct sv *s)
{
    size_t n = 0;
    while (n < s->n && ((s->p[n] >= '0' && s->p[n] <= '9') || s->p[n] == '.'))
        n++;
    struct sv_f64 v = sv_to_f64(sv_of(s->p, n));
    *s = sv_from(*s, n);
    return v;
}

bool query_word_duration(struct sv value, double *ns, struct err *e)
{
    static const struct {
        struct sv name;
        double ns;
    } units[] = {{SV_INIT(""), 1e6}, {SV_INIT("ns"), 1}, {SV_INIT("us"), 1e3},
                 {SV_INIT("ms"), 1e6}, {SV_INIT("s"), 1e9}, {SV_INIT("min"), 6e10}};
    struct sv unit = value;
    struct sv_f64 v = number_take(&unit);
    size_t i = 0;
    while (i < ARRAY_LEN(units) && !sv_eq_nocase(units[i].name, unit))
        i++;
    if (!v.ok || i == ARRAY_LEN(units))
        return err_set(e, "\"%.*s\" is no duration; write a number with ns, us, ms, s or min, as "
                          "in duration>100ms", SV_ARG(value));
    *ns = v.value * units[i].ns;
    return true;
}

void query_quote(struct buf *b, struct sv text)
{
    buf_addc(b, '"');
    for (size_t i = 0; i < text.n; i++)
        buf_addc(b, (char)(text.p[i] == '"' ? '?' : text.p[i]));
    buf_addc(b, '"');
}

bool query_op_holds(enum query_op op, double a, double b)
{
    switch (op) {
    case OP_MORE:
        return a > b;
    case OP_LESS:
        return a < b;
    case OP_AT_LEAST:
        return a >= b;
    case OP_AT_MOST:
        return a <= b;
    case OP_IS:
        break;
    }
    return a == b;
}
