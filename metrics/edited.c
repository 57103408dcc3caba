#include "metrics/edited.h"

#include "metrics/json_sv.h"

/* Documents and languages in which these become names take only such. */
static bool is_word(const char *key)
{
    if (!*key || (*key >= '0' && *key <= '9'))
        return false;
    for (; *key; key++)
        if (*key != '_' && !(*key >= 'a' && *key <= 'z') && !(*key >= 'A' && *key <= 'Z') &&
            !(*key >= '0' && *key <= '9'))
            return false;
    return true;
}

/* Goes down no further than EDITED_DEPTH, however deep the value is. */
static bool is_copied(const json_t *v, uint32_t depth)
{
    const char *key;
    const json_t *part;
    size_t i;
    if (!json_is_object(v) && !json_is_array(v))
        return true;
    if (depth == EDITED_DEPTH)
        return false;
    json_array_foreach(v, i, part)
        if (!is_copied(part, depth + 1))
            return false;
    json_object_foreach((json_t *)v, key, part)
        if (!is_word(key) || !is_copied(part, depth + 1))
            return false;
    return true;
}

json_t *edited_read(struct sv text)
{
    json_t *v = json_loadb(text.p, text.n, JSON_REJECT_DUPLICATES | JSON_ALLOW_NUL, NULL);
    if (json_is_object(v) && json_sv_member(v, "metric_name").n && is_copied(v, 0))
        return v;
    json_decref(v);
    return NULL;
}

static void scalar(struct json_out *j, const char *key, const json_t *v)
{
    if (json_is_string(v))
        json_out_text(j, key, json_sv(v));
    else if (json_is_integer(v))
        json_out_i64(j, key, json_integer_value(v));
    else if (json_is_real(v))
        json_out_f64(j, key, json_real_value(v));
    else if (json_is_boolean(v))
        json_out_bool(j, key, json_is_true(v));
    else
        json_out_null(j, key);
}

void edited_copy(struct json_out *j, const char *key, const json_t *v)
{
    const char *name;
    const json_t *part;
    size_t i;
    if (!json_is_object(v) && !json_is_array(v)) {
        scalar(j, key, v);
        return;
    }
    json_out_open(j, key, json_is_object(v) ? '{' : '[');
    json_array_foreach(v, i, part)
        edited_copy(j, NULL, part);
    json_object_foreach((json_t *)v, name, part)
        edited_copy(j, name, part);
    json_out_close(j);
}
