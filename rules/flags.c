/* Rate flags that say only half: A083. */
#include "core/fmt.h"
#include "lint/check.h"
#include "rules/catalog.h"
#include "rules/say.h"

/* ---- A083 flag-only-when-true ---- */

/* A flag on a span. */
struct flag_use {
    sym name, key;
    uint32_t p;
    bool is_one;
};

struct flag_uses {
    VEC(struct flag_use) list;
    uint32_t *spans; /* by symbol: spans of that name in this trace */
};

static int flag_order(const void *va, const void *vb)
{
    const struct flag_use *a = va, *b = vb;
    if (a->name != b->name)
        return a->name < b->name ? -1 : 1;
    if (a->key != b->key)
        return a->key < b->key ? -1 : 1;
    return a->p < b->p ? -1 : a->p > b->p;
}

static void flags_read(struct check *c, struct flag_uses *uses, uint32_t p)
{
    struct attr_range r = span_attrs(c->s, span_row(c, p));
    const struct attr *a = c->s->attrs.v + r.first;
    double value = 0;
    for (const struct attr *end = a + r.count; a < end; a++) {
        if (LIKELY(c->v->role_of[a->key] != ROLE_FLAG))
            continue;
        c->looked++;
        bool is_one = attr_number(a, &value) && value == 1;
        vec_push(&uses->list, ((struct flag_use){span_name(c, p), a->key, p, is_one}));
    }
}

/* The uses `first` to `end - 1` are of one key on one span name. */
static void flag_judge(struct check *c, const struct flag_uses *uses, size_t first, size_t end)
{
    const struct flag_use *u = uses->list.v;
    size_t spans = 0;
    for (size_t i = first; i < end; i++) {
        if (!u[i].is_one)
            return;
        spans += i == first || u[i].p != u[i - 1].p;
    }
    if (spans >= uses->spans[u[first].name])
        return;
    for (size_t i = first; i < end; i++)
        check_hit_key(c, u[i].p, u[i].key, uses->spans[u[first].name]);
}

static void flags_judge(struct check *c, struct flag_uses *uses)
{
    if (uses->list.n)
        qsort(uses->list.v, uses->list.n, sizeof(*uses->list.v), flag_order);
    for (size_t first = 0, end; first < uses->list.n; first = end) {
        const struct flag_use *u = &uses->list.v[first];
        for (end = first + 1; end < uses->list.n && uses->list.v[end].name == u->name &&
                              uses->list.v[end].key == u->key;)
            end++;
        flag_judge(c, uses, first, end);
    }
}

static void flag_only_when_true_check(struct check *c)
{
    struct flag_uses uses = {.spans = check_table(c, sizeof(uint32_t))};
    for (uint32_t p = c->first; p < c->end; p++)
        uses.spans[span_name(c, p)]++;
    for (uint32_t p = c->first; p < c->end; p++)
        if (span_class(c, p) != CLASS_CONVERSATION)
            flags_read(c, &uses, p);
    flags_judge(c, &uses);
    for (uint32_t p = c->first; p < c->end; p++)
        uses.spans[span_name(c, p)] = 0;
    vec_release(&uses.list);
    struct hit *h;
    while ((h = check_next(c)))
        check_found(c, h, NO_PARAM, "%s%s is 1 on %s of %s and absent on the other %u",
                    say_name(store_sv(c->s, h->key)).text, h->more_keys ? " (and others)" : "",
                    fmt_amount(h->count, "span").text, say_name(store_sv(c->s, h->name)).text,
                    (unsigned)h->measured - h->count);
}

const struct rule rule_flag_only_when_true = {
    .code = "A083",
    .slug = "flag-only-when-true",
    .snippet = "flag-both-ways",
    .title = "a rate flag that is only there when it is 1",
    .why = "The rate is the average over the spans that have the flag. Where it is left out "
           "instead of 0, every value is 1, and the rate is 100 % however rare it is.",
    .fix = "Set the flag on every span of that name: 1 when it happened, 0 when it did not.",
    .severity = SEVERITY_WARNING,
    .when = FEATURE_FLAG_SET,
    .check = flag_only_when_true_check,
};
