#!/bin/bash
# Compiles every header alone: it includes what its own declarations need.
set -u
cd "$(dirname "$0")/.." || exit 2
build=${BUILD:-build/release}
# shellcheck disable=SC2046 # flags are words
flags="-std=c11 -D_GNU_SOURCE -I. -I$build/gen $(pkg-config --cflags jansson libprotobuf-c)"

compile() {
    printf '#include "%s"\n' "$1" |
        gcc $flags -Wall -Wextra -Wno-unused-function -Wno-unused-const-variable -Werror \
            -fsyntax-only -x c - 2>&1
}

good=0 bad=0
for header in core/*.h io/*.h lint/*.h rules/*.h metrics/*.h tui/*.h cli/*.h tests/*/*.h; do
    [ -f "$header" ] || continue
    if out=$(compile "$header"); then
        good=$((good + 1))
    else
        echo "$header does not compile alone:"
        echo "$out"
        bad=$((bad + 1))
    fi
done
echo "$good passed, $bad failed"
[ "$bad" -eq 0 ]
