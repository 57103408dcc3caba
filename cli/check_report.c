#include "cli/check_report.h"

#include <inttypes.h>

#include "core/annotation.h"
#include "core/fmt.h"
#include "core/shown.h"
#include "lint/severity_ink.h"

/* ---- what all of them say ---- */

static const struct body_file *file_of(const struct check_report *r, const struct body *body)
{
    return &r->bodies->files.v[body->file];
}

static uint32_t line_of(const struct check_report *r, const struct contract_finding *f)
{
    return body_line(r->bodies, &r->bodies->list.v[f->body], f->member, f->inner);
}

static struct sv name_of(const struct body *body)
{
    return body->definition.metric_name.n ? body->definition.metric_name : SV("(no name)");
}

/* "2 errors, 1 warning, 0 infos" */
static void totals_add(struct buf *b, const uint64_t totals[SEVERITIES])
{
    for (int sev = SEVERITY_ERROR; sev >= SEVERITY_INFO; sev--)
        buf_fmt(b, "%s%s", sev == SEVERITY_ERROR ? "" : ", ",
                fmt_amount(totals[sev], severity_name((enum severity)sev)).text);
}

/* "3 definitions in 2 files, against 12 traces: 2 errors, 1 warning, 0 infos" */
static void summary_add(struct buf *b, const struct check_report *r)
{
    const struct facts *f = r->wish->facts;
    buf_fmt(b, "%s in ", fmt_amount(r->bodies->list.n, "definition").text);
    buf_addz(b, fmt_amount(r->bodies->files.n, "file").text);
    if (f) {
        buf_fmt(b, ", against %s of ", fmt_amount(f->spans, "span").text);
        buf_addz(b, fmt_amount(f->traces, "trace").text);
    }
    buf_addz(b, ": ");
    totals_add(b, r->contract->totals);
}

/* ---- for people ---- */

enum { SEVERITY_AT = 2, TEXT_AT = 10 };

static void heading_text(struct page *p, const struct check_report *r, const struct body *body)
{
    struct buf text = {0};
    shown_add_sentence(&text, name_of(body), 80);
    page_add(p, INK_BOLD, buf_sv(&text));
    buf_clear(&text);
    buf_addz(&text, "  ");
    fmt_foreign(&text, file_of(r, body)->path, 0);
    buf_fmt(&text, ":%" PRIu32, body_line(r->bodies, body, NULL, NULL));
    if (body->resource.n)
        buf_addz(&text, ", ");
    shown_add_sentence(&text, body->resource, 80);
    buf_fmt(&text, ", profile %.*s\n",
            SV_ARG(profile_word(contract_profile(r->bodies, body, r->wish))));
    page_add(p, INK_DIM, buf_sv(&text));
    buf_release(&text);
}

/* The fix once in a row of the same check. */
static void finding_text(struct page *p, const struct check_report *r, size_t i)
{
    const struct contract_finding *f = &r->contract->findings.v[i];
    const struct contract_check *c = &contract_checks[f->check];
    const bool last = i + 1 == r->contract->findings.n || f[1].body != f->body ||
                      f[1].check != f->check;
    struct buf text = {0};
    buf_fill(p->b, ' ', SEVERITY_AT);
    severity_ink_add(p, (enum severity)c->severity, TEXT_AT - SEVERITY_AT);
    buf_fmt(&text, "%.*s %.*s, line %" PRIu32 ": ", SV_ARG(c->code), SV_ARG(c->slug),
            line_of(r, f));
    fmt_foreign(&text, f->text, 0);
    page_wrap(p, INK_PLAIN, buf_sv(&text), TEXT_AT, TEXT_AT);
    if (last) {
        buf_fill(p->b, ' ', TEXT_AT);
        page_wrap(p, INK_DIM, c->fix, TEXT_AT, TEXT_AT);
    }
    buf_release(&text);
}

void check_text(struct buf *b, const struct check_report *r, struct page_style style)
{
    struct page p = {b, style};
    struct buf text = {0};
    for (size_t i = 0; i < r->contract->findings.n; i++) {
        const struct contract_finding *f = &r->contract->findings.v[i];
        if (i == 0 || f[-1].body != f->body) {
            if (i)
                buf_addc(b, '\n');
            heading_text(&p, r, &r->bodies->list.v[f->body]);
        }
        finding_text(&p, r, i);
    }
    if (r->contract->findings.n)
        buf_addc(b, '\n');
    summary_add(&text, r);
    buf_addc(&text, '\n');
    page_add(&p, INK_BOLD, buf_sv(&text));
    if (r->contract->left_out)
        buf_fmt(b, "%s more are like the %d of a check above them.\n",
                fmt_count(r->contract->left_out).text, CONTRACT_OF_CHECK);
    buf_release(&text);
}

/* ---- for programs ---- */

static void shown_json(struct json_out *j, const char *key, struct sv text)
{
    struct buf tmp = {0};
    json_out_text(j, key, shown_sentence(text, &tmp));
    buf_release(&tmp);
}

static void finding_json(struct json_out *j, const struct check_report *r,
                         const struct contract_finding *f)
{
    const struct contract_check *c = &contract_checks[f->check];
    const struct body *body = &r->bodies->list.v[f->body];
    struct buf member = {0};
    contract_member_add(&member, f);
    json_out_open(j, NULL, '{');
    json_out_text(j, "code", c->code);
    json_out_text(j, "slug", c->slug);
    json_out_text(j, "severity", sv_from_c(severity_name((enum severity)c->severity)));
    json_out_u64(j, "definition", f->body);
    shown_json(j, "file", file_of(r, body)->path);
    json_out_u64(j, "line", line_of(r, f));
    if (member.n)
        json_out_text(j, "member", buf_sv(&member));
    json_out_text(j, "message", f->text);
    json_out_text(j, "fix", c->fix);
    json_out_close(j);
    buf_release(&member);
}

static void body_json(struct json_out *j, const struct check_report *r, const struct body *body)
{
    const struct definition *d = &body->definition;
    json_out_open(j, NULL, '{');
    shown_json(j, "file", file_of(r, body)->path);
    shown_json(j, "path", body->path);
    json_out_u64(j, "line", body_line(r->bodies, body, NULL, NULL));
    if (body->resource.n)
        shown_json(j, "resource", body->resource);
    if (d->metric_name.n)
        shown_json(j, "metric_name", d->metric_name);
    if (d->metric_type.n)
        shown_json(j, "metric_type", d->metric_type);
    json_out_text(j, "profile", profile_word(contract_profile(r->bodies, body, r->wish)));
    json_out_close(j);
}

static void traces_json(struct json_out *j, const struct facts *f)
{
    if (!f)
        return;
    json_out_open(j, "traces", '{');
    json_out_u64(j, "traces", f->traces);
    json_out_u64(j, "spans", f->spans);
    json_out_u64(j, "calls", f->in->n_calls);
    json_out_close(j);
}

void check_json(struct buf *b, const struct check_report *r)
{
    struct json_out j = {.b = b};
    const struct contract *c = r->contract;
    json_out_open(&j, NULL, '{');
    json_out_text(&j, "schema", SV("spanvet.check/1"));
    traces_json(&j, r->wish->facts);
    json_out_open(&j, "totals", '{');
    for (int sev = SEVERITY_ERROR; sev >= SEVERITY_INFO; sev--)
        json_out_u64(&j, severity_name((enum severity)sev), c->totals[sev]);
    json_out_close(&j);
    json_out_u64(&j, "left_out", c->left_out);
    json_out_open(&j, "definitions", '[');
    for (size_t i = 0; i < r->bodies->list.n; i++)
        body_json(&j, r, &r->bodies->list.v[i]);
    json_out_close(&j);
    json_out_open(&j, "findings", '[');
    for (size_t i = 0; i < c->findings.n; i++)
        finding_json(&j, r, &c->findings.v[i]);
    json_out_close(&j);
    json_out_open(&j, "troubles", '[');
    for (size_t i = 0; i < r->bodies->troubles.n; i++)
        shown_json(&j, NULL, r->bodies->troubles.v[i]);
    json_out_close(&j);
    json_out_close(&j);
}

/* ---- for GitHub Actions ---- */

static void annotate(struct buf *b, const struct check_report *r, const struct contract_finding *f)
{
    const struct contract_check *c = &contract_checks[f->check];
    const struct body *body = &r->bodies->list.v[f->body];
    struct buf title = {0}, text = {0};
    buf_fmt(&title, "%.*s %.*s", SV_ARG(c->code), SV_ARG(c->slug));
    shown_add_sentence(&text, name_of(body), 80);
    buf_addz(&text, ": ");
    fmt_foreign(&text, f->text, 0);
    buf_fmt(&text, "\n%.*s", SV_ARG(c->fix));
    annotation_add(b, &(struct annotation){.severity = (enum severity)c->severity,
                                           .file = file_of(r, body)->path,
                                           .line = line_of(r, f),
                                           .title = buf_sv(&title),
                                           .text = buf_sv(&text)});
    buf_release(&title);
    buf_release(&text);
}

/* The worst first, as GitHub drops the rest; one notice is kept for the summary. */
void check_github(struct buf *b, const struct check_report *r)
{
    struct buf text = {0};
    for (int sev = SEVERITY_ERROR; sev >= SEVERITY_INFO; sev--) {
        int room = ANNOTATIONS_SHOWN - (sev == SEVERITY_INFO);
        for (size_t i = 0; i < r->contract->findings.n && room; i++)
            if (contract_checks[r->contract->findings.v[i].check].severity == sev) {
                annotate(b, r, &r->contract->findings.v[i]);
                room--;
            }
    }
    summary_add(&text, r);
    buf_addz(&text, "; GitHub shows ten of a level");
    annotation_add(b, &(struct annotation){.severity = SEVERITY_INFO,
                                           .title = SV("spanvet"),
                                           .text = buf_sv(&text)});
    buf_release(&text);
}
