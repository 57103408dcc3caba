#include "io/wire.h"
#include "tests/unit/test.h"

static struct wire_field first_field(struct sv message)
{
    struct wire w = wire_of(message);
    struct wire_field f = {0};
    CHECK(wire_next(&w, &f));
    return f;
}

/* What is wrong with a message, NULL when nothing is. */
static const char *damage(struct sv message)
{
    struct wire w = wire_of(message);
    struct wire_field f;
    while (wire_next(&w, &f))
        ;
    return w.bad;
}

TEST(field_types)
{
    struct wire_field f = first_field(SV("\x08\x96\x01"));
    CHECK_EQ(f.number, 1);
    CHECK_EQ(f.type, WIRE_VARINT);
    CHECK_EQ(f.value, 150);
    f = first_field(SV("\x39\x01\x02\x00\x00\x00\x00\x00\x80"));
    CHECK_EQ(f.number, 7);
    CHECK_EQ(f.value, (int64_t)0x8000000000000201u);
    f = first_field(SV("\x85\x01\xff\x00\x00\x01"));
    CHECK_EQ(f.number, 16);
    CHECK_EQ(f.type, WIRE_I32);
    CHECK_EQ(f.value, 0x010000ff);
    f = first_field(SV("\x2a\x03"
                       "abc"));
    CHECK_EQ(f.number, 5);
    CHECK_SV(f.bytes, "abc");
    CHECK(!f.cut);
}

TEST(fields_follow_each_other)
{
    struct wire w = wire_of(SV("\x0a\x01x\x10\x05\x0a\x00"));
    struct wire_field f;
    CHECK(wire_next(&w, &f));
    CHECK_SV(f.bytes, "x");
    CHECK(wire_next(&w, &f));
    CHECK_EQ(f.value, 5);
    CHECK(wire_next(&w, &f));
    CHECK_EQ(f.bytes.n, 0);
    CHECK(!wire_next(&w, &f));
    CHECK(!w.bad);
}

TEST(empty_message)
{
    CHECK(damage(SV("")) == NULL);
    CHECK(damage((struct sv){0}) == NULL);
}

TEST(varint_bounds)
{
    uint64_t v = 0;
    struct sv most = SV("\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01");
    CHECK(wire_varint(most.p, most.p + most.n, &v) == most.p + most.n);
    CHECK(v == UINT64_MAX);
    struct sv padded = SV("\x80\x80\x80\x80\x80\x80\x80\x80\x80\x00");
    CHECK(wire_varint(padded.p, padded.p + padded.n, &v) == padded.p + padded.n);
    CHECK_EQ(v, 0);
    struct sv eleven = SV("\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x01");
    CHECK(!wire_varint(eleven.p, eleven.p + eleven.n, &v));
    for (size_t n = 0; n < most.n; n++)
        CHECK(!wire_varint(most.p, most.p + n, &v));
}

TEST(damage_is_found)
{
    CHECK(damage(SV("\x00\x01")));                         /* field 0 */
    CHECK(damage(SV("\x07")));                             /* no such type */
    CHECK(damage(SV("\x0e")));                             /* no such type */
    CHECK(damage(SV("\x0b\x0c")));                         /* a group */
    CHECK(damage(SV("\x0c")));                             /* the end of one */
    CHECK(damage(SV("\x80\x80\x80\x80\x80\x01")));         /* a tag beyond 32 bits */
    CHECK(damage(SV("\x08\x80")));                         /* a number that is cut off */
    CHECK(damage(SV("\x09\x01\x02\x03\x04\x05\x06\x07"))); /* 7 bytes of 8 */
    CHECK(damage(SV("\x0d\x01\x02\x03")));                 /* 3 bytes of 4 */
    CHECK(damage(SV("\x0a\x80")));                         /* a length that is cut off */
}

TEST(damage_stays_where_it_is)
{
    struct sv message = SV("\x08\x01\x00\x08\x02");
    struct wire w = wire_of(message);
    struct wire_field f;
    CHECK(wire_next(&w, &f));
    CHECK(!wire_next(&w, &f));
    CHECK(!wire_next(&w, &f));
    CHECK_EQ(w.p - message.p, 2);
}

TEST(cut_field_gives_what_is_there)
{
    struct sv message = SV("\x08\x01\x0a\x05"
                           "abc");
    struct wire w = wire_of(message);
    struct wire_field f;
    CHECK(wire_next(&w, &f));
    CHECK(wire_next(&w, &f));
    CHECK(f.cut);
    CHECK_SV(f.bytes, "abc");
    CHECK(w.bad);
    CHECK_EQ(w.p - message.p, 2);
    CHECK(!wire_next(&w, &f));
}

TEST(length_of_2_to_64)
{
    struct wire_field f = first_field(SV("\x0a\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01z"));
    CHECK(f.cut);
    CHECK_SV(f.bytes, "z");
}

TEST(big_endian)
{
    CHECK_EQ(wire_be32("\x00\x01\x02\xff"), 0x000102ff);
    CHECK_EQ(wire_be32("\xff\x00\x00\x00"), 0xff000000);
}

TEST_MAIN(TEST_CASE(field_types), TEST_CASE(fields_follow_each_other), TEST_CASE(empty_message),
          TEST_CASE(varint_bounds), TEST_CASE(damage_is_found),
          TEST_CASE(damage_stays_where_it_is), TEST_CASE(cut_field_gives_what_is_there),
          TEST_CASE(length_of_2_to_64), TEST_CASE(big_endian))
