#include "lint/report.h"

report_fn *const report_formats[] = {
#define REPORT(name) report_##name,
#include "lint/reports.def"
#undef REPORT
};

const char report_names[] =
#define REPORT(name) "|" #name
#include "lint/reports.def"
#undef REPORT
    ;
