#include "cli/check_list.h"

#include "core/json_out.h"
#include "lint/severity_ink.h"
#include "metrics/contract.h"

enum { SEVERITY_AT = 6, SLUG_AT = 14, WHAT_AT = 6 };

void check_list_text(struct buf *b, struct page_style style)
{
    struct page p = {b, style};
    for (size_t i = 0; i < n_contract_checks; i++) {
        const struct contract_check *c = &contract_checks[i];
        page_add(&p, INK_PLAIN, c->code);
        page_pad(&p, c->code.n, SEVERITY_AT);
        severity_ink_add(&p, (enum severity)c->severity, SLUG_AT - SEVERITY_AT);
        page_add(&p, INK_BOLD, c->slug);
        buf_addc(b, '\n');
        buf_fill(b, ' ', WHAT_AT);
        page_wrap(&p, INK_PLAIN, c->what, WHAT_AT, WHAT_AT);
        buf_fill(b, ' ', WHAT_AT);
        page_wrap(&p, INK_DIM, c->fix, WHAT_AT, WHAT_AT);
    }
}

void check_list_json(struct buf *b)
{
    struct json_out j = {.b = b};
    json_out_open(&j, NULL, '{');
    json_out_text(&j, "schema", SV("spanvet.checks/1"));
    json_out_open(&j, "checks", '[');
    for (size_t i = 0; i < n_contract_checks; i++) {
        const struct contract_check *c = &contract_checks[i];
        json_out_open(&j, NULL, '{');
        json_out_text(&j, "code", c->code);
        json_out_text(&j, "slug", c->slug);
        json_out_text(&j, "severity", sv_from_c(severity_name((enum severity)c->severity)));
        json_out_text(&j, "what", c->what);
        json_out_text(&j, "fix", c->fix);
        json_out_close(&j);
    }
    json_out_close(&j);
    json_out_close(&j);
}
