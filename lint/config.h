#ifndef SPANVET_LINT_CONFIG_H
#define SPANVET_LINT_CONFIG_H
/*
 * struct config: a configuration file as read. It is a JSON object, docs/schema/config-1.json:
 *
 *     options    members with the names of the caller's options; "metrics.plan.format" is one of
 *                an object in an object
 *     rules      by code or slug: "severity" (error, warning, info, off), "params" by name, and
 *                "spans": a list of {"name": glob, "severity": ...}, the last that matches holds;
 *                or the severity alone, as a text
 *     exclude    a list of what lint/exclude.h says; "rule" and "reason" must be there
 *     packs      a list of paths, relative to the file
 *     dialect    the name of a pack, or "auto"
 *     $schema    is passed over, and so is, in any object, "_comment" and what begins with "//": a
 *                text or a list of texts
 *
 * Where an option of the caller has the name of one of these, the option has it. Everything else is
 * an error: a sentence with the file, the path of the member and the nearest right word.
 */
#include "core/vec.h"
#include "lint/settings.h"

enum { CONFIG_BYTES_MAX = 1 << 20 };

enum config_type {
    CONFIG_FLAG,  /* true or false, read as "true" or "false" */
    CONFIG_TEXT,  /* a text that is not empty */
    CONFIG_LIST,  /* a list of such texts: a value each */
    CONFIG_COUNT, /* a whole number from 1 on, read as its digits */
    CONFIG_LIMIT, /* the same from 0 on */
    CONFIG_NUMBER /* a number, read as its shortest digits */
};

struct config_option {
    struct sv name; /* "fail_on", "metrics.plan.format"; empty = not a member */
    uint8_t type;   /* enum config_type */
};

struct config_value {
    uint32_t option; /* of the caller's */
    struct sv text;
};

struct config_level {
    uint32_t rule;
    uint8_t level;  /* lint/settings.h */
    struct sv span; /* glob; empty = every finding of the rule */
};

struct config_param {
    uint32_t rule;
    uint8_t param;
    double value;
};

struct config {
    struct sv file; /* its path; empty = there is none */
    VEC(struct config_value) values;
    VEC(struct config_level) levels;
    VEC(struct config_param) params;
    struct excludes excludes;
    VEC(struct sv) packs; /* paths as they can be opened */
    struct sv dialect;    /* empty = not given */
    struct sv text;       /* of the file */
    struct arena arena;   /* all texts */
};

/* Reads the text of `file`, all but rules and excludes: the packs that it names may bring rules.
 * False with a sentence; then the config may hold a part of it. Release accepts a zeroed config. */
bool config_read(struct config *c, struct sv file, struct sv text,
                 const struct config_option *options, size_t n_options, struct err *e);
/* Reads the rules and excludes of a config that was read; nothing when there is none. */
bool config_read_rules(struct config *c, const struct catalog *catalog, struct err *e);
void config_release(struct config *c);

/* Puts rules, parameters and excludes into the settings, which must not outlive the config. */
void config_apply(const struct config *c, struct settings *set);

/* `path` as it is written in the file, seen from the working directory. Lives with the config. */
struct sv config_path(struct config *c, struct sv path);

#endif
