#!/bin/bash
# The report is the same, byte for byte, however many threads share the traces. With the tsan
# variant it is also where data races show.
set -u
cd "$(dirname "$0")/.." || exit 2
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
passed=0 failed=0

${CC:-cc} -std=c11 -O2 -o "$dir/gen" tests/bench/gen.c tests/bench/writer.c || exit 2
"$dir/gen" 160000 jsonl >"$dir/calls.jsonl" 2>/dev/null || exit 2
"$SPANVET" lint --threads 1 --format json --fail-on never "$dir/calls.jsonl" >"$dir/1" || exit 2
for threads in 2 3 16; do
    if "$SPANVET" lint --threads $threads --format json --fail-on never "$dir/calls.jsonl" \
        >"$dir/n" && cmp "$dir/1" "$dir/n"; then
        passed=$((passed + 1))
    else
        echo "FAIL $threads threads give another report than one"
        failed=$((failed + 1))
    fi
done
echo "$passed passed, $failed failed"
