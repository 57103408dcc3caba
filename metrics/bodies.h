#ifndef SPANVET_METRICS_BODIES_H
#define SPANVET_METRICS_BODIES_H
/*
 * struct bodies: definitions of metrics read from files. A file is JSON and holds
 *
 *     a body of `POST /v1/metrics`, or a list of them
 *     {"metric": BODY}, and {"metrics": [BODY...]}: answers of the API
 *     {"schema": "spanvet.bundle/1", "profile": ..., "metrics": [BODY...]}
 *     {"schema": "spanvet.metrics/1", ...}: a plan; what it rejects is left out
 *     {"resource": {"coval_metric": {NAME: BODY}}}: Terraform's JSON syntax
 *     what `terraform show -json` prints, of a state or of a plan
 *
 * and a directory holds such files: those that `spanvet metrics stage` wrote (there is a file
 * staged.json) in metrics/, others in itself. No member may be there twice.
 */
#include "core/buf.h"
#include "core/err.h"
#include "metrics/definition.h"
#include "metrics/json_lines.h"

enum { BODIES_BYTES_MAX = 16 << 20, BODIES_FILES_MAX = 10000 };

/* Where bodies are from. Those of the last two have members that nobody wrote: null for what is
 * absent, and what the service says of a metric. */
enum body_form { BODY_WRITTEN, BODY_SERVICE, BODY_TERRAFORM };

struct body_file {
    struct sv path;          /* as it was given, or found */
    json_t *top;
    struct sv text;          /* without a byte order mark */
    struct json_lines lines; /* of its objects */
    struct sv profile;       /* that a bundle or a plan names; else empty */
};

struct body {
    const json_t *json;  /* an object */
    uint32_t file;       /* of bodies.files */
    uint8_t form;        /* enum body_form */
    struct sv path;      /* "$.metrics[3]" */
    struct sv resource;  /* in Terraform: "coval_metric.NAME"; else empty */
    struct definition definition;
};

struct bodies {
    VEC(struct body) list;
    VEC(struct body_file) files;
    VEC(struct sv) troubles; /* what could not be read, a sentence each */
    struct arena arena;
};

/* Adds what a file, a directory or standard input ("-") holds. False when there was trouble; what
 * could be read is there all the same. */
bool bodies_load(struct bodies *b, struct sv path);
/* The same for the text of a file. */
bool bodies_read(struct bodies *b, struct sv path, struct sv text);
/* Accepts zeroed ones. */
void bodies_release(struct bodies *b);

/* "an object", "a text", "null": what a value is, to a person. */
const char *body_type_word(const json_t *value);

/* The line, from 1 on, of a member of the body, or of a member of that ("target_condition",
 * "target_float"); where there is none, of what it would stand in. Linear in the body. */
uint32_t body_line(const struct bodies *b, const struct body *body, const char *member,
                   const char *inner);

#endif
