#include "lint/engine.h"

#include "lint/check_state.h"

#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>

/* A rule that may run on a trace, and what the trace must have for it: one of the features, and
 * one of the keys. */
struct todo {
    uint64_t when, finds;
    struct key_set keys;
    uint32_t rule;
    bool structural;
};

/* What a run reads. */
struct run {
    const struct store *s;
    const struct index *ix;
    const struct view *v;
    const struct settings *set;
    uint8_t *partial; /* by trace: some of its spans come from an input read only in part */
    bool any_partial;
    struct todo *rules; /* to run on each trace, those with an `end` last */
    size_t n_rules, n_free; /* n_free without those */
    atomic_uint *next_trace; /* the first one that no thread has taken */
};

/* ---- partial input ---- */

static void partial_fill(struct run *r)
{
    const struct store *s = r->s;
    r->partial = mem_zalloc(s->traces.n);
    for (size_t i = 0; i < s->inputs.n; i++) {
        const struct input *in = &s->inputs.v[i];
        if (in->status != INPUT_PARTIAL)
            continue;
        r->any_partial = true;
        for (uint32_t row = in->first_row; row < in->first_row + in->n_rows; row++)
            r->partial[s->span.trace[row]] = 1;
    }
}

static void finding_lower(const struct run *r, struct finding *f)
{
    bool partial = f->trace == NO_ROW ? r->any_partial : r->partial[f->trace];
    if (!partial || f->severity == SEVERITY_INFO)
        return;
    f->severity--;
    f->lowered = true;
}

/* ---- one rule, once ---- */

/* What a check says about `bad` may be more than it looked at: then the worst count. */
static void tally(struct rule_tally *t, uint64_t looked, const uint64_t bad[static SEVERITIES])
{
    uint64_t all = 0;
    for (int sev = 0; sev < SEVERITIES; sev++)
        all += bad[sev];
    uint64_t left = looked ? looked : all;
    t->looked += left;
    for (int sev = SEVERITY_ERROR; sev >= SEVERITY_INFO; sev--) {
        uint64_t n = bad[sev] < left ? bad[sev] : left;
        left -= n;
        t->bad += n;
        t->bad_as[sev] += n;
    }
}

/* Gives a finding the level that the settings have for it, and counts it under the severity that
 * it weighs with. False when it is off or excluded. */
static bool finding_keep(const struct run *r, struct check_state *st, struct finding *f,
                         uint64_t bad[static SEVERITIES])
{
    struct sv name = f->name == SYM_NONE ? (struct sv){0} : store_sv(r->s, f->name);
    uint8_t level = settings_level_of(r->set, f->rule, name);
    if (level == LEVEL_OFF)
        return false;
    if (excluder_drops(&st->excluder, f)) {
        st->excluded++;
        return false;
    }
    if (level != LEVEL_OWN)
        f->severity = level;
    bad[level == LEVEL_OWN ? r->set->catalog->rules[f->rule]->severity : level] += f->count;
    return true;
}

/* What the rule that just ran found, from finding number `before` on. */
static void findings_take(const struct run *r, struct check_state *st, const struct rule *rule,
                          size_t before, uint64_t looked)
{
    uint64_t bad[SEVERITIES] = {0};
    struct finding *list = st->findings.list.v;
    size_t kept = before;
    for (size_t k = before; k < st->findings.list.n; k++) {
        if (!finding_keep(r, st, &list[k], bad))
            continue;
        if (rule->structural)
            finding_lower(r, &list[k]);
        list[kept++] = list[k];
    }
    st->findings.list.n = kept;
    tally(&st->tallies[st->rule], looked, bad);
}

/* What every rule has in hand on one trace, or with NO_ROW on the whole store. */
static struct check check_of(const struct run *r, struct check_state *st, uint32_t trace)
{
    struct check c = {.s = r->s, .ix = r->ix, .v = r->v, .state = st, .trace = trace};
    c.first = trace == NO_ROW ? 0 : r->ix->traces[trace].first;
    c.end = trace == NO_ROW ? r->ix->n_spans : c.first + r->ix->traces[trace].n_unique;
    return c;
}

static void rule_run(const struct run *r, struct check *c, uint32_t i)
{
    struct check_state *st = c->state;
    const struct rule *rule = r->set->catalog->rules[i];
    size_t before = st->findings.list.n;
    c->rule = rule;
    c->param = r->set->params[i];
    c->looked = 0;
    check_state_begin(st, i);
    st->ran[i] = true;
    st->spans_run[i] += c->end - c->first;
    rule->check(c);
    if (LIKELY(st->findings.list.n == before))
        st->tallies[i].looked += c->looked;
    else
        findings_take(r, st, rule, before, c->looked);
}

/* The same for a trace that is clean without a look. */
static void rule_pass(const struct run *r, struct check_state *st, uint32_t i, uint32_t trace)
{
    st->ran[i] = true;
    st->spans_run[i] += r->ix->traces[trace].n_unique;
    st->tallies[i].looked += r->ix->traces[trace].n_unique;
}

/* ---- which rules, on what ---- */

static bool key_there(const struct run *r, const struct rule *rule)
{
    unsigned key = rule->needs_key - 1u;
    return !rule->needs_key || r->v->keys[key] != SYM_NONE || r->v->has_alias[key];
}

static struct todo todo_of(const struct rule *rule, uint32_t i)
{
    struct todo x = {.when = rule->when ? rule->when : UINT64_MAX, .rule = i};
    x.finds = rule->finds ? rule->finds : UINT64_MAX;
    x.structural = rule->structural;
    if (rule->needs_key)
        key_set_add(&x.keys, (enum known_key)(rule->needs_key - 1));
    else
        memset(&x.keys, 0xff, sizeof(x.keys));
    return x;
}

static bool may_find(const struct run *r, struct check_state *st, uint32_t i)
{
    struct check c = check_of(r, st, NO_ROW);
    c.rule = r->set->catalog->rules[i];
    c.param = r->set->params[i];
    return !c.rule->may_find || c.rule->may_find(&c);
}

static void rules_pick(struct run *r, struct check_state *st, bool with_end)
{
    const struct catalog *cat = r->set->catalog;
    for (uint32_t i = 0; i < cat->n; i++) {
        const struct rule *rule = cat->rules[i];
        if (!r->set->enabled[i] || rule->scope != SCOPE_TRACE || !key_there(r, rule) ||
            (rule->end != NULL) != with_end)
            continue;
        r->rules[r->n_rules] = todo_of(rule, i);
        if (!may_find(r, st, i))
            r->rules[r->n_rules].finds = 0;
        r->n_rules++;
    }
}

static void trace_rules_pick(struct run *r, struct check_state *st)
{
    const struct catalog *cat = r->set->catalog;
    r->rules = mem_alloc(arena_size(sizeof(*r->rules), cat->n));
    rules_pick(r, st, false);
    r->n_free = r->n_rules;
    rules_pick(r, st, true);
}

/* A trace in hand, with what decides which rules it needs. */
struct candidate {
    struct check check;
    uint64_t features;
    struct key_set keys;
    bool no_id;
};

/* The first rules that look at a trace would wait for each of its rows. */
static void rows_prefetch(const struct run *r, uint32_t t)
{
    const struct trace_range *range = &r->ix->traces[t];
    const struct span_columns *col = &r->s->span;
    for (uint32_t p = range->first; p < range->first + range->n_unique; p++) {
        uint32_t row = r->ix->order[p];
        __builtin_prefetch(&r->s->attrs.v[col->attr_first[row]]);
        __builtin_prefetch(&r->v->row_keys[row]);
        __builtin_prefetch(&col->start[row]);
        __builtin_prefetch(&col->end[row]);
    }
}

static struct candidate candidate_of(const struct run *r, struct check_state *st,
                                     struct trace_state *ts, uint32_t t)
{
    struct candidate x = {
        .check = check_of(r, st, t),
        .features = r->v->features[t],
        .keys = r->v->trace_keys[t],
        .no_id = r->s->traces.v[t].id_state == TRACE_ID_NONE,
    };
    /* For rules that ask for no key. */
    x.keys.bits[KEY_SET_WORDS - 1] |= UINT64_C(1) << 63;
    x.check.in_hand = ts;
    trace_state_enter(ts, r->v, r->ix, t);
    rows_prefetch(r, t);
    return x;
}

static void rule_try(const struct run *r, const struct todo *rule, struct candidate *x)
{
    if (!(rule->when & x->features) || !key_set_meets(&rule->keys, &x->keys) ||
        (rule->structural && x->no_id))
        return;
    if (rule->finds & x->features)
        rule_run(r, &x->check, rule->rule);
    else
        rule_pass(r, x->check.state, rule->rule, x->check.trace);
}

/* Rules that share memory run on one trace after the other, since their memory is about one. */
static size_t group_end(const struct run *r, const struct check_state *st, size_t k, size_t n)
{
    size_t end = k + 1;
    while (end < n &&
           st->memory_of[r->rules[end].rule] == st->memory_of[r->rules[k].rule])
        end++;
    return end;
}

/* Runs the rules from number `from` up to `to` on the traces in hand, which begin with `first`. */
static void traces_check(const struct run *r, struct check_state *st, uint32_t first, size_t from,
                         size_t to)
{
    uint32_t left = r->ix->n_traces - first;
    uint32_t end = first + (left < TRACES_IN_HAND ? left : TRACES_IN_HAND);
    struct candidate list[TRACES_IN_HAND];
    uint32_t n = 0;
    for (uint32_t t = first; t < end; t++)
        if (r->ix->traces[t].count) {
            list[n] = candidate_of(r, st, &st->traces[n], t);
            n++;
        }
    for (size_t k = from, next; k < to; k = next) {
        next = group_end(r, st, k, to);
        for (uint32_t i = 0; i < n; i++)
            for (size_t g = k; g < next; g++)
                rule_try(r, &r->rules[g], &list[i]);
    }
}

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

/* ---- threads ---- */

enum {
    THREADS_MAX = 16,
    THREAD_SPANS = 50000 /* a thread for fewer spans costs more than it gives */
};

struct worker {
    const struct run *r;
    struct check_state st;
    pthread_t thread;
    bool started;
};

/* Takes traces until there are none left. Which thread runs a trace changes nothing: findings are
 * sorted by trace, and rules remember only what is true of a text whoever asks. */
static void *worker_run(void *arg)
{
    struct worker *w = arg;
    const struct run *r = w->r;
    uint32_t first;
    while ((first = atomic_fetch_add(r->next_trace, TRACES_IN_HAND)) < r->ix->n_traces)
        traces_check(r, &w->st, first, 0, r->n_free);
    return NULL;
}

/* The same on the calling thread, which also runs the rules with an `end`: on all traces in their
 * order, those that others took included. */
static void main_worker_run(struct worker *w)
{
    const struct run *r = w->r;
    uint32_t n = r->ix->n_traces, first, walked = 0;
    while ((first = atomic_fetch_add(r->next_trace, TRACES_IN_HAND)) < n) {
        for (; walked < first; walked += TRACES_IN_HAND)
            traces_check(r, &w->st, walked, r->n_free, r->n_rules);
        traces_check(r, &w->st, first, 0, r->n_rules);
        walked += TRACES_IN_HAND;
    }
    for (; walked < n; walked += TRACES_IN_HAND)
        traces_check(r, &w->st, walked, r->n_free, r->n_rules);
}

static unsigned threads_wanted(const struct run *r)
{
    cpu_set_t cores;
    unsigned n = r->set->threads, useful = 1 + r->s->n_spans / THREAD_SPANS;
    if (n == 0)
        n = sched_getaffinity(0, sizeof(cores), &cores) ? 1 : (unsigned)CPU_COUNT(&cores);
    n = n < useful ? n : useful;
    return n < THREADS_MAX ? n : THREADS_MAX;
}

/* A thread that cannot be had is no loss: the others take its traces. */
static void traces_run(struct run *r, struct worker *mine)
{
    unsigned n = threads_wanted(r);
    struct worker *others = mem_zalloc(arena_size(sizeof(*others), n));
    atomic_uint next = 0;
    r->next_trace = &next;
    for (unsigned i = 1; i < n; i++) {
        others[i].r = r;
        check_state_init(&others[i].st, r->s, r->ix, r->set);
        others[i].started =
            pthread_create(&others[i].thread, NULL, worker_run, &others[i]) == 0;
    }
    main_worker_run(mine);
    for (unsigned i = 1; i < n; i++) {
        if (others[i].started)
            pthread_join(others[i].thread, NULL);
        check_state_merge(&mine->st, &others[i].st);
        check_state_release(&others[i].st);
    }
    free(others);
}

/* What rules have to say at the end. Their looking was counted with the traces. */
static void ends_run(const struct run *r, struct check_state *st)
{
    for (size_t k = r->n_free; k < r->n_rules; k++) {
        uint32_t i = r->rules[k].rule;
        struct check c = check_of(r, st, NO_ROW);
        size_t before = st->findings.list.n;
        uint64_t looked = st->tallies[i].looked;
        c.rule = r->set->catalog->rules[i];
        c.param = r->set->params[i];
        check_state_begin(st, i);
        c.rule->end(&c);
        st->tallies[i].looked = 0;
        findings_take(r, st, c.rule, before, looked);
    }
}

static bool any_trace_suits(const struct run *r, const struct rule *rule)
{
    for (uint32_t t = 0; t < r->ix->n_traces; t++)
        if (rule->when & r->v->features[t])
            return true;
    return rule->when == 0;
}

static void store_run(const struct run *r, struct check_state *st)
{
    const struct catalog *cat = r->set->catalog;
    for (uint32_t i = 0; i < cat->n; i++) {
        const struct rule *rule = cat->rules[i];
        if (!r->set->enabled[i] || rule->scope != SCOPE_STORE)
            continue;
        struct check c = check_of(r, st, NO_ROW);
        if (key_there(r, rule) && any_trace_suits(r, rule))
            rule_run(r, &c, i);
    }
}

/* ---- results ---- */

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

static void results_take(struct lint *l, const struct run *r, struct check_state *st)
{
    findings_sort(&st->findings);
    skipped_fill(l, r, st);
    for (size_t i = 0; i < st->findings.list.n; i++)
        l->totals[st->findings.list.v[i].severity]++;
    l->findings = st->findings;
    st->findings = (struct findings){0};
    l->tallies = st->tallies;
    st->tallies = NULL;
    excludes_take(l, r, st);
    bool any = r->s->n_spans > 0;
    l->score = any ? score_make(l->tallies, r->set->catalog->n) : 0;
    l->grade = any ? score_grade(l->score, l->totals[SEVERITY_ERROR] > 0) : "none";
}

void lint_run(struct lint *l, const struct store *s, const struct index *ix, const struct view *v,
              const struct settings *set)
{
    *l = (struct lint){0};
    struct run r = {.s = s, .ix = ix, .v = v, .set = set};
    struct worker mine = {.r = &r};
    check_state_init(&mine.st, s, ix, set);
    partial_fill(&r);
    trace_rules_pick(&r, &mine.st);
    traces_run(&r, &mine);
    ends_run(&r, &mine.st);
    store_run(&r, &mine.st);
    clean_count(&r, &mine.st);
    results_take(l, &r, &mine.st);
    check_state_release(&mine.st);
    free(r.partial);
    free(r.rules);
}

void lint_release(struct lint *l)
{
    findings_release(&l->findings);
    vec_release(&l->skipped);
    free(l->tallies);
    free(l->exclude_uses);
    *l = (struct lint){0};
}

double lint_score_shown(const struct lint *l)
{
    bool has_faults = l->totals[SEVERITY_ERROR] || l->totals[SEVERITY_WARNING];
    double shown = round(l->score * 10) / 10;
    return has_faults && shown > 99.9 ? 99.9 : shown;
}
