/* Attributes that a span must carry: R097, R099, R100, R102; and R105 about its resource. */
#include "core/fmt.h"
#include "rules/catalog.h"
#include "rules/say.h"
#include "rules/spans.h"

/* ---- spans ---- */

enum { KEYS_MAX = 2 };

/* Spans of these classes must have one of the keys, or all of them. Each class is judged for
 * itself. */
struct required_row {
    uint64_t classes; /* FEATURE_OF(class) of each */
    uint8_t n_keys;
    enum known_key keys[KEYS_MAX];
    bool all, not_markers;
    bool by_share; /* only when more than params[0] of the spans of a class lack it */
    const char *what;
};

static bool lacks(const struct check *c, const struct required_row *row, uint32_t p)
{
    unsigned found = 0;
    for (uint8_t i = 0; i < row->n_keys; i++)
        found += span_attr(c, p, row->keys[i]) != NULL;
    return row->all ? found < row->n_keys : found == 0;
}

static bool is_judged(const struct check *c, const struct required_row *row, uint32_t p)
{
    return !(row->not_markers && span_is_marker(c, p));
}

/* How many spans of a class are judged, and how many of them lack it. */
struct coverage {
    uint32_t total, lacking;
};

static struct coverage coverage_of(const struct check *c, const struct required_row *row,
                                   struct positions spans)
{
    struct coverage cover = {0};
    for (uint32_t i = 0; i < spans.n; i++) {
        if (!is_judged(c, row, spans.v[i]))
            continue;
        cover.total++;
        cover.lacking += lacks(c, row, spans.v[i]);
    }
    return cover;
}

static void required_found(struct check *c, const struct required_row *row,
                           struct coverage cover, uint8_t class)
{
    struct hit *h;
    while ((h = check_next(c)))
        check_found(c, h, row->by_share ? 0 : NO_PARAM, "%s on %u of %u %s spans", row->what,
                    cover.lacking, cover.total, class_name(class).p);
}

static void class_check(struct check *c, const struct required_row *row, uint8_t class)
{
    struct positions spans = check_spans(c, class);
    struct coverage cover = coverage_of(c, row, spans);
    double share = cover.total ? (double)cover.lacking / cover.total : 0;
    c->looked += cover.total;
    if (share <= (row->by_share ? c->param[0] : 0))
        return;
    for (uint32_t i = 0; i < spans.n; i++)
        if (is_judged(c, row, spans.v[i]) && lacks(c, row, spans.v[i]))
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
    .severity = SEVERITY_WARNING,
    .when = FEATURE_OF(CLASS_STT),
    .needs = "needs an stt span",
    .check = required_check,
    .row = &transcript_row,
};

static const struct required_row ttfb_row = {
    .classes = FEATURE_OF(CLASS_STT) | FEATURE_OF(CLASS_LLM) | FEATURE_OF(CLASS_TTS),
    .keys = {KEY_ttfb},
    .n_keys = 1,
    .not_markers = true,
    .by_share = true,
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
    .severity = SEVERITY_WARNING,
    .when = FEATURE_OF(CLASS_LLM),
    .needs = "needs an llm span",
    .params = {{"max_share", 0.2, 0, 1, "share",
                "largest share of the llm spans that may lack one of the two"}},
    .check = required_check,
    .row = &tokens_row,
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
    .severity = SEVERITY_ERROR,
    .when = FEATURE_OF(CLASS_TOOL),
    .needs = "needs a tool span",
    .check = required_check,
    .row = &tool_row,
};

/* ---- R105 service-name-missing ---- */

/* What is wrong with the service name, or NULL. */
static const char *service_name_wrong(const struct store *s, const struct attr *a)
{
    if (!a || a->type == VALUE_EMPTY)
        return "without service.name";
    if (a->type != VALUE_STRING)
        return NULL;
    struct sv name = sv_trim(store_sv(s, (sym)a->bits));
    if (name.n == 0)
        return "with an empty service.name";
    return sv_starts(name, SV("unknown_service")) ? "with the SDK's default unknown_service" : NULL;
}

/* Documents of other formats may have no resources; then there is nothing to miss. */
static const char *resource_wrong(const struct check *c, uint32_t row)
{
    const struct resource *r = span_resource(c->s, row);
    if ((!r || r->attrs.count == 0) && !store_input_of(c->s, row)->is_otlp)
        return NULL;
    if (!r)
        return "that is not there at all";
    return service_name_wrong(c->s, attr_find(c->s, r->attrs, c->v->keys[KEY_service_name]));
}

static void service_name_missing_check(struct check *c)
{
    const char *wrong = NULL, *first_wrong = NULL;
    uint32_t scope = NO_ROW, bad = 0, examples[FINDING_EXAMPLES];
    for (uint32_t p = c->first; p < c->end; p++) {
        uint32_t row = span_row(c, p);
        if (p == c->first || scope == NO_ROW || c->s->span.scope[row] != scope)
            wrong = resource_wrong(c, row);
        scope = c->s->span.scope[row];
        if (!wrong)
            continue;
        first_wrong = first_wrong ? first_wrong : wrong;
        if (bad < FINDING_EXAMPLES)
            examples[bad] = p;
        bad++;
    }
    c->looked = c->end - c->first;
    if (!bad)
        return;
    struct finding *f = check_found_trace(
        c, bad, 0, NO_PARAM, "%s of %s from a resource %s", fmt_count(bad).text,
        fmt_amount(c->end - c->first, "span").text, first_wrong);
    for (uint32_t i = 0; i < bad && i < FINDING_EXAMPLES; i++)
        check_example(c, f, examples[i]);
    f->key = c->v->keys[KEY_service_name];
}

const struct rule rule_service_name_missing = {
    .code = "R105",
    .slug = "service-name-missing",
    .title = "spans of a service without a name",
    .why = "The viewer groups spans by service.name. Without one, several services look like one, "
           "and nobody can tell which deployment a trace comes from.",
    .fix = "Set service.name on the resource: OTEL_SERVICE_NAME in the environment is enough for "
           "most SDKs.",
    .severity = SEVERITY_WARNING,
    .check = service_name_missing_check,
};
