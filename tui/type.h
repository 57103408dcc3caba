#ifndef SPANVET_TUI_TYPE_H
#define SPANVET_TUI_TYPE_H
/* Types of spans as people see them: those of the platform's viewer, each with its colour, its
 * letter and its name. They follow from the class that the view of the lint gives a span, and where
 * it has none, from the name. */
#include "tui/canvas.h"
#include "tui/data.h"

enum span_type {
    TYPE_CONVERSATION,
    TYPE_TURN,
    TYPE_STT,
    TYPE_LLM,
    TYPE_TOOL,
    TYPE_TTS,
    TYPE_VAD,
    TYPE_TRANSPORT, /* transport, and by their names its parts: transport.* */
    TYPE_WRAPPER,   /* what the call stands in: pipeline, session */
    TYPE_MARKER,    /* markers and probes */
    TYPE_OTHER,
    SPAN_TYPES
};

/* "llm", "tool", ... */
struct sv type_name(enum span_type type);
enum span_type type_of_name(struct sv name); /* SPAN_TYPES = no such */
enum span_type type_of_class(uint8_t class);
/* Of spans of this class and name. */
enum span_type type_of_span(uint8_t class, struct sv name);
static inline enum role type_role(enum span_type type)
{
    return (enum role)(ROLE_CONVERSATION + type);
}
static inline enum span_type type_of_row_of(const struct view *v, const struct store *s,
                                            uint32_t row)
{
    uint8_t class = v->row_class[row];
    return class == CLASS_OTHER ? type_of_span(class, store_sv(s, s->span.name[row]))
                                : type_of_class(class);
}
static inline enum span_type type_of_row(const struct tui_data *d, uint32_t row)
{
    return type_of_row_of(d->v, d->s, row);
}

#endif
