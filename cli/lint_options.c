#include "cli/lint_options.h"

#include "cli/packs.h"
#include "cli/terminal.h"
#include "lint/report.h"

#define TEXT(number) #number
#define TEXT_OF(number) TEXT(number)
#define ROW(member) offsetof(struct lint_options, member)

static const struct opt rows[] = {
    {"format", 'f', OPT_CHOICE, "FORMAT", report_names + 1, "how findings are written",
     ROW(format)},
    {"output", 'o', OPT_LIST, "[FORMAT=]FILE", NULL,
     "where, in place of standard output; again for more",
     ROW(output)},
    {"fail-on", 0, OPT_CHOICE, "LEVEL", "error|warning|info|never", "exit 1 from", ROW(fail_on)},
    {"select", 0, OPT_LIST, "RULES", NULL, "run only these: N055,orphan-span,T", ROW(select)},
    {"ignore", 0, OPT_LIST, "RULES", NULL, "run all but these", ROW(ignore)},
    {"set", 0, OPT_LIST, "RULE.NAME=NUMBER", NULL, "change a threshold", ROW(set)},
    PACK_OPTION(ROW(pack)),
    {"max-traces", 0, OPT_COUNT, "N", NULL,
     "text: traces shown in full (" TEXT_OF(REPORT_TRACES) ")", ROW(max_traces)},
    {"statistics", 0, OPT_FLAG, NULL, NULL, "text, json, jsonl: how each rule fared",
     ROW(statistics)},
    {"all", 0, OPT_FLAG, NULL, NULL, "text: leave nothing out", ROW(all)},
    {"threads", 0, OPT_COUNT, "N", NULL, "at most so many (one for each core)", ROW(threads)},
    {"color", 0, OPT_CHOICE, "WHEN", COLOR_CHOICES, "text in colour", ROW(color)},
    {"quiet", 'q', OPT_FLAG, NULL, NULL, "no progress, no hints what to run next", ROW(quiet)},
};

bool lint_options_apply(const struct lint_options *o, struct settings *set, struct err *e)
{
    set->threads = o->threads < UINT32_MAX ? (unsigned)o->threads : UINT32_MAX;
    for (size_t i = 0; i < o->select.n; i++)
        if (!settings_select(set, o->select.v[i], e))
            return false;
    for (size_t i = 0; i < o->ignore.n; i++)
        if (!settings_ignore(set, o->ignore.v[i], e))
            return false;
    for (size_t i = 0; i < o->set.n; i++)
        if (!settings_set(set, o->set.v[i], e))
            return false;
    return true;
}

const struct command cmd_lint = {
    .name = "lint",
    .summary = "Run the rules over traces and report what is wrong with them.",
    .arguments = "INPUT...",
    .about = "INPUT is a file (any format: it is recognised), a directory, or - for stdin.\n",
    .examples = "  spanvet lint --select N,T --fail-on info -o sarif=out.sarif traces/\n",
    .options = rows,
    .n_options = ARRAY_LEN(rows),
    .options_size = sizeof(struct lint_options),
    .run = lint_command_run,
};
