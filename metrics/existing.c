#include "metrics/existing.h"

#include "metrics/definition.h"
#include "metrics/json_sv.h"

/* A platform that has more than 100,000 metrics does not exist; one whose pages do not end may. */
enum { PAGE_SIZE = 100, PAGES_MOST = 1000 };

struct sv existing_id(const json_t *metric)
{
    struct sv id = json_sv_member(metric, "id");
    return id.n ? id : json_sv_member(metric, "metric_id");
}

/* ---- the tables ---- */

static void put(json_t **table, struct sv key, const json_t *metric)
{
    if (!*table)
        *table = json_object();
    json_t *list = json_object_getn(*table, key.p, key.n);
    if (!list)
        json_object_setn_new(*table, key.p, key.n, list = json_array());
    json_array_append(list, (json_t *)metric); /* counts references, changes nothing else */
}

/* Metrics of one meaning have one key; others may have it too. */
static void meaning_key(struct buf *b, const json_t *body)
{
    struct definition d = definition_of(body);
    if (!definition_is_trace(&d)) {
        buf_add(b, d.prompt);
        return;
    }
    buf_add(b, d.span_name);
    buf_addc(b, '\n');
    for (size_t i = 0; i < d.aggregation_method.n; i++) {
        char c = d.aggregation_method.p[i];
        buf_addc(b, c >= 'A' && c <= 'Z' ? (char)(c | 32) : c);
    }
}

void existing_add(struct existing *x, const json_t *metric)
{
    struct sv name = json_sv_member(metric, "metric_name");
    struct buf key = {0};
    if (name.n == 0)
        return;
    put(&x->by_name, name, metric);
    meaning_key(&key, metric);
    if (key.n)
        put(&x->by_meaning, buf_sv(&key), metric);
    buf_release(&key);
    x->n++;
}

void existing_release(struct existing *x)
{
    json_decref(x->by_name);
    json_decref(x->by_meaning);
    *x = (struct existing){0};
}

/* ---- reading the pages ---- */

static void page_path(struct buf *b, struct sv token)
{
    buf_clear(b);
    buf_fmt(b, "/metrics?page_size=%d&include_builtin=true", PAGE_SIZE);
    if (token.n) {
        buf_addz(b, "&page_token=");
        http_add_escaped(b, token);
    }
}

/* The token of the next page is put into `token`, empty behind the last. */
static bool page_take(struct existing *x, const json_t *page, json_t *seen, struct buf *token,
                      struct err *e)
{
    const json_t *list = json_object_get(page, "metrics"), *metric;
    const json_t *next = json_object_get(page, "next_page_token");
    size_t i;
    if (!json_is_array(list) || !(!next || json_is_null(next) || json_is_string(next)))
        return err_set(e, "the answer to GET /metrics is no list of metrics; is the URL that of "
                          "the API, with its version?");
    json_array_foreach(list, i, metric) existing_add(x, metric);
    buf_clear(token);
    buf_add(token, json_sv_member(page, "next_page_token"));
    if (token->n == 0)
        return true;
    if (json_object_getn(seen, token->p, token->n) || json_object_size(seen) >= PAGES_MOST)
        return err_set(e,
                       "the API's list of metrics does not end: it names a page again that was "
                       "read, or more than %d; nothing is created without a whole list",
                       PAGES_MOST);
    json_object_setn_new(seen, token->p, token->n, json_null());
    return true;
}

bool existing_list(struct existing *x, struct api *api, struct api_answer *a, struct err *e)
{
    struct existing fresh = {0};
    struct buf path = {0}, token = {0};
    json_t *seen = json_object();
    bool ok;
    do {
        page_path(&path, buf_sv(&token));
        api_get(api, buf_sv(&path), a);
        ok = a->end == API_DONE && page_take(&fresh, a->json, seen, &token, e);
    } while (ok && token.n);
    json_decref(seen);
    buf_release(&path);
    buf_release(&token);
    if (!ok) {
        existing_release(&fresh);
        return false;
    }
    existing_release(x);
    *x = fresh;
    return true;
}

/* ---- looking for one ---- */

static bool only_told_apart(const struct body_diff *d)
{
    static const char *const names[] = {"metric_name", "description", "tags"};
    for (size_t i = 0; i < d->list.n; i++) {
        size_t k = 0;
        while (k < ARRAY_LEN(names) && strcmp(d->list.v[i].member, names[k]) != 0)
            k++;
        if (k == ARRAY_LEN(names))
            return false;
    }
    return !d->hidden;
}

static bool other_name(const struct existing *x, const json_t *wanted, const json_t **metric)
{
    struct definition mine = definition_of(wanted);
    struct buf key = {0};
    const json_t *candidate;
    size_t i;
    bool found = false;
    meaning_key(&key, wanted);
    const json_t *list = key.n ? json_object_getn(x->by_meaning, key.p, key.n) : NULL;
    for (i = 0; !found && i < json_array_size(list); i++) {
        candidate = json_array_get(list, i);
        struct definition theirs = definition_of(candidate);
        struct body_diff d = {0};
        body_diff_make(&d, wanted, candidate);
        found = definition_same_meaning(&mine, &theirs) && only_told_apart(&d);
        body_diff_release(&d);
        if (found)
            *metric = candidate;
    }
    buf_release(&key);
    return found;
}

enum existing_match existing_find(const struct existing *x, const json_t *wanted,
                                  const json_t **metric, struct body_diff *d)
{
    struct sv name = json_sv_member(wanted, "metric_name");
    const json_t *list = name.n ? json_object_getn(x->by_name, name.p, name.n) : NULL;
    size_t n = json_array_size(list);
    for (size_t i = 0; i < n; i++) {
        body_diff_release(d);
        *metric = json_array_get(list, i);
        body_diff_make(d, wanted, *metric);
        if (d->list.n == 0)
            return EXISTING_SAME;
    }
    if (n)
        return EXISTING_DIFFERENT;
    return other_name(x, wanted, metric) ? EXISTING_OTHER_NAME : EXISTING_NONE;
}
