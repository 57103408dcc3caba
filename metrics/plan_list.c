/* What the planner looks for, whatever the traces are: its tables, as tables of Markdown. */
#include "metrics/judge_facts.h"
#include "metrics/plan_parts.h"

/* ---- cells ---- */

/* Patterns that stand behind one another, each in `` ` ``. */
static void codes_add(struct buf *b, const char *words)
{
    struct sv rest = sv_from_c(words), word;
    for (bool first = true; (rest = sv_trim(rest)).n; first = false) {
        size_t end = sv_find(rest, SV(" "));
        word = sv_of(rest.p, end < rest.n ? end : rest.n);
        rest = sv_from(rest, word.n);
        buf_fmt(b, "%s`%.*s`", first ? "" : ", ", SV_ARG(word));
    }
}

static void spans_add(struct buf *b, enum span_role role, const char *names)
{
    if (role != SPAN_OTHER || !*names)
        buf_fmt(b, "`%.*s`%s", SV_ARG(role_name(role)), *names ? ", " : "");
    codes_add(b, names);
}

static void how_add(struct buf *b, enum aggregation how, const char *unit)
{
    buf_fmt(b, " | `%.*s` | %s", SV_ARG(aggregation_rows[how].name), unit);
}

static const char *unit_word(enum autopair_unit unit)
{
    static const char *const words[] = {
        [UNIT_NONE] = "",           [UNIT_SECONDS] = "s",     [UNIT_OF_KEY] = "s or ms, by the key",
        [UNIT_RATIO] = "ratio",     [UNIT_TOKENS] = "tokens", [UNIT_COUNT] = "count",
        [UNIT_SCORE] = "score",
    };
    return words[unit];
}

/* ---- tables ---- */

static void aggregations_list(struct buf *b)
{
    buf_addz(b, "### Aggregations\n\n"
                "| aggregation | of | values that it needs to say something | profiles |\n"
                "|---|---|---|---|\n");
    for (size_t i = 0; i < AGGREGATIONS; i++) {
        const struct aggregation_row *r = &aggregation_rows[i];
        buf_fmt(b, "| `%.*s` | %s | %u | %s |\n", SV_ARG(r->name),
                r->of_spans ? "spans" : "numbers", r->enough, r->legacy ? "full, legacy" : "full");
    }
}

static void pairs_list(struct buf *b)
{
    buf_addz(b, "\n### Attributes by their keys\n\nThe first row that fits. Flags of 0 and 1 that "
                "no row fits are a rate too.\n\n"
                "| key | on spans | aggregation | unit |\n|---|---|---|---|\n");
    for (size_t i = 0; i < n_autopair_rules; i++) {
        const struct autopair_rule *r = &autopair_rules[i];
        buf_addz(b, "| ");
        codes_add(b, r->patterns);
        buf_addz(b, " | ");
        for (unsigned role = 0, first = 1; role < SPAN_ROLES; role++)
            if (r->roles && r->role_mask >> role & 1) {
                buf_fmt(b, "%s`%.*s`", first ? "" : ", ", SV_ARG(role_name((enum span_role)role)));
                first = 0;
            }
        buf_addz(b, r->roles ? ", " : "any");
        codes_add(b, r->roles ? r->roles : "");
        how_add(b, r->how, unit_word(r->unit));
        buf_addz(b, " |\n");
    }
}

static void sets_add(struct buf *b, unsigned floor, uint32_t agents, bool recipe)
{
    const char *comma = "";
    if (floor) {
        buf_addz(b, "floor");
        comma = ", ";
    }
    for (uint32_t kind = AGENT_VOICE; kind <= AGENT_VAPI; kind <<= 1)
        if (agents & kind) {
            buf_fmt(b, "%s%.*s", comma, SV_ARG(agent_word((enum agent_kind)kind)));
            comma = ", ";
        }
    buf_fmt(b, "%s%s |\n", recipe ? comma : "", recipe ? "question" : "");
}

static void wanted_list(struct buf *b)
{
    buf_addz(b, "\n### Wanted by name\n\nIn the order of their rank. `floor` is the first-pass "
                "floor, `question` what customers ask, the others are the kinds of agents whose "
                "baseline set has it. The floor also wants one failure mode of the vertical.\n\n"
                "| metric | spans | attribute | aggregation | unit | wanted for |\n"
                "|---|---|---|---|---|---|\n");
#define WANT(rank, floor, agents, recipe, title, role, names, attributes, how, unit, ask, fix)     \
    buf_addz(b, "| " title " | ");                                                                 \
    spans_add(b, role, names);                                                                     \
    buf_addz(b, " | ");                                                                            \
    codes_add(b, attributes);                                                                      \
    how_add(b, how, unit);                                                                         \
    buf_addz(b, " | ");                                                                            \
    sets_add(b, floor, agents, recipe);
#include "metrics/wanted.def"
#undef WANT
}

static void verticals_list(struct buf *b)
{
    buf_addz(b, "\n### Verticals\n\nRecognised by words in names of spans, keys, tools and "
                "workflows, and by these attributes.\n\n"
                "| vertical | attribute | metric | aggregation | unit |\n|---|---|---|---|---|\n");
#define SIGNAL(attribute, title, how, unit, question) {attribute, title, unit, how}
#define COMMON SIGNAL
#define VERTICAL(name, words, ...)                                                                 \
    {                                                                                              \
        static const struct {                                                                      \
            const char *attribute, *title, *unit;                                                  \
            enum aggregation how;                                                                  \
        } signals[] = {__VA_ARGS__};                                                               \
        for (size_t i = 0; i < ARRAY_LEN(signals); i++) {                                          \
            buf_fmt(b, "| %s | `%s` | %s", name, signals[i].attribute, signals[i].title);          \
            how_add(b, signals[i].how, signals[i].unit);                                           \
            buf_addz(b, " |\n");                                                                   \
        }                                                                                          \
    }
#include "metrics/verticals.def"
#undef VERTICAL
#undef COMMON
#undef SIGNAL
}

/* The names of what any bit stands for. */
static void evidence_list(struct buf *b, uint32_t ids)
{
    const char *comma = "";
    buf_addz(b, " | ");
    for (unsigned id = 0; id < EVIDENCES; id++) {
        const struct evidence_row *row = &evidence_rows[id];
        if (!(ids >> id & 1))
            continue;
        buf_addz(b, comma);
        comma = ", ";
        if (row->kind == EV_STATUS)
            buf_addz(b, "status ERROR");
        else if (row->kind == EV_TOOL || row->kind == EV_ARGUMENT)
            buf_fmt(b, "%s that %s", row->kind == EV_TOOL ? "a tool" : "an argument", row->says);
        else
            codes_add(b, row->keys);
    }
}

static void judges_list(struct buf *b)
{
    buf_addz(b, "\n### Judges that see the trace\n\nA judge needs one of each column that is not "
                "empty, on half of its spans at least.\n\n"
                "| judge | question | for calls with | needs one of | and one of |\n"
                "|---|---|---|---|---|\n");
#define EVIDENCE(...)
#define BIT(id) (UINT32_C(1) << EVIDENCE_##id)
#define JUDGE(title, kind, subject, about, needs, outcome, also, occasion, none_yet, question, _)  \
    buf_addz(b, "| " title " | " question);                                                        \
    evidence_list(b, about);                                                                       \
    evidence_list(b, needs);                                                                       \
    evidence_list(b, outcome);                                                                     \
    buf_addz(b, " |\n");
#include "metrics/judges.def"
#undef JUDGE
#undef BIT
#undef EVIDENCE
}

void plan_list(struct buf *b)
{
    aggregations_list(b);
    pairs_list(b);
    wanted_list(b);
    verticals_list(b);
    judges_list(b);
}
