#ifndef SPANVET_CLI_TUI_STAGE_H
#define SPANVET_CLI_TUI_STAGE_H
/* What the browser stages, the same way as `spanvet metrics stage` (cli/stage_into.h). */
#include "core/err.h"
#include "metrics/stage.h"

/* tui_host.stage; `load` is a struct tui_load. */
bool tui_stage(void *load, const struct plan *plan, const struct stage_wish *wish,
               struct sv folder, bool dry_run, struct buf *report, struct err *e);

#endif
