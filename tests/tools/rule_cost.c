/*
 * rule_cost: what each rule costs on some inputs; `make bench` prints it.
 *
 *     rule_cost [--runs N] INPUT...
 *
 * On one thread. Runs every rule alone N times (3) and then all of them together, and takes the
 * fastest. One line a rule, tab-separated and the dearest first:
 *
 *     CODE SLUG MILLISECONDS NANOSECONDS-A-SPAN FINDINGS
 *
 * and at the end the same for `all`. A rule alone also pays for the engine's walk over the traces,
 * which is measured with no rule at all and taken off.
 */
#include "io/read.h"
#include "lint/engine.h"
#include "rules/catalog.h"
#include "rules/packs.h"

struct data {
    struct store s;
    struct index ix;
    struct view v;
};

struct cost {
    const struct rule *rule; /* NULL: all of them */
    double ms;
    size_t findings;
};

static double now_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

/* The fastest of several runs. */
static struct cost measure(const struct data *d, const struct settings *set, unsigned runs)
{
    struct cost best = {.ms = HUGE_VAL};
    for (unsigned i = 0; i < runs; i++) {
        struct lint l;
        double start = now_ms();
        lint_run(&l, &d->s, &d->ix, &d->v, set);
        double ms = now_ms() - start;
        best.findings = l.findings.list.n;
        best.ms = ms < best.ms ? ms : best.ms;
        lint_release(&l);
    }
    return best;
}

static int cost_cmp(const void *va, const void *vb)
{
    const struct cost *a = va, *b = vb;
    return a->ms > b->ms ? -1 : a->ms < b->ms;
}

static void cost_print(const struct data *d, const struct cost *c)
{
    double spans = d->s.n_spans ? d->s.n_spans : 1;
    printf("%s\t%s\t%.2f\t%.2f\t%zu\n", c->rule ? c->rule->code : "all",
           c->rule ? c->rule->slug : "all", c->ms, c->ms * 1e6 / spans, c->findings);
}

static void costs_print(const struct data *d, unsigned runs)
{
    struct settings set;
    settings_init(&set, &rules_catalog);
    set.threads = 1;
    struct cost all = measure(d, &set, runs), *costs;
    memset(set.enabled, 0, rules_catalog.n);
    double idle = measure(d, &set, runs).ms;
    costs = mem_zalloc(arena_size(sizeof(*costs), rules_catalog.n));
    for (size_t i = 0; i < rules_catalog.n; i++) {
        set.enabled[i] = rules_catalog.rules[i]->check != NULL;
        costs[i] = measure(d, &set, runs);
        costs[i].rule = rules_catalog.rules[i];
        costs[i].ms = costs[i].ms > idle ? costs[i].ms - idle : 0;
        set.enabled[i] = false;
    }
    qsort(costs, rules_catalog.n, sizeof(*costs), cost_cmp);
    for (size_t i = 0; i < rules_catalog.n; i++)
        cost_print(d, &costs[i]);
    cost_print(d, &all);
    free(costs);
    settings_release(&set);
}

int main(int argc, char **argv)
{
    struct data d = {0};
    struct build b;
    struct err e = {0};
    unsigned runs = 3;
    int first = 1;
    if (argc > 2 && strcmp(argv[1], "--runs") == 0) {
        runs = (unsigned)sv_to_u64(sv_from_c(argv[2])).value;
        first = 3;
    }
    store_init(&d.s);
    build_init(&b, &d.s);
    for (int i = first; i < argc; i++)
        read_input(&b, sv_from_c(argv[i]));
    build_release(&b);
    index_build(&d.ix, &d.s);
    bool ok = view_init(&d.v, &d.s, &d.ix, rules_packs, rules_packs_n, &e);
    if (ok)
        costs_print(&d, runs ? runs : 1);
    else
        fprintf(stderr, "rule_cost: %s\n", e.text);
    view_release(&d.v);
    index_release(&d.ix);
    store_release(&d.s);
    return ok ? 0 : 2;
}
