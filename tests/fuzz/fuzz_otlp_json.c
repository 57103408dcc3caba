/*
 * fuzz_otlp_json: feeds the OTLP JSON reader whatever libFuzzer thinks of, and holds it against
 * its oracle wherever that can judge.
 *
 *     fuzz_otlp_json CORPUS_DIR      (built with clang -fsanitize=fuzzer,address,undefined)
 */
#include "core/index.h"
#include "io/otlp_json.h"
#include "tests/lib/twin.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct sv bytes = sv_of((const char *)data, size);
    struct store s;
    struct build b;
    struct index ix;
    BUG_ON(twin_json(bytes) == TWIN_DIFFERENT);
    store_init(&s);
    build_init(&b, &s);
    build_input(&b, SV("fuzz"), "otlp-json", true);
    otlp_json_bytes(&b, bytes, 0);
    build_input_end(&b);
    index_build(&ix, &s);
    BUG_ON(s.n_spans != ix.n_spans);
    index_release(&ix);
    build_release(&b);
    store_release(&s);
    return 0;
}
