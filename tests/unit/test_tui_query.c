/* Queries: how they are read, and what they find, against a plain search over what was written. */
#include "rules/catalog.h"
#include "tests/unit/linted.h"
#include "tests/unit/test.h"
#include "tui/query.h"

/* ---- fixture ---- */

struct asked {
    struct linted l;
    struct settings set;
    struct lint lint;
    struct tui_data d;
};

static void asked_open(struct asked *a, const char *json)
{
    linted_open(&a->l, json);
    settings_init(&a->set, &rules_catalog);
    lint_run(&a->lint, &a->l.s, &a->l.ix, &a->l.v, &a->set);
    a->d = (struct tui_data){.s = &a->l.s, .ix = &a->l.ix, .v = &a->l.v, .settings = &a->set,
                             .lint = &a->lint};
}

static void asked_close(struct asked *a)
{
    lint_release(&a->lint);
    settings_release(&a->set);
    linted_close(&a->l);
}

/* The rows that match, as letters: "ac" for the first and the third. */
static const char *found(const struct asked *a, const char *text)
{
    static char rows[27];
    static struct err e;
    e = (struct err){0};
    size_t n = 0;
    struct query *q = query_make(sv_from_c(text), &a->d, &e);
    if (!q)
        return e.set ? e.text : "no query";
    CHECK(query_prepare(q, NULL));
    CHECK_SV(query_text(q), text);
    for (uint32_t row = 0; row < a->l.s.n_spans && n < 26; row++)
        for (uint32_t p = 0; p < a->l.ix.n_spans; p++)
            if (a->l.ix.order[p] == row && query_match(q, p))
                rows[n++] = (char)('a' + row);
    rows[n] = '\0';
    query_free(q);
    return rows;
}

#define CHECK_FOUND(a, text, want) CHECK_SV(sv_from_c(found((a), (text))), (want))

#define TEXT(key, value) "{\"key\":\"" key "\",\"value\":{\"stringValue\":\"" value "\"}}"
#define INT(key, value) "{\"key\":\"" key "\",\"value\":{\"intValue\":\"" value "\"}}"
#define BOOL(key, value) "{\"key\":\"" key "\",\"value\":{\"boolValue\":" value "}}"
#define ATTRS(list) ",\"attributes\":[" list "]"
#define PARENT(id) ",\"parentSpanId\":\"00000000000000" id "\""

static const char sample[] = SPANS(
    SPAN("a1", "conversation", ",\"status\":{\"code\":1}") ","
    SPAN("a2", "LLM call", PARENT("a1") ATTRS(TEXT("llm.model", "GPT 4o-mini") ","
                                             INT("tokens", "120")) ",\"status\":{\"code\":2,"
                                             "\"message\":\"rate limit\"}") ","
    SPAN("a3", "tts", PARENT("a1") ATTRS(BOOL("ok", "true") "," TEXT("tokens", "7"))
                      ",\"events\":[{\"name\":\"first_audio\"}]") ","
    SPAN("a4", "lost", PARENT("ff") ATTRS(TEXT("status", "open") "," TEXT("note", ""))));

TEST(words)
{
    struct asked a;
    asked_open(&a, sample);
    CHECK_FOUND(&a, "llm", "b");
    CHECK_FOUND(&a, "LLM", "b");
    CHECK_FOUND(&a, "Llm", "b"); /* small letters match capitals */
    CHECK_FOUND(&a, "TTS", "");  /* but capitals only themselves */
    CHECK_FOUND(&a, "\"rate lim\"", "b");
    CHECK_FOUND(&a, "first_aud", "c");
    CHECK_FOUND(&a, "tokens", "bc");
    CHECK_FOUND(&a, "mini rate", "b");
    CHECK_FOUND(&a, "mini -rate", "");
    CHECK_FOUND(&a, "-tokens", "ad");
    CHECK_FOUND(&a, "\"-tokens\"", "");
    CHECK_FOUND(&a, "0000000000", "abcd"); /* how the ids of all begin */
    CHECK_FOUND(&a, "00000000000000a3", "c");
    CHECK_FOUND(&a, "0a3", ""); /* too short for an id */
    asked_close(&a);
}

TEST(keys)
{
    struct asked a;
    asked_open(&a, sample);
    CHECK_FOUND(&a, "name=*l*", "bd");
    CHECK_FOUND(&a, "name=tts", "c");
    CHECK_FOUND(&a, "id=00000000000000a", "abcd");
    CHECK_FOUND(&a, "id=*a3", "c");
    CHECK_FOUND(&a, "id=*0a", "abcd"); /* of the trace */
    CHECK_FOUND(&a, "llm.model=gpt*", "b");
    CHECK_FOUND(&a, "llm.model=Gpt*", "b");
    CHECK_FOUND(&a, "llm.model=gpt", "");
    CHECK_FOUND(&a, "llm.model=\"gpt 4o-mini\"", "b");
    CHECK_FOUND(&a, "tokens=*", "bc");
    CHECK_FOUND(&a, "tokens=120", "b");
    CHECK_FOUND(&a, "tokens=120.0", "b");
    CHECK_FOUND(&a, "tokens=7", "c");
    CHECK_FOUND(&a, "tokens>119.5", "b");
    CHECK_FOUND(&a, "tokens>=120", "b");
    CHECK_FOUND(&a, "tokens<=119", "");
    CHECK_FOUND(&a, "tokens<8", ""); /* a text is no number */
    CHECK_FOUND(&a, "tokens!=7", "abd");
    CHECK_FOUND(&a, "ok=true", "c");
    CHECK_FOUND(&a, "ok=false", "");
    CHECK_FOUND(&a, "status=error", "b");
    CHECK_FOUND(&a, "status=unset", "cd");
    CHECK_FOUND(&a, "\"status\"=open", "d");
    CHECK_FOUND(&a, "note=\"\"", "d");
    CHECK_FOUND(&a, "type=llm", "");
    CHECK_FOUND(&a, "type=TTS", "c");
    CHECK_FOUND(&a, "type=conversation", "a");
    CHECK_FOUND(&a, "event=first*", "c");
    CHECK_FOUND(&a, "event=first", "");
    CHECK_FOUND(&a, "is=root", "a");
    CHECK_FOUND(&a, "is=orphan", "d");
    CHECK_FOUND(&a, "is=duplicate", "");
    CHECK_FOUND(&a, "duration>=1s", "abcd");
    CHECK_FOUND(&a, "duration>1000", "");
    CHECK_FOUND(&a, "duration=1s -is=orphan", "abc");
    CHECK_FOUND(&a, "duration<0.02min", "abcd");
    asked_close(&a);
}

TEST(services_scopes_and_dialects)
{
    struct asked a;
    asked_open(&a, "{\"resourceSpans\":[{\"resource\":{\"attributes\":[" TEXT("service.name", "Bot")
                   "]},\"scopeSpans\":[{\"scope\":{\"name\":\"livekit-agents\"},\"spans\":["
                   SPAN("a1", "agent_turn", "") "]},{\"spans\":["
                   SPAN("a2", "llm_node", PARENT("a1") ATTRS(
                        TEXT("lk.response.ttft", "x") "," INT("gen_ai.usage.input_tokens", "9")))
                   "]}]},{\"scopeSpans\":[{\"spans\":[" SPAN("a3", "x", "") "]}]}]}");
    CHECK_FOUND(&a, "service=bot", "ab");
    CHECK_FOUND(&a, "service=bo", "");
    CHECK_FOUND(&a, "-service=*", "c");
    CHECK_FOUND(&a, "scope=livekit*", "a");
    CHECK_FOUND(&a, "gen_ai.*=9", "b");
    asked_close(&a);
}

TEST(findings)
{
    struct asked a;
    asked_open(&a, sample);
    CHECK(a.lint.findings.list.n > 0);
    const char *orphans = "d";
    CHECK_FOUND(&a, "rule=orphan-span", orphans);
    CHECK_FOUND(&a, "rule=orphan-span -finding", "");
    CHECK(strchr(found(&a, "finding"), 'd') != NULL);
    a.d.lint = NULL; /* not there yet */
    CHECK_FOUND(&a, "finding", "");
    CHECK_FOUND(&a, "is=critical -is=orphan", "b");
    asked_close(&a);
}

TEST(sentences_for_mistakes)
{
    static const struct {
        const char *text, *says;
    } cases[] = {
        {"\"two words", "second quote"},
        {"name=\"two", "second quote"},
        {"=x", "nothing stands before \"=\""},
        {"name=", "nothing stands behind \"name=\""},
        {"a>= b", "nothing stands behind \"a>=\""},
        {"duration>fast", "\"fast\" is no duration"},
        {"duration>1h", "\"1h\" is no duration"},
        {"duration>1.2.3s", "is no duration"},
        {"tokens>many", "\"many\" is no number"},
        {"status=failed", "one of error, ok, unset"},
        {"type=lmm", "did you mean llm?"},
        {"is=orphans", "did you mean orphan?"},
        {"rule=N999", "N999"},
        {"name>3", "name is not compared; write name=3"},
    };
    struct asked a;
    asked_open(&a, sample);
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct err e = {0};
        CHECK(query_make(sv_from_c(cases[i].text), &a.d, &e) == NULL);
        if (!e.set || !strstr(e.text, cases[i].says)) {
            CHECK(false);
            printf("  %s: %s\n", cases[i].text, e.text);
        }
    }
    struct err e = {0};
    CHECK(!query_make(SV(""), &a.d, &e) && !query_make(SV("  "), &a.d, &e) && !e.set);
    asked_close(&a);
}

TEST(where_words_stand)
{
    struct asked a;
    asked_open(&a, sample);
    struct query *q = query_make(SV("audio au -in name=x"), &a.d, &(struct err){0});
    size_t n;
    CHECK_EQ(query_find(q, SV("in AUDIO, aus"), 0, &n), 3);
    CHECK_EQ(n, 5);
    CHECK_EQ(query_find(q, SV("in AUDIO, aus"), 4, &n), 10);
    CHECK_EQ(n, 2);
    CHECK(query_find(q, SV("in AUDIO, aus"), 11, &n) == SIZE_MAX);
    CHECK(query_find(q, SV("x"), 0, &n) == SIZE_MAX);
    query_free(q);
    q = query_make(SV("\"\""), &a.d, &(struct err){0});
    CHECK(query_find(q, SV("x"), 0, &n) == SIZE_MAX);
    query_free(q);
    asked_close(&a);
}

TEST(stops_when_asked_to)
{
    struct asked a;
    asked_open(&a, sample);
    struct query *q = query_make(SV("llm"), &a.d, &(struct err){0});
    atomic_bool stop = true;
    CHECK(query_prepare(q, &stop)); /* too little to look at the flag */
    query_free(q);
    struct build b;
    build_init(&b, &a.l.s);
    for (int i = 0; i < 200000; i++) {
        char text[16];
        int n = snprintf(text, sizeof(text), "text %d", i);
        sym_put(&a.l.s.syms, sv_of(text, (size_t)n));
    }
    build_release(&b);
    q = query_make(SV("llm"), &a.d, &(struct err){0});
    CHECK(!query_prepare(q, &stop));
    CHECK(!query_match(q, 1));
    stop = false;
    CHECK(query_prepare(q, &stop));
    query_free(q);
    a.d.s = NULL; /* nothing is loaded */
    q = query_make(SV("llm"), &a.d, &(struct err){0});
    CHECK(query_prepare(q, NULL));
    query_free(q);
    asked_close(&a);
}

/* ---- against a plain search ---- */

static uint64_t seed = 3;
static unsigned random_of(unsigned n)
{
    seed = seed * 6364136223846793005u + 1442695040888963407u;
    return (unsigned)(seed >> 33) % n;
}

static const char *const names[] = {"llm",  "LLM Call",   "tts",
                                    "turn", "recv_audio", "\u00e9t\u00e9"};
static const char *const values[] = {"gpt-4o", "GPT-4o-mini", "hello there", "x", "LLM"};
static const char *const events[] = {"first_audio", "error", "Interrupted"};
static const char *const services[] = {"bot", "Gateway"};

struct plain {
    unsigned name, value, number, event, service, status, ms;
    bool has_value, has_number, has_event, is_orphan;
};

enum { PLAIN = 24 };

static void plain_write(struct buf *b, const struct plain *p, unsigned i)
{
    buf_fmt(b, "%s{\"traceId\":\"0000000000000000000000000000000a\",\"spanId\":"
               "\"00000000000001%02x\",\"name\":\"%s\",\"startTimeUnixNano\":"
               "\"1738000000000000000\",\"endTimeUnixNano\":\"%llu\",\"status\":{\"code\":%u}",
            i ? "," : "", i, names[p->name], 1738000000000000000ull + p->ms * 1000000ull,
            p->status);
    if (p->is_orphan)
        buf_addz(b, PARENT("ff"));
    if (p->has_event)
        buf_fmt(b, ",\"events\":[{\"name\":\"%s\"}]", events[p->event]);
    buf_addz(b, ",\"attributes\":[");
    if (p->has_value)
        buf_fmt(b, TEXT("model", "%s"), values[p->value]);
    if (p->has_number)
        buf_fmt(b, "%s" INT("n", "%u"), p->has_value ? "," : "", p->number);
    buf_addz(b, "]}");
}

/* PLAIN random spans, the first half of one service. */
static struct buf plain_make(struct plain *list)
{
    struct buf b = {0};
    buf_addz(&b, "{\"resourceSpans\":[");
    for (unsigned i = 0; i < PLAIN; i++) {
        struct plain *p = &list[i];
        *p = (struct plain){random_of(6), random_of(5), random_of(9), random_of(3),
                            i >= PLAIN / 2, random_of(3), random_of(5), random_of(2),
                            random_of(2), random_of(3) == 0, random_of(4) == 0};
        if (i % (PLAIN / 2) == 0)
            buf_fmt(&b, "%s{\"resource\":{\"attributes\":[" TEXT("service.name", "%s")
                        "]},\"scopeSpans\":[{\"spans\":[", i ? "]}]}," : "", services[p->service]);
        plain_write(&b, p, i % (PLAIN / 2) ? i : 0);
    }
    buf_addz(&b, "]}]}]}");
    return b;
}

static bool plain_has(const char *text, const char *word)
{
    for (; *text; text++) {
        size_t i = 0;
        while (word[i] && (text[i] == word[i] ||
                           (word[i] >= 'a' && word[i] <= 'z' && text[i] == word[i] - 32)))
            i++;
        if (!word[i])
            return true;
    }
    return false;
}

/* A random word of a query, and whether it holds for the span. */
struct guess {
    unsigned kind, a, b;
    bool no;
};

static const char *const parts[] = {"l", "LLM", "call", "o", "4o-m", "e", "E", "\u00e9", "audio",
                                    "model", "zz", "there"};

static void guess_write(struct buf *b, const struct guess *g)
{
    static const char ops[][3] = {"<", ">", "<=", ">=", "="};
    static const char *const statuses[] = {"unset", "ok", "error"};
    if (g->no)
        buf_addc(b, '-');
    if (g->kind == 0)
        buf_addz(b, parts[g->a % 12]);
    if (g->kind == 1)
        buf_fmt(b, "name=*%s*", parts[g->a % 12]);
    if (g->kind == 2)
        buf_fmt(b, "n%s%u", ops[g->b % 5], g->a % 9);
    if (g->kind == 3)
        buf_fmt(b, "status=%s", statuses[g->a % 3]);
    if (g->kind == 4)
        buf_fmt(b, "duration%s%ums", ops[g->b % 5], g->a % 5);
    if (g->kind == 5)
        buf_fmt(b, "model=*%s*", parts[g->a % 12]);
    if (g->kind == 6)
        buf_fmt(b, "event=*%s*", parts[g->a % 12]);
    if (g->kind == 7)
        buf_fmt(b, "service=*%s*", parts[g->a % 12]);
    if (g->kind == 8)
        buf_addz(b, g->a & 1 ? "is=orphan" : "is=root");
    buf_addc(b, ' ');
}

static bool compare(unsigned op, unsigned x, unsigned y)
{
    return op == 0 ? x < y : op == 1 ? x > y : op == 2 ? x <= y : op == 3 ? x >= y : x == y;
}

static bool guess_holds(const struct guess *g, const struct plain *p)
{
    const char *part = parts[g->a % 12];
    bool in_model = p->has_value && plain_has(values[p->value], part);
    bool in_event = p->has_event && plain_has(events[p->event], part);
    switch (g->kind) {
    case 0:
        return plain_has(names[p->name], part) || in_model || in_event ||
               (p->has_value && plain_has("model", part)) ||
               (p->has_number && plain_has("n", part));
    case 1:
        return plain_has(names[p->name], part);
    case 2:
        return p->has_number && compare(g->b % 5, p->number, g->a % 9);
    case 3:
        return p->status == g->a % 3;
    case 4:
        return compare(g->b % 5, p->ms, g->a % 5);
    case 5:
        return in_model;
    case 6:
        return in_event;
    case 7:
        return plain_has(services[p->service], part);
    default:
        return p->is_orphan == (g->a & 1);
    }
}

static void plain_check(const struct asked *a, const struct plain *list)
{
    struct guess guesses[3];
    unsigned n = 1 + random_of(3);
    struct buf text = {0};
    struct err e = {0};
    for (unsigned i = 0; i < n; i++) {
        guesses[i] = (struct guess){random_of(9), random_of(60), random_of(60), random_of(3) == 0};
        guess_write(&text, &guesses[i]);
    }
    struct query *q = query_make(buf_sv(&text), &a->d, &e);
    CHECK(q && query_prepare(q, NULL));
    for (uint32_t p = 0; q && p < a->l.ix.n_spans; p++) {
        bool want = true;
        for (unsigned i = 0; i < n; i++)
            want = want && guess_holds(&guesses[i], &list[a->l.ix.order[p]]) != guesses[i].no;
        if (query_match(q, p) != want) {
            CHECK(false);
            printf("  row %u: %.*s\n", a->l.ix.order[p], SV_ARG(buf_sv(&text)));
        }
    }
    query_free(q);
    buf_release(&text);
}

TEST(same_as_a_plain_search)
{
    for (int round = 0; round < 60; round++) {
        struct plain list[PLAIN];
        struct asked a;
        struct buf json = plain_make(list);
        buf_addc(&json, '\0');
        asked_open(&a, json.p);
        CHECK_EQ(a.l.s.n_spans, PLAIN);
        for (int i = 0; i < 50; i++)
            plain_check(&a, list);
        asked_close(&a);
        buf_release(&json);
    }
}

TEST_MAIN(TEST_CASE(words), TEST_CASE(keys), TEST_CASE(services_scopes_and_dialects),
          TEST_CASE(findings), TEST_CASE(sentences_for_mistakes), TEST_CASE(where_words_stand),
          TEST_CASE(stops_when_asked_to), TEST_CASE(same_as_a_plain_search))
