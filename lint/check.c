#include "lint/check_state.h"
#include "lint/row_log.h"

/* The number of the rule whose memory a rule uses: its own where the catalogue lacks that one.
 * Rules that share memory mostly stand near each other. */
static uint32_t memory_owner(const struct catalog *cat, uint32_t rule)
{
    const struct rule *owner = cat->rules[rule]->memory;
    uint32_t i = rule;
    for (size_t tries = 0; owner && tries < cat->n; tries++, i = i ? i - 1 : (uint32_t)cat->n - 1)
        if (cat->rules[i] == owner)
            return i;
    return rule;
}

void check_state_init(struct check_state *st, const struct store *s, const struct index *ix,
                      const struct settings *set)
{
    size_t n_rules = set->catalog->n;
    *st = (struct check_state){.set = set, .n_syms = s->syms.texts.n};
    st->tallies = mem_zalloc(arena_size(sizeof(*st->tallies), n_rules));
    st->spans_run = mem_zalloc(arena_size(sizeof(*st->spans_run), n_rules));
    st->ran = mem_zalloc(arena_size(sizeof(*st->ran), n_rules));
    st->skip_reason = mem_zalloc(arena_size(sizeof(*st->skip_reason), n_rules));
    excluder_init(&st->excluder, set->excludes, set->catalog, s, ix);
    st->tables = mem_zalloc(arena_size(sizeof(*st->tables), n_rules));
    st->kept = mem_zalloc(arena_size(sizeof(*st->kept), n_rules));
    st->asked = mem_zalloc(arena_size(sizeof(*st->asked), n_rules));
    st->memory_of = mem_alloc(arena_size(sizeof(*st->memory_of), n_rules));
    for (uint32_t i = 0; i < n_rules; i++)
        st->memory_of[i] = memory_owner(set->catalog, i);
    st->slot_of = mem_zalloc(arena_size(sizeof(*st->slot_of), st->n_syms));
    st->marks = mem_zalloc(arena_size(sizeof(*st->marks), st->n_syms));
}

static void trace_state_release(struct trace_state *ts)
{
    vec_release(&ts->of_class);
    for (size_t i = 0; i < KNOWN_KEYS; i++) {
        vec_release(&ts->numbers[i].at);
        vec_release(&ts->numbers[i].value);
    }
}

static void kept_release(struct kept *k)
{
    for (int i = 0; i < KEPT && k->memory[i]; i++) {
        k->release[i](k->memory[i]);
        free(k->memory[i]);
    }
}

void check_state_release(struct check_state *st)
{
    for (size_t i = 0; i < st->set->catalog->n; i++) {
        free(st->tables[i]);
        kept_release(&st->kept[i]);
    }
    findings_release(&st->findings);
    excluder_release(&st->excluder);
    vec_release(&st->hits);
    for (size_t i = 0; i < TRACES_IN_HAND; i++)
        trace_state_release(&st->traces[i]);
    buf_release(&st->text);
    free(st->tallies);
    free(st->spans_run);
    free(st->ran);
    free(st->skip_reason);
    free(st->tables);
    free(st->memory_of);
    free(st->kept);
    free(st->asked);
    free(st->slot_of);
    free(st->marks);
    *st = (struct check_state){0};
}

void check_state_merge(struct check_state *st, struct check_state *from)
{
    for (size_t i = 0; i < from->findings.list.n; i++)
        vec_push(&st->findings.list, from->findings.list.v[i]);
    arena_absorb(&st->findings.arena, &from->findings.arena);
    for (size_t i = 0; i < st->set->catalog->n; i++) {
        st->tallies[i].looked += from->tallies[i].looked;
        st->tallies[i].bad += from->tallies[i].bad;
        for (int sev = 0; sev < SEVERITIES; sev++)
            st->tallies[i].bad_as[sev] += from->tallies[i].bad_as[sev];
        st->spans_run[i] += from->spans_run[i];
        st->ran[i] = st->ran[i] || from->ran[i];
    }
    st->excluded += from->excluded;
    excluder_merge(&st->excluder, &from->excluder);
    from->findings.list.n = 0;
}

static void set_clear(struct check_state *st)
{
    if (++st->mark == 0) {
        memset(st->marks, 0, st->n_syms * sizeof(*st->marks));
        st->mark = 1;
    }
}

void check_state_begin(struct check_state *st, uint32_t rule)
{
    st->rule = rule;
    st->hits.n = st->n_handed = st->n_spans = 0;
    set_clear(st);
}

/* A counting sort: the classes are few, and the order within one is that of the positions. */
void trace_state_enter(struct trace_state *ts, const struct view *v, const struct index *ix,
                       uint32_t trace)
{
    uint32_t first = ix->traces[trace].first, n = ix->traces[trace].n_unique;
    uint32_t at[CLASSES], sum = 0;
    memset(ts->n_of_class, 0, sizeof(ts->n_of_class));
    for (uint32_t p = first; p < first + n; p++)
        ts->n_of_class[v->row_class[ix->order[p]]]++;
    for (int class = 0; class < CLASSES; class++) {
        at[class] = ts->first_of_class[class] = sum;
        sum += ts->n_of_class[class];
    }
    (void)vec_room(&ts->of_class, n);
    for (uint32_t p = first; p < first + n; p++)
        ts->of_class.v[at[v->row_class[ix->order[p]]]++] = p;
}

struct positions check_spans(const struct check *c, enum span_class class)
{
    const struct trace_state *ts = c->in_hand;
    BUG_ON(!ts);
    return (struct positions){ts->of_class.v + ts->first_of_class[class], ts->n_of_class[class]};
}

bool check_leads(const struct check *c)
{
    const struct targets *t = &c->v->targets;
    BUG_ON(c->rule->scope != SCOPE_TRACE);
    if (c->rule->when)
        return !(c->rule->when & t->before[c->trace]);
    return check_call(c).v[0] == c->trace;
}

static void numbers_find(const struct check *c, struct key_numbers *found, enum known_key key)
{
    found->at.n = found->value.n = 0;
    uint32_t *at = vec_room(&found->at, c->end - c->first);
    double *value = vec_room(&found->value, c->end - c->first);
    size_t n = 0;
    for (uint32_t p = c->first; p < c->end; p++) {
        at[n] = p;
        n += span_number(c, p, key, &value[n]);
    }
    found->at.n = found->value.n = n;
    found->round = c->trace + 1;
}

struct numbers check_numbers(const struct check *c, enum known_key key)
{
    BUG_ON(!c->in_hand);
    struct key_numbers *found = &c->in_hand->numbers[key];
    if (found->round != c->trace + 1)
        numbers_find(c, found, key);
    return (struct numbers){found->at.v, found->value.v, (uint32_t)found->at.n};
}

/* ---- working memory ---- */

uint8_t *check_memo(struct check *c)
{
    return check_table(c, 1);
}

void *check_table(struct check *c, size_t size)
{
    struct check_state *st = c->state;
    void **table = &st->tables[st->memory_of[st->rule]];
    if (!*table)
        *table = mem_zalloc(arena_size(size, st->n_syms));
    return *table;
}

void *check_keep(struct check *c, size_t size, void (*release)(void *memory))
{
    struct kept *k = &c->state->kept[c->state->rule];
    int i = 0;
    while (i < KEPT && k->memory[i] && k->release[i] != release)
        i++;
    BUG_ON(i == KEPT);
    if (!k->memory[i]) {
        k->memory[i] = mem_zalloc(size);
        k->release[i] = release;
    }
    return k->memory[i];
}

void check_set_clear(struct check *c)
{
    set_clear(c->state);
}

bool check_set_add(struct check *c, sym y)
{
    uint32_t *mark = &c->state->marks[y];
    if (*mark == c->state->mark)
        return false;
    *mark = c->state->mark;
    return true;
}

void check_enter(struct check *c, uint32_t trace)
{
    BUG_ON(c->rule->scope != SCOPE_STORE && !c->rule->end);
    c->trace = trace;
    c->first = trace == NO_ROW ? 0 : c->ix->traces[trace].first;
    c->end = trace == NO_ROW ? c->ix->n_spans : c->first + c->ix->traces[trace].n_unique;
}

/* ---- findings ---- */

static struct sv text_of(struct check *c, const char *fmt, va_list ap) PRINTF_LIKE(2, 0);

static struct sv text_of(struct check *c, const char *fmt, va_list ap)
{
    buf_clear(&c->state->text);
    buf_vfmt(&c->state->text, fmt, ap);
    return arena_copy(&c->state->findings.arena, buf_sv(&c->state->text));
}

static struct finding *finding_add(struct check *c, uint32_t count, double measured, int param)
{
    struct check_state *st = c->state;
    vec_push(&st->findings.list, ((struct finding){
                                     .rule = st->rule,
                                     .trace = c->trace,
                                     .name = SYM_NONE,
                                     .key = SYM_NONE,
                                     .count = count,
                                     .severity = (uint8_t)c->rule->severity,
                                     .param = (int8_t)param,
                                     .measured = param < 0 ? NO_NUMBER : measured,
                                     .threshold = param < 0 ? NO_NUMBER : c->param[param],
                                     .fix = sv_from_c(c->rule->fix),
                                 }));
    return &st->findings.list.v[st->findings.list.n - 1];
}

static uint32_t finding_number(const struct check *c, const struct finding *f)
{
    return (uint32_t)(f - c->state->findings.list.v);
}

struct finding *check_found(struct check *c, const struct hit *h, int param, const char *fmt, ...)
{
    struct finding *f = finding_add(c, h->count, h->measured, param);
    f->name = h->name;
    f->key = h->key;
    f->n_rows = h->count < FINDING_EXAMPLES ? h->count : FINDING_EXAMPLES;
    memcpy(f->rows, h->rows, sizeof(f->rows));
    va_list ap;
    va_start(ap, fmt);
    f->message = text_of(c, fmt, ap);
    va_end(ap);
    if (c->log)
        row_log_found(c->log, finding_number(c, f), h);
    return f;
}

struct finding *check_found_trace(struct check *c, uint32_t count, double measured, int param,
                                  const char *fmt, ...)
{
    struct finding *f = finding_add(c, count, measured, param);
    va_list ap;
    va_start(ap, fmt);
    f->message = text_of(c, fmt, ap);
    va_end(ap);
    return f;
}

void check_against(struct finding *f, double measured, double threshold)
{
    f->measured = measured;
    f->threshold = threshold;
}

void check_example(struct check *c, struct finding *f, uint32_t p)
{
    if (f->n_rows < FINDING_EXAMPLES)
        f->rows[f->n_rows++] = span_row(c, p);
    if (c->log)
        row_log_span(c->log, finding_number(c, f), span_row(c, p));
}

void check_also(struct check *c, uint32_t p)
{
    if (c->log)
        row_log_span(c->log, (uint32_t)c->state->findings.list.n - 1, span_row(c, p));
}

void check_fix(struct check *c, struct finding *f, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    f->fix = text_of(c, fmt, ap);
    va_end(ap);
}

const double *check_params_of(const struct check *c, const struct rule *rule)
{
    const struct settings *set = c->state->set;
    uint32_t *asked = &c->state->asked[c->state->rule];
    if (set->catalog->rules[*asked] != rule)
        *asked = 0;
    while (*asked < set->catalog->n && set->catalog->rules[*asked] != rule)
        ++*asked;
    if (*asked == set->catalog->n) {
        *asked = 0;
        return NULL;
    }
    return set->enabled[*asked] ? set->params[*asked] : NULL;
}

void check_skip(struct check *c, const char *fmt, ...)
{
    BUG_ON(c->rule->scope != SCOPE_STORE);
    va_list ap;
    va_start(ap, fmt);
    c->state->skip_reason[c->state->rule] = text_of(c, fmt, ap);
    va_end(ap);
}
