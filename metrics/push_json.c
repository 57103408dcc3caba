/* The report of a push as JSON, schema spanvet.push/1 (docs/schema/push-1.json). */
#include "core/shown.h"
#include "core/version.h"
#include "metrics/json_sv.h"
#include "metrics/push_report.h"

static void text(struct json_out *j, const char *key, struct sv v)
{
    struct buf tmp = {0};
    if (v.n)
        json_out_text(j, key, shown_sentence(v, &tmp));
    buf_release(&tmp);
}

/* A text as it is, any other value as the JSON that it is; null for one that is absent. */
static void value(struct json_out *j, const char *key, const json_t *v)
{
    struct buf b = {0};
    if (json_is_string(v))
        text(j, key, json_sv(v));
    else if (v)
        body_text(&b, v);
    else
        json_out_null(j, key);
    text(j, key, buf_sv(&b));
    buf_release(&b);
}

static void differences(struct json_out *j, const struct push_metric *m)
{
    json_out_open(j, "differences", '[');
    for (size_t i = 0; i < m->diff.list.n; i++) {
        const struct body_difference *d = &m->diff.list.v[i];
        json_out_open(j, NULL, '{');
        text(j, "member", sv_from_c(d->member));
        value(j, "there", d->there);
        value(j, "wanted", d->wanted);
        json_out_close(j);
    }
    json_out_close(j);
}

/* What is sent or would be: the key is no part of it. */
static void request(struct json_out *j, const struct api *api, const struct push_metric *m)
{
    struct buf b = {0};
    json_out_open(j, "request", '{');
    json_out_text(j, "method", SV("POST"));
    buf_fmt(&b, "%.*s/metrics", SV_ARG(buf_sv(&api->http.base)));
    json_out_text(j, "url", buf_sv(&b));
    json_out_open(j, "headers", '[');
    for (size_t i = 0; i < api->n_headers; i++)
        json_out_text(j, NULL, sv_cut(api->headers[i], ':').head);
    json_out_close(j);
    buf_clear(&b);
    push_body(&b, m);
    text(j, "body", buf_sv(&b));
    json_out_close(j);
    buf_release(&b);
}

static void fallback(struct json_out *j, const struct push_metric *m)
{
    if (!m->fallback.n)
        return;
    json_out_open(j, "fallback", '{');
    value(j, "wanted", json_object_get(m->wanted, "aggregation_method"));
    value(j, "used", json_object_get(m->used, "aggregation_method"));
    value(j, "wanted_name", json_object_get(m->wanted, "metric_name"));
    text(j, "reason", m->fallback);
    json_out_close(j);
}

static void metric(struct json_out *j, const struct push *p, const struct push_metric *m)
{
    struct sv there_name = json_sv_member(m->there, "metric_name");
    json_out_open(j, NULL, '{');
    text(j, "metric_name", push_name(m));
    json_out_text(j, "status", push_word(m->state));
    text(j, "file", m->file);
    text(j, "place", m->place);
    if (m->metric_id.n)
        json_out_text(j, "metric_id", m->metric_id);
    if (m->state == PUSH_THERE && !sv_eq(there_name, push_name(m)))
        text(j, "there_as", there_name);
    if (m->state == PUSH_THERE && m->diff.hidden)
        json_out_bool(j, "compared_in_part", true);
    if (m->state == PUSH_DIFFERENT)
        differences(j, m);
    if (m->state == PUSH_REFUSED || m->state == PUSH_UNKNOWN) {
        if (m->status)
            json_out_u64(j, "http_status", (uint64_t)m->status);
        text(j, "reason", m->reason);
    }
    fallback(j, m);
    text(j, "note", m->note);
    json_out_u64(j, "requests_sent", m->posts);
    if (m->state == PUSH_PLANNED)
        request(j, p->api, m);
    json_out_close(j);
}

void push_json(struct buf *b, const struct push *p, struct sv stopped)
{
    struct json_out j = {.b = b, .more_depth = 1};
    json_out_open(&j, NULL, '{');
    json_out_text(&j, "schema", SV("spanvet.push/1"));
    json_out_open(&j, "tool", '{');
    json_out_text(&j, "name", SV("spanvet"));
    json_out_text(&j, "version", SV(SPANVET_VERSION));
    json_out_close(&j);
    json_out_bool(&j, "dry_run", !p->send);
    json_out_bool(&j, "listed", p->listed);
    json_out_text(&j, "url", buf_sv(&p->api->http.base));
    text(&j, "workspace", p->api->settings.workspace);
    text(&j, "stopped", stopped);
    json_out_open(&j, "summary", '{');
    for (size_t s = 0; s < PUSH_STATES; s++)
        json_out_u64(&j, push_word((enum push_state)s).p, push_count(p, (enum push_state)s));
    json_out_u64(&j, "fell_back", push_count_fallbacks(p));
    json_out_close(&j);
    json_out_open(&j, "metrics", '[');
    for (size_t i = 0; i < p->metrics.n; i++)
        metric(&j, p, &p->metrics.v[i]);
    json_out_close(&j);
    json_out_close(&j);
}
