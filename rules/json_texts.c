#include "rules/json_texts.h"

#include "core/json_scan.h"

bool json_is_valid(struct sv text)
{
    struct json_scan j;
    json_scan_init(&j, text);
    json_skip(&j);
    bool valid = !j.bad && json_peek(&j) == '\0' && j.p == j.limit && sv_trim(text).n > 0;
    json_scan_release(&j);
    return valid;
}

static bool says_nothing(struct sv value)
{
    static const struct sv NOTHING[] = {SV_INIT("null"), SV_INIT("false"), SV_INIT("0"),
                                        SV_INIT("\"\""), SV_INIT("{}"), SV_INIT("[]")};
    for (size_t i = 0; i < ARRAY_LEN(NOTHING); i++)
        if (sv_eq(sv_trim(value), NOTHING[i]))
            return true;
    return false;
}

bool json_tells_error(struct sv text)
{
    struct json_scan j;
    bool first = true, found = false;
    struct sv key;
    json_scan_init(&j, text);
    if (json_peek(&j) == '{' && json_object_open(&j))
        while (!found && json_object_next(&j, &first, &key)) {
            bool is_error = sv_eq(key, SV("error"));
            struct sv value = json_skip(&j);
            found = is_error && !j.bad && !says_nothing(value);
        }
    json_scan_release(&j);
    return found;
}
