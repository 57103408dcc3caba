#ifndef SPANVET_CORE_FILE_H
#define SPANVET_CORE_FILE_H
/* Small files that people write: a configuration, a definition. And what a name of a file means. */
#include <limits.h>

#include "core/buf.h"
#include "core/err.h"

/* Appends the bytes of a file. `what` is what it is to the user ("the configuration"), `most` the
 * largest size, whole MiB. False with a sentence. */
bool file_read(struct buf *text, struct sv path, const char *what, size_t most, struct err *e);

/* Is there anything by this name? */
bool file_exists(struct sv path);

/* Is there a file by this name, no device and no pipe? */
bool file_is_regular(struct sv path);

/* The name of a folder without the slashes at its end: one folder, one name. */
struct sv file_folder(struct sv name);

/* The path of a file that does not exist, in one spelling: that of its directory and its name.
 * False, with errno, when the directory is not there or the path is too long. */
bool file_new_target(char target[static PATH_MAX], const char *name);

/* Do both name one regular file, also through links, or would they when it is written? */
bool file_same(struct sv a, struct sv b);

#endif
