#!/bin/bash
# What rules see of the traces of each framework: tests/dialects/<name>/trace.json, and beside it
# `expect`, what view_dump prints. Each must name its own dialect first, none of them with
# `--dialect none`, and no finding may be an error.
#
#     tests/dialects.sh              $BUILD has the tools
#     tests/dialects.sh --accept     writes the expectations anew; look at the diff
set -u
cd "$(dirname "$0")/.." || exit 2
tools=${BUILD:-build/release}/tests/tools
passed=0 failed=0

note() { # WHAT, after a command
    if [ $? -eq 0 ]; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        echo "FAILED $1"
    fi
}

known() { # PACK: a dialect of that name
    grep -q "\"pack\": \"$1\"" rules/packs/*.json
}

for directory in tests/dialects/*/; do
    name=$(basename "$directory")
    trace=$directory/trace.json
    if [ "${1:-}" = --accept ]; then
        "$tools/view_dump" "$trace" >"$directory/expect"
    fi
    diff -u "$directory/expect" <("$tools/view_dump" "$trace")
    note "$name: classes and values"
    known "${name%-node}" && grep -qE "^trace.*[	,]${name%-node}(,|$)" "$directory/expect"
    note "$name: is recognised"
    [ "$("$tools/view_dump" --dialect none "$trace" | grep -c '=')" -eq 0 ]
    note "$name: --dialect none knows canonical names only"
    ! "$tools/lint_dump" "$trace" | grep -E '^error'
    note "$name: no error"
done
for pack in rules/packs/*.json; do
    name=$(sed -nE 's/^  "pack": "(.*)",$/\1/p' "$pack")
    [ "$name" = canonical ] || [ -d "tests/dialects/$name" ]
    note "$name: has a trace"
done
"$tools/view_dump" --dialect livekti tests/dialects/livekit/trace.json 2>&1 |
    grep -q 'did you mean "livekit"'
note "the nearest name"
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
