#!/bin/bash
# Runs the suites of the tiers named: tests/run.sh static quick. Prints a line for each suite, all
# that a failed one said, and at the end what they add up to.
#
# BUILD=build/asan runs them on another variant, LANES=2 so many at a time, TOTALS=FILE adds the
# last line to a file. The suites are in tests/suites.
set -u
cd "$(dirname "$0")/.." || exit 2

export BUILD=${BUILD:-build/release}
export SPANVET=$BUILD/spanvet
export ASAN_OPTIONS=${ASAN_OPTIONS:-detect_leaks=1:exitcode=99}
export UBSAN_OPTIONS=${UBSAN_OPTIONS:-print_stacktrace=1}
export PYTHONDONTWRITEBYTECODE=1
unset NO_COLOR COLUMNS

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM

# The last line of a log that says "N passed, N failed[, N skipped]", as three numbers.
totals() { # LOG
    sed -nE 's/^([0-9]+) passed, ([0-9]+) failed(, ([0-9]+) skipped)?$/\1 \2 \4/p' "$1" |
        tail -n 1
}

# Leaves what it counted in a file of its own, and says the rest in one piece.
run_suite() { # NUMBER NAME COMMAND
    local start=$EPOCHREALTIME status p f s word=ok log=$work/$1.log
    timeout --kill-after=10 "${SUITE_SECONDS:-900}" bash -c "$3" >"$log" 2>&1 </dev/null
    status=$?
    read -r p f s <<<"$(totals "$log")"
    p=${p:-0} f=${f:-0} s=${s:-0}
    # A suite that ended badly without counting a failure has failed as a whole, and so has one
    # that counted nothing.
    if [ "$f" -eq 0 ] && { [ "$status" -ne 0 ] || [ $((p + s)) -eq 0 ]; }; then
        f=1
        echo "ended with status $status and counted nothing that failed" >>"$log"
    fi
    [ "$f" -eq 0 ] || word=FAIL
    echo "$p $f $s" >"$work/$1.counts"
    {
        awk -v w=$word -v n="$2" -v p="$p" -v f="$f" -v s="$s" -v from="$start" \
            -v to="$EPOCHREALTIME" 'BEGIN {
                printf "%-4s %-10s %6d passed %4d failed %4d skipped %7.1f s\n",
                       w, n, p, f, s, to - from }'
        if [ "$f" -ne 0 ]; then
            sed 's/^/     | /' "$log"
        elif [ "$s" -ne 0 ]; then
            sed -n 's/^skipped: /     - skipped: /p' "$log"
        fi
    } >"$work/$1.says"
    cat "$work/$1.says"
}

number=0
for tier in "$@"; do
    # Debian's python3 has the modules that `make deps` installs; the slow suites make their own.
    path=$PATH
    [ "$tier" = e2e ] || PATH=/usr/bin:$PATH
    while read -r suite_tier name command; do
        [ "$suite_tier" = "$tier" ] || continue
        # Suites that measure want the machine for themselves.
        [ "$name" != bench ] || wait
        [ "$(jobs -rp | wc -l)" -lt "${LANES:-1}" ] || wait -n
        number=$((number + 1))
        run_suite $number "$name" "$command" &
    done < <(grep -v '^#' tests/suites)
    wait
    PATH=$path
done
read -r passed failed skipped < <(cat "$work"/*.counts 2>/dev/null |
    awk '{ p += $1; f += $2; s += $3 } END { print p + 0, f + 0, s + 0 }')

echo "$passed passed, $failed failed, $skipped skipped"
[ -z "${TOTALS:-}" ] || echo "$passed $failed $skipped" >>"$TOTALS"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
