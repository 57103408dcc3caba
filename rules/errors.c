/* Errors told in one place only: E114, E115, E116; rules/errors_status.c has the others. */
#include "core/fmt.h"
#include "lint/dialects.h"
#include "rules/catalog.h"
#include "rules/say.h"
#include "rules/spans.h"
#include "core/words.h"

/* ---- E114 error-only-in-name ---- */

/* "ToolError" and "apierror" end in the word; "errors" are things that can be listed. */
static bool says_failure(struct sv word)
{
    static const struct sv WORDS[] = {
        SV_INIT("error"), SV_INIT("failed"), SV_INIT("failure"), SV_INIT("exception"),
        SV_INIT("timeout"),
    };
    return word_ends_in(word, WORDS, ARRAY_LEN(WORDS));
}

/* What watches for errors, counts or configures them does not fail by that: error_rate,
 * timeout_manager, set_timeout, timeout=30. An error handler runs because there was an error. */
static bool guards_after(struct sv word)
{
    static const struct sv WORDS[] = {
        SV_INIT("manager"), SV_INIT("monitor"), SV_INIT("policy"), SV_INIT("rate"),
        SV_INIT("count"), SV_INIT("budget"), SV_INIT("config"), SV_INIT("settings"),
        SV_INIT("limit"), SV_INIT("checker"), SV_INIT("detector"), SV_INIT("detection"),
        SV_INIT("classifier"), SV_INIT("tracker"), SV_INIT("boundary"), SV_INIT("filter"),
        SV_INIT("handling"), SV_INIT("ms"), SV_INIT("seconds"),
    };
    return word_in(word, WORDS, ARRAY_LEN(WORDS));
}

/* What stands before the word and takes the failure out of it. */
static bool guards_before(struct sv word)
{
    static const struct sv WORDS[] = {
        SV_INIT("no"), SV_INIT("get"), SV_INIT("set"), SV_INIT("clear"), SV_INIT("reset"),
        SV_INIT("without"),
    };
    return word_in(word, WORDS, ARRAY_LEN(WORDS));
}

static bool name_says_failure(const struct check *c, struct sv name)
{
    (void)c;
    struct sv rest = name, before = {0}, word, after;
    word_next(&rest, &after);
    while (after.n) {
        word = after;
        word_next(&rest, &after);
        const char *end = word.p + word.n;
        bool is_setting = end < name.p + name.n && *end == '=';
        if (says_failure(word) && !is_setting && !guards_before(before) && !guards_after(after))
            return true;
        before = word;
    }
    return false;
}

static void error_only_in_name_check(struct check *c)
{
    enum { UNKNOWN, PLAIN, FAILURE };
    uint8_t *memo = check_memo(c);
    for (uint32_t p = c->first; p < c->end; p++) {
        sym name = span_name(c, p);
        if (UNLIKELY(!memo[name]))
            memo[name] = name_says_failure(c, store_sv(c->s, name)) ? FAILURE : PLAIN;
        if (LIKELY(memo[name] == PLAIN))
            continue;
        c->looked++;
        if (span_status_of(c, p) != STATUS_ERROR)
            check_hit(c, p, 0);
    }
    struct hit *h;
    while ((h = check_next(c)))
        check_found(c, h, NO_PARAM, "%s speaks of a failure, but %s of that name %s no ERROR "
                    "status", say_name(store_sv(c->s, h->name)).text,
                    fmt_amount(h->count, "span").text,
                    h->count == 1 ? "has" : "have");
}

static bool any_failure_name(const struct check *c)
{
    return any_span_name(c, name_says_failure);
}

const struct rule rule_error_only_in_name = {
    .code = "E114",
    .slug = "error-only-in-name",
    .title = "a failure that only the span's name tells",
    .why = "Error rates, filters and colours read the status. A failure in the name is found by "
           "nobody who does not know the name, and the operation has another name when it "
           "succeeds.",
    .fix = "Keep one name for the operation, set the status to ERROR and say why in error.type.",
    .snippet = "set-status-error",
    .severity = SEVERITY_WARNING,
    .may_find = any_failure_name,
    .check = error_only_in_name_check,
};

/* ---- E115 error-without-flag, E116 flag-without-error ---- */

struct tool_error_row {
    bool status; /* the side that says "failed"; the other one does not */
    const char *what;
};

/* Under a key of its own the framework wrote it, and nobody else can set the status; where there is
 * no such key nobody could set the flag. */
static void tool_error_report(struct check *c, const struct tool_error_row *row)
{
    struct sv missing = view_missing(c->v, c->trace, KEY_tool_error, CLASS_TOOL);
    struct hit *h;
    while ((h = check_next(c))) {
        const struct attr *own = c->v->has_alias[KEY_tool_error]
                                     ? view_alias(c->v, h->rows[0], KEY_tool_error)
                                     : NULL;
        bool by_dialect = own || view_failed(c->v, c->s, h->rows[0]);
        struct finding *f = check_found(c, h, NO_PARAM, "%s of %s %s",
                                        fmt_amount(h->count, "span").text,
                                        say_name(store_sv(c->s, h->name)).text, row->what);
        if (own)
            f->key = own->key;
        if (by_dialect || (row->status && missing.n))
            f->severity = SEVERITY_INFO;
    }
}

static void tool_error_check(struct check *c)
{
    const struct tool_error_row *row = c->rule->row;
    struct positions tools = check_spans(c, CLASS_TOOL);
    for (uint32_t i = 0; i < tools.n; i++) {
        uint32_t p = tools.v[i];
        bool status = span_status_of(c, p) == STATUS_ERROR, flag = span_tool_failed(c, p);
        c->looked += row->status ? status : flag;
        if (status != flag && status == row->status)
            check_hit(c, p, 0);
    }
    tool_error_report(c, row);
}

static const struct tool_error_row status_row = {true, "with status ERROR, but not tool.error = 1"};

const struct rule rule_error_without_flag = {
    .code = "E115",
    .slug = "error-without-flag",
    .snippet = "set-status-error",
    .title = "a failed tool call that the tool failure rate does not count",
    .why = "The tool failure rate is the average of tool.error. A failed call without the flag is "
           "left out or counted as a success.",
    .fix = "Set tool.error to 1 where the status becomes ERROR, and to 0 everywhere else.",
    .severity = SEVERITY_WARNING,
    .when = FEATURE_OF(CLASS_TOOL),
    .needs = "needs a tool span",
    .check = tool_error_check,
    .row = &status_row,
};

static const struct tool_error_row flag_row = {false, "with tool.error = 1, but not status ERROR"};

const struct rule rule_flag_without_error = {
    .code = "E116",
    .slug = "flag-without-error",
    .title = "a failed tool call that looks fine in the viewer",
    .why = "Error lists, hotspots and error rates by span read the status. A call that failed "
           "with status OK or UNSET is not among them.",
    .fix = "Set the status to ERROR where tool.error is set to 1.",
    .snippet = "set-status-error",
    .severity = SEVERITY_WARNING,
    .when = FEATURE_OF(CLASS_TOOL),
    .needs = "needs a tool span",
    .check = tool_error_check,
    .row = &flag_row,
};
