/* Where telemetry comes from: R181-R184. Each is told once for the whole input. */
#include "core/fmt.h"
#include "rules/catalog.h"
#include "rules/say.h"
#include "rules/spans.h"

/* ---- services: the resources of one service.name ---- */

/* What the resources of the input have. */
struct services {
    uint32_t total, bad; /* distinct names */
    sym first;           /* the name of the first bad one */
};

typedef bool resource_judge(const struct check *c, const struct resource *r);

/* Documents of other formats may have no resources; then there is nothing to miss. A resource
 * without a name is a matter for R105. */
static sym service_of(const struct check *c, const struct resource *r)
{
    const struct attr *a = attr_find(c->s, r->attrs, c->v->keys[KEY_service_name]);
    return c->s->inputs.v[r->input].is_otlp && a && a->type == VALUE_STRING ? (sym)a->bits
                                                                            : SYM_EMPTY;
}

/* Every service whose resources may be judged, and which fail. */
static struct services services_judge(struct check *c, resource_judge *judged,
                                      resource_judge *fails)
{
    enum { COUNTED = 1, BAD = 2 };
    uint8_t *memo = check_memo(c);
    struct services all = {.first = SYM_NONE};
    for (size_t i = 0; i < c->s->resources.n; i++) {
        const struct resource *r = &c->s->resources.v[i];
        sym name = service_of(c, r);
        if (name == SYM_EMPTY || c->v->probe_resource[i] || (judged && !judged(c, r)))
            continue;
        all.total += !(memo[name] & COUNTED);
        memo[name] |= COUNTED;
        if (memo[name] & BAD || !fails(c, r))
            continue;
        memo[name] |= BAD;
        all.first = all.bad++ ? all.first : name;
    }
    return all;
}

static bool has_text(const struct check *c, const struct resource *r, enum known_key key)
{
    const struct attr *a = attr_find(c->s, r->attrs, c->v->keys[key]);
    return a && a->type != VALUE_EMPTY && !(a->type == VALUE_STRING && a->bits == SYM_EMPTY);
}

static void services_found(struct check *c, struct services all, enum known_key key,
                           const char *what)
{
    c->looked = all.total;
    if (!all.bad)
        return;
    struct finding *f = check_found_trace(
        c, all.bad, 0, NO_PARAM, "%u of %s %s%s %s", all.bad,
        fmt_amount(all.total, "service").text, what, all.bad > 1 ? ", the first is" : ":",
        say_name(store_sv(c->s, all.first)).text);
    f->key = c->v->keys[key];
}

/* ---- R181 service-instance-id ---- */

static bool lacks_instance(const struct check *c, const struct resource *r)
{
    return !has_text(c, r, KEY_service_instance_id);
}

/* Which machine or container a resource is, by the first key that says so. */
static sym machine_of(const struct check *c, const struct resource *r)
{
    static const enum known_key keys[] = {KEY_k8s_pod_uid, KEY_k8s_pod_name, KEY_host_id,
                                          KEY_host_name};
    for (size_t i = 0; i < ARRAY_LEN(keys); i++) {
        const struct attr *a = attr_find(c->s, r->attrs, c->v->keys[keys[i]]);
        if (a && a->type == VALUE_STRING && a->bits != SYM_EMPTY)
            return (sym)a->bits;
    }
    return SYM_EMPTY;
}

/* How many instance ids name more than one machine. */
static uint32_t shared_instances(const struct check *c)
{
    enum { NONE, ONE_MACHINE, SHARED };
    struct seen {
        sym machine;
        uint8_t state;
    } *of = mem_zalloc(arena_size(sizeof(*of), c->s->syms.texts.n));
    uint32_t n = 0;
    for (size_t i = 0; i < c->s->resources.n; i++) {
        const struct resource *r = &c->s->resources.v[i];
        const struct attr *id = attr_find(c->s, r->attrs, c->v->keys[KEY_service_instance_id]);
        sym machine = machine_of(c, r);
        if (!id || id->type != VALUE_STRING || machine == SYM_EMPTY)
            continue;
        struct seen *s = &of[id->bits];
        if (s->state == NONE)
            *s = (struct seen){machine, ONE_MACHINE};
        n += s->state == ONE_MACHINE && s->machine != machine;
        s->state = s->machine != machine ? SHARED : s->state;
    }
    free(of);
    return n;
}

static void instance_check(struct check *c)
{
    services_found(c, services_judge(c, NULL, lacks_instance), KEY_service_instance_id,
                   "without service.instance.id");
    uint32_t shared = shared_instances(c);
    if (!shared)
        return;
    struct finding *f = check_found_trace(c, shared, 0, NO_PARAM,
                                          "%s shared by several pods or hosts",
                                          fmt_amount(shared, "service.instance.id").text);
    f->key = c->v->keys[KEY_service_instance_id];
}

const struct rule rule_service_instance_id = {
    .code = "R181",
    .slug = "service-instance-id",
    .snippet = "resource-deployment",
    .title = "it cannot be told which instance of a service a span is from",
    .why = "When one of several workers is slow or broken, its spans look like all the others.",
    .fix = "Set service.instance.id on the resource to a random id made when the process starts, "
           "or to the pod's uid.",
    .severity = SEVERITY_INFO,
    .scope = SCOPE_STORE,
    .check = instance_check,
};

/* ---- R182 deployment-environment ---- */

/* The name of before 2024 says it too. */
static bool lacks_environment(const struct check *c, const struct resource *r)
{
    return !has_text(c, r, KEY_deployment_environment_name) &&
           !has_text(c, r, KEY_deployment_environment);
}

static void environment_check(struct check *c)
{
    services_found(c, services_judge(c, NULL, lacks_environment),
                   KEY_deployment_environment_name, "without deployment.environment.name");
}

const struct rule rule_deployment_environment = {
    .code = "R182",
    .slug = "deployment-environment",
    .snippet = "resource-deployment",
    .title = "production and test cannot be told apart",
    .why = "Calls of a test run count in the numbers of production, and an alert cannot leave "
           "them out.",
    .fix = "Set deployment.environment.name on the resource: production, staging, development.",
    .severity = SEVERITY_INFO,
    .scope = SCOPE_STORE,
    .check = environment_check,
};

/* ---- R183 k8s-pod-uid ---- */

static bool in_kubernetes(const struct check *c, const struct resource *r)
{
    for (uint32_t i = r->attrs.first; i < r->attrs.first + r->attrs.count; i++)
        if (sv_starts(store_sv(c->s, c->s->attrs.v[i].key), SV("k8s.")))
            return true;
    return false;
}

static bool lacks_pod(const struct check *c, const struct resource *r)
{
    return !has_text(c, r, KEY_k8s_pod_uid);
}

static void pod_check(struct check *c)
{
    struct services all = services_judge(c, in_kubernetes, lacks_pod);
    if (all.total)
        services_found(c, all, KEY_k8s_pod_uid, "in Kubernetes without k8s.pod.uid");
    else
        check_skip(c, "needs a resource with k8s.* attributes");
}

const struct rule rule_k8s_pod_uid = {
    .code = "R183",
    .slug = "k8s-pod-uid",
    .snippet = "resource-deployment",
    .title = "a pod without its uid",
    .why = "Names of pods are used again after a restart. Logs and metrics of a pod are found for "
           "certain by its uid alone.",
    .fix = "Let the Collector's k8sattributes processor add k8s.pod.uid, or hand metadata.uid to "
           "the container by the downward API.",
    .severity = SEVERITY_INFO,
    .scope = SCOPE_STORE,
    .check = pod_check,
};

/* ---- R184 no-scope ---- */

static bool no_scope(const struct check *c, uint32_t p)
{
    uint32_t scope = c->s->span.scope[span_row(c, p)];
    return scope == NO_ROW || c->s->scopes.v[scope].name == SYM_EMPTY;
}

/* Only OTLP has a place for the scope that is there even when nobody fills it. */
static void no_scope_check(struct check *c)
{
    for (uint32_t t = 0; t < c->ix->n_traces; t++) {
        check_enter(c, t);
        c->looked += c->end - c->first;
        if (!(c->v->features[t] & FEATURE_NO_SCOPE) || c->end == c->first || !trace_is_otlp(c))
            continue;
        for (uint32_t p = c->first; p < c->end; p++)
            if (no_scope(c, p))
                check_hit(c, p, 0);
    }
    check_enter(c, NO_ROW);
    struct hit *h = check_all(c);
    if (h)
        check_found(c, h, NO_PARAM, "%s without the name of an instrumentation scope",
                    fmt_amount(h->count, "span").text);
}

const struct rule rule_no_scope = {
    .code = "R184",
    .slug = "no-scope",
    .snippet = "name-tracer",
    .title = "spans without an instrumentation scope",
    .why = "The scope says which code made a span: the application or a library, and which "
           "version. Without it nobody can tell where to mend it.",
    .fix = "Give the tracer a name and a version when you get it: get_tracer(\"booking\", "
           "\"1.4.0\").",
    .severity = SEVERITY_INFO,
    .scope = SCOPE_STORE,
    .when = FEATURE_NO_SCOPE,
    .check = no_scope_check,
};
