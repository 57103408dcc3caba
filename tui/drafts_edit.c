/* Editing drafts: fields as people write them, and what the contract of the API says to that. */
#include "core/fmt.h"
#include "core/shown.h"
#include "metrics/contract.h"
#include "metrics/goal.h"
#include "metrics/retell.h"
#include "tui/drafts.h"

static const struct sv op_words[GOAL_OPS] = {
    [GOAL_EQ] = SV_INIT("eq"), [GOAL_NEQ] = SV_INIT("neq"), [GOAL_GT] = SV_INIT("gt"),
    [GOAL_GTE] = SV_INIT("gte"), [GOAL_LT] = SV_INIT("lt"), [GOAL_LTE] = SV_INIT("lte")};

struct sv draft_field_name(enum draft_field field)
{
    static const struct sv names[DRAFT_FIELDS] = {SV_INIT("name"), SV_INIT("aggregation"),
                                                  SV_INIT("unit"), SV_INIT("target"),
                                                  SV_INIT("description")};
    return names[field];
}

static void target_add(struct buf *b, const struct target *t)
{
    if (!t->op.n)
        return;
    if (target_is_membership(t->op)) {
        buf_fmt(b, "%.*s %.*s", SV_ARG(t->op), SV_ARG(t->word));
        return;
    }
    enum goal_op op = goal_op_find(t->op);
    buf_fmt(b, "%s ", op < GOAL_OPS ? goal_op_sign(op) : "?");
    buf_json_f64(b, t->value);
}

void draft_field_add(struct buf *b, const struct definition *d, enum draft_field field)
{
    switch (field) {
    case FIELD_NAME:
        buf_add(b, d->metric_name);
        break;
    case FIELD_AGGREGATION:
        buf_add(b, d->aggregation_method);
        break;
    case FIELD_UNIT:
        buf_add(b, d->unit);
        break;
    case FIELD_TARGET:
        target_add(b, &d->target);
        break;
    case FIELD_DESCRIPTION:
        buf_add(b, d->description);
        break;
    case DRAFT_FIELDS:
        break;
    }
}

/* Counts and shares have a unit of their own; what is measured instead has that of the planner. */
static struct sv unit_for(const struct definition *d, enum aggregation from, enum aggregation to,
                          const struct facts *f, struct arena *a)
{
    const struct own_wish wish = {d->span_name, d->metric_attribute, definition_is_duration(d),
                                  to};
    struct definition own = {0};
    struct err ignored = {0};
    if (aggregation_rows[to].of_spans)
        return to == AGG_COUNT ? SV("count") : SV("percent");
    bool other = aggregation_rows[from].of_spans && own_definition(&own, f, &wish, a, &ignored);
    return other ? own.unit : d->unit;
}

/* Texts that say how it was aggregated say it of the new way, unless the user wrote them. */
static void texts_follow(struct definition *d, enum aggregation to, uint32_t kept,
                         const struct facts *f, struct arena *a)
{
    enum aggregation from = aggregation_find(d->aggregation_method);
    if (from == to || from == AGGREGATIONS || to == AGGREGATIONS)
        return;
    if (!(kept >> FIELD_NAME & 1))
        d->metric_name = retell_name(d->metric_name, from, to, a);
    if (!(kept >> FIELD_DESCRIPTION & 1))
        d->description = retell_description(d->description, from, to, a);
    if (!(kept >> FIELD_UNIT & 1))
        d->unit = unit_for(d, from, to, f, a);
}

void draft_edit_apply(const struct draft_edit *edit, uint32_t kept, const struct facts *f,
                      struct definition *d, struct arena *a)
{
    const struct definition *v = &edit->values;
    if (edit->fields >> FIELD_AGGREGATION & 1)
        texts_follow(d, aggregation_find(v->aggregation_method), kept, f, a);
    if (edit->fields >> FIELD_NAME & 1)
        d->metric_name = v->metric_name;
    if (edit->fields >> FIELD_AGGREGATION & 1)
        d->aggregation_method = v->aggregation_method;
    if (edit->fields >> FIELD_UNIT & 1)
        d->unit = v->unit;
    if (edit->fields >> FIELD_TARGET & 1)
        d->target = v->target;
    if (edit->fields >> FIELD_DESCRIPTION & 1)
        d->description = v->description;
}

/* ---- reading what was written ---- */

static bool target_read(struct target *to, struct sv text, struct arena *a, struct err *e)
{
    struct sv_cut cut = sv_cut(text, ' ');
    struct buf named = {0};
    struct goal goal;
    struct err ignored = {0};
    *to = (struct target){0};
    if (!text.n)
        return true;
    if (target_is_membership(cut.head)) {
        to->op = arena_copy(a, cut.head);
        to->word = arena_copy(a, sv_trim(cut.tail));
        return true;
    }
    /* The planner's goals say of which metric they are. */
    buf_addz(&named, "it: ");
    buf_add(&named, text);
    bool ok = goal_parse(&goal, buf_sv(&named), &ignored) && goal.how == AGGREGATIONS;
    if (ok)
        *to = (struct target){.op = op_words[goal.op], .value = goal.value};
    else
        err_set(e, "a target is an operator and a number, as \"<= 1.5\", \"gte 0.9\", or for "
                   "judges \"in YES\"");
    buf_release(&named);
    return ok;
}

static bool field_read(struct draft_edit *edit, enum draft_field field, struct sv text,
                       struct arena *a, struct err *e)
{
    struct definition *v = &edit->values;
    struct sv copy = arena_copy(a, text);
    edit->fields |= UINT32_C(1) << field;
    if (field == FIELD_NAME)
        v->metric_name = copy;
    else if (field == FIELD_AGGREGATION)
        v->aggregation_method = copy;
    else if (field == FIELD_UNIT)
        v->unit = copy;
    else if (field == FIELD_DESCRIPTION)
        v->description = copy;
    else
        return target_read(&v->target, text, a, e);
    return true;
}

/* ---- what there is against it ---- */

static void contract_of(struct contract *c, struct bodies *b, const struct definition *d,
                        enum profile profile, const struct facts *f)
{
    struct buf text = {0};
    struct json_out j = {.b = &text};
    const struct contract_wish wish = {.profile = profile, .profile_given = true, .facts = f};
    definition_json(&j, NULL, d);
    bodies_read(b, SV("the draft"), buf_sv(&text));
    contract_make(c, b, &wish);
    buf_release(&text);
}

static bool has_finding(const struct contract *c, uint16_t check)
{
    for (size_t i = 0; i < c->findings.n; i++)
        if (c->findings.v[i].check == check)
            return true;
    return false;
}

/* A draft may wait for something the traces do not have yet: only what is new counts. */
static bool contract_allows(const struct definition *old, const struct definition *d,
                            enum profile profile, const struct facts *f, struct err *doubt,
                            struct err *e)
{
    struct contract before = {0}, after = {0};
    struct bodies of_before = {0}, of_after = {0};
    contract_of(&before, &of_before, old, profile, f);
    contract_of(&after, &of_after, d, profile, f);
    for (size_t i = 0; i < of_after.troubles.n; i++)
        err_set(e, "%.*s", SV_ARG(of_after.troubles.v[i]));
    for (size_t i = 0; i < after.findings.n; i++) {
        const struct contract_finding *found = &after.findings.v[i];
        const struct contract_check *check = &contract_checks[found->check];
        struct err *to = check->severity == SEVERITY_ERROR ? e : doubt;
        if (check->severity > SEVERITY_INFO && !has_finding(&before, found->check))
            err_set(to, "%.*s (%.*s of `spanvet metrics check`)", SV_ARG(found->text),
                    SV_ARG(check->code));
    }
    contract_release(&before);
    contract_release(&after);
    bodies_release(&of_before);
    bodies_release(&of_after);
    return !e->set;
}

static bool may_be_shown(struct sv text, struct err *e)
{
    struct buf tmp = {0};
    bool ok = sv_eq(shown_sentence(text, &tmp), text) && shown_length(text) == text.n;
    buf_release(&tmp);
    return ok || err_set(e, "it holds what looks like a credential or a personal value; bodies of "
                            "metrics are no place for them");
}

static bool allows(const struct drafts *d, const struct facts *f, uint32_t draft,
                   const struct definition *edited, struct sv text, struct err *doubt,
                   struct err *e)
{
    uint32_t taken = plan_named(&d->plan, edited->metric_name, draft);
    if (taken != NO_ROW)
        return err_set(e, "the name \"%.*s\" is taken by another draft",
                       SV_ARG(edited->metric_name));
    return may_be_shown(text, e) && contract_allows(&d->plan.drafts.v[draft].definition, edited,
                                                    d->plan.profile, f, doubt, e);
}

/* ---- editing ---- */

static uint32_t fields_written(const struct drafts *d, uint32_t draft)
{
    uint32_t edit = drafts_edit_of(d, draft);
    return edit == NO_ROW ? 0 : d->edits.v[edit].fields;
}

static struct draft_edit *edit_take(struct drafts *d, uint32_t draft)
{
    sym meaning = d->meaning_of.v[draft];
    if (d->edit_of.v[meaning] == NO_ROW) {
        d->edit_of.v[meaning] = (uint32_t)d->edits.n;
        vec_push(&d->edits, (struct draft_edit){0});
    }
    for (size_t i = 0; i < d->aliases.n; i++)
        if (d->aliases.v[i].draft == draft)
            d->edit_of.v[d->aliases.v[i].meaning] = d->edit_of.v[meaning];
    return &d->edits.v[d->edit_of.v[meaning]];
}

bool drafts_edit(struct drafts *d, const struct facts *f, uint32_t draft, enum draft_field field,
                 struct sv text, struct err *doubt, struct err *e)
{
    struct draft *of = &d->plan.drafts.v[draft];
    struct draft_edit change = {0};
    struct definition edited = of->definition;
    text = sv_trim(text);
    if (!field_read(&change, field, text, &d->arena, e))
        return false;
    draft_edit_apply(&change, fields_written(d, draft), f, &edited, &d->arena);
    if (field == FIELD_AGGREGATION && !definition_is_trace(&edited))
        return err_set(e, "a judge has no aggregation");
    if (field != FIELD_NAME)
        edited.metric_name = drafts_unique_name(d, edited.metric_name, draft);
    if (!allows(d, f, draft, &edited, text, doubt, e))
        return false;
    field_read(edit_take(d, draft), field, text, &d->arena, e);
    bool was_rejected = of->verdict == VERDICT_REJECT;
    if (!plan_change(&d->plan, f, draft, &edited))
        vec_push(&d->unmeasured, draft);
    if (of->verdict == VERDICT_REJECT && !was_rejected)
        err_set(doubt, "it must not be created now: %.*s", SV_ARG(of->main_reason));
    drafts_touch(d, draft);
    return true;
}
