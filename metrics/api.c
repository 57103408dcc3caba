#include "metrics/api.h"

#include <errno.h>

#include "core/fmt.h"
#include "core/version.h"
#include "metrics/json_sv.h"

enum { ANSWER_BYTES = 16 << 20, MESSAGE_BYTES = 400, CODE_BYTES = 60, PAUSE_MOST_MS = 5000 };
/* What is shorter is no key, and stands in texts by chance. */
enum { KEY_LEAST = 8 };

/* ---- opening ---- */

/* A line break would begin a header of its own. */
static bool header_value_ok(struct sv s)
{
    for (size_t i = 0; i < s.n; i++)
        if (s.p[i] <= ' ' || s.p[i] > '~')
            return false;
    return true;
}

static void header_add(struct api *api, const char *name, struct sv value)
{
    struct buf line = {0};
    buf_fmt(&line, "%s: %.*s", name, SV_ARG(value));
    api->headers[api->n_headers++] = arena_copy(&api->arena, buf_sv(&line));
    buf_release(&line);
}

bool api_open(struct api *api, const struct api_settings *settings, struct err *e)
{
    struct http_settings http = {.total_ms = settings->timeout_ms,
                                 .most = ANSWER_BYTES,
                                 .allow_plain = settings->allow_plain,
                                 .ca_file = settings->ca_file};
    *api = (struct api){.settings = *settings};
    if (!header_value_ok(settings->key))
        return err_set(e, "the key of the API holds a blank, a line break or a character that no "
                          "key has; copy it again");
    if (!header_value_ok(settings->workspace))
        return err_set(e, "the workspace holds a character that no id has");
    if (!http_open(&api->http, settings->url, &http, e))
        return false;
    /* Lower case: the platform's gateway has taken others for a missing key. */
    header_add(api, "x-api-key", settings->key);
    header_add(api, "content-type", SV("application/json"));
    header_add(api, "accept", SV("application/json"));
    header_add(api, "user-agent", SV("spanvet/" SPANVET_VERSION));
    if (settings->workspace.n)
        header_add(api, "x-coval-workspace-id", settings->workspace);
    return true;
}

void api_close(struct api *api)
{
    http_close(&api->http);
    http_answer_release(&api->raw);
    arena_release(&api->arena);
    *api = (struct api){0};
}

/* ---- what an answer says ---- */

/* Appends the text with *** where the key stands in it. */
static void add_without(struct buf *b, struct sv s, struct sv key)
{
    size_t at;
    while (key.n && (at = sv_find(s, key)) != SIZE_MAX) {
        buf_add(b, sv_of(s.p, at));
        buf_addz(b, "***");
        s = sv_from(s, at + key.n);
    }
    buf_add(b, s);
}

/* The answer. A service that repeats the key may do so where others read it: as an id, or in the
 * name of a metric. */
static json_t *body_read(const struct api *api, struct sv body)
{
    struct buf masked = {0};
    struct sv key = api->settings.key;
    if (key.n >= KEY_LEAST && sv_find(body, key) != SIZE_MAX) {
        add_without(&masked, body, key);
        body = buf_sv(&masked);
    }
    json_t *json = json_loadb(body.n ? body.p : "", body.n, 0, NULL);
    buf_release(&masked);
    return json;
}

/* Cut, on one line, and without the key. */
static void text_take(const struct api *api, struct buf *b, const json_t *value, size_t most)
{
    struct buf text = {0};
    add_without(&text, json_sv(value), api->settings.key);
    for (size_t i = 0; i < text.n && b->n < most; i++) {
        char c = text.p[i];
        buf_addc(b, c == '\n' || c == '\r' || c == '\t' ? ' ' : c);
    }
    buf_release(&text);
}

/* {"error": {"code", "message"}}, {"message"} of a gateway, {"error": "..."} of others. */
static void error_read(const struct api *api, struct api_answer *a)
{
    const json_t *error = json_object_get(a->json, "error");
    const json_t *message = json_object_get(error, "message");
    if (!message)
        message = json_is_string(error) ? error : json_object_get(a->json, "message");
    if (json_is_string(json_object_get(error, "code")))
        text_take(api, &a->code, json_object_get(error, "code"), CODE_BYTES);
    if (json_is_string(message))
        text_take(api, &a->message, message, MESSAGE_BYTES);
    const json_t *details = json_object_get(error, "details"), *detail;
    size_t i;
    json_array_foreach(details, i, detail)
    {
        const json_t *field = json_object_get(detail, "field");
        const json_t *what = json_object_get(detail, "description");
        if (!json_is_string(field) || !json_is_string(what) || a->message.n >= MESSAGE_BYTES)
            continue;
        buf_addz(&a->message, a->message.n ? "; " : "");
        text_take(api, &a->message, field, MESSAGE_BYTES);
        buf_addz(&a->message, ": ");
        text_take(api, &a->message, what, MESSAGE_BYTES);
    }
}

static enum api_end end_of(const struct api_answer *a)
{
    int s = a->status;
    if (s >= 200 && s < 300)
        return a->json ? API_DONE : API_UNKNOWN;
    if (s == 401 || s == 403)
        return API_DENIED;
    if (s == 429)
        return API_THROTTLED;
    return s < 200 || s == 408 || s >= 500 ? API_UNKNOWN : API_REFUSED;
}

static void answer_clear(struct api_answer *a)
{
    json_decref(a->json);
    buf_clear(&a->code);
    buf_clear(&a->message);
    *a = (struct api_answer){.code = a->code, .message = a->message};
}

void api_read(const struct api *api, struct api_answer *a)
{
    const struct http_answer *raw = &api->raw;
    answer_clear(a);
    a->retry_told = raw->retry_told;
    a->retry_ms = raw->retry_ms;
    if (raw->end != HTTP_ANSWERED) {
        a->end = raw->end == HTTP_LOST ? API_UNKNOWN : API_NOT_SENT;
        buf_addz(&a->message, raw->why);
        return;
    }
    a->status = raw->status;
    a->json = body_read(api, buf_sv(&raw->body));
    a->end = end_of(a);
    if (a->end != API_DONE)
        error_read(api, a);
    if (a->end != API_DONE && a->message.n == 0)
        buf_addz(&a->message, a->json                               ? "it gives no reason"
                              : a->status >= 300 && a->status < 400 ? "it sends elsewhere"
                                                                    : "the answer is not JSON");
}

void api_answer_release(struct api_answer *a)
{
    json_decref(a->json);
    buf_release(&a->code);
    buf_release(&a->message);
    *a = (struct api_answer){0};
}

void api_say(struct buf *b, const struct api_answer *a)
{
    if (a->status)
        buf_fmt(b, "%d%s", a->status, a->code.n ? " " : ": ");
    else
        buf_addz(b, a->end == API_NOT_SENT ? "not reached: " : "no answer: ");
    buf_add(b, buf_sv(&a->code));
    buf_addz(b, a->code.n ? ": " : "");
    buf_add(b, buf_sv(&a->message));
}

bool api_blames(const struct api_answer *a, struct sv member)
{
    const json_t *details = json_object_get(json_object_get(a->json, "error"), "details"), *d;
    bool any = false;
    size_t i;
    json_array_foreach(details, i, d)
    {
        const json_t *field = json_object_get(d, "field");
        any = any || json_is_string(field);
        if (json_is_string(field) && sv_find(json_sv(field), member) != SIZE_MAX)
            return true;
    }
    return !any && sv_find_nocase(buf_sv(&a->message), member) != SIZE_MAX;
}

/* ---- asking ---- */

void api_sleep(uint64_t ms)
{
    struct timespec left = {.tv_sec = (time_t)(ms / 1000), .tv_nsec = (long)(ms % 1000) * 1000000};
    while (nanosleep(&left, &left) != 0 && errno == EINTR)
        ;
}

uint64_t api_wait(const struct api *api, const struct api_answer *a, uint32_t next)
{
    const struct api_settings *s = &api->settings;
    uint64_t ms = s->pause_ms;
    for (uint32_t i = 2; i < next && ms < PAUSE_MOST_MS; i++)
        ms *= 2;
    ms = ms < PAUSE_MOST_MS ? ms : PAUSE_MOST_MS;
    if (a->retry_told && a->retry_ms > s->most_ms)
        return 0;
    if (a->retry_told && a->retry_ms > ms)
        ms = a->retry_ms;
    if (s->say) {
        struct buf b = {0};
        api_say(&b, a);
        buf_fmt(&b, "; waiting %s%s before asking again", fmt_duration((double)ms * 1e6).text,
                a->retry_told ? ", as the API says," : "");
        s->say(s->user, buf_sv(&b));
        buf_release(&b);
    }
    api_sleep(ms);
    return ms;
}

static void ask(struct api *api, struct http_request *r, struct api_answer *a)
{
    r->headers = api->headers;
    r->n_headers = api->n_headers;
    BUG_ON(api->settings.key.n == 0);
    http_send(&api->http, r, &api->raw);
    api_read(api, a);
}

void api_get(struct api *api, struct sv path, struct api_answer *a)
{
    for (uint32_t attempt = 1;; attempt++) {
        struct http_request r = {.path = path};
        ask(api, &r, a);
        bool again = a->end == API_THROTTLED || a->end == API_NOT_SENT || a->end == API_UNKNOWN;
        if (!again || attempt >= api->settings.attempts || !api_wait(api, a, attempt + 1))
            return;
    }
}

void api_post(struct api *api, struct sv path, struct sv body, struct api_answer *a)
{
    struct http_request r = {.is_post = true, .path = path, .body = body};
    ask(api, &r, a);
}
