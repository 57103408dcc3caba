/* What comes out of a run: findings in order, tallies, what was skipped, the score. */
#include "lint/engine_parts.h"

/* Where a rule did not run for lack of what `when` and `needs_key` only save time for, all is
 * clean; a rule that `needs` it has judged nothing there. */
static void clean_count(const struct run *r, struct check_state *st)
{
    const struct catalog *cat = r->set->catalog;
    uint64_t spans = 0, without_id = 0;
    for (uint32_t t = 0; t < r->ix->n_traces; t++) {
        spans += r->ix->traces[t].n_unique;
        if (r->s->traces.v[t].id_state == TRACE_ID_NONE)
            without_id += r->ix->traces[t].n_unique;
    }
    for (size_t i = 0; i < cat->n; i++) {
        const struct rule *rule = cat->rules[i];
        uint64_t all = spans - (rule->structural ? without_id : 0);
        if (!r->set->enabled[i] || rule->needs || all <= st->spans_run[i])
            continue;
        st->ran[i] = true;
        st->tallies[i].looked += all - st->spans_run[i];
    }
}

struct sort_key {
    uint64_t place; /* trace and rule; the whole store comes first */
    uint32_t at;
};

static int sort_key_cmp(const void *va, const void *vb)
{
    const struct sort_key *a = va, *b = vb;
    if (a->place != b->place)
        return a->place < b->place ? -1 : 1;
    return a->at < b->at ? -1 : a->at > b->at;
}

/* Rules about the whole store ran last, and their findings may belong to traces. */
static void findings_sort(struct findings *f)
{
    size_t n = f->list.n;
    struct sort_key *keys = mem_alloc(arena_size(sizeof(*keys), n));
    struct finding *sorted = mem_alloc(arena_size(sizeof(*sorted), n));
    for (uint32_t i = 0; i < n; i++) {
        uint32_t trace_after = f->list.v[i].trace + 1; /* NO_ROW becomes 0 */
        keys[i] = (struct sort_key){(uint64_t)trace_after << 32 | f->list.v[i].rule, i};
    }
    qsort(keys, n, sizeof(*keys), sort_key_cmp);
    for (size_t i = 0; i < n; i++)
        sorted[i] = f->list.v[keys[i].at];
    free(keys);
    free(f->list.v);
    f->list.v = sorted;
    f->list.cap = n;
}

static void skipped_fill(struct lint *l, const struct run *r, const struct check_state *st)
{
    const struct catalog *cat = r->set->catalog;
    for (uint32_t i = 0; i < cat->n; i++) {
        struct sv reason = st->skip_reason[i];
        const char *needs = cat->rules[i]->needs;
        if (!r->set->enabled[i] || (st->ran[i] && !reason.n))
            continue;
        if (!reason.n)
            reason = needs ? sv_from_c(needs) : SV("needs a span");
        vec_push(&l->skipped, ((struct skipped){i, reason}));
    }
}

static void excludes_take(struct lint *l, const struct run *r, struct check_state *st)
{
    for (uint32_t i = 0; i < r->set->catalog->n; i++)
        if (st->ran[i])
            excluder_ran(&st->excluder, i);
    l->excluded = st->excluded;
    l->exclude_uses = st->excluder.uses;
    st->excluder.uses = NULL;
}

void run_results(const struct run *r, struct check_state *st, struct lint *l)
{
    clean_count(r, st);
    findings_sort(&st->findings);
    skipped_fill(l, r, st);
    for (size_t i = 0; i < st->findings.list.n; i++)
        l->totals[st->findings.list.v[i].severity]++;
    l->findings = st->findings;
    st->findings = (struct findings){0};
    l->tallies = st->tallies;
    st->tallies = NULL;
    excludes_take(l, r, st);
    l->trace_scores = r->trace_scores;
    bool any = r->s->n_spans > 0;
    l->score = any ? score_make(l->tallies, r->set->catalog->n) : 0;
    l->grade = any ? score_grade(l->score, l->totals[SEVERITY_ERROR] > 0) : "none";
}

void lint_release(struct lint *l)
{
    findings_release(&l->findings);
    vec_release(&l->skipped);
    free(l->tallies);
    free(l->exclude_uses);
    free(l->trace_scores);
    *l = (struct lint){0};
}

double lint_score_shown(const struct lint *l)
{
    bool has_faults = l->totals[SEVERITY_ERROR] || l->totals[SEVERITY_WARNING];
    return score_shown(l->score, has_faults);
}
