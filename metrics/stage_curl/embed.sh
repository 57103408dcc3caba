#!/bin/sh
# Writes the script as one C file to standard output: metrics/stage_curl.h declares what it defines.
# Usage: metrics/stage_curl/embed.sh metrics/stage_curl/create.sh > create_sh.c
set -eu
printf '/* Made by metrics/stage_curl/embed.sh. */\n#include "metrics/stage_curl.h"\n\n'
printf 'const char stage_curl_script[] =\n'
sed -e 's/\\/\\\\/g' -e 's/"/\\"/g' -e 's/?/\\?/g' -e 's/^/    "/' -e 's/$/\\n"/' "$1"
printf '    ;\n'
