#!/bin/sh
# Installs the Debian packages of its arguments that are missing; says nothing when none is.
set -eu

if ! command -v dpkg-query >/dev/null; then
    echo "This is not Debian. The packages that are needed have these names there; install what"
    echo "corresponds to them here: $*"
    exit 0
fi

missing=
for package in "$@"; do
    state=$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null || true)
    [ "$state" = installed ] || missing="$missing $package"
done
[ -n "$missing" ] || exit 0

as_root=
if [ "$(id -u)" -ne 0 ]; then
    as_root=sudo
    if ! command -v sudo >/dev/null; then
        echo "missing Debian packages; as root run: apt-get install$missing" >&2
        exit 1
    fi
fi

echo "installing missing Debian packages:$missing"
log=$(mktemp)
trap 'rm -f "$log"' EXIT
# The list of packages may be absent or old on a new machine.
if ! { $as_root apt-get update -qq &&
    $as_root env DEBIAN_FRONTEND=noninteractive \
        apt-get install -y -qq --no-install-recommends $missing; } >"$log" 2>&1 </dev/null; then
    cat "$log" >&2
    echo "apt-get could not install:$missing" >&2
    exit 1
fi
