/* Whether the caller heard the agent: E128, E129. */
#include "core/fmt.h"
#include "rules/catalog.h"
#include "rules/say.h"
#include "rules/spans.h"

/* ---- E128 interrupted-tts ---- */

/* "websocket closed", "connection reset by peer", "client disconnected". */
static bool speaks_of_close(struct sv text)
{
    static const struct sv WHAT[] = {SV_INIT("socket"), SV_INIT("connection"), SV_INIT("stream")};
    static const struct sv HOW[] = {SV_INIT("clos"), SV_INIT("reset"), SV_INIT("lost"),
                                    SV_INIT("hang")};
    bool what = false, how = false;
    for (size_t i = 0; i < ARRAY_LEN(WHAT); i++)
        what = what || sv_find_nocase(text, WHAT[i]) != SIZE_MAX;
    for (size_t i = 0; i < ARRAY_LEN(HOW) && what; i++)
        how = how || sv_find_nocase(text, HOW[i]) != SIZE_MAX;
    return how || sv_find_nocase(text, SV("disconnect")) != SIZE_MAX;
}

/* Each distinct text is read once. */
static bool text_speaks(struct check *c, sym text)
{
    enum { UNKNOWN, NO, YES };
    uint8_t *found = &check_memo(c)[text];
    if (!*found)
        *found = speaks_of_close(store_sv(c->s, text)) ? YES : NO;
    return *found == YES;
}

static bool attrs_speak(struct check *c, struct attr_range r)
{
    const struct attr *a = c->s->attrs.v + r.first;
    for (const struct attr *end = a + r.count; a < end; a++)
        if (a->type == VALUE_STRING && text_speaks(c, (sym)a->bits))
            return true;
    return false;
}

static bool was_cut_off(struct check *c, uint32_t p)
{
    uint32_t row = span_row(c, p);
    const struct span_extra *x = span_extra(c->s, row);
    if (text_speaks(c, x->status_message) || attrs_speak(c, span_attrs(c->s, row)))
        return true;
    for (uint32_t i = 0; i < x->event_count; i++) {
        const struct event *e = &c->s->events.v[x->event_first + i];
        if (text_speaks(c, e->name) || attrs_speak(c, e->attrs))
            return true;
    }
    return false;
}

static void interrupted_tts_check(struct check *c)
{
    struct positions tts = check_spans(c, CLASS_TTS);
    for (uint32_t i = 0; i < tts.n; i++)
        if (UNLIKELY(span_status_of(c, tts.v[i]) == STATUS_ERROR) && was_cut_off(c, tts.v[i]))
            check_hit(c, tts.v[i], 0);
    c->looked = tts.n;
    struct hit *h;
    while ((h = check_next(c)))
        check_found(c, h, NO_PARAM, "%s of %s failed because the connection was closed",
                    fmt_amount(h->count, "span").text, say_name(store_sv(c->s, h->name)).text);
}

const struct rule rule_interrupted_tts = {
    .code = "E128",
    .slug = "interrupted-tts",
    .title = "speech that was cut off by a closed connection",
    .why = "The other side hung up, or had heard enough, while the agent still spoke. The error is "
           "not one of the synthesis, and counts against it all the same.",
    .fix = "Make answers shorter, and stop the synthesis when the socket closes instead of writing "
           "into it. An interruption by the caller is no error.",
    .snippet = "set-status-error",
    .severity = SEVERITY_WARNING,
    .when = FEATURE_OF(CLASS_TTS),
    .needs = "needs a tts span",
    .check = interrupted_tts_check,
};

/* ---- E129 no-agent-audio ---- */

static bool is_user_turn(const struct check *c, uint32_t p)
{
    return sv_ends(span_name_sv(c, p), SV(".user")) ||
           sv_eq_nocase(span_text(c, p, KEY_turn_role), SV("user"));
}

static bool has_tts_marker(const struct check *c)
{
    struct positions markers = check_spans(c, CLASS_MARKER);
    for (uint32_t i = 0; i < markers.n; i++)
        if (sv_starts(span_name_sv(c, markers.v[i]), SV("tts")))
            return true;
    return false;
}

static void no_agent_audio_check(struct check *c)
{
    struct positions turns = check_spans(c, CLASS_TURN);
    uint32_t n_user = 0;
    for (uint32_t i = 0; i < turns.n; i++)
        n_user += is_user_turn(c, turns.v[i]);
    c->looked = n_user > 0;
    if (n_user == 0 || n_user < turns.n || check_spans(c, CLASS_TTS).n || has_tts_marker(c))
        return;
    struct finding *f = check_found_trace(c, n_user, n_user, NO_PARAM,
                                          "%s of the caller, and no tts span or turn of the agent",
                                          fmt_amount(n_user, "turn").text);
    for (uint32_t i = 0; i < turns.n; i++)
        check_example(c, f, turns.v[i]);
}

const struct rule rule_no_agent_audio = {
    .code = "E129",
    .slug = "no-agent-audio",
    .title = "the caller speaks and the agent never answers",
    .why = "Often the agent still waits for more audio: its threshold for the end of speech is not "
           "reached, and the call ends in silence.",
    .fix = "Lower the amount of audio that the agent waits for. If it did answer, record the "
           "answer as turn.assistant and tts.",
    .snippet = "measure-ttfb",
    .severity = SEVERITY_WARNING,
    .when = FEATURE_OF(CLASS_TURN),
    .needs = "needs a turn span",
    .check = no_agent_audio_check,
};
