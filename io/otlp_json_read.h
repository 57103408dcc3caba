#ifndef SPANVET_IO_OTLP_JSON_READ_H
#define SPANVET_IO_OTLP_JSON_READ_H
/*
 * What the parts of the OTLP JSON reader share. Each function takes the position of a value and
 * returns the position behind it, or NULL at damage (io/cursor.h). `null` is an absent value
 * everywhere.
 */
#include "core/build.h"
#include "io/cursor.h"

struct nest_frame;

struct nest_frames {
    struct nest_frame *v;
    size_t n, cap;
};

struct otlp_json {
    struct cursor c; /* first: the cursor's callbacks get a pointer to it */
    struct build *b;
    uint64_t base;         /* offset of c.start in the input */
    uint32_t row;          /* the span being read, or NO_ROW */
    struct buf value;      /* canonical text of a nested value */
    struct nest_frames frames; /* what is open while it is read */
    uint32_t nest_depth;       /* arrays and lists among them */
    struct buf bytes;      /* decoded base64 */
};

static inline struct otlp_json *otlp_of(struct cursor *c)
{
    return (struct otlp_json *)(void *)c;
}

static inline uint64_t otlp_place(const struct otlp_json *o, const char *p)
{
    return o->base + (uint64_t)(p - o->c.start);
}

/* `key` is one of the two spellings of a member. */
#define OTLP_IS(key, camel, snake) (sv_eq((key), SV(camel)) || sv_eq((key), SV(snake)))

static inline bool cursor_at_null(const char *p)
{
    return *p == 'n' && memcmp(p, "null", 4) == 0;
}

/* ---- otlp_json_scalar.c ---- */

/* Records a member of the wrong type and skips it. */
const char *otlp_wrong_type(struct otlp_json *o, const char *p);

/* An object or an array; null is absent, and any other type is recorded and skipped. */
CURSOR_INLINE const char *otlp_object(struct otlp_json *o, const char *p, cursor_member_fn *each,
                                      void *ctx)
{
    if (LIKELY(*p == '{'))
        return cursor_members(&o->c, p, each, ctx);
    return cursor_at_null(p) ? p + 4 : otlp_wrong_type(o, p);
}

CURSOR_INLINE const char *otlp_array(struct otlp_json *o, const char *p, cursor_element_fn *each,
                                     void *ctx)
{
    if (LIKELY(*p == '['))
        return cursor_elements(&o->c, p, each, ctx);
    return cursor_at_null(p) ? p + 4 : otlp_wrong_type(o, p);
}

/* The symbol of a string. */
const char *otlp_sym(struct otlp_json *o, const char *p, sym *out);

/* A 64-bit integer as string, number or {low, high, unsigned}: `*text` holds its decimal digits,
 * valid until the next string is read; empty when the value is absent. */
const char *otlp_int_text(struct otlp_json *o, const char *p, struct sv *text);

/* A time; `*has` is false and `defect` recorded unless it is an unsigned integer. */
const char *otlp_time(struct otlp_json *o, const char *p, enum defect_kind defect, uint64_t *out,
                      bool *has);

/* A small unsigned integer (flags, dropped counts); anything else is a defect and 0. */
const char *otlp_u32(struct otlp_json *o, const char *p, uint32_t *out);

/* An id of `size` bytes (16 or 8). */
const char *otlp_id(struct otlp_json *o, const char *p, size_t size, enum defect_kind defect,
                    struct raw_id *out);

/* ---- otlp_json_value.c ---- */

/* A list of KeyValue, appended to the store's attributes. */
const char *otlp_attributes(struct otlp_json *o, const char *p, struct attr_range *out);

/* ---- otlp_json_nested.c ---- */

/* The object of an arrayValue or kvlistValue (`type`), of any depth, as canonical text in
 * o->value. `*depth_ok` becomes false when it is nested deeper than VALUE_DEPTH_MAX levels; then
 * it is only skipped. */
const char *otlp_nested(struct otlp_json *o, const char *p, enum value_type type, bool *depth_ok);

/* ---- otlp_json_span.c ---- */

/* One element of a `spans` array. */
const char *otlp_span(struct otlp_json *o, const char *p, uint32_t scope);

#endif
