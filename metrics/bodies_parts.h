#ifndef SPANVET_METRICS_BODIES_PARTS_H
#define SPANVET_METRICS_BODIES_PARTS_H
/*
 * How files of definitions are read, for metrics/bodies*.c only. What reads says false when there
 * was trouble, which has its sentence then, and goes on with the rest.
 */
#include "metrics/bodies.h"

/* The value in hand. */
struct body_place {
    struct bodies *b;
    uint32_t file;
    uint8_t form;       /* enum body_form */
    struct buf path;    /* "$.metrics[3]" */
    struct sv resource; /* as in struct body */
};

typedef bool body_read(struct body_place *at, const json_t *value);

/* Adds a sentence; false. */
bool bodies_trouble(struct bodies *b, const char *fmt, ...) PRINTF_LIKE(2, 3);

/* The value in hand is a body. */
body_read body_place_add;

/* A member or an item of the value in hand. Leave with what enter returned. */
size_t body_place_enter(struct body_place *at, const char *member);
size_t body_place_item(struct body_place *at, size_t i);
void body_place_leave(struct body_place *at, size_t before);

/* ---- bodies_terraform.c ---- */

bool terraform_is(const json_t *top);
body_read terraform_read;

#endif
