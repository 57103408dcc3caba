/* One rule, once: its run, what the settings make of its findings, and its tally. */
#include "lint/engine_parts.h"

/* ---- partial input ---- */

void run_partial_fill(struct run *r)
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
static struct rule_tally tally_of(uint64_t looked, const uint64_t bad[static SEVERITIES])
{
    struct rule_tally t = {0};
    uint64_t all = 0;
    for (int sev = 0; sev < SEVERITIES; sev++)
        all += bad[sev];
    t.looked = looked ? looked : all;
    for (int sev = SEVERITY_ERROR; sev >= SEVERITY_INFO; sev--) {
        uint64_t left = t.looked - t.bad;
        t.bad_as[sev] = bad[sev] < left ? bad[sev] : left;
        t.bad += t.bad_as[sev];
    }
    return t;
}

static void tally_add(struct rule_tally *to, const struct rule_tally *t)
{
    to->looked += t->looked;
    to->bad += t->bad;
    for (int sev = 0; sev < SEVERITIES; sev++)
        to->bad_as[sev] += t->bad_as[sev];
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

/* What a rule found in one trace, for the score of that trace. */
struct trace_part {
    uint32_t trace;
    uint64_t bad[SEVERITIES];
};

/* Of what a rule about the whole store looked at, a trace has its share of the spans. */
static void trace_part_end(const struct run *r, const struct check *c, struct trace_part *part,
                           uint64_t looked)
{
    if (!r->trace_scores || part->trace == NO_ROW)
        return;
    double share = (double)r->ix->traces[part->trace].count / (double)r->ix->n_spans;
    bool of_trace = c->rule->scope == SCOPE_TRACE && !c->rule->end;
    uint64_t in_trace = of_trace ? looked : (uint64_t)((double)looked * share + 0.5);
    struct rule_tally t = tally_of(in_trace, part->bad);
    r->trace_scores[part->trace] *= score_left(&t);
}

static void trace_part_add(const struct run *r, const struct check *c, struct trace_part *part,
                           const struct finding *f, const uint64_t bad[static SEVERITIES],
                           uint64_t looked)
{
    if (part->trace != f->trace) {
        trace_part_end(r, c, part, looked);
        *part = (struct trace_part){.trace = f->trace};
    }
    for (int sev = 0; sev < SEVERITIES; sev++)
        part->bad[sev] += bad[sev];
}

/* What the rule that just ran found, from finding number `before` on. */
static void findings_take(const struct run *r, const struct check *c, size_t before,
                          uint64_t looked)
{
    struct check_state *st = c->state;
    uint64_t bad[SEVERITIES] = {0};
    struct finding *list = st->findings.list.v;
    size_t kept = before;
    struct trace_part part = {.trace = NO_ROW};
    for (size_t k = before; k < st->findings.list.n; k++) {
        uint64_t one[SEVERITIES] = {0};
        if (!finding_keep(r, st, &list[k], one))
            continue;
        for (int sev = 0; sev < SEVERITIES; sev++)
            bad[sev] += one[sev];
        trace_part_add(r, c, &part, &list[k], one, looked);
        if (c->rule->structural)
            finding_lower(r, &list[k]);
        list[kept++] = list[k];
    }
    st->findings.list.n = kept;
    struct rule_tally t = tally_of(looked, bad);
    tally_add(&st->tallies[st->rule], &t);
    trace_part_end(r, c, &part, looked);
}

struct check run_check(const struct run *r, struct check_state *st, uint32_t trace)
{
    struct check c = {.s = r->s, .ix = r->ix, .v = r->v, .state = st, .trace = trace};
    c.first = trace == NO_ROW ? 0 : r->ix->traces[trace].first;
    c.end = trace == NO_ROW ? r->ix->n_spans : c.first + r->ix->traces[trace].n_unique;
    return c;
}

void run_rule_set(const struct run *r, struct check *c, uint32_t i)
{
    c->rule = r->set->catalog->rules[i];
    c->param = r->set->params[i];
}

void run_rule(const struct run *r, struct check *c, uint32_t i, bool counts_spans)
{
    struct check_state *st = c->state;
    size_t before = st->findings.list.n;
    run_rule_set(r, c, i);
    c->looked = 0;
    check_state_begin(st, i);
    st->ran[i] = true;
    st->spans_run[i] += c->end - c->first;
    c->rule->check(c);
    if (counts_spans)
        c->looked = c->end - c->first;
    if (LIKELY(st->findings.list.n == before))
        st->tallies[i].looked += c->looked;
    else
        findings_take(r, c, before, c->looked);
}

void run_rule_pass(const struct run *r, struct check_state *st, uint32_t i, uint32_t trace)
{
    st->ran[i] = true;
    st->spans_run[i] += r->ix->traces[trace].n_unique;
    st->tallies[i].looked += r->ix->traces[trace].n_unique;
}

/* Its looking was counted with the traces. */
void run_rule_end(const struct run *r, struct check_state *st, uint32_t i)
{
    struct check c = run_check(r, st, NO_ROW);
    size_t before = st->findings.list.n;
    uint64_t looked = st->tallies[i].looked;
    run_rule_set(r, &c, i);
    check_state_begin(st, i);
    c.rule->end(&c);
    st->tallies[i].looked = 0;
    findings_take(r, &c, before, looked);
}
