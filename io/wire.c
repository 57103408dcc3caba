#include "io/wire.h"

#include <endian.h>

const char *wire_varint(const char *p, const char *end, uint64_t *value)
{
    if (LIKELY(p < end && (unsigned char)*p < 0x80)) {
        *value = (unsigned char)*p;
        return p + 1;
    }
    uint64_t v = 0;
    for (unsigned shift = 0; p < end && shift < 70; shift += 7) {
        unsigned char c = (unsigned char)*p++;
        v |= (uint64_t)(c & 0x7f) << shift;
        if (c < 0x80) {
            *value = v;
            return p;
        }
    }
    return NULL;
}

static const char *fixed(const char *p, const char *end, size_t n, uint64_t *value)
{
    uint64_t little = 0;
    if ((size_t)(end - p) < n)
        return NULL;
    memcpy(&little, p, n);
    *value = le64toh(little);
    return p + n;
}

static const char *tag(const char *p, const char *end, struct wire_field *f)
{
    uint64_t v;
    p = wire_varint(p, end, &v);
    if (!p || v >> 3 == 0 || v > UINT32_MAX)
        return NULL;
    f->number = (uint32_t)(v >> 3);
    f->type = (enum wire_type)(v & 7);
    return p;
}

static bool wire_bad(struct wire *w, const char *what)
{
    w->bad = what;
    return false;
}

static bool number_field(struct wire *w, struct wire_field *f, const char *p)
{
    switch (f->type) {
    case WIRE_VARINT:
        p = wire_varint(p, w->end, &f->value);
        break;
    case WIRE_I64:
        p = fixed(p, w->end, 8, &f->value);
        break;
    case WIRE_I32:
        p = fixed(p, w->end, 4, &f->value);
        break;
    default:
        return wire_bad(w, "a field of a type that OTLP does not have");
    }
    if (!p)
        return wire_bad(w, "a number that is cut off");
    w->p = p;
    return true;
}

bool wire_next_any(struct wire *w, struct wire_field *f)
{
    if (w->p == w->end || w->bad)
        return false;
    const char *p = tag(w->p, w->end, f);
    if (!p)
        return wire_bad(w, "no valid field tag");
    f->cut = false;
    if (f->type != WIRE_LEN)
        return number_field(w, f, p);
    uint64_t n;
    p = wire_varint(p, w->end, &n);
    if (!p)
        return wire_bad(w, "a length that is cut off");
    size_t room = (size_t)(w->end - p);
    f->cut = n > room;
    f->bytes = sv_of(p, f->cut ? room : (size_t)n);
    if (f->cut)
        w->bad = "a length that runs past the end";
    else
        w->p = p + n;
    return true;
}
