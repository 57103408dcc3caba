#include "metrics/judge_facts.h"

#include <ctype.h>
#include <jansson.h>

#include "core/name_ids.h"
#include "core/shown.h"
#include "metrics/key_sense.h"

enum {
    NAME_MAX_BYTES = 64,
    KEYS_MAX = 4,           /* that mean the same */
    TEXTS_MAX = 1000,       /* different names of tools, and different arguments */
    ARGUMENTS_MAX = 1 << 14 /* bytes of arguments that are looked into */
};

const struct evidence_row evidence_rows[EVIDENCES] = {
#define EVIDENCE(id, kind, role, keys, says) {kind, role, keys, says},
#define JUDGE(...)
#include "metrics/judges.def"
#undef EVIDENCE
#undef JUDGE
};

bool judge_may_name(struct sv name)
{
    enum name_id id = name_id_of(name);
    if (!name.n || name.n > NAME_MAX_BYTES || (id != NAME_ID_NONE && id != NAME_ID_DIGITS))
        return false;
    for (size_t i = 0; i < name.n; i++)
        if (!isalnum((unsigned char)name.p[i]) && !memchr("_.-:/ ", name.p[i], 6))
            return false;
    return shown_length(name) == name.n;
}

/* ---- attributes ---- */

static bool is_attribute(const struct evidence_row *row)
{
    return row->kind == EV_TEXT || row->kind == EV_FLAG || row->kind == EV_ENDED;
}

static bool pair_fits(const struct facts *f, const struct evidence_row *row,
                      const struct pair_fact *p)
{
    const struct name_fact *n = &f->names.v[p->name];
    return is_attribute(row) && p->spans &&
           (row->role == SPAN_CONVERSATION || row->role == n->role) &&
           (key_matches(store_sv(f->in->s, p->key), row->keys) || key_matches(p->means, row->keys));
}

static void best_find(struct judge_facts *j, const struct facts *f, const struct pair_fact *p)
{
    const struct store *s = f->in->s;
    for (int i = 0; i < EVIDENCES; i++) {
        const struct pair_fact **best = &j->of[i].pair;
        if (pair_fits(f, &evidence_rows[i], p) && (!*best || p->spans > (*best)->spans) &&
            judge_may_name(store_sv(s, f->names.v[p->name].name)))
            *best = p;
    }
}

/* What stands on spans of several names is the same thing on all of them; what belongs to the
 * conversation is looked for in one place. */
static void spans_count(struct judge_facts *j, const struct facts *f, const struct pair_fact *p)
{
    for (int i = 0; i < EVIDENCES; i++) {
        const struct evidence_row *row = &evidence_rows[i];
        struct judge_found *found = &j->of[i];
        if (!found->pair || found->pair->key != p->key || !pair_fits(f, row, p) ||
            (row->role == SPAN_CONVERSATION && p != found->pair))
            continue;
        found->spans += p->spans;
        found->hits += row->kind == EV_FLAG ? p->ones : row->kind == EV_TEXT ? p->spans : 0;
    }
}

static void names_count(struct judge_facts *j, const struct facts *f)
{
    for (size_t i = 0; i < f->names.n; i++) {
        const struct name_fact *n = &f->names.v[i];
        struct judge_found *status = &j->of[EVIDENCE_STATUS];
        j->spans[n->role] += n->spans;
        if (n->role != evidence_rows[EVIDENCE_STATUS].role)
            continue;
        status->spans += n->errors + n->ok;
        status->hits += n->errors;
    }
}

/* ---- texts ---- */

struct reading {
    struct judge_facts *j;
    const struct facts *f;
    sym keys[EVIDENCES][KEYS_MAX];
    struct arena *a;
    uint8_t *seen; /* by symbol */
    uint32_t n_names, n_arguments;
};

static void keys_find(struct reading *r, enum evidence_id id)
{
    const struct facts *f = r->f;
    size_t n = 0;
    for (size_t i = 0; i < f->pairs.n && n < KEYS_MAX; i++) {
        const struct pair_fact *p = &f->pairs.v[i];
        if (!pair_fits(f, &evidence_rows[id], p))
            continue;
        size_t at = 0;
        while (at < n && r->keys[id][at] != p->key)
            at++;
        r->keys[id][at] = p->key;
        n += at == n;
    }
    while (n < KEYS_MAX)
        r->keys[id][n++] = SYM_NONE;
}

/* The text or list under the first of the row's keys that the span has. */
static const struct attr *text_of(const struct reading *r, enum evidence_id id,
                                  struct attr_range range)
{
    for (size_t k = 0; k < KEYS_MAX; k++) {
        sym key = r->keys[id][k];
        const struct attr *a = key == SYM_NONE ? NULL : attr_find(r->f->in->s, range, key);
        if (a && (a->type == VALUE_STRING || a->type == VALUE_ARRAY))
            return a;
    }
    return NULL;
}

static bool is_named(const struct judge_found *found, struct sv name)
{
    for (uint32_t i = 0; i < found->n_names; i++)
        if (sv_eq(found->names[i], name))
            return true;
    return false;
}

/* Adds the name of a tool or a member of its arguments to what it is evidence of. */
static void name_try(struct reading *r, enum evidence_kind kind, struct sv name)
{
    for (int i = 0; i < EVIDENCES; i++) {
        struct judge_found *found = &r->j->of[i];
        if (evidence_rows[i].kind != kind || !key_matches(name, evidence_rows[i].keys) ||
            !judge_may_name(name) || is_named(found, name))
            continue;
        found->spans++;
        if (found->n_names < JUDGE_NAMES)
            found->names[found->n_names++] = arena_copy(r->a, name);
    }
}

static bool is_new(struct reading *r, sym y, uint32_t *budget)
{
    if (r->seen[y] || !*budget)
        return false;
    --*budget;
    r->seen[y] = 1;
    return true;
}

static void arguments_try(struct reading *r, const struct attr *a)
{
    struct sv text = store_sv(r->f->in->s, (sym)a->bits);
    if (a->type != VALUE_STRING || text.n > ARGUMENTS_MAX ||
        !is_new(r, (sym)a->bits, &r->n_arguments))
        return;
    json_t *root = json_loadb(text.p, text.n, 0, NULL), *value;
    const char *member;
    size_t n;
    json_object_keylen_foreach(root, member, n, value)
        name_try(r, EV_ARGUMENT, sv_of(member, n));
    json_decref(root);
}

static void span_read(struct reading *r, uint32_t row, uint8_t role)
{
    const struct store *s = r->f->in->s;
    struct attr_range range = span_attrs(s, row);
    const struct attr *a = NULL;
    if (role == SPAN_TOOL) {
        a = text_of(r, EVIDENCE_TOOL_NAME, range);
        if (a && a->type == VALUE_STRING && is_new(r, (sym)a->bits, &r->n_names))
            name_try(r, EV_TOOL, store_sv(s, (sym)a->bits));
        a = text_of(r, EVIDENCE_ARGUMENTS, range);
        if (a)
            arguments_try(r, a);
    }
    a = role == SPAN_LLM ? text_of(r, EVIDENCE_FINISH, range) : NULL;
    if (a && (sv_find(store_sv(s, (sym)a->bits), SV("length")) != SIZE_MAX ||
              sv_find(store_sv(s, (sym)a->bits), SV("max_tokens")) != SIZE_MAX))
        r->j->of[EVIDENCE_FINISH].hits++;
}

static void trace_read(struct reading *r, const struct trace_range *t)
{
    const struct metrics_input *in = r->f->in;
    bool has[SPAN_ROLES] = {false};
    for (uint32_t p = t->first; p < t->first + t->n_unique; p++) {
        uint32_t row = in->ix->order[p];
        uint8_t role = in->role_of[in->s->span.name[row]];
        if (in->probes[row] || (role != SPAN_TOOL && role != SPAN_LLM))
            continue;
        has[role] = true;
        span_read(r, row, role);
    }
    for (int role = 0; role < SPAN_ROLES; role++)
        r->j->traces[role] += has[role];
}

static void texts_read(struct judge_facts *j, const struct facts *f, struct arena *a)
{
    const struct store *s = f->in->s;
    struct reading r = {.j = j,
                        .f = f,
                        .a = a,
                        .seen = mem_zalloc(s->syms.texts.n),
                        .n_names = TEXTS_MAX,
                        .n_arguments = TEXTS_MAX};
    keys_find(&r, EVIDENCE_TOOL_NAME);
    keys_find(&r, EVIDENCE_ARGUMENTS);
    keys_find(&r, EVIDENCE_FINISH);
    for (size_t i = 0; i < f->names.n; i++)
        if (f->names.v[i].role == SPAN_TOOL && is_new(&r, f->names.v[i].name, &r.n_names))
            name_try(&r, EV_TOOL, store_sv(s, f->names.v[i].name));
    for (size_t t = 0; t < s->traces.n; t++)
        trace_read(&r, &f->in->ix->traces[t]);
    free(r.seen);
}

void judge_facts_find(struct judge_facts *j, const struct facts *f, struct arena *a)
{
    *j = (struct judge_facts){0};
    for (size_t i = 0; i < f->pairs.n; i++)
        best_find(j, f, &f->pairs.v[i]);
    for (size_t i = 0; i < f->pairs.n; i++)
        spans_count(j, f, &f->pairs.v[i]);
    names_count(j, f);
    texts_read(j, f, a);
}
