#include "cli/unused.h"

#include <unistd.h>

#include "core/fmt.h"
#include "core/glob.h"
#include "core/shown.h"
#include "rules/catalog.h"

static void exclude_diagnose(struct buf *b, const struct excludes *x, size_t i, bool expired)
{
    const struct exclude *ex = &x->list.v[i];
    buf_addz(b, "spanvet: warning: ");
    fmt_foreign(b, x->file, 0);
    buf_fmt(b, ": exclude[%zu] (", i);
    shown_add_sentence(b, ex->rule, 0);
    buf_addz(b, ": ");
    shown_add_sentence(b, ex->reason, 60);
    if (expired)
        buf_fmt(b, ") held up to %.*s and has expired: the traces are newer\n",
                SV_ARG(ex->expires));
    else
        buf_addz(b, ") matched nothing; remove it\n");
}

static void excludes_diagnose(struct buf *b, const struct settings *set, const struct lint *l)
{
    const struct excludes *x = set->excludes;
    for (size_t i = 0; x && i < x->list.n; i++)
        if (exclude_is_stale(&l->exclude_uses[i]))
            exclude_diagnose(b, x, i, l->exclude_uses[i].expired);
}

/* ---- levels for span names ---- */

/* Rules may find something under a name that no span has. */
static bool some_matches(const struct store *s, const struct view *v, const struct lint *l,
                         struct sv glob)
{
    for (size_t i = 0; i < v->span_names.n; i++)
        if (glob_match(glob, store_sv(s, v->span_names.v[i])))
            return true;
    for (size_t i = 0; i < l->findings.list.n; i++) {
        sym name = l->findings.list.v[i].name;
        if (name != SYM_NONE && glob_match(glob, store_sv(s, name)))
            return true;
    }
    return false;
}

/* A level for several rules is several: it is said once. */
static void levels_diagnose(struct buf *b, const struct settings *set, const struct lint *l,
                            const struct store *s, const struct view *v)
{
    for (size_t i = 0; i < set->span_levels.n; i++) {
        const struct span_level *level = &set->span_levels.v[i];
        if ((i && sv_eq(level->glob, level[-1].glob)) || some_matches(s, v, l, level->glob))
            continue;
        buf_fmt(b, "spanvet: warning: the level of %s for spans called ",
                set->catalog->rules[level->rule]->code);
        shown_add_sentence(b, level->glob, 60);
        buf_addz(b, " is of no use: there are none\n");
    }
}

/* ---- own rules ---- */

static void own_rules_diagnose(struct buf *b, const struct settings *set, const struct lint *l)
{
    for (size_t i = rules_catalog.n; i < set->catalog->n; i++)
        if (set->enabled[i] && !l->tallies[i].looked)
            buf_fmt(b, "spanvet: warning: the own rule %s %s matches no span\n",
                    set->catalog->rules[i]->code, set->catalog->rules[i]->slug);
}

void unused_diagnose(const struct settings *set, const struct lint *l, const struct store *s,
                     const struct view *v)
{
    struct buf b = buf_to_fd(STDERR_FILENO);
    excludes_diagnose(&b, set, l);
    if (s->n_spans) {
        levels_diagnose(&b, set, l, s, v);
        own_rules_diagnose(&b, set, l);
    }
    buf_flush(&b);
    buf_release(&b);
}
