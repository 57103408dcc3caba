#ifndef SPANVET_IO_JDOC_H
#define SPANVET_IO_JDOC_H
/*
 * JSON documents through jansson, for the formats whose files are small: Jaeger, Zipkin, SDK
 * dumps, span rows, Langfuse, LangSmith, OpenAI Agents.
 *
 * The outer levels of an input are walked as bytes and only the objects that stand in a format's
 * lists, one span each, become jansson values. So every span has its place, damage costs nothing
 * that stands before it, and no more than one span is in memory at a time.
 *
 * What jansson cannot hold is kept: a number beyond int64 or double is its text (jdoc_number_text
 * tells it from a string), a byte that is not UTF-8 is U+FFFD with a defect. Of members with the
 * same name the last one counts.
 */
#include "core/build.h"
#include "io/json_items.h"
#include "core/when.h"

#include <jansson.h>

/* ---- documents ---- */

/* One value that is no container. Everything is borrowed and valid during the call. */
struct jdoc_item {
    json_t *value;
    const json_t *owner; /* the container it stands in, without its lists; NULL at top level */
    const char *list;    /* the name of the list it stands in; "" at top level */
    uint32_t list_no;    /* tells the lists of an input apart: counts from 1 */
    uint64_t place;      /* its offset */
};

typedef void jdoc_each_fn(struct build *b, const struct jdoc_item *item, void *ctx);

/* Hands over every item of the source, in order. Makes the documents of the builder. A damaged
 * value gets a build_diagnostic; what is complete in it before the damage is still handed over. */
void jdoc_each(struct build *b, struct source *src, const struct json_shape *shape,
               jdoc_each_fn *each, void *ctx);

/* Records that the item holds no span of this format. */
void jdoc_no_span(struct build *b, struct source *src, const struct jdoc_item *item,
                  const char *what);

/* The value of a JSON text, or NULL when it is none or nested too deep; then *error_at (may be
 * NULL) says where. The caller owns it. */
json_t *jdoc_load(struct build *b, struct sv text, uint64_t place, size_t *error_at);

/* ---- members ---- */

/* The first of the names (NULL-terminated list) that the object has with a value other than null,
 * or NULL. `object` may be NULL or no object. */
json_t *jdoc_get(const json_t *object, const char *const *names);
#define JDOC_GET(object, ...) jdoc_get((object), (const char *const[]){__VA_ARGS__, NULL})

/* A string, or a number or boolean as text in `tmp`; empty for anything else. */
struct sv jdoc_text(const json_t *value, char tmp[static 40]);
/* The bytes of a string; empty for anything else. */
struct sv jdoc_string(const json_t *value);
/* The text of a number that jansson cannot hold; empty for anything else. */
struct sv jdoc_number_text(const json_t *value);

/* ---- times and ids ---- */

/* Nanoseconds since 1970 from any spelling: a number (also as text) of `unit` (io/when.h), an ISO
 * 8601 text, a [seconds, nanoseconds] pair, {seconds, nanos}, or a {low, high} pair of `unit`. */
struct when jdoc_time(const json_t *value, uint64_t unit);
/* A length of time: a number of `unit`, "5000ns", "PT1.2S", or a pair as above. */
struct when jdoc_length(const json_t *value, uint64_t unit);

/* An id of 16 (trace) or 8 (span) bytes from what io/ids.h reads, hex with its leading zeros left
 * out, an integer, or a {"type":"Buffer"} object; anything else is opaque. */
struct raw_id jdoc_trace_id(struct build *b, const json_t *value);
struct raw_id jdoc_span_id(struct build *b, const json_t *value);
struct raw_id jdoc_id_text(struct build *b, struct sv text, size_t size);

/* ---- parts of a span ---- */

/* Each sets its fields of `h` and the flag that goes with them. An absent value (NULL, null) sets
 * nothing; what cannot be read is a defect. The length counts only when there is a start and no
 * end. */
void jdoc_name(struct build *b, struct span_head *h, const json_t *value);
void jdoc_start(struct build *b, struct span_head *h, const json_t *value, uint64_t unit);
void jdoc_end(struct build *b, struct span_head *h, const json_t *value, uint64_t unit);
void jdoc_end_after(struct build *b, struct span_head *h, const json_t *length, uint64_t unit);

/* Kind and status from any spelling: the number of OTLP, or a name with or without its prefix, in
 * either case. */
uint8_t jdoc_kind(struct build *b, const json_t *value, uint64_t place);
uint8_t jdoc_status(struct build *b, const json_t *value, uint64_t place);

/* An event; one without a time that can be read has a defect. */
void jdoc_event(struct build *b, struct span_head *h, const json_t *name, const json_t *time,
                uint64_t unit, struct attr_range attrs);
void jdoc_link(struct build *b, struct span_head *h, struct raw_id trace_id, struct raw_id span_id,
               const json_t *trace_state, struct attr_range attrs);

/* An array or object that holds nothing, which is how platforms write that there is no value. */
bool jdoc_is_empty(const json_t *value);

/* A plain JSON value as an attribute. NULL and null are absent and not recorded; arrays and
 * objects take the canonical text of core/store.h. */
void jdoc_attr(struct build *b, struct sv key, const json_t *value);
/* The same, but arrays and objects become their compact JSON text. */
void jdoc_attr_json(struct build *b, struct sv key, const json_t *value);
/* A string in lower case, for names of kinds that a platform's export spells in upper case. */
void jdoc_attr_lower(struct build *b, struct sv key, const json_t *value);
/* Every member of an object as an attribute, its name behind `prefix`, except the names of `not`
 * (NULL-terminated, may be NULL). Empty arrays and objects are left out when there is a prefix. */
void jdoc_attrs(struct build *b, const json_t *object, const char *prefix,
                const char *const *not);

/* Does the list begun at `mark` have an attribute of this name? For formats that say a thing in two
 * places; takes time in proportion to the list. */
bool jdoc_has_attr(const struct build *b, uint32_t mark, struct sv key);

/* ---- resources and scopes ---- */

/* The scope row for a resource (a plain map) and a scope ({name, version, attributes}), either of
 * which may be NULL: the one made before when both are equal to a recent one. NO_ROW when both
 * are absent. To be called before the span's own attributes are begun. The zero value is empty. */
struct jdoc_scopes {
    struct {
        json_t *resource, *scope;
        uint32_t row;
    } recent[8];
    uint32_t n; /* scopes made so far */
};

uint32_t jdoc_scope(struct build *b, struct jdoc_scopes *c, json_t *resource, json_t *scope);
void jdoc_scopes_release(struct jdoc_scopes *c);

#endif
