#include "metrics/reference.h"

#include "core/file.h"
#include "core/shown.h"
#include "metrics/json_sv.h"

/* ---- ids ---- */

/* An id as it is shown, in small letters. */
static struct sv id_key(struct sv id, struct buf *tmp)
{
    struct buf shown = {0};
    struct sv text = shown_text(id, &shown);
    buf_clear(tmp);
    for (size_t i = 0; i < text.n; i++) {
        char c = text.p[i];
        buf_addc(tmp, c >= 'A' && c <= 'Z' ? (char)(c | 32) : c);
    }
    buf_release(&shown);
    return buf_sv(tmp);
}

static uint32_t call_row(const struct reference *r, struct sv id)
{
    struct buf tmp = {0};
    sym y = sym_find(&r->ids, id_key(id, &tmp));
    buf_release(&tmp);
    return y < r->call_of.n ? r->call_of.v[y] : NO_ROW;
}

struct reference_call *reference_find(struct reference *r, struct sv id)
{
    uint32_t row = call_row(r, id);
    return row == NO_ROW ? NULL : &r->calls.v[row];
}

/* ---- calls ---- */

struct reading {
    struct reference *r;
    struct sv path;
    struct err *e;
};

static bool call_begin(struct reading *in, struct sv id)
{
    struct reference *r = in->r;
    struct buf tmp = {0};
    if (call_row(r, id) != NO_ROW)
        return err_set(in->e, "the reference %.*s has the call `%.*s` twice: keep one of them",
                       SV_ARG(in->path), SV_ARG(id));
    sym y = sym_put(&r->ids, id_key(id, &tmp));
    buf_release(&tmp);
    while (r->call_of.n <= y)
        vec_push(&r->call_of, NO_ROW);
    r->call_of.v[y] = (uint32_t)r->calls.n;
    vec_push(&r->calls, ((struct reference_call){.id = id, .first = (uint32_t)r->utterances.n}));
    return true;
}

static void utterance_add(struct reference *r, struct sv text)
{
    vec_push(&r->utterances, text);
    r->calls.v[r->calls.n - 1].n++;
}

static bool texts_add(struct reading *in, struct sv id, const json_t *texts)
{
    size_t i;
    json_t *one;
    bool good = json_is_string(texts) || json_is_array(texts);
    json_array_foreach(texts, i, one) good = good && json_is_string(one);
    if (!good)
        return err_set(in->e,
                       "in the reference %.*s what was said in the call `%.*s` is neither a "
                       "text nor a list of texts",
                       SV_ARG(in->path), SV_ARG(id));
    if (!call_begin(in, id))
        return false;
    if (json_is_string(texts))
        utterance_add(in->r, json_sv(texts));
    json_array_foreach(texts, i, one) utterance_add(in->r, json_sv(one));
    return true;
}

/* The first of these members that the object has, or NULL. */
static const json_t *any_of(const json_t *object, const char *const *names)
{
    const json_t *found = NULL;
    for (size_t i = 0; names[i] && !found; i++)
        found = json_object_get(object, names[i]);
    return found;
}

static bool object_add(struct reading *in, json_t *object)
{
    static const char *const ids[] = {
        "call", "id", "simulation_id", "session_id", "conversation_id", "trace_id", NULL};
    static const char *const words[] = {"reference", "transcript", "text", NULL};
    const json_t *id = any_of(object, ids), *said = any_of(object, words);
    if (json_is_string(id) && said)
        return texts_add(in, json_sv(id), said);
    const char *key;
    size_t n;
    json_t *texts;
    json_object_keylen_foreach(object, key, n, texts) {
        if (!texts_add(in, sv_of(key, n), texts))
            return false;
    }
    return true;
}

static bool value_add(struct reading *in, json_t *value)
{
    size_t i;
    json_t *one;
    if (json_is_object(value))
        return object_add(in, value);
    json_array_foreach(value, i, one) {
        if (!json_is_object(one))
            return err_set(in->e,
                           "in the reference %.*s a list holds something other than objects "
                           "like {\"call\": \"ID\", \"reference\": \"what was said\"}",
                           SV_ARG(in->path));
        if (!object_add(in, one))
            return false;
    }
    return true;
}

/* ---- forms ---- */

static size_t lines_before(struct sv text, size_t at)
{
    size_t n = 1;
    for (size_t i = 0; i < at && i < text.n; i++)
        n += text.p[i] == '\n';
    return n;
}

static bool read_json(struct reading *in)
{
    const size_t flags = JSON_DISABLE_EOF_CHECK | JSON_REJECT_DUPLICATES | JSON_ALLOW_NUL;
    struct sv text = buf_sv(&in->r->text), rest = sv_trim(text);
    while (rest.n) {
        json_error_t at;
        json_t *value = json_loadb(rest.p, rest.n, flags, &at);
        size_t before = (size_t)(rest.p - text.p);
        if (!value)
            return err_set(in->e, "the reference %.*s, line %zu, is no proper JSON: %s",
                           SV_ARG(in->path), lines_before(text, before) + (size_t)at.line - 1,
                           at.text);
        vec_push(&in->r->values, value);
        if (!value_add(in, value))
            return false;
        rest = sv_trim(sv_from(rest, (size_t)at.position));
    }
    return true;
}

/* "[noise] hello" is none. */
static bool begins_json(struct sv text)
{
    struct sv next = sv_trim(sv_from(text, 1));
    bool open = text.p[0] == '{' || text.p[0] == '[';
    return open && (!next.n || memchr("\"{[]}", next.p[0], 5));
}

static bool read_lines(struct reading *in)
{
    struct sv rest = buf_sv(&in->r->text);
    in->r->plain = true;
    if (!call_begin(in, SV("")))
        return false;
    while (rest.n) {
        struct sv_cut line = sv_cut(rest, '\n');
        if (sv_trim(line.head).n)
            utterance_add(in->r, line.head);
        rest = line.tail;
    }
    return true;
}

bool reference_parse(struct reference *r, struct sv path, struct err *e)
{
    static const char mark[] = "\xef\xbb\xbf";
    struct reading in = {r, path, e};
    symtab_init(&r->ids);
    if (sv_starts(buf_sv(&r->text), SV(mark)))
        memset(r->text.p, ' ', 3);
    struct sv text = sv_trim(buf_sv(&r->text));
    if (!text.n)
        return err_set(e, "the reference %.*s is empty: write what was said, a line an utterance",
                       SV_ARG(path));
    return begins_json(text) ? read_json(&in) : read_lines(&in);
}

bool reference_read(struct reference *r, struct sv path, struct err *e)
{
    return file_read(&r->text, path, "the reference", REFERENCE_BYTES_MAX, e) &&
           reference_parse(r, path, e);
}

void reference_release(struct reference *r)
{
    for (size_t i = 0; i < r->values.n; i++)
        json_decref(r->values.v[i]);
    vec_release(&r->values);
    vec_release(&r->calls);
    vec_release(&r->utterances);
    vec_release(&r->call_of);
    symtab_release(&r->ids);
    buf_release(&r->text);
    *r = (struct reference){0};
}
