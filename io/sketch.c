#include "io/sketch.h"

#include "core/hash.h"
#include "core/json_scan.h"

enum { SLOTS = 2 * SKETCH_KEYS };

/* The keys of a sketch by hash: slot -> number of the key + 1, 0 is free. */
struct key_table {
    struct sketch *sk;
    uint16_t slots[SLOTS];
    uint16_t at_depth[SKETCH_DEPTHS]; /* how many there are; the last one is for all below */
};

_Static_assert((SLOTS & (SLOTS - 1)) == 0, "slots are masked");

static bool key_is(const struct sketch_key *k, struct sv key, uint32_t depth)
{
    return k->depth == depth && sv_eq(k->key, key);
}

static bool points_into(struct sv part, struct sv whole)
{
    return part.p >= whole.p && part.p < whole.p + whole.n;
}

static void key_note(void *ctx, struct sv key, uint32_t depth)
{
    struct key_table *t = ctx;
    struct sketch *sk = t->sk;
    uint16_t *n = &t->at_depth[depth < SKETCH_DEPTHS ? depth : SKETCH_DEPTHS - 1];
    if (*n == SKETCH_DEPTH_KEYS || !points_into(key, sk->bytes))
        return;
    size_t at = hash_bytes(key, depth) % SLOTS;
    for (; t->slots[at]; at = (at + 1) % SLOTS)
        if (key_is(&sk->keys[t->slots[at] - 1], key, depth))
            return;
    sk->keys[sk->n_keys++] = (struct sketch_key){key, depth};
    t->slots[at] = (uint16_t)sk->n_keys;
    ++*n;
}

void sketch_make(struct sketch *sk, struct sv bytes)
{
    struct key_table table = {.sk = sk};
    struct json_scan j;
    json_scan_init(&j, sv_of(bytes.p, bytes.n < SKETCH_BYTES ? bytes.n : SKETCH_BYTES));
    char c = json_peek(&j);
    sk->bytes = bytes;
    sk->begins_json = c == '{' || c == '[';
    sk->is_array = c == '[';
    sk->n_keys = 0;
    while (json_more(&j)) {
        json_walk(&j, key_note, &table);
        if (j.bad)
            json_resync(&j);
    }
    sk->is_json = sk->begins_json || sk->n_keys;
    json_scan_release(&j);
}

bool sketch_has(const struct sketch *sk, struct sv key)
{
    for (size_t i = 0; i < sk->n_keys; i++)
        if (sv_eq(sk->keys[i].key, key))
            return true;
    return false;
}

bool sketch_has_at(const struct sketch *sk, struct sv key, uint32_t depth)
{
    for (size_t i = 0; i < sk->n_keys; i++)
        if (key_is(&sk->keys[i], key, depth))
            return true;
    return false;
}
