#!/usr/bin/env python3
"""Measures recall and precision of `spanvet lint` on the labelled set.

check.py [--spanvet build/spanvet] [--seed N] [--per-rule N] [--keep DIR]

One test is one trace. A planted trace passes when its rule is found under its code on its trace
id, with the labelled severity where the rule has two levels, and nothing else is found on it at
error or warning level but what the defect implies. A clean trace passes when nothing is found on
it at these levels. A finding of a measured rule where none was planted fails at any level.
Exit code: 0 when all pass, 1 otherwise.
"""

import argparse
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

from defects import CODES
from encode import of_encoding
from generate import generate

SHOWN = 40       # failures printed; all of them go to --keep
TIMEOUT = 120    # seconds for one file


def lint(spanvet, directory, name):
    """The report of one file, or a sentence that says why there is none."""
    command = [spanvet, "lint", "--format", "json", name]
    try:
        done = subprocess.run(command, cwd=directory, capture_output=True, timeout=TIMEOUT)
    except (OSError, subprocess.TimeoutExpired) as error:
        return None, f"{' '.join(command)}: {error}"
    try:
        report = json.loads(done.stdout)
    except ValueError:
        said = done.stderr.decode(errors="replace").strip()[-300:]
        return None, f"exit code {done.returncode}, no report on standard output: {said}"
    if done.returncode not in (0, 1):
        return None, f"exit code {done.returncode}"
    return report, None


class Tally:
    """What happened to every test and every rule."""

    def __init__(self):
        self.planted, self.found, self.false = Counter(), Counter(), Counter()
        self.passed, self.failures = 0, []
        self.by_encoding = {}

    def file(self, name, label, report, trouble):
        """Judges one report against the labels of its file."""
        problems = {trace_id: [] for trace_id in label["traces"]}
        if trouble is None:
            trouble = self.whole_file(label, report, problems)
        findings = {trace_id: [] for trace_id in problems}
        whole = [key for key, trace in label["traces"].items() if trace.get("whole")]
        for finding in report["findings"] if report else []:
            trace_id = finding["trace_id"]
            if whole and trace_id not in label["traces"]:
                trace_id = whole[0]
            call = label["traces"].get(trace_id, {}).get("call")
            if call and label["traces"][call]["planted"] == finding["rule"]:
                trace_id = call
            findings.get(trace_id, []).append(finding)
        for trace_id, expected in label["traces"].items():
            if expected["planted"]:
                self.planted[expected["planted"]] += 1
            if trouble:
                problems[trace_id].append(trouble)
            if report:
                problems[trace_id] += self.trace(expected, findings[trace_id], label)
        self.count(name, label, problems)

    def whole_file(self, label, report, problems):
        """Findings outside the labelled traces go to the first clean trace, or the first one."""
        spans = sum(trace["spans"] for trace in label["traces"].values())
        allowed = {*of_encoding(label["encoding"]), *label["input"]}
        for trace in label["traces"].values():
            allowed.update(trace["implied"], [trace["planted"]])
        clean = [key for key, trace in label["traces"].items() if not trace["planted"]]
        target = problems[clean[0] if clean else next(iter(problems))]
        for finding in report["findings"]:
            known = finding["trace_id"] in label["traces"]
            if not known and matters(finding) and finding["rule"] not in allowed:
                self.false[finding["rule"]] += 1
                target.append(f"found {describe(finding)} on trace {finding['trace_id']}")
        if report["summary"]["total_spans"] != spans:
            return f"{report['summary']['total_spans']} spans read, {spans} written"
        missed = set(label["input"]) - {finding["rule"] for finding in report["findings"]}
        return f"not found about the input: {', '.join(sorted(missed))}" if missed else None

    def trace(self, expected, findings, label):
        """The complaints about one trace."""
        complaints = []
        code = expected["planted"]
        allowed = {code, *expected["implied"], *of_encoding(label["encoding"])}
        allowed.update(label["input"] if expected.get("whole") else ())
        if code:
            levels = {finding["severity"] for finding in findings if finding["rule"] == code}
            if not levels:
                complaints.append(f"{code} not found ({expected['detail']})")
            elif expected["severity"] and expected["severity"] not in levels:
                complaints.append(f"{code} found as {', '.join(sorted(levels))}, expected "
                                  f"{expected['severity']} ({expected['detail']})")
            else:
                self.found[code] += 1
        for finding in findings:
            if matters(finding) and finding["rule"] not in allowed:
                self.false[finding["rule"]] += 1
                planted = f"planted {code}: " if code else "clean: "
                complaints.append(f"found {describe(finding)} ({planted}{expected['detail']}, "
                                  f"{expected['agent']})")
        return complaints

    def count(self, name, label, problems):
        passed, total = self.by_encoding.get(label["encoding"], (0, 0))
        for trace_id, complaints in problems.items():
            total += 1
            if complaints:
                self.failures.append((name, trace_id, complaints))
            else:
                self.passed += 1
                passed += 1
        self.by_encoding[label["encoding"]] = (passed, total)


def matters(finding):
    return finding["severity"] in ("error", "warning") or finding["rule"] in CODES


def describe(finding):
    return (f"{finding['rule']} {finding['severity']} on {finding.get('span_name')!r}: "
            f"{finding.get('message', '')}")[:160]


def print_table(tally):
    print(f"{'rule':<6} {'planted':>8} {'found':>8} {'false positives':>16}")
    others = sorted(set(tally.false) - set(CODES))
    for code in (*CODES, *others):
        print(f"{code:<6} {tally.planted[code]:>8} {tally.found[code]:>8} "
              f"{tally.false[code]:>16}")
    planted, found = tally.planted.total(), tally.found.total()
    print(f"{'all':<6} {planted:>8} {found:>8} {tally.false.total():>16}")
    print("by encoding: " + ", ".join(f"{name} {passed} of {total}" for name, (passed, total)
                                      in sorted(tally.by_encoding.items())))


def print_failures(tally):
    for name, trace_id, complaints in tally.failures[:SHOWN]:
        for complaint in complaints:
            print(f"FAIL {name} {trace_id}: {complaint}")
    if len(tally.failures) > SHOWN:
        print(f"... and {len(tally.failures) - SHOWN} more failed traces")


def keep(tally, reports, source, target):
    """Copies each failing file beside its report, with the labels and a list of failures."""
    target.mkdir(parents=True, exist_ok=True)
    lines = [f"{name}\t{trace_id}\t{complaint}\n" for name, trace_id, complaints in tally.failures
             for complaint in complaints]
    (target / "failures.tsv").write_text("".join(lines), encoding="utf-8")
    shutil.copy(source / "labels.json", target)
    for name in sorted({name for name, _, _ in tally.failures}):
        shutil.copy(source / name, target)
        report, trouble = reports[name]
        (target / f"{name}.report").write_text(trouble or json.dumps(report, indent=1),
                                               encoding="utf-8")


def check(spanvet, directory, options):
    labels = generate(directory, options.seed, options.per_rule)
    names = list(labels["files"])
    with ThreadPoolExecutor(max_workers=os.cpu_count()) as pool:
        results = pool.map(lambda name: lint(spanvet, directory, name), names)
        reports = dict(zip(names, results))
    tally = Tally()
    for name, label in labels["files"].items():
        tally.file(name, label, *reports[name])
    if options.keep and tally.failures:
        keep(tally, reports, directory, pathlib.Path(options.keep))
    return tally


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--spanvet", default="build/spanvet", help="the program to measure")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--per-rule", type=int, default=None,
                        help="planted traces per rule (default: each variation, at least 8)")
    parser.add_argument("--keep", help="directory for failing files, their reports and labels")
    options = parser.parse_args()
    spanvet = pathlib.Path(options.spanvet).resolve()
    if not os.access(spanvet, os.X_OK):
        sys.exit(f"check.py: {spanvet}: no such program; build it with make first")
    with tempfile.TemporaryDirectory(prefix="labelled-") as directory:
        tally = check(str(spanvet), pathlib.Path(directory), options)
    print_table(tally)
    print_failures(tally)
    print(f"{tally.passed} passed, {len(tally.failures)} failed, 0 skipped")
    sys.exit(1 if tally.failures else 0)


if __name__ == "__main__":
    main()
