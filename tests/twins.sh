#!/bin/bash
# Readers against their oracles: the OTLP JSON reader and one on jansson, on all samples and the
# published files beside the checkout; the OTLP protobuf reader and the official Python runtime, on
# messages made at random ($TWIN_FILES of them).
set -u
cd "$(dirname "$0")/.." || exit 2
build=${BUILD:-build/release}
log=$(mktemp)
trap 'rm -f "$log"' EXIT

mapfile -t files < <(ls samples/*.json samples/*.jsonl
    find ../shared/corpus -name '*.json*' 2>/dev/null | sort)
"$build/tests/tools/twin_json" "${files[@]}" >"$log" 2>&1
json=$?
sed -n '/^same /d; s/^unjudged */skipped: the oracle cannot judge: /; p' "$log"

python3 tests/twin_pb.py "$build/twins" "$build/tests/tools/store_dump" \
    --files="${TWIN_FILES:-300}" >"$log.pb" 2>&1
protobuf=$?
cat "$log.pb"
cat "$log.pb" >>"$log"
rm -f "$log.pb"

awk '$2 == "passed," { p += $1; f += $3; s += $5 }
    END { printf "%d passed, %d failed, %d skipped\n", p, f, s }' "$log"
[ $json -eq 0 ] && [ $protobuf -eq 0 ]
