#!/bin/bash
# Makes the samples anew with the real SDKs and a real Collector, and compares them byte by byte
# with the committed ones. Where a tool or a registry is missing, it is skipped.
set -u
cd "$(dirname "$0")/.." || exit 2

work=$(mktemp -d)
trap 'chmod -R u+w "$work"; rm -rf "$work"' EXIT
cp -R samples "$work/samples"
find "$work/samples" -maxdepth 1 -type f ! -name '*.md' -delete
"$work/samples/make/make.sh" "$work/tools" >"$work/log" 2>&1
case $? in
0) ;;
3)
    echo "skipped: $(tail -n 1 "$work/log")"
    echo "0 passed, 0 failed, 1 skipped"
    exit 0
    ;;
*)
    tail -n 40 "$work/log"
    echo "samples/make/make.sh failed"
    echo "0 passed, 1 failed"
    exit 1
    ;;
esac

passed=0 failed=0
for file in samples/*; do
    [ -f "$file" ] && [ "${file##*.}" != md ] || continue
    if cmp "$file" "$work/$file"; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
    fi
done
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
