#include "lint/dialects.h"
#include "tests/unit/linted.h"
#include "tests/unit/test.h"

#define PACK(dialect) "{\"schema\":\"spanvet.pack/1\",\"pack\":\"own\",\"dialect\":{" dialect "}}"
#define TITLE "\"title\":\"Own\",\"recognise\":{\"attributes\":[\"own.*\"]},"
#define ATTR(key, value) ",\"attributes\":[{\"key\":\"" key "\",\"value\":{" value "}}]"
#define JSON(key, text) ATTR(key, "\"stringValue\":\"" text "\"")
#define CHILD(id, name, more) SPAN(id, name, ",\"parentSpanId\":\"00000000000000a1\"" more)

/* A store of one trace, seen with the one pack. */
static bool see(struct linted *l, const char *pack, const char *json, const struct texts *forced)
{
    struct pack_text text = {"own", pack, strlen(pack)};
    linted_open(l, json);
    view_release(&l->v);
    l->e = (struct err){0};
    return view_init_as(&l->v, &l->s, &l->ix, &text, 1, forced, &l->e);
}

static double number_of(const struct linted *l, uint32_t row, enum known_key key)
{
    double n = NAN;
    const struct attr *a = l->v.alias_first ? view_alias(&l->v, row, key) : NULL;
    if (a)
        attr_number(a, &n);
    return n;
}

TEST(numbers_are_converted)
{
    static const char pack[] = PACK(
        TITLE "\"spans\":[{\"names\":[\"ask\"],\"class\":\"llm\"}],"
              "\"attributes\":[{\"key\":\"metrics.ttfb\",\"classes\":[\"llm\"],\"min\":0,"
              "\"sources\":[{\"attribute\":\"own.ms\",\"scale\":0.001},"
              "{\"attribute\":\"own.m\",\"member\":\"t\"},"
              "\"own.s\"]}]");
    struct linted l;
    CHECK(see(&l, pack, SPANS(SPAN("a1", "ask", ATTR("own.ms", "\"intValue\":\"250\"")) ","
                              SPAN("a2", "ask", JSON("own.m", "{\\\"t\\\":2}")) ","
                              SPAN("a3", "ask", ATTR("own.s", "\"doubleValue\":-1")) ","
                              SPAN("a4", "say", ATTR("own.s", "\"doubleValue\":1")) ","
                              SPAN("a5", "ask", JSON("own.m", "{broken"))), NULL));
    CHECK_EQ(number_of(&l, 0, KEY_ttfb), 0.25);
    CHECK_EQ(number_of(&l, 1, KEY_ttfb), 2);
    CHECK(isnan(number_of(&l, 2, KEY_ttfb)));
    CHECK(isnan(number_of(&l, 3, KEY_ttfb)));
    CHECK(isnan(number_of(&l, 4, KEY_ttfb)));
    CHECK(l.v.features[0] & FEATURE_TTFB);
    linted_close(&l);
}

TEST(dialects_can_be_forced)
{
    static const char pack[] = PACK(TITLE "\"spans\":[{\"names\":[\"ask\"],\"class\":\"llm\"}]");
    static const char json[] = SPANS(SPAN("a1", "ask", ""));
    struct linted l;
    struct texts own = {0};
    CHECK(see(&l, pack, json, NULL));
    CHECK_EQ(l.v.row_class[0], CLASS_OTHER);
    linted_close(&l);
    vec_push(&own, SV("own"));
    CHECK(see(&l, pack, json, &own));
    CHECK_EQ(l.v.row_class[0], CLASS_LLM);
    linted_close(&l);
    own.v[0] = SV("onw");
    CHECK(!see(&l, pack, json, &own));
    CHECK(strstr(l.e.text, "did you mean \"own\"?"));
    linted_close(&l);
    vec_release(&own);
}

TEST(trees_have_their_own_rules)
{
    static const char pack[] =
        PACK(TITLE "\"spans\":[{\"names\":[\"ask\"],\"class\":\"llm\",\"parents\":[\"round\"]},"
                   "{\"names\":[\"round\",\"talk\"],\"class\":\"turn\",\"root\":true}],"
                   "\"outlives\":[{\"span\":\"ask\",\"parent\":\"ro*\",\"reason\":\"late\"}],"
                   "\"signals\":[{\"attribute\":\"own.level\",\"is\":\"ERR*\"}],"
                   "\"missing\":[{\"keys\":[\"metrics.ttfb\"],\"classes\":[\"llm\"],"
                   "\"reason\":\"no\"}]");
    struct linted l;
    CHECK(see(&l, pack, SPANS(SPAN("a1", "round", JSON("own.level", "ERROR")) ","
                              CHILD("a2", "ask", "") "," SPAN("a3", "talk", "") ","
                              SPAN("a4", "shop", "")), NULL));
    CHECK_EQ(view_parent(&l.v, &l.s, 1, 0), PARENT_RIGHT);
    CHECK_EQ(view_parent(&l.v, &l.s, 1, 2), PARENT_WRONG);
    CHECK_EQ(view_parent(&l.v, &l.s, 1, 3), PARENT_UNKNOWN);
    CHECK_EQ(view_parent(&l.v, &l.s, 3, 0), PARENT_UNKNOWN);
    CHECK_SV(view_outlives(&l.v, &l.s, 1, 0), "late");
    CHECK_SV(view_outlives(&l.v, &l.s, 1, 2), "");
    CHECK(view_failed(&l.v, &l.s, 0) && !view_failed(&l.v, &l.s, 1));
    CHECK_SV(view_missing(&l.v, 0, KEY_ttfb, CLASS_LLM), "no");
    CHECK_SV(view_missing(&l.v, 0, KEY_ttfb, CLASS_TTS), "");
    CHECK(view_dialect_name(&l.v, &l.s, 0).span->root);
    linted_close(&l);
}

TEST(calls_of_a_library_are_no_conversation)
{
    static const char library[] = PACK(TITLE "\"spans\":[{\"names\":[\"ask\"],\"class\":\"llm\"}]");
    static const char calls[] = PACK(TITLE "\"calls\":true");
    static const char json[] = SPANS(SPAN("a1", "ask", ATTR("own.x", "\"boolValue\":true")));
    struct linted l;
    CHECK(see(&l, library, json, NULL));
    CHECK(l.v.features[0] & FEATURE_NO_CALL);
    linted_close(&l);
    CHECK(see(&l, calls, json, NULL));
    CHECK(!(l.v.features[0] & FEATURE_NO_CALL));
    linted_close(&l);
}

TEST_MAIN(TEST_CASE(numbers_are_converted), TEST_CASE(dialects_can_be_forced),
          TEST_CASE(trees_have_their_own_rules),
          TEST_CASE(calls_of_a_library_are_no_conversation))
