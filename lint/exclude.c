#include "lint/exclude.h"

#include "core/glob.h"
#include "core/id.h"
#include "lint/view.h"

#define NS_PER_DAY UINT64_C(86400000000000)

/* ---- days ---- */

static unsigned digits(struct sv s, size_t from, size_t n)
{
    struct sv_u64 number = sv_to_u64(sv_of(s.p + from, n));
    return number.ok ? (unsigned)number.value : 0;
}

bool exclude_day(struct sv text, uint64_t *until)
{
    if (text.n != 10 || text.p[4] != '-' || text.p[7] != '-')
        return false;
    unsigned year = digits(text, 0, 4), month = digits(text, 5, 2), day = digits(text, 8, 2);
    struct tm tm = {.tm_year = (int)year - 1900, .tm_mon = (int)month - 1, .tm_mday = (int)day};
    time_t start = timegm(&tm);
    /* timegm carries 30 February over into March. */
    if (year < 1970 || year > 2199 || month == 0 || tm.tm_mon != (int)month - 1 ||
        tm.tm_mday != (int)day)
        return false;
    *until = (uint64_t)start * UINT64_C(1000000000) + NS_PER_DAY;
    return true;
}

/* Clocks that are wildly wrong do not decide what has expired. */
static uint64_t newest_start(const struct store *s)
{
    uint64_t newest = 0;
    for (uint32_t row = 0; row < s->n_spans; row++)
        if (s->span.flags[row] & SPAN_HAS_START && s->span.start[row] < VIEW_START_MAX &&
            s->span.start[row] > newest)
            newest = s->span.start[row];
    return newest;
}

/* ---- matching ---- */

void excluder_init(struct excluder *x, const struct excludes *excludes,
                   const struct catalog *catalog, const struct store *s, const struct index *ix)
{
    *x = (struct excluder){.excludes = excludes, .catalog = catalog, .s = s, .ix = ix};
    size_t n = excludes ? excludes->list.n : 0;
    x->uses = mem_zalloc(arena_size(sizeof(*x->uses), n));
    x->service_key = sym_find(&s->syms, SV("service.name"));
    uint64_t newest = n ? newest_start(s) : 0;
    for (size_t i = 0; i < n; i++)
        x->uses[i].expired = newest >= excludes->list.v[i].until;
}

void excluder_release(struct excluder *x)
{
    free(x->uses);
    buf_release(&x->id);
    *x = (struct excluder){0};
}

static bool is_matched(struct sv glob, struct sv text)
{
    return glob.n == 0 || glob_match(glob, text);
}

static bool is_sym_matched(struct sv glob, const struct store *s, sym y)
{
    return glob.n == 0 || (y != SYM_NONE && glob_match(glob, store_sv(s, y)));
}

static bool is_trace_matched(struct excluder *x, struct sv glob, uint32_t trace)
{
    if (glob.n == 0 || trace == NO_ROW)
        return glob.n == 0;
    buf_clear(&x->id);
    id_add_trace(&x->id, x->s, trace);
    return glob_match(glob, buf_sv(&x->id));
}

static bool is_service_of(const struct excluder *x, struct sv glob, uint32_t row)
{
    const struct resource *r = span_resource(x->s, row);
    const struct attr *a = r ? attr_find(x->s, r->attrs, x->service_key) : NULL;
    return a && a->type == VALUE_STRING && is_matched(glob, store_sv(x->s, (sym)a->bits));
}

static bool is_service_matched(const struct excluder *x, struct sv glob, const struct finding *f)
{
    if (glob.n == 0)
        return true;
    for (uint32_t i = 0; i < f->n_rows; i++)
        if (!is_service_of(x, glob, f->rows[i]))
            return false;
    if (f->n_rows || f->trace == NO_ROW)
        return f->n_rows > 0;
    const struct trace_range *t = &x->ix->traces[f->trace];
    return t->count > 0 && is_service_of(x, glob, x->ix->order[t->first]);
}

static bool is_excluded_by(struct excluder *x, const struct exclude *ex, const struct finding *f)
{
    return rule_is_meant(x->catalog->rules[f->rule], ex->rule) &&
           is_sym_matched(ex->span, x->s, f->name) &&
           is_sym_matched(ex->attribute, x->s, f->key) &&
           is_trace_matched(x, ex->trace, f->trace) && is_service_matched(x, ex->service, f);
}

bool excluder_drops(struct excluder *x, const struct finding *f)
{
    bool drops = false;
    for (size_t i = 0; x->excludes && i < x->excludes->list.n; i++) {
        struct exclude_use *u = &x->uses[i];
        if (u->expired || !is_excluded_by(x, &x->excludes->list.v[i], f))
            continue;
        u->n++;
        drops = true;
    }
    return drops;
}

void excluder_merge(struct excluder *x, const struct excluder *from)
{
    for (size_t i = 0; x->excludes && i < x->excludes->list.n; i++)
        x->uses[i].n += from->uses[i].n;
}

void excluder_ran(struct excluder *x, uint32_t rule)
{
    for (size_t i = 0; x->excludes && i < x->excludes->list.n; i++)
        x->uses[i].judged |= rule_is_meant(x->catalog->rules[rule], x->excludes->list.v[i].rule);
}

bool exclude_is_stale(const struct exclude_use *u)
{
    return u->expired || (u->judged && u->n == 0);
}
