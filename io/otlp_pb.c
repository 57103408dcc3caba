#include "io/otlp_pb.h"

#include "io/format.h"
#include "io/otlp_pb_request.h"
#include "io/otlp_pb_shape.h"
#include "io/wire.h"

/* ---- messages with their length before them ---- */

/* Reads a length at the start of `bytes`; returns how many bytes it takes, 0 when it is cut. */
typedef size_t length_fn(struct sv bytes, uint64_t *length);

static size_t be32_length(struct sv bytes, uint64_t *length)
{
    if (bytes.n < 4)
        return 0;
    *length = wire_be32(bytes.p);
    return 4;
}

static size_t varint_length(struct sv bytes, uint64_t *length)
{
    if (bytes.n == 0)
        return 0;
    const char *p = wire_varint(bytes.p, bytes.p + bytes.n, length);
    return p ? (size_t)(p - bytes.p) : 0;
}

struct frame {
    struct sv message; /* what is there of it */
    size_t start, end; /* where that is */
    bool cut;
};

static bool frame_at(struct sv bytes, size_t at, length_fn *length, struct frame *f)
{
    uint64_t n;
    size_t head = length(sv_from(bytes, at), &n);
    if (!head)
        return false;
    size_t room = bytes.n - at - head;
    f->cut = n > room;
    f->start = at + head;
    f->message = sv_of(bytes.p + f->start, f->cut ? room : (size_t)n);
    f->end = f->start + f->message.n;
    return true;
}

/* ---- which form an input has ---- */

enum { EMPTY_FRAMES_MAX = 16 };

struct form {
    int sure;          /* that it is OTLP protobuf at all, as sniff functions say it */
    length_fn *length; /* what stands before each message; NULL for nothing */
};

static bool frames_fit(struct sv bytes, length_fn *length)
{
    struct frame f = {0};
    for (int i = 0; i < EMPTY_FRAMES_MAX && f.message.n == 0; i++)
        if (!frame_at(bytes, f.end, length, &f))
            return false;
    return pb_likeness(f.message, f.cut) == PB_LIKE;
}

static struct form form_of(struct sv bytes)
{
    static length_fn *const lengths[] = {be32_length, varint_length};
    enum pb_likeness like = pb_likeness(bytes, true);
    if (like == PB_LIKE)
        return (struct form){95, NULL};
    for (size_t i = 0; i < ARRAY_LEN(lengths); i++)
        if (frames_fit(bytes, lengths[i]))
            return (struct form){95, lengths[i]};
    return (struct form){like == PB_PERHAPS ? 40 : 0, NULL};
}

static int sniff(const struct sketch *sk)
{
    return form_of(sk->bytes).sure;
}

/* ---- decoding ---- */

static bool decode_message(struct pb_request *r, struct sv message, size_t offset,
                           const char *what)
{
    struct build *b = r->unpack.b;
    build_document(b, offset);
    bool whole = pb_request_read(r, message, offset, what);
    build_document_end(b, offset + message.n);
    return whole;
}

static void decode_frame(struct pb_request *r, const struct frame *f)
{
    bool whole = decode_message(r, f->message, f->start, f->cut ? "the input" : "the message");
    if (f->cut && whole)
        build_diagnostic(r->unpack.b, f->start, 0,
                         "the input ends inside the message that begins here; write the file "
                         "again, or copy it whole");
}

static void decode_frames(struct pb_request *r, struct sv bytes, length_fn *length)
{
    struct frame f = {0};
    while (f.end < bytes.n) {
        size_t at = f.end;
        if (!frame_at(bytes, at, length, &f)) {
            build_diagnostic(r->unpack.b, at, 0,
                             "the input ends inside the length of a message; all messages before "
                             "it were read: write the file again, or copy it whole");
            return;
        }
        decode_frame(r, &f);
    }
}

/* Metrics and logs beside spans are no fault; instead of spans they are worth a sentence. */
static void tell_other_signals(struct build *b)
{
    const struct input *in = &b->store->inputs.v[b->store->inputs.n - 1];
    if (b->store->n_spans > in->first_row || !(in->saw_metrics || in->saw_logs))
        return;
    build_diagnostic(b, UINT64_MAX, 0, "holds %s, no traces: give the file that the traces "
                     "pipeline of the exporter wrote",
                     !in->saw_logs ? "metrics" : in->saw_metrics ? "metrics and logs" : "logs");
}

static void decode_bytes(struct build *b, struct sv bytes, struct source *src)
{
    struct pb_request r;
    struct form form = form_of(bytes);
    pb_request_init(&r, b, src);
    if (form.length)
        decode_frames(&r, bytes, form.length);
    else
        decode_message(&r, bytes, 0, "the input");
    tell_other_signals(b);
    pb_request_release(&r);
}

void otlp_pb_bytes(struct build *b, struct sv bytes)
{
    decode_bytes(b, bytes, NULL);
}

static void decode(struct build *b, struct source *src)
{
    decode_bytes(b, src->bytes, src);
}

const struct format format_otlp_pb = {
    .name = "otlp-pb",
    .title = "OTLP protobuf",
    .is_otlp = true,
    .sniff = sniff,
    .decode = decode,
};
