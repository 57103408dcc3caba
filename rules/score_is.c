#include "rules/score_is.h"

/* The specification's own numbers (SPA-001, SPA-005); they are no parameters. */
enum { INTERNAL_MAX = 10, SHORT_MAX = 20 };
static const uint64_t short_ns = 5000000;

struct judge {
    const struct store *s;
    const struct index *ix;
    struct score_is *is;
    uint32_t *service_of;        /* by resource: number of its service */
    uint32_t *internal, *briefs; /* by service: spans of the trace in hand */
    uint32_t *round;             /* by service: that trace, plus 1 */
};

static void fail(struct judge *g, uint32_t service, enum is_rule rule)
{
    g->is->services.v[service].failed |= 1u << rule;
}

/* ---- resources ---- */

static const struct attr *resource_attr(const struct store *s, size_t resource, struct sv key)
{
    return attr_find(s, s->resources.v[resource].attrs, sym_find(&s->syms, key));
}

static struct sv resource_text(const struct store *s, size_t resource, struct sv key)
{
    const struct attr *a = resource_attr(s, resource, key);
    return a && a->type == VALUE_STRING ? store_sv(s, (sym)a->bits) : (struct sv){0};
}

/* One service for each service.name, and one for all resources and spans without. */
static uint32_t service_add(struct judge *g, uint32_t *number_of, struct sv name)
{
    sym y = name.n ? sym_find(&g->s->syms, name) : SYM_EMPTY;
    if (!number_of[y]) {
        vec_push(&g->is->services, ((struct is_service){.name = name.n ? y : SYM_NONE}));
        number_of[y] = (uint32_t)g->is->services.n;
    }
    return number_of[y] - 1;
}

static bool describes_pod(const struct store *s, size_t resource)
{
    struct attr_range r = s->resources.v[resource].attrs;
    for (uint32_t i = r.first; i < r.first + r.count; i++)
        if (sv_starts(store_sv(s, s->attrs.v[i].key), SV("k8s.")))
            return true;
    return false;
}

static bool is_criticality(struct sv text)
{
    return sv_eq(text, SV("mission_critical")) || sv_eq(text, SV("high")) ||
           sv_eq(text, SV("medium")) || sv_eq(text, SV("low"));
}

static void resource_judge(struct judge *g, size_t resource)
{
    const struct store *s = g->s;
    uint32_t service = g->service_of[resource];
    if (!resource_text(s, resource, SV("service.name")).n)
        fail(g, service, IS_SERVICE_NAME);
    if (!resource_attr(s, resource, SV("service.instance.id")))
        fail(g, service, IS_INSTANCE_ID);
    if (!resource_text(s, resource, SV("deployment.environment.name")).n)
        fail(g, service, IS_ENVIRONMENT);
    if (describes_pod(s, resource) && !resource_attr(s, resource, SV("k8s.pod.uid")))
        fail(g, service, IS_POD_UID);
    if (resource_attr(s, resource, SV("service.criticality")) &&
        !is_criticality(resource_text(s, resource, SV("service.criticality"))))
        fail(g, service, IS_CRITICALITY);
}

/* An instance id together with where it was seen; sorted, equal ids stand side by side. */
struct instance {
    uint32_t service;
    sym id, pod;
};

static int instance_cmp(const void *va, const void *vb)
{
    const struct instance *a = va, *b = vb;
    if (a->service != b->service)
        return a->service < b->service ? -1 : 1;
    if (a->id != b->id)
        return a->id < b->id ? -1 : 1;
    return (a->pod > b->pod) - (a->pod < b->pod);
}

static sym text_sym(const struct store *s, size_t resource, struct sv key)
{
    struct sv text = resource_text(s, resource, key);
    return text.n ? sym_find(&s->syms, text) : SYM_NONE;
}

/* RES-002: two pods of a service must not share an instance id. */
static void instances_judge(struct judge *g)
{
    VEC(struct instance) list = {0};
    for (size_t i = 0; i < g->s->resources.n; i++) {
        sym pod = text_sym(g->s, i, SV("k8s.pod.name"));
        struct instance x = {g->service_of[i], text_sym(g->s, i, SV("service.instance.id")),
                             pod != SYM_NONE ? pod : text_sym(g->s, i, SV("host.name"))};
        if (x.id != SYM_NONE && x.pod != SYM_NONE)
            vec_push(&list, x);
    }
    if (list.n)
        qsort(list.v, list.n, sizeof(*list.v), instance_cmp);
    for (size_t i = 1; i < list.n; i++)
        if (list.v[i].service == list.v[i - 1].service && list.v[i].id == list.v[i - 1].id &&
            list.v[i].pod != list.v[i - 1].pod)
            fail(g, list.v[i].service, IS_INSTANCE_ID_UNIQUE);
    vec_release(&list);
}

static void resources_judge(struct judge *g)
{
    uint32_t *number_of = mem_zalloc(arena_size(sizeof(*number_of), g->s->syms.texts.n));
    for (size_t i = 0; i < g->s->resources.n; i++)
        g->service_of[i] = service_add(g, number_of, resource_text(g->s, i, SV("service.name")));
    /* Documents of other formats may have no resources at all. */
    g->service_of[g->s->resources.n] = service_add(g, number_of, (struct sv){0});
    for (size_t i = 0; i < g->s->resources.n; i++)
        resource_judge(g, i);
    instances_judge(g);
    free(number_of);
}

/* ---- spans ---- */

static uint32_t service_of_row(const struct judge *g, uint32_t row)
{
    uint32_t scope = g->s->span.scope[row];
    return g->service_of[scope == NO_ROW ? g->s->resources.n : g->s->scopes.v[scope].resource];
}

static bool is_short(const struct span_columns *col, uint32_t row)
{
    const uint16_t both = SPAN_HAS_START | SPAN_HAS_END;
    return (col->flags[row] & both) == both && col->end[row] >= col->start[row] &&
           col->end[row] - col->start[row] < short_ns;
}

static void span_judge(struct judge *g, uint32_t trace, uint32_t p)
{
    const struct span_columns *col = &g->s->span;
    uint32_t row = g->ix->order[p], service = service_of_row(g, row);
    if (g->round[service] != trace + 1) {
        g->round[service] = trace + 1;
        g->internal[service] = g->briefs[service] = 0;
    }
    g->internal[service] += col->kind[row] == KIND_INTERNAL;
    g->briefs[service] += is_short(col, row);
    if (g->internal[service] > INTERNAL_MAX)
        fail(g, service, IS_INTERNAL_SPANS);
    if (g->briefs[service] > SHORT_MAX)
        fail(g, service, IS_SHORT_SPANS);
    if (g->ix->facts[p] & FACT_ORPHAN)
        fail(g, service, IS_ORPHANS);
    if (g->ix->facts[p] & FACT_ROOT && col->kind[row] == KIND_CLIENT)
        fail(g, service, IS_CLIENT_ROOT);
}

static void spans_judge(struct judge *g)
{
    size_t n = g->is->services.n;
    g->internal = mem_zalloc(arena_size(sizeof(uint32_t), n));
    g->briefs = mem_zalloc(arena_size(sizeof(uint32_t), n));
    g->round = mem_zalloc(arena_size(sizeof(uint32_t), n));
    for (uint32_t t = 0; t < g->ix->n_traces; t++) {
        const struct trace_range *r = &g->ix->traces[t];
        for (uint32_t p = r->first; p < r->first + r->n_unique; p++)
            span_judge(g, t, p);
    }
    free(g->internal);
    free(g->briefs);
    free(g->round);
}

/* ---- what rules of ours decide ---- */

/* A finding that names no span is about resources, or about names that may not be shown. */
static const struct {
    enum is_rule rule, nameless;
    const char *code;
} decided[] = {
    {IS_LEVEL, IS_LEVEL, "R172"},
    {IS_SPAN_SECRETS, IS_RESOURCE_SECRETS, "P133"},
    {IS_SPAN_SECRETS, IS_RESOURCE_SECRETS, "P134"},
    {IS_SPAN_SECRETS, IS_RESOURCE_SECRETS, "P135"},
};

/* Which rules the findings of each trace fail; behind the traces, those about the whole input. */
static void findings_gather(struct judge *g, const struct lint *l, const struct settings *set,
                            uint32_t *failed)
{
    for (size_t i = 0; i < ARRAY_LEN(decided); i++) {
        size_t rule = catalog_find(set->catalog, sv_from_c(decided[i].code));
        if (rule == set->catalog->n || !set->enabled[rule])
            g->is->judged &= ~(1u << decided[i].rule | 1u << decided[i].nameless);
        for (size_t k = 0; k < l->findings.list.n; k++) {
            const struct finding *f = &l->findings.list.v[k];
            uint32_t trace = f->trace == NO_ROW ? g->ix->n_traces : f->trace;
            if (f->rule == rule)
                failed[trace] |= 1u << (f->name == SYM_NONE ? decided[i].nameless
                                                            : decided[i].rule);
        }
    }
}

/* A finding fails every service that takes part in its trace. */
static void findings_judge(struct judge *g, const struct lint *l, const struct settings *set)
{
    uint32_t *failed = mem_zalloc(arena_size(sizeof(*failed), (size_t)g->ix->n_traces + 1));
    findings_gather(g, l, set, failed);
    for (uint32_t row = 0; row < g->s->n_spans; row++)
        g->is->services.v[service_of_row(g, row)].failed |=
            failed[g->s->span.trace[row]] | failed[g->ix->n_traces];
    free(failed);
}

/* ---- */

/* The service without a name is there only when some span belongs to it. */
static void unused_drop(struct judge *g, uint32_t nameless)
{
    bool used = false;
    for (size_t i = 0; i < g->s->resources.n && !used; i++)
        used = g->service_of[i] == nameless;
    for (uint32_t row = 0; row < g->s->n_spans && !used; row++)
        used = service_of_row(g, row) == nameless;
    if (!used && nameless + 1 == g->is->services.n)
        g->is->services.n--;
}

void score_is_make(struct score_is *is, const struct store *s, const struct index *ix,
                   const struct lint *l, const struct settings *set)
{
    struct judge g = {.s = s, .ix = ix, .is = is};
    *is = (struct score_is){.judged = (1u << IS_RULES) - 1};
    g.service_of = mem_zalloc(arena_size(sizeof(*g.service_of), s->resources.n + 1));
    resources_judge(&g);
    spans_judge(&g);
    findings_judge(&g, l, set);
    unused_drop(&g, g.service_of[s->resources.n]);
    for (size_t i = 0; i < is->services.n; i++)
        is->services.v[i].score = is_score(is->judged, is->services.v[i].failed);
    free(g.service_of);
}
