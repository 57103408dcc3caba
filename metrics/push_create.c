/* Creating one metric: at most once, whatever the connection and the service do. */
#include "metrics/fallback.h"
#include "metrics/push_parts.h"

/* One run of one metric. */
struct creation {
    struct push *p;
    struct push_metric *m;
    struct err *e;
    struct buf body; /* what is sent */
    struct api_answer a;
    uint32_t attempt; /* of this body, from 1 on */
};

enum step {
    STEP_DONE,     /* the metric has its state */
    STEP_AGAIN,    /* it is not there, and may be sent again */
    STEP_FALLBACK, /* this body is refused; its fallback is in m->used */
    STEP_STOP      /* the push must end */
};

/* Two metrics in a row that end without an answer: so would the others. */
enum { UNKNOWN_MOST = 2 };

static bool note(struct creation *c, enum journal_event event)
{
    struct journal_row row = {.event = event,
                              .metric_name = push_name(c->m),
                              .body = journal_hash(buf_sv(&c->body)),
                              .metric_id = c->m->metric_id,
                              .status = c->a.status};
    return journal_write(c->p->journal, row, c->e);
}

static void reason_keep(struct creation *c)
{
    struct buf b = {0};
    api_say(&b, &c->a);
    c->m->reason = arena_copy(&c->p->arena, buf_sv(&b));
    c->m->status = c->a.status;
    buf_release(&b);
}

static enum step refused(struct creation *c)
{
    reason_keep(c);
    c->m->state = PUSH_REFUSED;
    return note(c, JOURNAL_REFUSED) ? STEP_DONE : STEP_STOP;
}

/* It is in the list, so this push or an earlier one has created it. */
static enum step found(struct creation *c, const char *how)
{
    if (c->m->state == PUSH_THERE) {
        c->m->state = PUSH_CREATED;
        c->m->note = sv_from_c(how);
        return note(c, JOURNAL_CREATED) ? STEP_DONE : STEP_STOP;
    }
    return STEP_DONE;
}

/* ---- what the answers mean ---- */

static enum step on_done(struct creation *c)
{
    const json_t *metric = json_object_get(c->a.json, "metric");
    metric = json_is_object(metric) ? metric : c->a.json;
    struct sv id = existing_id(metric);
    if (!id.n) { /* says that it is done, but not what: the list knows */
        buf_addz(&c->a.message, "the answer does not name the metric");
        return STEP_AGAIN;
    }
    json_t *there = json_deep_copy(c->m->used ? c->m->used : c->m->wanted);
    json_object_set_new(there, "id", json_stringn(id.p, id.n));
    existing_add(&c->p->there, there);
    json_decref(there);
    c->m->metric_id = arena_copy(&c->p->arena, id);
    c->m->state = PUSH_CREATED;
    return note(c, JOURNAL_CREATED) ? STEP_DONE : STEP_STOP;
}

/* Does the older profile of the API explain it? */
static bool is_of_profile(const struct creation *c)
{
    if (c->m->used || (c->a.status != 400 && c->a.status != 422))
        return false;
    bool has_attribute = json_object_get(c->m->wanted, "metric_attribute") != NULL;
    return api_blames(&c->a, SV("aggregation")) || api_blames(&c->a, SV("value_source")) ||
           (!has_attribute && api_blames(&c->a, SV("metric_attribute")));
}

static enum step on_refused(struct creation *c)
{
    if (c->a.status == 409) {
        reason_keep(c);
        if (!push_list(c->p, c->e))
            return STEP_STOP;
        return push_look(c->p, c->m) ? STEP_DONE : refused(c);
    }
    if (!is_of_profile(c))
        return refused(c);
    json_t *used = fallback_make(c->m->wanted, &c->p->arena, &c->m->fallback);
    if (!used)
        return refused(c);
    reason_keep(c);
    bool ok = note(c, JOURNAL_FELL_BACK);
    c->m->used = used;
    return ok ? STEP_FALLBACK : STEP_STOP;
}

/* Reads the list until the metric is in it, for settle_ms: the service may still be working on
 * it. */
static enum step list_after(struct creation *c)
{
    const uint64_t longest = c->p->settle_ms;
    uint64_t waited = api_wait(c->p->api, &c->a, c->attempt + 1), pause = waited;
    if (!waited) {
        push_stop(c->p, &c->a, c->e);
        return STEP_STOP;
    }
    for (;;) {
        if (!push_list(c->p, c->e))
            return STEP_STOP;
        if (push_look(c->p, c->m))
            return found(c, "the answer was lost, and the list has it");
        if (waited >= longest)
            return STEP_AGAIN;
        pause = pause * 2 < longest - waited ? pause * 2 : longest - waited;
        api_sleep(pause);
        waited += pause;
    }
}

/* Nobody knows whether it was done. */
static enum step on_unknown(struct creation *c)
{
    reason_keep(c);
    c->m->state = PUSH_UNKNOWN;
    if (!note(c, JOURNAL_UNKNOWN))
        return STEP_STOP;
    enum step step = list_after(c);
    if (step != STEP_AGAIN)
        return step;
    if (c->attempt < c->p->api->settings.attempts)
        return STEP_AGAIN;
    c->m->state = PUSH_UNKNOWN;
    if (++c->p->unknown < UNKNOWN_MOST)
        return STEP_DONE;
    err_set(c->e,
            "the API does not say what became of %u metrics in a row; push again later, it "
            "goes on where it stopped (%.*s)",
            UNKNOWN_MOST, (int)(c->m->reason.n < 250 ? c->m->reason.n : 250), c->m->reason.p);
    return STEP_STOP;
}

/* It was certainly not done. */
static enum step on_not_done(struct creation *c)
{
    bool may = c->a.end == API_NOT_SENT || c->a.retry_told;
    if (!note(c, JOURNAL_REFUSED))
        return STEP_STOP;
    if (!may || c->attempt >= c->p->api->settings.attempts ||
        !api_wait(c->p->api, &c->a, c->attempt + 1)) {
        reason_keep(c);
        push_stop(c->p, &c->a, c->e);
        return STEP_STOP;
    }
    if (!push_list(c->p, c->e))
        return STEP_STOP;
    return push_look(c->p, c->m) ? found(c, "the list has it") : STEP_AGAIN;
}

static enum step judge(struct creation *c)
{
    enum step step;
    switch (c->a.end) {
    case API_DONE:
        step = on_done(c);
        return step == STEP_AGAIN ? on_unknown(c) : step;
    case API_REFUSED:
        return on_refused(c);
    case API_DENIED:
        refused(c);
        push_stop(c->p, &c->a, c->e);
        return STEP_STOP;
    case API_THROTTLED:
    case API_NOT_SENT:
        return on_not_done(c);
    case API_UNKNOWN:
        break;
    }
    return on_unknown(c);
}

/* ---- one body ---- */

static enum step body_create(struct creation *c)
{
    buf_clear(&c->body);
    push_body(&c->body, c->m);
    c->a.status = 0;
    for (c->attempt = 1;; c->attempt++) {
        if (!note(c, JOURNAL_INTENT))
            return STEP_STOP;
        c->m->posts++;
        api_post(c->p->api, SV("/metrics"), buf_sv(&c->body), &c->a);
        enum step step = judge(c);
        if (step != STEP_AGAIN)
            return step;
        c->a.status = 0;
    }
}

bool push_create(struct push *p, struct push_metric *m, struct err *e)
{
    struct creation c = {.p = p, .m = m, .e = e};
    enum step step = body_create(&c);
    if (step == STEP_FALLBACK)
        step = push_look(p, m) ? STEP_DONE : body_create(&c);
    if (m->state != PUSH_UNKNOWN)
        p->unknown = 0;
    buf_release(&c.body);
    api_answer_release(&c.a);
    return step != STEP_STOP;
}
