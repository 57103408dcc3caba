#include "io/otlp_pb_check.h"

#include "io/wire.h"

enum shape { OTHER, KEY_VALUE, ANY_VALUE, ARRAY, MAP, SHAPES };

enum { FIELDS = 8 };

/* Where messages stand in each other. */
static const uint8_t child[SHAPES][FIELDS] = {
    [KEY_VALUE] = {[2] = ANY_VALUE},
    [ANY_VALUE] = {[5] = ARRAY, [6] = MAP},
    [ARRAY] = {[1] = ANY_VALUE},
    [MAP] = {[1] = KEY_VALUE},
};

/* An open message. A map takes three of them a level: MAP, KEY_VALUE, ANY_VALUE. */
struct open {
    const char *end;
    uint8_t shape;
    uint8_t kind; /* ANY_VALUE: the kind seen last, as field number */
};

enum { OPEN_MAX = 3 * VALUE_DEPTH_MAX + 3 };

struct walk {
    struct wire w;
    char *bytes; /* what is walked */
    struct pb_check found;
    struct sv value; /* the outermost AnyValue */
    size_t n;
    unsigned depth;
    struct open open[OPEN_MAX];
};

static void leave(struct walk *k)
{
    uint8_t shape = k->open[--k->n].shape;
    k->depth -= shape == ARRAY || shape == MAP;
    k->w.end = k->n ? k->open[k->n - 1].end : k->w.end;
}

static void enter(struct walk *k, struct sv bytes, uint8_t shape)
{
    const char *end = bytes.n ? bytes.p + bytes.n : bytes.p; /* of nothing, NULL may be the place */
    if (k->n == 1)
        k->value = bytes;
    k->depth += shape == ARRAY || shape == MAP;
    BUG_ON(k->n == OPEN_MAX);
    k->open[k->n++] = (struct open){end, shape, 0};
    k->w.p = bytes.p;
    k->w.end = end;
}

/* Makes a value of one field that AnyValue does not have, with its length written in five bytes. */
static void blank(char *value, size_t n)
{
    enum { HEAD = 6 };
    BUG_ON(n < HEAD);
    size_t rest = n - HEAD;
    value[0] = (char)(15 << 3 | WIRE_LEN);
    for (int i = 1; i < HEAD; i++, rest >>= 7)
        value[i] = (char)((rest & 0x7f) | (i < HEAD - 1 ? 0x80 : 0));
}

/* Goes on behind the outermost value. */
static void blank_value(struct walk *k)
{
    k->found.too_deep = true;
    while (k->n > 1)
        leave(k);
    k->w.p = k->value.p + k->value.n;
    blank(k->bytes + (k->value.p - k->bytes), k->value.n);
}

static void see_field(struct walk *k, const struct wire_field *f)
{
    struct open *o = &k->open[k->n - 1];
    uint32_t number = f->number < FIELDS ? f->number : 0;
    if (o->shape == ANY_VALUE && number) {
        k->found.two_kinds |= o->kind && o->kind != number;
        o->kind = (uint8_t)number;
    }
    uint8_t shape = child[o->shape][number];
    if (shape && f->type == WIRE_LEN)
        enter(k, f->bytes, shape);
    if (k->depth > VALUE_DEPTH_MAX)
        blank_value(k);
}

struct pb_check pb_check(char *key_value, size_t n)
{
    struct walk k; /* not cleared: `open` is large and used from the bottom up */
    struct wire_field f = {0};
    k.bytes = key_value;
    k.w = wire_of(sv_of(key_value, n));
    k.found = (struct pb_check){0};
    k.n = k.depth = 0;
    enter(&k, sv_of(key_value, n), KEY_VALUE);
    while (k.n && !k.w.bad) {
        if (wire_next(&k.w, &f))
            see_field(&k, &f);
        else if (!k.w.bad)
            leave(&k);
    }
    k.found.damaged = k.w.bad != NULL;
    return k.found;
}
