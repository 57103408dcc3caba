#ifndef SPANVET_METRICS_API_H
#define SPANVET_METRICS_API_H
/*
 * struct api: the platform's API as the metrics need it. What only reads is asked again by itself,
 * at most `attempts` times in all: after 408, 429, 5xx and lost connections, with growing waits or
 * as long as the service says. A POST is sent once; what may follow is for the caller to judge by
 * its end.
 *
 * Texts of the service are data: they are cut, and *** stands where the key stood in them.
 */
#include <jansson.h>

#include "core/arena.h"
#include "io/http.h"

struct api_settings {
    struct sv url;       /* of the API, with its version: "https://api.coval.dev/v1" */
    struct sv key;       /* empty: nothing may be sent */
    struct sv workspace; /* empty = none */
    struct sv ca_file;   /* empty = the certificates of the system */
    bool allow_plain;    /* http:// with other machines too */
    uint64_t timeout_ms; /* of a request */
    uint32_t attempts;   /* from 1 on */
    uint64_t pause_ms;   /* the first wait before something is asked again; doubles, at most 5 s */
    uint64_t most_ms;    /* the longest that the service may ask to wait */
    void (*say)(void *user, struct sv what); /* what it waits for; may be NULL */
    void *user;
};

enum { API_HEADERS = 5 };

struct api {
    struct http http;
    struct api_settings settings;
    struct sv headers[API_HEADERS]; /* "name: value"; the first one holds the key */
    size_t n_headers;
    struct http_answer raw;
    struct arena arena;
};

enum api_end {
    API_DONE,      /* 2xx and JSON: `json` holds it */
    API_REFUSED,   /* 3xx, 4xx: not done, and the same again would be refused again */
    API_DENIED,    /* 401, 403: the key is no good for it */
    API_THROTTLED, /* 429: not done, later it may be */
    API_NOT_SENT,  /* not done: the service was not reached */
    API_UNKNOWN    /* 5xx, or no answer that says anything: it may have been done, or go on */
};

struct api_answer {
    enum api_end end;
    int status;         /* 0 when there was none */
    struct buf code;    /* "ALREADY_EXISTS", or empty */
    struct buf message; /* what the service or the connection says, without a line break */
    json_t *json;       /* what came with the status, or NULL; owned */
    bool retry_told;
    uint64_t retry_ms;
};

/* False with a sentence for a URL that http_open refuses, and for a key or workspace that cannot
 * stand in a header. The texts of the settings must outlive the API. */
bool api_open(struct api *api, const struct api_settings *settings, struct err *e);
void api_close(struct api *api);

/* `path` is behind the URL. Both fill the answer, which is emptied before. */
void api_get(struct api *api, struct sv path, struct api_answer *a);
void api_post(struct api *api, struct sv path, struct sv body, struct api_answer *a);
/* Judges api->raw, the answer of the connection. */
void api_read(const struct api *api, struct api_answer *a);
void api_answer_release(struct api_answer *a);

/* Waits before attempt `next` (from 2 on): as long as `a` says, or a while that doubles. Says so.
 * Returns the milliseconds; 0 when the service asks for more than settings.most_ms: then it did
 * not wait. */
uint64_t api_wait(const struct api *api, const struct api_answer *a, uint32_t next);
void api_sleep(uint64_t ms);

/* "400 INVALID_ARGUMENT: unknown aggregation", "no answer: connection refused" */
void api_say(struct buf *b, const struct api_answer *a);

/* Is this member of the body, by name, what a refused request is refused for? */
bool api_blames(const struct api_answer *a, struct sv member);

#endif
