#include "cli/show_config.h"

#include "core/fmt.h"
#include "core/json_out.h"
#include "core/shown.h"

enum { FROM_COLUMN = 48, LEVEL_COLUMN = 40, PARAM_COLUMN = 49 };

/* "default", "file", "SPANVET_FAIL_ON", "--fail-on". */
static void from_add(struct buf *b, const struct opt_values *v, const struct opt *o)
{
    switch ((enum origin)v->from[o - v->table]) {
    case ORIGIN_DEFAULT:
        buf_addz(b, "default");
        return;
    case ORIGIN_FILE:
        buf_addz(b, "file");
        return;
    case ORIGIN_ENVIRONMENT:
        option_variable(b, v, o);
        return;
    case ORIGIN_LINE:
        buf_fmt(b, "--%s", o->name);
        return;
    }
}

static const char *origin_name(uint8_t from)
{
    static const char *const names[] = {[ORIGIN_DEFAULT] = "default",
                                        [ORIGIN_FILE] = "file",
                                        [ORIGIN_ENVIRONMENT] = "environment",
                                        [ORIGIN_LINE] = "command line"};
    return names[from];
}

/* What findings of a rule become; the rule's own severity where nothing else is said. */
static const char *level_in_force(const struct settings *set, uint32_t rule)
{
    uint8_t level = set->level[rule];
    return level == LEVEL_OWN ? severity_name(set->catalog->rules[rule]->severity)
                              : level_name(level);
}

/* ---- text ---- */

static void column(struct buf *b, size_t line, size_t at)
{
    size_t used = fmt_columns(sv_of(b->p + line, b->n - line));
    buf_fill(b, ' ', used + 2 <= at ? at - used : 2);
}

static void option_text(struct buf *b, const struct opt_values *v, const struct opt *o)
{
    struct buf words = {0};
    size_t line = b->n;
    buf_addz(b, "  ");
    option_member(b, o);
    column(b, line, 18);
    bool any = false;
    for (size_t at = 0; buf_addz(&words, any ? ", " : ""), option_value(&words, v, o, at); at++)
        any = opt_kind(o) == OPT_LIST;
    words.n -= any ? 2 : 0;
    shown_add_sentence(b, words.n ? buf_sv(&words) : SV("-"), 0);
    column(b, line, FROM_COLUMN);
    from_add(b, v, o);
    buf_addc(b, '\n');
    buf_release(&words);
}

static void from_text(struct buf *b, uint8_t from)
{
    if (from != ORIGIN_DEFAULT)
        buf_fmt(b, " (%s)", origin_name(from));
}

static void rule_text(struct buf *b, const struct settings *set, uint32_t i)
{
    const struct rule *rule = set->catalog->rules[i];
    size_t line = b->n;
    bool shown = set->enabled[i] || set->level[i] == LEVEL_OFF;
    buf_fmt(b, "  %s %s", rule->code, rule->slug);
    column(b, line, LEVEL_COLUMN);
    buf_addz(b, shown ? level_in_force(set, i) : rule->check ? "not selected" : "not by lint");
    if (shown)
        from_text(b, set->level_from[i]);
    column(b, line, PARAM_COLUMN);
    for (size_t k = 0; k < RULE_PARAMS && rule->params[k].name; k++) {
        buf_fmt(b, "%s%s=", k ? ", " : "", rule->params[k].name);
        param_add(b, &rule->params[k], set->params[i][k], PARAM_SET);
        from_text(b, set->param_from[i][k]);
    }
    while (b->n > line && b->p[b->n - 1] == ' ')
        b->n--;
    buf_addc(b, '\n');
    for (size_t k = 0; k < set->span_levels.n; k++) {
        const struct span_level *l = &set->span_levels.v[k];
        if (l->rule != i)
            continue;
        line = b->n;
        buf_addz(b, "       @");
        shown_add_sentence(b, l->glob, 0);
        column(b, line, LEVEL_COLUMN);
        buf_addz(b, level_name(l->level));
        from_text(b, l->from);
        buf_addc(b, '\n');
    }
}

static void glob_text(struct buf *b, const char *name, struct sv glob)
{
    if (glob.n == 0)
        return;
    buf_fmt(b, " %s=", name);
    shown_add_sentence(b, glob, 0);
}

static void exclude_text(struct buf *b, size_t i, const struct exclude *x)
{
    buf_fmt(b, "  exclude[%zu] ", i);
    shown_add_sentence(b, x->rule, 0);
    glob_text(b, "trace", x->trace);
    glob_text(b, "service", x->service);
    glob_text(b, "span", x->span);
    glob_text(b, "attribute", x->attribute);
    if (x->expires.n)
        buf_fmt(b, " up to %.*s", SV_ARG(x->expires));
    buf_addz(b, ": ");
    shown_add_sentence(b, x->reason, 0);
    buf_addc(b, '\n');
}

void show_config_text(struct buf *b, const struct job *job, const struct config *c,
                      const struct settings *set)
{
    const struct opt_values *v = job->values;
    buf_addz(b, "configuration file: ");
    fmt_foreign(b, c->file.n ? c->file : SV("none"), 0);
    buf_addz(b, "\n\noptions:\n");
    for (size_t i = 0; i < v->n; i++)
        option_text(b, v, &v->table[i]);
    buf_addz(b, "\nrules:\n");
    for (uint32_t i = 0; i < set->catalog->n; i++)
        rule_text(b, set, i);
    if (c->excludes.list.n)
        buf_addz(b, "\nexcludes (file):\n");
    for (size_t i = 0; i < c->excludes.list.n; i++)
        exclude_text(b, i, &c->excludes.list.v[i]);
    if (c->packs.n || c->dialect.n)
        buf_addz(b, "\npacks and dialect (file):\n");
    for (size_t i = 0; i < c->packs.n; i++) {
        buf_addz(b, "  pack ");
        fmt_foreign(b, c->packs.v[i], 0);
        buf_addc(b, '\n');
    }
    if (c->dialect.n) {
        buf_addz(b, "  dialect ");
        shown_add_sentence(b, c->dialect, 0);
        buf_addc(b, '\n');
    }
}

/* ---- JSON ---- */

static void shown_json(struct json_out *j, const char *key, struct sv text)
{
    struct buf tmp = {0};
    json_out_text(j, key, shown_sentence(text, &tmp));
    buf_release(&tmp);
}

/* The value of an option as the member of a file. */
static void option_json(struct json_out *j, const struct opt_values *v, const struct opt *o,
                        const char *key)
{
    struct buf word = {0};
    if (opt_kind(o) == OPT_LIST)
        json_out_open(j, key, '[');
    for (size_t at = 0; buf_clear(&word), option_value(&word, v, o, at); at++) {
        if (opt_kind(o) == OPT_LIST)
            shown_json(j, NULL, buf_sv(&word));
        else if (opt_kind(o) == OPT_FLAG)
            json_out_bool(j, key, sv_eq(buf_sv(&word), SV("true")));
        else if (opt_kind(o) == OPT_COUNT || opt_kind(o) == OPT_LIMIT)
            json_out_u64(j, key, sv_to_u64(buf_sv(&word)).value);
        else
            shown_json(j, key, buf_sv(&word));
    }
    if (opt_kind(o) == OPT_LIST)
        json_out_close(j);
    buf_release(&word);
}

static void optional_text(struct json_out *j, const char *key, struct sv text)
{
    if (text.n)
        shown_json(j, key, text);
}

static void exclude_json(struct json_out *j, const struct exclude *x)
{
    json_out_open(j, NULL, '{');
    shown_json(j, "rule", x->rule);
    optional_text(j, "trace", x->trace);
    optional_text(j, "service", x->service);
    optional_text(j, "span", x->span);
    optional_text(j, "attribute", x->attribute);
    shown_json(j, "reason", x->reason);
    optional_text(j, "expires", x->expires);
    json_out_close(j);
}

static void file_params(struct json_out *j, const struct settings *set, uint32_t i)
{
    const struct rule *rule = set->catalog->rules[i];
    bool any = false;
    for (size_t k = 0; k < RULE_PARAMS && rule->params[k].name; k++) {
        if (set->param_from[i][k] == ORIGIN_DEFAULT)
            continue;
        if (!any)
            json_out_open(j, "params", '{');
        any = true;
        json_out_f64(j, rule->params[k].name, set->params[i][k]);
    }
    if (any)
        json_out_close(j);
}

static void file_spans(struct json_out *j, const struct settings *set, uint32_t i)
{
    bool any = false;
    for (size_t k = 0; k < set->span_levels.n; k++) {
        const struct span_level *l = &set->span_levels.v[k];
        if (l->rule != i || l->from != ORIGIN_FILE)
            continue;
        if (!any)
            json_out_open(j, "spans", '[');
        any = true;
        json_out_open(j, NULL, '{');
        shown_json(j, "name", l->glob);
        json_out_text(j, "severity", sv_from_c(level_name(l->level)));
        json_out_close(j);
    }
    if (any)
        json_out_close(j);
}

/* What is not the rule's own. What --set and --severity said stands in the options too, and says
 * the same again there. */
static void file_rules(struct json_out *j, const struct settings *set)
{
    json_out_open(j, "rules", '{');
    for (uint32_t i = 0; i < set->catalog->n; i++) {
        bool changed = set->level[i] != LEVEL_OWN;
        for (size_t k = 0; k < RULE_PARAMS; k++)
            changed |= set->param_from[i][k] != ORIGIN_DEFAULT;
        for (size_t k = 0; k < set->span_levels.n; k++)
            changed |= set->span_levels.v[k].rule == i &&
                       set->span_levels.v[k].from == ORIGIN_FILE;
        if (!changed)
            continue;
        json_out_open(j, set->catalog->rules[i]->code, '{');
        if (set->level[i] != LEVEL_OWN)
            json_out_text(j, "severity", sv_from_c(level_name(set->level[i])));
        file_params(j, set, i);
        file_spans(j, set, i);
        json_out_close(j);
    }
    json_out_close(j);
}

static void file_json(struct json_out *j, const struct job *job, const struct config *c,
                      const struct settings *set)
{
    const struct opt_values *v = job->values;
    struct buf name = {0};
    json_out_open(j, "config", '{');
    for (size_t i = 0; i < v->n; i++) {
        if (v->table[i].kind & OPT_NOT_IN_FILE)
            continue;
        buf_clear(&name);
        option_member(&name, &v->table[i]);
        buf_addc(&name, '\0');
        option_json(j, v, &v->table[i], name.p);
    }
    file_rules(j, set);
    json_out_open(j, "exclude", '[');
    for (size_t i = 0; i < c->excludes.list.n; i++)
        exclude_json(j, &c->excludes.list.v[i]);
    json_out_close(j);
    json_out_open(j, "packs", '[');
    for (size_t i = 0; i < c->packs.n; i++)
        json_out_text(j, NULL, c->packs.v[i]);
    json_out_close(j);
    optional_text(j, "dialect", c->dialect);
    json_out_close(j);
    buf_release(&name);
}

static void options_json(struct json_out *j, const struct opt_values *v)
{
    struct buf text = {0};
    json_out_open(j, "options", '[');
    for (size_t i = 0; i < v->n; i++) {
        const struct opt *o = &v->table[i];
        json_out_open(j, NULL, '{');
        json_out_text(j, "name", sv_from_c(o->name));
        buf_clear(&text);
        option_variable(&text, v, o);
        json_out_text(j, "variable", buf_sv(&text));
        option_json(j, v, o, "value");
        buf_clear(&text);
        from_add(&text, v, o);
        json_out_text(j, "from", buf_sv(&text));
        json_out_close(j);
    }
    json_out_close(j);
    buf_release(&text);
}

static void rule_json(struct json_out *j, const struct settings *set, uint32_t i)
{
    const struct rule *rule = set->catalog->rules[i];
    json_out_open(j, NULL, '{');
    json_out_text(j, "rule", sv_from_c(rule->code));
    json_out_text(j, "slug", sv_from_c(rule->slug));
    json_out_bool(j, "runs", set->enabled[i]);
    json_out_text(j, "severity", sv_from_c(level_in_force(set, i)));
    json_out_text(j, "from", sv_from_c(origin_name(set->level_from[i])));
    json_out_open(j, "params", '[');
    for (size_t k = 0; k < RULE_PARAMS && rule->params[k].name; k++) {
        json_out_open(j, NULL, '{');
        json_out_text(j, "name", sv_from_c(rule->params[k].name));
        json_out_f64(j, "value", set->params[i][k]);
        json_out_text(j, "from", sv_from_c(origin_name(set->param_from[i][k])));
        json_out_close(j);
    }
    json_out_close(j);
    json_out_open(j, "spans", '[');
    for (size_t k = 0; k < set->span_levels.n; k++) {
        const struct span_level *l = &set->span_levels.v[k];
        if (l->rule != i)
            continue;
        json_out_open(j, NULL, '{');
        shown_json(j, "name", l->glob);
        json_out_text(j, "severity", sv_from_c(level_name(l->level)));
        json_out_text(j, "from", sv_from_c(origin_name(l->from)));
        json_out_close(j);
    }
    json_out_close(j);
    json_out_close(j);
}

void show_config_json(struct buf *b, const struct job *job, const struct config *c,
                      const struct settings *set)
{
    struct json_out j = {.b = b};
    json_out_open(&j, NULL, '{');
    json_out_text(&j, "schema", SV("spanvet.settings/1"));
    if (c->file.n)
        json_out_text(&j, "file", c->file);
    else
        json_out_null(&j, "file");
    options_json(&j, job->values);
    json_out_open(&j, "rules", '[');
    for (uint32_t i = 0; i < set->catalog->n; i++)
        rule_json(&j, set, i);
    json_out_close(&j);
    file_json(&j, job, c, set);
    json_out_close(&j);
}
