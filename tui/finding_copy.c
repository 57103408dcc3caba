#include "tui/finding_copy.h"

#include "lint/finding_text.h"
#include "lint/report_json.h"

static struct report report_of(const struct tui_data *d)
{
    return (struct report){.store = d->s, .index = d->ix, .view = d->v, .settings = d->settings,
                           .lint = d->lint};
}

void finding_copy_line(struct buf *b, const struct tui_data *d, uint32_t finding)
{
    struct report r = report_of(d);
    struct page p = {.b = b};
    finding_add_line(&p, &r, &d->lint->findings.list.v[finding]);
}

void finding_copy_json(struct buf *b, const struct tui_data *d, uint32_t finding)
{
    struct report r = report_of(d);
    const struct finding *f = &d->lint->findings.list.v[finding];
    const char *code = d->settings->catalog->rules[f->rule]->code;
    const struct fingerprint print = {.value = finding_fingerprint(f, code, d->s)};
    struct json_out j = {.b = b};
    json_out_open(&j, NULL, '{');
    report_json_finding(&j, &r, finding, &print);
    json_out_close(&j);
}
