#!/bin/sh
# The pre-commit hook: `spanvet lint` on the files that pre-commit names. Runs in the repository
# that is committed to; this script lies in pre-commit's clone of ours. The program is built there
# on first use, unless the installed one is of the same version.
set -eu
home=$(cd "$(dirname "$0")/.." && pwd)
version=$(sed -n 's/^#define SPANVET_VERSION "\(.*\)"$/\1/p' "$home/core/version.h")

program=$home/build/spanvet
if [ ! -x "$program" ]; then
    installed=$(command -v spanvet || true)
    if [ -n "$installed" ] && [ "$("$installed" --version)" = "spanvet $version" ]; then
        program=$installed
    else
        make -C "$home" -j"$(getconf _NPROCESSORS_ONLN)" all >&2 || {
            echo "spanvet could not be built; \`make -C $home deps\` installs what it needs," >&2
            echo "or install spanvet $version and use the hook spanvet-system" >&2
            exit 2
        }
    fi
fi
exec "$program" lint --quiet "$@"
