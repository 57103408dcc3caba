#!/bin/sh
# Writes the snippets of a folder as one C file to standard output: rules/snippets.h declares what
# it defines. Usage: rules/snippets/embed.sh rules/snippets > snippets.c
set -eu

text() { # FILE
    sed -e 's/\\/\\\\/g' -e 's/"/\\"/g' -e 's/^/     "/' -e 's/$/\\n"/' "$1"
}

printf '/* Made by rules/snippets/embed.sh. */\n#include "rules/snippets.h"\n\n'
printf 'const struct snippet rules_snippets[] = {\n'
n=0
for file in "$1"/*.py; do
    topic=$(basename "$file" .py)
    printf '    {"%s",\n' "$topic"
    text "$file"
    printf '     ,\n'
    text "$1/$topic.js"
    printf '    },\n'
    n=$((n + 1))
done
printf '};\nconst size_t rules_snippets_n = %s;\n' "$n"
