#include "cli/tui_stage.h"

#include "cli/stage_into.h"
#include "cli/staging_show.h"
#include "cli/tui_load.h"

/* What a popup has in a terminal of 80 columns. */
enum { REPORT_COLUMNS = 72 };

struct showing {
    struct buf *report;
    bool dry_run;
};

static void show(void *self, const struct staging *g, const struct stage *st)
{
    const struct showing *s = self;
    struct page page = {.b = s->report, .style.width = REPORT_COLUMNS};
    staging_text(&page, g, st, s->dry_run);
}

bool tui_stage(void *load, const struct plan *plan, const struct stage_wish *wish,
               struct sv folder, bool dry_run, struct buf *report, struct err *e)
{
    const struct tui_data *data = tui_load_now(load);
    struct showing s = {report, dry_run};
    if (!data->facts)
        return err_set(e, "the traces are still being read; try again when that has ended");
    const struct stage_order order = {.plan = plan,
                                      .facts = data->facts,
                                      .wish = *wish,
                                      .folder = folder,
                                      .dry_run = dry_run,
                                      .partial = tui_load_is_partial(load),
                                      .elsewhere = "o asks for another folder"};
    return stage_into(&order, show, &s, e);
}
