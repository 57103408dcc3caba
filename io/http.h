#ifndef SPANVET_IO_HTTP_H
#define SPANVET_IO_HTTP_H
/*
 * struct http: a client for one JSON API over libcurl. Requests go to paths below one base URL, so
 * that the headers, which may hold a key, go nowhere else: redirects are answers and are not
 * followed, certificates are verified, and plain HTTP is only spoken with this machine unless the
 * caller allows more. Proxies of the environment (https_proxy, no_proxy) are used, but not for
 * plain HTTP with this machine.
 *
 * Nothing is sent twice: a POST gets a connection of its own, because
 * libcurl repeats any request by itself when a connection that it kept turns out to be dead. GETs
 * share connections that were idle for at most 5 seconds.
 *
 * Nothing here is logged or printed. One thread at a time. The zero value is a closed client, which
 * http_close accepts. A signal that ends the program ends a request too.
 */
#include "core/buf.h"
#include "core/err.h"

struct http_settings {
    uint64_t total_ms; /* for a request with its answer; a third of it for the connection */
    size_t most;       /* bytes of an answer's body */
    bool allow_plain;  /* http:// with other machines too */
    struct sv ca_file; /* certificates to trust in place of the system's; empty = those */
};

struct http {
    void *curl;      /* CURL handle */
    struct buf base; /* without a slash at its end */
    struct http_settings settings;
    bool plain, loopback; /* what the base URL is */
};

enum http_end {
    HTTP_ANSWERED, /* the status and the whole body are there */
    HTTP_NOT_SENT, /* nothing of the request was sent: no address, connection or certificate */
    HTTP_LOST      /* sent, wholly or in part, without a whole answer: it may have been done */
};

struct http_request {
    bool is_post;             /* else GET */
    struct sv path;           /* behind the base URL, with its query: "/metrics?page_size=100" */
    const struct sv *headers; /* "name: value" each, without line breaks */
    size_t n_headers;
    struct sv body; /* of a POST */
};

struct http_answer {
    enum http_end end;
    int status; /* 200; 0 when not even that was read */
    struct buf body;
    bool retry_told;   /* there was a Retry-After that can be read */
    uint64_t retry_ms; /* how long it says to wait, at most a year */
    char why[256];     /* unless answered: the reason, without a full stop */
};

/* `base` is a URL with http:// or https://, a host and perhaps a path. False with a sentence for
 * other texts, for one that holds a name, password, query or fragment, and for plain HTTP that is
 * not allowed. */
bool http_open(struct http *h, struct sv base, const struct http_settings *settings, struct err *e);
void http_close(struct http *h);

/* Fills `a`, which is emptied before and may be used again for the next request. */
void http_send(struct http *h, const struct http_request *r, struct http_answer *a);
void http_answer_release(struct http_answer *a);

/* Appends `s` as it stands in a query: what is no letter, digit or one of -._~ as %XX. */
void http_add_escaped(struct buf *b, struct sv s);

/* The value of a Retry-After header: seconds, or a date held against `now`. False for neither; 0
 * for a date that has passed. */
bool http_retry_after(struct sv value, time_t now, uint64_t *ms);

#endif
