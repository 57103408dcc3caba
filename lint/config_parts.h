#ifndef SPANVET_LINT_CONFIG_PARTS_H
#define SPANVET_LINT_CONFIG_PARTS_H
/*
 * How a configuration is read, member by member (config_members.c), for lint/config*.c only. What
 * reads says false after config_fail: the first fault ends it, and the path stays where it is.
 */
#include <jansson.h>

#include "core/nearest.h"
#include "lint/config.h"

/* What is in hand while a configuration is read. */
struct config_reader {
    struct config *c;
    const struct catalog *catalog;
    const struct config_option *options;
    size_t n_options;
    struct err *e;
    struct buf path; /* of the member that is being read: "rules.N055.params" */
    uint8_t *seen;   /* by rule: it had its member */
    /* What the members below these belong to. */
    uint32_t rule;
    struct config_level *level;
    struct exclude *exclude;
};

/* Reads the value in hand. */
typedef bool config_read_fn(struct config_reader *r, const json_t *value);

struct config_member {
    const char *name;
    config_read_fn *read;
    bool required;
};

/* The document; the caller owns it. NULL after "FILE:LINE:COLUMN: what is wrong". */
json_t *config_document(struct sv file, struct sv text, struct err *e);

/* ---- where, and what is wrong there ---- */

/* The path of a member, or of an item of a list, inside the value in hand. Leave with what enter
 * returned. */
size_t config_enter(struct config_reader *r, const char *name);
size_t config_enter_item(struct config_reader *r, size_t i);
void config_leave(struct config_reader *r, size_t before);

/* "FILE: PATH: text", and false. */
bool config_fail(struct config_reader *r, const char *fmt, ...) PRINTF_LIKE(2, 3);
/* "an object", "a text", "null". */
const char *config_type_of(const json_t *value);
/* `ok`, or false after "must be WHAT, not a text". */
bool config_expect(struct config_reader *r, bool ok, const char *what, const json_t *value);

/* ---- members ---- */

/* Is the member there for people ("_comment", "//...")? Its value is a text or a list of texts. */
bool config_is_comment(const char *key);
config_read_fn config_comment;

/* Is `name` what the unknown member `key` was meant to be? As nearest_try, and also for the first
 * word of the key. */
void config_member_try(struct nearest *near, const char *key, const char *name);
bool config_member_unknown(struct config_reader *r, const char *key, struct nearest near);

/* One member, and all members of an object: each by its row of the table, comments aside. */
bool config_member(struct config_reader *r, const struct config_member *members, size_t n,
                   const char *key, const json_t *value);
bool config_members(struct config_reader *r, const struct config_member *members, size_t n,
                    const json_t *object);
/* Each item of a list. */
bool config_items(struct config_reader *r, const json_t *list, config_read_fn *read);
/* A text that is not empty, copied into the arena of the config. */
bool config_text(struct config_reader *r, const json_t *value, struct sv *out);

#endif
