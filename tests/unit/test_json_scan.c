#include "core/json_scan.h"
#include "tests/unit/test.h"

/* ---- whole values ---- */

/* What json_values_next says of a text: "offset:value" for each value, "!place:sentence" for
 * damage, separated by '|'. The text is copied so that a read past its end is noticed. */
static struct sv values_of(struct buf *out, struct sv text)
{
    char *copy = mem_alloc(text.n);
    if (text.n)
        memcpy(copy, text.p, text.n);
    struct json_scan j;
    json_scan_init(&j, sv_of(copy, text.n));
    struct sv value;
    size_t offset;
    const char *damage;
    buf_clear(out);
    while (json_values_next(&j, &value, &offset, &damage)) {
        if (out->n)
            buf_addc(out, '|');
        if (damage)
            buf_fmt(out, "!%zu:%s", json_offset(&j), damage);
        else
            buf_fmt(out, "%zu:%.*s", offset, SV_ARG(value));
    }
    json_scan_release(&j);
    free(copy);
    return buf_sv(out);
}

static void check_values(struct sv text, const char *expected, int line)
{
    struct buf out = {0};
    struct sv got = values_of(&out, text);
    if (!sv_eq(got, sv_from_c(expected)))
        printf("line %d: %.*s\n", line, SV_ARG(text));
    CHECK_SV(got, expected);
    buf_release(&out);
}

#define VALUES(text, expected) check_values(SV(text), expected, __LINE__)

TEST(sequences)
{
    VALUES("", "");
    VALUES(" \r\n\t", "");
    VALUES("\xef\xbb\xbf", "");
    VALUES("\xef\xbb\xbf{}", "3:{}");
    VALUES("{}\n\xef\xbb\xbf[]", "0:{}|6:[]");
    VALUES("{\"a\":1}\r\n{\"a\":2}\r\n", "0:{\"a\":1}|9:{\"a\":2}");
    VALUES("{}{}[]", "0:{}|2:{}|4:[]");
    VALUES("{},\n{},", "0:{}|4:{}");
    VALUES("1 \"a\" null", "0:1|2:\"a\"|6:null");
    VALUES("[ 1 , [ ] , { \"a\" : { } } ]", "0:[ 1 , [ ] , { \"a\" : { } } ]");
}

TEST(damage)
{
    VALUES("[1 2]", "!3:a comma or the closing bracket is missing");
    VALUES("[1,]", "!3:a value is expected");
    VALUES("[,1]", "!1:a value is expected");
    VALUES("{\"a\":1,}", "!7:a member name in quotes is missing");
    VALUES("{\"a\" 1}", "!5:a colon is missing after the member name");
    VALUES("{\"a\":}", "!5:a value is expected");
    VALUES("{a:1}", "!1:a member name in quotes is missing");
    VALUES("[1}", "!2:a comma or the closing bracket is missing");
    VALUES("]", "!0:a value is expected");
    VALUES("[tru]", "!1:neither a number nor true, false or null");
    VALUES("[\"a\x01\"]", "!3:a control character inside a string");
    VALUES("[\"a\\x\"]", "!4:an escape that JSON does not have");
    VALUES("[\"\\u12g4\"]", "!6:an escape that JSON does not have");
    VALUES("[\"a\n\"]", "!3:the line ends inside a string");
    VALUES("[1\0]", "!1:neither a number nor true, false or null");
    VALUES("[1 \0]", "!3:a comma or the closing bracket is missing");
}

TEST(damage_costs_a_line)
{
    VALUES("{\"a\":1}\n{x}\n{\"a\":2}\n",
           "0:{\"a\":1}|!9:a member name in quotes is missing|12:{\"a\":2}");
    VALUES("{\"a\":1\n{\"a\":2}\n", "!6:a comma or the closing bracket is missing|7:{\"a\":2}");
    VALUES("{\"a\":\"x\n{\"a\":2}\n", "!7:the line ends inside a string|8:{\"a\":2}");
    VALUES("{\"a\":1,\r\n{\"a\":2}\n", "!7:a member name in quotes is missing|9:{\"a\":2}");
    /* a pretty-printed value is passed over as a whole */
    VALUES("{\n \"a\": x,\n \"b\": {\n }\n}\n{}\n",
           "!8:neither a number nor true, false or null|24:{}");
}

/* Every prefix of a value is damage at its end, "the input ends". */
TEST(prefixes)
{
    static const char text[] = "{\"a\\n\":[1,-2.5e+3,\"x\\ud83d\\ude00\",true,{\"b\":[{}]}],"
                               "\"c\":null}";
    struct buf out = {0};
    for (size_t n = 1; n + 1 < sizeof(text); n++) {
        char expected[64];
        snprintf(expected, sizeof(expected), "!%zu:the input ends inside a value", n);
        CHECK_SV(values_of(&out, sv_of(text, n)), expected);
    }
    buf_release(&out);
}

TEST(deep)
{
    enum { DEPTH = 1000000 };
    char *text = mem_alloc(2 * DEPTH);
    memset(text, '[', DEPTH);
    memset(text + DEPTH, ']', DEPTH);
    struct json_scan j;
    json_scan_init(&j, sv_of(text, 2 * DEPTH));
    CHECK_EQ(json_skip(&j).n, 2 * DEPTH);
    CHECK(!j.bad);
    json_scan_release(&j);
    json_scan_init(&j, sv_of(text, 2 * DEPTH - 1));
    json_skip(&j);
    CHECK_EQ(json_offset(&j), 2 * DEPTH - 1);
    CHECK(j.bad);
    json_scan_release(&j);
    free(text);
}

/* ---- strings, which are seen as keys ---- */

/* The key of {"...":0}, `inside` being what stands between the quotes. */
static struct sv key_of(struct json_scan *j, struct buf *text, struct sv inside)
{
    bool first = true;
    struct sv key = {0};
    buf_clear(text);
    buf_addz(text, "{\"");
    buf_add(text, inside);
    buf_addz(text, "\":0}");
    json_scan_release(j);
    json_scan_init(j, buf_sv(text));
    CHECK(json_object_open(j));
    json_object_next(j, &first, &key);
    return key;
}

TEST(strings)
{
    struct json_scan j = {0};
    struct buf b = {0};
    CHECK_SV(key_of(&j, &b, SV("")), "");
    CHECK_SV(key_of(&j, &b, SV("plain")), "plain");
    CHECK_SV(key_of(&j, &b, SV("\\\"\\\\\\/\\b\\f\\n\\r\\t")), "\"\\/\b\f\n\r\t");
    CHECK_SV(key_of(&j, &b, SV("a\\u00e9b\\u20AC")), "a\xc3\xa9" "b\xe2\x82\xac");
    CHECK_SV(key_of(&j, &b, SV("\\ud83d\\ude00")), "\xf0\x9f\x98\x80");
    CHECK_SV(key_of(&j, &b, SV("\\ud83d")), "\xef\xbf\xbd");
    CHECK_SV(key_of(&j, &b, SV("\\ud83dx")), "\xef\xbf\xbdx");
    CHECK_SV(key_of(&j, &b, SV("\\ude00\\ud83d")), "\xef\xbf\xbd\xef\xbf\xbd");
    CHECK_SV(key_of(&j, &b, SV("\\ud83d\\ud83d\\ude00")), "\xef\xbf\xbd\xf0\x9f\x98\x80");
    CHECK_SV(key_of(&j, &b, SV("\xff\xc0")), "\xff\xc0");
    CHECK(sv_eq(key_of(&j, &b, SV("a\\u0000b")), SV("a\0b")));
    CHECK(!j.bad);
    CHECK_SV(key_of(&j, &b, SV("a\\q")), "");
    CHECK(j.bad != NULL);
    json_scan_release(&j);
    buf_release(&b);
}

/* A special byte at every distance from the beginning, whatever the width of the scan. */
TEST(string_widths)
{
    struct json_scan j = {0};
    struct buf inside = {0}, text = {0};
    for (size_t n = 0; n < 70; n++) {
        buf_clear(&inside);
        buf_fill(&inside, 'x', n);
        buf_addz(&inside, "\\n\xc3\xa9 \x7f");
        struct sv key = key_of(&j, &text, buf_sv(&inside));
        CHECK_EQ(key.n, n + 5);
        CHECK(key.p[n] == '\n' && key.p[n + 4] == '\x7f');
        inside.p[n] = '\x1f';
        key_of(&j, &text, buf_sv(&inside));
        CHECK_EQ(json_offset(&j), n + 2);
        CHECK(j.bad != NULL);
    }
    json_scan_release(&j);
    buf_release(&inside);
    buf_release(&text);
}

TEST(long_string)
{
    size_t n = (size_t)100 << 20;
    char *text = mem_alloc(n);
    memset(text, 'x', n);
    text[0] = text[n - 1] = '"';
    struct json_scan j;
    json_scan_init(&j, sv_of(text, n));
    CHECK_EQ(json_skip(&j).n, n);
    CHECK(!j.bad && j.scratch.cap == 0);
    json_scan_release(&j);
    free(text);
}

/* ---- numbers ---- */

static bool is_number(const char *text)
{
    struct json_scan j;
    json_scan_init(&j, sv_from_c(text));
    struct sv value = json_skip(&j);
    bool is = !j.bad && value.n == strlen(text);
    json_scan_release(&j);
    return is;
}

TEST(numbers)
{
    static const char *const good[] = {"0",    "-0",   "7",      "120", "-1.5",     "0.0", "1e5",
                                       "1E+5", "1e-5", "2.50e1", "NaN", "Infinity", "-Infinity"};
    static const char *const bad[] = {"",    "-",   "01",   "+1",  ".5",   "1.",        "1e",
                                      "1e+", "0x1", "1.e5", "--1", "-NaN", "+Infinity", "1 ",
                                      "-.5", "1_0", "inf",  "-00", "1.5.", "nan"};
    for (size_t i = 0; i < ARRAY_LEN(good); i++)
        CHECK(is_number(good[i]));
    for (size_t i = 0; i < ARRAY_LEN(bad); i++)
        if (is_number(bad[i])) {
            printf("accepted: %s\n", bad[i]);
            CHECK(false);
        }
}

/* ---- members ---- */

TEST(members)
{
    struct json_scan j;
    json_scan_init(&j, SV("{\"a\":[1,2,3],\"b\\u0062\":\"x\",\"c\":{}} 5"));
    bool first = true;
    struct sv key;
    CHECK(json_object_open(&j));
    CHECK(json_object_next(&j, &first, &key));
    CHECK_SV(key, "a");
    CHECK(json_array_open(&j));
    int n = 0;
    for (bool first_element = true; json_array_next(&j, &first_element); n++)
        CHECK_EQ(json_skip(&j).n, 1);
    CHECK_EQ(n, 3);
    CHECK(json_object_next(&j, &first, &key));
    CHECK_SV(key, "bb");
    CHECK_SV(json_skip(&j), "\"x\"");
    CHECK(json_object_next(&j, &first, &key));
    CHECK_SV(json_skip(&j), "{}");
    CHECK(!json_object_next(&j, &first, &key));
    CHECK(!j.bad && json_more(&j));
    CHECK_SV(json_skip(&j), "5");
    CHECK(!json_more(&j) && json_peek(&j) == '\0');
    json_scan_release(&j);
}

TEST(nothing_after_damage)
{
    struct json_scan j;
    json_scan_init(&j, SV("[1 \"a\"]\n{\"b\":2}"));
    bool first = true;
    struct sv key;
    CHECK(json_array_open(&j) && json_array_next(&j, &first));
    json_skip(&j);
    CHECK(!json_array_next(&j, &first));
    const char *bad = j.bad;
    CHECK(bad && json_offset(&j) == 3);
    first = true;
    CHECK(!json_object_open(&j) && !json_object_next(&j, &first, &key));
    first = true;
    CHECK(!json_array_open(&j) && !json_array_next(&j, &first));
    CHECK(json_skip(&j).n == 0);
    CHECK(json_peek(&j) == '\0' && !json_more(&j));
    CHECK(j.bad == bad && json_offset(&j) == 3);
    CHECK(json_resync(&j));
    CHECK(!j.bad && json_peek(&j) == '{');
    CHECK_SV(json_skip(&j), "{\"b\":2}");
    CHECK(!json_resync(&j));
    json_scan_release(&j);
}

static void note_key(void *ctx, struct sv key, uint32_t depth)
{
    buf_fmt(ctx, "%.*s%u ", SV_ARG(key), depth);
}

TEST(walk)
{
    struct json_scan j;
    struct buf keys = {0};
    json_scan_init(&j, SV("[{\"a\":[[{\"b\":1}]],\"c\":{\"d\":{}},\"e\":2}]"));
    json_walk(&j, note_key, &keys);
    CHECK_SV(buf_sv(&keys), "a1 b2 c1 d2 e1 ");
    buf_release(&keys);
    json_scan_release(&j);
}

TEST_MAIN(TEST_CASE(sequences), TEST_CASE(damage), TEST_CASE(damage_costs_a_line),
          TEST_CASE(prefixes), TEST_CASE(deep), TEST_CASE(strings), TEST_CASE(string_widths),
          TEST_CASE(long_string), TEST_CASE(numbers), TEST_CASE(members),
          TEST_CASE(nothing_after_damage), TEST_CASE(walk))
