#include "tests/lib/odd_traces.h"

#define PICK(d, list) ((list)[dice_roll((d), ARRAY_LEN(list))])

/* ---- texts ---- */

static const char *const names[] = {
    "conversation", "turn", "user_turn", "agent_turn", "stt", "llm", "tts", "llm_tool_call", "vad",
    "tool", "transport.recv_audio", "transport.send_audio", "pipeline.frame", "session", "node",
    "on_enter", "stt_provider_call", "llm_request", "execute_tool lookup", "chat gpt", "marker",
    "", " ", "a", "x\ty", "line\nbreak", "\x1b[31mred", "nul-like \x01\x02\x7f", "raw \xff\xfe\x80",
    "half \xe2\x82", "通话 转写", "日本語のスパン名はとても長い", "😀 call 📞", "é combining e\xcc\x81",
    "\xe2\x80\xae right to left", "zero\xe2\x80\x8bwidth", "👩‍👩‍👧‍👦 family", "٣٤٥ عربي",
    "%s %d %n", "\"quoted\" \\ back", "<b>html</b>", "a/b/c?d=e&f", "ｆｕｌｌｗｉｄｔｈ",
};
static const char *const keys[] = {
    "metrics.ttfb", "turn.number", "turn.speaker", "transcript", "llm.model", "tool.name",
    "gen_ai.usage.input_tokens", "gen_ai.request.model", "gen_ai.operation.name", "input", "output",
    "stt.provider", "tts.voice_id", "finish_reason", "provider_type", "conversation.id",
    "coval.simulation_id", "audio.duration_ms", "confidence", "interrupted", "http.status_code",
    "user.email", "api_key", "authorization", "", "键", "k\n",
    "very.long.key.key.key.key.key.key.key.key.key.key.key.key.key.key.key.key.key.key.key.key.key",
    "trace.timing", "state.from", "state.to", "node.name", "lk.function_tool.name",
};
static const char *const texts[] = {
    "", "user", "assistant", "gpt-4o-mini", "hello, how can I help you", "lookup_order", "ok",
    "metadata_marker", "true", "12.5", "会話", "📞📞📞", "a\nb\nc", "\x07 bell", "stop", "error",
    "https://example.com/v1?q=1", "someone@example.com", "+1 415 555 0134", "null", "[1,2]",
};

/* What looks like a secret, never as one word in this file. */
static void secret_add(struct buf *b, struct dice *d)
{
    buf_addz(b, dice_once_in(d, 2) ? "Bearer " : "");
    buf_addz(b, "sk");
    buf_addz(b, "-proj-");
    for (int i = 0; i < 40; i++)
        buf_addc(b, "abcdefghijkmnopqrstuvwxyzABCDEFGH0123456789"[dice_roll(d, 43)]);
}

/* In quotes; bytes beyond ASCII go as they are, however broken. */
static void string_put(struct buf *b, struct sv s)
{
    buf_addc(b, '"');
    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];
        if (c < ' ' || c == '"' || c == '\\' || c == 0x7f)
            buf_fmt(b, "\\u%04x", c);
        else
            buf_addc(b, s.p[i]);
    }
    buf_addc(b, '"');
}

static void text_put(struct buf *b, struct dice *d, const char *text)
{
    struct buf s = {0};
    uint32_t repeat = dice_once_in(d, 40) ? 1 + dice_roll(d, 2000) : 1;
    for (uint32_t i = 0; i < repeat; i++)
        buf_addz(&s, text);
    if (dice_once_in(d, 30))
        secret_add(&s, d);
    string_put(b, buf_sv(&s));
    buf_release(&s);
}

/* ---- values ---- */

static void value_put(struct buf *b, struct dice *d)
{
    static const char *const odd[] = {
        "{\"intValue\":\"9223372036854775807\"}", "{\"intValue\":\"-1\"}", "{\"intValue\":0}",
        "{\"doubleValue\":1e308}", "{\"doubleValue\":-0.0}", "{\"doubleValue\":\"NaN\"}",
        "{\"doubleValue\":\"Infinity\"}", "{\"bytesValue\":\"AAEC\"}", "{\"arrayValue\":{}}",
        "{\"kvlistValue\":{\"values\":[{\"key\":\"a\",\"value\":{\"stringValue\":\"b\"}}]}}",
        "{\"arrayValue\":{\"values\":[{\"intValue\":\"1\"},{\"stringValue\":\"two\"},{}]}}", "{}",
        "{\"boolValue\":true}", "{\"boolValue\":false}",
    };
    switch (dice_roll(d, 4)) {
    case 0:
        buf_fmt(b, "{\"doubleValue\":%u.%03u}", dice_roll(d, 4), dice_roll(d, 1000));
        break;
    case 1:
        buf_fmt(b, "{\"intValue\":\"%u\"}", dice_roll(d, 2000));
        break;
    case 2:
        buf_addz(b, PICK(d, odd));
        break;
    default:
        buf_addz(b, "{\"stringValue\":");
        text_put(b, d, PICK(d, texts));
        buf_addc(b, '}');
    }
}

static void attributes_put(struct buf *b, struct dice *d, uint32_t most)
{
    uint32_t n = dice_roll(d, most);
    buf_addz(b, ",\"attributes\":[");
    for (uint32_t i = 0; i < n; i++) {
        buf_addz(b, i ? ",{\"key\":" : "{\"key\":");
        buf_json(b, sv_from_c(PICK(d, keys)));
        buf_addz(b, ",\"value\":");
        value_put(b, d);
        buf_addc(b, '}');
    }
    buf_addc(b, ']');
}

/* ---- spans ---- */

enum shape { TREE, CHAIN, FLAT, CYCLE, ORPHANS, ANYTHING, SHAPES };

struct odd {
    struct buf *b;
    struct dice *d;
    enum shape shape;
    uint32_t trace, n;
    bool zero_length;
};

/* The number of the parent; 0 = none. Numbers count from 1. */
static uint32_t parent_of(const struct odd *o, uint32_t i)
{
    switch (o->shape) {
    case TREE:
        return i > 1 ? 1 + dice_roll(o->d, i - 1) : 0;
    case CHAIN:
        return i - 1;
    case FLAT:
        return i > 1;
    case CYCLE:
        return i > 1 ? i - 1 : o->n;
    case ORPHANS:
        return dice_once_in(o->d, 3) ? i - 1 : 100000 + i;
    default:
        return dice_roll(o->d, o->n + 3);
    }
}

static void times_put(const struct odd *o, uint32_t i)
{
    static const char *const odd[] = {
        ",\"startTimeUnixNano\":\"0\",\"endTimeUnixNano\":\"0\"",
        ",\"startTimeUnixNano\":\"18446744073709551615\"",
        ",\"endTimeUnixNano\":\"1738000000500000000\"",
        (",\"startTimeUnixNano\":\"1738000002000000000\","
         "\"endTimeUnixNano\":\"1738000001000000000\""),
        ",\"startTimeUnixNano\":\"1\",\"endTimeUnixNano\":\"18446744073709551615\"",
        "",
    };
    if (o->zero_length || !dice_once_in(o->d, 10)) {
        uint64_t start = UINT64_C(1738000000000000000);
        uint64_t length = o->zero_length ? 0 : (uint64_t)dice_roll(o->d, 4000) * 250000;
        start += o->zero_length ? 0 : (uint64_t)i * 20000000 + dice_roll(o->d, 50000) * 1000;
        buf_fmt(o->b, ",\"startTimeUnixNano\":\"%llu\",\"endTimeUnixNano\":\"%llu\"",
                (unsigned long long)start, (unsigned long long)(start + length));
        return;
    }
    buf_addz(o->b, PICK(o->d, odd));
}

static void events_put(const struct odd *o)
{
    buf_addz(o->b, ",\"events\":[{\"name\":");
    text_put(o->b, o->d, dice_once_in(o->d, 2) ? "exception" : PICK(o->d, names));
    buf_fmt(o->b, ",\"timeUnixNano\":\"%llu\"",
            (unsigned long long)(UINT64_C(1738000000000000000) + dice_roll(o->d, 60000) * 100000));
    attributes_put(o->b, o->d, 3);
    buf_addz(o->b, "}],\"links\":[{\"traceId\":\"0000000000000000000000000000000a\",\"spanId\":"
                   "\"00000000000000aa\"}]");
}

static void span_put(const struct odd *o, uint32_t i)
{
    uint32_t parent = parent_of(o, i);
    /* some repeat the id of another */
    uint32_t id = dice_once_in(o->d, 25) ? 1 + dice_roll(o->d, o->n) : i;
    buf_fmt(o->b, "{\"traceId\":\"%032x\",\"spanId\":\"%016x\",\"name\":", o->trace, id);
    text_put(o->b, o->d, PICK(o->d, names));
    if (parent)
        buf_fmt(o->b, ",\"parentSpanId\":\"%016x\"", parent);
    buf_fmt(o->b, ",\"kind\":%u", dice_roll(o->d, 7));
    times_put(o, i);
    attributes_put(o->b, o->d, 8);
    if (dice_once_in(o->d, 8))
        events_put(o);
    if (dice_once_in(o->d, 6)) {
        buf_addz(o->b, ",\"status\":{\"code\":2,\"message\":");
        text_put(o->b, o->d, PICK(o->d, texts));
        buf_addc(o->b, '}');
    }
    buf_addc(o->b, '}');
}

static void trace_put(struct buf *b, struct dice *d, uint32_t trace)
{
    struct odd o = {.b = b, .d = d, .trace = trace, .shape = dice_roll(d, SHAPES)};
    o.n = dice_once_in(d, 8) ? 1 : dice_once_in(d, 30) ? 400 : 1 + dice_roll(d, 40);
    o.zero_length = dice_once_in(d, 12);
    for (uint32_t i = 1; i <= o.n; i++) {
        span_put(&o, i);
        if (i < o.n)
            buf_addc(b, ',');
    }
}

void odd_traces(struct buf *b, struct dice *d)
{
    uint32_t n = dice_roll(d, 6);
    buf_addz(b, "{\"resourceSpans\":[");
    for (uint32_t i = 0; i < n; i++) {
        buf_addz(b, i ? ",{\"resource\":{\"x\":0" : "{\"resource\":{\"x\":0");
        attributes_put(b, d, 4);
        buf_addz(b, "},\"scopeSpans\":[{\"scope\":{\"name\":");
        text_put(b, d, PICK(d, names));
        buf_addz(b, "},\"spans\":[");
        /* two parts of one trace now and then */
        trace_put(b, d, i && dice_once_in(d, 5) ? i : i + 1);
        buf_addz(b, "]}]}");
    }
    buf_addz(b, "]}");
}
