/*
 * store_dump: prints the finished store of its inputs as text (tests/lib/dump.h).
 *
 *     store_dump [--no-defects] [--no-places] FILE...
 */
#include "io/read.h"
#include "tests/lib/dump.h"

#include <unistd.h>

int main(int argc, char **argv)
{
    struct dump_options options = {0};
    struct buf out = buf_to_fd(STDOUT_FILENO);
    struct store s;
    struct build b;
    store_init(&s);
    build_init(&b, &s);
    for (int i = 1; i < argc; i++) {
        struct sv arg = sv_from_c(argv[i]);
        if (sv_eq(arg, SV("--no-defects")))
            options.no_defects = true;
        else if (sv_eq(arg, SV("--no-places")))
            options.no_places = true;
        else
            read_input(&b, arg);
    }
    dump_store(&out, &s, options);
    bool ok = buf_flush(&out);
    buf_release(&out);
    build_release(&b);
    store_release(&s);
    return ok ? 0 : 2;
}
