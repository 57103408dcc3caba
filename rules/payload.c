/* Attributes that are too large, or no text at all: P137, P138, P139. */
#include "core/fmt.h"
#include "core/text_shapes.h"
#include "lint/dialects.h"
#include "rules/catalog.h"
#include "rules/scan.h"
#include "core/words.h"

enum { KIB = 1024 };

/* ---- P137 audio-payload ---- */

enum { AUDIO_TEXT = 1, AUDIO_MAGIC };

/* What each text of the store would be, by symbol; whether it is of type bytes, where the length
 * counts too, only the attributes tell. False when there is nothing to look for in them. */
static bool audio_fill(uint8_t *memo, const struct symtab *t, double max_bytes)
{
    bool any = false;
    for (size_t y = 0; y < t->texts.n; y++) {
        struct sv text = sym_sv(t, (sym)y);
        if (shape_is_audio(text))
            memo[y] = AUDIO_MAGIC;
        else if (shape_audio(text).shape)
            memo[y] = AUDIO_TEXT;
        any = any || memo[y] || (double)text.n > max_bytes;
    }
    return any;
}

/* Has a nested value bytes in it that are longer than they may be? Four characters of its text
 * stand for three of them. */
static bool has_long_bytes(const struct check *c, struct sv text)
{
    const struct sv bytes = SV("\"bytesValue\":\"");
    size_t at;
    while ((double)text.n > c->param[0] && (at = sv_find(text, bytes)) != SIZE_MAX) {
        text = sv_from(text, at + bytes.n);
        if ((double)sv_cut(text, '"').head.n * 3 / 4 > c->param[0] + 2)
            return true;
    }
    return false;
}

/* What is wrong with a value, or NULL. */
static const char *audio_wrong(const struct check *c, const struct attr *a, uint8_t found)
{
    struct sv text;
    if (!value_text(c, a, &text))
        return NULL;
    if (a->type != VALUE_BYTES && found == AUDIO_TEXT)
        return shape_name(shape_audio(text).shape);
    if (a->type == VALUE_ARRAY || a->type == VALUE_KVLIST)
        return has_long_bytes(c, text) ? "bytes in it" : NULL;
    if (a->type != VALUE_BYTES)
        return NULL;
    if (found == AUDIO_MAGIC)
        return shape_name(SHAPE_AUDIO_BYTES);
    return (double)text.n > c->param[0] ? "bytes" : NULL;
}

static void audio_judge(struct scan *sc, struct attr_range r)
{
    const struct check *c = sc->c;
    const struct attr *a = c->s->attrs.v + r.first;
    struct sv text;
    for (const struct attr *end = a + r.count; a < end; a++) {
        const char *wrong = value_text(c, a, &text) ? audio_wrong(c, a, sc->memo[a->bits]) : NULL;
        if (UNLIKELY(wrong))
            scan_note(sc, a->key, wrong, text.n, true);
    }
}

static void audio_payload_check(struct check *c)
{
    struct scan sc = scan_of(c);
    c->looked = c->s->n_spans;
    if (!audio_fill(sc.memo, &c->s->syms, c->param[0]))
        return;
    c->looked = 0;
    for (uint32_t t = 0; t < c->ix->n_traces; t++) {
        check_enter(c, t);
        scan_trace(&sc, audio_judge);
        scan_report(&sc, "audio or other binary data");
    }
    notes_release(&sc.notes);
}

const struct rule rule_audio_payload = {
    .code = "P137",
    .slug = "audio-payload",
    .title = "audio or other binary data in an attribute",
    .why = "A second of speech is tens of kilobytes. It makes exports too large to be accepted and "
           "traces too slow to open, it is the caller's voice, and no metric can use it.",
    .fix = "Store audio elsewhere and put audio.duration_s, audio.payload_bytes or a reference on "
           "the span.",
    .snippet = "describe-audio",
    .severity = SEVERITY_ERROR,
    .scope = SCOPE_STORE,
    .params = {{"max_bytes", KIB, 0, 1e9, "bytes", "longest value of type bytes"}},
    .check = audio_payload_check,
};

/* ---- P138 unbounded-text ---- */

enum { TEXT_WARNING, TEXT_ERROR, TEXT_TURN };

/* Texts that are long by nature may have the larger length: what a caller said, and stack traces
 * of exceptions. */
static bool may_be_long(const struct scan *sc, sym key)
{
    const struct view *v = sc->c->v;
    if (key == v->keys[KEY_transcript] || key == v->keys[KEY_stt_transcription])
        return sc->class == CLASS_STT;
    if (key == v->keys[KEY_exception_stacktrace])
        return true;
    const struct attr *transcript = v->has_alias[KEY_transcript]
                                        ? view_alias(v, span_row(sc->c, sc->p), KEY_transcript)
                                        : NULL;
    return transcript && transcript->key == key;
}

static void lengths_judge(struct scan *sc, struct attr_range r)
{
    const struct check *c = sc->c;
    const struct attr *a = c->s->attrs.v + r.first;
    struct sv text;
    for (const struct attr *end = a + r.count; a < end; a++) {
        if (a->type == VALUE_BYTES || !value_text(c, a, &text) ||
            LIKELY((double)text.n <= c->param[TEXT_WARNING]))
            continue;
        bool serious = (double)text.n > c->param[TEXT_ERROR];
        if (serious || !may_be_long(sc, a->key))
            scan_note(sc, a->key, "", text.n, serious);
    }
}

/* The preview of a turn has a limit of its own, in characters. */
static void previews_judge(struct scan *sc)
{
    struct check *c = sc->c;
    struct positions turns = check_spans(c, CLASS_TURN);
    for (uint32_t i = 0; i < turns.n; i++) {
        const struct attr *a = span_attr(c, turns.v[i], KEY_turn_text);
        if (!a || a->type != VALUE_STRING)
            continue;
        struct sv text = store_sv(c->s, (sym)a->bits);
        if (LIKELY((double)text.n <= c->param[TEXT_TURN]) ||
            (double)text.n > c->param[TEXT_WARNING] ||
            (double)fmt_columns(text) <= c->param[TEXT_TURN])
            continue;
        sc->p = turns.v[i];
        sc->name = span_name(c, sc->p);
        scan_note(sc, a->key, "a preview", text.n, false);
    }
}

static void lengths_scan(struct scan *sc, bool long_texts)
{
    const struct check *c = sc->c;
    for (sc->p = c->first; sc->p < c->end; sc->p++) {
        uint32_t row = span_row(c, sc->p);
        if (long_texts)
            scan_scope(sc, lengths_judge);
        sc->name = c->s->span.name[row];
        sc->class = c->v->row_class[row];
        if (long_texts)
            lengths_judge(sc, span_attrs(c->s, row));
        if (c->s->span.extra[row])
            scan_events(sc, lengths_judge);
    }
}

static void unbounded_text_check(struct check *c)
{
    struct scan sc = scan_of(c);
    bool long_texts =
        c->v->features[c->trace] & FEATURE_LONG_TEXT || c->param[TEXT_WARNING] < KIB;
    sc.mild = SEVERITY_WARNING;
    sc.mild_param = TEXT_WARNING;
    sc.serious_param = TEXT_ERROR;
    scan_begin(&sc);
    previews_judge(&sc);
    if (long_texts || c->v->features[c->trace] & FEATURE_EVENTS)
        lengths_scan(&sc, long_texts);
    scan_report(&sc, "long text");
    notes_release(&sc.notes);
}

const struct rule rule_unbounded_text = {
    .code = "P138",
    .slug = "unbounded-text",
    .title = "texts without a limit to their length",
    .why = "Whole prompts, answers and tool results make exports too large, are cut off somewhere "
           "on the way, and hold what callers said and models were told.",
    .fix = "Record the first 200 characters or a summary, and the full length as a number of its "
           "own (response.length, prompt.message_count).",
    .snippet = "bounded-text",
    .severity = SEVERITY_ERROR,
    .params =
        {
            [TEXT_WARNING] = {"max_bytes", KIB, 1, 1e9, "bytes", "longer texts are a warning"},
            [TEXT_ERROR] = {"error_bytes", 8 * KIB, 1, 1e9, "bytes", "longer texts are an error"},
            [TEXT_TURN] = {"turn_chars", 200, 1, 1e9, "count",
                           "characters of turn.text; longer ones are a warning"},
        },
    .check = unbounded_text_check,
};

/* ---- P139 full-prompt-or-response ---- */

/* One of these words as a segment of the key: gen_ai.input.messages, tool.result, llm.prompt. */
static bool holds_whole_texts(struct sv key)
{
    static const struct sv SEGMENTS[] = {
        SV_INIT("input"), SV_INIT("output"), SV_INIT("prompt"), SV_INIT("prompts"),
        SV_INIT("response"), SV_INIT("messages"), SV_INIT("completion"), SV_INIT("completions"),
        SV_INIT("input_messages"), SV_INIT("output_messages"), SV_INIT("system_instructions"),
    };
    if (sv_ends(key, SV("tool.result")))
        return true;
    struct sv_cut cut = {.tail = key, .found = true};
    while (cut.found) {
        cut = sv_cut(cut.tail, '.');
        if (word_in(cut.head, SEGMENTS, ARRAY_LEN(SEGMENTS)))
            return true;
    }
    return false;
}

static void whole_texts_judge(struct scan *sc, struct attr_range r)
{
    enum { UNKNOWN, OTHER, WHOLE };
    const struct check *c = sc->c;
    const struct attr *a = c->s->attrs.v + r.first;
    struct sv text;
    for (const struct attr *end = a + r.count; a < end; a++) {
        if (!value_text(c, a, &text) || LIKELY((double)text.n <= c->param[0]))
            continue;
        uint8_t *memo = &sc->memo[a->key];
        if (!*memo)
            *memo = holds_whole_texts(store_sv(c->s, a->key)) ? WHOLE : OTHER;
        if (*memo == WHOLE)
            scan_note(sc, a->key, "", text.n, false);
    }
}

/* Most inputs have no text of that length at all, which their list of texts tells at once. */
static bool any_text_above(const struct symtab *t, double limit)
{
    for (size_t y = 0; y < t->texts.n; y++)
        if (UNLIKELY((double)t->texts.v[y].n > limit))
            return true;
    return false;
}

static void full_prompt_check(struct check *c)
{
    struct scan sc = scan_of(c);
    c->looked = c->s->n_spans;
    if (!any_text_above(&c->s->syms, c->param[0]))
        return;
    c->looked = 0;
    sc.mild_param = 0;
    for (uint32_t t = 0; t < c->ix->n_traces; t++) {
        check_enter(c, t);
        scan_trace(&sc, whole_texts_judge);
        scan_report(&sc, "a whole prompt or answer");
    }
    notes_release(&sc.notes);
}

const struct rule rule_full_prompt_or_response = {
    .code = "P139",
    .slug = "full-prompt-or-response",
    .title = "a whole prompt, answer or tool result in an attribute",
    .why = "Prompts hold instructions and secrets of the business, answers and results what was "
           "said to a caller. All of it is repeated with every turn, and no metric reads it.",
    .fix = "Record counts and summaries (prompt.message_count, response.length), and switch off "
           "the recording of content in the framework.",
    .snippet = "bounded-text",
    .severity = SEVERITY_WARNING,
    .scope = SCOPE_STORE,
    .params = {{"max_bytes", KIB, 1, 1e9, "bytes", "longest text under such a key"}},
    .check = full_prompt_check,
};
