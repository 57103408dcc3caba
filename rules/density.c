/*
 * Too many spans of one kind: N056-N058; N055 is in rules/chunks.c.
 *
 * A stream of chunks would trip all of N055-N058. N055 says most about it, so the other three
 * stay silent on a family of names for which N055 fires, unless N055 is off.
 */
#include "core/fmt.h"
#include "rules/catalog.h"
#include "rules/chunks.h"
#include "rules/say.h"
#include "rules/spans.h"
#include "core/words.h"

/* ---- N056 chunk-cadence ---- */

/* By symbol of the name: the pace of its spans below the present parent. */
struct cadence {
    struct pace pace;
    uint32_t parent; /* which parent, counted from 1 over the whole store */
};

struct cadences {
    struct cadence *of;
    uint32_t parents;
    const double *limits;
    struct chunks chunks;
};

static void cadences_release(void *memory)
{
    struct cadences *cad = memory;
    chunks_release(&cad->chunks);
}

static void cadence_step(struct cadences *cad, const struct check *c, uint32_t p)
{
    struct cadence *k = &cad->of[span_name(c, p)];
    if (k->parent != cad->parents)
        *k = (struct cadence){.parent = cad->parents};
    pace_step(&k->pace, c, p, cad->limits);
}

/* The children from position `from` up to `end`: where a name has a long run, all of its spans
 * here are part of the stream. */
static void cadence_siblings(struct cadences *cad, struct check *c, uint32_t from, uint32_t end)
{
    if (!siblings_reach(c, from, end, cad->limits[CADENCE_RUN]))
        return;
    cad->parents++;
    uint32_t longest = 0;
    for (uint32_t p = from; p < end; p += c->ix->size[p]) {
        cadence_step(cad, c, p);
        uint32_t best = cad->of[span_name(c, p)].pace.best;
        longest = best > longest ? best : longest;
    }
    for (uint32_t p = from; longest >= cad->limits[CADENCE_RUN] && p < end; p += c->ix->size[p]) {
        uint32_t best = cad->of[span_name(c, p)].pace.best;
        if (best >= cad->limits[CADENCE_RUN])
            check_hit(c, p, best);
    }
}

static void cadence_trace(struct cadences *cad, struct check *c)
{
    uint32_t n = c->end - c->first;
    c->looked += n;
    if (n < cad->limits[CADENCE_RUN])
        return;
    cadence_siblings(cad, c, c->first, c->end);
    for (uint32_t p = c->first; p < c->end; p++)
        if (c->ix->size[p] > cad->limits[CADENCE_RUN])
            cadence_siblings(cad, c, p + 1, p + c->ix->size[p]);
}

static void chunk_cadence_check(struct check *c)
{
    struct cadences *cad = check_keep(c, sizeof(*cad), cadences_release);
    if (!cad->of) {
        cad->of = check_table(c, sizeof(*cad->of));
        cad->limits = c->param;
        chunks_init(&cad->chunks, c);
    }
    cadence_trace(cad, c);
    struct hit *h;
    while ((h = check_next(c)))
        if (!is_chunk_noise(&cad->chunks, c, h->name))
            check_found(c, h, CADENCE_RUN,
                        "%u %s spans start like audio chunks, %g to %g ms after one another, "
                        "up to %.0f in a row",
                        h->count, say_name(store_sv(c->s, h->name)).text, c->param[CADENCE_MIN],
                        c->param[CADENCE_MAX], h->measured);
}

const struct rule rule_chunk_cadence = {
    .code = "N056",
    .slug = "chunk-cadence",
    .title = "spans follow one another at the pace of audio chunks",
    .why = "Audio arrives in chunks of 20 to 100 ms. A span for each of them says nothing that a "
           "counter would not say, and buries the spans that matter.",
    .fix = "Make one span for the operation; put audio.chunks_received or audio.chunks_sent and "
           "audio.chunk_target_ms on it.",
    .snippet = "count-chunks",
    .severity = SEVERITY_WARNING,
    .params =
        {
            [CADENCE_RUN] = {"min_run", 10, 3, 1e6, "count",
                             "shorter runs of equally named siblings are left alone"},
            [CADENCE_MIN] = {"min_gap_ms", 20, 0, 60000, "ms", "smallest distance of two starts"},
            [CADENCE_MAX] = {"max_gap_ms", 100, 0, 60000, "ms", "largest distance of two starts"},
        },
    .check = chunk_cadence_check,
};

/* ---- N057 known-chunk-name ---- */

enum { NAME_UNKNOWN, NAME_PLAIN, NAME_CHUNK };

/* "ping" only as a word of its own: shopping, mapping and shipping are honest business. */
static uint8_t chunk_name_verdict(struct sv name)
{
    static const struct sv PARTS[] = {
        SV_INIT("recv_audio"), SV_INIT("audio_frame"), SV_INIT("token"), SV_INIT("chunk"),
    };
    static const struct sv WORDS[] = {SV_INIT("ping"), SV_INIT("pings"), SV_INIT("keepalive")};
    for (size_t i = 0; i < ARRAY_LEN(PARTS); i++)
        if (sv_find_nocase(name, PARTS[i]) != SIZE_MAX)
            return NAME_CHUNK;
    struct sv word;
    while (word_next(&name, &word))
        if (word_in(word, WORDS, ARRAY_LEN(WORDS)))
            return NAME_CHUNK;
    return NAME_PLAIN;
}

static uint32_t count_chunk_names(struct check *c, uint8_t *memo)
{
    uint32_t n = 0;
    for (uint32_t p = c->first; p < c->end; p++) {
        sym name = span_name(c, p);
        if (UNLIKELY(!memo[name]))
            memo[name] = chunk_name_verdict(store_sv(c->s, name));
        n += memo[name] == NAME_CHUNK;
    }
    return n;
}

/* Spans of a family are reported under the name that the family has first in the trace. */
static void hit_known_names(struct check *c, struct families *f, const uint8_t *memo)
{
    families_count(f, c);
    sym *first = mem_alloc(arena_size(sizeof(*first), f->list.n));
    for (size_t i = 0; i < f->present.n; i++)
        first[f->present.v[i]] = SYM_NONE;
    for (uint32_t p = c->first; p < c->end; p++) {
        sym name = span_name(c, p);
        uint32_t family = family_of(f, c->s, name);
        if (memo[name] != NAME_CHUNK || f->list.v[family].count <= c->param[0])
            continue;
        if (first[family] == SYM_NONE)
            first[family] = name;
        check_hit_as(c, first[family], p, f->list.v[family].count);
    }
    free(first);
}

static void known_chunk_name_check(struct check *c)
{
    uint8_t *memo = check_memo(c);
    c->looked += c->end - c->first;
    if (c->end - c->first <= c->param[0] || count_chunk_names(c, memo) <= c->param[0])
        return;
    struct chunks *chunks = chunks_kept(c);
    struct families *f = &chunks->families;
    hit_known_names(c, f, memo);
    struct hit *h;
    while ((h = check_next(c)))
        if (!is_chunk_noise(chunks, c, h->name))
            check_found(c, h, 0, "%s %s in this trace", fmt_amount(h->count, "span").text,
                        say_name(family_text(f, family_of(f, c->s, h->name))).text);
}

static bool is_chunk_name(const struct check *c, struct sv name)
{
    (void)c;
    return chunk_name_verdict(name) == NAME_CHUNK;
}

static bool any_chunk_name(const struct check *c)
{
    return any_span_name(c, is_chunk_name);
}

const struct rule rule_known_chunk_name = {
    .code = "N057",
    .slug = "known-chunk-name",
    .title = "many spans for audio frames, tokens or pings",
    .why = "A span for each audio frame, token, chunk or ping makes a trace long and slow to read, "
           "and none of these spans answers a question on its own.",
    .fix = "Make one span for the operation and keep the details as counters on it.",
    .snippet = "count-chunks",
    .severity = SEVERITY_WARNING,
    .params = {{"max_spans", 50, 1, 1e6, "count", "more spans of such a name are reported"}},
    .may_find = any_chunk_name,
    .check = known_chunk_name_check,
};

/* ---- N058 dominated ---- */

enum { DOMINATED_SHARE, DOMINATED_SPANS };

/* The only name that more than half of the spans can have. */
static sym majority_name(const struct check *c)
{
    sym best = SYM_NONE;
    uint32_t votes = 0;
    for (uint32_t p = c->first; p < c->end; p++) {
        sym name = span_name(c, p);
        if (votes == 0)
            best = name;
        votes = name == best ? votes + 1 : votes - 1;
    }
    return best;
}

static void dominated_check(struct check *c)
{
    uint32_t total = c->end - c->first, n = 0;
    c->looked += total;
    if (total < c->param[DOMINATED_SPANS])
        return;
    sym name = majority_name(c);
    for (uint32_t p = c->first; p < c->end; p++)
        n += span_name(c, p) == name;
    double share = (double)n / total;
    if (share <= c->param[DOMINATED_SHARE] || is_chunk_noise(chunks_kept(c), c, name))
        return;
    for (uint32_t p = c->first; p < c->end; p++)
        if (span_name(c, p) == name)
            check_hit(c, p, share);
    struct hit *h;
    while ((h = check_next(c)))
        check_found(c, h, DOMINATED_SHARE, "%s of this trace's spans (%u of %u) are %s",
                    fmt_share(share).text, n, total, say_name(store_sv(c->s, name)).text);
}

const struct rule rule_dominated = {
    .code = "N058",
    .slug = "dominated",
    .title = "one span name makes up nearly the whole trace",
    .why = "Where nearly every span has the same name, either the spans below are missing or the "
           "name is too broad: nobody can tell speech recognition from the model or a tool, and "
           "metrics by span name mix them all.",
    .fix = "Give each operation a name of its own (stt, llm, llm_tool_call, tts, a business step) "
           "and make child spans for what happens inside.",
    .snippet = "count-chunks",
    .severity = SEVERITY_WARNING,
    .params =
        {
            [DOMINATED_SHARE] = {"max_share", 0.8, 0.5, 1, "share",
                                 "one name may have at most this share of a trace's spans"},
            [DOMINATED_SPANS] = {"min_spans", 10, 2, 1e6, "count",
                                 "smaller traces are left alone"},
        },
    .check = dominated_check,
};
