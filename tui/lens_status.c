/* What the status line says of the trace in hand. */
#include "core/fmt.h"
#include "core/shown.h"
#include "tui/lens_actions.h"

static void hidden_say(const struct tui *t, struct buf *b)
{
    const struct lens *l = &t->lens;
    struct buf shown = {0};
    if (l->filter)
        buf_fmt(b, ", only %.*s", SV_ARG(shown_sentence(query_text(l->filter), &shown)));
    if (l->types != LENS_ALL_TYPES)
        buf_addz(b, l->filter ? " of some types" : ", only some types");
    if (lens_hides(l))
        buf_fmt(b, ": %s", l->passes.n ? fmt_count(l->n_passes).text : "...");
    buf_release(&shown);
}

void lens_status(const struct tui *t, struct buf *b)
{
    const struct lens *l = &t->lens;
    if (!l->ready)
        return;
    if (t->span != NO_ROW && t->span - l->first < l->n)
        buf_fmt(b, "span %s of %s", fmt_count(t->span - l->first + 1).text, fmt_count(l->n).text);
    hidden_say(t, b);
    if (l->search && l->matches.n) {
        bool on = t->span != NO_ROW && bits_get(&l->matches, t->span - l->first);
        buf_fmt(b, ", match %s/%s", on ? fmt_count(lens_rank(l, &l->matches, t->span)).text : "-",
                fmt_count(l->n_matches).text);
    }
    if (l->from > 0 || l->to < (double)l->length)
        buf_fmt(b, ", %s of %s", fmt_duration(l->to - l->from).text,
                fmt_duration((double)l->length).text);
    if (l->n_errors)
        buf_fmt(b, ", %s", fmt_amount(l->n_errors, "error").text);
    if (l->n_found)
        buf_fmt(b, ", %s with findings", fmt_amount(l->n_found, "span").text);
}
