#!/bin/bash
# Runs each fuzzer for some seconds: tests/fuzz/run.sh SECONDS FUZZER...
#
# build/fuzz/corpus/<fuzzer> keeps what a fuzzer has learnt for the next run; it starts with the
# samples, the published files beside the checkout and an empty file. An input that fails stays in
# build/fuzz. TOTALS=FILE adds what was counted to a file, as tests/run.sh does.
set -u
cd "$(dirname "$0")/../.." || exit 2
seconds=$1
shift

seeds=build/fuzz/seeds
mkdir -p "$seeds"
: >"$seeds/empty"
for file in samples/* samples/packs/* ../shared/corpus/*/*; do
    # Small ones: a fuzzer turns over thousands of inputs a second.
    [ -f "$file" ] && [ "$(wc -c <"$file")" -le 65536 ] &&
        cp "$file" "$seeds/$(echo "$file" | tr / -)"
done

# An empty file in a corpus is passed over: that one is given by its name first.
fuzz() { # FUZZER CORPUS
    "$1" -timeout=20 "$seeds/empty" &&
        "$1" -max_total_time="$seconds" -timeout=20 -rss_limit_mb=2048 -max_len=65536 \
            -artifact_prefix="build/fuzz/$(basename "$1")-" -print_final_stats=1 -verbosity=1 \
            "$2" "$seeds"
}

passed=0 failed=0
for fuzzer in "$@"; do
    name=$(basename "$fuzzer")
    corpus=build/fuzz/corpus/$name
    mkdir -p "$corpus"
    if fuzz "$fuzzer" "$corpus" >"build/fuzz/$name.log" 2>&1; then
        passed=$((passed + 1))
        echo "ok   $name: $(sed -n 's/^stat::number_of_executed_units: *//p' \
            "build/fuzz/$name.log") inputs in $seconds s"
    else
        failed=$((failed + 1))
        echo "FAIL $name: see build/fuzz/$name.log"
        tail -n 40 "build/fuzz/$name.log"
    fi
done
echo "$passed passed, $failed failed"
[ -z "${TOTALS:-}" ] || echo "$passed $failed 0" >>"$TOTALS"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
