#include "core/json_out.h"
#include "tests/unit/test.h"

#include <math.h>

TEST(layout)
{
    struct buf b = {0};
    struct json_out j = {.b = &b};
    json_out_open(&j, NULL, '{');
    json_out_text(&j, "a", SV("x\"\x01\xff" "\xe2\x80\xae" "\xf3\xa0\x80\x81"));
    json_out_open(&j, "list", '[');
    json_out_open(&j, NULL, '{');
    json_out_u64(&j, "n", UINT64_MAX);
    json_out_bool(&j, "yes", true);
    json_out_open(&j, "deep", '[');
    json_out_null(&j, NULL);
    json_out_f64(&j, NULL, 0.1);
    json_out_close(&j);
    json_out_close(&j);
    json_out_open(&j, NULL, '{');
    json_out_close(&j);
    json_out_close(&j);
    json_out_open(&j, "none", '[');
    json_out_close(&j);
    json_out_f64(&j, "nan", (double)NAN);
    json_out_close(&j);
    CHECK_SV(buf_sv(&b), "{\n"
                         "  \"a\": \"x\\\"\\u0001\xef\xbf\xbd\\u202e\\udb40\\udc01\",\n"
                         "  \"list\": [\n"
                         "    {\"n\": 18446744073709551615, \"yes\": true, "
                         "\"deep\": [null, 0.1]},\n"
                         "    {}\n"
                         "  ],\n"
                         "  \"none\": [],\n"
                         "  \"nan\": null\n"
                         "}\n");
    buf_release(&b);
}

TEST_MAIN(TEST_CASE(layout))
