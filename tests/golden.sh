#!/bin/bash
# Runs tests/golden/<case>/cmd, a shell line, in the checkout's root, and compares standard output,
# standard error and exit code with the files stdout, stderr and exit beside it. A file that is
# absent stands for nothing printed, or exit code 0.
#
#     tests/golden.sh [CASE...]             $SPANVET is the program
#     tests/golden.sh --accept [CASE...]    writes the files anew; look at the diff
set -u
cd "$(dirname "$0")/.." || exit 2
export SPANVET=${SPANVET:-build/spanvet}
accept=false
[ "${1:-}" = --accept ] && accept=true && shift

tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT

run_case() { # DIRECTORY
    # `spanvet` in a command is the program under test.
    (
        spanvet() { "$SPANVET" "$@"; }
        unset NO_COLOR COLUMNS
        export TERM=xterm GOLDEN_TMP="$tmp"
        # shellcheck disable=SC1091
        . "./$1/cmd"
    ) >"$tmp/stdout" 2>"$tmp/stderr" </dev/null
    echo $? >"$tmp/exit"
    [ "$(cat "$tmp/exit")" = 0 ] && : >"$tmp/exit"
}

compare() { # DIRECTORY
    local status=0 part
    for part in stdout stderr exit; do
        [ -f "$1/$part" ] || : >"$tmp/nothing"
        diff -u "$([ -f "$1/$part" ] && echo "$1/$part" || echo "$tmp/nothing")" "$tmp/$part" ||
            status=1
    done
    return $status
}

write() { # DIRECTORY
    for part in stdout stderr exit; do
        if [ -s "$tmp/$part" ]; then
            cp "$tmp/$part" "$1/$part"
        else
            rm -f "$1/$part"
        fi
    done
}

passed=0 failed=0
[ $# -gt 0 ] || set -- tests/golden/*/
for directory in "$@"; do
    directory=${directory%/}
    [ -f "$directory/cmd" ] || directory=tests/golden/$directory
    run_case "$directory"
    if $accept; then
        write "$directory"
    elif ! compare "$directory"; then
        echo "$directory failed: $(cat "$directory/cmd")"
        failed=$((failed + 1))
        continue
    fi
    passed=$((passed + 1))
done
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
