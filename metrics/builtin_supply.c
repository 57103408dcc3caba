#include "core/fmt.h"
#include "core/shown.h"
#include "metrics/builtin_parts.h"

void builtin_note(struct builtin *b, struct arena *arena, const char *fmt, ...)
{
    struct buf text = {0};
    va_list ap;
    va_start(ap, fmt);
    buf_vfmt(&text, fmt, ap);
    va_end(ap);
    vec_push(&b->notes, arena_copy(arena, buf_sv(&text)));
    buf_release(&text);
}

/* What there should be a span for. */
static const char *const occasions[BUILTINS] = {
    [BUILTIN_LLM_TTFB] = "call of a model", [BUILTIN_STT_TTFB] = "recognised utterance",
    [BUILTIN_TTS_TTFB] = "synthesis",       [BUILTIN_TOKENS] = "call of a model",
    [BUILTIN_TOOLS] = "tool call",          [BUILTIN_WER] = "recognised utterance",
};

static const char *const contents[FIELDS] = {
    [FIELD_TTFB] = "the measured seconds until the first byte, a double",
    [FIELD_INPUT_TOKENS] = "the tokens of the prompt, an int",
    [FIELD_OUTPUT_TOKENS] = "the tokens of the answer, an int",
    [FIELD_TOOL] = "the tool's name, a string",
    [FIELD_TRANSCRIPT] = "the final text of the utterance, a string",
};

/* A span name or key as it may be shown. */
static struct sv shown_sym(const struct gathered *g, sym y, struct arena *arena)
{
    struct buf shown = {0}, safe = {0};
    if (y != SYM_NONE)
        fmt_foreign(&safe, shown_text(store_sv(g->wish->in->s, y), &shown), 60);
    struct sv out = arena_copy(arena, buf_sv(&safe));
    buf_release(&shown);
    buf_release(&safe);
    return out;
}

static void field_notes(struct builtin *b, const struct supply *y, unsigned i, struct arena *arena)
{
    const struct builtin_row *row = &builtin_rows[b->kind];
    const struct builtin_field_row *field = &builtin_fields[row->fields[i]];
    uint64_t lacking = y->spans - y->has[i] - y->wrong[i];
    if (y->wrong[i])
        builtin_note(b, arena, "`%s` is no %s on %s: emit %s.", field->key.p,
                     field->text ? "string" : "number", fmt_amount(y->wrong[i], "span").text,
                     contents[row->fields[i]]);
    if (lacking)
        builtin_note(b, arena, "%s of %s `%s` spans lack `%s`: set it to %s.",
                     lacking == y->spans ? "All" : fmt_count(lacking).text,
                     fmt_count(y->spans).text, row->span.p, field->key.p, contents[row->fields[i]]);
}

/* Is the key the one that the platform reads, so that only the span has another name? */
static bool is_canonical(const struct gathered *g, enum builtin_kind kind, sym key)
{
    const struct builtin_row *row = &builtin_rows[kind];
    for (unsigned i = 0; i < row->n_fields; i++)
        if (key != SYM_NONE && key == g->keys[row->fields[i]])
            return true;
    return false;
}

static void naming_note(struct builtin *b, const struct gathered *g, enum naming naming,
                        struct arena *arena)
{
    const struct builtin_row *row = &builtin_rows[b->kind];
    const struct supply *y = &g->supply[b->kind];
    bool alias = naming == NAMING_ALIAS;
    uint32_t first = alias ? y->alias_row : y->foreign_row;
    sym key = alias ? y->alias_key : y->foreign_key;
    if (first == NO_ROW)
        return;
    const char *reads = alias ? "whether the platform reads that is not documented"
                              : "the platform does not read that";
    struct fmt spans = fmt_amount(y->named[naming], "span");
    struct sv name = shown_sym(g, g->wish->in->s->span.name[first], arena);
    struct sv shown = shown_sym(g, key, arena);
    if (is_canonical(g, b->kind, key))
        builtin_note(b, arena,
                     "On %s the value stands under another span name (`%.*s`); %s: name "
                     "the span `%s`.",
                     spans.text, SV_ARG(name), reads, row->span.p);
    else if (shown.n)
        builtin_note(b, arena,
                     "On %s the value stands elsewhere (`%.*s` on `%.*s`); %s: emit "
                     "`%s` on `%s`.",
                     spans.text, SV_ARG(shown), SV_ARG(name), reads,
                     builtin_fields[row->fields[0]].key.p, row->span.p);
    else
        builtin_note(b, arena,
                     "On %s the value follows from other things (as on `%.*s`); %s: emit "
                     "`%s` on `%s`.",
                     spans.text, SV_ARG(name), reads, builtin_fields[row->fields[0]].key.p,
                     row->span.p);
}

static enum builtin_status status_of(const struct supply *y)
{
    if (y->named[NAMING_CANONICAL])
        return y->complete == y->spans ? BUILTIN_READY : BUILTIN_PARTIAL;
    if (y->named[NAMING_ALIAS])
        return BUILTIN_ALIAS;
    return y->named[NAMING_FOREIGN] ? BUILTIN_FOREIGN : BUILTIN_MISSING;
}

void supply_judge(struct builtin *b, const struct gathered *g, struct arena *arena)
{
    const struct builtin_row *row = &builtin_rows[b->kind];
    const struct supply *y = &g->supply[b->kind];
    b->status = status_of(y);
    if (!y->spans)
        builtin_note(b, arena, "No `%s` span: emit one for each %s, with `%s`: %s.", row->span.p,
                     occasions[b->kind], builtin_fields[row->fields[0]].key.p,
                     contents[row->fields[0]]);
    for (unsigned i = 0; y->spans && i < row->n_fields; i++)
        field_notes(b, y, i, arena);
    naming_note(b, g, NAMING_ALIAS, arena);
    naming_note(b, g, NAMING_FOREIGN, arena);
    if (y->markers)
        builtin_note(b, arena, "%s left out: `trace.timing` says that nothing was measured.",
                     fmt_amount(y->markers, "marker span").text);
    if (y->slow)
        builtin_note(b, arena, "%s of more than %d s: are these milliseconds?",
                     fmt_amount(y->slow, "value").text, SLOW_SECONDS);
    if (y->negative)
        builtin_note(b, arena, "%s below 0: a wrong sign, or clocks that do not agree?",
                     fmt_amount(y->negative, "value").text);
    if (y->constant)
        builtin_note(b, arena, "All %s values are the same: are they measured?",
                     fmt_count(g->samples[b->kind].n).text);
}
