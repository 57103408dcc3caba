#!/bin/sh
# Installs the Python peers of the benchmark into the virtual environment DIR (build/bench/venv
# when run by bench.py), and nothing anywhere else. Does nothing when they are there already.
#
#     tests/bench/peers.sh DIR
set -eu

dir=${1:?usage: peers.sh DIR}
want='yyjson==4.0.6 orjson==3.13.0 protobuf==7.36.2 opentelemetry-proto==1.45.2'

[ "$(cat "$dir/peers" 2>/dev/null)" = "$want" ] && exit 0

if ! python3 -c 'import ensurepip' 2>/dev/null; then
    echo 'peers.sh: python3 cannot make virtual environments: apt-get install python3-venv' >&2
    exit 1
fi
python3 -m venv "$dir"
# shellcheck disable=SC2086 # the list is meant to be split
"$dir/bin/python" -m pip install --quiet --disable-pip-version-check --only-binary :all: $want
echo "$want" > "$dir/peers"
