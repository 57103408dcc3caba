#!/usr/bin/env python3
"""What spanvet says of traces that real frameworks exported, held against tests/frameworks/expect.

    check.py [--spanvet BIN]                every trace in samples/frameworks
    check.py [--spanvet BIN] NAME TRACE     this one

expect/NAME has a line `dialect NAME...` with what the trace must be recognised as, and a line for
each rule that fires: its code, its level and why that is true of the trace. A finding of level error
fails even where it is expected: none of these programs is that wrong.
"""

import argparse
import json
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]


def expectation(name):
    """The dialects of expect/NAME, and the reason of each (code, level)."""
    dialects, reasons = None, {}
    for line in (HERE / "expect" / name).read_text().splitlines():
        words = line.split(None, 2)
        if line.startswith("dialect "):
            dialects = words[1:]
        elif words and not line.startswith("#"):
            reasons[words[0], words[1]] = words[2] if len(words) > 2 else ""
    return dialects, reasons


def lint(spanvet, trace):
    run = subprocess.run([spanvet, "lint", "--format", "json", str(trace)],
                         capture_output=True, text=True, timeout=60)
    if run.returncode not in (0, 1):
        raise RuntimeError(f"spanvet ended with {run.returncode}: {run.stderr.strip()}")
    return json.loads(run.stdout)


def differences(name, report):
    """A sentence for each difference between the report and what is expected."""
    dialects, reasons = expectation(name)
    found = [dialect["name"] for dialect in report["dialects"]]
    if found != dialects:
        yield f"recognised as {found}, not as {dialects}"
    for finding in report["findings"]:
        if finding["severity"] == "error":
            yield f"an error: {finding['rule']} {finding['message']}"
    fired = {(finding["rule"], finding["severity"]): finding["message"]
             for finding in report["findings"]}
    for kind in sorted(fired.keys() - reasons.keys()):
        yield f"{' '.join(kind)} is not expected: {fired[kind]}"
    for kind in sorted(reasons.keys() - fired.keys()):
        yield f"{' '.join(kind)} is expected and did not fire"
    for kind, reason in reasons.items():
        if not reason:
            yield f"expect/{name} does not say why {' '.join(kind)} is true"


def check(spanvet, name, trace):
    try:
        wrong = list(differences(name, lint(spanvet, trace)))
    except (OSError, RuntimeError, ValueError, KeyError) as error:
        wrong = [f"{type(error).__name__}: {error}"]
    for sentence in wrong:
        print(f"{name}: {sentence}")
    return not wrong


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--spanvet", default="build/release/spanvet")
    parser.add_argument("name", nargs="?")
    parser.add_argument("trace", nargs="?")
    args = parser.parse_args()
    spanvet = str(Path(args.spanvet).resolve())
    if args.name:
        return 0 if check(spanvet, args.name, args.trace) else 1
    samples = sorted((ROOT / "samples/frameworks").glob("*.jsonl"))
    passed = sum(check(spanvet, sample.stem, sample) for sample in samples)
    print(f"{passed} passed, {len(samples) - passed} failed")
    return 0 if samples and passed == len(samples) else 1


if __name__ == "__main__":
    sys.exit(main())
