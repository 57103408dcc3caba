#include "lint/finding_text.h"

#include "core/fmt.h"
#include "core/shown.h"
#include "lint/severity_ink.h"

enum { NAME_COLUMNS = 80 };

void finding_add_message(struct buf *b, const struct report *r, const struct finding *f)
{
    fmt_foreign(b, f->message, 0);
    if (f->param >= 0) {
        buf_addz(b, " (threshold ");
        param_add(b, &finding_rule(r, f)->params[f->param], f->threshold, PARAM_PEOPLE);
        buf_addc(b, ')');
    }
    if (f->lowered)
        buf_addz(b, " (one level lower, because the input was read only in part)");
}

void finding_add_where(struct buf *b, const struct report *r, const struct finding *f,
                       const char *start, const char *end)
{
    struct buf tmp = {0};
    if (f->trace != NO_ROW)
        shown_add_trace(&tmp, r->store, f->trace);
    if (tmp.n || f->name != SYM_NONE) {
        buf_addz(b, start);
        fmt_foreign(b, buf_sv(&tmp), NAME_COLUMNS);
        if (f->name != SYM_NONE) {
            buf_addz(b, tmp.n ? "/" : "");
            fmt_foreign(b, shown_text(store_sv(r->store, f->name), &tmp), NAME_COLUMNS);
        }
        buf_addz(b, end);
    }
    buf_release(&tmp);
}

void finding_add_line(struct page *p, const struct report *r, const struct finding *f)
{
    const struct rule *rule = finding_rule(r, f);
    page_add(p, severity_ink((enum severity)f->severity),
             sv_from_c(severity_name((enum severity)f->severity)));
    buf_fmt(p->b, ": %s %s: ", rule->code, rule->slug);
    finding_add_message(p->b, r, f);
    finding_add_where(p->b, r, f, " [", "]");
}

void finding_add_totals(struct buf *b, const uint32_t totals[static SEVERITIES])
{
    const char *comma = "";
    for (int sev = SEVERITY_ERROR; sev >= SEVERITY_INFO; sev--) {
        if (totals[sev] == 0)
            continue;
        buf_fmt(b, "%s%s %s%s", comma, fmt_count(totals[sev]).text,
                severity_name((enum severity)sev),
                sev == SEVERITY_INFO || totals[sev] == 1 ? "" : "s");
        comma = ", ";
    }
    if (!*comma)
        buf_addz(b, "no findings");
}

void finding_add_result(struct buf *b, const struct report *r)
{
    size_t n_hidden = r->hidden[SEVERITY_INFO] + (size_t)r->hidden[SEVERITY_WARNING];
    if (!r->lint->findings.list.n && !n_hidden && r->baseline && r->baseline->n_known)
        buf_addz(b, "no new findings");
    else
        finding_add_totals(b, r->lint->totals);
    if (!n_hidden)
        return;
    buf_addz(b, " (");
    finding_add_totals(b, r->hidden);
    buf_addz(b, " not shown)");
}
