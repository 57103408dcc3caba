#ifndef SPANVET_TESTS_UNIT_LINTED_H
#define SPANVET_TESTS_UNIT_LINTED_H
/* A store with index and view from a JSON text, for tests of lint/ and rules/. */
#include "io/read.h"
#include "lint/engine.h"
#include "rules/packs.h"

struct linted {
    struct store s;
    struct index ix;
    struct view v;
    bool ok;
    struct err e;
};

static inline void linted_open(struct linted *l, const char *json)
{
    struct build b;
    store_init(&l->s);
    build_init(&b, &l->s);
    read_bytes(&b, SV("test.json"), sv_from_c(json));
    build_release(&b);
    index_build(&l->ix, &l->s);
    l->e = (struct err){0};
    l->ok = view_init(&l->v, &l->s, &l->ix, rules_packs, rules_packs_n, &l->e);
}

static inline void linted_close(struct linted *l)
{
    view_release(&l->v);
    index_release(&l->ix);
    store_release(&l->s);
}

/* The spans of one request: SPANS(SPAN("a1", "name", ""), SPAN("a2", "x", ATTR("k", "1"))). */
#define SPANS(list)                                                                                \
    "{\"resourceSpans\":[{\"scopeSpans\":[{\"spans\":[" list "]}]}]}"
#define SPAN_IN(trace, id, name, more)                                                             \
    "{\"traceId\":\"0000000000000000000000000000000" trace "\",\"spanId\":\"00000000000000" id     \
    "\",\"name\":\"" name "\",\"kind\":1,\"startTimeUnixNano\":\"1738000000000000000\","           \
    "\"endTimeUnixNano\":\"1738000001000000000\"" more "}"
#define SPAN(id, name, more) SPAN_IN("a", id, name, more)

#endif
