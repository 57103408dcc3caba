/* The report of a push for people. */
#include "core/fmt.h"
#include "core/shown.h"
#include "metrics/json_sv.h"
#include "metrics/push_report.h"

enum { WORD_COLUMNS = 11, VALUE_MOST = 120 };

struct row {
    const char *word; /* before the metric */
    enum ink ink;
    const char *after; /* in the last line, behind the number */
};
static const struct row rows[PUSH_STATES] = {
    [PUSH_NOT_TRIED] = {"not tried", INK_DIM, "not tried"},
    [PUSH_PLANNED] = {"to create", INK_CYAN, "to create"},
    [PUSH_CREATED] = {"created", INK_GREEN, "created"},
    [PUSH_THERE] = {"there", INK_DIM, "there already"},
    [PUSH_DIFFERENT] = {"different", INK_YELLOW, "there, but different"},
    [PUSH_REFUSED] = {"refused", INK_RED, "refused"},
    [PUSH_UNKNOWN] = {"unknown", INK_RED, "without an answer"},
};

size_t push_count(const struct push *p, enum push_state state)
{
    size_t n = 0;
    for (size_t i = 0; i < p->metrics.n; i++)
        n += p->metrics.v[i].state == state;
    return n;
}

static bool fell_back(const struct push_metric *m)
{
    return m->used && (m->state == PUSH_CREATED || m->state == PUSH_THERE);
}

size_t push_count_fallbacks(const struct push *p)
{
    size_t n = 0;
    for (size_t i = 0; i < p->metrics.n; i++)
        n += fell_back(&p->metrics.v[i]);
    return n;
}

/* ---- one metric ---- */

static void line(struct page *page, const char *what, struct sv text)
{
    if (!text.n)
        return;
    struct buf b = {0};
    buf_addz(&b, what);
    shown_add_sentence(&b, text, 0);
    buf_fill(page->b, ' ', WORD_COLUMNS + 2);
    page_wrap(page, INK_DIM, buf_sv(&b), WORD_COLUMNS + 2, WORD_COLUMNS + 2);
    buf_release(&b);
}

static void value_add(struct buf *b, const json_t *v)
{
    struct buf text = {0};
    if (v)
        body_text(&text, v);
    shown_add_sentence(b, v ? buf_sv(&text) : SV("absent"), VALUE_MOST);
    buf_release(&text);
}

static void difference_add(struct page *page, const struct body_difference *d)
{
    buf_fill(page->b, ' ', WORD_COLUMNS + 2);
    shown_add_sentence(page->b, sv_from_c(d->member), VALUE_MOST);
    buf_addz(page->b, ": there ");
    value_add(page->b, d->there);
    buf_addz(page->b, ", wanted ");
    value_add(page->b, d->wanted);
    buf_addc(page->b, '\n');
}

static void fallback_add(struct page *page, const struct push_metric *m)
{
    struct buf b = {0};
    if (m->used) {
        struct sv wanted = json_sv_member(m->wanted, "aggregation_method");
        struct sv used = json_sv_member(m->used, "aggregation_method");
        if (!sv_eq(wanted, used))
            buf_fmt(&b, "%.*s in place of %.*s of \"%.*s\": ", SV_ARG(used), SV_ARG(wanted),
                    SV_ARG(json_sv_member(m->wanted, "metric_name")));
        buf_add(&b, m->fallback);
        line(page, "fell back: ", buf_sv(&b));
    } else {
        line(page, "no fallback: ", m->fallback);
    }
    buf_release(&b);
}

static void metric_add(struct page *page, const struct push_metric *m)
{
    const struct row *row = &rows[m->state];
    struct sv there_name = json_sv_member(m->there, "metric_name");
    buf_addz(page->b, "  ");
    page_add(page, row->ink, sv_from_c(row->word));
    page_pad(page, strlen(row->word), WORD_COLUMNS);
    shown_add_sentence(page->b, push_name(m), 0);
    if (m->metric_id.n) {
        buf_addz(page->b, "  ");
        fmt_foreign(page->b, m->metric_id, VALUE_MOST);
    }
    buf_addc(page->b, '\n');
    if (m->state == PUSH_THERE && !sv_eq(there_name, push_name(m)))
        line(page, "as: ", there_name);
    if (m->state == PUSH_THERE && m->diff.hidden)
        line(page, "",
             SV("the API does not show what it measures; only its other members were "
                "compared"));
    for (size_t i = 0; m->state == PUSH_DIFFERENT && i < m->diff.list.n; i++)
        difference_add(page, &m->diff.list.v[i]);
    if (m->state == PUSH_REFUSED || m->state == PUSH_UNKNOWN)
        line(page, "", m->reason);
    fallback_add(page, m);
    line(page, "", m->note);
}

/* ---- what would be sent ---- */

static void header_add(struct page *page, struct sv header)
{
    struct sv_cut h = sv_cut(header, ':');
    buf_add(page->b, h.head);
    buf_addz(page->b, ": ");
    shown_add_sentence(page->b, sv_trim(h.tail), 0);
    buf_addc(page->b, '\n');
}

/* The headers are the same for all, so they stand there once. */
static void requests_add(struct page *page, const struct push *p)
{
    const struct api *api = p->api;
    struct buf text = {0};
    buf_addz(page->b,
             "\nEach of these requests would be sent with the headers\n\nx-api-key: ***\n");
    for (size_t i = 1; i < api->n_headers; i++)
        header_add(page, api->headers[i]);
    for (size_t i = 0; i < p->metrics.n; i++) {
        if (p->metrics.v[i].state != PUSH_PLANNED)
            continue;
        buf_clear(&text);
        buf_fmt(&text, "POST %.*s/metrics", SV_ARG(buf_sv(&api->http.base)));
        buf_addc(page->b, '\n');
        page_add(page, INK_BOLD, buf_sv(&text));
        buf_addc(page->b, '\n');
        buf_clear(&text);
        push_body(&text, &p->metrics.v[i]);
        shown_add_sentence(page->b, buf_sv(&text), 0);
        buf_addc(page->b, '\n');
    }
    buf_release(&text);
}

/* ---- the report ---- */

static void counts_add(struct page *page, const struct push *p)
{
    size_t fallbacks = push_count_fallbacks(p);
    const char *between = "";
    for (size_t s = 0; s < PUSH_STATES; s++) {
        enum push_state state = (enum push_state)((s + 1) % PUSH_STATES); /* not tried: last */
        size_t n = push_count(p, state);
        if (n == 0)
            continue;
        buf_fmt(page->b, "%s%s %s", between, fmt_count(n).text, rows[state].after);
        between = ", ";
    }
    if (fallbacks)
        buf_fmt(page->b, "; %s fell back", fmt_count(fallbacks).text);
    buf_addc(page->b, '\n');
}

void push_text(struct buf *b, const struct push *p, struct page_style style)
{
    struct page page = {b, style};
    for (size_t i = 0; i < p->metrics.n; i++)
        metric_add(&page, &p->metrics.v[i]);
    if (push_count(p, PUSH_PLANNED))
        requests_add(&page, p);
    buf_addc(b, '\n');
    counts_add(&page, p);
    if (!p->send)
        buf_addz(b, p->listed     ? "Nothing was created; --yes creates.\n"
                    : p->may_list ? "Nothing was created.\n"
                                  : "Nothing was sent, and what the platform has was not looked "
                                    "at. With a key that is done; --yes creates.\n");
}
