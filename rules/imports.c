/* What an import from another platform takes, and whether an input is close to it: M150. */
#include "rules/imports.h"

#include "core/fmt.h"
#include "lint/check.h"
#include "rules/catalog.h"
#include "rules/spans.h"

const struct import imports[IMPORTS] = {
    {"Langfuse", "trace", SV_INIT("langfuse"), SV_INIT("langfuse"), 500, true},
    {"LangSmith", "run", SV_INIT("langsmith"), SV_INIT("langsmith"), 500, false},
    {"Arize Phoenix", "span", SV_INIT("phoenix"), SV_INIT("arize"), 5000, false},
};

size_t import_of_format(struct sv format)
{
    size_t i = 0;
    while (i < IMPORTS && !sv_eq(format, imports[i].format))
        i++;
    return i;
}

size_t import_of_service(struct sv name)
{
    size_t i = 0;
    while (i < IMPORTS && !sv_eq(name, imports[i].service))
        i++;
    return i;
}

/* ---- M150 import-limit-near ---- */

/* What an input holds of each platform. */
struct load {
    uint32_t n[IMPORTS];
};

static uint32_t unit_count(size_t platform, uint32_t traces, uint32_t spans)
{
    return imports[platform].traces ? traces : spans;
}

static bool has_imported_service(const struct store *s)
{
    for (size_t i = 0; i < IMPORTS; i++)
        if (sym_find(&s->syms, imports[i].service) != SYM_NONE)
            return true;
    return false;
}

/* By the service of each trace's first span. An export of a platform counts as a whole already. */
static void services_count(struct check *c, struct load *loads)
{
    for (uint32_t t = 0; t < c->ix->n_traces; t++) {
        const struct trace_range *trace = &c->ix->traces[t];
        if (!trace->count)
            continue;
        uint32_t row = c->ix->order[trace->first];
        const struct input *in = store_input_of(c->s, row);
        size_t platform = import_of_service(store_sv(c->s, row_service(c, row)));
        if (platform < IMPORTS && import_of_format(sv_from_c(in->format)) == IMPORTS)
            loads[in - c->s->inputs.v].n[platform] += unit_count(platform, 1, trace->n_unique);
    }
}

static void load_judge(struct check *c, const struct load *load)
{
    for (size_t i = 0; i < IMPORTS; i++) {
        const struct import *from = &imports[i];
        double share = (double)load->n[i] / from->limit;
        if (share > c->param[0])
            check_found_trace(c, load->n[i], share, 0, "%s from %s, of which an import takes %s",
                              fmt_amount(load->n[i], from->unit).text, from->platform,
                              fmt_count(from->limit).text);
    }
}

static void import_limit_check(struct check *c)
{
    size_t n = c->s->inputs.n;
    struct load *loads = mem_zalloc(arena_size(sizeof(*loads), n));
    for (size_t i = 0; i < n; i++) {
        const struct input *in = &c->s->inputs.v[i];
        size_t platform = import_of_format(sv_from_c(in->format));
        if (platform < IMPORTS)
            loads[i].n[platform] = unit_count(platform, in->n_traces, in->n_rows);
    }
    if (has_imported_service(c->s))
        services_count(c, loads);
    c->looked = n;
    for (size_t i = 0; i < n; i++)
        load_judge(c, &loads[i]);
    free(loads);
}

const struct rule rule_import_limit_near = {
    .code = "M150",
    .slug = "import-limit-near",
    .title = "an import is close to its ceiling",
    .why = "An import takes 500 traces of Langfuse, 500 runs of LangSmith or 5,000 spans of Arize "
           "Phoenix, and does not say what it left behind. The metrics are those of the part that "
           "came.",
    .fix = "Import a shorter window, tag the traces that belong to a simulation, or send spans "
           "directly.",
    .snippet = "activate-export",
    .severity = SEVERITY_WARNING,
    .scope = SCOPE_STORE,
    .params = {{"max_share", 0.8, 0, 1, "share", "largest part of the ceiling"}},
    .check = import_limit_check,
};
