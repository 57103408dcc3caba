#include "io/json_items.h"

#include "core/json_scan.h"

/* Containers in containers; the deepest real answer has five levels. */
enum { WALK_DEPTH = 8, LISTS_MAX = 16 };

struct walk {
    struct build *b;
    const struct json_shape *shape;
    json_item_fn *each;
    void *ctx;
    struct json_scan scan; /* moved to whichever text is being looked at */
    uint32_t n_owners, n_lists;
};

/* A text of the input that is one value, or the beginning of one that is cut off. */
struct part {
    struct sv text;
    bool whole;
};

static void scan_at(struct walk *w, struct sv text)
{
    w->scan.p = text.p;
    w->scan.end = w->scan.limit = text.p + text.n;
    w->scan.bad = NULL;
}

/* The value the scanner stands before, as far as it goes. */
static struct part scan_part(struct walk *w)
{
    json_peek(&w->scan);
    const char *from = w->scan.p;
    json_skip(&w->scan);
    bool whole = !w->scan.bad;
    return (struct part){sv_of(from, (size_t)((whole ? w->scan.p : w->scan.limit) - from)), whole};
}

static bool opens(struct sv text, char bracket)
{
    return text.n && text.p[0] == bracket;
}

static int name_find(const char *const *names, struct sv key)
{
    for (int i = 0; names[i]; i++)
        if (sv_eq(key, sv_from_c(names[i])))
            return i;
    return -1;
}

/* ---- what a container holds ---- */

struct lists {
    struct part parts[LISTS_MAX]; /* by number of the name in shape->lists */
    uint32_t n;
    bool marked;
};

static void lists_find(struct walk *w, struct sv text, struct lists *l)
{
    bool first = true;
    struct sv key;
    scan_at(w, text);
    json_object_open(&w->scan);
    while (json_object_next(&w->scan, &first, &key)) {
        int i = name_find(w->shape->lists, key);
        l->marked |= name_find(w->shape->marks, key) >= 0;
        struct part part = scan_part(w);
        if (i < 0 || !(opens(part.text, '[') || opens(part.text, '{')))
            continue;
        l->n += !l->parts[i].text.n;
        l->parts[i] = part;
    }
}

static void head_text(struct walk *w, struct buf *out, struct sv text, uint32_t depth);

/* One member of a head. An object among the lists is kept, again without its lists: a trace beside
 * the list of its observations says what they belong to. */
static void head_member(struct walk *w, struct buf *out, struct sv key, uint32_t depth)
{
    bool listed = name_find(w->shape->lists, key) >= 0;
    size_t before = out->n;
    if (out->p[before - 1] != '{')
        buf_addc(out, ',');
    buf_json(out, key);
    buf_addc(out, ':');
    struct part part = scan_part(w);
    struct json_scan resume = w->scan;
    if (!listed && part.whole) {
        buf_add(out, part.text);
    } else if (listed && opens(part.text, '{') && depth < WALK_DEPTH) {
        head_text(w, out, part.text, depth + 1);
        scan_at(w, sv_of(resume.p, (size_t)(resume.limit - resume.p)));
    } else {
        out->n = before;
    }
    if (!part.whole)
        scan_at(w, (struct sv){resume.limit, 0});
}

/* Appends the text of an object without what is in its lists. */
static void head_text(struct walk *w, struct buf *out, struct sv text, uint32_t depth)
{
    bool first = true;
    struct sv key;
    buf_addc(out, '{');
    scan_at(w, text);
    json_object_open(&w->scan);
    while (json_object_next(&w->scan, &first, &key))
        head_member(w, out, key, depth);
    buf_addc(out, '}');
}

/* ---- walking ---- */

static void walk_part(struct walk *w, struct part part, struct json_item at, uint32_t depth);

/* True when the object is a container, whose lists have been walked then. */
static bool walk_container(struct walk *w, struct sv text, uint32_t depth)
{
    struct lists l = {0};
    lists_find(w, text, &l);
    if (l.marked || !l.n)
        return false;
    struct buf head = {0};
    head_text(w, &head, text, 0);
    uint32_t owner_no = ++w->n_owners;
    for (int i = 0; w->shape->lists[i]; i++) {
        struct json_item at = {.owner = buf_sv(&head),
                               .owner_no = owner_no,
                               .list = w->shape->lists[i],
                               .list_no = w->n_lists + 1};
        w->n_lists += l.parts[i].text.n != 0;
        if (l.parts[i].text.n)
            walk_part(w, l.parts[i], at, depth + 1);
    }
    buf_release(&head);
    return true;
}

static void walk_list(struct walk *w, struct sv text, struct json_item at, uint32_t depth)
{
    bool first = true;
    scan_at(w, text);
    json_array_open(&w->scan);
    while (json_array_next(&w->scan, &first)) {
        struct part part = scan_part(w);
        const char *next = w->scan.p;
        walk_part(w, part, at, depth + 1);
        if (!part.whole)
            return;
        scan_at(w, sv_of(next, (size_t)(text.p + text.n - next)));
    }
}

/* `at` says what the part stands in. Recursion ends at WALK_DEPTH. */
static void walk_part(struct walk *w, struct part part, struct json_item at, uint32_t depth)
{
    if (depth < WALK_DEPTH && opens(part.text, '[')) {
        walk_list(w, part.text, at, depth);
        return;
    }
    if (depth < WALK_DEPTH && opens(part.text, '{') && walk_container(w, part.text, depth))
        return;
    if (!part.whole)
        return;
    at.text = part.text;
    at.place = (uint64_t)(part.text.p - w->scan.start);
    w->each(w->ctx, &at);
}

void json_items_each(struct build *b, struct source *src, const struct json_shape *shape,
                     json_item_fn *each, void *ctx)
{
    struct walk w = {.b = b, .shape = shape, .each = each, .ctx = ctx};
    struct json_scan values;
    struct sv text;
    size_t offset;
    const char *damage;
    uint32_t n = 0;
    bool lines = true;
    json_scan_init(&values, src->bytes);
    json_scan_init(&w.scan, src->bytes);
    for (; json_values_next(&values, &text, &offset, &damage); n++) {
        build_document(b, offset);
        walk_part(&w, (struct part){text, !damage}, (struct json_item){.list = ""}, 0);
        build_document_end(b, offset + text.n);
        lines &= sv_find_char(text, '\n') == SIZE_MAX;
        if (damage)
            build_diagnostic(b, json_offset(&values),
                             source_place(src, json_offset(&values)).line, "%s", damage);
        source_release(src, json_offset(&values));
    }
    b->store->inputs.v[b->store->inputs.n - 1].lines = lines && n > 1;
    json_scan_release(&values);
    json_scan_release(&w.scan);
}
