#ifndef SPANVET_CORE_SECRET_KEYS_H
#define SPANVET_CORE_SECRET_KEYS_H
/*
 * Does an attribute key name a secret? Keys are read word by word, so that "tokenizer",
 * "secretary" and "gen_ai.usage.output_tokens" do not, and what comes next to the word counts:
 * "token_type" and "aws.secretsmanager.secret.arn" do not either.
 */
#include "core/sv.h"

enum secret_key {
    SECRET_KEY_NO,
    SECRET_KEY_TEXT, /* only when the value is text: a number under "token" counts tokens */
    SECRET_KEY_YES
};

enum secret_key secret_key_of(struct sv key);

/* Is the value visibly no secret, although the key names one: empty, "***", "[REDACTED]",
 * "Bearer [filtered]"? */
bool secret_is_masked(struct sv value);

#endif
