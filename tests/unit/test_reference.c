#include "metrics/reference.h"
#include "tests/unit/test.h"

/* Reads the text; the caller releases `r`. */
static bool parse(struct reference *r, struct sv text, struct err *e)
{
    *r = (struct reference){0};
    *e = (struct err){0};
    buf_add(&r->text, text);
    return reference_parse(r, SV("said"), e);
}

static const struct sv forms[] = {
    SV_INIT("good morning\n\nhow can I help\n"),
    SV_INIT("{\"Call-1\": \"good \\u00e9vening\", \"call-2\": [\"yes\", \"no\"]}"),
    SV_INIT("{\"call\": \"call-1\", \"reference\": \"good day\"}\n"
            "{\"id\": \"call-2\", \"transcript\": [\"yes\", \"no\"]}\n"),
    SV_INIT("[{\"trace_id\": \"CALL-1\", \"text\": \"good day\"}, "
            "{\"simulation_id\": \"call-2\", \"text\": \"yes\"}]"),
};

TEST(calls_are_found_in_any_case)
{
    struct reference r;
    struct err e;
    for (size_t i = 1; i < ARRAY_LEN(forms); i++) {
        CHECK(parse(&r, forms[i], &e));
        CHECK(!r.plain && reference_find(&r, SV("call-1")) && reference_find(&r, SV("CALL-2")));
        CHECK(!reference_find(&r, SV("call-3")));
        CHECK_EQ(reference_find(&r, SV("call-1"))->n, 1);
        reference_release(&r);
    }
}

TEST(a_plain_text_is_of_one_call)
{
    struct reference r;
    struct err e;
    CHECK(parse(&r, forms[0], &e));
    CHECK(r.plain);
    CHECK_EQ(r.calls.n, 1);
    CHECK_EQ(r.utterances.n, 2);
    reference_release(&r);
}

TEST(every_prefix_is_read_or_refused_with_a_sentence)
{
    struct reference r;
    struct err e;
    for (size_t i = 0; i < ARRAY_LEN(forms); i++) {
        for (size_t n = 0; n <= forms[i].n; n++) {
            CHECK(parse(&r, sv_of(forms[i].p, n), &e) != e.set);
            CHECK(!e.set || sv_find(sv_from_c(e.text), SV("said")) != SIZE_MAX);
            reference_release(&r);
        }
    }
}

TEST(what_is_twice_or_no_text_is_refused)
{
    static const struct sv wrong[] = {
        SV_INIT("{\"a\": \"x\", \"a\": \"y\"}"), SV_INIT("{\"a\": \"x\"} {\"A\": \"y\"}"),
        SV_INIT("{\"a\": 1}"),                   SV_INIT("[{}, 1]"),
        SV_INIT("{\"a\": [\"x\", {}]}"),         SV_INIT("\xef\xbb\xbf \n")};
    struct reference r;
    struct err e;
    for (size_t i = 0; i < ARRAY_LEN(wrong); i++) {
        CHECK(!parse(&r, wrong[i], &e));
        CHECK(e.set);
        reference_release(&r);
    }
}

TEST_MAIN(TEST_CASE(calls_are_found_in_any_case), TEST_CASE(a_plain_text_is_of_one_call),
          TEST_CASE(every_prefix_is_read_or_refused_with_a_sentence),
          TEST_CASE(what_is_twice_or_no_text_is_refused))
