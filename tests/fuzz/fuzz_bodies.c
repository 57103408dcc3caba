/*
 * Arbitrary bytes as a file of definitions. Nothing may crash, what is not read has a sentence, and
 * each body has a place in the file and can be written again.
 */
#include "metrics/bodies.h"

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

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    struct bodies b = {0};
    bool ok = bodies_read(&b, SV("fuzz.json"), sv_of((const char *)data, n));
    BUG_ON(ok != (b.troubles.n == 0));
    for (size_t i = 0; i < b.list.n && i < 100; i++)
        check_body(&b, &b.list.v[i]);
    bodies_release(&b);
    return 0;
}
