/* The catalogue as JSON, schema spanvet.rules/1 (docs/schema/rules-1.json). */
#include "cli/rule_pages.h"
#include "core/json_out.h"
#include "core/version.h"
#include "rules/catalog.h"
#include "rules/snippets.h"

static void text(struct json_out *j, const char *key, const char *value)
{
    if (value)
        json_out_text(j, key, sv_from_c(value));
    else
        json_out_null(j, key);
}

static void param_json(struct json_out *j, const struct param *param)
{
    json_out_open(j, NULL, '{');
    text(j, "name", param->name);
    json_out_f64(j, "default", param->value);
    json_out_f64(j, "min", param->min);
    json_out_f64(j, "max", param->max);
    text(j, "unit", param->unit);
    text(j, "help", param->help);
    json_out_close(j);
}

static void snippet_json(struct json_out *j, const struct rule *rule)
{
    const struct snippet *snippet = snippet_find(rule->snippet);
    if (!snippet) {
        json_out_null(j, "snippet");
        return;
    }
    json_out_open(j, "snippet", '{');
    text(j, "topic", snippet->topic);
    text(j, "python", snippet->python);
    text(j, "javascript", snippet->javascript);
    json_out_close(j);
}

static void related_json(void *to, const struct rule *rule)
{
    text(to, NULL, rule->code);
}

static void rule_json(struct json_out *j, const struct catalog *cat, const struct rule *rule)
{
    struct buf run = {0};
    json_out_open(j, NULL, '{');
    text(j, "code", rule->code);
    text(j, "slug", rule->slug);
    text(j, "severity", severity_name(rule->severity));
    text(j, "section", rule_section(rule)->title);
    text(j, "title", rule->title);
    text(j, "why", rule->why);
    text(j, "fix", rule->fix);
    snippet_json(j, rule);
    json_out_open(j, "thresholds", '[');
    for (size_t i = 0; i < RULE_PARAMS && rule->params[i].name; i++)
        param_json(j, &rule->params[i]);
    json_out_close(j);
    text(j, "needs", rule->needs);
    text(j, "decided_by", rule->decided_by);
    rule_run_add(&run, rule);
    buf_addz(&run, run.n ? "" : rule->decided_by);
    json_out_text(j, "run", buf_sv(&run));
    json_out_open(j, "related", '[');
    rule_related(cat, rule, related_json, j);
    json_out_close(j);
    json_out_close(j);
    buf_release(&run);
}

void rules_json(struct buf *b, const struct catalog *cat, const bool *shown)
{
    struct json_out j = {.b = b};
    json_out_open(&j, NULL, '{');
    text(&j, "schema", "spanvet.rules/1");
    text(&j, "version", SPANVET_VERSION);
    json_out_open(&j, "rules", '[');
    for (size_t i = 0; i < cat->n; i++)
        if (shown[i])
            rule_json(&j, cat, cat->rules[i]);
    json_out_close(&j);
    json_out_close(&j);
}
