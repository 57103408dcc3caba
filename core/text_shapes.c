#include "core/text_shapes.h"

#ifdef __SSE2__
#include <emmintrin.h>
#endif

enum {
    WINDOW = 16,
    WORD_MIN = 10,    /* no credential has fewer characters without a space */
    SECRET_MIN = 16,  /* characters of a key or token behind its prefix */
    AUDIO_MIN = 256,  /* base64 characters; below this it is no sound that anybody could hear */
    PEM_LABEL_MAX = 40
};

/* ---- classes of characters ---- */

enum char_class {
    IS_UPPER = 1 << 0,
    IS_LOWER = 1 << 1,
    IS_DIGIT = 1 << 2,
    IS_DASH = 1 << 3,   /* - and _ */
    IS_BASE64 = 1 << 4, /* + / = beside letters and digits */
    IS_OTHER = 1 << 5,  /* . and ~, which tokens in headers may have */
    IS_ALNUM = IS_UPPER | IS_LOWER | IS_DIGIT,
    IS_URL64 = IS_ALNUM | IS_DASH,
    IS_TOKEN = IS_URL64 | IS_BASE64 | IS_OTHER
};

static uint8_t class_of(char c)
{
    static const uint8_t CLASSES[256] = {
        ['a' ... 'z'] = IS_LOWER, ['A' ... 'Z'] = IS_UPPER, ['0' ... '9'] = IS_DIGIT,
        ['-'] = IS_DASH,          ['_'] = IS_DASH,          ['+'] = IS_BASE64,
        ['/'] = IS_BASE64,        ['='] = IS_BASE64,        ['.'] = IS_OTHER,
        ['~'] = IS_OTHER,
    };
    return CLASSES[(unsigned char)c];
}

/* How a run of characters of a class looks. */
struct run {
    size_t n;       /* its length */
    size_t solid;   /* its longest part of letters and digits; repeats of x and 0 add nothing */
    uint8_t first;  /* class of its first character */
    uint8_t within; /* classes of all the others */
};

/* Placeholders are filled up with these. */
static bool is_filler(char c)
{
    return c == 'x' || c == 'X' || c == '0';
}

static struct run run_at(struct sv s, uint8_t classes)
{
    struct run r = {0};
    size_t solid = 0;
    for (; r.n < s.n; r.n++) {
        uint8_t class = class_of(s.p[r.n]);
        if (!(class & classes))
            break;
        if (r.n == 0)
            r.first = class;
        else
            r.within |= class;
        if (!(class & IS_ALNUM))
            solid = 0;
        else if (r.n == 0 || s.p[r.n] != s.p[r.n - 1] || !is_filler(s.p[r.n]))
            solid++;
        r.solid = solid > r.solid ? solid : r.solid;
    }
    return r;
}

/* ---- credentials with a prefix ---- */

typedef bool accept_fn(const struct run *r);

/* Words joined by dashes are prose ("sk-learn-model-selection"); keys have a long part without
 * a dash, or a shorter one and digits. */
static bool is_key(const struct run *r)
{
    bool digits = (r->first | r->within) & IS_DIGIT;
    return r->n >= SECRET_MIN && r->solid >= (digits ? SECRET_MIN / 2 : SECRET_MIN);
}

/* pk_ also begins the names of database keys: these have digits, but no long part. */
static bool is_solid_key(const struct run *r)
{
    return r->solid >= SECRET_MIN;
}

/* Behind a prefix that nothing else has. */
static bool is_token(const struct run *r)
{
    return r->solid >= SECRET_MIN / 2;
}

static bool is_aws(const struct run *r)
{
    return r->n >= 16 && is_token(r);
}

static bool is_google(const struct run *r)
{
    return r->n >= 35;
}

struct prefix {
    struct sv text;
    accept_fn *accept;
    uint8_t classes; /* of the characters behind the prefix */
    uint8_t shape;
};

static const struct prefix PREFIXES[] = {
    {SV_INIT("sk_"), is_key, IS_URL64, SHAPE_API_KEY},
    {SV_INIT("sk-"), is_key, IS_URL64, SHAPE_API_KEY},
    {SV_INIT("pk_"), is_solid_key, IS_URL64, SHAPE_API_KEY},
    {SV_INIT("lsv2_pt_"), is_token, IS_URL64, SHAPE_LANGSMITH_KEY},
    {SV_INIT("lsv2_sk_"), is_token, IS_URL64, SHAPE_LANGSMITH_KEY},
    {SV_INIT("AKIA"), is_aws, IS_UPPER | IS_DIGIT, SHAPE_AWS_KEY},
    {SV_INIT("ghp_"), is_token, IS_ALNUM, SHAPE_GITHUB_TOKEN},
    {SV_INIT("gho_"), is_token, IS_ALNUM, SHAPE_GITHUB_TOKEN},
    {SV_INIT("ghs_"), is_token, IS_ALNUM, SHAPE_GITHUB_TOKEN},
    {SV_INIT("github_pat_"), is_token, IS_URL64, SHAPE_GITHUB_TOKEN},
    {SV_INIT("AIza"), is_google, IS_URL64, SHAPE_GOOGLE_KEY},
    {SV_INIT("glpat-"), is_token, IS_URL64, SHAPE_GITLAB_TOKEN},
};

static struct shape_found found_none(void)
{
    return (struct shape_found){SHAPE_NONE, 0, 0};
}

static struct shape_found match_prefix(struct sv at, const struct prefix *prefix)
{
    if (!sv_starts(at, prefix->text))
        return found_none();
    struct run r = run_at(sv_from(at, prefix->text.n), prefix->classes);
    if (!prefix->accept(&r))
        return found_none();
    return (struct shape_found){prefix->shape, prefix->text.n + r.n, 0};
}

/* xox, a letter, a dash and the token. */
static struct shape_found match_slack(struct sv at)
{
    if (at.n < 5 || !sv_starts(at, SV("xox")) || !(class_of(at.p[3]) & IS_LOWER) || at.p[4] != '-')
        return found_none();
    struct run r = run_at(sv_from(at, 5), IS_URL64);
    if (!is_token(&r))
        return found_none();
    return (struct shape_found){SHAPE_SLACK_TOKEN, 5 + r.n, 0};
}

/* Three parts of base64url with dots between; the first is a JSON object, hence eyJ. */
static struct shape_found match_jwt(struct sv at)
{
    enum { PARTS = 3, PART_MIN = 4 };
    size_t n = 0;
    if (!sv_starts(at, SV("eyJ")))
        return found_none();
    for (int part = 0; part < PARTS; part++) {
        if (part > 0 && (n >= at.n || at.p[n++] != '.'))
            return found_none();
        struct run r = run_at(sv_from(at, n), IS_URL64);
        if (r.n < PART_MIN)
            return found_none();
        n += r.n;
    }
    return (struct shape_found){SHAPE_JWT, n, 0};
}

/* `at` may go on behind the word, because the label has spaces in it. */
static struct shape_found match_pem(struct sv at)
{
    if (!sv_starts(at, SV("-----BEGIN ")))
        return found_none();
    struct sv label = sv_of(at.p, at.n < PEM_LABEL_MAX ? at.n : PEM_LABEL_MAX);
    if (sv_find(label, SV("PRIVATE KEY-----")) == SIZE_MAX)
        return found_none();
    return (struct shape_found){SHAPE_PRIVATE_KEY, at.n, 0};
}

static struct shape_found match_at(struct sv at)
{
    struct shape_found found;
    switch (at.p[0]) {
    case 'e':
        return match_jwt(at);
    case 'x':
        return match_slack(at);
    case '-':
        return match_pem(at);
    default:
        for (size_t i = 0; i < ARRAY_LEN(PREFIXES); i++)
            if ((found = match_prefix(at, &PREFIXES[i])).shape)
                return found;
        return found_none();
    }
}

/* ---- "Bearer" and "Basic" before a word ---- */

static bool stands_before(struct sv text, size_t at, struct sv word)
{
    if (at <= word.n || text.p[at - 1] != ' ')
        return false;
    size_t from = at - 1 - word.n;
    if ((text.p[from] | 0x20) != (word.p[0] | 0x20))
        return false;
    return sv_eq_nocase(sv_of(text.p + from, word.n), word) &&
           (from == 0 || !(class_of(text.p[from - 1]) & IS_ALNUM));
}

/* Prose after such a word has letters of one case, perhaps joined by a dash or a slash; what is
 * random has digits or changes case inside. */
static bool looks_random(const struct run *r)
{
    uint8_t all = r->first | r->within;
    return r->n >= SECRET_MIN && r->solid >= SECRET_MIN / 2 &&
           (all & IS_DIGIT || (r->within & IS_UPPER && all & IS_LOWER) || r->solid >= 32);
}

static struct shape_found match_header(struct sv text, size_t at)
{
    static const struct {
        struct sv word;
        uint8_t classes, shape;
    } HEADERS[] = {
        {SV_INIT("Bearer"), IS_TOKEN, SHAPE_BEARER},
        {SV_INIT("Basic"), IS_ALNUM | IS_BASE64, SHAPE_BASIC},
    };
    for (size_t i = 0; i < ARRAY_LEN(HEADERS); i++) {
        if (!stands_before(text, at, HEADERS[i].word))
            continue;
        struct run r = run_at(sv_from(text, at), HEADERS[i].classes);
        if (looks_random(&r))
            return (struct shape_found){HEADERS[i].shape, r.n, at};
    }
    return found_none();
}

/* ---- long words ---- */

/* Can one of the shapes begin with this character? */
static bool may_begin(char c)
{
    static const bool BEGINS[256] = {
        ['s'] = true, ['p'] = true, ['l'] = true, ['A'] = true,
        ['g'] = true, ['x'] = true, ['e'] = true, ['-'] = true,
    };
    return BEGINS[(unsigned char)c];
}

/* All places in the word from `from` to `end` at which something new begins. */
static struct shape_found scan_word(struct sv text, size_t from, size_t end)
{
    struct shape_found found = match_header(text, from);
    for (size_t at = from; !found.shape && at + WORD_MIN <= end; at++)
        if (may_begin(text.p[at]) &&
            (at == 0 || !(class_of(text.p[at - 1]) & (IS_ALNUM | IS_DASH)))) {
            size_t to = text.p[at] == '-' ? text.n : end;
            found = match_at(sv_of(text.p + at, to - at));
            found.at = at;
        }
    return found;
}

/* White space, control characters, quotes and everything outside ASCII end a word. */
static bool ends_word(char c)
{
    return (signed char)c <= ' ' || c == '"';
}

#ifdef __SSE2__
/* One bit for each of 16 characters that belongs to a word. */
static uint32_t word_bits(const char *p)
{
    __m128i v = _mm_loadu_si128((const __m128i *)(const void *)p);
    __m128i visible = _mm_cmpgt_epi8(v, _mm_set1_epi8(' '));
    __m128i quote = _mm_cmpeq_epi8(v, _mm_set1_epi8('"'));
    return (uint32_t)_mm_movemask_epi8(_mm_andnot_si128(quote, visible));
}
#else
static uint32_t word_bits(const char *p)
{
    uint32_t bits = 0;
    for (unsigned i = 0; i < WINDOW; i++)
        bits |= (uint32_t)!ends_word(p[i]) << i;
    return bits;
}
#endif

/* Where the next word of at least WORD_MIN characters begins, or the length of the text. `at` is
 * the start of a word. Whole windows are skipped: only a run of set bits matters, and after a
 * window without one the search goes on behind its last gap. */
static size_t next_long_word(struct sv text, size_t at)
{
    while (at + WORD_MIN <= text.n) {
        char last[WINDOW] = {0};
        const char *p = text.p + at;
        if (text.n - at < WINDOW) {
            memcpy(last, p, text.n - at);
            p = last;
        }
        uint32_t bits = word_bits(p);
        uint32_t runs = bits & bits >> 1;
        runs &= runs >> 2;
        runs &= runs >> 4;
        runs &= runs >> 2;
        if (runs)
            return at + (size_t)__builtin_ctz(runs);
        at += 32 - (size_t)__builtin_clz(~bits & 0xffff);
    }
    return text.n;
}

size_t shape_credential_length(struct sv text)
{
    bool may = text.n >= WORD_MIN && may_begin(text.p[0]);
    return may ? match_at(text).n : 0;
}

struct shape_found shape_credential(struct sv text)
{
    struct shape_found found = found_none();
    size_t at = 0;
    while (!found.shape && (at = next_long_word(text, at)) < text.n) {
        size_t end = at + WORD_MIN;
        while (end < text.n && !ends_word(text.p[end]))
            end++;
        found = scan_word(text, at, end);
        at = end;
    }
    return found;
}

/* ---- audio ---- */

/* Of base64 and of base64url. */
static const struct sv BASE64_MAGIC[] = {
    SV_INIT("UklGR"), SV_INIT("SUQz"), SV_INIT("//uQ"), SV_INIT("//vQ"), SV_INIT("//NE"),
    SV_INIT("T2dnUw"), SV_INIT("__uQ"), SV_INIT("__vQ"), SV_INIT("__NE"),
};

static bool is_base64(char c)
{
    return class_of(c) & (IS_URL64 | IS_BASE64) || c == '\n' || c == '\r';
}

static bool has_magic(struct sv s)
{
    for (size_t i = 0; i < ARRAY_LEN(BASE64_MAGIC); i++)
        if (sv_starts(s, BASE64_MAGIC[i]))
            return true;
    return false;
}

/* Where in the run from `at` to `end` a sound file begins: at a line. SIZE_MAX when none does, or
 * too late to be one. */
static size_t base64_in(struct sv text, size_t at, size_t end)
{
    for (size_t from = at; from + AUDIO_MIN <= end; from++)
        if ((from == at || text.p[from - 1] == '\n') && has_magic(sv_from(text, from)))
            return from;
    return SIZE_MAX;
}

/* Base64, perhaps in lines, begins at the start of the text or behind a character that it does not
 * have. Where `at` is such a place, the run is looked at from its far end: nearly always a
 * character there shows that it is too short, and the search goes on behind that. */
static struct shape_found find_base64(struct sv text)
{
    size_t at = 0;
    while (at + AUDIO_MIN <= text.n) {
        size_t far = at + AUDIO_MIN;
        while (far > at && is_base64(text.p[far - 1]))
            far--;
        if (far > at) {
            at = far;
            continue;
        }
        size_t end = at + AUDIO_MIN;
        while (end < text.n && is_base64(text.p[end]))
            end++;
        size_t from = base64_in(text, at, end);
        if (from != SIZE_MAX)
            return (struct shape_found){SHAPE_AUDIO_BASE64, end - from, from};
        at = end + 1;
    }
    return found_none();
}

/* A slash is rare in texts, so look for it first. */
static struct shape_found find_data_url(struct sv text)
{
    const struct sv scheme = SV("data:audio/");
    size_t at = scheme.n - 1;
    const char *slash;
    while (at < text.n && (slash = memchr(text.p + at, '/', text.n - at))) {
        at = (size_t)(slash - text.p) + 1;
        if (sv_eq(sv_of(slash + 1 - scheme.n, scheme.n), scheme))
            return (struct shape_found){SHAPE_AUDIO_URL, text.n - (at - scheme.n), at - scheme.n};
    }
    return found_none();
}

struct shape_found shape_audio(struct sv text)
{
    struct shape_found found = find_data_url(text);
    return found.shape ? found : find_base64(text);
}

bool shape_is_audio(struct sv bytes)
{
    switch (bytes.n ? (unsigned char)bytes.p[0] : 0) {
    case 'R':
        return sv_starts(bytes, SV("RIFF"));
    case 'I':
        return sv_starts(bytes, SV("ID3"));
    case 'O':
        return sv_starts(bytes, SV("OggS"));
    case 0xff:
        return sv_starts(bytes, SV("\xff\xfb")) || sv_starts(bytes, SV("\xff\xf3"));
    default:
        return false;
    }
}

const char *shape_name(enum shape shape)
{
    static const char *const NAMES[SHAPES] = {
        [SHAPE_NONE] = "nothing",
        [SHAPE_API_KEY] = "API key",
        [SHAPE_AWS_KEY] = "AWS access key",
        [SHAPE_GITHUB_TOKEN] = "GitHub token",
        [SHAPE_GITLAB_TOKEN] = "GitLab token",
        [SHAPE_SLACK_TOKEN] = "Slack token",
        [SHAPE_GOOGLE_KEY] = "Google API key",
        [SHAPE_LANGSMITH_KEY] = "LangSmith API key",
        [SHAPE_JWT] = "JSON web token",
        [SHAPE_BEARER] = "bearer token",
        [SHAPE_BASIC] = "basic authentication",
        [SHAPE_PRIVATE_KEY] = "private key",
        [SHAPE_AUDIO_URL] = "audio as a data URL",
        [SHAPE_AUDIO_BASE64] = "audio as base64",
        [SHAPE_AUDIO_BYTES] = "audio as bytes",
    };
    return NAMES[shape];
}
