/* Several providers tried for one utterance: E123 to E127. */
#include "core/fmt.h"
#include "rules/catalog.h"
#include "rules/notes.h"
#include "rules/say.h"
#include "rules/spans.h"

/* One whose provider was left empty in the name is an attempt all the same; what its name lacks is
 * for another rule. */
static bool is_attempt(const struct check *c, uint32_t p)
{
    return span_class(c, p) == CLASS_STT_PROVIDER ||
           sv_eq(span_name_sv(c, p), SV("stt.provider."));
}

/* ---- E123 fallback-no-error ---- */

/* Attempts stand in order of start. Each is judged when the next one shows that it was not the
 * last. */
static void attempts_judge(struct check *c, uint32_t stt)
{
    uint32_t before = NO_ROW;
    for (uint32_t p = stt + 1; p < stt + c->ix->size[stt]; p += c->ix->size[p]) {
        if (!is_attempt(c, p))
            continue;
        if (before != NO_ROW) {
            c->looked++;
            if (span_status_of(c, before) != STATUS_ERROR)
                check_hit(c, before, 0);
        }
        before = p;
    }
}

static void fallback_no_error_check(struct check *c)
{
    struct positions stt = check_spans(c, CLASS_STT);
    for (uint32_t i = 0; i < stt.n; i++)
        attempts_judge(c, stt.v[i]);
    struct hit *h;
    while ((h = check_next(c)))
        check_found(c, h, NO_PARAM, "another provider was tried after %s of %s, which %s no ERROR "
                    "status", fmt_amount(h->count, "span").text,
                    say_name(store_sv(c->s, h->name)).text,
                    h->count == 1 ? "has" : "have");
}

const struct rule rule_fallback_no_error = {
    .code = "E123",
    .slug = "fallback-no-error",
    .title = "a failed provider attempt that does not say so",
    .why = "A second attempt is made because the first one failed. When the first one is not "
           "ERROR, the provider's error rate is too good and the fallback cannot be explained.",
    .fix = "Set the status of every attempt that did not give the transcript to ERROR, with "
           "error.type.",
    .snippet = "provider-fallback",
    .severity = SEVERITY_ERROR,
    .when = FEATURE_OF(CLASS_STT_PROVIDER),
    .needs = "needs an stt.provider.<name> span",
    .check = fallback_no_error_check,
};

/* ---- E124 fallback-no-transcript, E125 fallback-all-failed ---- */

struct attempts {
    uint32_t n, n_failed;
};

static struct attempts attempts_of(const struct check *c, uint32_t stt)
{
    struct attempts of = {0};
    for (uint32_t p = stt + 1; p < stt + c->ix->size[stt]; p += c->ix->size[p]) {
        of.n += is_attempt(c, p);
        of.n_failed += is_attempt(c, p) && span_status_of(c, p) == STATUS_ERROR;
    }
    return of;
}

struct outcome_row {
    bool failed; /* judges spans of which every attempt failed; else those with one that did not */
    bool (*wrong)(const struct check *c, uint32_t stt);
    const char *what;
};

static void outcome_check(struct check *c)
{
    const struct outcome_row *row = c->rule->row;
    struct positions stt = check_spans(c, CLASS_STT);
    for (uint32_t i = 0; i < stt.n; i++) {
        struct attempts of = attempts_of(c, stt.v[i]);
        if (!of.n || (of.n == of.n_failed) != row->failed)
            continue;
        c->looked++;
        if (row->wrong(c, stt.v[i]))
            check_hit(c, stt.v[i], 0);
    }
    struct hit *h;
    while ((h = check_next(c)))
        check_found(c, h, NO_PARAM, "%s of %s %s", fmt_amount(h->count, "span").text,
                    say_name(store_sv(c->s, h->name)).text, row->what);
}

static bool lacks_transcript(const struct check *c, uint32_t stt)
{
    return !span_has_transcript(c, stt);
}

static const struct outcome_row success_row = {
    false, lacks_transcript, "with a successful attempt, but without the transcript"};

const struct rule rule_fallback_no_transcript = {
    .code = "E124",
    .slug = "fallback-no-transcript",
    .title = "an attempt succeeded, and its text is not on the stt span",
    .why = "The word error rate reads the transcript of the stt span, not of the attempts below "
           "it. Without it the utterance counts as not recognised.",
    .fix = "Copy the transcript of the attempt that succeeded to the stt span above it.",
    .snippet = "provider-fallback",
    .severity = SEVERITY_ERROR,
    .when = FEATURE_OF(CLASS_STT_PROVIDER),
    .needs = "needs an stt.provider.<name> span",
    .check = outcome_check,
    .row = &success_row,
};

static bool looks_fine(const struct check *c, uint32_t stt)
{
    return span_status_of(c, stt) != STATUS_ERROR || span_has_text(c, stt, KEY_transcript);
}

static const struct outcome_row failure_row = {
    true, looks_fine, "looks as if recognition had worked, but every attempt below failed"};

const struct rule rule_fallback_all_failed = {
    .code = "E125",
    .slug = "fallback-all-failed",
    .title = "every provider failed, and the stt span does not say so",
    .why = "The caller was not understood, which is the worst that can happen to a turn. The stt "
           "span is what error rates and hotspots read, and there it looks like a success.",
    .fix = "Set the status of the stt span to ERROR when the last attempt failed, and leave the "
           "transcript out.",
    .snippet = "provider-fallback",
    .severity = SEVERITY_WARNING,
    .when = FEATURE_OF(CLASS_STT_PROVIDER),
    .needs = "needs an stt.provider.<name> span",
    .check = outcome_check,
    .row = &failure_row,
};

/* ---- E126 attempt-incomplete ---- */

static void attempt_incomplete_check(struct check *c)
{
    struct notes notes = {0};
    struct positions attempts = check_spans(c, CLASS_STT_PROVIDER);
    for (uint32_t i = 0; i < attempts.n; i++) {
        uint32_t p = attempts.v[i];
        bool nameless = !span_has_text(c, p, KEY_stt_provider_name);
        bool slow = span_status_of(c, p) != STATUS_ERROR && !span_attr(c, p, KEY_ttfb);
        if (nameless || slow)
            check_hit(c, p, 0);
        if (nameless)
            notes_add(&notes, (struct note){span_name(c, p), SYM_NONE, "stt.providerName", 0});
        if (slow)
            notes_add(&notes, (struct note){span_name(c, p), SYM_NONE, "metrics.ttfb", 0});
    }
    c->looked = attempts.n;
    struct hit *h;
    while ((h = check_next(c)))
        check_found(c, h, NO_PARAM, "%s of %s without %.*s", fmt_amount(h->count, "span").text,
                    say_name(store_sv(c->s, h->name)).text,
                    SV_ARG(notes_say(&notes, c->s, h->name)));
    notes_release(&notes);
}

const struct rule rule_attempt_incomplete = {
    .code = "E126",
    .slug = "attempt-incomplete",
    .title = "a provider attempt without the provider's name or its latency",
    .why = "Filters and comparisons of providers read stt.providerName, and how fast a provider is "
           "can be told from metrics.ttfb of its attempts only.",
    .fix = "Set stt.providerName on every attempt, and metrics.ttfb on those that succeeded.",
    .snippet = "provider-fallback",
    .severity = SEVERITY_INFO,
    .when = FEATURE_OF(CLASS_STT_PROVIDER),
    .needs = "needs an stt.provider.<name> span",
    .check = attempt_incomplete_check,
};

/* ---- E127 attempts-overlap ---- */

/* Attempts stand in order of start, so only the latest end so far matters. */
static void overlaps_judge(struct check *c, uint32_t stt)
{
    uint64_t latest = 0;
    for (uint32_t p = stt + 1; p < stt + c->ix->size[stt]; p += c->ix->size[p]) {
        uint32_t row = span_row(c, p);
        uint64_t start = c->s->span.start[row], end = c->s->span.end[row];
        if (!is_attempt(c, p) || !span_has_length(c, p))
            continue;
        uint64_t both = latest < end ? latest : end;
        double ms = both > start ? ns_to_ms(both - start) : 0;
        c->looked++;
        if (ms > c->param[0])
            check_hit(c, p, ms);
        latest = end > latest ? end : latest;
    }
}

static void attempts_overlap_check(struct check *c)
{
    struct positions stt = check_spans(c, CLASS_STT);
    for (uint32_t i = 0; i < stt.n; i++)
        overlaps_judge(c, stt.v[i]);
    struct hit *h;
    while ((h = check_next(c)))
        check_found(c, h, 0, "%s of %s began before another attempt was over, up to %s together",
                    fmt_amount(h->count, "span").text, say_name(store_sv(c->s, h->name)).text,
                    fmt_duration(h->measured * 1e6).text);
}

const struct rule rule_attempts_overlap = {
    .code = "E127",
    .slug = "attempts-overlap",
    .title = "two provider attempts for one utterance at the same time",
    .why = "A fallback starts when the attempt before has failed. Attempts that overlap are a "
           "race, which costs twice, or times that were not measured.",
    .fix = "End an attempt's span when it fails, before the next one starts. Where providers race "
           "on purpose, raise max_ms.",
    .snippet = "provider-fallback",
    .severity = SEVERITY_INFO,
    .when = FEATURE_OF(CLASS_STT_PROVIDER),
    .needs = "needs an stt.provider.<name> span",
    .params = {{"max_ms", 50, 0, 60000, "ms", "longest time that two attempts may have together"}},
    .check = attempts_overlap_check,
};
