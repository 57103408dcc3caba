#include "writer.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define COUNT_OF(array) (sizeof(array) / sizeof(array)[0])

/* What a format puts around the batches of a file, and how it writes the parts of a batch. */
struct writer_format {
    const char *name, *before, *between, *after;
    void (*open)(struct writer *w);
    void (*span)(struct writer *w, const struct span *span);
    void (*close)(struct writer *w);
};

static const char SCOPE_NAME[] = "voice-agent", SCOPE_VERSION[] = "1.4.2";

static const struct attr RESOURCE[] = {
    {.key = "service.name", .string = "booking-agent"},
    {.key = "service.namespace", .string = "voice"},
    {.key = "service.version", .string = "2025.6.1"},
    {.key = "service.instance.id", .string = "booking-agent-7c9f"},
    {.key = "deployment.environment.name", .string = "staging"},
    {.key = "telemetry.sdk.language", .string = "python"},
    {.key = "telemetry.sdk.name", .string = "opentelemetry"},
    {.key = "telemetry.sdk.version", .string = "1.34.0"},
    {.key = "agent.name", .string = "booking"},
    {.key = "agent.provider", .string = "in-house"},
};

static void stop(const char *why)
{
    fprintf(stderr, "writer: %s\n", why);
    exit(2);
}

/* ---- spans ---- */

static void add(struct span *span, struct attr attr)
{
    if (span->attr_count == SPAN_MAX_ATTRS)
        stop("a span has more than SPAN_MAX_ATTRS attributes");
    span->attrs[span->attr_count++] = attr;
}

void span_add_string(struct span *span, const char *key, const char *value)
{
    add(span, (struct attr){.key = key, .type = ATTR_STRING, .string = value});
}

void span_add_int(struct span *span, const char *key, uint64_t value)
{
    add(span, (struct attr){.key = key, .type = ATTR_INT, .integer = value});
}

void span_add_double(struct span *span, const char *key, double value)
{
    add(span, (struct attr){.key = key, .type = ATTR_DOUBLE, .number = value});
}

/* ---- bytes ---- */

static void put(struct writer *w, const void *data, size_t size)
{
    if (size > sizeof w->data - w->size)
        stop("a batch is larger than WRITER_BATCH_BYTES");
    memcpy(w->data + w->size, data, size);
    w->size += size;
}

static void put_text(struct writer *w, const char *text)
{
    put(w, text, strlen(text));
}

static void put_decimal(struct writer *w, uint64_t value)
{
    char digits[20];
    size_t at = sizeof digits;
    do {
        digits[--at] = (char)('0' + value % 10);
        value /= 10;
    } while (value);
    put(w, digits + at, sizeof digits - at);
}

static void put_hex(struct writer *w, uint64_t value)
{
    char digits[16];
    for (size_t i = sizeof digits; i-- > 0; value >>= 4)
        digits[i] = "0123456789abcdef"[value & 15];
    put(w, digits, sizeof digits);
}

/* The fewest of 15 to 17 digits that read back as the same number, as the SDKs print it. */
static void put_double(struct writer *w, double value)
{
    char digits[32];
    for (int precision = 15; precision <= 17; precision++) {
        snprintf(digits, sizeof digits, "%.*g", precision, value);
        if (strtod(digits, NULL) == value)
            break;
    }
    put_text(w, digits);
}

/* ---- OTLP JSON ---- */

static void json_string(struct writer *w, const char *text)
{
    put(w, "\"", 1);
    for (size_t plain; *text; text += plain) {
        plain = strcspn(text, "\"\\");
        put(w, text, plain);
        if (text[plain]) {
            const char escape[2] = {'\\', text[plain++]};
            put(w, escape, sizeof escape);
        }
    }
    put(w, "\"", 1);
}

static void json_value(struct writer *w, const struct attr *attr)
{
    if (attr->type == ATTR_STRING) {
        put_text(w, "{\"stringValue\":");
        json_string(w, attr->string);
    } else if (attr->type == ATTR_INT) {
        put_text(w, "{\"intValue\":\"");
        put_decimal(w, attr->integer);
        put_text(w, "\"");
    } else {
        put_text(w, "{\"doubleValue\":");
        put_double(w, attr->number);
    }
    put_text(w, "}");
}

static void json_attrs(struct writer *w, const struct attr *attrs, size_t count)
{
    put_text(w, "\"attributes\":[");
    for (size_t i = 0; i < count; i++) {
        put_text(w, i ? ",{\"key\":" : "{\"key\":");
        json_string(w, attrs[i].key);
        put_text(w, ",\"value\":");
        json_value(w, &attrs[i]);
        put_text(w, "}");
    }
    put_text(w, "]");
}

static void json_events(struct writer *w, const struct event *events, size_t count)
{
    if (!count)
        return;
    put_text(w, ",\"events\":[");
    for (size_t i = 0; i < count; i++) {
        put_text(w, i ? ",{\"timeUnixNano\":\"" : "{\"timeUnixNano\":\"");
        put_decimal(w, events[i].time);
        put_text(w, "\",\"name\":");
        json_string(w, events[i].name);
        put_text(w, "}");
    }
    put_text(w, "]");
}

static void json_status(struct writer *w, const struct span *span)
{
    put_text(w, ",\"status\":{");
    if (span->message) {
        put_text(w, "\"message\":");
        json_string(w, span->message);
        put_text(w, ",");
    }
    if (span->status != STATUS_UNSET) {
        put_text(w, "\"code\":");
        put_decimal(w, (uint64_t)span->status);
    }
    put_text(w, "}}");
}

static void json_ids(struct writer *w, const struct span *span)
{
    put_text(w, "{\"traceId\":\"");
    put_hex(w, span->trace_id[0]);
    put_hex(w, span->trace_id[1]);
    put_text(w, "\",\"spanId\":\"");
    put_hex(w, span->id);
    put_text(w, "\",\"parentSpanId\":\"");
    if (span->parent)
        put_hex(w, span->parent);
    put_text(w, "\"");
}

static void json_span(struct writer *w, const struct span *span)
{
        if (w->spans)
        put_text(w, ",");
    json_ids(w, span);
    put_text(w, ",\"name\":");
    json_string(w, span->name);
    put_text(w, ",\"kind\":");
    put_decimal(w, (uint64_t)span->kind);
    put_text(w, ",\"startTimeUnixNano\":\"");
    put_decimal(w, span->start);
    put_text(w, "\",\"endTimeUnixNano\":\"");
    put_decimal(w, span->end);
    put_text(w, "\",");
    json_attrs(w, span->attrs, span->attr_count);
    json_events(w, span->events, span->event_count);
    json_status(w, span);
}

/* ---- OTLP protobuf: a tag is field << 3 | wire type ---- */

enum { VARINT = 0, FIXED64 = 1, BYTES = 2 };

static void pb_varint(struct writer *w, uint64_t value)
{
    unsigned char bytes[10];
    size_t size = 0;
    for (; value >= 0x80; value >>= 7)
        bytes[size++] = (unsigned char)(value | 0x80);
    bytes[size++] = (unsigned char)value;
    put(w, bytes, size);
}

static void pb_number(struct writer *w, unsigned field, uint64_t value)
{
    pb_varint(w, field << 3 | VARINT);
    pb_varint(w, value);
}

static void pb_fixed(struct writer *w, unsigned field, uint64_t value)
{
    unsigned char bytes[8];
    for (size_t i = 0; i < sizeof bytes; i++)
        bytes[i] = (unsigned char)(value >> 8 * i);
    pb_varint(w, field << 3 | FIXED64);
    put(w, bytes, sizeof bytes);
}

static void pb_string(struct writer *w, unsigned field, const char *text)
{
    pb_varint(w, field << 3 | BYTES);
    pb_varint(w, strlen(text));
    put_text(w, text);
}

static void pb_id(struct writer *w, unsigned field, const uint64_t *words, size_t count)
{
    pb_varint(w, field << 3 | BYTES);
    pb_varint(w, 8 * count);
    for (size_t i = 0; i < 8 * count; i++)
        put(w, &(unsigned char){(unsigned char)(words[i / 8] >> (56 - 8 * (i % 8)))}, 1);
}

/* Opens a message inside; its length is put before it when pb_close() knows it. */
static size_t pb_open(struct writer *w, unsigned field)
{
    pb_varint(w, field << 3 | BYTES);
    return w->size;
}

static void pb_close(struct writer *w, size_t mark)
{
    size_t body = w->size - mark;
    pb_varint(w, body);
    size_t prefix = w->size - mark - body;
    unsigned char length[10];
    memcpy(length, w->data + mark + body, prefix);
    memmove(w->data + mark + prefix, w->data + mark, body);
    memcpy(w->data + mark, length, prefix);
}

static void pb_attr(struct writer *w, unsigned field, const struct attr *attr)
{
    size_t pair = pb_open(w, field);
    pb_string(w, 1, attr->key);
    size_t value = pb_open(w, 2);
    if (attr->type == ATTR_STRING) {
        pb_string(w, 1, attr->string);
    } else if (attr->type == ATTR_INT) {
        pb_number(w, 3, attr->integer);
    } else {
        uint64_t bits;
        memcpy(&bits, &attr->number, sizeof bits);
        pb_fixed(w, 4, bits);
    }
    pb_close(w, value);
    pb_close(w, pair);
}

static void pb_event(struct writer *w, const struct event *event)
{
    size_t mark = pb_open(w, 11);
    pb_fixed(w, 1, event->time);
    pb_string(w, 2, event->name);
    pb_close(w, mark);
}

static void pb_status(struct writer *w, const struct span *span)
{
    size_t mark = pb_open(w, 15);
    if (span->message)
        pb_string(w, 2, span->message);
    if (span->status != STATUS_UNSET)
        pb_number(w, 3, (uint64_t)span->status);
    pb_close(w, mark);
}

static void pb_span(struct writer *w, const struct span *span)
{
        size_t mark = pb_open(w, 2);
    pb_id(w, 1, span->trace_id, 2);
    pb_id(w, 2, &span->id, 1);
    if (span->parent)
        pb_id(w, 4, &span->parent, 1);
    pb_string(w, 5, span->name);
    pb_number(w, 6, (uint64_t)span->kind);
    pb_fixed(w, 7, span->start);
    pb_fixed(w, 8, span->end);
    for (size_t i = 0; i < span->attr_count; i++)
        pb_attr(w, 9, &span->attrs[i]);
    for (size_t i = 0; i < span->event_count; i++)
        pb_event(w, &span->events[i]);
    pb_status(w, span);
    pb_close(w, mark);
}

/* ---- batches ---- */

static void json_open(struct writer *w)
{
    put_text(w, "{\"resource\":{");
    json_attrs(w, RESOURCE, COUNT_OF(RESOURCE));
    put_text(w, "},\"scopeSpans\":[{\"scope\":{\"name\":");
    json_string(w, SCOPE_NAME);
    put_text(w, ",\"version\":");
    json_string(w, SCOPE_VERSION);
    put_text(w, "},\"spans\":[");
}

static void json_close(struct writer *w)
{
    put_text(w, "]}]}");
}

static void pb_open_batch(struct writer *w)
{
    w->resource_mark = pb_open(w, 1);
    size_t resource = pb_open(w, 1);
    for (size_t i = 0; i < COUNT_OF(RESOURCE); i++)
        pb_attr(w, 1, &RESOURCE[i]);
    pb_close(w, resource);
    w->scope_mark = pb_open(w, 2);
    size_t scope = pb_open(w, 1);
    pb_string(w, 1, SCOPE_NAME);
    pb_string(w, 2, SCOPE_VERSION);
    pb_close(w, scope);
}

static void pb_close_batch(struct writer *w)
{
    pb_close(w, w->scope_mark);
    pb_close(w, w->resource_mark);
}

static const struct writer_format FORMATS[] = {
    {"json", "{\"resourceSpans\":[", ",", "]}", json_open, json_span, json_close},
    {"jsonl", "{\"resourceSpans\":[", "]}\n{\"resourceSpans\":[", "]}\n",
     json_open, json_span, json_close},
    {"pb", "", "", "", pb_open_batch, pb_span, pb_close_batch},
};

const struct writer_format *writer_format_named(const char *name)
{
    for (size_t i = 0; i < COUNT_OF(FORMATS); i++)
        if (!strcmp(FORMATS[i].name, name))
            return &FORMATS[i];
    return NULL;
}

void writer_span(struct writer *w, const struct span *span)
{
    if (!w->spans)
        w->format->open(w);
    w->format->span(w, span);
    w->spans++;
}

void writer_flush(struct writer *w)
{
    if (!w->spans)
        return;
    w->format->close(w);
    fputs(w->batches++ ? w->format->between : w->format->before, stdout);
    fwrite(w->data, 1, w->size, stdout);
    w->size = w->spans = 0;
}

bool writer_finish(struct writer *w)
{
    writer_flush(w);
    fputs(w->format->after, stdout);
    return !fflush(stdout) && !ferror(stdout);
}
