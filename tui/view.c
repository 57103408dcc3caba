#include "tui/view.h"

const struct view_row view_rows[VIEWS] = {
#define VIEW(name, key, companion) [VIEW_##name] = {&view_##name, VIEW_##companion, key},
#include "tui/views.def"
#undef VIEW
};
