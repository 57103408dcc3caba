#!/bin/bash
# Runs real frameworks, as the registries have them, against a model service of our own, and checks
# what spanvet says of the traces that they export: tests/frameworks/list names them.
#
#     run.sh [NAME...]      all of them, or these
#
# Everything is kept in build/frameworks, so that a further run installs nothing; the traces are
# NAME.otlp.jsonl there. A framework that cannot be installed here, because a tool or a registry is
# missing, is skipped. With SAMPLES=1 the traces also become samples/frameworks/.
set -u
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
out=$root/build/frameworks
spanvet=${SPANVET:-build/release/spanvet}
export HOSTNAME=worker-1 NO_COLOR=1
export no_proxy=127.0.0.1,localhost NO_PROXY=127.0.0.1,localhost
export OTEL_BSP_SCHEDULE_DELAY=60000 # ms: one request at the end, however slow the machine
limit_s=90

# --- environments ---------------------------------------------------------------------------------

# install ENVIRONMENT: what its directory asks for, in $out/ENVIRONMENT. It ends the shell that
# calls it, with 3 where the registry is missing.
install() {
    local environment=$1 wanted
    work=$out/$environment
    wanted=$(ls "$here/$environment/requirements.txt" "$here/$environment/package.json" 2>/dev/null)
    cmp -s "$wanted" "$work/installed" && return
    rm -rf "$work"
    mkdir -p "$work"
    case $wanted in
    *.txt) install_python "$wanted" ;;
    *) install_node "$wanted" ;;
    esac
    cp "$wanted" "$work/installed"
}

install_python() {
    python3 -c 'import ensurepip' 2>/dev/null || give_up "python3 cannot make environments"
    python3 -m venv "$work/venv" || exit 1
    from_registry "$work/venv/bin/pip" install -q --no-compile \
        --timeout 30 --retries 2 -r "$1" || exit 1
}

install_node() {
    command -v npm >/dev/null || give_up "npm is missing"
    cp "$1" "$work/package.json"
    from_registry npm --prefix "$work" install --loglevel=error --ignore-scripts --no-audit \
        --no-fund || exit 1
}

# --- runs -----------------------------------------------------------------------------------------

# A server of ours, in the background; its address is in $url.
serve() { # SCRIPT ARGUMENT...
    local file=$work/$1.url
    rm -f "$file"
    python3 "$here/$1" "${@:2}" "$file" &
    servers="$! $servers"
    for _ in $(seq 100); do
        [ -s "$file" ] && break
        sleep 0.05
    done
    url=$(cat "$file")
}

run_node() { # TRACE SCRIPT
    local model servers=
    serve fake_model.py
    model=$url
    serve receiver.py "$1"
    cp "$here/$2" "$work/app.mjs"
    (cd "$work" && timeout $limit_s node app.mjs "$model" "$url/v1/traces")
    local status=$?
    kill $servers
    return $status
}

# The paths of this machine, which exceptions carry, do not belong into a trace that is kept.
without_paths() {
    sed -i -e "s#$work#/app#g; s#$here#/app#g; s#$(python3 -c 'import sys
print(sys.base_prefix)')#/usr#g" "$1"
}

# one NAME ENVIRONMENT SCRIPT [ARGUMENT]: installs, runs, and leaves NAME.otlp.jsonl.
one() {
    local trace=$out/$1.otlp.jsonl
    install "$2"
    export PYTHONPYCACHEPREFIX=$work/compiled
    rm -f "$trace"
    case $3 in
    *.mjs) run_node "$trace" "$3" ;;
    *) timeout $limit_s "$work/venv/bin/python" "$here/$3" ${4:+"$4"} "$trace" ;;
    esac || exit 1
    [ -s "$trace" ] || exit 1
    without_paths "$trace"
}

# Those of one environment, one after the other: in the background, its results in files.
environment() { # ENVIRONMENT NAME...
    local name
    for name in "${@:2}"; do
        # shellcheck disable=SC2046
        (one $(grep "^$name " "$here/list")) >"$out/$name.log" 2>&1
        echo $? >"$out/$name.status"
    done
}

names() { # ENVIRONMENT: those wanted of it
    awk -v e="$1" '!/^#/ && $2 == e { print $1 }' "$here/list" | grep -Fx "$wanted"
}

. "$root/samples/make/registry.sh"
mkdir -p "$out"
wanted=$([ $# -gt 0 ] && printf '%s\n' "$@" || awk '!/^#/ { print $1 }' "$here/list")
rm -f "$out"/*.status
for environment in $(awk '!/^#/ { print $2 }' "$here/list" | uniq); do
    # Two at a time: they mostly wait, for registries and for each other.
    while [ "$(jobs -rp | wc -l)" -ge 2 ]; do wait -n; done
    # shellcheck disable=SC2046
    environment "$environment" $(names "$environment") &
done
wait

passed=0 failed=0 skipped=0
for name in $wanted; do
    case $(cat "$out/$name.status") in
    0)
        if "$here/check.py" --spanvet "$spanvet" "$name" "$out/$name.otlp.jsonl"; then
            passed=$((passed + 1))
        else
            failed=$((failed + 1))
        fi
        [ -z "${SAMPLES:-}" ] || cp "$out/$name.otlp.jsonl" "$root/samples/frameworks/$name.jsonl"
        ;;
    3)
        echo "skipped: $name: $(tail -n 1 "$out/$name.log")"
        skipped=$((skipped + 1))
        ;;
    *)
        tail -n 20 "$out/$name.log"
        echo "$name failed"
        failed=$((failed + 1))
        ;;
    esac
done
echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" -eq 0 ]
