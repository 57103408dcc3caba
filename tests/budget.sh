#!/bin/bash
# Lengths: functions at most 80 lines (40 is usual), .c files 700 (400), headers 350 (120), lines
# 100 columns. What is over the usual length is listed, what is over the limit fails.
set -u
cd "$(dirname "$0")/.." || exit 2

checked=0 bad=0
note() { # WHAT LENGTH USUAL LIMIT
    checked=$((checked + 1))
    if [ "$2" -gt "$4" ]; then
        echo "too long: $1 has $2 lines, the limit is $4"
        bad=$((bad + 1))
    elif [ "$2" -gt "$3" ]; then
        echo "long: $1 has $2 lines, usual are $3"
    fi
}

files=()
for folder in core io lint rules metrics tui cli; do
    for file in "$folder"/*.[ch]; do
        [ -f "$file" ] && files+=("$file")
    done
done

for file in "${files[@]}"; do
    case $file in
    *.c) note "$file" "$(wc -l <"$file")" 400 700 ;;
    *) note "$file" "$(wc -l <"$file")" 120 350 ;;
    esac
done

wide=$(grep -nE '^.{101,}' "${files[@]}" tests/*/*.[ch] | cut -c 1-120)
if [ -n "$wide" ]; then
    echo "more than 100 columns:"
    echo "$wide"
    bad=$((bad + $(wc -l <<<"$wide")))
fi

skipped=0
if command -v ctags >/dev/null && ctags --version | grep -q Universal; then
    while read -r start end name file; do
        note "$name in $file" $((end - start + 1)) 40 80
    done < <(ctags -x --c-kinds=f --_xformat='%{line} %{end} %N %F' "${files[@]}")
else
    echo "skipped: lengths of functions need ctags (Debian: universal-ctags)"
    skipped=1
fi
echo "$((checked - bad)) passed, $bad failed, $skipped skipped"
[ "$bad" -eq 0 ]
