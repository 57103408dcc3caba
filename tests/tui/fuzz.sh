#!/bin/bash
# 200,000 keys at random in the browser, with sanitizers, on two cores:
# KEYS=N SEED=N JOBS=N tests/tui/fuzz.sh
set -u
cd "$(dirname "$0")/../.." || exit 2
make -j2 VARIANT=asan build/asan/tests/tools/tui_fuzz || exit 2
build/asan/tests/tools/tui_fuzz --keys "${KEYS:-200000}" --seed "${SEED:-1000}" \
    --jobs "${JOBS:-2}"
