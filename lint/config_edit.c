#include "lint/config_edit.h"

#include "core/json_scan.h"
#include "core/shown.h"
#include "core/utf8.h"

/* ---- where things stand in the text ---- */

enum { NOWHERE = 0 }; /* no offset of what is looked for: a document begins with a brace */

struct layout {
    struct sv text;
    size_t top, top_end;         /* behind the {, and at the } */
    size_t first_key, last_end;  /* of the first member; behind the last one */
    size_t list, list_end;       /* of the excludes: behind the [, and at the ] */
    size_t last_item, item_end;  /* the last one in it */
    struct sv line_end, unit;    /* "\n" or "\r\n"; one level of indent */
};

static void list_scan(struct layout *l, struct json_scan *j)
{
    bool first = true;
    if (!json_array_open(j))
        return;
    l->list = json_offset(j);
    while (json_array_next(j, &first)) {
        (void)json_peek(j);
        l->last_item = json_offset(j);
        json_skip(j);
        l->item_end = json_offset(j);
    }
    l->list_end = json_offset(j) - 1;
}

static void top_scan(struct layout *l, struct json_scan *j)
{
    bool first = true;
    struct sv key;
    if (!json_object_open(j))
        return;
    l->top = json_offset(j);
    (void)json_peek(j);
    size_t behind = json_offset(j);
    while (json_object_next(j, &first, &key)) {
        l->first_key = behind;
        if (sv_eq(key, SV("exclude")))
            list_scan(l, j);
        else
            json_skip(j);
        l->last_end = json_offset(j);
    }
    l->top_end = json_offset(j) - 1;
}

static size_t line_start(struct sv text, size_t at)
{
    while (at > 0 && text.p[at - 1] != '\n')
        at--;
    return at;
}

static size_t line_end(struct sv text, size_t from)
{
    size_t at = from;
    while (at < text.n && text.p[at] != '\n')
        at++;
    return at > from && at < text.n && text.p[at - 1] == '\r' ? at - 1 : at;
}

/* The blanks at the start of the line that `at` stands on. */
static struct sv indent_of(struct sv text, size_t at)
{
    size_t from = line_start(text, at), n = 0;
    while (from + n < at && (text.p[from + n] == ' ' || text.p[from + n] == '\t'))
        n++;
    return sv_of(text.p + from, n);
}

static bool begins_line(struct sv text, size_t at)
{
    return line_start(text, at) + indent_of(text, at).n == at && line_start(text, at) > 0;
}

static bool has_lines(struct sv text, size_t from, size_t to)
{
    return memchr(text.p + from, '\n', to - from) != NULL;
}

/* True when the text was read to its end; it is a document that jansson has read, so it was. */
static bool layout_read(struct layout *l, struct sv text)
{
    struct json_scan j;
    *l = (struct layout){.text = text, .line_end = SV("\n"), .unit = SV("  ")};
    json_scan_init(&j, text);
    top_scan(l, &j);
    bool ok = !j.bad;
    json_scan_release(&j);
    size_t end = sv_find_char(text, '\n');
    if (end != SIZE_MAX && end > 0 && text.p[end - 1] == '\r')
        l->line_end = SV("\r\n");
    if (l->last_end && begins_line(text, l->first_key) && indent_of(text, l->first_key).n)
        l->unit = indent_of(text, l->first_key);
    return ok;
}

/* ---- what is added ---- */

static const struct exclude_member {
    const char *name;
    size_t offset;
} members[] = {
    {"rule", offsetof(struct exclude, rule)},
    {"trace", offsetof(struct exclude, trace)},
    {"service", offsetof(struct exclude, service)},
    {"span", offsetof(struct exclude, span)},
    {"attribute", offsetof(struct exclude, attribute)},
    {"reason", offsetof(struct exclude, reason)},
    {"expires", offsetof(struct exclude, expires)},
};

static struct sv member_of(const struct exclude *x, size_t i)
{
    return *(const struct sv *)(const void *)((const char *)x + members[i].offset);
}

static void exclude_add(struct buf *b, const struct exclude *x)
{
    const char *before = "{";
    for (size_t i = 0; i < ARRAY_LEN(members); i++) {
        if (!member_of(x, i).n)
            continue;
        buf_fmt(b, "%s\"%s\": ", before, members[i].name);
        buf_json_shown(b, member_of(x, i));
        before = ", ";
    }
    buf_addc(b, '}');
}

/* A line break and `levels` units of indent behind `indent`. */
static void line_add(struct buf *b, const struct layout *l, struct sv indent, int levels)
{
    buf_add(b, l->line_end);
    buf_add(b, indent);
    for (int i = 0; i < levels; i++)
        buf_add(b, l->unit);
}

/* Behind the last item of the list, as that one stands. */
static size_t item_add(struct buf *b, const struct layout *l, struct sv entry)
{
    if (begins_line(l->text, l->last_item)) {
        buf_addc(b, ',');
        line_add(b, l, indent_of(l->text, l->last_item), 0);
    } else {
        buf_addz(b, ", ");
    }
    buf_add(b, entry);
    return l->item_end;
}

/* The first one of an empty list. */
static size_t first_item_add(struct buf *b, const struct layout *l, struct sv entry)
{
    struct sv indent = indent_of(l->text, l->list);
    bool lines = has_lines(l->text, l->top, l->top_end);
    if (lines)
        line_add(b, l, indent, 1);
    buf_add(b, entry);
    if (lines && !has_lines(l->text, l->list, l->list_end))
        line_add(b, l, indent, 0);
    return l->list;
}

/* The member, behind the last one of the document. */
static size_t member_add(struct buf *b, const struct layout *l, struct sv entry)
{
    bool is_empty = l->last_end == NOWHERE;
    if (!is_empty && !has_lines(l->text, l->top, l->top_end)) {
        buf_fmt(b, ", \"exclude\": [%.*s]", SV_ARG(entry));
        return l->last_end;
    }
    buf_addz(b, is_empty ? "" : ",");
    line_add(b, l, l->unit, 0);
    buf_addz(b, "\"exclude\": [");
    line_add(b, l, l->unit, 1);
    buf_add(b, entry);
    line_add(b, l, l->unit, 0);
    buf_addc(b, ']');
    if (is_empty && !has_lines(l->text, l->top, l->top_end))
        buf_add(b, l->line_end);
    return is_empty ? l->top : l->last_end;
}

static size_t addition_make(struct buf *b, const struct layout *l, struct sv entry)
{
    if (!l->list)
        return member_add(b, l, entry);
    return l->item_end ? item_add(b, l, entry) : first_item_add(b, l, entry);
}

static void text_make(struct config_edit *edit, const struct layout *l, const struct exclude *x)
{
    struct buf entry = {0}, added = {0};
    exclude_add(&entry, x);
    edit->at = addition_make(&added, l, buf_sv(&entry));
    edit->n = added.n;
    buf_add(&edit->text, sv_of(l->text.p, edit->at));
    buf_add(&edit->text, buf_sv(&added));
    buf_add(&edit->text, sv_from(l->text, edit->at));
    buf_release(&entry);
    buf_release(&added);
}

/* ---- is it right? ---- */

/* Rules and excludes of the text as they are read, into `c`. */
static bool text_read(struct config *c, struct sv file, struct sv text,
                      const struct catalog *catalog, struct err *e)
{
    c->file = c->excludes.file = arena_copy(&c->arena, file);
    c->text = arena_copy(&c->arena, text);
    return text.n <= CONFIG_BYTES_MAX
               ? config_read_rules(c, catalog, e)
               : err_set(e, "%.*s: larger than 1 MiB; this is no configuration", SV_ARG(file));
}

static bool is_last(const struct excludes *all, size_t before, const struct exclude *x)
{
    if (all->list.n != before + 1)
        return false;
    for (size_t i = 0; i < ARRAY_LEN(members); i++)
        if (!sv_eq(member_of(&all->list.v[before], i), member_of(x, i)))
            return false;
    return true;
}

static bool edit_check(const struct config_edit *edit, struct sv file, size_t before,
                       const struct exclude *x, const struct catalog *catalog, struct err *e)
{
    struct config c = {0};
    bool ok = text_read(&c, file, buf_sv(&edit->text), catalog, e);
    if (ok && !is_last(&c.excludes, before, x))
        ok = err_set(e, "%.*s: this exclude cannot be written so that it reads the same; leave out "
                        "what is no plain text", SV_ARG(file));
    config_release(&c);
    return ok;
}

bool config_edit_exclude(struct config_edit *edit, struct sv file, struct sv text,
                         const struct exclude *x, const struct catalog *catalog, struct err *e)
{
    struct config c = {0};
    struct layout l;
    bool is_new = text.n == 0;
    config_edit_release(edit);
    bool ok = text_read(&c, file, text, catalog, e);
    if (ok && (!x->rule.n || !x->reason.n))
        ok = err_set(e, "%.*s: an exclude needs a rule and a reason", SV_ARG(file));
    if (ok && !layout_read(&l, is_new ? SV("{}\n") : text))
        ok = err_set(e, "%.*s: this is no configuration, as it is no JSON object; `spanvet init` "
                        "writes one", SV_ARG(file));
    if (ok) {
        text_make(edit, &l, x);
        if (is_new) {
            edit->at = 0;
            edit->n = edit->text.n;
        }
        ok = edit_check(edit, file, c.excludes.list.n, x, catalog, e);
    }
    config_release(&c);
    if (!ok)
        config_edit_release(edit);
    return ok;
}

void config_edit_release(struct config_edit *edit)
{
    buf_release(&edit->text);
    *edit = (struct config_edit){0};
}

/* ---- names as globs ---- */

enum { GLOB_BYTES = 200 };

void config_edit_glob(struct buf *b, struct sv name)
{
    size_t shown = shown_length(name), end = shown < GLOB_BYTES ? shown : GLOB_BYTES;
    for (size_t i = 0; i < end;) {
        size_t n = utf8_len(sv_from(name, i));
        bool plain = n > 1 || (n == 1 && (unsigned char)name.p[i] >= ' ' && name.p[i] != '*');
        if (plain)
            buf_add(b, sv_of(name.p + i, n));
        else
            buf_addc(b, '?');
        i += n ? n : 1;
    }
    if (end < name.n || !name.n)
        buf_addc(b, '*');
}

/* ---- what changes ---- */

enum { DIFF_COLUMNS = 160, DIFF_LEFT = 40 };

/* The line from `from` on, a long one from a little before the change at `at`. */
static void diff_line(struct buf *b, const char *mark, struct sv text, size_t from, size_t at)
{
    bool cut = at > from && at - from > DIFF_COLUMNS - DIFF_LEFT;
    size_t start = cut ? at - DIFF_LEFT : from, end = line_end(text, from);
    buf_fmt(b, "%s%s", mark, cut ? "..." : "");
    shown_add_sentence(b, sv_of(text.p + start, end - start), DIFF_COLUMNS);
    buf_addc(b, '\n');
}

static size_t line_next(struct sv text, size_t from)
{
    size_t n = sv_find_char(sv_from(text, from), '\n');
    return n == SIZE_MAX ? text.n : from + n + 1;
}

void config_edit_diff(struct buf *b, const struct config_edit *edit, struct sv before)
{
    struct sv after = buf_sv(&edit->text);
    size_t from = line_start(before, edit->at), stop = edit->at + edit->n;
    bool stays = before.n && edit->at == line_end(before, from) &&
                 edit->at == line_end(after, from);
    if (before.n)
        diff_line(b, stays ? "  " : "- ", before, from, edit->at);
    for (size_t at = stays ? line_next(after, from) : from; at < stop; at = line_next(after, at))
        diff_line(b, "+ ", after, at, edit->at);
}
