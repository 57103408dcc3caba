#include "io/span_row.h"

#include "io/otlp_words.h"

#include <ctype.h>

enum { NAME_MAX_BYTES = 32, PLAIN_DEPTH = 200 };

/* ---- names ---- */

/* Of two names for one field that a row has, the one further up counts. */
static const struct span_row_name names[] = {
    {SV_INIT("traceid"), ROW_TRACE_ID, 0},
    {SV_INIT("spanid"), ROW_SPAN_ID, 0},
    {SV_INIT("id"), ROW_SPAN_ID, 0},
    {SV_INIT("parentspanid"), ROW_PARENT, 0},
    {SV_INIT("parentid"), ROW_PARENT, 0},
    {SV_INIT("parentspancontext"), ROW_PARENT, 0},
    {SV_INIT("parent"), ROW_PARENT, 0},
    {SV_INIT("context"), ROW_CONTEXT, 0},
    {SV_INIT("spancontext"), ROW_CONTEXT, 0},
    {SV_INIT("name"), ROW_NAME, 0},
    {SV_INIT("spanname"), ROW_NAME, 0},
    {SV_INIT("operationname"), ROW_NAME, 0},
    {SV_INIT("kind"), ROW_KIND, 0},
    {SV_INIT("spankind"), ROW_KIND, 0},
    {SV_INIT("kindstring"), ROW_KIND, 0},
    {SV_INIT("starttimeunixnano"), ROW_START, WHEN_NS},
    {SV_INIT("starttimens"), ROW_START, WHEN_NS},
    {SV_INIT("startns"), ROW_START, WHEN_NS},
    {SV_INIT("starttimeus"), ROW_START, WHEN_US},
    {SV_INIT("starttimems"), ROW_START, WHEN_MS},
    {SV_INIT("startms"), ROW_START, WHEN_MS},
    {SV_INIT("starttime"), ROW_START, WHEN_BY_SIZE},
    {SV_INIT("starttimestamp"), ROW_START, WHEN_BY_SIZE},
    {SV_INIT("startedat"), ROW_START, WHEN_BY_SIZE},
    {SV_INIT("start"), ROW_START, WHEN_BY_SIZE},
    {SV_INIT("timestamp"), ROW_START, WHEN_BY_SIZE},
    {SV_INIT("endtimeunixnano"), ROW_END, WHEN_NS},
    {SV_INIT("endtimens"), ROW_END, WHEN_NS},
    {SV_INIT("endns"), ROW_END, WHEN_NS},
    {SV_INIT("endtimeus"), ROW_END, WHEN_US},
    {SV_INIT("endtimems"), ROW_END, WHEN_MS},
    {SV_INIT("endms"), ROW_END, WHEN_MS},
    {SV_INIT("endtime"), ROW_END, WHEN_BY_SIZE},
    {SV_INIT("endtimestamp"), ROW_END, WHEN_BY_SIZE},
    {SV_INIT("endedat"), ROW_END, WHEN_BY_SIZE},
    {SV_INIT("end"), ROW_END, WHEN_BY_SIZE},
    {SV_INIT("durationnano"), ROW_LENGTH, WHEN_NS},
    {SV_INIT("durationnanos"), ROW_LENGTH, WHEN_NS},
    {SV_INIT("durationns"), ROW_LENGTH, WHEN_NS},
    {SV_INIT("durationus"), ROW_LENGTH, WHEN_US},
    {SV_INIT("durationms"), ROW_LENGTH, WHEN_MS},
    {SV_INIT("latencyms"), ROW_LENGTH, WHEN_MS},
    {SV_INIT("durations"), ROW_LENGTH, WHEN_S},
    {SV_INIT("durationseconds"), ROW_LENGTH, WHEN_S},
    {SV_INIT("duration"), ROW_LENGTH, WHEN_BY_SIZE},
    {SV_INIT("statuscode"), ROW_STATUS, 0},
    {SV_INIT("status"), ROW_STATUS, 0},
    {SV_INIT("statuscodestring"), ROW_STATUS, 0},
    {SV_INIT("statusmessage"), ROW_STATUS_MESSAGE, 0},
    {SV_INIT("statusdescription"), ROW_STATUS_MESSAGE, 0},
    {SV_INIT("attributes"), ROW_ATTRS, 0},
    {SV_INIT("spanattributes"), ROW_ATTRS, 0},
    {SV_INIT("attributesstring"), ROW_ATTRS, 0},
    {SV_INIT("attributesnumber"), ROW_ATTRS, 0},
    {SV_INIT("attributesbool"), ROW_ATTRS, 0},
    {SV_INIT("tags"), ROW_ATTRS, 0},
    {SV_INIT("tagmap"), ROW_ATTRS, 0},
    {SV_INIT("stringtagmap"), ROW_ATTRS, 0},
    {SV_INIT("numbertagmap"), ROW_ATTRS, 0},
    {SV_INIT("booltagmap"), ROW_ATTRS, 0},
    {SV_INIT("resource"), ROW_RESOURCE, 0},
    {SV_INIT("resources"), ROW_RESOURCE, 0},
    {SV_INIT("resourceattributes"), ROW_RESOURCE, 0},
    {SV_INIT("resourcesstring"), ROW_RESOURCE, 0},
    {SV_INIT("resourcetagsmap"), ROW_RESOURCE, 0},
    {SV_INIT("servicename"), ROW_SERVICE, 0},
    {SV_INIT("scope"), ROW_SCOPE, 0},
    {SV_INIT("instrumentationscope"), ROW_SCOPE, 0},
    {SV_INIT("instrumentationlibrary"), ROW_SCOPE, 0},
    {SV_INIT("scopename"), ROW_SCOPE_NAME, 0},
    {SV_INIT("scopeversion"), ROW_SCOPE_VERSION, 0},
    {SV_INIT("events"), ROW_EVENTS, 0},
    {SV_INIT("spanevents"), ROW_EVENTS, 0},
    {SV_INIT("eventstimestamp"), ROW_EVENT_TIMES, 0},
    {SV_INIT("eventsname"), ROW_EVENT_NAMES, 0},
    {SV_INIT("eventsattributes"), ROW_EVENT_ATTRS, 0},
    {SV_INIT("links"), ROW_LINKS, 0},
    {SV_INIT("linkstraceid"), ROW_LINK_TRACES, 0},
    {SV_INIT("linksspanid"), ROW_LINK_SPANS, 0},
    {SV_INIT("linkstracestate"), ROW_LINK_STATES, 0},
    {SV_INIT("linksattributes"), ROW_LINK_ATTRS, 0},
    {SV_INIT("tracestate"), ROW_TRACE_STATE, 0},
    {SV_INIT("flags"), ROW_FLAGS, 0},
    {SV_INIT("traceflags"), ROW_FLAGS, 0},
    {SV_INIT("droppedattributescount"), ROW_DROPPED_ATTRS, 0},
    {SV_INIT("droppedeventscount"), ROW_DROPPED_EVENTS, 0},
    {SV_INIT("droppedlinkscount"), ROW_DROPPED_LINKS, 0},
    {SV_INIT("ended"), ROW_SAID_ELSEWHERE, 0},
};

/* The name in lower case without separators; empty when it is too long to be a known one. */
static struct sv name_fold(struct sv name, char out[static NAME_MAX_BYTES])
{
    size_t n = 0;
    for (size_t i = 0; i < name.n; i++) {
        unsigned char c = (unsigned char)name.p[i];
        if (c == '_' || c == '-' || c == '.' || c == ' ')
            continue;
        if (n == NAME_MAX_BYTES)
            return (struct sv){0};
        out[n++] = (char)tolower(c);
    }
    return sv_of(out, n);
}

const struct span_row_name *span_row_name(struct sv name)
{
    char folded[NAME_MAX_BYTES];
    struct sv s = name_fold(name, folded);
    for (size_t i = 0; i < ARRAY_LEN(names); i++)
        if (sv_eq(s, names[i].name))
            return &names[i];
    return NULL;
}

/* ---- a row ---- */

/* Takes the fields of `object` that `row` lacks, and of those that are in `only` when that is not
 * NULL. */
static void fields_take(struct span_row *row, json_t *object, const bool *only)
{
    const struct span_row_name *taken[ROW_FIELDS] = {0};
    const char *key;
    json_t *value;
    json_object_foreach(object, key, value) {
        const struct span_row_name *n = span_row_name(sv_from_c(key));
        if (!n || json_is_null(value) || (only && (!only[n->field] || row->field[n->field])) ||
            (taken[n->field] && taken[n->field] < n))
            continue;
        taken[n->field] = n;
    }
    json_object_foreach(object, key, value) {
        const struct span_row_name *n = span_row_name(sv_from_c(key));
        if (!n || taken[n->field] != n)
            continue;
        row->field[n->field] = value;
        row->unit[n->field] = n->unit;
    }
}

/* The kinds of OpenInference, which some dumps keep under `span_kind`. */
static const struct sv other_kinds[] = {
    SV_INIT("LLM"),      SV_INIT("CHAIN"),     SV_INIT("TOOL"),      SV_INIT("AGENT"),
    SV_INIT("RETRIEVER"), SV_INIT("EMBEDDING"), SV_INIT("RERANKER"), SV_INIT("GUARDRAIL"),
    SV_INIT("EVALUATOR"), SV_INIT("PROMPT"),    SV_INIT("UNKNOWN"),
};

static bool is_other_kind(const json_t *kind)
{
    for (size_t i = 0; i < ARRAY_LEN(other_kinds); i++)
        if (sv_eq_nocase(jdoc_string(kind), other_kinds[i]))
            return true;
    return false;
}

/* A text under `status` that names no status code: "success", "completed". */
static bool is_other_status(const json_t *status)
{
    static const struct sv codes[] = {SV_INIT("unset"), SV_INIT("ok"), SV_INIT("error")};
    struct sv s = jdoc_string(status);
    size_t dot = sv_find_char(s, '.');
    if (!s.n || sv_starts(s, SV("STATUS_CODE_")) || sv_to_u64(s).ok)
        return false;
    s = dot == SIZE_MAX ? s : sv_from(s, dot + 1);
    for (size_t i = 0; i < ARRAY_LEN(codes); i++)
        if (sv_eq_nocase(s, codes[i]))
            return false;
    return true;
}

static void reject(struct span_row *row, enum span_row_field field)
{
    row->field[field] = NULL;
    row->rejected[field] = true;
}

static bool has_any(const struct span_row *row, const bool *fields)
{
    for (size_t i = 0; i < ROW_FIELDS; i++)
        if (fields[i] && row->field[i])
            return true;
    return false;
}

static bool is_pair(const json_t *value)
{
    return json_is_array(value) && json_array_size(value) == 2;
}

/* Which program made the row, and which members do not mean what their names say. */
static void row_judge(struct span_row *row)
{
    row->is_console = row->field[ROW_SPAN_ID] &&
                      row->field[ROW_SPAN_ID] == json_object_get(row->object, "id") &&
                      json_object_get(row->object, "timestamp");
    row->from_sdk = row->is_console || json_object_get(row->object, "spanContext") ||
                    json_object_get(row->object, "_spanContext") ||
                    json_object_get(row->object, "context") || is_pair(row->field[ROW_START]);
    if (is_other_kind(row->field[ROW_KIND]))
        reject(row, ROW_KIND);
    if (is_other_status(row->field[ROW_STATUS]))
        reject(row, ROW_STATUS);
}

bool span_row_match(struct span_row *row, const struct jdoc_item *item)
{
    static const bool of_container[ROW_FIELDS] = {[ROW_TRACE_ID] = true};
    static const bool scope_fields[ROW_FIELDS] = {[ROW_RESOURCE] = true,
                                                  [ROW_SERVICE] = true,
                                                  [ROW_SCOPE] = true,
                                                  [ROW_SCOPE_NAME] = true,
                                                  [ROW_SCOPE_VERSION] = true};
    static const bool beside_row[ROW_FIELDS] = {[ROW_START] = true};
    json_t *owner = (json_t *)(uintptr_t)item->owner;
    *row = (struct span_row){.object = item->value};
    fields_take(row, item->value, NULL);
    if (!row->field[ROW_SPAN_ID] && !row->field[ROW_CONTEXT] &&
        !(row->field[ROW_TRACE_ID] && row->field[ROW_NAME]))
        return false;
    fields_take(row, owner, of_container);
    row->has_list_scope = item->list_no && !has_any(row, scope_fields);
    if (row->has_list_scope)
        fields_take(row, owner, scope_fields);
    if (json_is_object(json_object_get(owner, "data")))
        fields_take(row, owner, beside_row);
    row_judge(row);
    return true;
}

/* ---- telling rows from other JSON ---- */

/* Members of answers that only name traces. */
static const struct sv foreign[] = {SV_INIT("spanSet"), SV_INIT("spanSets")};

int span_row_sniff(const struct sketch *sk)
{
    bool has[ROW_FIELDS] = {0};
    if (!sk->is_json || otlp_seen(sk))
        return 0;
    for (size_t i = 0; i < ARRAY_LEN(foreign); i++)
        if (sketch_has(sk, foreign[i]))
            return 0;
    for (size_t i = 0; i < sk->n_keys; i++) {
        const struct span_row_name *n = span_row_name(sk->keys[i].key);
        if (n)
            has[n->field] = true;
    }
    bool is_span = has[ROW_TRACE_ID] && has[ROW_SPAN_ID] && has[ROW_NAME] &&
                   (has[ROW_START] || has[ROW_LENGTH]) &&
                   (has[ROW_END] || has[ROW_LENGTH] || has[ROW_PARENT]);
    bool is_empty_answer =
        sketch_has_at(sk, SV("traces"), 1) && sketch_has_at(sk, SV("total_spans"), 1);
    return is_span || is_empty_answer ? 40 : 0;
}

/* ---- OTLP values in rows ---- */

static json_t *plain_array(const json_t *values, uint32_t depth)
{
    json_t *array = json_array(), *value;
    size_t i;
    json_array_foreach(values, i, value)
        json_array_append_new(array, any_value_plain(value, depth + 1));
    return array;
}

static json_t *plain_object(const json_t *pairs, uint32_t depth)
{
    json_t *object = json_object(), *pair;
    size_t i;
    json_array_foreach(pairs, i, pair) {
        const char *key = json_string_value(JDOC_GET(pair, "key"));
        if (key)
            json_object_set_new(object, key,
                                any_value_plain(json_object_get(pair, "value"), depth + 1));
    }
    return object;
}

json_t *any_value_plain(json_t *value, uint32_t depth)
{
    const json_t *array = JDOC_GET(value, "arrayValue", "array_value");
    const json_t *list = JDOC_GET(value, "kvlistValue", "kvlist_value");
    json_t *integer = JDOC_GET(value, "intValue", "int_value");
    json_t *plain = JDOC_GET(value, "stringValue", "string_value", "boolValue", "bool_value",
                             "doubleValue", "double_value");
    struct sv_i64 n = sv_to_i64(jdoc_string(integer));
    if (array && depth < PLAIN_DEPTH)
        return plain_array(JDOC_GET(array, "values"), depth);
    if (list && depth < PLAIN_DEPTH)
        return plain_object(JDOC_GET(list, "values"), depth);
    if (n.ok)
        return json_integer(n.value);
    if (integer || plain)
        return json_incref(integer ? integer : plain);
    return value ? json_incref(value) : json_null();
}
