#include "lint/report.h"

const struct report_format report_formats[] = {
#define REPORT(name, places, endings) {#name, report_##name, places, endings},
#include "lint/reports.def"
#undef REPORT
};

const size_t report_formats_n = ARRAY_LEN(report_formats);

const char report_names[] =
#define REPORT(name, places, endings) "|" #name
#include "lint/reports.def"
#undef REPORT
    ;

/* The length of the longest ending of the format that the path has, or 0. */
static size_t ending_of(const struct report_format *format, struct sv path)
{
    struct sv_cut c = {.tail = sv_from_c(format->endings), .found = true};
    size_t longest = 0;
    while (c.found) {
        c = sv_cut(c.tail, '|');
        if (c.head.n > longest && sv_ends(path, c.head))
            longest = c.head.n;
    }
    return longest;
}

size_t report_format_of(struct sv path)
{
    size_t best = report_formats_n, longest = 0;
    for (size_t i = 0; i < report_formats_n; i++) {
        size_t n = ending_of(&report_formats[i], path);
        best = n > longest ? i : best;
        longest = n > longest ? n : longest;
    }
    return best;
}
