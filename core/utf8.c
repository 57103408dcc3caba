#include "core/utf8.h"

static bool is_tail(char c)
{
    return ((unsigned char)c & 0xc0) == 0x80;
}

size_t utf8_len(struct sv s)
{
    if (s.n == 0)
        return 0;
    unsigned char a = (unsigned char)s.p[0];
    unsigned char b = s.n > 1 ? (unsigned char)s.p[1] : 0;
    if (a < 0x80)
        return 1;
    if (a >= 0xc2 && a <= 0xdf)
        return s.n > 1 && is_tail(s.p[1]) ? 2 : 0;
    if ((a & 0xf0) == 0xe0) {
        bool overlong = a == 0xe0 && b < 0xa0;
        bool surrogate = a == 0xed && b > 0x9f;
        return s.n > 2 && is_tail(s.p[1]) && is_tail(s.p[2]) && !overlong && !surrogate ? 3 : 0;
    }
    if (a >= 0xf0 && a <= 0xf4) {
        bool outside = (a == 0xf0 && b < 0x90) || (a == 0xf4 && b > 0x8f);
        return s.n > 3 && is_tail(s.p[1]) && is_tail(s.p[2]) && is_tail(s.p[3]) && !outside ? 4
                                                                                            : 0;
    }
    return 0;
}

static bool is_ascii8(const char *p)
{
    uint64_t eight;
    memcpy(&eight, p, 8);
    return !(eight & 0x8080808080808080u);
}

bool utf8_valid(struct sv s)
{
    for (size_t i = 0; i < s.n;) {
        if (s.n - i >= 8 && is_ascii8(s.p + i)) {
            i += 8;
            continue;
        }
        size_t len = utf8_len(sv_from(s, i));
        if (!len)
            return false;
        i += len;
    }
    return true;
}

size_t utf8_put(char *out, uint32_t c)
{
    if (c < 0x80) {
        out[0] = (char)c;
        return 1;
    }
    if (c < 0x800) {
        out[0] = (char)(0xc0 | c >> 6);
        out[1] = (char)(0x80 | (c & 0x3f));
        return 2;
    }
    if (c < 0x10000) {
        out[0] = (char)(0xe0 | c >> 12);
        out[1] = (char)(0x80 | (c >> 6 & 0x3f));
        out[2] = (char)(0x80 | (c & 0x3f));
        return 3;
    }
    out[0] = (char)(0xf0 | c >> 18);
    out[1] = (char)(0x80 | (c >> 12 & 0x3f));
    out[2] = (char)(0x80 | (c >> 6 & 0x3f));
    out[3] = (char)(0x80 | (c & 0x3f));
    return 4;
}

struct sv utf8_prefix(struct sv s, size_t max)
{
    if (s.n <= max)
        return s;
    while (max && is_tail(s.p[max]))
        max--;
    return sv_of(s.p, max);
}

uint32_t utf8_code(const char *p, size_t len)
{
    static const unsigned char first_bits[] = {0, 0x7f, 0x1f, 0x0f, 0x07};
    uint32_t c = (unsigned char)p[0] & first_bits[len];
    for (size_t i = 1; i < len; i++)
        c = c << 6 | ((unsigned char)p[i] & 0x3f);
    return c;
}

bool utf8_is_unseen(uint32_t c)
{
    static const struct {
        uint32_t first, last;
    } ranges[] = {
        {0x00, 0x1f},     {0x7f, 0x9f},     {0xad, 0xad},     {0x34f, 0x34f},
        {0x61c, 0x61c},   {0x115f, 0x1160}, {0x17b4, 0x17b5}, {0x180b, 0x180f},
        {0x200b, 0x200f}, {0x2028, 0x202e}, {0x2060, 0x206f}, {0x3164, 0x3164},
        {0xfdd0, 0xfdef}, {0xfeff, 0xfeff}, {0xffa0, 0xffa0}, {0xfff0, 0xfffb},
        {0x1bca0, 0x1bca3}, {0x1d173, 0x1d17a}, {0xe0000, 0xe0fff},
    };
    if (c >= ' ' && c < 0x7f)
        return false;
    for (size_t i = 0; i < ARRAY_LEN(ranges) && c >= ranges[i].first; i++)
        if (c <= ranges[i].last)
            return true;
    return (c & 0xfffe) == 0xfffe;
}
