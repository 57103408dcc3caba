#!/bin/bash
# Runs the unit test programs; shows what failing ones print.
set -u
passed=0 failed=0
for program in "${BUILD:-build/release}"/tests/unit/test_*; do
    case $program in *.o | *.d) continue ;; esac
    out=$("$program" 2>&1)
    status=$?
    read -r p f <<<"$(sed -nE 's/^([0-9]+) passed, ([0-9]+) failed$/\1 \2/p' <<<"$out" | tail -n 1)"
    p=${p:-0} f=${f:-0}
    [ "$status" -ne 0 ] && [ "$f" -eq 0 ] && f=1
    if [ "$f" -ne 0 ]; then
        echo "$program (status $status):"
        echo "$out"
    fi
    passed=$((passed + p)) failed=$((failed + f))
done
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
