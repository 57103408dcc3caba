#include "io/otlp_pb_shape.h"

#include "core/utf8.h"
#include "io/otlp_trace.pb-c.h"
#include "io/wire.h"

/* ---- signals ---- */

enum { RECORD_FIELDS = 17, WIRE_TYPES = 6 };

enum evidence { NONE, SPAN, METRIC, LOG, METRIC_OR_LOG };

/* What a field of this number and wire type makes of a record. Left out is what several of them
 * have in common: texts and messages under the same number. */
static const uint8_t evidence[RECORD_FIELDS][WIRE_TYPES] = {
    [1] = {[WIRE_I64] = LOG},     /* time */
    [2] = {[WIRE_VARINT] = LOG},  /* severity */
    [6] = {[WIRE_VARINT] = SPAN /* kind */, [WIRE_LEN] = METRIC_OR_LOG},
    [7] = {[WIRE_I64] = SPAN /* start */, [WIRE_LEN] = METRIC, [WIRE_VARINT] = LOG},
    [8] = {[WIRE_I64] = SPAN /* end */, [WIRE_LEN] = METRIC, [WIRE_I32] = LOG},
    [10] = {[WIRE_VARINT] = SPAN, [WIRE_LEN] = METRIC_OR_LOG},
    [11] = {[WIRE_I64] = LOG}, /* observed time */
    [12] = {[WIRE_VARINT] = SPAN, [WIRE_LEN] = METRIC_OR_LOG},
    [13] = {[WIRE_LEN] = SPAN},
    [14] = {[WIRE_VARINT] = SPAN},
    [15] = {[WIRE_LEN] = SPAN},
    [16] = {[WIRE_I32] = SPAN},
};

static bool printable(struct sv s)
{
    for (size_t i = 0; i < s.n; i++)
        if ((unsigned char)s.p[i] < 0x20 || s.p[i] == 0x7f)
            return false;
    return s.n && utf8_valid(s);
}

/* Nothing but texts and messages. Field 1 is a trace id or the name of a metric, field 2 a span id
 * or a description, field 5 the name of a span or else a message, which begins with a tag. */
static enum pb_signal signal_of_texts(const struct sv text[static 6])
{
    bool message = text[5].n && (unsigned char)text[5].p[0] < 0x20;
    if (text[1].n == 0)
        return message ? SIGNAL_LOGS : SIGNAL_TRACES;
    bool is_id = text[1].n == 16 && (text[2].n == 8 || !printable(text[1]));
    return message || (!is_id && printable(text[1]) && text[2].n != 8) ? SIGNAL_METRICS
                                                                       : SIGNAL_TRACES;
}

enum pb_signal pb_record_signal(struct sv record)
{
    struct sv text[6] = {{0}};
    struct wire w = wire_of(record);
    struct wire_field f;
    while (wire_next(&w, &f)) {
        if (f.type == WIRE_LEN && f.number < ARRAY_LEN(text))
            text[f.number] = f.bytes;
        switch (f.number < RECORD_FIELDS ? evidence[f.number][f.type] : NONE) {
        case SPAN:
            return SIGNAL_TRACES;
        case METRIC:
            return SIGNAL_METRICS;
        case LOG:
            return SIGNAL_LOGS;
        case METRIC_OR_LOG:
            return text[1].n ? SIGNAL_METRICS : SIGNAL_LOGS;
        }
    }
    return signal_of_texts(text);
}

/* The next field that holds bytes under this number or this other one. */
static bool next_part(struct wire *w, uint32_t number, uint32_t other, struct sv *part)
{
    struct wire_field f;
    while (wire_next(w, &f))
        if (f.type == WIRE_LEN && (f.number == number || f.number == other)) {
            *part = f.bytes;
            return true;
        }
    return false;
}

enum pb_signal pb_resource_signal(struct sv bytes)
{
    struct sv scope, record;
    struct wire w = wire_of(bytes);
    while (next_part(&w, 2, 1000, &scope)) {
        struct wire inner = wire_of(scope);
        if (next_part(&inner, 2, 2, &record))
            return pb_record_signal(record);
    }
    return SIGNAL_TRACES;
}

/* ---- likeness ---- */

enum { LOOK_FIELDS = 300, LOOK_DEPTH = 12 };

/* An open message. */
struct look_at {
    struct wire w;
    const ProtobufCMessageDescriptor *shape;
    bool open_end; /* its end is not its own but that of the bytes */
};

struct look {
    struct look_at open[LOOK_DEPTH];
    size_t n;
    unsigned signs; /* what only OTLP would have */
    bool cut;
};

static enum wire_type wire_type_of(const ProtobufCFieldDescriptor *f)
{
    switch (f->type) {
    case PROTOBUF_C_TYPE_BYTES:
    case PROTOBUF_C_TYPE_MESSAGE:
        return WIRE_LEN;
    case PROTOBUF_C_TYPE_FIXED64:
    case PROTOBUF_C_TYPE_DOUBLE:
        return WIRE_I64;
    case PROTOBUF_C_TYPE_FIXED32:
        return WIRE_I32;
    default:
        return WIRE_VARINT;
    }
}

static bool is_sign(const ProtobufCMessageDescriptor *shape, const struct wire_field *f)
{
    if (f->cut || f->type != WIRE_LEN)
        return false;
    if (shape == &otlp__key_value__descriptor)
        return f->number == 1 && printable(f->bytes);
    if (shape == &otlp__instrumentation_scope__descriptor)
        return f->number <= 2 && printable(f->bytes);
    if (shape == &otlp__span__descriptor)
        return (f->number == 1 && f->bytes.n == 16) || (f->number == 2 && f->bytes.n == 8);
    return false;
}

/* A field fits when its number and type do and its end is not where it cannot be. Numbers that are
 * not known may be of a later OTLP, but only where something was OTLP before them. */
static bool look_field(struct look *l, struct look_at *at, const struct wire_field *f)
{
    const ProtobufCFieldDescriptor *d =
        protobuf_c_message_descriptor_get_field(at->shape, f->number);
    if (f->type == WIRE_LEN && f->cut && !at->open_end)
        return false;
    if (!d)
        return l->signs > 0;
    if (wire_type_of(d) != f->type)
        return false;
    l->signs += is_sign(at->shape, f);
    if (d->type != PROTOBUF_C_TYPE_MESSAGE)
        return true;
    if (d->descriptor == &otlp__span__descriptor && pb_record_signal(f->bytes) != SIGNAL_TRACES) {
        l->signs++;
        return true;
    }
    if (l->n < LOOK_DEPTH)
        l->open[l->n++] = (struct look_at){wire_of(f->bytes), d->descriptor, f->cut};
    return true;
}

/* Damage at the very end of bytes that may be cut off is no damage. */
static bool only_cut(const struct look_at *at, bool field_cut)
{
    return at->open_end && (field_cut || at->w.end - at->w.p <= 12);
}

enum pb_likeness pb_likeness(struct sv bytes, bool open_end)
{
    struct look l = {.n = 1};
    l.open[0] = (struct look_at){wire_of(bytes), &otlp__traces_data__descriptor, open_end};
    struct wire_field f = {0};
    bool fits = bytes.n != 0;
    for (int budget = LOOK_FIELDS; fits && l.n && budget; budget--) {
        struct look_at *at = &l.open[l.n - 1];
        bool was_cut = at->w.bad != NULL; /* by the message that was looked at last */
        if (wire_next(&at->w, &f)) {
            fits = look_field(&l, at, &f);
        } else {
            fits = !at->w.bad || only_cut(at, was_cut);
            l.cut |= at->w.bad != NULL;
            l.n--;
        }
    }
    if (l.signs > (fits ? 0 : 1))
        return PB_LIKE;
    return fits && !l.cut ? PB_PERHAPS : PB_UNLIKE;
}
