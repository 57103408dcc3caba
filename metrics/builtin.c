#include "metrics/builtin_parts.h"

#include "core/shown.h"

const struct builtin_row builtin_rows[BUILTINS] = {
    [BUILTIN_LLM_TTFB] = {.name = SV_INIT("LLM Time to First Byte"),
                          .id = "llm_ttfb",
                          .unit = "s",
                          .span = SV_INIT("llm"),
                          .role = SPAN_LLM,
                          .fields = {FIELD_TTFB},
                          .n_fields = 1},
    [BUILTIN_STT_TTFB] = {.name = SV_INIT("STT Time to First Byte"),
                          .id = "stt_ttfb",
                          .unit = "s",
                          .span = SV_INIT("stt"),
                          .role = SPAN_STT,
                          .fields = {FIELD_TTFB},
                          .n_fields = 1},
    [BUILTIN_TTS_TTFB] = {.name = SV_INIT("TTS Time to First Byte"),
                          .id = "tts_ttfb",
                          .unit = "s",
                          .span = SV_INIT("tts"),
                          .role = SPAN_TTS,
                          .fields = {FIELD_TTFB},
                          .n_fields = 1},
    [BUILTIN_TOKENS] = {.name = SV_INIT("LLM Token Usage"),
                        .id = "llm_tokens",
                        .unit = "tokens",
                        .span = SV_INIT("llm"),
                        .role = SPAN_LLM,
                        .fields = {FIELD_INPUT_TOKENS, FIELD_OUTPUT_TOKENS},
                        .n_fields = 2},
    [BUILTIN_TOOLS] = {.name = SV_INIT("Tool Call Count"),
                       .id = "tool_calls",
                       .unit = "count",
                       .span = SV_INIT("llm_tool_call"),
                       .role = SPAN_TOOL,
                       .fields = {FIELD_TOOL},
                       .n_fields = 1},
    [BUILTIN_WER] = {.name = SV_INIT("STT Word Error Rate"),
                     .id = "stt_wer",
                     .unit = "ratio",
                     .span = SV_INIT("stt"),
                     .role = SPAN_STT,
                     .fields = {FIELD_TRANSCRIPT},
                     .n_fields = 1},
};

const struct builtin_field_row builtin_fields[FIELDS] = {
    [FIELD_TTFB] = {.key = SV_INIT("metrics.ttfb")},
    [FIELD_INPUT_TOKENS] = {SV_INIT("gen_ai.usage.input_tokens"), SV_INIT("llm.token_count.prompt"),
                            false},
    [FIELD_OUTPUT_TOKENS] = {SV_INIT("gen_ai.usage.output_tokens"),
                             SV_INIT("llm.token_count.completion"), false},
    [FIELD_TOOL] = {SV_INIT("function.name"), SV_INIT("tool.name"), true},
    [FIELD_TRANSCRIPT] = {SV_INIT("transcript"), SV_INIT("stt.transcription"), true},
};

enum builtin_kind builtin_find(struct sv name)
{
    unsigned i = 0;
    while (i < BUILTINS && !sv_eq_nocase(builtin_rows[i].name, name))
        i++;
    return (enum builtin_kind)i;
}

const char *builtin_status_word(enum builtin_status status)
{
    static const char *const words[] = {"ready", "partial", "alias", "foreign", "missing"};
    return words[status];
}

/* ---- values of calls ---- */

static struct spread spread_of(const double *values, size_t n, enum percentile rule)
{
    struct spread s = {.n = n};
    double *copy = mem_alloc(arena_size(sizeof(*copy), n + 1));
    if (n) {
        memcpy(copy, values, sizeof(*copy) * n);
        s.average = aggregate_values(AGG_AVERAGE, rule, copy, n);
        s.p50 = aggregate_values(AGG_MEDIAN, rule, copy, n);
        s.p90 = aggregate_values(AGG_P90, rule, copy, n);
        s.p95 = aggregate_values(AGG_P95, rule, copy, n);
    }
    free(copy);
    return s;
}

static size_t end_of_call(const struct sample *v, size_t n, size_t from)
{
    size_t end = from;
    while (end < n && v[end].call == v[from].call)
        end++;
    return end;
}

static void ttfb_reduce(struct builtin *b, const struct gathered *g)
{
    const struct sample *v = g->samples[b->kind].v;
    size_t n = g->samples[b->kind].n;
    for (size_t i = 0; i < n; i++)
        vec_push(&b->values, v[i].value);
    for (size_t from = 0, end; from < n; from = end) {
        end = end_of_call(v, n, from);
        struct spread s = spread_of(&b->values.v[from], end - from, g->wish->percentile);
        vec_push(&b->calls, ((struct builtin_call){
                                .call = v[from].call, .n = s.n, .value = s.average, .spread = s}));
    }
}

/* ---- parts ---- */

struct totals {
    uint32_t *row_of; /* by part: of builtin.parts; NO_ROW */
    struct arena *arena;
    const struct gathered *g;
};

static int by_part(const void *va, const void *vb)
{
    const struct sample *a = va, *b = vb;
    if (a->part != b->part)
        return a->part > b->part ? 1 : -1;
    return (a->row > b->row) - (a->row < b->row);
}

static struct sv part_name(const struct totals *t, enum builtin_kind kind, sym part)
{
    if (kind == BUILTIN_TOKENS)
        return builtin_fields[builtin_rows[kind].fields[part]].key;
    struct buf tmp = {0};
    struct sv name = store_sv(t->g->wish->in->s, part);
    name = name.n ? arena_copy(t->arena, shown_text(name, &tmp)) : SV("(no name)");
    buf_release(&tmp);
    return name;
}

static void part_add(struct builtin *b, struct totals *t, sym part, double value)
{
    uint32_t row = t->row_of[part];
    if (row == NO_ROW) {
        row = t->row_of[part] = (uint32_t)b->parts.n;
        vec_push(&b->parts, ((struct builtin_part){.name = part_name(t, b->kind, part)}));
    }
    b->parts.v[row].value += value;
    vec_push(&b->call_parts, ((struct builtin_part){b->parts.v[row].name, value}));
}

static int by_value(const void *va, const void *vb)
{
    const struct builtin_part *a = va, *b = vb;
    if (a->value != b->value)
        return a->value < b->value ? 1 : -1;
    return sv_cmp(a->name, b->name);
}

static void parts_sort(struct builtin_part *v, size_t n)
{
    if (n > 1)
        qsort(v, n, sizeof(*v), by_value);
}

/* The samples of one call, summed up by part. */
static void call_sum(struct builtin *b, struct totals *t, struct sample *v, size_t n)
{
    struct builtin_call c = {.call = v[0].call, .n = n, .first = (uint32_t)b->call_parts.n};
    qsort(v, n, sizeof(*v), by_part);
    for (size_t from = 0, end; from < n; from = end) {
        double sum = 0;
        for (end = from; end < n && v[end].part == v[from].part; end++)
            sum += v[end].value;
        part_add(b, t, v[from].part, sum);
        c.value += sum;
    }
    c.n_parts = (uint32_t)b->call_parts.n - c.first;
    parts_sort(&b->call_parts.v[c.first], c.n_parts);
    vec_push(&b->calls, c);
}

/* Calls without a tool call have none of them, which is a value. */
static void zero_calls(struct builtin *b, const struct gathered *g, uint32_t *next, uint32_t end)
{
    for (; *next < end; ++*next)
        if (b->kind == BUILTIN_TOOLS && g->has_spans[*next] && g->samples[b->kind].n)
            vec_push(&b->calls, ((struct builtin_call){.call = *next}));
}

static void sums_reduce(struct builtin *b, struct gathered *g, struct arena *arena)
{
    const struct metrics_input *in = g->wish->in;
    struct sample *v = g->samples[b->kind].v;
    size_t n = g->samples[b->kind].n;
    struct totals t = {.arena = arena, .g = g};
    uint32_t next = 0;
    t.row_of = mem_alloc(arena_size(sizeof(*t.row_of), in->s->syms.texts.n + 2));
    memset(t.row_of, 0xff, sizeof(*t.row_of) * (in->s->syms.texts.n + 2));
    for (size_t from = 0, end; from < n; from = end) {
        end = end_of_call(v, n, from);
        zero_calls(b, g, &next, v[from].call);
        call_sum(b, &t, &v[from], end - from);
        next = v[from].call + 1;
    }
    zero_calls(b, g, &next, in->n_calls);
    free(t.row_of);
    for (size_t i = 0; i < b->parts.n; i++)
        b->total += b->parts.v[i].value;
    b->has_total = b->parts.n > 0;
    parts_sort(b->parts.v, b->parts.n);
}

/* ---- all of them ---- */

static void calls_spread(struct builtin *b, enum percentile rule)
{
    if (!b->values.n)
        for (size_t i = 0; i < b->calls.n; i++)
            vec_push(&b->values, b->calls.v[i].value);
    b->spread = spread_of(b->values.v, b->values.n, rule);
}

bool builtins_make(struct builtins *all, const struct builtin_wish *wish, struct err *e)
{
    struct gathered g;
    gather(&g, wish);
    for (unsigned kind = 0; kind < BUILTINS; kind++) {
        struct builtin *b = &all->of[kind];
        b->kind = (enum builtin_kind)kind;
        supply_judge(b, &g, &all->arena);
        if (kind <= BUILTIN_TTS_TTFB)
            ttfb_reduce(b, &g);
        else if (kind != BUILTIN_WER)
            sums_reduce(b, &g, &all->arena);
    }
    bool good = builtin_wer(all, &g, e);
    for (unsigned kind = 0; kind < BUILTINS; kind++)
        calls_spread(&all->of[kind], wish->percentile);
    gather_release(&g);
    return good;
}

bool builtin_value(const struct builtin *b, enum aggregation how, enum percentile rule,
                   double *value)
{
    *value = b->total;
    if (how == AGGREGATIONS)
        return b->has_total;
    if (!b->values.n || aggregation_rows[how].of_spans)
        return false;
    double *copy = mem_alloc(arena_size(sizeof(*copy), b->values.n));
    memcpy(copy, b->values.v, sizeof(*copy) * b->values.n);
    *value = aggregate_values(how, rule, copy, b->values.n);
    free(copy);
    return true;
}

void builtins_release(struct builtins *all)
{
    for (unsigned i = 0; i < BUILTINS; i++) {
        struct builtin *b = &all->of[i];
        vec_release(&b->notes);
        vec_release(&b->calls);
        vec_release(&b->values);
        vec_release(&b->parts);
        vec_release(&b->call_parts);
    }
    for (size_t i = 0; i < all->said.n; i++) {
        wer_release(&all->said.v[i].wer);
        wer_words_release(&all->said.v[i].ref);
        wer_words_release(&all->said.v[i].hyp);
    }
    vec_release(&all->said);
    symtab_release(&all->words);
    arena_release(&all->arena);
    *all = (struct builtins){0};
}
