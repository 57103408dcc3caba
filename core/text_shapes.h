#ifndef SPANVET_CORE_TEXT_SHAPES_H
#define SPANVET_CORE_TEXT_SHAPES_H
/*
 * Finds texts that have the shape of a credential or of audio. Nothing here prints or keeps a
 * text: the answer is a kind, a place and a length. All functions are pure; any thread.
 *
 * Placeholders ("sk-...", "Bearer <token>", "sk-xxxxxxxxxxxxxxxxxxxx") and words of prose that
 * only begin like a credential are none.
 */
#include "core/sv.h"

enum shape {
    SHAPE_NONE,
    SHAPE_API_KEY,
    SHAPE_AWS_KEY,
    SHAPE_GITHUB_TOKEN,
    SHAPE_GITLAB_TOKEN,
    SHAPE_SLACK_TOKEN,
    SHAPE_GOOGLE_KEY,
    SHAPE_LANGSMITH_KEY,
    SHAPE_JWT,
    SHAPE_BEARER,
    SHAPE_BASIC,
    SHAPE_PRIVATE_KEY,
    SHAPE_AUDIO_URL,    /* data:audio/... */
    SHAPE_AUDIO_BASE64, /* 256 and more base64 characters that begin like a sound file */
    SHAPE_AUDIO_BYTES,  /* raw bytes that begin like a sound file */
    SHAPES
};

/* "JSON web token", "API key", ...: for messages. */
const char *shape_name(enum shape shape);

/* What was found: `n` bytes of the text from `at` on. */
struct shape_found {
    enum shape shape;
    size_t n, at;
};

/* The first credential in a text, SHAPE_NONE when there is none. Reads prose at several GB/s. */
struct shape_found shape_credential(struct sv text);

/* The credential that begins right where the text does: its length, or 0. Unlike above, what stands
 * before it does not count. */
size_t shape_credential_length(struct sv text);

/* Audio in a text: a data URL, or base64 of a sound file. */
struct shape_found shape_audio(struct sv text);

/* Do raw bytes begin like WAV, MP3 or Ogg? */
bool shape_is_audio(struct sv bytes);

#endif
