#include "metrics/retell.h"

#include "core/buf.h"
#include "core/utf8.h"
#include "metrics/title.h"

struct sv aggregation_in_words(enum aggregation how)
{
    static const struct sv words[AGGREGATIONS] = {
        [AGG_AVERAGE] = SV_INIT("Average of"),       [AGG_MEDIAN] = SV_INIT("Median of"),
        [AGG_P90] = SV_INIT("90th percentile of"),   [AGG_P95] = SV_INIT("95th percentile of"),
        [AGG_P99] = SV_INIT("99th percentile of"),   [AGG_MAX] = SV_INIT("Largest"),
        [AGG_MIN] = SV_INIT("Smallest"),             [AGG_SUM] = SV_INIT("Sum of"),
        [AGG_COUNT] = SV_INIT("Number of"),          [AGG_ERROR_RATE] = SV_INIT("Share of failed"),
        [AGG_SUCCESS_RATE] = SV_INIT("Share of good")};
    return words[how];
}

/* What names say of it. Those of averages say nothing when the planner makes them. */
struct name_word {
    struct sv word;
    bool before; /* it stands before what is measured */
};

static struct name_word name_word(enum aggregation how)
{
    static const struct name_word words[AGGREGATIONS] = {
        [AGG_MEDIAN] = {SV_INIT("Median"), true},
        [AGG_P90] = {SV_INIT("P90"), false},
        [AGG_P95] = {SV_INIT("P95"), false},
        [AGG_P99] = {SV_INIT("P99"), false},
        [AGG_MAX] = {SV_INIT("Max"), true},
        [AGG_MIN] = {SV_INIT("Min"), true},
        [AGG_SUM] = {SV_INIT("Total"), true},
        [AGG_COUNT] = {SV_INIT("Count"), false},
        [AGG_ERROR_RATE] = {SV_INIT("Error Rate"), false},
        [AGG_SUCCESS_RATE] = {SV_INIT("Success Rate"), false}};
    return words[how];
}

/* Takes the word off one end of the name: -1 = it stood there at the beginning, 1 = at the end, 0 =
 * at neither. */
static int word_take(struct sv *name, struct sv word)
{
    struct sv rest = *name;
    if (!word.n || rest.n <= word.n + 1)
        return 0;
    if (sv_starts(rest, word) && rest.p[word.n] == ' ') {
        *name = sv_from(rest, word.n + 1);
        return -1;
    }
    if (!sv_ends(rest, word) || rest.p[rest.n - word.n - 1] != ' ')
        return 0;
    *name = sv_of(rest.p, rest.n - word.n - 1);
    return 1;
}

struct sv retell_name(struct sv name, enum aggregation from, enum aggregation to, struct arena *a)
{
    struct name_word now = name_word(to);
    int side = from == AGG_AVERAGE ? word_take(&name, SV("Avg"))
                                   : word_take(&name, name_word(from).word);
    bool before = side ? side < 0 : now.before;
    struct buf b = {0};
    if (now.word.n && before)
        buf_fmt(&b, "%.*s ", SV_ARG(now.word));
    buf_add(&b, name);
    if (now.word.n && !before)
        buf_fmt(&b, " %.*s", SV_ARG(now.word));
    struct sv told = arena_copy(a, utf8_prefix(buf_sv(&b), TITLE_MAX));
    buf_release(&b);
    return told;
}

struct sv retell_description(struct sv text, enum aggregation from, enum aggregation to,
                             struct arena *a)
{
    struct sv words = aggregation_in_words(from), now = aggregation_in_words(to);
    struct buf b = {0};
    if (!sv_starts(text, words))
        return text;
    buf_add(&b, now);
    buf_add(&b, sv_from(text, words.n));
    struct sv told = arena_copy(a, buf_sv(&b));
    buf_release(&b);
    return told;
}
