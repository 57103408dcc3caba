#include "io/any_text.h"

#include <inttypes.h>
#include <math.h>

#include "core/base64.h"

void any_text_string(struct buf *b, struct sv s)
{
    buf_addz(b, "{\"stringValue\":");
    buf_json(b, s);
    buf_addc(b, '}');
}

void any_text_bool(struct buf *b, bool v)
{
    buf_addz(b, v ? "{\"boolValue\":true}" : "{\"boolValue\":false}");
}

void any_text_int(struct buf *b, int64_t v)
{
    buf_fmt(b, "{\"intValue\":\"%" PRId64 "\"}", v);
}

void any_text_double(struct buf *b, double v)
{
    buf_addz(b, "{\"doubleValue\":");
    if (isfinite(v))
        buf_json_f64(b, v);
    else
        buf_addz(b, isnan(v) ? "\"NaN\"" : v > 0 ? "\"Infinity\"" : "\"-Infinity\"");
    buf_addc(b, '}');
}

void any_text_bytes(struct buf *b, struct sv bytes)
{
    buf_addz(b, "{\"bytesValue\":\"");
    base64_encode(b, bytes);
    buf_addz(b, "\"}");
}

void any_text_empty(struct buf *b)
{
    buf_addz(b, "{}");
}

void any_text_open(struct buf *b, bool is_list)
{
    buf_addz(b, is_list ? "{\"kvlistValue\":{\"values\":[" : "{\"arrayValue\":{\"values\":[");
}

void any_text_key(struct buf *b, struct sv key)
{
    buf_addz(b, "{\"key\":");
    buf_json(b, key);
    buf_addz(b, ",\"value\":");
}

void any_text_close(struct buf *b)
{
    buf_addz(b, "]}}");
}
