#!/bin/bash
# The steps of the GitHub Action (action.yml): `action.sh build` and `action.sh lint`. All input
# comes by environment variables, none as part of a command:
#
#   INPUT_VERSION     build: empty for the source beside this script, else a tag or branch of its
#                     repository, or "installed" for the spanvet in PATH
#   SOURCE_URL        build: that repository
#   INPUT_PATHS       lint: inputs, one a line
#   INPUT_FAIL_ON, INPUT_CONFIG, INPUT_BASELINE, INPUT_SARIF_FILE   as the options; empty = not given
#   GITHUB_*          as a runner sets them
set -euo pipefail

build() {
    local source=$GITHUB_ACTION_PATH
    if [ "${INPUT_VERSION:-}" = installed ]; then
        command -v spanvet >/dev/null || {
            echo "::error::version is \"installed\", and there is no spanvet in PATH"
            exit 2
        }
        return
    fi
    if [ -n "${INPUT_VERSION:-}" ]; then
        source=$RUNNER_TEMP/spanvet-source
        rm -rf "$source"
        git clone --quiet --depth 1 --branch "$INPUT_VERSION" -- "$SOURCE_URL" "$source"
    fi
    make -C "$source" deps
    make -C "$source" -j"$(getconf _NPROCESSORS_ONLN)" all
    mkdir -p "$RUNNER_TEMP/spanvet-bin"
    cp "$source/build/spanvet" "$RUNNER_TEMP/spanvet-bin/"
    echo "$RUNNER_TEMP/spanvet-bin" >>"$GITHUB_PATH"
}

lint() {
    local argv=(--quiet --output github=-) inputs=() line status=0
    local sarif=${INPUT_SARIF_FILE:-} summary
    summary=$(mktemp)
    while IFS= read -r line; do
        [ -z "$line" ] || inputs+=("$line")
    done <<<"${INPUT_PATHS:-}"
    [ -z "${INPUT_FAIL_ON:-}" ] || argv+=(--fail-on "$INPUT_FAIL_ON")
    [ -z "${INPUT_CONFIG:-}" ] || argv+=(--config "$INPUT_CONFIG")
    [ -z "${INPUT_BASELINE:-}" ] || argv+=(--baseline "$INPUT_BASELINE")
    [ -z "$sarif" ] || argv+=(--output "sarif=$sarif")
    spanvet lint "${argv[@]}" --output "markdown=$summary" -- "${inputs[@]}" || status=$?
    [ -z "${GITHUB_STEP_SUMMARY:-}" ] || cat "$summary" >>"$GITHUB_STEP_SUMMARY"
    rm -f "$summary"
    {
        echo "exit-code=$status"
        echo "sarif-file=$sarif"
    } >>"$GITHUB_OUTPUT"
    return "$status"
}

case ${1:-} in
build) build ;;
lint) lint ;;
*)
    echo "usage: action.sh build|lint" >&2
    exit 2
    ;;
esac
