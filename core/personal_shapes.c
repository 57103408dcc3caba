#include "core/personal_shapes.h"

#include "core/name_ids.h"

#ifdef __SSE2__
#include <emmintrin.h>
#endif

enum {
    WINDOW = 16,
    GROUPS = 6,        /* of digits; no shape has more */
    DIGITS = 19,       /* nor more of these */
    DIGITS_MIN = 6,    /* nor fewer */
    LOCAL_MAX = 64,    /* bytes before the @ of an address */
    CONTEXT = 24,      /* bytes before a date in which "born" is looked for */
    PHONE_MIN = 8,
    PHONE_MAX = 15
};

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_alnum(char c)
{
    return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_one_of(char c, const char *set)
{
    return c && strchr(set, c);
}

/* ---- numbers in groups ---- */

/* Groups of digits with single separators between them: "(415) 555-0100" is 3, 3 and 4. */
struct number {
    uint8_t n;              /* groups */
    uint8_t size[GROUPS];
    char before[GROUPS];    /* the separator before each; of the first one what stands there */
    char digit[DIGITS];     /* all digits, without separators */
    size_t n_digits;
    size_t start;           /* of the text, with a + or ( before the digits */
    bool plus;
};

static bool is_separator(char c)
{
    return c == ' ' || c == '-' || c == '.' || c == '/';
}

/* Where the digits go on behind the separator at `at`, with `*c` the separator; SIZE_MAX when they
 * do not. ") " and ")-" are one separator. */
static size_t next_group(struct sv text, size_t at, char *c)
{
    if (at < text.n && text.p[at] == ')')
        at++;
    if (at < text.n && is_separator(text.p[at]))
        *c = text.p[at++];
    else
        *c = ' ';
    return at < text.n && is_digit(text.p[at]) ? at : SIZE_MAX;
}

/* Takes one group of digits. False when there are too many of them to be of any shape. */
static bool group_take(struct number *num, struct sv text, size_t *at, char before)
{
    if (num->n == GROUPS)
        return false;
    num->before[num->n] = before;
    size_t from = *at;
    for (; *at < text.n && is_digit(text.p[*at]); (*at)++) {
        if (num->n_digits == DIGITS)
            return false;
        num->digit[num->n_digits++] = text.p[*at];
    }
    num->size[num->n++] = (uint8_t)(*at - from);
    return true;
}

/* Reads all groups from the digit at `*at`, which is left behind them. False when they are a part
 * of something else: a word, a decimal number, a time, or a longer list of numbers. */
static bool number_read(struct number *num, struct sv text, size_t *at)
{
    size_t first = *at, next = *at;
    char c = 0;
    bool fits = true;
    while (next != SIZE_MAX) {
        *at = next;
        fits = fits && group_take(num, text, at, c);
        while (*at < text.n && is_digit(text.p[*at]))
            (*at)++;
        next = *at < text.n && !is_digit(text.p[*at]) ? next_group(text, *at, &c) : SIZE_MAX;
    }
    size_t start = first;
    if (start > 0 && text.p[start - 1] == '(')
        start--;
    num->plus = start > 0 && text.p[start - 1] == '+';
    start -= num->plus;
    num->start = start;
    char left = start > 0 ? text.p[start - 1] : ' ', right = *at < text.n ? text.p[*at] : ' ';
    return fits && !is_alnum(left) && !is_alnum(right) && !is_one_of(left, "_.-/:#@$") &&
           !is_one_of(right, "_:%@");
}

static bool groups_are(const struct number *num, const char *sizes)
{
    for (uint8_t i = 0; i < num->n; i++)
        if (sizes[i] == '\0' || num->size[i] != (uint8_t)(sizes[i] - '0'))
            return false;
    return num->n > 0 && sizes[num->n] == '\0';
}

/* All separators are this one. */
static bool joined_by(const struct number *num, char c)
{
    for (uint8_t i = 1; i < num->n; i++)
        if (num->before[i] != c)
            return false;
    return true;
}

static bool joined_alike(const struct number *num, uint8_t from)
{
    for (uint8_t i = (uint8_t)(from + 1); i < num->n; i++)
        if (num->before[i] != num->before[from])
            return false;
    return true;
}

/* ---- the shapes ---- */

static bool is_north_american(const struct number *num)
{
    size_t skip = num->n == 4 && num->size[0] == 1 && num->digit[0] == '1';
    bool sizes = groups_are(num, skip ? "1334" : "334");
    return sizes && num->before[num->n - 1] != '/' && num->digit[skip] >= '2' &&
           num->digit[skip + 3] >= '2';
}

static bool is_national_phone(const struct number *num)
{
    bool begins = num->digit[0] == '0' && num->digit[1] != '0';
    if (!begins || num->n < 2 || num->n_digits < 10 || num->n_digits > 12)
        return false;
    for (uint8_t i = 0; i < num->n; i++)
        if (num->size[i] < 2)
            return false;
    return num->before[1] != '.' && (num->n == 2 || joined_alike(num, 2));
}

static bool is_phone(const struct number *num)
{
    if (num->plus)
        return num->digit[0] != '0' && num->n_digits >= PHONE_MIN && num->n_digits <= PHONE_MAX;
    return is_north_american(num) || is_national_phone(num);
}

static bool passes_luhn(const char *digits, size_t n)
{
    unsigned sum = 0;
    for (size_t i = 0; i < n; i++) {
        unsigned d = (unsigned)(digits[n - 1 - i] - '0');
        sum += i % 2 == 0 ? d : d < 5 ? 2 * d : 2 * d - 9;
    }
    return sum % 10 == 0;
}

static unsigned leading(const struct number *num, size_t n)
{
    unsigned value = 0;
    for (size_t i = 0; i < n; i++)
        value = 10 * value + (unsigned)(num->digit[i] - '0');
    return value;
}

static bool is_issued(const struct number *num)
{
    unsigned two = leading(num, 2), four = leading(num, 4);
    switch (num->n_digits) {
    case 14:
        return two == 36 || two == 38 || (four >= 3000 && four <= 3059);
    case 15:
        return two == 34 || two == 37;
    case 16:
        return two / 10 == 4 || (two >= 51 && two <= 55) || (four >= 2221 && four <= 2720) ||
               four == 6011 || two == 65 || (four >= 3528 && four <= 3589);
    default:
        return false;
    }
}

static bool is_card(const struct number *num)
{
    bool groups = num->n == 1 || groups_are(num, "4444") || groups_are(num, "465") ||
                  groups_are(num, "464");
    return groups && !num->plus && (joined_by(num, ' ') || joined_by(num, '-')) &&
           num->n_digits >= 14 && is_issued(num) && passes_luhn(num->digit, num->n_digits);
}

static bool is_national_id(const struct number *num)
{
    if (!groups_are(num, "324") || !joined_by(num, '-') || num->plus)
        return false;
    unsigned area = leading(num, 3);
    return area != 0 && area != 666 && area < 900 && memcmp(num->digit + 3, "00", 2) != 0 &&
           memcmp(num->digit + 5, "0000", 4) != 0;
}

static bool is_date(const struct number *num)
{
    bool sizes = num->n == 3 && (num->size[0] == 4 || num->size[2] == 4) && num->n_digits <= 8 &&
                 num->n_digits >= 6;
    return sizes && joined_alike(num, 1) && num->before[1] != ' ';
}

static bool follows_birth(struct sv text, size_t at)
{
    static const struct sv WORDS[] = {SV_INIT("born"), SV_INIT("birth"), SV_INIT("dob")};
    size_t from = at > CONTEXT ? at - CONTEXT : 0;
    for (size_t i = 0; i < ARRAY_LEN(WORDS); i++)
        if (sv_find_nocase(sv_of(text.p + from, at - from), WORDS[i]) != SIZE_MAX)
            return true;
    return false;
}

static uint8_t number_kinds(struct sv text, size_t *at, size_t *start)
{
    struct number num = {0};
    size_t first = *at;
    if (!number_read(&num, text, at))
        return 0;
    *start = num.start;
    return (uint8_t)((is_phone(&num) ? 1 << PERSONAL_PHONE : 0) |
                     (is_card(&num) ? 1 << PERSONAL_CARD : 0) |
                     (is_national_id(&num) ? 1 << PERSONAL_NATIONAL_ID : 0) |
                     (is_date(&num) && follows_birth(text, first) ? 1 << PERSONAL_BIRTH : 0));
}

/* ---- e-mail ---- */

/* Addresses of machines: service accounts, and the user of git and ssh URLs. */
static bool is_technical(struct sv address)
{
    static const struct sv ENDS[] = {SV_INIT("gserviceaccount.com"), SV_INIT(".png"),
                                     SV_INIT(".jpg"), SV_INIT(".svg"), SV_INIT(".gif")};
    for (size_t i = 0; i < ARRAY_LEN(ENDS); i++)
        if (sv_ends(address, ENDS[i]))
            return true;
    return sv_starts(address, SV("git@"));
}

/* The length of the address around the @ at `at`, or 0; where it begins. */
static size_t email_around(struct sv text, size_t at, size_t *start)
{
    size_t from = at;
    while (from > 0 && at - from < LOCAL_MAX &&
           (is_alnum(text.p[from - 1]) || is_one_of(text.p[from - 1], "._+-")))
        from--;
    size_t n = name_email_length(sv_from(text, from));
    *start = from;
    return is_technical(sv_of(text.p + from, n)) ? 0 : n;
}

/* ---- texts ---- */

#ifdef __SSE2__
/* 16 characters at a time: all ones where one is a digit. */
static __m128i digits_in(__m128i v)
{
    return _mm_and_si128(_mm_cmpgt_epi8(v, _mm_set1_epi8('0' - 1)),
                         _mm_cmplt_epi8(v, _mm_set1_epi8('9' + 1)));
}
#endif

/* Where the next digit or @ stands, or the length of the text. Whole windows without one are
 * passed over, which is what most texts consist of. */
static size_t next_mark(struct sv text, size_t at)
{
#ifdef __SSE2__
    for (; at + WINDOW <= text.n; at += WINDOW) {
        __m128i v = _mm_loadu_si128((const __m128i *)(const void *)(text.p + at));
        __m128i mark = _mm_or_si128(digits_in(v), _mm_cmpeq_epi8(v, _mm_set1_epi8('@')));
        int bits = _mm_movemask_epi8(mark);
        if (bits)
            return at + (size_t)__builtin_ctz((unsigned)bits);
    }
#endif
    while (at < text.n && !is_digit(text.p[at]) && text.p[at] != '@')
        at++;
    return at;
}

/* Does the text have as many digits as the shortest shape, or an @? Long texts mostly do. */
static bool may_be_personal(struct sv text)
{
#ifdef __SSE2__
    enum { LONG = 128 * WINDOW };
    __m128i count = _mm_setzero_si128(), address = count;
    char last[WINDOW] = {0};
    if (text.n > LONG)
        return true;
    for (size_t at = 0; at < text.n; at += WINDOW) {
        const char *p = text.p + at;
        if (text.n - at < WINDOW)
            p = memcpy(last, p, text.n - at);
        __m128i v = _mm_loadu_si128((const __m128i *)(const void *)p);
        count = _mm_sub_epi8(count, digits_in(v));
        address = _mm_or_si128(address, _mm_cmpeq_epi8(v, _mm_set1_epi8('@')));
    }
    count = _mm_sad_epu8(count, _mm_setzero_si128());
    return _mm_cvtsi128_si32(count) + _mm_extract_epi16(count, 4) >= DIGITS_MIN ||
           _mm_movemask_epi8(address);
#else
    unsigned digits = 0;
    for (size_t at = 0; at < text.n && digits < DIGITS_MIN; at++)
        digits += text.p[at] == '@' ? DIGITS_MIN : is_digit(text.p[at]);
    return digits >= DIGITS_MIN;
#endif
}

/* What the digit or @ at `*at` is a part of, and where that begins. `*at` is left behind the
 * number, or behind the @. */
static inline uint8_t mark_kinds(struct sv text, size_t *at, size_t *start)
{
    if (text.p[*at] != '@')
        return number_kinds(text, at, start);
    return email_around(text, (*at)++, start) ? 1 << PERSONAL_EMAIL : 0;
}

uint8_t personal_kinds(struct sv text)
{
    uint8_t kinds = 0;
    size_t at = 0, start;
    if (!may_be_personal(text))
        return 0;
    while ((at = next_mark(text, at)) < text.n)
        kinds |= mark_kinds(text, &at, &start);
    return kinds;
}

struct personal_found personal_next(struct sv text, size_t from)
{
    uint8_t kinds = 0;
    size_t at = from, start = 0;
    if (!may_be_personal(text))
        return (struct personal_found){0};
    while (!kinds && (at = next_mark(text, at)) < text.n)
        kinds = mark_kinds(text, &at, &start);
    if (!kinds)
        return (struct personal_found){0};
    if (kinds & 1 << PERSONAL_EMAIL)
        at = start + name_email_length(sv_from(text, start));
    return (struct personal_found){start, at - start, (enum personal)__builtin_ctz(kinds)};
}

/* ---- keys that say what stands under them ---- */

static bool key_has(struct sv key, struct sv word)
{
    size_t at = sv_find_nocase(key, word);
    size_t end = at + word.n;
    return at != SIZE_MAX && (at == 0 || !is_alnum(key.p[at - 1])) &&
           (end == key.n || !is_alnum(key.p[end]));
}

enum personal personal_key(struct sv key)
{
    static const struct {
        struct sv word;
        enum personal kind;
    } WORDS[] = {
        {SV_INIT("phone"), PERSONAL_PHONE},        {SV_INIT("phone_number"), PERSONAL_PHONE},
        {SV_INIT("phoneNumber"), PERSONAL_PHONE},  {SV_INIT("mobile"), PERSONAL_PHONE},
        {SV_INIT("msisdn"), PERSONAL_PHONE},       {SV_INIT("telephone"), PERSONAL_PHONE},
        {SV_INIT("email"), PERSONAL_EMAIL},        {SV_INIT("dob"), PERSONAL_BIRTH},
        {SV_INIT("birthdate"), PERSONAL_BIRTH},    {SV_INIT("birthday"), PERSONAL_BIRTH},
        {SV_INIT("date_of_birth"), PERSONAL_BIRTH}, {SV_INIT("birth_date"), PERSONAL_BIRTH},
        {SV_INIT("ssn"), PERSONAL_NATIONAL_ID},    {SV_INIT("national_id"), PERSONAL_NATIONAL_ID},
        {SV_INIT("card_number"), PERSONAL_CARD},
    };
    for (size_t i = 0; i < ARRAY_LEN(WORDS); i++)
        if (key_has(key, WORDS[i].word))
            return WORDS[i].kind;
    return PERSONAL_KINDS;
}

bool personal_value(enum personal kind, struct sv text)
{
    enum { TEXT_MAX = 40 };
    static const struct {
        size_t least, most;
    } DIGIT_RANGE[PERSONAL_KINDS] = {
        [PERSONAL_PHONE] = {7, PHONE_MAX}, [PERSONAL_CARD] = {13, DIGITS},
        [PERSONAL_NATIONAL_ID] = {7, 14},  [PERSONAL_BIRTH] = {4, 8},
    };
    size_t digits = 0, letters = 0;
    for (size_t i = 0; i < text.n && text.n <= TEXT_MAX; i++) {
        digits += is_digit(text.p[i]);
        letters += is_alnum(text.p[i]) && !is_digit(text.p[i]);
    }
    return kind != PERSONAL_EMAIL && digits >= DIGIT_RANGE[kind].least &&
           digits <= DIGIT_RANGE[kind].most && (letters == 0 || kind == PERSONAL_BIRTH);
}

const char *personal_name(enum personal kind)
{
    static const char *const NAMES[PERSONAL_KINDS] = {
        [PERSONAL_EMAIL] = "e-mail address",     [PERSONAL_PHONE] = "phone number",
        [PERSONAL_CARD] = "card number",         [PERSONAL_NATIONAL_ID] = "national id",
        [PERSONAL_BIRTH] = "date of birth",
    };
    return NAMES[kind];
}
