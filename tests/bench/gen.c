/*
 * gen: writes voice-agent calls as OpenTelemetry traces, to measure with.
 *
 *     gen SPANS json|jsonl|pb > FILE
 *
 * json   one ExportTraceServiceRequest as one JSON document
 * jsonl  one request a line, as the Collector's file exporter writes them
 * pb     one ExportTraceServiceRequest as protobuf
 *
 * The same SPANS give the same spans in every format, always. The last call is finished, so a
 * few dozen spans more than SPANS are written. Standard error gets one JSON object with the
 * numbers that a linter must find: spans, traces, and the calls with each planted problem.
 *
 * A call is one trace: `conversation` over turns, a turn over stt, llm and tts, spans in the
 * order of their ends as the SDKs export them (so children come before their parent). Calls are
 * gathered in batches of about 512 spans. About 2 % of them have one of four problems
 * (enum plant), all others are clean.
 */
#include "writer.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

enum { BATCH_SPANS = 512, TEXT = 256 };

#define MS UINT64_C(1000000)
#define SECOND (1000 * MS)
#define FIRST_CALL (UINT64_C(1748736000) * SECOND)

#define COUNT_OF(array) (sizeof(array) / sizeof(array)[0])
#define PICK(g, array) ((array)[between(g, 0, COUNT_OF(array))])

enum plant { CLEAN, ORPHAN, DUPLICATE, CHUNK_NOISE, MISSING_TOKENS, PLANTS };

struct call {
    uint64_t trace_id[2], root, start, now;
    enum plant plant;
    unsigned tools, failures, turns;
    bool fallback;
};

struct gen {
    uint64_t random, spans, calls, planted[PLANTS];
    struct writer writer;
};

/*
 * Random numbers: xorshift64*, so that every machine makes the same data. C leaves the order of
 * operands and arguments open, so a statement below draws once.
 */
static uint64_t next_random(struct gen *g)
{
    g->random ^= g->random >> 12;
    g->random ^= g->random << 25;
    g->random ^= g->random >> 27;
    return g->random * UINT64_C(0x2545F4914F6CDD1D);
}

/* low <= result < high */
static uint64_t between(struct gen *g, uint64_t low, uint64_t high)
{
    return low + (next_random(g) >> 11) % (high - low);
}

static bool chance(struct gen *g, unsigned per_mille)
{
    return between(g, 0, 1000) < per_mille;
}

static uint64_t new_id(struct gen *g)
{
    return next_random(g) | 1;
}

/* ---- what people say ---- */

static const char *const OPENINGS[] = {
    "Hi there,", "Okay,", "Yes, please,", "Sorry,", "Actually,", "Good morning,", "Right, so",
    "Thank you,", "Well,", "Let me see,", "One moment,", "I understand,", "No problem,",
    "Perfect,", "Hello,", "Of course,", "Great question,", "Hm, I think", "Just to confirm,",
};
static const char *const SUBJECTS[] = {
    "I would like to move my booking", "we can offer you a table", "the technician will call you",
    "I don't see that order", "my card was charged twice", "your appointment is confirmed",
    "the parcel has not arrived yet", "I'd like to speak to someone about my bill",
    "you can cancel without a fee", "there is a small delay", "I need two more seats",
    "she said \"any day works\"", "the café in Zürich is fully booked", "we have sent the form",
    "my name is spelled with two Ls", "the insurance covers the tow truck",
};
static const char *const DETAILS[] = {
    " to Friday", " for the whole family", " near the main station", " as soon as possible",
    " because of the weather", " with a vegetarian menu", " on the first floor",
    " before the holidays", " if that is all right with you", " under the same account",
    " at the old address", " next to the window", " after the second reminder", "",
};
static const char *const ENDINGS[] = {
    ".", ", thanks.", ", is that possible?", ", please.", ", and that would be all for today.",
    "?", ", does that help?", ", let me check the calendar for you.", ", right?",
};

static void sentence(struct gen *g, char text[TEXT])
{
    const char *opening = PICK(g, OPENINGS);
    const char *subject = PICK(g, SUBJECTS);
    const char *detail = PICK(g, DETAILS);
    const char *ending = PICK(g, ENDINGS);
    if (chance(g, 300)) {
        unsigned quarters = (unsigned)between(g, 32, 84);
        snprintf(text, TEXT, "%s %s%s around %u:%02u%s", opening, subject, detail, quarters / 4,
                 quarters % 4 * 15, ending);
    } else {
        snprintf(text, TEXT, "%s %s%s%s", opening, subject, detail, ending);
    }
}

static uint64_t words(const char *text)
{
    uint64_t count = 1;
    for (; *text; text++)
        count += *text == ' ';
    return count;
}

/* ---- the spans of a call, from the leaves up ---- */

static struct span new_span(struct gen *g, const struct call *call, const char *name,
                            uint64_t parent)
{
    return (struct span){
        .trace_id = {call->trace_id[0], call->trace_id[1]}, .id = new_id(g), .parent = parent,
        .name = name, .kind = KIND_INTERNAL, .start = call->now,
    };
}

static void emit(struct gen *g, const struct span *span)
{
    writer_span(&g->writer, span);
    g->spans++;
}

static void pass(struct gen *g, struct call *call, uint64_t low_ms, uint64_t high_ms)
{
    call->now += between(g, low_ms * MS, high_ms * MS);
}

/* A length in seconds between two readings of a wall clock: 15 to 17 digits, as SDKs have it. */
static double clock_seconds(struct gen *g, uint64_t low_ms, uint64_t high_ms)
{
    const double ticks = 4194304; /* 1 over the step of a double that holds seconds since 1970 */
    return (double)between(g, low_ms * 4194, high_ms * 4194) / ticks;
}

static void fail(struct span *span, const char *type, const char *message)
{
    span->status = STATUS_ERROR;
    span->message = message;
    span_add_string(span, "error.type", type);
}

struct provider {
    const char *name, *span_name;
};

static const struct provider PROVIDERS[] = {
    {"deepgram", "stt.provider.deepgram"},
    {"google", "stt.provider.google"},
    {"assemblyai", "stt.provider.assemblyai"},
};

static void add_failed_attempt(struct gen *g, struct call *call, const struct provider *provider,
                               uint64_t stt)
{
    struct span span = new_span(g, call, provider->span_name, stt);
    span.kind = KIND_CLIENT;
    span_add_string(&span, "stt.providerName", provider->name);
    fail(&span, "timeout", "no answer from the recogniser");
    pass(g, call, 300, 900);
    span.end = call->now;
    emit(g, &span);
    call->fallback = true;
}

static void add_attempt(struct gen *g, struct call *call, const struct provider *provider,
                        uint64_t stt, double ttfb, double confidence)
{
    struct span span = new_span(g, call, provider->span_name, stt);
    span.kind = KIND_CLIENT;
    span_add_string(&span, "stt.providerName", provider->name);
    span_add_double(&span, "metrics.ttfb", ttfb);
    span_add_double(&span, "stt.confidence", confidence);
    call->now += (uint64_t)(ttfb * 1e9);
    pass(g, call, 40, 900);
    span.end = call->now;
    emit(g, &span);
}

static void add_stt(struct gen *g, struct call *call, uint64_t turn, const char *text)
{
    struct span span = new_span(g, call, "stt", turn);
    double ttfb = clock_seconds(g, 60, 420);
    double confidence = (double)between(g, 8400, 9999) / 10000;
    size_t provider = between(g, 0, COUNT_OF(PROVIDERS));
    pass(g, call, 1, 4);
    if (chance(g, 60)) {
        add_failed_attempt(g, call, &PROVIDERS[provider], span.id);
        provider = (provider + 1) % COUNT_OF(PROVIDERS);
    }
    add_attempt(g, call, &PROVIDERS[provider], span.id, ttfb, confidence);
    pass(g, call, 1, 3);
    span_add_string(&span, "transcript", text);
    span_add_double(&span, "metrics.ttfb", ttfb);
    span_add_double(&span, "stt.confidence", confidence);
    span.end = call->now;
    emit(g, &span);
    if (call->plant == DUPLICATE && call->turns == 0)
        emit(g, &span);
}

static void user_turn(struct gen *g, struct call *call)
{
    struct span turn = new_span(g, call, "turn.user", call->root);
    char text[TEXT];
    sentence(g, text);
    pass(g, call, 240 * words(text), 380 * words(text));
    add_stt(g, call, turn.id, text);
    span_add_string(&turn, "turn.role", "user");
    span_add_int(&turn, "turn.word_count", words(text));
    turn.end = call->now;
    emit(g, &turn);
    call->turns++;
}

static const char *const FUNCTIONS[] = {
    "find_booking", "move_booking", "check_availability", "get_invoice", "send_form", "track_order",
};
static const char *const DAYS[] = {"mon", "tue", "wed", "thu", "fri", "sat"};
static const char *const CITIES[] = {"Zürich", "Lyon", "Porto", "Graz", "Gent", "Malmö", "Brno"};

static void tool_call_id(struct gen *g, char text[TEXT])
{
    static const char letters[] = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789";
    int size = snprintf(text, TEXT, "call_");
    for (int i = 0; i < 24; i++)
        text[size++] = letters[between(g, 0, sizeof letters - 1)];
    text[size] = '\0';
}

static void tool_arguments(struct gen *g, char text[TEXT])
{
    const char *city = PICK(g, CITIES);
    const char *day = PICK(g, DAYS);
    unsigned people = (unsigned)between(g, 1, 9);
    snprintf(text, TEXT, "{\"city\":\"%s\",\"day\":\"%s\",\"people\":%u}", city, day, people);
}

static void add_tool(struct gen *g, struct call *call, uint64_t llm)
{
    struct span span = new_span(g, call, "llm_tool_call", llm);
    char id[TEXT], arguments[TEXT];
    bool failed = chance(g, 15);
    double latency_ms = (double)between(g, 18000, 900000) / 1000;
    tool_call_id(g, id);
    tool_arguments(g, arguments);
    span_add_string(&span, "function.name", PICK(g, FUNCTIONS));
    span_add_string(&span, "tool_call_id", id);
    span_add_string(&span, "function.arguments", arguments);
    span_add_double(&span, "tool.latency_ms", latency_ms);
    span_add_int(&span, "tool.error", failed);
    if (failed)
        fail(&span, "dependency_timeout", "the booking system did not answer");
    call->tools++;
    call->failures += failed;
    call->now += (uint64_t)(latency_ms * 1e6);
    span.end = call->now;
    emit(g, &span);
}

static void add_llm(struct gen *g, struct call *call, uint64_t turn, bool with_tool)
{
    struct span span = new_span(g, call, "llm", turn);
    double ttfb = clock_seconds(g, 180, 1100);
    span.kind = KIND_CLIENT;
    span_add_string(&span, "gen_ai.request.model", chance(g, 800) ? "gpt-4o-mini" : "gpt-4.1");
    span_add_double(&span, "metrics.ttfb", ttfb);
    if (call->plant != MISSING_TOKENS) {
        span_add_int(&span, "gen_ai.usage.input_tokens", between(g, 300, 6000));
        span_add_int(&span, "gen_ai.usage.output_tokens", between(g, 8, 220));
    }
    span_add_string(&span, "llm.finish_reason", with_tool ? "tool_calls" : "stop");
    call->now += (uint64_t)(ttfb * 1e9);
    pass(g, call, 20, 700);
    if (with_tool)
        add_tool(g, call, span.id);
    pass(g, call, 1, 5);
    span.end = call->now;
    emit(g, &span);
}

static void add_tts(struct gen *g, struct call *call, uint64_t turn, const char *text)
{
    bool orphan = call->plant == ORPHAN && call->turns == 1;
    struct span span = new_span(g, call, "tts", orphan ? new_id(g) : turn);
    double ttfb = clock_seconds(g, 70, 380);
    uint64_t speech = words(text) * between(g, 230 * MS, 330 * MS);
    span.kind = KIND_CLIENT;
    span_add_string(&span, "tts.voice", chance(g, 700) ? "aura-thalia" : "aura-orion");
    span_add_double(&span, "metrics.ttfb", ttfb);
    span_add_int(&span, "audio.chunks_sent", speech / (20 * MS));
    span_add_double(&span, "audio.duration_s", (double)(speech / MS) / 1000);
    call->now += (uint64_t)(ttfb * 1e9) + speech;
    span.end = call->now;
    emit(g, &span);
}

static void assistant_turn(struct gen *g, struct call *call)
{
    struct span turn = new_span(g, call, "turn.assistant", call->root);
    char text[TEXT];
    sentence(g, text);
    pass(g, call, 1, 9);
    if (chance(g, 400)) {
        add_llm(g, call, turn.id, true);
        pass(g, call, 1, 9);
    }
    add_llm(g, call, turn.id, false);
    add_tts(g, call, turn.id, text);
    pass(g, call, 1, 9);
    span_add_string(&turn, "turn.role", "assistant");
    span_add_int(&turn, "turn.word_count", words(text));
    turn.end = call->now;
    emit(g, &turn);
    call->turns++;
}

/* A span for each audio frame: the mistake that buries a trace. */
static void add_chunks(struct gen *g, const struct call *call)
{
    uint64_t count = between(g, 130, 180);
    for (uint64_t i = 0; i < count; i++) {
        struct span span = new_span(g, call, "transport.recv_audio", call->root);
        span.start = call->start + i * 20 * MS;
        span.end = span.start + between(g, MS, 15 * MS);
        span_add_int(&span, "audio.payload_bytes", 640);
        emit(g, &span);
    }
}

static void add_root(struct gen *g, struct call *call)
{
    struct span root = new_span(g, call, "conversation", 0);
    char session[TEXT];
    snprintf(session, sizeof session, "session-%016" PRIx64, next_random(g));
    root.events[root.event_count++] =
        (struct event){call->start + 5 * MS, "simulation_id_received"};
    root.events[root.event_count++] = (struct event){call->now, "conversation_end"};
    pass(g, call, 1, 40);
    root.id = call->root;
    root.start = call->start;
    root.end = call->now;
    root.status = STATUS_OK;
    span_add_string(&root, "session.id", session);
    span_add_double(&root, "call.duration_seconds", (double)((root.end - root.start) / MS) / 1000);
    span_add_int(&root, "transcript.turn.count", call->turns);
    span_add_int(&root, "tool.call.count", call->tools);
    span_add_int(&root, "tool.failure.count", call->failures);
    span_add_int(&root, "workflow.completed", call->failures == 0);
    span_add_int(&root, "workflow.dependency_blocked", call->failures != 0);
    span_add_int(&root, "workflow.fallback_used", call->fallback);
    emit(g, &root);
}

static struct call new_call(struct gen *g)
{
    struct call call = {.root = new_id(g)};
    call.trace_id[0] = new_id(g);
    call.trace_id[1] = new_id(g);
    call.start = FIRST_CALL + g->calls++ * 3 * SECOND + between(g, 0, SECOND);
    call.now = call.start;
    if (chance(g, 20))
        call.plant = (enum plant)between(g, ORPHAN, PLANTS);
    return call;
}

static void write_call(struct gen *g)
{
    struct call call = new_call(g);
    pass(g, &call, 100, 900);
    for (uint64_t exchanges = between(g, 4, 7); exchanges > 0; exchanges--) {
        user_turn(g, &call);
        assistant_turn(g, &call);
    }
    if (call.plant == CHUNK_NOISE)
        add_chunks(g, &call);
    add_root(g, &call);
    g->planted[call.plant]++;
}

static void report(const struct gen *g)
{
    fprintf(stderr, "{\"spans\":%" PRIu64 ",\"traces\":%" PRIu64 ",\"orphans\":%" PRIu64
            ",\"duplicates\":%" PRIu64 ",\"chunk_noise\":%" PRIu64 ",\"missing_tokens\":%" PRIu64
            "}\n", g->spans, g->calls, g->planted[ORPHAN], g->planted[DUPLICATE],
            g->planted[CHUNK_NOISE], g->planted[MISSING_TOKENS]);
}

int main(int argc, char **argv)
{
    static struct gen g = {.random = UINT64_C(0x9E3779B97F4A7C15)};
    uint64_t wanted = argc == 3 ? strtoull(argv[1], NULL, 10) : 0;
    g.writer.format = argc == 3 ? writer_format_named(argv[2]) : NULL;
    if (!wanted || !g.writer.format) {
        fputs("usage: gen SPANS json|jsonl|pb > FILE\n", stderr);
        return 2;
    }
    while (g.spans < wanted) {
        write_call(&g);
        if (g.writer.spans >= BATCH_SPANS)
            writer_flush(&g.writer);
    }
    if (!writer_finish(&g.writer)) {
        fputs("gen: cannot write all of it: is the disk full?\n", stderr);
        return 2;
    }
    report(&g);
    return 0;
}
