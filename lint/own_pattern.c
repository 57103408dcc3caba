#include "lint/own_read_parts.h"

/*
 * How large a pattern becomes when regcomp writes its repetitions out: x{3} is x three times, x+
 * is x twice, and what is nested multiplies. Matching takes as much time a byte, so it is bounded
 * before anything is compiled. Counts beyond the limit stay there.
 */
struct cost {
    struct sv rest;
    size_t sums[OWN_PATTERN_MAX + 1]; /* by open parenthesis: cost of what stands in it so far */
    size_t depth;
    size_t item; /* the last item, counted in the sum: what a repetition is about */
    const char *wrong;
};

static size_t capped(size_t n)
{
    return n > OWN_PATTERN_COST ? OWN_PATTERN_COST + 1 : n;
}

static void cost_item(struct cost *c, size_t item)
{
    c->item = capped(item);
    c->sums[c->depth] = capped(c->sums[c->depth] + item);
}

static void cost_repeat(struct cost *c, size_t times)
{
    size_t all = capped(c->item * (times ? times : 1));
    c->sums[c->depth] = capped(c->sums[c->depth] + all - c->item);
    c->item = all;
}

static void cost_close(struct cost *c)
{
    size_t inner = c->sums[c->depth];
    if (c->depth == 0) {
        c->wrong = "has a ) without its (";
        return;
    }
    c->depth--;
    cost_item(c, inner + 1);
}

/* Behind a [: to its ], which may stand first in it. */
static void cost_bracket(struct cost *c)
{
    size_t at = 0;
    if (at < c->rest.n && c->rest.p[at] == '^')
        at++;
    if (at < c->rest.n && c->rest.p[at] == ']')
        at++;
    while (at < c->rest.n && c->rest.p[at] != ']') {
        bool named = c->rest.p[at] == '[' && at + 1 < c->rest.n &&
                     memchr(":.=", c->rest.p[at + 1], 3);
        char kind = named ? c->rest.p[at + 1] : '\0';
        at += named ? 2 : 1;
        while (named && at + 1 < c->rest.n && !(c->rest.p[at] == kind && c->rest.p[at + 1] == ']'))
            at++;
        at += named ? 2 : 0;
    }
    c->rest = sv_from(c->rest, at + 1);
    cost_item(c, 1);
}

/* Behind a {: "3}", "3,}", "3,5}". What is none of these, regcomp judges. */
static void cost_braces(struct cost *c)
{
    struct sv_cut cut = sv_cut(c->rest, '}');
    struct sv_cut bounds = sv_cut(cut.head, ',');
    struct sv_u64 low = sv_to_u64(bounds.head), high = sv_to_u64(bounds.tail);
    if (!cut.found)
        return;
    uint64_t times = bounds.found && bounds.tail.n ? high.value : low.value + bounds.found;
    cost_repeat(c, capped(times));
    c->rest = cut.tail;
}

static void cost_next(struct cost *c)
{
    char first = *c->rest.p;
    c->rest = sv_from(c->rest, 1);
    if (first == '\\') {
        if (c->rest.n && *c->rest.p >= '1' && *c->rest.p <= '9')
            c->wrong = "refers back to a group (\\1), which can take for ever";
        c->rest = sv_from(c->rest, 1);
        cost_item(c, 1);
    } else if (first == '(') {
        c->sums[++c->depth] = 0;
    } else if (first == ')') {
        cost_close(c);
    } else if (first == '[') {
        cost_bracket(c);
    } else if (first == '{') {
        cost_braces(c);
    } else if (first == '+' || first == '*' || first == '?') {
        cost_repeat(c, first == '+' ? 2 : 1);
    } else {
        cost_item(c, 1);
    }
}

static const char *pattern_wrong(struct sv text)
{
    struct cost c = {.rest = text};
    while (c.rest.n && !c.wrong)
        cost_next(&c);
    if (!c.wrong && c.depth)
        return "has a ( without its )";
    if (!c.wrong && c.sums[0] > OWN_PATTERN_COST)
        return "repeats too much: its repetitions, written out, are too long";
    return c.wrong;
}

const regex_t *own_pattern(struct json_walk *w, struct sv text)
{
    char why[128];
    const char *wrong = pattern_wrong(text);
    if (wrong) {
        walk_fail(w, "the pattern %s", wrong);
        return NULL;
    }
    regex_t *compiled = mem_zalloc(sizeof(*compiled));
    int error = regcomp(compiled, text.p, REG_EXTENDED | REG_NOSUB);
    if (error == 0) {
        vec_push(&own_reader(w)->own->patterns, compiled);
        return compiled;
    }
    regerror(error, compiled, why, sizeof(why));
    free(compiled);
    walk_fail(w, "this is no POSIX extended regular expression: %s", why);
    return NULL;
}
