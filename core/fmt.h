#ifndef SPANVET_CORE_FMT_H
#define SPANVET_CORE_FMT_H
/*
 * Numbers as people read them, and texts from files made safe for a terminal. Numbers come as a
 * small text by value, to be used in the same expression:
 *
 *     buf_fmt(b, "%s spans", fmt_count(n).text);
 */
#include "core/buf.h"

struct fmt {
    char text[48];
};

/* "1,234,567" */
struct fmt fmt_count(uint64_t n);

/* At most four characters: "9999", "12k", "1.2M", "340M". */
struct fmt fmt_short(uint64_t n);

/* "1 span", "1,412 spans": `one` (at most 18 bytes) with an s when there is not one. */
struct fmt fmt_amount(uint64_t n, const char *one);

/* A length of time in nanoseconds with three significant digits: "812 ns", "35 ms", "1.24 s",
 * "4 min 5 s", "3 h 20 min". */
struct fmt fmt_duration(double ns);

/* A moment in nanoseconds since 1970, in UTC: "2025-01-31 23:59:59.250 UTC", with as many groups of
 * three digits behind the second as it has. */
struct fmt fmt_time(uint64_t ns);

/* A share of 1 as percent: "91.9 %", "70 %". Only exactly 0 and 1 are shown as "0 %", "100 %". */
struct fmt fmt_share(double share);

/* Up to four significant digits, no trailing zeros: "0.7", "128", "1,204". */
struct fmt fmt_number(double v);

/* Text from a file, appended safe for a terminal: control characters and bytes that are not UTF-8
 * appear as \xNN, other characters that show nothing (utf8_is_unseen) as \uNNNN, and
 * after `max` columns "..." stands for the rest (0 = all of it). */
void fmt_foreign(struct buf *b, struct sv s, size_t max);

/* A word as it can be pasted into a POSIX shell: plain, in quotes, or as bash's $'...' when it
 * holds what a terminal must not get. */
void fmt_shell(struct buf *b, struct sv word);

/* Columns that a text takes: its characters. */
size_t fmt_columns(struct sv s);

#endif
