#include "rules/notes.h"

#include "core/fmt.h"
#include "rules/say.h"

enum { NOTES_SHOWN = 4 };

void notes_release(struct notes *n)
{
    vec_release(&n->list);
    buf_release(&n->text);
    *n = (struct notes){0};
}

void notes_clear(struct notes *n)
{
    n->list.n = 0;
    n->sorted = false;
}

void notes_add(struct notes *n, struct note note)
{
    vec_push(&n->list, note);
    n->sorted = false;
}

/* By name, then key, then kind; the largest of a kind first. */
static int note_order(const void *va, const void *vb)
{
    const struct note *a = va, *b = vb;
    if (a->name != b->name)
        return a->name < b->name ? -1 : 1;
    if (a->key != b->key)
        return a->key < b->key ? -1 : 1;
    int what = strcmp(a->what, b->what);
    if (what)
        return what;
    return (a->size < b->size) - (a->size > b->size);
}

static size_t first_of(const struct notes *n, sym name)
{
    size_t low = 0, high = n->list.n;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (n->list.v[middle].name < name)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static bool same_kind(const struct note *a, const struct note *b)
{
    return a->key == b->key && strcmp(a->what, b->what) == 0;
}

static void note_say(struct buf *out, const struct store *s, const struct note *note)
{
    if (note->key == SYM_NONE)
        buf_addz(out, note->what);
    else
        buf_fmt(out, "%s (%s", say_name(store_sv(s, note->key)).text, note->what);
    if (note->size)
        buf_fmt(out, "%s%s bytes", *note->what ? ", " : "", fmt_count(note->size).text);
    if (note->key != SYM_NONE)
        buf_addc(out, ')');
}

struct sv notes_say(struct notes *n, const struct store *s, sym name)
{
    if (!n->sorted && n->list.n)
        qsort(n->list.v, n->list.n, sizeof(*n->list.v), note_order);
    n->sorted = true;
    buf_clear(&n->text);
    size_t shown = 0, kinds = 0;
    for (size_t first = first_of(n, name), i = first; i < n->list.n && n->list.v[i].name == name;
         i++) {
        if (i > first && same_kind(&n->list.v[i], &n->list.v[i - 1]))
            continue;
        if (kinds++ >= NOTES_SHOWN)
            continue;
        if (shown++)
            buf_addz(&n->text, ", ");
        note_say(&n->text, s, &n->list.v[i]);
    }
    if (kinds > shown)
        buf_fmt(&n->text, " and %zu more", kinds - shown);
    return buf_sv(&n->text);
}
