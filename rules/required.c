/* Attributes that a span must carry: R097 to R104. */
#include "core/fmt.h"
#include "lint/dialects.h"
#include "rules/catalog.h"
#include "rules/notes.h"
#include "rules/say.h"
#include "rules/spans.h"

/* ---- spans ---- */

enum { KEYS_MAX = 2 };

/* Spans of these classes must have one of the keys, or all of them. Each class is judged for
 * itself. With `triggered` only spans that have the key `trigger` are, with `answered` only those
 * that did not fail. What the framework of the trace cannot give is a remark. */
struct required_row {
    uint64_t classes; /* FEATURE_OF(class) of each */
    uint8_t n_keys;
    enum known_key keys[KEYS_MAX];
    enum known_key trigger; /* with `triggered` */
    bool triggered, all, not_markers, answered;
    bool written;  /* the key itself; what a dialect has instead does not count */
    bool by_share; /* only when more than params[0] of the spans of a class lack it */
    const char *what;
};

static struct key_set keys_of(const struct required_row *row)
{
    struct key_set keys = {{0}};
    for (uint8_t i = 0; i < row->n_keys; i++)
        key_set_add(&keys, row->keys[i]);
    return keys;
}

static bool lacks_written(const struct check *c, const struct required_row *row, uint32_t p)
{
    for (uint8_t i = 0; i < row->n_keys; i++)
        if (attr_find(c->s, span_attrs(c->s, span_row(c, p)), c->v->keys[row->keys[i]]))
            return false;
    return true;
}

static inline bool lacks(const struct check *c, const struct required_row *row,
                         const struct key_set *keys, uint32_t p)
{
    const struct key_set *has = &c->v->row_keys[span_row(c, p)];
    if (UNLIKELY(row->written))
        return lacks_written(c, row, p);
    return row->all ? !key_set_holds(has, keys) : !key_set_meets(has, keys);
}

static inline bool is_judged(const struct check *c, const struct required_row *row, uint32_t p)
{
    return !(row->triggered && !span_has(c, p, row->trigger)) &&
           !(row->answered && span_status_of(c, p) == STATUS_ERROR) &&
           !(row->not_markers && span_is_marker(c, p));
}

/* How many spans of a class are judged, and how many of them lack it. */
struct coverage {
    uint32_t total, lacking;
};

static struct coverage coverage_of(const struct check *c, const struct required_row *row,
                                   const struct key_set *keys, struct positions spans)
{
    struct coverage cover = {0};
    for (uint32_t i = 0; i < spans.n; i++) {
        if (!is_judged(c, row, spans.v[i]))
            continue;
        cover.total++;
        cover.lacking += lacks(c, row, keys, spans.v[i]);
    }
    return cover;
}

static bool some_lack(const struct check *c, const struct required_row *row, uint8_t class,
                      enum known_key key)
{
    struct positions spans = check_spans(c, class);
    for (uint32_t i = 0; i < spans.n; i++)
        if (is_judged(c, row, spans.v[i]) && !span_attr(c, spans.v[i], key))
            return true;
    return false;
}

/* Why the trace's framework cannot give what is lacking; empty if it could give any of it. */
static struct sv excuse(const struct check *c, const struct required_row *row, uint8_t class)
{
    struct sv first = {0};
    for (uint8_t i = 0; i < (row->all ? row->n_keys : 1); i++) {
        if (row->all && !some_lack(c, row, class, row->keys[i]))
            continue;
        struct sv reason = view_missing(c->v, c->trace, row->keys[i], class);
        if (!reason.n)
            return reason;
        if (!first.n)
            first = reason;
    }
    return first;
}

static void required_found(struct check *c, const struct required_row *row,
                           struct coverage cover, uint8_t class)
{
    struct sv missing = excuse(c, row, class);
    struct hit *h;
    while ((h = check_next(c))) {
        struct finding *f = check_found(
            c, h, row->by_share ? 0 : NO_PARAM, "%s on %u of %u %s spans%s%.*s", row->what,
            cover.lacking, cover.total, class_name(class).p, missing.n ? ": " : "",
            SV_ARG(missing));
        if (missing.n)
            f->severity = SEVERITY_INFO;
    }
}

static void class_check(struct check *c, const struct required_row *row, uint8_t class)
{
    struct positions spans = check_spans(c, class);
    const struct key_set keys = keys_of(row);
    struct coverage cover = coverage_of(c, row, &keys, spans);
    double share = cover.total ? (double)cover.lacking / cover.total : 0;
    c->looked += cover.total;
    if (share <= (row->by_share ? c->param[0] : 0))
        return;
    for (uint32_t i = 0; i < spans.n; i++)
        if (is_judged(c, row, spans.v[i]) && lacks(c, row, &keys, spans.v[i]))
            check_hit(c, spans.v[i], share);
    required_found(c, row, cover, class);
}

static void required_check(struct check *c)
{
    const struct required_row *row = c->rule->row;
    for (uint8_t class = 0; class < CLASSES; class++)
        if (row->classes >> class & 1)
            class_check(c, row, class);
}

static const struct required_row transcript_row = {
    .classes = FEATURE_OF(CLASS_STT),
    .keys = {KEY_transcript, KEY_stt_transcription},
    .n_keys = 2,
    .what = "no transcript",
};

const struct rule rule_stt_no_transcript = {
    .code = "R097",
    .slug = "stt-no-transcript",
    .title = "an stt span without the recognised text",
    .why = "The word error rate compares the transcript with what was said. Without it the metric "
           "fails, and nobody can see what the agent understood.",
    .fix = "Set `transcript` on the stt span to the final text, the empty text included.",
    .snippet = "stt-transcript",
    .severity = SEVERITY_WARNING,
    .when = FEATURE_OF(CLASS_STT),
    .needs = "needs an stt span",
    .check = required_check,
    .row = &transcript_row,
};

static const struct required_row alias_row = {
    .classes = FEATURE_OF(CLASS_STT),
    .keys = {KEY_transcript},
    .n_keys = 1,
    .trigger = KEY_stt_transcription,
    .triggered = true,
    .written = true,
    .what = "only stt.transcription and no transcript",
};

const struct rule rule_stt_alias_only = {
    .code = "R098",
    .slug = "stt-alias-only",
    .title = "the recognised text is there under its old key only",
    .why = "stt.transcription is an alias from older integrations. Custom metrics match keys "
           "exactly, and whether every built-in metric reads the alias is not documented.",
    .fix = "Set `transcript` on the stt span; the alias may stay beside it.",
    .snippet = "stt-transcript",
    .severity = SEVERITY_INFO,
    .when = FEATURE_OF(CLASS_STT),
    .needs_key = NEEDS_KEY(stt_transcription),
    .needs = "needs an stt span with stt.transcription",
    .check = required_check,
    .row = &alias_row,
};

static const struct required_row ttfb_row = {
    .classes = FEATURE_OF(CLASS_STT) | FEATURE_OF(CLASS_LLM) | FEATURE_OF(CLASS_TTS),
    .keys = {KEY_ttfb},
    .n_keys = 1,
    .not_markers = true,
    .by_share = true,
    .answered = true,
    .what = "no metrics.ttfb",
};

const struct rule rule_ttfb_missing = {
    .code = "R099",
    .slug = "ttfb-missing",
    .title = "stt, llm or tts spans without a time to first byte",
    .why = "How long a caller waits is the time to the first byte of each stage. The built-in "
           "latency metrics read metrics.ttfb, and with gaps they describe only the calls that "
           "have it.",
    .fix = "Measure the seconds from the request to the first byte and set metrics.ttfb. On "
           "markers, which measure nothing, leave it out.",
    .snippet = "measure-ttfb",
    .severity = SEVERITY_WARNING,
    .when = FEATURE_OF(CLASS_STT) | FEATURE_OF(CLASS_LLM) | FEATURE_OF(CLASS_TTS),
    .needs = "needs an stt, llm or tts span",
    .params = {{"max_share", 0.2, 0, 1, "share",
                "largest share of the spans of a stage that may lack it"}},
    .check = required_check,
    .row = &ttfb_row,
};

static const struct required_row tokens_row = {
    .classes = FEATURE_OF(CLASS_LLM),
    .keys = {KEY_input_tokens, KEY_output_tokens},
    .n_keys = 2,
    .all = true,
    .by_share = true,
    .answered = true,
    .what = "no gen_ai.usage.input_tokens or no output_tokens",
};

const struct rule rule_tokens_missing = {
    .code = "R100",
    .slug = "tokens-missing",
    .title = "llm spans without token counts",
    .why = "Token counts are what a call costs. The built-in token metric needs both of them on "
           "each llm span.",
    .fix = "Read the usage of the provider's answer (with streaming it often has to be asked for) "
           "and set gen_ai.usage.input_tokens and gen_ai.usage.output_tokens.",
    .snippet = "llm-usage",
    .severity = SEVERITY_WARNING,
    .when = FEATURE_OF(CLASS_LLM),
    .needs = "needs an llm span",
    .params = {{"max_share", 0.2, 0, 1, "share",
                "largest share of the llm spans that may lack one of the two"}},
    .check = required_check,
    .row = &tokens_row,
};

static const struct required_row finish_row = {
    .classes = FEATURE_OF(CLASS_LLM),
    .keys = {KEY_finish_reason, KEY_finish_reasons},
    .n_keys = 2,
    .not_markers = true,
    .answered = true,
    .what = "no llm.finish_reason",
};

const struct rule rule_finish_reason_missing = {
    .code = "R101",
    .slug = "finish-reason-missing",
    .title = "llm spans that do not say why the answer ended",
    .why = "Whether a reply was complete, cut at the token limit, stopped by a filter or went on "
           "with a tool is told by the finish reason alone.",
    .fix = "Set llm.finish_reason to what the provider reports: stop, tool_calls, length or "
           "content_filter.",
    .snippet = "llm-usage",
    .severity = SEVERITY_INFO,
    .when = FEATURE_OF(CLASS_LLM),
    .needs = "needs an llm span",
    .check = required_check,
    .row = &finish_row,
};

static const struct required_row tool_row = {
    .classes = FEATURE_OF(CLASS_TOOL),
    .keys = {KEY_function_name, KEY_tool_name},
    .n_keys = 2,
    .what = "no function.name",
};

const struct rule rule_tool_name_missing = {
    .code = "R102",
    .slug = "tool-name-missing",
    .title = "a tool span that does not name its tool",
    .why = "All tool calls have the same span name. Which tool was slow or failed is told by "
           "function.name alone; without it the breakdown by tool is empty.",
    .fix = "Set function.name to the name of the function on every tool span.",
    .snippet = "tool-call",
    .severity = SEVERITY_ERROR,
    .when = FEATURE_OF(CLASS_TOOL),
    .needs = "needs a tool span",
    .check = required_check,
    .row = &tool_row,
};

static const struct required_row tool_metrics_row = {
    .classes = FEATURE_OF(CLASS_TOOL),
    .keys = {KEY_tool_latency_ms, KEY_tool_error},
    .n_keys = 2,
    .all = true,
    .what = "no tool.latency_ms or no tool.error",
};

const struct rule rule_tool_metric_attributes_missing = {
    .code = "R104",
    .slug = "tool-metric-attributes-missing",
    .title = "tool spans without the numbers that tool metrics are made of",
    .why = "The tool latency and the tool failure rate are computed from tool.latency_ms and "
           "tool.error. Calls without them are left out, so the rate is that of the others.",
    .fix = "Set tool.latency_ms to the measured milliseconds and tool.error to 0 or 1 on every "
           "tool span.",
    .snippet = "tool-call",
    .severity = SEVERITY_WARNING,
    .when = FEATURE_OF(CLASS_TOOL),
    .needs = "needs a tool span",
    .check = required_check,
    .row = &tool_metrics_row,
};

/* ---- R103 tool-id-missing-or-reused ---- */

static void tool_id_check(struct check *c)
{
    static const char *const whats[] = {"without tool_call_id", "with an id of another call"};
    struct notes notes = {0};
    struct positions tools = check_spans(c, CLASS_TOOL);
    for (uint32_t i = 0; i < tools.n; i++) {
        const struct attr *id = span_tool_id(c, tools.v[i]);
        bool reused = id && id->type == VALUE_STRING && !check_set_add(c, (sym)id->bits);
        if (id && !reused)
            continue;
        check_hit(c, tools.v[i], 0);
        notes_add(&notes, (struct note){span_name(c, tools.v[i]), SYM_NONE, whats[reused], 0});
    }
    c->looked = tools.n;
    struct hit *h;
    while ((h = check_next(c)))
        check_found(c, h, NO_PARAM, "%s of %s %.*s", fmt_amount(h->count, "span").text,
                    say_name(store_sv(c->s, h->name)).text,
                    SV_ARG(notes_say(&notes, c->s, h->name)));
    notes_release(&notes);
}

const struct rule rule_tool_id_missing_or_reused = {
    .code = "R103",
    .slug = "tool-id-missing-or-reused",
    .title = "tool calls that cannot be told apart by an id",
    .why = "The id joins a call with its result and with the message of the model that asked for "
           "it. Without one, or with one for several calls, they are matched by guessing.",
    .fix = "Set tool_call_id to the id that the model gave the call; it is unique within a call.",
    .snippet = "tool-call",
    .severity = SEVERITY_INFO,
    .when = FEATURE_OF(CLASS_TOOL),
    .needs = "needs a tool span",
    .check = tool_id_check,
};
