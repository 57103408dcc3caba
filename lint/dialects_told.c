#include "lint/dialects_told.h"

#include "core/fmt.h"

struct counts {
    uint32_t of[DIALECTS_MAX]; /* by number of the dialect: traces */
};

static struct counts counts_make(const struct view *v, const struct store *s)
{
    struct counts n = {0};
    for (uint32_t t = 0; v && v->dialects && t < s->traces.n; t++) {
        uint32_t mask = v->dialects[t] ? dialects_shown(v->pack, v->dialects[t]) : 0;
        for (size_t i = 0; mask; i++, mask >>= 1)
            n.of[i] += mask & 1;
    }
    return n;
}

void dialects_json(struct json_out *j, const struct view *v, const struct store *s)
{
    struct counts n = counts_make(v, s);
    json_out_open(j, "dialects", '[');
    for (size_t i = 0; v && i < v->pack->dialects.n; i++) {
        if (!n.of[i])
            continue;
        json_out_open(j, NULL, '{');
        json_out_text(j, "name", v->pack->dialects.v[i].name);
        json_out_text(j, "title", v->pack->dialects.v[i].title);
        json_out_u64(j, "traces", n.of[i]);
        json_out_close(j);
    }
    json_out_close(j);
}

void dialects_add_counts(struct buf *b, const struct view *v, const struct store *s)
{
    struct counts n = counts_make(v, s);
    const char *comma = "";
    for (size_t i = 0; v && i < v->pack->dialects.n; i++) {
        if (!n.of[i])
            continue;
        buf_fmt(b, "%s%.*s (%s)", comma, SV_ARG(v->pack->dialects.v[i].title),
                fmt_amount(n.of[i], "trace").text);
        comma = ", ";
    }
}
