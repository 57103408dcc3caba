#!/bin/sh
# Writes the packs named as arguments as one C file to standard output: rules/packs.h declares what
# it defines. Usage: rules/packs/embed.sh rules/packs/*.json > packs.c
set -eu

printf '/* Made by rules/packs/embed.sh. */\n#include "rules/packs.h"\n\n'
for file in "$@"; do
    name=$(basename "$file" .json | tr - _)
    printf 'static const char %s_json[] =\n' "$name"
    sed -e 's/\\/\\\\/g' -e 's/"/\\"/g' -e 's/^/    "/' -e 's/$/\\n"/' "$file"
    printf '    ;\n\n'
done
printf 'const struct pack_text rules_packs[] = {\n'
for file in "$@"; do
    name=$(basename "$file" .json)
    text=$(printf %s "$name" | tr - _)_json
    printf '    {"%s", %s, sizeof(%s) - 1},\n' "$name" "$text" "$text"
done
printf '};\nconst size_t rules_packs_n = %s;\n' "$#"
