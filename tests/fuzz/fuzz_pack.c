/*
 * fuzz_pack: feeds the reader of packs whatever libFuzzer thinks of, and runs the rules of packs
 * that it accepts over a small store.
 *
 *     fuzz_pack CORPUS_DIR      (built with clang -fsanitize=fuzzer,address,undefined)
 */
#include "core/build.h"
#include "lint/engine.h"
#include "lint/own_read.h"
#include "rules/catalog.h"
#include "rules/packs.h"
#include "io/otlp_json.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char trace[] =
    "{\"resourceSpans\":[{\"scopeSpans\":[{\"spans\":["
    "{\"traceId\":\"0af7651916cd43dd8448eb211c80319c\",\"spanId\":\"b7ad6b7169203331\","
    "\"name\":\"turn\",\"startTimeUnixNano\":\"1770110000000000000\","
    "\"endTimeUnixNano\":\"1770110009000000000\",\"attributes\":[{\"key\":\"session.id\","
    "\"value\":{\"stringValue\":\"aaab\"}},{\"key\":\"k\",\"value\":{\"doubleValue\":2.5}}]},"
    "{\"traceId\":\"0af7651916cd43dd8448eb211c80319c\",\"spanId\":\"b7ad6b7169203332\","
    "\"parentSpanId\":\"b7ad6b7169203331\",\"name\":\"llm_tool_call\","
    "\"startTimeUnixNano\":\"1770110001000000000\",\"endTimeUnixNano\":\"1770110002000000000\","
    "\"attributes\":[{\"key\":\"tool.name\",\"value\":{\"stringValue\":\"refund_order\"}},"
    "{\"key\":\"k\",\"value\":{\"intValue\":\"2\"}}]}]}]}]}";

static void rules_run(struct own_rules *own)
{
    struct err e = {0};
    struct store s;
    struct build b;
    struct index ix;
    struct view v = {0};
    struct lint l;
    struct settings set;
    struct catalog none = {0}, cat = own_rules_catalog(own, &none);
    store_init(&s);
    build_init(&b, &s);
    build_input(&b, SV("fuzz"), "otlp-json", true);
    otlp_json_bytes(&b, SV(trace), 0);
    build_input_end(&b);
    build_release(&b);
    index_build(&ix, &s);
    BUG_ON(!view_init(&v, &s, &ix, rules_packs, rules_packs_n, &e));
    settings_init(&set, &cat);
    lint_run(&l, &s, &ix, &v, &set);
    lint_release(&l);
    settings_release(&set);
    view_release(&v);
    index_release(&ix);
    store_release(&s);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct err e = {0};
    struct own_rules own = {0};
    struct pack_text text = {"fuzz", (const char *)data, size};
    struct pack vocabulary = {0};
    bool ok = pack_read(&vocabulary, &text, &e) && pack_finish(&vocabulary, &e) &&
              own_rules_read(&own, &rules_catalog, &vocabulary, &text, &e);
    BUG_ON(ok == e.set);
    if (ok)
        rules_run(&own);
    own_rules_release(&own);
    pack_release(&vocabulary);
    return 0;
}
