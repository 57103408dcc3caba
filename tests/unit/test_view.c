#include "core/buf.h"
#include "lint/pack.h"
#include "tests/unit/linted.h"
#include "tests/unit/test.h"

static uint8_t class_of(const struct linted *l, const char *name)
{
    sym y = sym_find(&l->s.syms, sv_from_c(name));
    return y == SYM_NONE ? CLASSES : view_name_class(&l->v, y);
}

static bool alias_of(const struct linted *l, const char *name)
{
    return l->v.is_alias[sym_find(&l->s.syms, sv_from_c(name))];
}

TEST(names_have_classes)
{
    struct linted l;
    linted_open(&l, SPANS(SPAN("a1", "conversation", "") "," SPAN("a2", "turn.user", "") ","
                          SPAN("a3", "stt.provider.google", "") "," SPAN("a4", "stt.provider.", "")
                          "," SPAN("a5", "stt.provider_selection", "") ","
                          SPAN("a6", "function_call", "") "," SPAN("a7", "function_call:pay", "")
                          "," SPAN("a8", "session:1", "") "," SPAN("a9", "LLM", "")
                          "," SPAN("b1", "stt_request_run", "") "," SPAN("b2", "llm_marker", "")));
    CHECK(l.ok);
    CHECK_EQ(class_of(&l, "conversation"), CLASS_CONVERSATION);
    CHECK_EQ(class_of(&l, "turn.user"), CLASS_TURN);
    CHECK_EQ(class_of(&l, "stt.provider.google"), CLASS_STT_PROVIDER);
    CHECK_EQ(class_of(&l, "stt.provider."), CLASS_OTHER);
    CHECK_EQ(class_of(&l, "stt.provider_selection"), CLASS_OTHER);
    CHECK_EQ(class_of(&l, "function_call"), CLASS_TOOL);
    CHECK_EQ(class_of(&l, "function_call:pay"), CLASS_TOOL);
    CHECK_EQ(class_of(&l, "session:1"), CLASS_SESSION);
    CHECK_EQ(class_of(&l, "LLM"), CLASS_OTHER);
    CHECK_EQ(class_of(&l, "stt_request_run"), CLASS_STT);
    CHECK_EQ(class_of(&l, "llm_marker"), CLASS_MARKER);
    CHECK(alias_of(&l, "function_call:pay") && alias_of(&l, "stt_request_run"));
    CHECK(!alias_of(&l, "conversation") && !alias_of(&l, "stt.provider.google"));
    linted_close(&l);
}

TEST(spellings_lead_to_the_canonical_name)
{
    static const struct {
        const char *name, *canonical;
    } cases[] = {
        {"LLM", "llm"},
        {"Llm_call", "llm"},
        {"speech_to_text", "stt"},
        {"Speech-To-Text", "stt"},
        {"stt-provider-x", "stt.provider.<name>"},
        {"tool-call", "llm_tool_call"},
        {"tool_call", "llm_tool_call"},
        {"function_call_weather", "llm_tool_call"},
        {"llmToolCall", "llm_tool_call"},
        {"turn_user", "turn.user"},
        {"TurnAssistant", "turn.assistant"},
        {"llm", ""},
        {"turn.user", ""},
        {"stt.provider.x", ""},
        {"stt.provider_selection", ""},
        {"sessionize", ""},
        {"billing", ""},
        {"", ""},
        {"...", ""},
    };
    struct linted l;
    linted_open(&l, SPANS(SPAN("a1", "x", "")));
    for (size_t i = 0; i < ARRAY_LEN(cases); i++)
        CHECK_SV(view_canonical_for(&l.v, sv_from_c(cases[i].name)), cases[i].canonical);
    linted_close(&l);
}

#define ATTRIBUTES(list) ",\"attributes\":[" list "]"
#define NUMBER(key, value) "{\"key\":\"" key "\",\"value\":{\"intValue\":\"" value "\"}}"

TEST(keys_have_roles)
{
    struct linted l;
    linted_open(&l, SPANS(SPAN("a1", "x", ATTRIBUTES(NUMBER("tool.latency_ms", "1") ","
                                                     NUMBER("tool.error", "0") ","
                                                     NUMBER("tool.size", "2")))));
    CHECK_EQ(l.v.role_of[sym_find(&l.s.syms, SV("tool.latency_ms"))], ROLE_NUMBER);
    CHECK_EQ(l.v.role_of[sym_find(&l.s.syms, SV("tool.error"))], ROLE_FLAG);
    CHECK_EQ(l.v.role_of[sym_find(&l.s.syms, SV("tool.size"))], ROLE_NONE);
    CHECK_EQ(l.v.keys[KEY_tool_error], sym_find(&l.s.syms, SV("tool.error")));
    CHECK_EQ(l.v.keys[KEY_ttfb], SYM_NONE);
    CHECK_EQ(l.v.span_keys.n, 3);
    linted_close(&l);
}

static uint64_t features_of(const char *span)
{
    struct linted l;
    struct buf json = {0};
    buf_fmt(&json, "{\"resourceSpans\":[{\"scopeSpans\":[{\"spans\":[%s]}]}]}", span);
    buf_addc(&json, '\0');
    linted_open(&l, json.p);
    uint64_t features = l.v.features[0];
    linted_close(&l);
    buf_release(&json);
    return features;
}

TEST(features_say_what_a_trace_has)
{
    const uint64_t plain = FEATURE_OF(CLASS_OTHER) | FEATURE_NO_SCOPE;
    CHECK_EQ(features_of(SPAN("a1", "x", "")), plain);
    CHECK_EQ(features_of(SPAN("a1", "llm", "")), FEATURE_OF(CLASS_LLM) | FEATURE_NO_SCOPE);
    CHECK_EQ(features_of(SPAN("a1", "x", ",\"kind\":2")), plain | FEATURE_SERVER);
    CHECK_EQ(features_of(SPAN("a1", "x", ATTRIBUTES(NUMBER("k", "100")))),
             plain | FEATURE_ATTRIBUTES);
    CHECK_EQ(features_of(SPAN("a1", "x", ATTRIBUTES(NUMBER("lookup_latency", "99")))),
             plain | FEATURE_ATTRIBUTES);
    CHECK_EQ(features_of(SPAN("a1", "x", ATTRIBUTES(NUMBER("lookup_latency", "100")))),
             plain | FEATURE_ATTRIBUTES | FEATURE_BIG_WAIT);
    CHECK_EQ(features_of(SPAN("a1", "x", ATTRIBUTES(NUMBER("k", "1")))),
             plain | FEATURE_ATTRIBUTES);
    CHECK_EQ(features_of(SPAN("a1", "x", ATTRIBUTES(NUMBER("k", "1000000000001")))),
             plain | FEATURE_ATTRIBUTES | FEATURE_BIG_INT);
    CHECK_EQ(features_of(SPAN("a1", "x", ATTRIBUTES(NUMBER("metrics.ttfb", "1")))),
             plain | FEATURE_ATTRIBUTES | FEATURE_METRIC_KEY | FEATURE_TTFB);
    CHECK_EQ(features_of(SPAN("a1", "x", ATTRIBUTES(NUMBER("k", "1") "," NUMBER("k", "1")))),
             plain | FEATURE_ATTRIBUTES | FEATURE_REPEATED_KEY);
    CHECK_EQ(features_of(SPAN("a1", "x", ATTRIBUTES("{\"key\":\"k\",\"value\":{}}"))),
             plain | FEATURE_ATTRIBUTES | FEATURE_ODD_VALUE | FEATURE_EMPTY);
    CHECK_EQ(features_of(SPAN("a1", "x", ATTRIBUTES(NUMBER("coval.validation", "1")))),
             plain | FEATURE_ATTRIBUTES | FEATURE_OF(CLASS_PROBE));
    CHECK_EQ(features_of(SPAN("a1", "x", ",\"events\":[{\"name\":\"e\"}]")) & FEATURE_EVENTS,
             FEATURE_EVENTS);
    CHECK_EQ(features_of(SPAN("a1", "x", ",\"parentSpanId\":\"00000000000000a1\"")),
             plain | FEATURE_CYCLE);
    CHECK_EQ(features_of(SPAN("a1", "x", "") "," SPAN("a1", "x", "")), plain | FEATURE_DUPLICATE);
    CHECK_EQ(features_of(SPAN("a1", "x", ",\"parentSpanId\":\"00000000000000b1\"")),
             plain | FEATURE_ORPHAN);
    CHECK_EQ(features_of(SPAN("a1", "x", "") ","
                         SPAN("a2", "x", ",\"parentSpanId\":\"00000000000000a1\"")),
             plain | FEATURE_CHILDREN);
}

#define TIMES(start, end)                                                                          \
    "{\"traceId\":\"0000000000000000000000000000000a\",\"spanId\":\"00000000000000a1\","           \
    "\"name\":\"x\",\"kind\":1,\"startTimeUnixNano\":" start ",\"endTimeUnixNano\":" end "}"

TEST(features_of_times)
{
    const uint64_t plain = FEATURE_OF(CLASS_OTHER) | FEATURE_NO_SCOPE;
    CHECK_EQ(features_of(TIMES("1738000000000000002", "1738000000000000001")),
             plain | FEATURE_NEGATIVE);
    CHECK_EQ(features_of(TIMES("1738000000000000002", "0")), plain | FEATURE_UNFINISHED);
    CHECK_EQ(features_of(TIMES("1738000000000000002", "null")), plain | FEATURE_UNFINISHED);
    CHECK_EQ(features_of(TIMES("1738000000", "1738000001")), plain | FEATURE_ODD_TIME);
    CHECK_EQ(features_of(TIMES("1738000000000000000", "9223372036854775808")),
             plain | FEATURE_ODD_TIME);
    CHECK_EQ(features_of(TIMES("\"soon\"", "1738000000000000000")),
             plain | FEATURE_UNFINISHED | FEATURE_DEFECTS);
}

TEST(defects_are_grouped_by_trace)
{
    struct linted l;
    linted_open(&l, SPANS(SPAN_IN("a", "a1", "x", ",\"status\":{\"code\":9}") ","
                          SPAN_IN("b", "a2", "x", "") ","
                          SPAN_IN("c", "a3", "x", ",\"status\":{\"code\":8}") ","
                          SPAN_IN("a", "a4", "x", ",\"status\":{\"code\":7}")));
    CHECK_EQ(l.ix.n_traces, 3);
    CHECK_EQ(view_defects(&l.v, 0).n, 2);
    CHECK_EQ(view_defects(&l.v, 1).n, 0);
    CHECK_EQ(view_defects(&l.v, 2).n, 1);
    CHECK_EQ(l.s.defects.v[view_defects(&l.v, 0).v[0]].row, 0);
    CHECK_EQ(l.s.defects.v[view_defects(&l.v, 0).v[1]].row, 3);
    CHECK_EQ(l.s.defects.v[view_defects(&l.v, 2).v[0]].row, 2);
    linted_close(&l);
}

static bool pack_refused(const char *json, const char *words)
{
    struct pack pack = {0};
    struct err e = {0};
    struct pack_text text = {"test", json, strlen(json)};
    bool ok = pack_read(&pack, &text, &e);
    pack_release(&pack);
    if (ok || !strstr(e.text, words))
        printf("\"%s\": %s\n", json, ok ? "accepted" : e.text);
    return !ok && strstr(e.text, words);
}

#define PACK(members) "{\"schema\":\"spanvet.pack/1\",\"pack\":\"test\"" members "}"

TEST(bad_packs_are_refused)
{
    CHECK(pack_refused("{", "line 1"));
    CHECK(pack_refused("[]", "test, $: this must be an object"));
    CHECK(pack_refused("{\"pack\":\"test\"}", "$: the member \"schema\" is missing"));
    CHECK(pack_refused("{\"schema\":\"spanvet.pack/2\",\"pack\":\"test\"}",
                       "$.schema: this must be \"spanvet.pack/1\""));
    CHECK(pack_refused(PACK(",\"pack\":\"again\""), "duplicate"));
    CHECK(pack_refused(PACK(",\"span\":{}"),
                       "$: there is no member \"span\"; did you mean \"spans\"?"));
    CHECK(pack_refused(PACK(",\"spans\":{\"sst\":{}}"),
                       "$.spans.sst: there is no class \"sst\"; did you mean \"stt\"?"));
    CHECK(pack_refused(PACK(",\"spans\":{\"other\":{}}"), "no names of its own"));
    CHECK(pack_refused(PACK(",\"spans\":{\"stt\":{\"name\":[]}}"),
                       "$.spans.stt: there is no member \"name\"; did you mean \"names\"?"));
    CHECK(pack_refused(PACK(",\"spans\":{\"stt\":{\"names\":\"stt\"}}"),
                       "$.spans.stt.names: this must be a list"));
    CHECK(pack_refused(PACK(",\"spans\":{\"stt\":{\"names\":[\"x\",1]}}"),
                       "$.spans.stt.names[1]: this must be a text"));
    CHECK(pack_refused(PACK(",\"spans\":{\"stt\":{\"names\":[\"\"]}}"),
                       "names[0]: this must be a text"));
    CHECK(pack_refused(PACK(",\"keys\":[]"), "$.keys: this must be an object"));
}

TEST_MAIN(TEST_CASE(names_have_classes), TEST_CASE(spellings_lead_to_the_canonical_name),
          TEST_CASE(keys_have_roles), TEST_CASE(features_say_what_a_trace_has),
          TEST_CASE(features_of_times), TEST_CASE(defects_are_grouped_by_trace),
          TEST_CASE(bad_packs_are_refused))
