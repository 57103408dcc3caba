#include "cli/dialect_list.h"

#include "lint/pack.h"

enum { NAME_COLUMNS = 24, TITLE_COLUMNS = 36 };

/* "scopes pipecat, pipecat.turn; attributes lk.*" */
static void evidence_add(struct buf *b, const char *what, const struct texts *patterns,
                         const char *quote)
{
    for (size_t i = 0; i < patterns->n; i++)
        buf_fmt(b, "%s%s%s%s%.*s%s", i || b->n == 0 ? "" : "; ", i ? ", " : what, i ? "" : " ",
                quote, SV_ARG(patterns->v[i]), quote);
}

static void recognised_by(struct buf *b, const struct dialect *d, const char *quote)
{
    evidence_add(b, "scopes", &d->scopes, quote);
    evidence_add(b, "attributes", &d->keys, quote);
    evidence_add(b, "spans", &d->names, quote);
    buf_addz(b, d->fallback ? "; where no other dialect is" : "");
}

static void list_one(struct page *p, const struct dialect *d)
{
    struct buf text = {0};
    page_add(p, INK_BOLD, d->name);
    page_pad(p, d->name.n, NAME_COLUMNS);
    buf_add(p->b, d->title);
    page_pad(p, d->title.n, TITLE_COLUMNS);
    recognised_by(&text, d, "");
    page_wrap(p, INK_DIM, buf_sv(&text), NAME_COLUMNS + TITLE_COLUMNS,
              NAME_COLUMNS + TITLE_COLUMNS);
    buf_release(&text);
}

static void markdown_one(struct page *p, const struct dialect *d)
{
    struct buf text = {0};
    recognised_by(&text, d, "`");
    buf_fmt(p->b, "| `%.*s` | %.*s | %.*s |\n", SV_ARG(d->name), SV_ARG(d->title),
            SV_ARG(buf_sv(&text)));
    buf_release(&text);
}

bool dialect_list(struct page *p, const struct pack_text *packs, size_t n, bool markdown,
                  struct err *e)
{
    struct pack pack = {0};
    bool ok = true;
    for (size_t i = 0; i < n && ok; i++)
        ok = pack_read(&pack, &packs[i], e);
    ok = ok && pack_finish(&pack, e);
    if (ok && markdown)
        buf_addz(p->b, "| name | framework | recognised by |\n|---|---|---|\n");
    for (size_t i = 0; i < pack.dialects.n && ok; i++)
        (markdown ? markdown_one : list_one)(p, &pack.dialects.v[i]);
    pack_release(&pack);
    return ok;
}
