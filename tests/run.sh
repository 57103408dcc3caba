#!/bin/bash
# Runs the suites of the tiers named: tests/run.sh static quick. Prints a line for each suite, all
# that a failed one said, and at the end what they add up to.
#
# BUILD=build/asan runs them on another variant, TOTALS=FILE adds the last line to a file. The
# suites are in tests/suites.
set -u
cd "$(dirname "$0")/.." || exit 2

export BUILD=${BUILD:-build/release}
export SPANVET=$BUILD/spanvet
export ASAN_OPTIONS=${ASAN_OPTIONS:-detect_leaks=1:exitcode=99}
export UBSAN_OPTIONS=${UBSAN_OPTIONS:-print_stacktrace=1}
export PYTHONDONTWRITEBYTECODE=1
unset NO_COLOR COLUMNS

log=$(mktemp)
trap 'rm -f "$log"' EXIT
passed=0 failed=0 skipped=0

# The last line of the log that says "N passed, N failed[, N skipped]", as three numbers.
totals() {
    sed -nE 's/^([0-9]+) passed, ([0-9]+) failed(, ([0-9]+) skipped)?$/\1 \2 \4/p' "$log" |
        tail -n 1
}

run_suite() { # NAME COMMAND
    local start=$EPOCHREALTIME status p f s word=ok
    timeout --kill-after=10 "${SUITE_SECONDS:-900}" bash -c "$2" >"$log" 2>&1 </dev/null
    status=$?
    read -r p f s <<<"$(totals)"
    p=${p:-0} f=${f:-0} s=${s:-0}
    # A suite that ended badly without counting a failure has failed as a whole, and so has one
    # that counted nothing.
    if [ "$f" -eq 0 ] && { [ "$status" -ne 0 ] || [ $((p + s)) -eq 0 ]; }; then
        f=1
        echo "ended with status $status and counted nothing that failed" >>"$log"
    fi
    [ "$f" -eq 0 ] || word=FAIL
    passed=$((passed + p)) failed=$((failed + f)) skipped=$((skipped + s))
    awk -v w=$word -v n="$1" -v p="$p" -v f="$f" -v s="$s" -v from="$start" -v to="$EPOCHREALTIME" \
        'BEGIN { printf "%-4s %-10s %6d passed %4d failed %4d skipped %7.1f s\n",
                 w, n, p, f, s, to - from }'
    if [ "$f" -ne 0 ]; then
        sed 's/^/     | /' "$log"
    elif [ "$s" -ne 0 ]; then
        sed -n 's/^skipped: /     - skipped: /p' "$log"
    fi
}

for tier in "$@"; do
    # Debian's python3 has the modules that `make deps` installs; the slow suites make their own.
    path=$PATH
    [ "$tier" = e2e ] || PATH=/usr/bin:$PATH
    while read -r suite_tier name command; do
        [ "$suite_tier" = "$tier" ] && run_suite "$name" "$command"
    done < <(grep -v '^#' tests/suites)
    PATH=$path
done

echo "$passed passed, $failed failed, $skipped skipped"
[ -z "${TOTALS:-}" ] || echo "$passed $failed $skipped" >>"$TOTALS"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
