/*
 * Too many spans of one kind: N055-N058.
 *
 * A stream of chunks would trip all of N055-N058. N055 says most about it, so the other three
 * stay silent on a family of names for which N055 fires, unless N055 is off.
 */
#include "core/fmt.h"
#include "rules/catalog.h"
#include "rules/families.h"
#include "rules/say.h"
#include "rules/words.h"

#define MS_NS 1e6

/* ---- N055 chunk-noise ---- */

enum { NOISE_SHARE, NOISE_SPANS, NOISE_SHORT_SHARE, NOISE_LENGTH };

/* The short spans of a family that is noise. The arrays are used again for the next one. */
struct noise {
    uint32_t family;
    VEC(uint64_t) lengths;
    VEC(sym) names, parents; /* parents of the same family are left out */
};

static bool is_short(const struct check *c, uint32_t p, double max_ms)
{
    return span_has_length(c, p) && (double)span_length(c, p) < max_ms * MS_NS;
}

static double share_of(uint32_t part, uint32_t all)
{
    return (double)part / all;
}

/* May the family be noise, by number of spans alone? */
static bool is_crowd(const struct families *f, const struct check *c, const double *limits,
                     uint32_t family)
{
    uint32_t n = f->list.v[family].count;
    return n >= limits[NOISE_SPANS] && share_of(n, c->end - c->first) > limits[NOISE_SHARE];
}

static uint32_t count_short(struct families *f, const struct check *c, double max_ms,
                            uint32_t family)
{
    uint32_t n = 0;
    for (uint32_t p = c->first; p < c->end; p++)
        n += family_of(f, c->s, span_name(c, p)) == family && is_short(c, p, max_ms);
    return n;
}

static bool is_noise(struct families *f, const struct check *c, const double *limits,
                     uint32_t family)
{
    if (!is_crowd(f, c, limits, family))
        return false;
    uint32_t shorter = count_short(f, c, limits[NOISE_LENGTH], family);
    return share_of(shorter, f->list.v[family].count) >= limits[NOISE_SHORT_SHARE] &&
           share_of(shorter, c->end - c->first) > limits[NOISE_SHARE];
}

static void noise_read(struct noise *n, struct families *f, const struct check *c, double max_ms)
{
    n->lengths.n = n->names.n = n->parents.n = 0;
    for (uint32_t p = c->first; p < c->end; p++) {
        sym name = span_name(c, p);
        if (family_of(f, c->s, name) != n->family || !is_short(c, p, max_ms))
            continue;
        uint32_t parent = c->ix->parent[p];
        vec_push(&n->lengths, span_length(c, p));
        vec_push(&n->names, name);
        if (parent != NO_ROW && family_of(f, c->s, span_name(c, parent)) != n->family)
            vec_push(&n->parents, span_name(c, parent));
    }
}

static int length_order(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return (x > y) - (x < y);
}

static uint64_t median(uint64_t *v, size_t n)
{
    qsort(v, n, sizeof(*v), length_order);
    return v[n / 2];
}

enum audio_way { AUDIO_NONE, AUDIO_IN, AUDIO_OUT };

/* Does a name speak of pieces of sound, and which way do they go? */
static enum audio_way audio_way_of(struct sv name)
{
    static const struct sv PIECES[] = {
        SV_INIT("audio"), SV_INIT("chunk"), SV_INIT("chunks"), SV_INIT("frame"),
        SV_INIT("frames"), SV_INIT("packet"), SV_INIT("media"), SV_INIT("pcm"), SV_INIT("rtp"),
    };
    static const struct sv OUT[] = {
        SV_INIT("send"), SV_INIT("sent"), SV_INIT("write"), SV_INIT("out"), SV_INIT("output"),
        SV_INIT("play"), SV_INIT("playback"), SV_INIT("tts"), SV_INIT("speak"),
    };
    bool pieces = false, out = false;
    struct sv word;
    while (word_next(&name, &word)) {
        pieces = pieces || word_in(word, PIECES, ARRAY_LEN(PIECES));
        out = out || word_in(word, OUT, ARRAY_LEN(OUT));
    }
    return !pieces ? AUDIO_NONE : out ? AUDIO_OUT : AUDIO_IN;
}

/* "call-*" without what a wildcard leaves at its ends: "call". */
static struct sv counter_stem(struct sv mask)
{
    while (mask.n && memchr("*-_.:/ ", mask.p[mask.n - 1], 7))
        mask.n--;
    while (mask.n && memchr("*-_.:/ ", mask.p[0], 7))
        mask = sv_from(mask, 1);
    return mask.n ? mask : SV("chunk");
}

static struct said counters_for(enum audio_way way, struct sv mask)
{
    struct sv stem = counter_stem(mask);
    struct said s = {"audio.chunks_received and audio.chunk_target_ms"};
    if (way == AUDIO_OUT)
        s = (struct said){"audio.chunks_sent and audio.chunk_target_ms"};
    else if (way == AUDIO_NONE)
        snprintf(s.text, sizeof(s.text), "%.*s.count", stem.n < 64 ? (int)stem.n : 64, stem.p);
    return s;
}

static void noise_fix(struct check *c, struct finding *f, const struct families *fam,
                      struct noise *n)
{
    sym parent = sym_most_frequent(n->parents.v, n->parents.n);
    uint8_t class = parent == SYM_NONE ? CLASS_OTHER : view_name_class(c->v, parent);
    struct sv mask = family_text(fam, n->family);
    enum audio_way way = audio_way_of(mask);
    if (way && class == CLASS_TTS)
        way = AUDIO_OUT;
    struct said counters = counters_for(way, mask);
    if (parent == SYM_NONE)
        check_fix(c, f, "Make one span for the whole operation instead of one for each %s, and "
                  "set %s on it as numbers.", say_name(mask).text, counters.text);
    else
        check_fix(c, f, "Stop making a span for each %s: collapse them into their parent %s and "
                  "set %s on it as numbers.", say_name(mask).text,
                  say_name(store_sv(c->s, parent)).text, counters.text);
}

static void noise_found(struct check *c, struct families *f, struct noise *n)
{
    double max_ms = c->param[NOISE_LENGTH];
    noise_read(n, f, c, max_ms);
    uint32_t shorter = (uint32_t)n->lengths.n, total = c->end - c->first;
    double share = share_of(shorter, total);
    sym name = sym_most_frequent(n->names.v, n->names.n);
    for (uint32_t p = c->first; p < c->end; p++)
        if (family_of(f, c->s, span_name(c, p)) == n->family && is_short(c, p, max_ms))
            check_hit_as(c, name, p, share);
    struct hit *h;
    while ((h = check_next(c))) {
        struct finding *found = check_found(
            c, h, NOISE_SHARE,
            "%s of this trace's spans (%u of %u) are %s spans shorter than %g ms, typically %s",
            fmt_share(share).text, shorter, total, say_name(family_text(f, n->family)).text,
            max_ms, fmt_duration((double)median(n->lengths.v, n->lengths.n)).text);
        noise_fix(c, found, f, n);
    }
}

static void chunk_noise_check(struct check *c)
{
    struct families f;
    struct noise n = {0};
    families_init(&f, c->s);
    for (uint32_t t = 0; t < c->ix->n_traces; t++) {
        check_enter(c, t);
        c->looked += c->end - c->first;
        if (c->end - c->first < c->param[NOISE_SPANS])
            continue;
        families_count(&f, c);
        for (size_t i = 0; i < f.present.n; i++) {
            n.family = f.present.v[i];
            if (is_noise(&f, c, c->param, n.family))
                noise_found(c, &f, &n);
        }
    }
    vec_release(&n.lengths);
    vec_release(&n.names);
    vec_release(&n.parents);
    families_release(&f);
}

const struct rule rule_chunk_noise = {
    .code = "N055",
    .slug = "chunk-noise",
    .title = "nearly all spans are tiny chunks of one operation",
    .why = "The waterfall shows hundreds of slivers and hides the turns, the model calls and the "
           "errors. Each span is stored and counted, so span counts, span shares and trace "
           "metrics describe the audio stream and not the conversation.",
    .fix = "Make one span for the operation and keep the number of chunks as a counter on it.",
    .severity = SEVERITY_ERROR,
    .scope = SCOPE_STORE,
    .params =
        {
            [NOISE_SHARE] = {"max_share", 0.7, 0.1, 1, "share",
                             "short spans of one name family may be at most this share of a trace"},
            [NOISE_SPANS] = {"min_spans", 20, 2, 1e6, "count",
                             "families with fewer spans are left alone"},
            [NOISE_SHORT_SHARE] = {"min_short_share", 0.95, 0, 1, "share",
                                   "at least this share of the family must be short"},
            [NOISE_LENGTH] = {"max_ms", 50, 0.001, 60000, "ms", "shorter than this is short"},
        },
    .check = chunk_noise_check,
};

/* ---- what the other rules leave to N055 ---- */

/* The families for which N055 fires in a trace, with its parameters in force: at most ten, because
 * each has more than a tenth of the spans. Found out once a trace, when somebody asks; there are
 * none while N055 is off. */
struct chunks {
    struct families families;
    const double *limits; /* of N055, or NULL */
    uint32_t trace;       /* the one that was asked about last */
    VEC(uint32_t) noise;
};

static void chunks_init(struct chunks *k, const struct check *c)
{
    *k = (struct chunks){.limits = check_params_of(c, &rule_chunk_noise), .trace = NO_ROW};
    families_init(&k->families, c->s);
}

static void chunks_release(struct chunks *k)
{
    families_release(&k->families);
    vec_release(&k->noise);
}

static void chunks_read(struct chunks *k, const struct check *c)
{
    k->trace = c->trace;
    k->noise.n = 0;
    families_count(&k->families, c);
    for (size_t i = 0; i < k->families.present.n; i++)
        if (is_noise(&k->families, c, k->limits, k->families.present.v[i]))
            vec_push(&k->noise, k->families.present.v[i]);
}

static bool is_chunk_noise(struct chunks *k, const struct check *c, sym name)
{
    if (!k->limits)
        return false;
    if (k->trace != c->trace)
        chunks_read(k, c);
    uint32_t family = family_of(&k->families, c->s, name);
    for (size_t i = 0; i < k->noise.n; i++)
        if (k->noise.v[i] == family)
            return true;
    return false;
}

/* ---- N056 chunk-cadence ---- */

enum { CADENCE_RUN, CADENCE_MIN, CADENCE_MAX };

/* Siblings of one name under one parent, in order of start. */
struct cadence {
    uint64_t last;   /* start of the one before */
    uint32_t parent; /* which parent, counted from 1 over the whole store */
    uint32_t run, best;
};

struct cadences {
    struct cadence *of; /* by symbol of the name */
    uint32_t parents;
    const double *limits;
};

static void cadence_step(struct cadences *cad, const struct check *c, uint32_t p)
{
    const struct span_columns *col = &c->s->span;
    uint32_t row = span_row(c, p);
    struct cadence *k = &cad->of[col->name[row]];
    bool has_start = col->flags[row] & SPAN_HAS_START;
    double gap = k->parent == cad->parents ? (double)(col->start[row] - k->last) / MS_NS : -1;
    bool goes_on = gap >= cad->limits[CADENCE_MIN] && gap <= cad->limits[CADENCE_MAX];
    if (k->parent != cad->parents)
        *k = (struct cadence){.parent = cad->parents};
    k->run = !has_start ? 0 : goes_on ? k->run + 1 : 1;
    k->best = k->run > k->best ? k->run : k->best;
    k->last = col->start[row];
}

/* The children from position `from` up to `end`: where a name has a long run, all of its spans
 * here are part of the stream. */
static void cadence_siblings(struct cadences *cad, struct check *c, uint32_t from, uint32_t end)
{
    cad->parents++;
    uint32_t longest = 0;
    for (uint32_t p = from; p < end; p += c->ix->size[p]) {
        cadence_step(cad, c, p);
        uint32_t best = cad->of[span_name(c, p)].best;
        longest = best > longest ? best : longest;
    }
    for (uint32_t p = from; longest >= cad->limits[CADENCE_RUN] && p < end; p += c->ix->size[p]) {
        uint32_t best = cad->of[span_name(c, p)].best;
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
    struct cadences cad = {.limits = c->param};
    struct chunks chunks;
    chunks_init(&chunks, c);
    cad.of = mem_zalloc(arena_size(sizeof(*cad.of), c->s->syms.texts.n));
    for (uint32_t t = 0; t < c->ix->n_traces; t++) {
        check_enter(c, t);
        cadence_trace(&cad, c);
        struct hit *h;
        while ((h = check_next(c)))
            if (!is_chunk_noise(&chunks, c, h->name))
                check_found(c, h, CADENCE_RUN,
                            "%u %s spans start like audio chunks, %g to %g ms after one another, "
                            "up to %.0f in a row",
                            h->count, say_name(store_sv(c->s, h->name)).text,
                            c->param[CADENCE_MIN], c->param[CADENCE_MAX], h->measured);
    }
    free(cad.of);
    chunks_release(&chunks);
}

const struct rule rule_chunk_cadence = {
    .code = "N056",
    .slug = "chunk-cadence",
    .title = "spans follow one another at the pace of audio chunks",
    .why = "Audio arrives in chunks of 20 to 100 ms. A span for each of them says nothing that a "
           "counter would not say, and buries the spans that matter.",
    .fix = "Make one span for the operation; put audio.chunks_received or audio.chunks_sent and "
           "audio.chunk_target_ms on it.",
    .severity = SEVERITY_WARNING,
    .scope = SCOPE_STORE,
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
static void hit_known_names(struct check *c, struct families *f, const uint8_t *memo, sym *first)
{
    families_count(f, c);
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
}

static void known_chunk_name_check(struct check *c)
{
    struct chunks chunks;
    struct families *f = &chunks.families;
    uint8_t *memo = check_memo(c);
    sym *first = mem_alloc(arena_size(sizeof(*first), c->s->syms.texts.n));
    chunks_init(&chunks, c);
    for (uint32_t t = 0; t < c->ix->n_traces; t++) {
        check_enter(c, t);
        c->looked += c->end - c->first;
        if (c->end - c->first <= c->param[0] || count_chunk_names(c, memo) <= c->param[0])
            continue;
        hit_known_names(c, f, memo, first);
        struct hit *h;
        while ((h = check_next(c)))
            if (!is_chunk_noise(&chunks, c, h->name))
                check_found(c, h, 0, "%s %s in this trace", fmt_amount(h->count, "span").text,
                            say_name(family_text(f, family_of(f, c->s, h->name))).text);
    }
    free(first);
    chunks_release(&chunks);
}

const struct rule rule_known_chunk_name = {
    .code = "N057",
    .slug = "known-chunk-name",
    .title = "many spans for audio frames, tokens or pings",
    .why = "A span for each audio frame, token, chunk or ping makes a trace long and slow to read, "
           "and none of these spans answers a question on its own.",
    .fix = "Make one span for the operation and keep the details as counters on it.",
    .severity = SEVERITY_WARNING,
    .scope = SCOPE_STORE,
    .params = {{"max_spans", 50, 1, 1e6, "count", "more spans of such a name are reported"}},
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

static void dominated_trace(struct check *c, struct chunks *chunks)
{
    uint32_t total = c->end - c->first, n = 0;
    sym name = majority_name(c);
    for (uint32_t p = c->first; p < c->end; p++)
        n += span_name(c, p) == name;
    double share = share_of(n, total);
    if (share <= c->param[DOMINATED_SHARE] || is_chunk_noise(chunks, c, name))
        return;
    for (uint32_t p = c->first; p < c->end; p++)
        if (span_name(c, p) == name)
            check_hit(c, p, share);
    struct hit *h;
    while ((h = check_next(c)))
        check_found(c, h, DOMINATED_SHARE, "%s of this trace's spans (%u of %u) are %s",
                    fmt_share(share).text, n, total, say_name(store_sv(c->s, name)).text);
}

static void dominated_check(struct check *c)
{
    struct chunks chunks;
    chunks_init(&chunks, c);
    for (uint32_t t = 0; t < c->ix->n_traces; t++) {
        check_enter(c, t);
        c->looked += c->end - c->first;
        if (c->end - c->first >= c->param[DOMINATED_SPANS])
            dominated_trace(c, &chunks);
    }
    chunks_release(&chunks);
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
    .severity = SEVERITY_WARNING,
    .scope = SCOPE_STORE,
    .params =
        {
            [DOMINATED_SHARE] = {"max_share", 0.8, 0.5, 1, "share",
                                 "one name may have at most this share of a trace's spans"},
            [DOMINATED_SPANS] = {"min_spans", 10, 2, 1e6, "count",
                                 "smaller traces are left alone"},
        },
    .check = dominated_check,
};
