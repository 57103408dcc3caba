/* N055, and what the other rules leave to it. */
#include "rules/chunks.h"

#include "core/fmt.h"
#include "rules/catalog.h"
#include "rules/say.h"
#include "core/words.h"

#define MS_NS 1e6

/* ---- N055 chunk-noise ---- */

enum { NOISE_SHARE, NOISE_SPANS, NOISE_SHORT_SHARE, NOISE_LENGTH };

/* The short spans of a family that is noise. The arrays are used again for the next one. */
struct noise {
    struct families families;
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

static void noise_release(void *memory)
{
    struct noise *n = memory;
    vec_release(&n->lengths);
    vec_release(&n->names);
    vec_release(&n->parents);
    families_release(&n->families);
}

static void chunk_noise_check(struct check *c)
{
    struct noise *n = check_keep(c, sizeof(*n), noise_release);
    struct families *f = &n->families;
    c->looked += c->end - c->first;
    if (c->end - c->first < c->param[NOISE_SPANS])
        return;
    if (!f->of)
        families_init(f, c->s);
    families_count(f, c);
    for (size_t i = 0; i < f->present.n; i++) {
        n->family = f->present.v[i];
        if (is_noise(f, c, c->param, n->family))
            noise_found(c, f, n);
    }
}

const struct rule rule_chunk_noise = {
    .code = "N055",
    .slug = "chunk-noise",
    .title = "nearly all spans are tiny chunks of one operation",
    .why = "The waterfall shows hundreds of slivers and hides the turns, the model calls and the "
           "errors. Each span is stored and counted, so span counts, span shares and trace "
           "metrics describe the audio stream and not the conversation.",
    .fix = "Make one span for the operation and keep the number of chunks as a counter on it.",
    .snippet = "count-chunks",
    .severity = SEVERITY_ERROR,
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

void chunks_init(struct chunks *k, const struct check *c)
{
    *k = (struct chunks){.limits = check_params_of(c, &rule_chunk_noise), .trace = NO_ROW};
    families_init(&k->families, c->s);
}

void chunks_release(struct chunks *k)
{
    families_release(&k->families);
    vec_release(&k->noise);
}

static void chunks_forget(void *memory)
{
    chunks_release(memory);
}

struct chunks *chunks_kept(struct check *c)
{
    struct chunks *k = check_keep(c, sizeof(*k), chunks_forget);
    if (!k->families.of)
        chunks_init(k, c);
    return k;
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

bool is_chunk_noise(struct chunks *k, const struct check *c, sym name)
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

bool any_chunk_noise(struct chunks *k, const struct check *c)
{
    if (k->limits && k->trace != c->trace)
        chunks_read(k, c);
    return k->limits && k->noise.n > 0;
}

void pace_step(struct pace *k, const struct check *c, uint32_t p, const double *limits)
{
    const struct span_columns *col = &c->s->span;
    uint32_t row = span_row(c, p);
    bool has_start = col->flags[row] & SPAN_HAS_START;
    double gap = k->n++ ? (double)(col->start[row] - k->last) / MS_NS : -1;
    bool goes_on = gap >= limits[CADENCE_MIN] && gap <= limits[CADENCE_MAX];
    k->run = !has_start ? 0 : goes_on ? k->run + 1 : 1;
    k->best = k->run > k->best ? k->run : k->best;
    k->last = col->start[row];
}
