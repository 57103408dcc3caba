#include "lint/finding_rows.h"

#include "lint/engine_parts.h"
#include "lint/row_log.h"

struct finding_rows {
    struct run run;
    struct settings set; /* the caller's without excludes: they would drop findings */
    struct check_state st;
    struct row_log log;
    uint32_t rule, trace; /* what the log is about; NO_ROW for a rule: nothing yet */
    uint32_t at;          /* findings of the rule before this one have been asked for */
    uint32_t *first_like; /* by hash: the first of the findings; NULL: not made */
    uint32_t *next_like;  /* by finding: the next one with that hash */
    uint32_t mask;        /* of hashes */
    struct row_list rows, positions;
    uint64_t *marked;      /* by row, a bit; all 0 between two calls */
    uint64_t looked_at;    /* spans, so far, to find the positions of rows */
    uint32_t *position_of; /* by row; NULL: not made */
};

struct finding_rows *finding_rows_make(const struct store *s, const struct index *ix,
                                       const struct view *v, const struct settings *set)
{
    struct finding_rows *fr = mem_zalloc(sizeof(*fr));
    fr->set = *set;
    fr->set.excludes = NULL;
    fr->run = (struct run){.s = s, .ix = ix, .v = v, .set = &fr->set};
    fr->rule = NO_ROW;
    check_state_init(&fr->st, s, ix, &fr->set);
    fr->marked = mem_zalloc(arena_size(sizeof(*fr->marked), (size_t)s->n_spans / 64 + 1));
    return fr;
}

void finding_rows_free(struct finding_rows *fr)
{
    if (!fr)
        return;
    check_state_release(&fr->st);
    row_log_release(&fr->log);
    vec_release(&fr->rows);
    vec_release(&fr->positions);
    free(fr->first_like);
    free(fr->next_like);
    free(fr->marked);
    free(fr->position_of);
    free(fr);
}

/* ---- the rule once more ---- */

static void check_run(struct finding_rows *fr, uint32_t trace)
{
    struct trace_state *ts = &fr->st.traces[0];
    struct check c = run_check(&fr->run, &fr->st, trace);
    run_rule_set(&fr->run, &c, fr->rule);
    c.log = &fr->log;
    if (trace != NO_ROW) {
        trace_state_enter(ts, fr->run.v, fr->run.ix, trace);
        c.in_hand = ts;
    }
    check_state_begin(&fr->st, fr->rule);
    c.rule->check(&c);
}

static bool trace_suits(const struct finding_rows *fr, const struct rule *rule, uint32_t t)
{
    const struct run *r = &fr->run;
    if (!r->ix->traces[t].count || (rule->needs && rule->when && !(rule->when & r->v->features[t])))
        return false;
    if (rule->needs_key &&
        !key_set_has(&r->v->trace_keys[t], (enum known_key)(rule->needs_key - 1)))
        return false;
    return !rule->structural || r->s->traces.v[t].id_state != TRACE_ID_NONE;
}

/* Rules that tell what they found in the end keep it over all traces, which may be done once. */
static void all_traces_run(struct finding_rows *fr, const struct rule *rule)
{
    for (uint32_t t = 0; t < fr->run.ix->n_traces; t++)
        if (trace_suits(fr, rule, t))
            check_run(fr, t);
    struct check c = run_check(&fr->run, &fr->st, NO_ROW);
    run_rule_set(&fr->run, &c, fr->rule);
    c.log = &fr->log;
    check_state_begin(&fr->st, fr->rule);
    rule->end(&c);
}

/* What a rule keeps for itself would count twice. */
static void state_renew(struct finding_rows *fr)
{
    check_state_release(&fr->st);
    check_state_init(&fr->st, fr->run.s, fr->run.ix, &fr->set);
}

static void likes_forget(struct finding_rows *fr)
{
    free(fr->first_like);
    free(fr->next_like);
    fr->first_like = fr->next_like = NULL;
}

static void rule_run(struct finding_rows *fr, const struct finding *f)
{
    const struct rule *rule = fr->set.catalog->rules[f->rule];
    uint32_t trace = rule_is_about_store(rule) ? NO_ROW : f->trace;
    if (fr->rule == f->rule && fr->trace == trace)
        return;
    fr->rule = f->rule;
    fr->trace = trace;
    fr->at = 0;
    row_log_clear(&fr->log);
    if (rule_is_about_store(rule))
        state_renew(fr);
    fr->st.findings.list.n = 0;
    arena_release(&fr->st.findings.arena);
    likes_forget(fr);
    if (rule->end)
        all_traces_run(fr, rule);
    else
        check_run(fr, trace);
    row_log_sort(&fr->log);
}

/* ---- which of its findings it is ---- */

static bool is_same(const struct finding *a, const struct finding *b)
{
    return a->trace == b->trace && a->name == b->name && a->key == b->key &&
           a->count == b->count && a->n_rows == b->n_rows &&
           memcmp(a->rows, b->rows, a->n_rows * sizeof(*a->rows)) == 0 &&
           sv_eq(a->message, b->message);
}

static uint32_t like_of(const struct finding_rows *fr, const struct finding *f)
{
    uint64_t h = hash_u64((uint64_t)f->trace << 32 | f->name, f->key);
    h = hash_u64((uint64_t)f->count << 32 | (f->n_rows ? f->rows[0] : 0), h);
    return (uint32_t)h & fr->mask;
}

static void likes_make(struct finding_rows *fr)
{
    const struct findings *all = &fr->st.findings;
    uint32_t n = (uint32_t)all->list.n, size = 16;
    while (size < n)
        size *= 2;
    fr->mask = size - 1;
    fr->first_like = mem_alloc(arena_size(sizeof(*fr->first_like), size));
    fr->next_like = mem_alloc(arena_size(sizeof(*fr->next_like), n));
    memset(fr->first_like, 0xff, size * sizeof(*fr->first_like));
    for (uint32_t i = n; i-- > 0;) {
        uint32_t *first = &fr->first_like[like_of(fr, &all->list.v[i])];
        fr->next_like[i] = *first;
        *first = i;
    }
}

/* They come in the same order, but for those of the whole store; so the one behind the last is
 * tried first. Of those that are all the same, the first one behind it. NO_ROW: it is not among
 * them. */
static uint32_t number_of(struct finding_rows *fr, const struct finding *f)
{
    const struct finding *all = fr->st.findings.list.v;
    uint32_t n = (uint32_t)fr->st.findings.list.n, found = NO_ROW;
    if (fr->at < n && is_same(&all[fr->at], f))
        return fr->at++;
    if (n == 0)
        return NO_ROW;
    if (!fr->first_like)
        likes_make(fr);
    for (uint32_t i = fr->first_like[like_of(fr, f)]; i != NO_ROW; i = fr->next_like[i])
        if ((found == NO_ROW || i >= fr->at) && is_same(&all[i], f)) {
            found = i;
            if (i >= fr->at)
                break;
        }
    if (found != NO_ROW)
        fr->at = found + 1;
    return found;
}

/* ---- positions ---- */

static uint32_t rows_mark(struct finding_rows *fr)
{
    uint32_t n = 0;
    for (size_t i = 0; i < fr->rows.n; i++) {
        uint64_t *word = &fr->marked[fr->rows.v[i] / 64], bit = UINT64_C(1) << fr->rows.v[i] % 64;
        n += !(*word & bit);
        *word |= bit;
    }
    return n;
}

/* Takes those that are marked, in the order of the trace. */
static void positions_take(struct finding_rows *fr, const struct trace_range *range, uint32_t n)
{
    fr->looked_at += range->count;
    for (uint32_t p = range->first; p < range->first + range->count && fr->positions.n < n; p++) {
        uint32_t row = fr->run.ix->order[p];
        uint64_t *word = &fr->marked[row / 64], bit = UINT64_C(1) << row % 64;
        if (!(*word & bit))
            continue;
        *word &= ~bit;
        vec_push(&fr->positions, p);
    }
}

static void position_of_make(struct finding_rows *fr)
{
    const struct index *ix = fr->run.ix;
    fr->position_of = mem_alloc(arena_size(sizeof(*fr->position_of), ix->n_spans));
    for (uint32_t p = 0; p < ix->n_spans; p++)
        fr->position_of[ix->order[p]] = p;
}

static int position_compare(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return x < y ? -1 : x > y;
}

static void positions_sort(struct finding_rows *fr)
{
    for (size_t i = 0; i < fr->rows.n; i++) {
        uint32_t row = fr->rows.v[i];
        uint64_t *word = &fr->marked[row / 64], bit = UINT64_C(1) << row % 64;
        if (*word & bit)
            vec_push(&fr->positions, fr->position_of[row]);
        *word &= ~bit;
    }
    if (fr->positions.n)
        qsort(fr->positions.v, fr->positions.n, sizeof(*fr->positions.v), position_compare);
}

/* The rows of one trace stand together, and are found there; but that is not done for very many
 * findings of a large trace. Those of several traces may be anywhere. */
static void rows_to_positions(struct finding_rows *fr)
{
    const struct index *ix = fr->run.ix;
    const uint32_t *trace_of = fr->run.s->span.trace;
    uint32_t n = rows_mark(fr);
    bool one = true;
    fr->positions.n = 0;
    if (n == 0)
        return;
    uint32_t trace = trace_of[fr->rows.v[0]];
    for (size_t i = 1; i < fr->rows.n && one; i++)
        one = trace_of[fr->rows.v[i]] == trace;
    if (one && fr->looked_at < ix->n_spans) {
        positions_take(fr, &ix->traces[trace], n);
        return;
    }
    if (!fr->position_of)
        position_of_make(fr);
    positions_sort(fr);
}

struct finding_spans finding_rows_get(struct finding_rows *fr, const struct lint *l,
                                      uint32_t finding)
{
    const struct finding *f = &l->findings.list.v[finding];
    fr->rows.n = 0;
    rule_run(fr, f);
    uint32_t i = number_of(fr, f);
    if (i != NO_ROW)
        row_log_rows(&fr->log, i, &fr->rows);
    for (uint32_t k = 0; k < f->n_rows; k++)
        vec_push(&fr->rows, f->rows[k]);
    rows_to_positions(fr);
    return (struct finding_spans){fr->positions.v, (uint32_t)fr->positions.n,
                                  fr->positions.n && fr->positions.n == f->count};
}

/* ---- by trace ---- */

/* The first finding of a trace behind the ones counted: NO_ROW + 1 is 0, they come first. */
static uint32_t findings_from(const struct findings *f, uint32_t trace_after)
{
    uint32_t low = 0, high = (uint32_t)f->list.n;
    while (low < high) {
        uint32_t mid = low + (high - low) / 2;
        if (f->list.v[mid].trace + 1 < trace_after)
            low = mid + 1;
        else
            high = mid;
    }
    return low;
}

struct finding_range findings_of(const struct findings *f, uint32_t trace)
{
    uint32_t first = findings_from(f, trace + 1);
    return (struct finding_range){first, findings_from(f, trace + 2) - first};
}
