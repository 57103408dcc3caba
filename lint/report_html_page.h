#ifndef SPANVET_LINT_REPORT_HTML_PAGE_H
#define SPANVET_LINT_REPORT_HTML_PAGE_H
/* The page of lint/report_html/ without its data, put together by lint/report_html/embed.sh when
 * the program is built: what stands before the JSON block, and what stands behind it. */

extern const char report_html_before[], report_html_behind[];

#endif
