/*
 * Arbitrary bytes as a file of definitions. Nothing may crash, what is not read has a sentence,
 * each body has a place in the file and can be written again, and each finding says something.
 */
#include "core/utf8.h"
#include "metrics/contract.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static void check_body(const struct bodies *b, const struct body *body)
{
    const struct body_file *file = &b->files.v[body->file];
    struct buf out = {0};
    struct json_out j = {.b = &out, .one_line = true};
    const struct json_begin *begin = json_lines_find(&file->lines, body->json);
    BUG_ON(!begin || begin->offset >= file->text.n || file->text.p[begin->offset] != '{');
    BUG_ON(body_line(b, body, NULL, NULL) != begin->line);
    BUG_ON(body_line(b, body, "target_condition", "target_float") < begin->line);
    definition_json(&j, NULL, &body->definition);
    json_t *again = json_loadb(out.p, out.n, 0, NULL);
    const struct definition read = definition_of(again);
    BUG_ON(!again || !sv_eq(read.metric_name, body->definition.metric_name) ||
           !sv_eq(read.target.op, body->definition.target.op));
    json_decref(again);
    buf_release(&out);
}

static void check_contract(const struct bodies *b, enum profile profile)
{
    struct contract c = {0};
    uint64_t n = 0;
    contract_make(&c, b, &(struct contract_wish){.profile = profile});
    for (int sev = 0; sev < SEVERITIES; sev++)
        n += c.totals[sev];
    BUG_ON(n != c.findings.n + c.left_out);
    for (size_t i = 0; i < c.findings.n; i++) {
        const struct contract_finding *f = &c.findings.v[i];
        BUG_ON(f->check >= n_contract_checks || f->body >= b->list.n || f->text.n == 0);
        BUG_ON(!utf8_valid(f->text));
    }
    contract_release(&c);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    struct bodies b = {0};
    bool ok = bodies_read(&b, SV("fuzz.json"), sv_of((const char *)data, n));
    BUG_ON(ok != (b.troubles.n == 0));
    for (size_t i = 0; i < b.list.n && i < 100; i++)
        check_body(&b, &b.list.v[i]);
    check_contract(&b, PROFILE_FULL);
    check_contract(&b, PROFILE_LEGACY);
    bodies_release(&b);
    return 0;
}
