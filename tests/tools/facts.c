/*
 * Reads each file named on the command line and prints what is in it as one JSON line: the format
 * that was recognised, counts of spans and of what is wrong with them, and the diagnostics.
 */
#include "core/buf.h"
#include "core/index.h"
#include "io/read.h"

#include <unistd.h>

struct facts {
    uint64_t zero, negative, times_missing, no_trace_id, no_span_id, errors, shared;
    uint64_t attrs, events, links;
};

static void span_count(const struct store *s, uint32_t row, struct facts *f)
{
    const struct span_columns *c = &s->span;
    bool timed = (~c->flags[row] & (SPAN_HAS_START | SPAN_HAS_END)) == 0;
    const struct span_extra *x = span_extra(s, row);
    f->times_missing += !timed || !c->start[row] || !c->end[row]; /* 0 means unset */
    f->zero += timed && c->start[row] == c->end[row];
    f->negative += timed && c->end[row] < c->start[row];
    f->no_trace_id += s->traces.v[c->trace[row]].id_state == TRACE_ID_NONE;
    f->no_span_id += !(c->flags[row] & SPAN_HAS_ID);
    f->errors += c->status[row] == STATUS_ERROR;
    f->shared += (c->flags[row] & SPAN_SHARED) != 0;
    f->attrs += c->attr_count[row];
    f->events += x->event_count;
    f->links += x->link_count;
}

/* Distinct names; a span without one has the empty name. */
static uint64_t names_count(const struct store *s)
{
    bool *seen = mem_zalloc(s->syms.texts.n + 1);
    uint64_t n = 0;
    for (uint32_t row = 0; row < s->n_spans; row++) {
        n += !seen[s->span.name[row]];
        seen[s->span.name[row]] = true;
    }
    free(seen);
    return n;
}

static const char *status_name(const struct store *s)
{
    static const char *const names[] = {"ok", "partial", "failed"};
    uint8_t worst = 0;
    for (size_t i = 0; i < s->inputs.n; i++)
        worst = s->inputs.v[i].status > worst ? s->inputs.v[i].status : worst;
    return names[worst];
}

static void diagnostics_print(struct buf *out, const struct store *s)
{
    const char *sep = "";
    buf_addz(out, "\"diagnostics\":[");
    for (size_t i = 0; i < s->inputs.n; i++) {
        for (size_t k = 0; k < s->inputs.v[i].diagnostics.n; k++) {
            const struct diagnostic *d = &s->inputs.v[i].diagnostics.v[k];
            buf_fmt(out, "%s{\"offset\":%lld,\"line\":%llu,\"text\":", sep, (long long)d->offset,
                    (unsigned long long)d->line);
            buf_json(out, d->text);
            buf_addc(out, '}');
            sep = ",";
        }
    }
    buf_addc(out, ']');
}

static void counts_print(struct buf *out, const struct store *s, const struct index *ix)
{
    struct facts f = {0};
    for (uint32_t row = 0; row < s->n_spans; row++)
        span_count(s, row, &f);
    const struct {
        const char *name;
        uint64_t n;
    } counts[] = {
        {"spans", s->n_spans},       {"traces", ix->n_real_traces}, {"roots", ix->n_roots},
        {"orphans", ix->n_orphans},  {"duplicates", ix->n_duplicates}, {"zero", f.zero},
        {"negative", f.negative},    {"names", names_count(s)},    {"no_trace_id", f.no_trace_id},
        {"no_span_id", f.no_span_id}, {"times_missing", f.times_missing}, {"errors", f.errors},
        {"shared", f.shared},        {"cycle", ix->n_cycle},       {"attributes", f.attrs},
        {"events", f.events},        {"links", f.links},           {"defects", s->defects.n},
        {"resources", s->resources.n}, {"documents", s->documents.n},
    };
    for (size_t i = 0; i < ARRAY_LEN(counts); i++)
        buf_fmt(out, "\"%s\":%llu,", counts[i].name, (unsigned long long)counts[i].n);
}

static void file_print(struct buf *out, const char *path)
{
    struct store s;
    struct build b;
    struct index ix = {0};
    store_init(&s);
    build_init(&b, &s);
    read_input(&b, sv_from_c(path));
    build_release(&b);
    index_build(&ix, &s);
    buf_addz(out, "{\"file\":");
    buf_json(out, sv_from_c(path));
    buf_fmt(out, ",\"format\":\"%s\",\"status\":\"%s\",", s.inputs.v[0].format, status_name(&s));
    counts_print(out, &s, &ix);
    diagnostics_print(out, &s);
    buf_addz(out, "}\n");
    index_release(&ix);
    store_release(&s);
}

int main(int argc, char **argv)
{
    struct buf out = buf_to_fd(STDOUT_FILENO);
    for (int i = 1; i < argc; i++)
        file_print(&out, argv[i]);
    bool ok = buf_flush(&out);
    buf_release(&out);
    return ok ? 0 : 1;
}
