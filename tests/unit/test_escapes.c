/* Texts that nobody vouches for in XML and Markdown, and fingerprints that shall be unique. */
#include "core/markdown.h"
#include "lint/fingerprints.h"
#include "lint/xml_out.h"
#include "tests/unit/test.h"

TEST(xml_is_well_formed)
{
    struct buf b = {0};
    struct xml_out x = {.b = &b};
    xml_open(&x, "a");
    xml_attr(&x, "k", SV("<\"'&>\n\x01\xff"));
    xml_attr_u64(&x, "n", UINT64_MAX);
    xml_open(&x, "b");
    xml_close(&x);
    xml_open(&x, "c");
    xml_text(&x, SV("]]>\n"));
    xml_text(&x, SV("\xef\xbf\xbe\xe2\x80\xae\r"));
    xml_close(&x);
    xml_close(&x);
    CHECK_SV(buf_sv(&b), "<a k=\"&#60;&#34;&#39;&#38;&#62;&#10;\xef\xbf\xbd\xef\xbf\xbd\" "
                         "n=\"18446744073709551615\">\n"
                         "  <b/>\n"
                         "  <c>]]&#62;\n\xef\xbf\xbd&#8238;&#13;</c>\n"
                         "</a>\n");
    buf_release(&b);
}

static struct sv markdown(struct sv text)
{
    static struct buf out;
    buf_clear(&out);
    markdown_text(&out, text);
    return buf_sv(&out);
}

TEST(markdown_is_text)
{
    CHECK_SV(markdown(SV("plain, 5 % (x): y-z.")), "plain, 5 % (x): y-z.");
    CHECK_SV(markdown(SV("a `b_c` d")), "a <code>b&#95;c</code> d");
    CHECK_SV(markdown(SV("a ` b")), "a <code> b</code>");
    CHECK_SV(markdown(SV("<b> [x] | \\ * \n")),
             "&#60;b&#62; &#91;x&#93; &#124; &#92; &#42; &#92;x0a");
    CHECK_SV(markdown(SV("@team #1 x@")), "&#64;&#8203;team &#35;&#8203;1 x&#64;");
    CHECK_SV(markdown(SV("www.x http://y")), "www&#8203;.x http:&#8203;//y");
}

TEST(fingerprints_are_unique)
{
    struct fingerprint first = {.value = 0x1234}, second = {.value = 0x1234, .nth = 1};
    CHECK(strcmp(fingerprint_text(&first).text, "0000000000001234") == 0);
    CHECK(strcmp(fingerprint_text(&second).text, "0000000000001234") == 0);
    CHECK(strcmp(fingerprint_unique(&first).text, "0000000000001234") == 0);
    CHECK(strcmp(fingerprint_unique(&second).text, "0000000000001234") != 0);
}

TEST_MAIN(TEST_CASE(xml_is_well_formed), TEST_CASE(markdown_is_text),
          TEST_CASE(fingerprints_are_unique))
