#!/bin/bash
# Every sample cut off at every byte ($STEP = 1), or at every 97th.
set -u
cd "$(dirname "$0")/.." || exit 2
tool=${BUILD:-build/release}/tests/tools/prefixes
passed=0 failed=0
for file in samples/*; do
    case $file in *.md | */expect.json) continue ;; esac
    [ -f "$file" ] || continue
    if out=$("$tool" --step="${STEP:-97}" "$file" 2>&1); then
        passed=$((passed + 1))
    else
        echo "$out"
        failed=$((failed + 1))
    fi
done
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
