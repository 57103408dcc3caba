#ifndef SPANVET_TUI_PATH_H
#define SPANVET_TUI_PATH_H
/* What people write for a file or a folder, where no shell has looked at it before. */
#include "core/buf.h"

/* "~" and what begins with "~/" mean the folder $HOME; all else, and where HOME says nothing, is as
 * it was written. Valid as long as `text` and `b`, which is written over. */
struct sv path_expand(struct sv text, struct buf *b);

#endif
