#include "io/otlp_pb_request.h"

#include <inttypes.h>

#include "io/otlp_pb_shape.h"
#include "io/wire.h"

enum { RELEASE_STEP = 1 << 20 };

void pb_request_init(struct pb_request *r, struct build *b, struct source *src)
{
    *r = (struct pb_request){.src = src};
    pb_unpack_init(&r->unpack, b);
}

void pb_request_release(struct pb_request *r)
{
    pb_unpack_release(&r->unpack);
    buf_release(&r->resource_head.bytes);
    buf_release(&r->scope_head.bytes);
}

static struct build *builder(const struct pb_request *r)
{
    return r->unpack.b;
}

static uint64_t offset_of(const struct pb_request *r, const char *p)
{
    return r->base + (uint64_t)(p - r->bytes.p);
}

static struct input *input_of(const struct pb_request *r)
{
    struct store *s = builder(r)->store;
    return &s->inputs.v[s->inputs.n - 1];
}

/* ---- levels ---- */

/* A message of the outer shape. `part` reads one of its fields; it returns true when it has told
 * of damage that reaches the end of the field. */
struct level {
    const char *name;
    const char *parts[4]; /* by field number */
    bool (*part)(struct pb_request *r, const struct wire_field *f);
};

static void tell_damage(struct pb_request *r, const struct level *l, const struct wire *w,
                        const struct wire_field *f)
{
    struct build *b = builder(r);
    uint64_t n = b->store->n_spans - input_of(r)->first_row;
    const char *inside = l->name;
    if (f->cut && f->number < ARRAY_LEN(l->parts) && l->parts[f->number])
        inside = l->parts[f->number];
    if (w->end == r->bytes.p + r->bytes.n)
        build_diagnostic(b, offset_of(r, w->p), 0,
                         "%s ends inside %s; the %" PRIu64 " spans before it were read: write "
                         "the file again, or copy it whole",
                         r->what, inside, n);
    else
        build_diagnostic(b, offset_of(r, w->p), 0,
                         "%s where %s should go on; the %" PRIu64 " spans before it were read, "
                         "the rest of %s is lost: write the file again, or copy it whole",
                         w->bad, inside, n, l->name);
}

/* True when the message is damaged; then that has been told. */
static bool walk(struct pb_request *r, struct sv bytes, const struct level *l)
{
    struct wire w = wire_of(bytes);
    struct wire_field f = {0};
    bool told = false;
    while (wire_next(&w, &f))
        told = f.type == WIRE_LEN && l->part(r, &f);
    if (w.bad && !(f.cut && told))
        tell_damage(r, l, &w, &f);
    return w.bad != NULL;
}

static sym schema_url(struct pb_request *r, const struct wire_field *f)
{
    r->unpack.row = NO_ROW;
    r->unpack.place = offset_of(r, f->bytes.p);
    return pb_text(&r->unpack, (ProtobufCBinaryData){f->bytes.n, (uint8_t *)f->bytes.p});
}

static void tell_refused(struct pb_request *r, const char *what, size_t n, uint64_t place)
{
    build_diagnostic(builder(r), place, 0,
                     "%s of %zu bytes is not what OTLP says it is and was left out; "
                     "everything else was read: look at what wrote the file",
                     what, n);
}

/* ---- resources and scopes themselves ---- */

/* Protobuf lets a message come in pieces anywhere among its neighbours; joined, they are one. */
static void header_add(struct pb_header *h, struct sv piece, uint64_t place)
{
    if (h->bytes.n == 0)
        h->place = place;
    buf_add(&h->bytes, piece);
}

typedef bool header_fn(struct pb_unpack *u, struct sv bytes, uint32_t row, uint64_t place);

static void header_read(struct pb_request *r, const struct pb_header *h, header_fn *read,
                        uint32_t row, const char *what)
{
    if (h->bytes.n && !read(&r->unpack, buf_sv(&h->bytes), row, h->place))
        tell_refused(r, what, h->bytes.n, h->place);
}

/* ---- what a scope recorded ---- */

static void release_before(struct pb_request *r, const char *p)
{
    if (!r->src || offset_of(r, p) < r->release_at)
        return;
    source_release(r->src, offset_of(r, p));
    r->release_at = offset_of(r, p) + RELEASE_STEP;
}

static bool scope_part(struct pb_request *r, const struct wire_field *f)
{
    uint64_t place = offset_of(r, f->bytes.p);
    if (f->cut)
        return false;
    if (LIKELY(f->number == 2)) {
        release_before(r, f->bytes.p);
        if (UNLIKELY(!pb_span(&r->unpack, f->bytes, r->scope, place)))
            tell_refused(r, "a span", f->bytes.n, place);
    } else if (f->number == 1) {
        header_add(&r->scope_head, f->bytes, place);
    } else if (f->number == 3) {
        builder(r)->store->scopes.v[r->scope].schema_url = schema_url(r, f);
    }
    return false;
}

static const struct level scope_level = {
    "the spans of a scope", {[1] = "a scope", [2] = "a span", [3] = "a schema URL"}, scope_part};

/* ---- what a resource recorded ---- */

static bool resource_part(struct pb_request *r, const struct wire_field *f)
{
    if (f->number == 2 || f->number == 1000) {
        r->scope = build_scope(builder(r), r->resource);
        buf_clear(&r->scope_head.bytes);
        bool damaged = walk(r, f->bytes, &scope_level);
        header_read(r, &r->scope_head, pb_scope, r->scope, "a scope");
        return damaged;
    }
    if (f->cut)
        return false;
    if (f->number == 1) {
        header_add(&r->resource_head, f->bytes, offset_of(r, f->bytes.p));
    } else if (f->number == 3) {
        builder(r)->store->resources.v[r->resource].schema_url = schema_url(r, f);
    }
    return false;
}

static const struct level resource_level = {
    "the data of a resource",
    {[1] = "a resource", [2] = "the spans of a scope", [3] = "a schema URL"},
    resource_part};

/* ---- requests ---- */

static bool request_part(struct pb_request *r, const struct wire_field *f)
{
    if (f->number != 1)
        return false;
    enum pb_signal signal = pb_resource_signal(f->bytes);
    if (signal != SIGNAL_TRACES) {
        *(signal == SIGNAL_LOGS ? &input_of(r)->saw_logs : &input_of(r)->saw_metrics) = true;
        return false;
    }
    r->resource = build_resource(builder(r));
    buf_clear(&r->resource_head.bytes);
    bool damaged = walk(r, f->bytes, &resource_level);
    header_read(r, &r->resource_head, pb_resource, r->resource, "a resource");
    return damaged;
}

static const struct level request_level = {
    "a request", {[1] = "the data of a resource"}, request_part};

bool pb_request_read(struct pb_request *r, struct sv bytes, uint64_t base, const char *what)
{
    r->what = what;
    r->bytes = bytes;
    r->base = base;
    return !walk(r, bytes, &request_level);
}
