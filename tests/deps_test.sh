#!/bin/bash
# tests/deps.sh with programs in place of dpkg-query and apt-get: what it installs, and what it says
# when it cannot.
set -u
cd "$(dirname "$0")/.." || exit 2
passed=0 failed=0
here=$(mktemp -d)
trap 'rm -rf "$here"' EXIT

# machine MISSING: one on which that package is missing, and apt-get notes its words.
machine() {
    rm -rf "$here/bin" && mkdir "$here/bin"
    for tool in sh mktemp rm cat env; do ln -s "$(command -v $tool)" "$here/bin/$tool"; done
    printf '#!/bin/sh\necho 0\n' >"$here/bin/id"
    printf '#!/bin/sh\nfor p; do :; done\n[ "$p" = "%s" ] || printf installed\n' "$1" \
        >"$here/bin/dpkg-query"
    printf '#!/bin/sh\necho "$@" >>"%s/apt"\n' "$here" >"$here/bin/apt-get"
    chmod +x "$here"/bin/*
    rm -f "$here/apt"
}

run() { # PACKAGE...
    PATH=$here/bin "$here/bin/sh" tests/deps.sh "$@" >"$here/out" 2>&1
    status=$?
}

check() { # WHAT CONDITION...
    local what=$1
    shift
    if "$@"; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        echo "FAILED $what: status $status, said:"
        cat "$here/out"
    fi
}

machine nothing
run gcc zstd
check "silent when nothing is missing" [ "$status:$(cat "$here/out")" = "0:" ]
check "apt-get is left alone" [ ! -e "$here/apt" ]

machine zstd
run gcc zstd
check "says what it installs" [ "$(cat "$here/out")" = "installing missing Debian packages: zstd" ]
check "installs only that" grep -qx 'install -y -qq --no-install-recommends zstd' "$here/apt"

machine zstd
printf '#!/bin/sh\necho "no network"; exit 100\n' >"$here/bin/apt-get"
run gcc zstd
check "fails with apt-get" [ "$status" -ne 0 ]
check "shows what apt-get said" grep -q 'no network' "$here/out"

machine zstd
printf '#!/bin/sh\necho 1000\n' >"$here/bin/id"
run gcc zstd
check "an ordinary user without sudo hears the command" grep -q 'apt-get install zstd' "$here/out"
check "and it fails" [ "$status" -ne 0 ]

machine zstd
rm "$here/bin/dpkg-query"
run gcc zstd
check "elsewhere it lists the packages" grep -q 'gcc zstd' "$here/out"

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
