#!/bin/bash
# Makes the samples anew with the real SDKs and a real Collector, and compares them byte by byte
# with the committed ones. Needs the tools that samples/README.md names, and the registries.
set -u
cd "$(dirname "$0")/.." || exit 2

missing=
for tool in node npm go zstd python3; do
    command -v $tool >/dev/null || missing="$missing $tool"
done
python3 -c 'import ensurepip' 2>/dev/null || missing="$missing python3-venv"
if [ -n "$missing" ]; then
    echo "skipped: the samples are made with$missing, not installed here"
    echo "0 passed, 0 failed, 1 skipped"
    exit 0
fi

work=$(mktemp -d)
trap 'chmod -R u+w "$work"; rm -rf "$work"' EXIT
cp -R samples "$work/samples"
find "$work/samples" -maxdepth 1 -type f ! -name '*.md' -delete
if ! "$work/samples/make/make.sh" "$work/tools" >"$work/log" 2>&1; then
    tail -n 40 "$work/log"
    echo "samples/make/make.sh failed"
    echo "0 passed, 1 failed"
    exit 1
fi

passed=0 failed=0
for file in samples/*; do
    case $file in *.md | samples/make) continue ;; esac
    if cmp "$file" "$work/$file"; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
    fi
done
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
