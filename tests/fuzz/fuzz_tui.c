/*
 * fuzz_tui: lets libFuzzer be the traces and the keys of the browser, whose invariants are checked
 * after each step.
 *
 *     fuzz_tui CORPUS_DIR      (built with clang -fsanitize=fuzzer,address,undefined)
 */
#include "tests/lib/tui_player.h"

enum { STEPS_MAX = 400 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct dice d = {.from_bytes = true, .bytes = sv_of((const char *)data, size)};
    struct buf log = {0};
    struct tui_player *p = tui_player_open(&d);
    for (int i = 0; i < STEPS_MAX && !dice_over(&d); i++) {
        buf_clear(&log);
        tui_player_step(p, &log);
    }
    tui_player_close(p);
    buf_release(&log);
    return 0;
}
