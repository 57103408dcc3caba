#include "metrics/bodies_parts.h"

#include <ctype.h>

#include "core/json_scan.h"

const char *body_type_word(const json_t *value)
{
    static const char *const words[] = {
        [JSON_OBJECT] = "an object",  [JSON_ARRAY] = "a list",    [JSON_STRING] = "a text",
        [JSON_INTEGER] = "a number",  [JSON_REAL] = "a number",   [JSON_TRUE] = "true",
        [JSON_FALSE] = "false",       [JSON_NULL] = "null",
    };
    return value ? words[json_typeof(value)] : "nothing";
}

/* ---- what is read, and what is wrong with it ---- */

bool bodies_trouble(struct bodies *b, const char *fmt, ...)
{
    struct buf text = {0};
    va_list ap;
    va_start(ap, fmt);
    buf_vfmt(&text, fmt, ap);
    va_end(ap);
    vec_push(&b->troubles, arena_copy(&b->arena, buf_sv(&text)));
    buf_release(&text);
    return false;
}

bool body_place_add(struct body_place *at, const json_t *json)
{
    struct bodies *b = at->b;
    if (!json_is_object(json))
        return bodies_trouble(b, "%.*s, %.*s: a definition is an object, not %s",
                              SV_ARG(b->files.v[at->file].path), SV_ARG(buf_sv(&at->path)),
                              body_type_word(json));
    vec_push(&b->list, ((struct body){.json = json,
                                      .file = at->file,
                                      .form = at->form,
                                      .path = arena_copy(&b->arena, buf_sv(&at->path)),
                                      .resource = arena_copy(&b->arena, at->resource),
                                      .definition = definition_of(json)}));
    return true;
}

size_t body_place_enter(struct body_place *at, const char *member)
{
    size_t before = at->path.n;
    const struct sv name = sv_from_c(member);
    bool plain = name.n > 0;
    for (size_t i = 0; i < name.n; i++)
        plain = plain && (isalnum((unsigned char)name.p[i]) || strchr("_-", name.p[i]));
    if (plain) {
        buf_fmt(&at->path, ".%s", member);
    } else {
        buf_addc(&at->path, '[');
        buf_json_shown(&at->path, name);
        buf_addc(&at->path, ']');
    }
    return before;
}

size_t body_place_item(struct body_place *at, size_t i)
{
    size_t before = at->path.n;
    buf_fmt(&at->path, "[%zu]", i);
    return before;
}

void body_place_leave(struct body_place *at, size_t before)
{
    at->path.n = before;
}

/* ---- forms ---- */

static bool read_list(struct body_place *at, const json_t *list, body_read *read)
{
    size_t i;
    json_t *item;
    bool ok = true;
    if (!json_is_array(list))
        return bodies_trouble(at->b, "%.*s, %.*s: must be a list of definitions, not %s",
                              SV_ARG(at->b->files.v[at->file].path), SV_ARG(buf_sv(&at->path)),
                              body_type_word(list));
    json_array_foreach(list, i, item) {
        size_t before = body_place_item(at, i);
        ok &= read(at, item);
        body_place_leave(at, before);
    }
    return ok;
}

static bool read_member(struct body_place *at, const json_t *object, const char *member,
                        body_read *read)
{
    size_t before = body_place_enter(at, member);
    bool ok = read(at, json_object_get(object, member));
    body_place_leave(at, before);
    return ok;
}

static bool read_bodies(struct body_place *at, const json_t *list)
{
    return read_list(at, list, body_place_add);
}

static bool read_draft(struct body_place *at, const json_t *draft)
{
    const char *verdict = json_string_value(json_object_get(draft, "verdict"));
    if (verdict && strcmp(verdict, "reject") == 0)
        return true;
    return read_member(at, draft, "definition", body_place_add);
}

static bool read_drafts(struct body_place *at, const json_t *list)
{
    return read_list(at, list, read_draft);
}

/* Documents of this program say what they are. */
static bool read_own(struct body_place *at, const json_t *top)
{
    struct body_file *file = &at->b->files.v[at->file];
    const char *schema = json_string_value(json_object_get(top, "schema"));
    file->profile = sv_from_c(json_string_value(json_object_get(top, "profile")));
    if (strcmp(schema, "spanvet.bundle/1") == 0)
        return read_member(at, top, "metrics", read_bodies);
    if (strcmp(schema, "spanvet.metrics/1") == 0)
        return read_member(at, top, "metrics", read_drafts);
    return bodies_trouble(at->b, "%.*s: this holds no definitions of metrics, it is another "
                          "document of spanvet; give a bundle (spanvet.bundle/1) or a plan "
                          "(spanvet.metrics/1)", SV_ARG(file->path));
}

static bool is_own(const json_t *top)
{
    const char *schema = json_string_value(json_object_get(top, "schema"));
    return schema && strncmp(schema, "spanvet.", 8) == 0;
}

static bool is_body(const json_t *top)
{
    static const char *const members[] = {"metric_name", "metric_type", "span_name",
                                          "metric_attribute", "aggregation_method", "prompt"};
    for (size_t i = 0; i < ARRAY_LEN(members); i++)
        if (json_object_get(top, members[i]))
            return true;
    return false;
}

static bool read_object(struct body_place *at, const json_t *top)
{
    if (is_own(top))
        return read_own(at, top);
    if (is_body(top))
        return body_place_add(at, top);
    if (terraform_is(top))
        return terraform_read(at, top);
    at->form = BODY_SERVICE;
    if (json_object_get(top, "metric"))
        return read_member(at, top, "metric", body_place_add);
    if (json_object_get(top, "metrics"))
        return read_member(at, top, "metrics", read_bodies);
    return bodies_trouble(at->b, "%.*s: there is no definition of a metric in it; give a body with "
                          "metric_name and metric_type, a list of them, a bundle, a plan or "
                          "Terraform's JSON", SV_ARG(at->b->files.v[at->file].path));
}

static bool read_item(struct body_place *at, const json_t *item)
{
    if (!json_object_get(item, "metric") || is_body(item))
        return body_place_add(at, item);
    return read_member(at, item, "metric", body_place_add);
}

static bool read_top(struct body_place *at, const json_t *top)
{
    if (json_is_array(top))
        return read_list(at, top, read_item);
    if (json_is_object(top))
        return read_object(at, top);
    return body_place_add(at, top);
}

/* ---- files ---- */

/* What the reader says quotes the text, which may be anything. */
static bool damaged(struct bodies *b, struct sv path, const json_error_t *why)
{
    struct sv text = sv_from_c(why->text);
    size_t near = sv_find(text, SV(" near "));
    text.n = near < text.n ? near : text.n;
    return bodies_trouble(b, "%.*s:%d:%d: this is no JSON document (%.*s)%s", SV_ARG(path),
                          why->line > 0 ? why->line : 1, why->column > 0 ? why->column : 1,
                          SV_ARG(text),
                          sv_ends(path, SV(".tf")) ? "; `terraform show -json` writes one" : "");
}

/* The easy mistake: a dump of traces where definitions are wanted. */
static bool is_of_traces(struct sv text)
{
    static const struct sv members[] = {SV_INIT("\"resourceSpans\""),
                                        SV_INIT("\"resource_spans\""), SV_INIT("\"batches\"")};
    struct sv head = sv_trim(text);
    if (!sv_starts(head, SV("{")))
        return false;
    head = sv_trim(sv_from(head, 1));
    for (size_t i = 0; i < ARRAY_LEN(members); i++)
        if (sv_starts(head, members[i]))
            return true;
    return false;
}

bool bodies_read(struct bodies *b, struct sv path, struct sv text)
{
    json_error_t why;
    text = sv_starts(text, SV("\xef\xbb\xbf")) ? sv_from(text, 3) : text;
    if (is_of_traces(text))
        return bodies_trouble(b, "%.*s holds traces, and no definition of a metric; `spanvet "
                              "metrics stage` makes definitions of traces, `spanvet metrics check` "
                              "takes traces with --traces", SV_ARG(path));
    text = arena_copy(&b->arena, text);
    json_t *top = json_loadb(text.p, text.n, JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, &why);
    if (!top)
        return damaged(b, path, &why);
    struct body_file file = {.path = arena_copy(&b->arena, path), .top = top, .text = text};
    json_lines_build(&file.lines, top, text);
    vec_push(&b->files, file);
    struct body_place at = {.b = b, .file = (uint32_t)b->files.n - 1, .form = BODY_WRITTEN};
    buf_addc(&at.path, '$');
    bool ok = read_top(&at, top);
    buf_release(&at.path);
    return ok;
}

void bodies_release(struct bodies *b)
{
    for (size_t i = 0; i < b->files.n; i++) {
        json_decref(b->files.v[i].top);
        json_lines_release(&b->files.v[i].lines);
    }
    vec_release(&b->files);
    vec_release(&b->list);
    vec_release(&b->troubles);
    arena_release(&b->arena);
}

/* ---- lines ---- */

/* Stands before the value of the member when there is one. */
static bool scan_to(struct json_scan *scan, const char *member)
{
    struct sv key;
    bool first = true;
    if (json_peek(scan) != '{' || !json_object_open(scan))
        return false;
    while (json_object_next(scan, &first, &key)) {
        if (sv_eq(key, sv_from_c(member)))
            return true;
        json_skip(scan);
    }
    return false;
}

static uint32_t lines_before(const char *p, const char *end)
{
    uint32_t n = 0;
    while ((p = memchr(p, '\n', (size_t)(end - p)))) {
        n++;
        p++;
    }
    return n;
}

uint32_t body_line(const struct bodies *b, const struct body *body, const char *member,
                   const char *inner)
{
    const struct body_file *file = &b->files.v[body->file];
    const struct json_begin *begin = json_lines_find(&file->lines, body->json);
    const char *start = file->text.p + begin->offset, *place = start;
    struct json_scan scan = {0};
    json_scan_init(&scan, sv_from(file->text, begin->offset));
    if (member && scan_to(&scan, member)) {
        (void)json_peek(&scan);
        place = scan.p;
        if (inner && scan_to(&scan, inner)) {
            (void)json_peek(&scan);
            place = scan.p;
        }
    }
    json_scan_release(&scan);
    return begin->line + lines_before(start, place);
}
