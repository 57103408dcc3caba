#include "io/http.h"

#include "io/http_curl.h"

static const struct http_curl *curl; /* set by whoever is called first */

enum { IDLE_SECONDS = 5 };
static const uint64_t longest_wait_ms = 366ull * 24 * 3600 * 1000;

/* ---- the base URL ---- */

static bool is_loopback(const char *host)
{
    struct sv h = sv_from_c(host);
    if (sv_eq_nocase(h, SV("localhost")) || sv_eq(h, SV("[::1]")))
        return true;
    unsigned part[4];
    char end;
    return sscanf(host, "%3u.%3u.%3u.%3u%c", &part[0], &part[1], &part[2], &part[3], &end) == 4 &&
           part[0] == 127;
}

static bool part_is(CURLU *url, CURLUPart part)
{
    char *text = NULL;
    bool found = curl->url_get(url, part, &text, 0) == CURLUE_OK;
    curl->free(text);
    return found;
}

/* No sentence shows the URL: what is wrong with it may be the password in it. */
static bool parts_check(CURLU *url, struct err *e)
{
    if (part_is(url, CURLUPART_USER) || part_is(url, CURLUPART_PASSWORD))
        return err_set(e, "the URL holds a name or a password; the key belongs into the "
                          "environment or a file, and nothing else is needed");
    if (part_is(url, CURLUPART_QUERY) || part_is(url, CURLUPART_FRAGMENT))
        return err_set(e, "the URL of the API ends with its path; leave out what begins with ? "
                          "or #");
    return true;
}

/* What was read is what is used, so that nobody else reads the text in another way. */
static void base_keep(struct http *h, CURLU *url)
{
    char *text = NULL;
    curl->url_get(url, CURLUPART_URL, &text, 0);
    buf_clear(&h->base);
    buf_addz(&h->base, text);
    while (sv_ends(buf_sv(&h->base), SV("/")))
        h->base.n--;
    curl->free(text);
}

static bool base_read(struct http *h, struct sv base, struct err *e)
{
    CURLU *url = curl->url();
    char *scheme = NULL, *host = NULL;
    bool ok = false;
    buf_add(&h->base, base);
    buf_addc(&h->base, '\0');
    if (sv_find_char(base, '\0') != SIZE_MAX || curl->url_set(url, CURLUPART_URL, h->base.p, 0) ||
        curl->url_get(url, CURLUPART_SCHEME, &scheme, 0) ||
        curl->url_get(url, CURLUPART_HOST, &host, 0))
        err_set(e, "the URL of the API cannot be read; it looks like https://host/path");
    else if (strcmp(scheme, "https") != 0 && strcmp(scheme, "http") != 0)
        err_set(e, "the API is spoken to over https, not %.32s", scheme);
    else
        ok = parts_check(url, e);
    if (ok) {
        base_keep(h, url);
        h->plain = strcmp(scheme, "http") == 0;
        h->loopback = is_loopback(host);
        if (h->plain && !h->loopback && !h->settings.allow_plain)
            ok = err_set(e, "over http:// everybody on the way could read the key; use https://, "
                            "or allow it on purpose");
    }
    curl->free(scheme);
    curl->free(host);
    curl->url_cleanup(url);
    return ok;
}

bool http_open(struct http *h, struct sv base, const struct http_settings *settings, struct err *e)
{
    *h = (struct http){.settings = *settings};
    curl = http_curl();
    if (!curl)
        return err_set(e, "libcurl cannot be loaded; install it (Debian: libcurl4)");
    if (!base_read(h, base, e))
        return false;
    h->curl = curl->easy_init();
    return h->curl || err_set(e, "libcurl cannot be started");
}

void http_close(struct http *h)
{
    if (h->curl)
        curl->easy_cleanup(h->curl);
    buf_release(&h->base);
    *h = (struct http){0};
}

/* ---- one request ---- */

struct transfer {
    struct http_answer *a;
    size_t most;
    bool sent, too_large;
};

static size_t on_body(char *bytes, size_t size, size_t n, void *user)
{
    struct transfer *t = user;
    if (n > t->most - t->a->body.n) {
        t->too_large = true;
        return 0;
    }
    buf_add(&t->a->body, sv_of(bytes, size * n));
    return n;
}

bool http_retry_after(struct sv value, time_t now, uint64_t *ms)
{
    value = sv_trim(value);
    struct sv_u64 seconds = sv_to_u64(value);
    if (!seconds.ok) {
        char text[64];
        if (value.n == 0 || value.n >= sizeof(text))
            return false;
        memcpy(text, value.p, value.n);
        text[value.n] = '\0';
        curl = http_curl();
        if (!curl)
            return false;
        time_t at = curl->getdate(text, NULL);
        if (at == -1)
            return false;
        seconds.value = at > now ? (uint64_t)(at - now) : 0;
    }
    *ms = seconds.value < longest_wait_ms / 1000 ? seconds.value * 1000 : longest_wait_ms;
    return true;
}

static size_t on_header(char *bytes, size_t size, size_t n, void *user)
{
    struct transfer *t = user;
    struct sv_cut line = sv_cut(sv_of(bytes, size * n), ':');
    if (sv_starts(line.head, SV("HTTP/"))) /* a further answer: 100, then 200 */
        t->a->retry_told = false;
    else if (line.found && sv_eq_nocase(line.head, SV("retry-after")))
        t->a->retry_told = http_retry_after(line.tail, time(NULL), &t->a->retry_ms);
    return n;
}

static int on_connected(void *user, char *ip, char *local_ip, int port, int local_port)
{
    struct transfer *t = user;
    (void)ip, (void)local_ip, (void)port, (void)local_port;
    t->sent = true;
    return CURL_PREREQFUNC_OK;
}

static void protocols_set(CURL *c, bool plain)
{
#if LIBCURL_VERSION_NUM >= 0x075500
    curl->easy_setopt(c, CURLOPT_PROTOCOLS_STR, plain ? "http" : "https");
#else
    curl->easy_setopt(c, CURLOPT_PROTOCOLS, (long)(plain ? CURLPROTO_HTTP : CURLPROTO_HTTPS));
#endif
}

static void options_set(const struct http *h, const char *ca_file)
{
    CURL *c = h->curl;
    curl->easy_setopt(c, CURLOPT_NOSIGNAL, 1L);
    curl->easy_setopt(c, CURLOPT_FOLLOWLOCATION, 0L);
    curl->easy_setopt(c, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
    curl->easy_setopt(c, CURLOPT_TIMEOUT_MS, (long)h->settings.total_ms);
    curl->easy_setopt(c, CURLOPT_CONNECTTIMEOUT_MS, (long)(h->settings.total_ms / 3 + 1));
    curl->easy_setopt(c, CURLOPT_MAXAGE_CONN, (long)IDLE_SECONDS);
    curl->easy_setopt(c, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
    protocols_set(c, h->plain);
    if (h->plain && h->loopback)
        curl->easy_setopt(c, CURLOPT_PROXY, "");
    if (ca_file[0])
        curl->easy_setopt(c, CURLOPT_CAINFO, ca_file);
}

static void request_set(CURL *c, const struct http_request *r, const char *url,
                        struct curl_slist *headers)
{
    curl->easy_setopt(c, CURLOPT_URL, url);
    curl->easy_setopt(c, CURLOPT_HTTPHEADER, headers);
    if (!r->is_post)
        return;
    curl->easy_setopt(c, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)r->body.n);
    curl->easy_setopt(c, CURLOPT_POSTFIELDS, r->body.n ? r->body.p : "");
    curl->easy_setopt(c, CURLOPT_FRESH_CONNECT, 1L);
}

static struct curl_slist *headers_make(const struct http_request *r)
{
    /* Waiting for leave to send the body would only make small requests slower. */
    struct curl_slist *all = curl->slist_append(NULL, "expect:");
    struct buf line = {0};
    for (size_t i = 0; all && i < r->n_headers; i++) {
        buf_clear(&line);
        buf_add(&line, r->headers[i]);
        buf_addc(&line, '\0');
        struct curl_slist *more = curl->slist_append(all, line.p);
        if (!more)
            curl->slist_free_all(all);
        all = more;
    }
    buf_release(&line);
    if (!all)
        die_no_memory(256);
    return all;
}

static void end_note(struct http_answer *a, const struct transfer *t, CURLcode code,
                     const char *detail)
{
    if (code == CURLE_OK) {
        a->end = HTTP_ANSWERED;
        return;
    }
    a->end = t->sent ? HTTP_LOST : HTTP_NOT_SENT;
    if (t->too_large)
        snprintf(a->why, sizeof(a->why), "the answer is larger than %zu MiB", t->most >> 20);
    else
        snprintf(a->why, sizeof(a->why), "%s", detail[0] ? detail : curl->easy_strerror(code));
}

void http_send(struct http *h, const struct http_request *r, struct http_answer *a)
{
    struct transfer t = {.a = a, .most = h->settings.most};
    struct buf url = {0}, ca_file = {0};
    struct curl_slist *headers = headers_make(r);
    char detail[CURL_ERROR_SIZE] = "";
    long status = 0;
    buf_clear(&a->body);
    *a = (struct http_answer){.body = a->body};
    buf_add(&url, buf_sv(&h->base));
    buf_add(&url, r->path);
    buf_addc(&url, '\0');
    buf_add(&ca_file, h->settings.ca_file);
    buf_addc(&ca_file, '\0');

    curl->easy_reset(h->curl); /* keeps connections */
    options_set(h, ca_file.p);
    request_set(h->curl, r, url.p, headers);
    curl->easy_setopt(h->curl, CURLOPT_ERRORBUFFER, detail);
    curl->easy_setopt(h->curl, CURLOPT_WRITEFUNCTION, on_body);
    curl->easy_setopt(h->curl, CURLOPT_WRITEDATA, &t);
    curl->easy_setopt(h->curl, CURLOPT_HEADERFUNCTION, on_header);
    curl->easy_setopt(h->curl, CURLOPT_HEADERDATA, &t);
    curl->easy_setopt(h->curl, CURLOPT_PREREQFUNCTION, on_connected);
    curl->easy_setopt(h->curl, CURLOPT_PREREQDATA, &t);
    CURLcode code = curl->easy_perform(h->curl);
    curl->easy_getinfo(h->curl, CURLINFO_RESPONSE_CODE, &status);
    a->status = (int)status;
    end_note(a, &t, code, detail);

    curl->easy_reset(h->curl); /* it pointed at what ends here */
    curl->slist_free_all(headers);
    buf_release(&url);
    buf_release(&ca_file);
}

void http_answer_release(struct http_answer *a)
{
    buf_release(&a->body);
    *a = (struct http_answer){0};
}

void http_add_escaped(struct buf *b, struct sv s)
{
    static const char digits[] = "0123456789ABCDEF";
    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];
        if ((c >= '0' && c <= '9') || ((c | 32) >= 'a' && (c | 32) <= 'z') ||
            memchr("-._~", c, 4)) {
            buf_addc(b, (char)c);
        } else {
            buf_addc(b, '%');
            buf_addc(b, digits[c >> 4]);
            buf_addc(b, digits[c & 15]);
        }
    }
}
