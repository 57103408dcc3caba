#include "metrics/stage.h"

#include "core/nearest.h"
#include "core/shown.h"
#include "metrics/json_sv.h"

const struct stage_file stage_files[] = {
#define STAGE_FILE(name, path, is_program, what) {path, stage_##name, is_program, what},
#include "metrics/stage.def"
#undef STAGE_FILE
};
const size_t n_stage_files = ARRAY_LEN(stage_files);

/* ---- choosing ---- */

static bool is_shown(struct sv text)
{
    return shown_length(text) == text.n;
}

bool stage_is_shown(const struct definition *d)
{
    return is_shown(d->metric_name) && is_shown(d->span_name) && is_shown(d->metric_attribute);
}

/* Without a wish, beside those of a high signal. */
static bool is_of_a_set(const struct draft *d)
{
    static const char *const sets[] = {"baseline", "recipe", "floor", "vertical"};
    for (size_t i = 0; i < ARRAY_LEN(sets); i++)
        if (d->origin && strcmp(d->origin, sets[i]) == 0)
            return true;
    return false;
}

static bool is_chosen(const struct draft *d, const struct stage_wish *wish)
{
    if (d->verdict == VERDICT_PROPOSE)
        return wish->all || d->high_signal || is_of_a_set(d);
    return d->verdict == VERDICT_STAGE;
}

static bool has_slug(const struct draft *d, struct sv slug)
{
    struct buf b = {0};
    slug_add(&b, d->definition.metric_name);
    bool same = sv_eq(buf_sv(&b), slug);
    buf_release(&b);
    return same;
}

/* The place of the metric in the plan, or SIZE_MAX: its name says more than its slug, and that more
 * than a number. */
static size_t find(const struct plan *p, struct sv word)
{
    struct sv_u64 number = sv_to_u64(word);
    for (size_t i = 0; i < p->drafts.n; i++)
        if (sv_eq_nocase(p->drafts.v[i].definition.metric_name, word))
            return i;
    for (size_t i = 0; i < p->drafts.n; i++)
        if (has_slug(&p->drafts.v[i], word))
            return i;
    return number.ok && number.value && number.value <= p->drafts.n ? number.value - 1 : SIZE_MAX;
}

static bool unknown(const struct plan *p, struct sv word, struct err *e)
{
    struct nearest near = {.word = word};
    for (size_t i = 0; i < p->drafts.n; i++)
        if (stage_is_shown(&p->drafts.v[i].definition))
            nearest_try(&near, p->drafts.v[i].definition.metric_name);
    const char *quote = near.best.n ? "\"" : "";
    return err_set(e, "the plan has no metric \"%.*s\"; %s%s%.*s%s%s`spanvet metrics plan --all` "
                      "lists them", SV_ARG(word), near.best.n ? "did you mean " : "", quote,
                   SV_ARG(near.best), quote, near.best.n ? "? " : "");
}

/* Marks what was asked for by name. */
static bool choose_named(bool *chosen, const struct plan *p, const struct stage_wish *wish,
                         struct err *e)
{
    for (size_t i = 0; i < wish->n_metrics; i++) {
        size_t at = find(p, wish->metrics[i]);
        if (at == SIZE_MAX)
            return unknown(p, wish->metrics[i], e);
        const struct draft *d = &p->drafts.v[at];
        if (!stage_is_shown(&d->definition))
            return err_set(e, "metric %zu of the plan is not staged: its span name or attribute "
                              "holds what looks like a credential or a personal value; give the "
                              "span a name that is the same in every call", at + 1);
        if (d->verdict == VERDICT_REJECT)
            return err_set(e, "\"%.*s\" must not be created: %.*s",
                           SV_ARG(d->definition.metric_name),
                           SV_ARG(d->main_reason));
        chosen[at] = true;
    }
    return true;
}

static bool choose(bool *chosen, struct stage *st, const struct stage_wish *wish, struct err *e)
{
    if (wish->n_metrics || wish->exactly)
        return choose_named(chosen, st->plan, wish, e);
    for (size_t i = 0; i < st->plan->drafts.n; i++) {
        const struct draft *d = &st->plan->drafts.v[i];
        chosen[i] = is_chosen(d, wish) && stage_is_shown(&d->definition);
        st->n_withheld += is_chosen(d, wish) && !chosen[i];
    }
    return true;
}

/* ---- bodies ---- */

static struct sv path_of(struct stage *st, bool pending, struct sv slug)
{
    struct buf b = {0};
    buf_addz(&b, pending ? STAGE_PENDING : STAGE_METRICS);
    buf_add(&b, slug);
    buf_addz(&b, ".json");
    struct sv path = arena_copy(&st->arena, buf_sv(&b));
    buf_release(&b);
    return path;
}

static struct sv body_of(struct stage *st, const struct definition *d)
{
    struct buf b = {0};
    struct json_out j = {.b = &b};
    definition_json(&j, NULL, d);
    struct sv text = arena_copy(&st->arena, buf_sv(&b));
    buf_release(&b);
    return text;
}

void stage_move(struct stage *st, size_t i)
{
    struct staged_metric *m = &st->metrics.v[i];
    m->slug = slugs_take(&st->slugs, m->name);
    m->path = path_of(st, m->pending, m->slug);
}

static void add(struct stage *st, const struct draft *d, size_t number)
{
    struct staged_metric m = {.draft = d, .number = number, .name = d->definition.metric_name,
                              .pending = d->verdict == VERDICT_STAGE};
    m.text = body_of(st, &d->definition);
    m.body = edited_read(m.text);
    vec_push(&st->metrics, m);
    stage_move(st, st->metrics.n - 1);
}

bool stage_make(struct stage *st, const struct plan *plan, const struct facts *facts,
                const struct stage_wish *wish, struct err *e)
{
    bool *chosen = mem_zalloc(plan->drafts.n + 1);
    st->plan = plan;
    st->facts = facts;
    slugs_init(&st->slugs);
    bool ok = choose(chosen, st, wish, e);
    for (size_t i = 0; ok && i < plan->drafts.n; i++)
        if (chosen[i])
            add(st, &plan->drafts.v[i], i + 1);
    free(chosen);
    return ok;
}

void stage_release(struct stage *st)
{
    for (size_t i = 0; i < st->metrics.n; i++)
        json_decref(st->metrics.v[i].body);
    vec_release(&st->metrics);
    slugs_release(&st->slugs);
    arena_release(&st->arena);
}

/* ---- what people made of them ---- */

void stage_edited(struct stage *st, size_t i, struct sv text)
{
    struct staged_metric *m = &st->metrics.v[i];
    json_t *body = edited_read(text);
    m->state = body ? STAGED_EDITED : STAGED_BROKEN;
    if (!body)
        return;
    json_decref(m->body);
    m->body = body;
    m->name = json_sv_member(body, "metric_name");
}

void stage_deleted(struct stage *st, size_t i)
{
    st->metrics.v[i].state = STAGED_DELETED;
}

void stage_kept(struct stage *st, struct sv path, struct sv text, bool edited)
{
    struct staged_metric m = {.path = arena_copy(&st->arena, path),
                              .state = edited ? STAGED_EDITED : STAGED_EARLIER,
                              .pending = sv_starts(path, SV(STAGE_PENDING)),
                              .body = edited_read(text)};
    m.slug = sv_from(m.path, sv_find_char(m.path, '/') + 1);
    m.slug.n -= strlen(".json");
    m.name = json_sv_member(m.body, "metric_name");
    if (!m.body)
        m.state = STAGED_BROKEN;
    vec_push(&st->metrics, m);
}

/* ---- paths ---- */

static bool is_slug(struct sv s)
{
    for (size_t i = 0; i < s.n; i++)
        if (!(s.p[i] >= 'a' && s.p[i] <= 'z') && !(s.p[i] >= '0' && s.p[i] <= '9') &&
            s.p[i] != '-')
            return false;
    return s.n > 0;
}

bool stage_path(struct sv path)
{
    for (size_t i = 0; i < n_stage_files; i++)
        if (sv_eq(path, sv_from_c(stage_files[i].path)))
            return true;
    if (!sv_starts(path, SV(STAGE_METRICS)) && !sv_starts(path, SV(STAGE_PENDING)))
        return false;
    struct sv name = sv_from(path, sv_find_char(path, '/') + 1);
    if (!sv_ends(name, SV(".json")))
        return false;
    return is_slug(sv_of(name.p, name.n - strlen(".json")));
}
