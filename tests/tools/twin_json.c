/*
 * twin_json: reads each file with the OTLP JSON reader and with its oracle and compares the stores.
 *
 *     twin_json FILE...
 *
 * Prints one line a file: same, DIFFERENT with the first difference, or unjudged (the oracle takes
 * no damaged text). Ends with "N passed, N failed, N skipped"; exit code 1 when one failed.
 */
#include "core/buf.h"
#include "tests/lib/twin.h"

static bool file_read(const char *path, struct buf *out)
{
    FILE *f = fopen(path, "rb");
    size_t got = 1;
    while (f && got > 0) {
        got = fread(buf_room(out, 1 << 16), 1, 1 << 16, f);
        out->n += got;
    }
    bool ok = f && !ferror(f);
    if (f)
        fclose(f);
    return ok;
}

int main(int argc, char **argv)
{
    static const char *const names[] = {"same", "DIFFERENT", "unjudged"};
    unsigned count[3] = {0};
    for (int i = 1; i < argc; i++) {
        struct buf text = {0};
        enum twin t = file_read(argv[i], &text) ? twin_json(buf_sv(&text)) : TWIN_DIFFERENT;
        printf("%-10s %s\n", names[t], argv[i]);
        count[t]++;
        buf_release(&text);
    }
    printf("%u passed, %u failed, %u skipped\n", count[TWIN_SAME], count[TWIN_DIFFERENT],
           count[TWIN_UNJUDGED]);
    return count[TWIN_DIFFERENT] ? 1 : 0;
}
