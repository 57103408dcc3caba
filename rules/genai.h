#ifndef SPANVET_RULES_GENAI_H
#define SPANVET_RULES_GENAI_H
/*
 * What the OpenTelemetry conventions for GenAI say about spans with gen_ai.operation.name, as
 * rows: Semantic Conventions 1.41.1, the last release with GenAI in it, and the operations that
 * were added since in their own repository. "Moved to another repository" is not deprecated.
 */
#include "lint/check.h"

enum { GENAI_KEYS = 6, KIND_BIT_CLIENT = 1 << KIND_CLIENT, KIND_BIT_INTERNAL = 1 << KIND_INTERNAL };

struct genai_keys {
    uint8_t n;
    uint16_t v[GENAI_KEYS]; /* enum known_key */
};

struct genai_operation {
    struct sv name;
    uint16_t name_key; /* the key whose value follows the operation in the span's name, or
                          KNOWN_KEYS when the conventions do not say */
    uint8_t kinds;     /* KIND_BIT_* that it may have; 0: any */
    bool hosted;       /* INTERNAL too, but not with a provider that is only reached by network */
    struct genai_keys required, recommended;
};

extern const struct genai_operation genai_operations[];
extern const size_t genai_operations_n;

/* The number of the operation with this name, or genai_operations_n. */
size_t genai_operation(struct sv name);

/* Values of gen_ai.operation.name, provider.name, output.type and token.type. */
struct genai_value {
    uint16_t key;      /* enum known_key */
    struct sv wrong;   /* letters and digits only, small */
    const char *right;
};
extern const struct genai_value genai_misspellings[];
extern const size_t genai_misspellings_n;

/* Values of keys that allow no others. */
extern const struct sv genai_output_types[], genai_token_types[], genai_providers[];
extern const size_t genai_output_types_n, genai_token_types_n, genai_providers_n;

/* Keys that were renamed or removed. */
struct genai_deprecated {
    struct sv key; /* with a dot at its end: all keys that begin so */
    const char *use;
};
extern const struct genai_deprecated genai_deprecated[];
extern const size_t genai_deprecated_n;

/* The text of a known key. */
extern const struct sv genai_key_texts[KNOWN_KEYS];

/* The attribute of this very key on the span at position `p`, or NULL: these rules are about the
 * keys, and an alias of a framework is no help. */
static inline const struct attr *genai_attr(const struct check *c, uint32_t p, enum known_key key)
{
    return attr_find(c->s, span_attrs(c->s, span_row(c, p)), c->v->keys[key]);
}
/* The symbol of the text in it, or SYM_NONE. */
static inline sym genai_text(const struct check *c, uint32_t p, enum known_key key)
{
    const struct attr *a = genai_attr(c, p, key);
    return a && a->type == VALUE_STRING ? (sym)a->bits : SYM_NONE;
}

#endif
