/* Markers, and spans of hosted platforms that should be markers: F069 to F073. */
#include "core/fmt.h"
#include "rules/catalog.h"
#include "rules/notes.h"
#include "rules/say.h"
#include "rules/spans.h"
#include "core/words.h"

/* ---- F069 marker-full-length ---- */

static void marker_full_length_check(struct check *c)
{
    for (uint32_t p = c->first; p < c->end; p++) {
        if (!span_is_marker(c, p))
            continue;
        c->looked++;
        if (span_has_length(c, p) && ns_to_ms(span_length(c, p)) > c->param[0])
            check_hit(c, p, ns_to_ms(span_length(c, p)));
    }
    struct hit *h;
    while ((h = check_next(c)))
        check_found(c, h, 0, "%s marked as metadata, up to %s long",
                    fmt_amount(h->count, "span").text, fmt_duration(h->measured * 1e6).text);
}

const struct rule rule_marker_full_length = {
    .code = "F069",
    .slug = "marker-full-length",
    .title = "a metadata marker that is as long as real work",
    .why = "A marker stands for facts that came after the call; its length means nothing. Drawn as "
           "long as a turn it looks like a slow model or synthesiser, and every latency that is "
           "computed from it is invented.",
    .fix = "Make the marker about 1 ms long, at the start or the end of its turn.",
    .snippet = "metadata-marker",
    .severity = SEVERITY_ERROR,
    .when = FEATURE_OF(CLASS_MARKER) | FEATURE_MARKER_KEY,
    .params = {{"max_ms", 50, 0, 60000, "ms", "longest marker that is tolerated"}},
    .check = marker_full_length_check,
};

/* ---- F070 marker-incomplete ---- */

static bool is_marker_name(const struct check *c, uint32_t p)
{
    return span_class(c, p) == CLASS_MARKER || sv_ends(span_name_sv(c, p), SV("_marker"));
}

static void marker_incomplete_check(struct check *c)
{
    static const struct {
        enum known_key key;
        const char *missing;
    } parts[] = {
        {KEY_trace_source, "trace.source"},
        {KEY_trace_timing, "trace.timing"},
        {KEY_trace_duration_note, "trace.duration_note"},
    };
    struct notes notes = {0};
    for (uint32_t p = c->first; p < c->end; p++) {
        /* A source alone says where a real span comes from (F072 judges those). */
        if ((!span_attr(c, p, KEY_trace_timing) && !span_attr(c, p, KEY_trace_duration_note)) ||
            is_marker_name(c, p))
            continue;
        c->looked++;
        for (size_t i = 0; i < ARRAY_LEN(parts); i++) {
            if (span_attr(c, p, parts[i].key))
                continue;
            check_hit(c, p, 0);
            notes_add(&notes, (struct note){span_name(c, p), SYM_NONE, parts[i].missing, 0});
        }
    }
    struct hit *h;
    while ((h = check_next(c)))
        check_found(c, h, NO_PARAM, "%s marked as metadata on %s without %.*s",
                    fmt_amount(h->count, "span").text, say_name(store_sv(c->s, h->name)).text,
                    SV_ARG(notes_say(&notes, c->s, h->name)));
    notes_release(&notes);
}

const struct rule rule_marker_incomplete = {
    .code = "F070",
    .slug = "marker-incomplete",
    .snippet = "metadata-marker",
    .title = "a metadata marker that does not say all it must",
    .why = "A span that stands for facts and not for work must say so in three attributes. With "
           "one of them missing, people and metrics take its length for a measurement.",
    .fix = "Set trace.source, trace.timing = metadata_marker and trace.duration_note, or give it a "
           "name that ends in _marker.",
    .severity = SEVERITY_WARNING,
    .when = FEATURE_MARKER_KEY,
    .check = marker_incomplete_check,
};

/* ---- F071 marker-with-timing ---- */

/* Keys of what is measured: metrics.ttfb, tool.latency_ms, stt.confidence and their like. */
static bool is_measurement(struct sv key)
{
    static const struct sv words[] = {
        SV_INIT("ttfb"), SV_INIT("ttft"), SV_INIT("latency"), SV_INIT("confidence"),
    };
    struct sv word;
    while (word_next(&key, &word))
        if (word_in(word, words, ARRAY_LEN(words)))
            return true;
    return false;
}

static void marker_read(struct check *c, struct notes *notes, uint8_t *memo, uint32_t p)
{
    enum { UNREAD, PLAIN, MEASUREMENT };
    struct attr_range r = span_attrs(c->s, span_row(c, p));
    const struct attr *a = c->s->attrs.v + r.first;
    double unused;
    for (const struct attr *end = a + r.count; a < end; a++) {
        uint8_t *kind = &memo[a->key];
        if (!*kind)
            *kind = is_measurement(store_sv(c->s, a->key)) ? MEASUREMENT : PLAIN;
        if (*kind != MEASUREMENT || !attr_number(a, &unused))
            continue;
        check_hit_key(c, p, a->key, 0);
        notes_add(notes, (struct note){span_name(c, p), a->key, "number", 0});
    }
}

static void marker_with_timing_check(struct check *c)
{
    uint8_t *memo = check_memo(c);
    struct notes notes = {0};
    for (uint32_t p = c->first; p < c->end; p++) {
        if (!span_is_marker(c, p))
            continue;
        c->looked++;
        marker_read(c, &notes, memo, p);
    }
    struct hit *h;
    while ((h = check_next(c)))
        check_found(c, h, NO_PARAM, "measurements on %s of %s, which are metadata markers: %.*s",
                    fmt_amount(h->count, "span").text, say_name(store_sv(c->s, h->name)).text,
                    SV_ARG(notes_say(&notes, c->s, h->name)));
    notes_release(&notes);
}

const struct rule rule_marker_with_timing = {
    .code = "F071",
    .slug = "marker-with-timing",
    .snippet = "metadata-marker",
    .title = "a metadata marker that carries measurements",
    .why = "A marker says that nothing was measured. A latency or a confidence on it is invented, "
           "or belongs to a real span, and latency metrics count it all the same.",
    .fix = "Take metrics.ttfb, latencies and stt.confidence off the marker.",
    .severity = SEVERITY_WARNING,
    .when = FEATURE_OF(CLASS_MARKER) | FEATURE_MARKER_KEY,
    .check = marker_with_timing_check,
};

/* ---- F072 unmarked-artifact ---- */

static bool is_stage(uint8_t class)
{
    return class == CLASS_STT || class == CLASS_LLM || class == CLASS_TTS;
}

static void unmarked_artifact_check(struct check *c)
{
    for (uint32_t p = c->first; p < c->end; p++) {
        if (!is_stage(span_class(c, p)) ||
            !sv_eq(span_text(c, p, KEY_trace_source), SV("vapi_artifact")))
            continue;
        c->looked++;
        if (!span_attr(c, p, KEY_trace_timing))
            check_hit(c, p, 0);
    }
    struct hit *h;
    while ((h = check_next(c)))
        check_found(c, h, NO_PARAM, "%s of %s rebuilt from an artifact of the call, without "
                    "trace.timing", fmt_amount(h->count, "span").text,
                    say_name(store_sv(c->s, h->name)).text);
}

const struct rule rule_unmarked_artifact = {
    .code = "F072",
    .slug = "unmarked-artifact",
    .snippet = "metadata-marker",
    .title = "a stage rebuilt from an artifact, not marked as such",
    .why = "The report at the end of a hosted call knows what was said, not how long recognition, "
           "model and synthesis took. Unmarked, such spans look measured.",
    .fix = "Set trace.timing = metadata_marker and trace.duration_note, and make the span about 1 "
           "ms long.",
    .severity = SEVERITY_WARNING,
    .when = FEATURE_MARKER_KEY,
    .check = unmarked_artifact_check,
};

/* ---- F073 hosted-full-duration ---- */

enum { FULL_SHARE, FULL_TURNS };

/* One class of stage below turns: how many turns have it, and how many have it at full length. */
struct stage_turns {
    uint32_t n, n_full;
    uint32_t turn; /* the last one counted, plus 1 */
};

static bool is_full(const struct check *c, uint32_t p, uint32_t turn)
{
    const struct span_columns *col = &c->s->span;
    uint32_t a = span_row(c, p), b = span_row(c, turn);
    return span_has_length(c, p) && span_length(c, p) > 0 && col->start[a] == col->start[b] &&
           col->end[a] == col->end[b] && !span_is_marker(c, p);
}

/* The children of a turn stand in order of start: whoever starts with it comes first, so that a
 * turn is counted by the first child of the class. */
static void stages_count(struct check *c, enum span_class class, struct stage_turns *st)
{
    struct positions stages = check_spans(c, class);
    for (uint32_t i = 0; i < stages.n; i++) {
        uint32_t turn = c->ix->parent[stages.v[i]];
        if (turn == NO_ROW || span_class(c, turn) != CLASS_TURN || turn + 1 == st->turn)
            continue;
        st->turn = turn + 1;
        st->n++;
        st->n_full += is_full(c, stages.v[i], turn);
    }
}

static void hosted_full_duration_check(struct check *c)
{
    static const enum span_class classes[] = {CLASS_STT, CLASS_LLM, CLASS_TTS};
    for (size_t k = 0; k < ARRAY_LEN(classes); k++) {
        struct stage_turns st = {0};
        stages_count(c, classes[k], &st);
        c->looked += st.n;
        if (st.n_full < c->param[FULL_TURNS] || st.n_full < c->param[FULL_SHARE] * st.n)
            continue;
        struct positions stages = check_spans(c, classes[k]);
        for (uint32_t i = 0; i < stages.n; i++) {
            uint32_t turn = c->ix->parent[stages.v[i]];
            if (turn != NO_ROW && span_class(c, turn) == CLASS_TURN &&
                is_full(c, stages.v[i], turn))
                check_hit(c, stages.v[i], (double)st.n_full / st.n);
        }
    }
    struct hit *h;
    while ((h = check_next(c)))
        check_found(c, h, FULL_SHARE, "%s of %s start and end with their turn, in %s of the turns",
                    fmt_amount(h->count, "span").text, say_name(store_sv(c->s, h->name)).text,
                    fmt_share(h->measured).text);
}

const struct rule rule_hosted_full_duration = {
    .code = "F073",
    .slug = "hosted-full-duration",
    .snippet = "metadata-marker",
    .title = "stages that are exactly as long as their turns",
    .why = "No recogniser, model or synthesiser starts and ends with the turn to the nanosecond. "
           "The turn's window was copied, and the latency metrics show how long people spoke.",
    .fix = "Give the stage the times that were measured. Where there are none, make it a metadata "
           "marker of about 1 ms.",
    .severity = SEVERITY_ERROR,
    .when = FEATURE_OF(CLASS_TURN),
    .needs = "needs a turn",
    .params =
        {
            [FULL_SHARE] = {"full_share", 0.8, 0, 1, "share",
                            "how many of the turns with such a stage"},
            [FULL_TURNS] = {"min_turns", 2, 1, 1e6, "count", "fewer turns may be chance"},
        },
    .check = hosted_full_duration_check,
};
