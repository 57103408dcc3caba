#include "lint/report.h"

const struct report_format report_formats[] = {
#define REPORT(name, places) {#name, report_##name, places},
#include "lint/reports.def"
#undef REPORT
};

const size_t report_formats_n = ARRAY_LEN(report_formats);

const char report_names[] =
#define REPORT(name, places) "|" #name
#include "lint/reports.def"
#undef REPORT
    ;

bool *report_ran(const struct report *r)
{
    size_t n = r->settings->catalog->n;
    bool *ran = mem_alloc(arena_size(sizeof(*ran), n));
    for (size_t i = 0; i < n; i++)
        ran[i] = r->settings->enabled[i];
    for (size_t i = 0; i < r->lint->skipped.n; i++)
        ran[r->lint->skipped.v[i].rule] = false;
    return ran;
}
