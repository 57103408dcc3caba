/*
 * Arbitrary bytes as a configuration file. Nothing may crash, a refusal has a sentence, and what is
 * accepted names rules and parameters that are there, with values in range.
 */
#include "lint/config.h"
#include "rules/catalog.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static const struct config_option options[] = {
    {SV_INIT("format"), CONFIG_TEXT}, {SV_INIT("select"), CONFIG_LIST},
    {SV_INIT("all"), CONFIG_FLAG},    {SV_INIT("max_traces"), CONFIG_COUNT},
    {SV_INIT("score"), CONFIG_NUMBER}, {SV_INIT("metrics.plan.top"), CONFIG_LIMIT},
    {SV_INIT("metrics.pages"), CONFIG_LIST}};

static void check_config(const struct config *c)
{
    for (size_t i = 0; i < c->values.n; i++)
        BUG_ON(c->values.v[i].option >= ARRAY_LEN(options) || c->values.v[i].text.n == 0);
    for (size_t i = 0; i < c->levels.n; i++)
        BUG_ON(c->levels.v[i].rule >= rules_catalog.n || c->levels.v[i].level > LEVEL_OFF);
    for (size_t i = 0; i < c->params.n; i++) {
        const struct config_param *p = &c->params.v[i];
        const struct param *of = &rules_catalog.rules[p->rule]->params[p->param];
        BUG_ON(!(p->value >= of->min && p->value <= of->max));
    }
    for (size_t i = 0; i < c->excludes.list.n; i++)
        BUG_ON(c->excludes.list.v[i].rule.n == 0 || c->excludes.list.v[i].reason.n == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    struct config c = {0};
    struct settings set;
    struct err e = {0};
    settings_init(&set, &rules_catalog);
    bool ok = config_read(&c, SV("fuzz.json"), sv_of((const char *)data, n), options,
                          ARRAY_LEN(options), &e) &&
              config_read_rules(&c, &rules_catalog, &e);
    BUG_ON(ok == e.set);
    if (ok) {
        check_config(&c);
        config_apply(&c, &set);
        settings_finish(&set);
    }
    settings_release(&set);
    config_release(&c);
    return 0;
}
