#include "metrics/key_sense.h"

#include "core/glob.h"

bool key_matches(struct sv key, const char *patterns)
{
    struct sv_cut c = {.tail = sv_from_c(patterns), .found = true};
    while (c.found) {
        c = sv_cut(c.tail, ' ');
        if (glob_match(c.head, key))
            return true;
    }
    return false;
}

struct sv key_time_unit(struct sv key)
{
    if (key_matches(key, "*_ms *.ms ms *Ms *_millis *_milliseconds"))
        return SV("ms");
    if (key_matches(key, "*_seconds *_s *.seconds *_secs seconds *Seconds"))
        return SV("s");
    return (struct sv){0};
}

static const struct {
    enum key_sense sense;
    const char *patterns;
    struct sv why;
} senses[] = {
    {KEY_SETTING,
     "gen_ai.request.* llm.invocation_parameters* llm.request.* *.temperature *.top_p *.top_k "
     "*max_tokens *.seed audio.chunk_target_ms *.sample_rate *sample_rate_hz *.timeout_ms "
     "*_timeout_ms *.timeout_s *_timeout_seconds *.max_retries *.limit *_limit *_threshold "
     "*.threshold *_channels *.channels ai.settings.*",
     SV_INIT("a setting, not a measurement")},
    {KEY_MOMENT,
     "*_at *.at *timestamp* *_unix *unix_nano* *_epoch* *seconds_from_start *_time_ns *offset_ms "
     "*offset_seconds *.offset *start_time* *end_time*",
     SV_INIT("a moment in time or an offset from one; an average of moments means nothing")},
    {KEY_IDENTIFIER,
     "*.index *_index *.number *_number *.id *_id *Id *.port *_port *status_code *.pid *.lineno "
     "*.line thread.* *.version *_version *.position *_code *.code *.level *.year *.zip "
     "*.sequence *_sequence *_ids*",
     SV_INIT("a number that names something; its average means nothing")},
    {KEY_TRANSCRIPT,
     "transcript.turn.count turn.count turn.word_count *.word_count *_word_count word_count "
     "turn.content_length *.length_chars *_length_chars response.length *.turn.count "
     "*.turns.count *turn_count message.count *.message.count *char_count "
     "*.characters *character_count conversation.length",
     SV_INIT("the transcript tells the same: make it a metric of the transcript, not of traces")},
    {KEY_DIAGNOSTIC,
     "call.duration_seconds call.duration* conversation.duration* session.duration* audio.* "
     "*chunk* *.payload_bytes prompt.message_count *message_count *.span_count span.count "
     "*.queue_depth *.packets*",
     SV_INIT("computes, but answers no operating question: it tells how long or how much, not "
             "whether the agent does its work")},
};

enum key_sense key_sense(struct sv key, struct sv *why)
{
    *why = (struct sv){0};
    for (size_t i = 0; i < ARRAY_LEN(senses); i++) {
        if (key_matches(key, senses[i].patterns)) {
            *why = senses[i].why;
            return senses[i].sense;
        }
    }
    return KEY_FREE;
}
