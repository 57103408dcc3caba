#!/bin/sh
# Writes the page of a folder (report.html with report.css and report.js in it) as one C file to
# standard output: lint/report_html_page.h declares what it defines. The page's own style and
# script are allowed by their hashes, everything else is forbidden.
# Usage: lint/report_html/embed.sh lint/report_html > report_html_page.c
set -eu

hash() { # FILE: as a content security policy wants it
    printf "'sha256-"
    env printf "$(sha256sum <"$1" | cut -c 1-64 | sed 's/../\\x&/g')" | base64 | tr -d '\n'
    printf "'"
}

text() { # lines of the standard input as a C text
    sed -e 's/\\/\\\\/g' -e 's/"/\\"/g' -e 's/^/    "/' -e 's/$/\\n"/'
}

# Lines of a style or script between its tags, exactly the bytes that were hashed.
inline() { # TAG FILE
    printf '    "<%s>"\n' "$1"
    text <"$2"
    printf '    "</%s>\\n"\n' "$1"
}

# A line of report.html that holds {{style}}, {{data}} or {{script}} is replaced wholly.
policy="default-src 'none'; style-src $(hash "$1/report.css"); script-src $(hash "$1/report.js")"
policy="$policy; base-uri 'none'; form-action 'none'"
printf '/* Made by lint/report_html/embed.sh. */\n#include "lint/report_html_page.h"\n\n'
printf 'const char report_html_before[] =\n'
sed -e '/{{style}}/,$d' -e "s|{{policy}}|$policy|" "$1/report.html" | text
inline style "$1/report.css"
sed -e '1,/{{style}}/d' -e '/{{data}}/,$d' "$1/report.html" | text
printf '    ;\nconst char report_html_behind[] =\n'
sed -e '1,/{{data}}/d' -e '/{{script}}/,$d' "$1/report.html" | text
inline script "$1/report.js"
sed -e '1,/{{script}}/d' "$1/report.html" | text
printf '    ;\n'
