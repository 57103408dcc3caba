#include "tests/lib/twin.h"

#include "io/otlp_json.h"
#include "tests/lib/dump.h"
#include "tests/lib/oracle_json.h"

/* One reading of the text, as a dump. False when the reader refuses it. */
static bool reading(struct sv bytes, bool oracle, struct buf *out)
{
    struct store s;
    struct build b;
    bool ok = true;
    store_init(&s);
    build_init(&b, &s);
    build_input(&b, SV("twin"), "otlp-json", true);
    if (oracle)
        ok = oracle_json(&b, bytes);
    else
        otlp_json_bytes(&b, bytes, 0);
    build_input_end(&b);
    dump_store(out, &s, (struct dump_options){.no_places = true, .no_raw = true});
    build_release(&b);
    store_release(&s);
    return ok;
}

static void print_difference(struct sv ours, struct sv oracles)
{
    size_t i = 0, line = 0;
    while (i < ours.n && i < oracles.n && ours.p[i] == oracles.p[i]) {
        if (ours.p[i] == '\n')
            line = i + 1;
        i++;
    }
    struct sv a = sv_cut(sv_from(ours, line), '\n').head;
    struct sv b = sv_cut(sv_from(oracles, line), '\n').head;
    printf("  reader: %.*s\n  oracle: %.*s\n", SV_ARG(a), SV_ARG(b));
}

enum twin twin_json(struct sv bytes)
{
    struct buf ours = {0}, oracles = {0};
    enum twin result = TWIN_UNJUDGED;
    if (reading(bytes, true, &oracles)) {
        reading(bytes, false, &ours);
        result = sv_eq(buf_sv(&ours), buf_sv(&oracles)) ? TWIN_SAME : TWIN_DIFFERENT;
        if (result == TWIN_DIFFERENT)
            print_difference(buf_sv(&ours), buf_sv(&oracles));
    }
    buf_release(&ours);
    buf_release(&oracles);
    return result;
}
