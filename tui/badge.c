#include "tui/badge.h"

#include "tui/value.h"

enum { BADGE_KEYS = 3, BADGE_BYTES = 60 };

/* By type: the keys that may tell, the best first. */
static const struct badge_row {
    enum known_key keys[BADGE_KEYS];
    uint8_t n;
} badge_rows[SPAN_TYPES] = {
    [TYPE_TURN] = {{KEY_turn_role}, 1},
    [TYPE_STT] = {{KEY_stt_provider_name, KEY_request_model, KEY_genai_provider}, 3},
    [TYPE_LLM] = {{KEY_request_model, KEY_response_model, KEY_genai_provider}, 3},
    [TYPE_TOOL] = {{KEY_tool_name, KEY_genai_tool_name}, 2},
    [TYPE_TTS] = {{KEY_request_model, KEY_genai_provider}, 2},
};

void badge_add(struct buf *b, const struct tui *t, uint32_t row)
{
    const struct tui_data *d = t->data;
    const struct badge_row *badge = &badge_rows[type_of_row(d, row)];
    for (uint8_t i = 0; i < badge->n; i++) {
        enum known_key key = badge->keys[i];
        if (!key_set_has(&d->v->row_keys[row], key))
            continue;
        const struct attr *a = attr_find(d->s, span_attrs(d->s, row), d->v->keys[key]);
        if (!a)
            a = view_alias(d->v, row, key);
        if (!a || a->type == VALUE_EMPTY)
            continue;
        value_add(b, d->s, a, BADGE_BYTES, t->reveal);
        return;
    }
}
