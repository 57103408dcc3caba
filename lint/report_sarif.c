/*
 * SARIF 2.1.0 (OASIS). A rule has its texts and level, a result the file with line and byte of its
 * first span, the way to the span by names as its logical location, and the fingerprint.
 */
#include "core/fmt.h"
#include "core/json_out.h"
#include "core/version.h"
#include "lint/finding_text.h"
#include "lint/fingerprints.h"
#include "lint/place.h"
#include "lint/span_path.h"

#define SCHEMA "https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/schemas/sarif-schema-2.1.0.json"

static const struct sv levels[SEVERITIES] = {[SEVERITY_INFO] = SV_INIT("note"),
                                             [SEVERITY_WARNING] = SV_INIT("warning"),
                                             [SEVERITY_ERROR] = SV_INIT("error")};

struct writer {
    struct json_out j;
    const struct report *r;
    struct span_paths paths;
    uint32_t *index_of; /* by rule: its place in the list of rules */
    struct buf tmp;
};

/* ---- messages ---- */

/* In a message of SARIF braces are placeholders unless doubled (3.11.5), and "[a](b)" is a link
 * (3.11.6). */
static void message_escape(struct buf *b, struct sv text)
{
    for (size_t i = 0; i < text.n; i++) {
        char c = text.p[i];
        buf_addc(b, c);
        if (c == '{' || c == '}')
            buf_addc(b, c);
        if (c == ']' && i + 1 < text.n && text.p[i + 1] == '(')
            buf_addc(b, ' ');
    }
}

static void message_add(struct json_out *j, const char *key, struct sv text)
{
    struct buf safe = {0};
    message_escape(&safe, text);
    json_out_open(j, key, '{');
    json_out_text(j, "text", buf_sv(&safe));
    json_out_close(j);
    buf_release(&safe);
}

/* ---- rules ---- */

static void params_add(struct buf *b, const struct rule *rule)
{
    for (size_t i = 0; i < RULE_PARAMS && rule->params[i].name; i++) {
        const struct param *p = &rule->params[i];
        buf_addz(b, i ? "" : "\n\nThresholds:\n");
        buf_fmt(b, "\n- `%s` (", p->name);
        param_add(b, p, p->value, PARAM_PEOPLE);
        buf_fmt(b, "): %s", p->help);
    }
}

static void help_add(struct writer *w, const struct rule *rule)
{
    buf_clear(&w->tmp);
    buf_fmt(&w->tmp, "%s\n\nFix: %s", rule->why, rule->fix);
    json_out_open(&w->j, "help", '{');
    json_out_text(&w->j, "text", buf_sv(&w->tmp));
    buf_clear(&w->tmp);
    buf_fmt(&w->tmp, "%s\n\n**Fix:** %s", rule->why, rule->fix);
    params_add(&w->tmp, rule);
    buf_fmt(&w->tmp, "\n\n`spanvet rules %s` says the same.", rule->code);
    json_out_text(&w->j, "markdown", buf_sv(&w->tmp));
    json_out_close(&w->j);
}

static void rule_add(struct writer *w, const struct rule *rule)
{
    struct json_out *j = &w->j;
    json_out_open(j, NULL, '{');
    json_out_text(j, "id", sv_from_c(rule->code));
    json_out_text(j, "name", sv_from_c(rule->slug));
    message_add(j, "shortDescription", sv_from_c(rule->title));
    message_add(j, "fullDescription", sv_from_c(rule->why));
    help_add(w, rule);
    json_out_open(j, "defaultConfiguration", '{');
    json_out_text(j, "level", levels[rule->severity]);
    json_out_close(j);
    json_out_open(j, "properties", '{');
    json_out_open(j, "tags", '[');
    json_out_text(j, NULL, SV("opentelemetry"));
    json_out_text(j, NULL, rule->structural ? SV("structure") : SV("telemetry"));
    json_out_text(j, NULL, sv_of(rule->code, 1));
    json_out_close(j);
    json_out_close(j);
    json_out_close(j);
}

static void tool_add(struct writer *w)
{
    uint32_t n = 0;
    json_out_open(&w->j, "tool", '{');
    json_out_open(&w->j, "driver", '{');
    json_out_text(&w->j, "name", SV("spanvet"));
    json_out_text(&w->j, "version", SV(SPANVET_VERSION));
    json_out_text(&w->j, "semanticVersion", SV(SPANVET_VERSION));
    json_out_open(&w->j, "rules", '[');
    for (size_t i = 0; i < w->r->settings->catalog->n; i++) {
        if (!w->r->settings->enabled[i])
            continue;
        w->index_of[i] = n++;
        rule_add(w, w->r->settings->catalog->rules[i]);
    }
    json_out_close(&w->j);
    json_out_close(&w->j);
    json_out_close(&w->j);
}

/* ---- places ---- */

/* A path as a URI: what is not plain becomes %NN. */
static void uri_add(struct writer *w, const struct input *in)
{
    static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
                                "-._~/";
    struct sv path = place_path(w->r, in);
    buf_clear(&w->tmp);
    if (path.n && path.p[0] == '/')
        buf_addz(&w->tmp, "file://");
    for (size_t i = 0; i < path.n; i++)
        if (memchr(plain, path.p[i], sizeof(plain) - 1))
            buf_addc(&w->tmp, path.p[i]);
        else
            buf_fmt(&w->tmp, "%%%02X", (unsigned char)path.p[i]);
    json_out_text(&w->j, "uri", buf_sv(&w->tmp));
}

static void physical_add(struct writer *w, const struct input *in, uint64_t line, uint64_t offset)
{
    struct json_out *j = &w->j;
    json_out_open(j, "physicalLocation", '{');
    json_out_open(j, "artifactLocation", '{');
    uri_add(w, in);
    json_out_u64(j, "index", (uint64_t)(in - w->r->store->inputs.v));
    json_out_close(j);
    if (line || offset != UINT64_MAX) {
        json_out_open(j, "region", '{');
        if (line)
            json_out_u64(j, "startLine", line);
        if (offset != UINT64_MAX)
            json_out_u64(j, "byteOffset", offset);
        json_out_close(j);
    }
    json_out_close(j);
}

static void logical_add(struct writer *w, const struct finding *f, uint32_t row)
{
    struct json_out *j = &w->j;
    const struct store *s = w->r->store;
    bool is_span = f->n_rows > 0;
    if (row == NO_ROW)
        return;
    json_out_open(j, "logicalLocations", '[');
    json_out_open(j, NULL, '{');
    buf_clear(&w->tmp);
    if (is_span)
        span_path_add_name(&w->tmp, s, s->span.name[row]);
    else
        span_path_add_trace(&w->tmp, s, f->trace);
    json_out_text(j, "name", buf_sv(&w->tmp));
    buf_clear(&w->tmp);
    if (is_span)
        span_path_add(&w->tmp, &w->paths, row);
    else
        span_path_add_trace(&w->tmp, s, f->trace);
    json_out_text(j, "fullyQualifiedName", buf_sv(&w->tmp));
    json_out_text(j, "kind", is_span ? SV("span") : SV("trace"));
    json_out_close(j);
    json_out_close(j);
}

/* GitHub refuses a whole file for one result without a place: what is about all inputs stands at
 * the first. */
static void locations_add(struct writer *w, size_t i)
{
    struct place p = place_of(w->r, i);
    if (!p.input && w->r->store->inputs.n)
        p.input = &w->r->store->inputs.v[0];
    json_out_open(&w->j, "locations", '[');
    if (p.input) {
        json_out_open(&w->j, NULL, '{');
        physical_add(w, p.input, p.line, p.offset);
        logical_add(w, &w->r->lint->findings.list.v[i], p.row);
        json_out_close(&w->j);
    }
    json_out_close(&w->j);
}

/* ---- results ---- */

static void result_add(struct writer *w, size_t i, const struct fingerprint *print)
{
    struct json_out *j = &w->j;
    const struct finding *f = &w->r->lint->findings.list.v[i];
    json_out_open(j, NULL, '{');
    json_out_text(j, "ruleId", sv_from_c(finding_rule(w->r, f)->code));
    json_out_u64(j, "ruleIndex", w->index_of[f->rule]);
    json_out_text(j, "level", levels[f->severity]);
    buf_clear(&w->tmp);
    finding_add_message(&w->tmp, w->r, f);
    message_add(j, "message", buf_sv(&w->tmp));
    locations_add(w, i);
    json_out_open(j, "partialFingerprints", '{');
    json_out_text(j, "spanvet/v1", sv_from_c(fingerprint_text(print).text));
    json_out_close(j);
    json_out_open(j, "properties", '{');
    json_out_u64(j, "count", f->count);
    json_out_f64(j, "measured", f->measured);
    json_out_f64(j, "threshold", f->threshold);
    if (f->fix.n)
        json_out_text(j, "fix", f->fix);
    json_out_close(j);
    json_out_close(j);
}

static void results_add(struct writer *w)
{
    const struct report *r = w->r;
    struct fingerprint *prints =
        fingerprints_make(&r->lint->findings, r->settings->catalog, r->store);
    json_out_open(&w->j, "results", '[');
    for (size_t i = 0; i < r->lint->findings.list.n; i++)
        result_add(w, i, &prints[i]);
    json_out_close(&w->j);
    free(prints);
}

/* ---- the run ---- */

static void notification_add(struct writer *w, const struct input *in, const struct diagnostic *d)
{
    struct json_out *j = &w->j;
    json_out_open(j, NULL, '{');
    json_out_text(j, "level", in->status == INPUT_FAILED ? SV("error") : SV("warning"));
    buf_clear(&w->tmp);
    fmt_foreign(&w->tmp, d->text, 0);
    message_add(j, "message", buf_sv(&w->tmp));
    json_out_open(j, "locations", '[');
    json_out_open(j, NULL, '{');
    physical_add(w, in, d->line, d->offset);
    json_out_close(j);
    json_out_close(j);
    json_out_close(j);
}

static void invocations_add(struct writer *w)
{
    const struct store *s = w->r->store;
    bool all_read = true;
    for (size_t i = 0; i < s->inputs.n; i++)
        all_read &= s->inputs.v[i].status == INPUT_OK;
    json_out_open(&w->j, "invocations", '[');
    json_out_open(&w->j, NULL, '{');
    json_out_bool(&w->j, "executionSuccessful", all_read);
    json_out_open(&w->j, "toolExecutionNotifications", '[');
    for (size_t i = 0; i < s->inputs.n; i++)
        for (size_t k = 0; k < s->inputs.v[i].diagnostics.n; k++)
            notification_add(w, &s->inputs.v[i], &s->inputs.v[i].diagnostics.v[k]);
    json_out_close(&w->j);
    json_out_close(&w->j);
    json_out_close(&w->j);
}

static void artifacts_add(struct writer *w)
{
    json_out_open(&w->j, "artifacts", '[');
    for (size_t i = 0; i < w->r->store->inputs.n; i++) {
        json_out_open(&w->j, NULL, '{');
        json_out_open(&w->j, "location", '{');
        uri_add(w, &w->r->store->inputs.v[i]);
        json_out_close(&w->j);
        json_out_open(&w->j, "roles", '[');
        json_out_text(&w->j, NULL, SV("analysisTarget"));
        json_out_close(&w->j);
        json_out_close(&w->j);
    }
    json_out_close(&w->j);
}

void report_sarif(struct buf *b, const struct report *r)
{
    struct writer w = {.j = {.b = b, .more_depth = 2}, .r = r};
    w.index_of = mem_zalloc(arena_size(sizeof(*w.index_of), r->settings->catalog->n));
    span_paths_init(&w.paths, r->store, r->index);
    json_out_open(&w.j, NULL, '{');
    json_out_text(&w.j, "$schema", SV(SCHEMA));
    json_out_text(&w.j, "version", SV("2.1.0"));
    json_out_open(&w.j, "runs", '[');
    json_out_open(&w.j, NULL, '{');
    tool_add(&w);
    invocations_add(&w);
    json_out_text(&w.j, "columnKind", SV("unicodeCodePoints"));
    artifacts_add(&w);
    results_add(&w);
    json_out_close(&w.j);
    json_out_close(&w.j);
    json_out_close(&w.j);
    span_paths_release(&w.paths);
    free(w.index_of);
    buf_release(&w.tmp);
}
