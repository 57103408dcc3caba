#include "io/otlp_json.h"

#include "io/format.h"
#include "io/otlp_json_read.h"
#include "io/otlp_words.h"

/*
 * Documents, and what stands above the spans in them. A document is searched for lists of
 * ResourceSpans at any depth; everything below such a list follows the schema.
 */

enum {
    RELEASE_EVERY = 1 << 22, /* bytes between two calls of source_release */
    REWINDS_MAX = 64         /* how often a lost line is looked for; see document_resume */
};

struct otlp_decode {
    struct otlp_json o;
    struct source *src; /* NULL when the bytes are not those of a source */
    size_t released;
    struct buf nest; /* containers that are open while a document is searched */
    uint32_t scope;  /* of the spans that are being read */
    uint32_t resource;
    uint32_t rewinds;
    uint32_t documents;
    bool found; /* the document held something of OTLP */
    bool one_line;
};


static struct input *input_of(const struct otlp_decode *d)
{
    struct store *s = d->o.b->store;
    return &s->inputs.v[s->inputs.n - 1];
}

/* ---- resources and scopes ---- */

static void release_behind(struct otlp_decode *d, const char *p)
{
    size_t at = (size_t)(p - d->o.c.start);
    if (d->src && at - d->released >= RELEASE_EVERY) {
        d->released = at;
        source_release(d->src, at);
    }
}

static const char *span_element(struct cursor *c, void *ctx, const char *p)
{
    struct otlp_decode *d = ctx;
    (void)c;
    p = otlp_span(&d->o, p, d->scope);
    if (LIKELY(p))
        release_behind(d, p);
    return p;
}

static const char *scope_header(struct cursor *c, void *ctx, struct sv key, const char *p)
{
    struct otlp_decode *d = ctx;
    struct scope *s = &d->o.b->store->scopes.v[d->scope];
    struct sv ignored;
    if (sv_eq(key, SV("name")))
        return otlp_sym(&d->o, p, &s->name);
    if (sv_eq(key, SV("version")))
        return otlp_sym(&d->o, p, &s->version);
    if (sv_eq(key, SV("attributes")))
        return otlp_attributes(&d->o, p, &s->attrs);
    if (OTLP_IS(key, "droppedAttributesCount", "dropped_attributes_count"))
        return otlp_u32(&d->o, p, &s->dropped);
    return cursor_skip(c, p, &ignored);
}

static const char *scope_member(struct cursor *c, void *ctx, struct sv key, const char *p)
{
    struct otlp_decode *d = ctx;
    struct sv ignored;
    if (sv_eq(key, SV("spans")))
        return otlp_array(&d->o, p, span_element, d);
    if (sv_eq(key, SV("scope")) ||
        OTLP_IS(key, "instrumentationLibrary", "instrumentation_library"))
        return otlp_object(&d->o, p, scope_header, d);
    if (OTLP_IS(key, "schemaUrl", "schema_url"))
        return otlp_sym(&d->o, p, &d->o.b->store->scopes.v[d->scope].schema_url);
    return cursor_skip(c, p, &ignored);
}

static const char *scope_element(struct cursor *c, void *ctx, const char *p)
{
    struct otlp_decode *d = ctx;
    (void)c;
    if (*p == '{')
        d->scope = build_scope(d->o.b, d->resource);
    return otlp_object(&d->o, p, scope_member, d);
}

static const char *resource_header(struct cursor *c, void *ctx, struct sv key, const char *p)
{
    struct otlp_decode *d = ctx;
    struct resource *r = &d->o.b->store->resources.v[d->resource];
    struct sv ignored;
    if (sv_eq(key, SV("attributes")))
        return otlp_attributes(&d->o, p, &r->attrs);
    if (OTLP_IS(key, "droppedAttributesCount", "dropped_attributes_count"))
        return otlp_u32(&d->o, p, &r->dropped);
    return cursor_skip(c, p, &ignored);
}

/* Notes logs and metrics, which a file may hold beside traces. */
static bool other_signal(struct otlp_decode *d, struct sv key)
{
    enum otlp_word word = otlp_word(key);
    input_of(d)->saw_metrics |= word == OTLP_METRICS;
    input_of(d)->saw_logs |= word == OTLP_LOGS;
    return word == OTLP_METRICS || word == OTLP_LOGS;
}

static const char *resource_member(struct cursor *c, void *ctx, struct sv key, const char *p)
{
    struct otlp_decode *d = ctx;
    struct sv ignored;
    if (otlp_word(key) == OTLP_SCOPES)
        return otlp_array(&d->o, p, scope_element, d);
    if (sv_eq(key, SV("resource")))
        return otlp_object(&d->o, p, resource_header, d);
    if (OTLP_IS(key, "schemaUrl", "schema_url"))
        return otlp_sym(&d->o, p, &d->o.b->store->resources.v[d->resource].schema_url);
    other_signal(d, key);
    return cursor_skip(c, p, &ignored);
}

static const char *resource_element(struct cursor *c, void *ctx, const char *p)
{
    struct otlp_decode *d = ctx;
    (void)c;
    if (*p == '{')
        d->resource = build_resource(d->o.b);
    return otlp_object(&d->o, p, resource_member, d);
}

/* ---- the search for lists of resources ---- */

/* Is the object at `p` a ResourceSpans that nothing wraps? Its first member tells; looking further
 * would cost more the deeper objects lie in each other. */
static bool is_bare_resource(const struct otlp_decode *d, const char *p)
{
    struct cursor ahead = {.end = d->o.c.end};
    struct cursor_text text;
    enum otlp_word word = OTLP_NOTHING;
    p = cursor_ws(p + 1);
    if (*p == '"' && cursor_text(&ahead, p, &text))
        word = otlp_word(cursor_plain(&ahead, &text));
    cursor_release(&ahead);
    return word == OTLP_RESOURCE || word == OTLP_SCOPES;
}

/* A member of a document outside the schema. Sets `*enter` when its value is to be searched. */
static const char *search_member(struct otlp_decode *d, const char *p, bool *enter)
{
    struct sv key, ignored;
    p = cursor_key(&d->o.c, p, &key);
    if (!p)
        return NULL;
    if (otlp_word(key) == OTLP_RESOURCES && (*p == '[' || !sv_eq(key, SV("batches")))) {
        d->found = true;
        return otlp_array(&d->o, p, resource_element, d);
    }
    if (other_signal(d, key)) {
        d->found = true;
        return cursor_skip(&d->o.c, p, &ignored);
    }
    *enter = true;
    return p;
}

/* The value at `p`: a container is opened, everything else skipped. */
static const char *search_value(struct otlp_decode *d, const char *p)
{
    struct sv ignored;
    if (*p == '{' && is_bare_resource(d, p)) {
        d->found = true;
        return resource_element(&d->o.c, d, p);
    }
    if (*p != '{' && *p != '[')
        return cursor_skip(&d->o.c, p, &ignored);
    char mark = *p == '{' ? '}' : ']';
    p = cursor_ws(p + 1);
    if (*p == mark)
        return p + 1;
    buf_addc(&d->nest, mark);
    buf_addc(&d->nest, 0);
    return p;
}

/* One step inside the innermost open container. The second byte of its entry says whether a
 * member has been read. */
static const char *search_step(struct otlp_decode *d, const char *p)
{
    char close = d->nest.p[d->nest.n - 2];
    p = cursor_ws(p);
    if (d->nest.p[d->nest.n - 1]) {
        if (*p == close) {
            d->nest.n -= 2;
            return p + 1;
        }
        if (*p != ',')
            return cursor_bad(&d->o.c, p, close == '}' ? "expected ',' or '}' after a member"
                                                     : "expected ',' or ']' after an element");
        p = cursor_ws(p + 1);
    }
    d->nest.p[d->nest.n - 1] = 1;
    bool enter = close == ']';
    if (close == '}')
        p = search_member(d, p, &enter);
    return p && enter ? search_value(d, p) : p;
}

/* One document. */
static const char *search(struct otlp_decode *d, const char *p)
{
    buf_clear(&d->nest);
    p = search_value(d, p);
    while (p && d->nest.n)
        p = search_step(d, p);
    return p;
}

/* ---- documents ---- */

static uint64_t line_of(const struct otlp_decode *d, const char *p)
{
    return d->src ? source_place(d->src, (size_t)(p - d->o.c.start)).line : 0;
}

static const char *next_line(const struct otlp_decode *d, const char *p)
{
    const char *newline = p < d->o.c.end ? memchr(p, '\n', (size_t)(d->o.c.end - p)) : NULL;
    return newline ? newline + 1 : d->o.c.end;
}

/* The first line behind `from` that looks like the beginning of a document, or the end. */
static const char *document_line(const struct otlp_decode *d, const char *from)
{
    const char *p = next_line(d, from);
    while (p < d->o.c.end && !(p[0] == '{' && (p[1] == '"' || p[1] == '\n' || p[1] == '\r')))
        p = next_line(d, p);
    return p;
}

/* Spans that were read from behind `p` belong to a document that the damaged one swallowed: they
 * are forgotten and read again. */
static void forget_behind(struct otlp_decode *d, const char *p)
{
    struct store *s = d->o.b->store;
    uint32_t first = s->documents.v[s->documents.n - 1].first_row;
    uint64_t place = otlp_place(&d->o, p);
    while (s->n_spans > first && s->span.place[s->n_spans - 1] >= place)
        s->n_spans--;
    while (s->defects.n && s->defects.v[s->defects.n - 1].place >= place &&
           s->defects.v[s->defects.n - 1].input + 1 == s->inputs.n)
        s->defects.n--;
}

/* Where to go on after damage in the document that begins at `document`. A document that was cut
 * off swallows the beginning of the next: so the search for the next line that looks like a
 * beginning starts in the damaged document itself. It costs a second look at those bytes, which
 * hostile input could ask for again and again; hence the limit. */
static const char *document_resume(struct otlp_decode *d, const char *document)
{
    const char *damage = d->o.c.bad_at;
    const char *kept = d->o.c.start + d->released;
    const char *from = d->rewinds >= REWINDS_MAX ? damage : document > kept ? document : kept;
    const char *p = document_line(d, from);
    if (p < damage) {
        d->rewinds++;
        forget_behind(d, p);
    }
    return p;
}

static const char *document_damaged(struct otlp_decode *d, const char *document)
{
    struct store *s = d->o.b->store;
    const char *at = d->o.c.bad_at;
    const char *resume = document_resume(d, document);
    uint32_t rows = s->n_spans - s->documents.v[s->documents.n - 1].first_row;
    if (at >= resume && resume < d->o.c.end)
        at = resume - 1;
    build_diagnostic(d->o.b, otlp_place(&d->o, at), line_of(d, at),
                     "%s; %u span%s of this document stand%s before it and %s read%s", d->o.c.bad,
                     rows, rows == 1 ? "" : "s", rows == 1 ? "s" : "", rows == 1 ? "was" : "were",
                     resume < d->o.c.end ? ", and reading goes on with a later line"
                                         : "; write the file again, or copy it whole");
    d->o.c.bad = NULL;
    return resume;
}

static void document_unknown(struct otlp_decode *d, const char *document)
{
    build_diagnostic(d->o.b, otlp_place(&d->o, document), line_of(d, document),
                     "a JSON value that holds no OTLP traces, logs or metrics; it was passed over");
}

/* One document at `p`; returns where to look for the next one. */
static const char *document(struct otlp_decode *d, const char *p)
{
    const char *from = p;
    d->found = false;
    build_document(d->o.b, otlp_place(&d->o, p));
    p = *p == '{' || *p == '[' ? search(d, p) : cursor_bad(&d->o.c, p, "expected a JSON object");
    if (!p)
        p = document_damaged(d, from);
    else if (!d->found && p > cursor_ws(from + 1) + 1)
        document_unknown(d, from);
    build_document_end(d->o.b, otlp_place(&d->o, p));
    d->documents++;
    d->one_line &= memchr(from, '\n', (size_t)(p - from) < 256 ? (size_t)(p - from) : 256) == NULL;
    return p;
}

static const char *between(const char *p)
{
    p = cursor_ws(p);
    while (*p == ',' || memcmp(p, "\xef\xbb\xbf", 3) == 0 || *p == '\x1e')
        p = cursor_ws(*p == '\xef' ? p + 3 : p + 1);
    return p;
}

/* Says so when the input held only other signals. */
static void signals_only(struct otlp_decode *d, uint32_t first_row)
{
    const struct input *in = input_of(d);
    if (d->o.b->store->n_spans != first_row || !(in->saw_metrics || in->saw_logs))
        return;
    build_diagnostic(d->o.b, UINT64_MAX, 0,
                     "holds %s and no traces; give the file that the traces pipeline writes",
                     in->saw_metrics && in->saw_logs ? "metrics and logs"
                     : in->saw_metrics               ? "metrics"
                                                     : "logs");
}

static void decode_padded(struct build *b, struct sv bytes, uint64_t base, struct source *src)
{
    struct otlp_decode d = {.o = {.b = b, .base = base, .row = NO_ROW}, .src = src};
    uint32_t first_row = b->store->n_spans;
    d.o.c.start = bytes.p;
    d.o.c.end = bytes.p + bytes.n;
    d.one_line = true;
    for (const char *p = between(bytes.p); p < d.o.c.end; p = between(p))
        p = document(&d, p);
    input_of(&d)->lines |= d.one_line && d.documents > 1;
    signals_only(&d, first_row);
    cursor_release(&d.o.c);
    buf_release(&d.o.value);
    buf_release(&d.o.bytes);
    buf_release(&d.nest);
    vec_release(&d.o.frames);
}

void otlp_json_bytes(struct build *b, struct sv bytes, uint64_t base)
{
    char *copy = mem_alloc(bytes.n + CURSOR_PAD);
    if (bytes.n)
        memcpy(copy, bytes.p, bytes.n);
    memset(copy + bytes.n, 0, CURSOR_PAD);
    decode_padded(b, sv_of(copy, bytes.n), base, NULL);
    free(copy);
}

/* ---- the format ---- */

static int sniff(const struct sketch *sk)
{
    return sk->is_json && otlp_seen(sk) ? 100 : 0;
}

_Static_assert((int)SOURCE_PAD >= (int)CURSOR_PAD, "the cursor reads what the source guarantees");

static void decode(struct build *b, struct source *src)
{
    decode_padded(b, src->bytes, 0, src);
}

const struct format format_otlp_json = {
    .name = "otlp-json",
    .title = "OTLP JSON",
    .is_otlp = true,
    .sniff = sniff,
    .decode = decode,
};
