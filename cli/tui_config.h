#ifndef SPANVET_CLI_TUI_CONFIG_H
#define SPANVET_CLI_TUI_CONFIG_H
/*
 * The configuration that the browser adds excludes to: the functions of struct tui_host. `load` is
 * a struct tui_load (cli/tui_load.h).
 */
#include "core/buf.h"
#include "core/err.h"
#include "lint/config.h"

/* The file that holds for the inputs: the one of --config, or the nearest one. Where there is none,
 * `path` is that of the one that would be made, and `text` stays empty: in the working directory,
 * as `spanvet init` makes it, where the first input lies there or below; else beside that input.
 * False with a sentence when the file cannot be read or is no configuration. */
bool tui_config_read(void *load, struct buf *path, struct buf *text, struct err *e);

/* Replaces a file, beside its place and renamed. */
bool tui_config_write(void *load, struct sv path, struct sv text, struct err *e);

/* The excludes of a configuration that was written, which must live as long as `c`; false when
 * there are none, or they cannot be read. */
bool tui_config_excludes(struct config *c, struct sv text, const struct catalog *catalog);

#endif
