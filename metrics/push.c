#include "metrics/push_parts.h"

#include "metrics/fallback.h"
#include "metrics/json_sv.h"

static const struct sv words[PUSH_STATES] = {
    [PUSH_NOT_TRIED] = SV_INIT("not_tried"), [PUSH_PLANNED] = SV_INIT("planned"),
    [PUSH_CREATED] = SV_INIT("created"),     [PUSH_THERE] = SV_INIT("there"),
    [PUSH_DIFFERENT] = SV_INIT("different"), [PUSH_REFUSED] = SV_INIT("refused"),
    [PUSH_UNKNOWN] = SV_INIT("unknown"),
};

struct sv push_word(enum push_state state)
{
    return words[state];
}

struct sv push_name(const struct push_metric *m)
{
    return json_sv_member(m->used ? m->used : m->wanted, "metric_name");
}

void push_body(struct buf *b, const struct push_metric *m)
{
    body_text(b, m->used ? m->used : m->wanted);
}

void push_add(struct push *p, const json_t *body, struct sv file, struct sv place)
{
    vec_push(&p->metrics,
             ((struct push_metric){.file = file, .place = place, .wanted = body_clean(body)}));
}

void push_release(struct push *p)
{
    for (size_t i = 0; i < p->metrics.n; i++) {
        struct push_metric *m = &p->metrics.v[i];
        body_diff_release(&m->diff);
        json_decref(m->wanted);
        json_decref(m->used);
        json_decref(m->there);
    }
    vec_release(&p->metrics);
    existing_release(&p->there);
    arena_release(&p->arena);
}

/* ---- the list ---- */

/* What happened, and what to do. */
static void stop_say(struct buf *b, const struct push *p, const struct api_answer *a)
{
    if (a->end == API_DENIED && a->status == 401)
        buf_addz(b, "the API does not accept the key; set COVAL_API_KEY to a valid key of the "
                    "organisation");
    else if (a->end == API_DENIED)
        buf_addz(b, "the key may not do this; it needs the permission to read and write metrics");
    else if (a->end == API_NOT_SENT)
        buf_fmt(b, "cannot reach the API at %.*s; push again when it can be reached",
                SV_ARG(buf_sv(&p->api->http.base)));
    else if (a->retry_told && a->retry_ms > p->api->settings.most_ms)
        buf_fmt(b,
                "the API asks for a pause of %llu s; push again then, it goes on where it "
                "stopped",
                (unsigned long long)((a->retry_ms + 999) / 1000));
    else if (a->end == API_THROTTLED)
        buf_addz(b, "the API takes no more requests for now; push again later, it goes on where "
                    "it stopped");
    else
        buf_addz(b, "cannot list the metrics that the API has, and nothing is created without the "
                    "list; is the URL right?");
}

bool push_stop(const struct push *p, const struct api_answer *a, struct err *e)
{
    struct buf b = {0};
    stop_say(&b, p, a);
    buf_addz(&b, " (");
    api_say(&b, a);
    err_set(e, "%.*s)", SV_ARG(buf_sv(&b)));
    buf_release(&b);
    return false;
}

bool push_list(struct push *p, struct err *e)
{
    struct api_answer a = {0};
    bool ok = existing_list(&p->there, p->api, &a, e);
    if (!ok && !e->set)
        push_stop(p, &a, e);
    p->listed = p->listed || ok;
    api_answer_release(&a);
    return ok;
}

/* ---- one metric and the list ---- */

static void there_keep(struct push *p, struct push_metric *m, const json_t *there)
{
    json_decref(m->there);
    m->there = json_incref((json_t *)there); /* counts references, changes nothing else */
    m->metric_id = arena_copy(&p->arena, existing_id(there));
}

/* The same name with other members: perhaps what an earlier push fell back to. */
static bool is_own_fallback(struct push *p, struct push_metric *m)
{
    struct sv reason = {0};
    struct body_diff d = {0};
    json_t *used = m->used ? NULL : fallback_make(m->wanted, &p->arena, &reason);
    bool same = used && json_equal(json_object_get(used, "metric_name"),
                                   json_object_get(m->wanted, "metric_name"));
    if (same) {
        body_diff_make(&d, used, m->there);
        same = d.list.n == 0;
        body_diff_release(&d);
    }
    if (!same) {
        json_decref(used);
        return false;
    }
    m->used = used;
    m->fallback = reason;
    return true;
}

bool push_look(struct push *p, struct push_metric *m)
{
    const json_t *there = NULL;
    body_diff_release(&m->diff);
    m->diff.hidden = false;
    enum existing_match match =
        existing_find(&p->there, m->used ? m->used : m->wanted, &there, &m->diff);
    if (match == EXISTING_NONE)
        return false;
    there_keep(p, m, there);
    m->state = PUSH_THERE;
    if (match == EXISTING_DIFFERENT && !is_own_fallback(p, m))
        m->state = PUSH_DIFFERENT;
    return true;
}

/* ---- what earlier pushes left ---- */

static bool journal_of(const struct push *p, const struct push_metric *m, struct journal_row *row)
{
    struct buf text = {0};
    push_body(&text, m);
    bool found = journal_last(p->journal, push_name(m), journal_hash(buf_sv(&text)), row);
    buf_release(&text);
    return found;
}

/* What was refused in one form before is pushed in the other at once. */
static void fallback_again(struct push *p, struct push_metric *m)
{
    struct journal_row row;
    if (journal_of(p, m, &row) && row.event == JOURNAL_FELL_BACK)
        m->used = fallback_make(m->wanted, &p->arena, &m->fallback);
}

/* Created by an earlier push, yet not in the list: a list may lag behind, or somebody has removed
 * it since. False when the push must end. */
static bool created_before(struct push *p, struct push_metric *m, struct err *e)
{
    struct journal_row row;
    struct api_answer a = {0};
    struct buf path = {0};
    if (!journal_of(p, m, &row) || row.event != JOURNAL_CREATED || !row.metric_id.n)
        return true;
    buf_addz(&path, "/metrics/");
    http_add_escaped(&path, row.metric_id);
    api_get(p->api, buf_sv(&path), &a);
    bool ok = true;
    if (a.end == API_DONE) {
        const json_t *metric = json_object_get(a.json, "metric");
        existing_add(&p->there, metric ? metric : a.json);
        push_look(p, m);
    } else if (a.status == 404) {
        m->note = SV("an earlier push created it, and it is gone");
    } else {
        ok = push_stop(p, &a, e);
    }
    buf_release(&path);
    api_answer_release(&a);
    return ok;
}

/* An intent without a result may be one that the service still works on. Waits until the youngest
 * of them is settle_ms old and reads the list anew. */
static bool intents_settle(struct push *p, struct err *e)
{
    uint64_t youngest = 0, now = (uint64_t)time(NULL);
    struct journal_row row;
    for (size_t i = 0; i < p->metrics.n; i++) {
        struct push_metric *m = &p->metrics.v[i];
        if (journal_of(p, m, &row) &&
            (row.event == JOURNAL_INTENT || row.event == JOURNAL_UNKNOWN) && row.time > youngest &&
            !push_look(p, m))
            youngest = row.time < now ? row.time : now;
    }
    uint64_t age_ms = (now - youngest) * 1000;
    if (youngest == 0 || age_ms >= p->settle_ms)
        return true;
    api_sleep(p->settle_ms - age_ms);
    return push_list(p, e);
}

/* ---- the run ---- */

static bool metric_push(struct push *p, struct push_metric *m, struct err *e)
{
    if (push_look(p, m))
        return true;
    if (!p->send) {
        m->state = PUSH_PLANNED;
        existing_add(&p->there, m->wanted); /* a second one of its name is not planned again */
        return true;
    }
    if (!created_before(p, m, e))
        return false;
    return m->state == PUSH_NOT_TRIED ? push_create(p, m, e) : true;
}

bool push_run(struct push *p, struct err *e)
{
    if (p->may_list && !push_list(p, e))
        return false;
    for (size_t i = 0; i < p->metrics.n; i++)
        fallback_again(p, &p->metrics.v[i]);
    if (p->send && !intents_settle(p, e))
        return false;
    for (size_t i = 0; i < p->metrics.n; i++) {
        struct push_metric *m = &p->metrics.v[i];
        m->state = PUSH_NOT_TRIED;
        if (p->progress)
            p->progress(p->user, i, p->metrics.n, push_name(m));
        if (!metric_push(p, m, e))
            return false;
    }
    return true;
}
