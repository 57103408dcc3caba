#ifndef SPANVET_CLI_CONFIG_FIND_H
#define SPANVET_CLI_CONFIG_FIND_H
/*
 * The configuration file of a run: where it is, and what its members do to the options. Looked for
 * is CONFIG_FILE, in the folder of each input and upwards from there (a folder that is an input
 * counts itself), and when there is none, in the working directory and upwards. The nearest file
 * holds alone. Inputs for which different files hold are an error that names both.
 */
#include "cli/command.h"
#include "lint/config.h"

#define CONFIG_FILE ".spanvet.json"

/* Which file: the one that was named, none, or the one that is found. */
struct config_wish {
    struct sv file; /* --config; empty = look for it */
    bool none;      /* --no-config */
};

/* The path of the file that holds for these inputs, "" for none. False with a sentence when they
 * disagree. */
bool config_find(struct buf *path, const struct words *inputs, struct err *e);

/* Is this text a configuration, but for its rules and excludes? False with a sentence. */
bool config_check(struct sv file, struct sv text, struct err *e);

/* Finds and reads the file, and gives the job's options the values that it has for them (they point
 * into the config, which must live as long); members of other commands are read and left alone.
 * Paths of files to write are seen from the file's folder and must stay below it. False with a
 * sentence for anything that is wrong with the file. */
bool config_load(struct config *c, const struct job *job, struct config_wish wish, struct err *e);

#endif
