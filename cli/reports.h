#ifndef SPANVET_CLI_REPORTS_H
#define SPANVET_CLI_REPORTS_H
/*
 * struct reports: the reports that one run writes, each in its format to its place.
 *
 * --output is given as FILE, in the format of --format and at most once, or as FORMAT=FILE, any
 * number of times; `-` is standard output. A report in the format of --format goes to standard
 * output unless an output says FILE or FORMAT=-: files for machines do not take the text from the
 * log of a build.
 */
#include "cli/command.h"
#include "lint/report.h"

struct report_to {
    int format;
    struct sv path;     /* "-" is standard output */
    struct output file; /* unless it is standard output */
};

struct reports {
    VEC(struct report_to) list;
    struct words paths; /* of all that are files */
};

/* Understands what was given with --output and --format. When no format is `given`, the end of a
 * file's name may say it, and then there may be several such. False with a sentence. */
bool reports_parse(struct reports *rs, const struct words *outputs, int format, bool given,
                   struct err *e);
/* Opens them. `out` is where standard output goes. False with a sentence, also when two of them go
 * to one place. */
bool reports_open(struct reports *rs, struct output *out, struct err *e);
/* Does one of them name lines of the inputs? */
bool reports_name_lines(const struct reports *rs);
/* Writes them; `color` as for terminal_style. `r` is changed only in its style. */
void reports_write(struct reports *rs, struct output *out, struct report *r, int color);
/* Puts the files into their places, unless `e` is set; frees everything. */
void reports_close(struct reports *rs, struct err *e);

#endif
