#include "metrics/contract_parts.h"

#include "core/fmt.h"
#include "metrics/json_sv.h"

/* ---- types of metrics ---- */

struct metric_type {
    const char *name;
    enum metric_kind kind;
};

static const struct metric_type types[] = {
    {"METRIC_CUSTOM_TRACE", METRIC_TRACE},
    {"METRIC_LLM_BINARY", METRIC_BINARY},
    {"METRIC_CATEGORICAL", METRIC_CATEGORICAL},
    {"METRIC_NUMERICAL_LLM_JUDGE", METRIC_NUMERICAL},
    {"METRIC_AUDIO_LLM_BINARY", METRIC_AUDIO_BINARY},
    {"METRIC_AUDIO_LLM_CATEGORICAL", METRIC_AUDIO_CATEGORICAL},
    {"METRIC_AUDIO_LLM_NUMERICAL", METRIC_AUDIO_NUMERICAL},
    {"METRIC_AGENT_JUDGE", METRIC_OTHER},
    {"METRIC_AGENT_JUDGE_CATEGORICAL", METRIC_OTHER},
    {"METRIC_AGENT_JUDGE_NUMERICAL", METRIC_OTHER},
    {"METRIC_TOOLCALL", METRIC_OTHER},
    {"METRIC_METADATA_FIELD", METRIC_OTHER},
    {"METRIC_TRANSCRIPT_REGEX", METRIC_OTHER},
    {"METRIC_PAUSE_ANALYSIS", METRIC_OTHER},
    {"METRIC_SQL_FLOAT", METRIC_OTHER},
    {"METRIC_COMPOSITE_EVALUATION", METRIC_OTHER},
    {"METRIC_CUSTOM_AGENT_FAILS_TO_RESPOND", METRIC_OTHER},
    {"METRIC_CUSTOM_AGENT_NEEDS_REPROMPTING", METRIC_OTHER},
    {"METRIC_CUSTOM_AUDIO_FREQUENCY", METRIC_OTHER},
    {"METRIC_CUSTOM_AUDIO_SENTIMENT", METRIC_OTHER},
    {"METRIC_CUSTOM_END_REASON", METRIC_OTHER},
    {"METRIC_MATCH_EXPECTED_OUTPUT", METRIC_OTHER},
    {"METRIC_SPEAKING_TIME_PERCENTAGE", METRIC_OTHER},
    {"METRIC_SPECTROGRAM_PITCH_ANALYSIS", METRIC_OTHER},
    {"METRIC_VOLUME_PITCH_MISALIGNMENT", METRIC_OTHER},
    {"METRIC_WORDS_PER_MESSAGE_WITH_THRESHOLD", METRIC_OTHER},
};

enum metric_kind contract_kind(const json_t *json)
{
    const char *type = json_string_value(json_object_get(json, "metric_type"));
    for (size_t i = 0; type && i < ARRAY_LEN(types); i++)
        if (strcmp(types[i].name, type) == 0)
            return types[i].kind;
    return METRIC_UNKNOWN;
}

void check_type(struct contract_case *t)
{
    const struct sv type = case_text(t, "metric_type");
    const char *words[ARRAY_LEN(types) + 1] = {NULL};
    for (size_t i = 0; i < ARRAY_LEN(types); i++)
        words[i] = types[i].name;
    if (type.n)
        case_word(t, "metric_type", NULL, "type of metric", type, words);
}

void check_type_other(struct contract_case *t)
{
    if (t->kind == METRIC_OTHER)
        contract_say(t, "metric_type", NULL, "of a %.*s only the members that all metrics have are "
                     "checked", SV_ARG(t->d->metric_type));
}

/* ---- members ---- */

enum member_type { TYPE_TEXT, TYPE_NUMBER, TYPE_BOOL, TYPE_OBJECT, TYPE_LIST, TYPES };

static const char *const type_words[TYPES] = {"a text", "a number", "true or false", "an object",
                                              "a list of texts"};

struct member {
    const char *name;
    enum member_type type;
    unsigned kinds;    /* that have it */
    unsigned required; /* that must have it */
    size_t most;       /* characters of a text; 0 = any number */
};

/* What is not for a type but has a check of its own that says why, is there for all. */
static const struct member members[] = {
    {"metric_name", TYPE_TEXT, KINDS_ALL, KINDS_ALL, 200},
    {"description", TYPE_TEXT, KINDS_ALL, KINDS_ALL, 1000},
    {"metric_type", TYPE_TEXT, KINDS_ALL, KINDS_ALL, 0},
    {"span_name", TYPE_TEXT, KIND_BIT(METRIC_TRACE), KIND_BIT(METRIC_TRACE), 200},
    {"metric_attribute", TYPE_TEXT, KIND_BIT(METRIC_TRACE), 0, 200},
    {"value_source", TYPE_TEXT, KIND_BIT(METRIC_TRACE), 0, 0},
    {"aggregation_method", TYPE_TEXT, KIND_BIT(METRIC_TRACE), KIND_BIT(METRIC_TRACE), 0},
    {"unit", TYPE_TEXT, KIND_BIT(METRIC_TRACE), 0, 32},
    {"prompt", TYPE_TEXT, KINDS_JUDGE, KINDS_JUDGE, 0},
    {"categories", TYPE_LIST, KINDS_CATEGORICAL, KINDS_CATEGORICAL, 0},
    {"min_value", TYPE_NUMBER, KINDS_NUMERICAL, KINDS_NUMERICAL, 0},
    {"max_value", TYPE_NUMBER, KINDS_NUMERICAL, KINDS_NUMERICAL, 0},
    {"include_traces", TYPE_BOOL, KINDS_ALL, 0, 0},
    {"runtime_config", TYPE_OBJECT, KINDS_ALL, 0, 0},
    {"judge_mode", TYPE_TEXT, KINDS_TEXT_JUDGE, 0, 0},
    {"enabled_tools", TYPE_LIST, KINDS_TEXT_JUDGE, 0, 0},
    {"target_condition", TYPE_OBJECT, KINDS_ALL, 0, 0},
    {"tags", TYPE_LIST, KINDS_ALL, 0, 0},
    {"workspace_id", TYPE_TEXT, KINDS_ALL, 0, 0},
};

/* What the service says of a metric. */
static const char *const read_only[] = {"id", "name", "created_by", "create_time", "update_time",
                                        "current_version", "evaluation", NULL};
/* What a Terraform resource may have besides. */
static const char *const of_terraform[] = {"//", "count", "for_each", "depends_on", "provider",
                                           "lifecycle", "provisioner", "connection", NULL};

static bool is_among(const char *name, const char *const *words)
{
    while (*words && strcmp(*words, name) != 0)
        words++;
    return *words != NULL;
}

/* A service writes down what is absent. */
static bool is_nothing(const struct contract_case *t, const json_t *value)
{
    if (!value)
        return true;
    return t->body->form != BODY_WRITTEN &&
           (json_is_null(value) || json_is_false(value) ||
            (json_is_array(value) && json_array_size(value) == 0) ||
            (json_is_string(value) && json_string_length(value) == 0) ||
            (json_is_object(value) && json_object_size(value) == 0));
}

const json_t *case_member(const struct contract_case *t, const char *member)
{
    const json_t *value = json_object_get(t->json, member);
    return is_nothing(t, value) ? NULL : value;
}

struct sv case_text(const struct contract_case *t, const char *member)
{
    return json_sv(case_member(t, member));
}

void check_missing(struct contract_case *t)
{
    for (size_t i = 0; i < ARRAY_LEN(members); i++)
        if (case_is(t, members[i].required) && !case_member(t, members[i].name))
            contract_say(t, members[i].name, NULL, "there is no %s, which every metric of this "
                         "type needs", members[i].name);
}

/* ---- JSON types ---- */

static bool has_type(const json_t *value, enum member_type type)
{
    size_t i;
    json_t *item;
    switch (type) {
    case TYPE_TEXT: return json_is_string(value);
    case TYPE_NUMBER: return json_is_number(value);
    case TYPE_BOOL: return json_is_boolean(value);
    case TYPE_OBJECT: return json_is_object(value);
    case TYPE_LIST:
        json_array_foreach(value, i, item)
            if (!json_is_string(item))
                return false;
        return json_is_array(value);
    case TYPES: break;
    }
    return false;
}

static void say_type(struct contract_case *t, const char *member, const json_t *value,
                     enum member_type type)
{
    if (json_is_null(value))
        contract_say(t, member, NULL, "%s is null; leave it out", member);
    else if (json_is_array(value) && type == TYPE_LIST)
        contract_say(t, member, NULL, "%s must be a list of texts, and holds something else",
                     member);
    else
        contract_say(t, member, NULL, "%s must be %s, not %s", member, type_words[type],
                     body_type_word(value));
}

void check_types(struct contract_case *t)
{
    for (size_t i = 0; i < ARRAY_LEN(members); i++) {
        const json_t *value = case_member(t, members[i].name);
        if (value && case_is(t, members[i].kinds) && !has_type(value, members[i].type))
            say_type(t, members[i].name, value, members[i].type);
    }
}

/* ---- lengths ---- */

void check_lengths(struct contract_case *t)
{
    for (size_t i = 0; i < ARRAY_LEN(members); i++) {
        const struct member *m = &members[i];
        const json_t *value = case_member(t, m->name);
        if (!json_is_string(value) || !case_is(t, m->kinds))
            continue;
        size_t n = fmt_columns(json_sv(value));
        if (n == 0)
            contract_say(t, m->name, NULL, "%s is empty", m->name);
        else if (m->most && n > m->most)
            contract_say(t, m->name, NULL, "%s has %zu characters, and may have %zu", m->name, n,
                         m->most);
    }
}

/* ---- what does not belong there ---- */

static const struct member *member_find(const char *name)
{
    for (size_t i = 0; i < ARRAY_LEN(members); i++)
        if (strcmp(members[i].name, name) == 0)
            return &members[i];
    return NULL;
}

static bool is_allowed(const struct contract_case *t, const char *name, const json_t *value)
{
    const struct member *m = member_find(name);
    if ((m && case_is(t, m->kinds)) || is_nothing(t, value))
        return true;
    if (!case_is(t, KINDS_LOOKED_AT))
        return true;
    return (t->body->form != BODY_WRITTEN && is_among(name, read_only)) ||
           (t->body->form == BODY_TERRAFORM && is_among(name, of_terraform));
}

static void say_unknown(struct contract_case *t, const char *name)
{
    struct nearest near = {.word = sv_from_c(name)};
    if (member_find(name) || is_among(name, read_only)) {
        contract_say(t, name, NULL, is_among(name, read_only)
                                        ? "%s is what the service says of a metric, and no member "
                                          "of its definition"
                                        : "%s is no member of metrics of this type", name);
        return;
    }
    for (size_t i = 0; i < ARRAY_LEN(members); i++)
        if (case_is(t, members[i].kinds))
            nearest_try(&near, sv_from_c(members[i].name));
    if (near.best.n)
        contract_say(t, name, NULL, "there is no member \"%.*s\"; did you mean \"%.*s\"?",
                     CUT_ARG(near.word), SV_ARG(near.best));
    else
        contract_say(t, name, NULL, "metrics of this type have no member \"%.*s\"",
                     CUT_ARG(near.word));
}

void check_unknown(struct contract_case *t)
{
    const char *name;
    json_t *value;
    json_object_foreach((json_t *)t->json, name, value)
        if (!is_allowed(t, name, value))
            say_unknown(t, name);
}

/* ---- expressions of Terraform ---- */

bool contract_has_expressions(const json_t *json)
{
    for (size_t i = 0; i < ARRAY_LEN(members); i++) {
        struct sv text = json_sv(json_object_get(json, members[i].name));
        if (sv_find(text, SV("${")) != SIZE_MAX || sv_find(text, SV("%{")) != SIZE_MAX)
            return true;
    }
    return false;
}

void check_expressions(struct contract_case *t)
{
    if (t->expressions)
        contract_say(t, NULL, NULL, "a member holds a Terraform expression; only the form of this "
                     "resource is checked");
}
