#!/usr/bin/env python3
"""docs/metrics.md tells the truth: its thresholds are those of the sources, every reference that a
reason may give is explained there, and those that are rules exist.

    tests/metrics_docs.py         $SPANVET is the program
"""
import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
TEXT = (ROOT / "docs/metrics.md").read_text()
SOURCES = {path.name: path.read_text() for path in sorted((ROOT / "metrics").glob("*.c"))}
DOUBTS = "doubts.c"  # all of its numbers are thresholds
OTHERS = ("facts.c", "plan_judges.c", "plan_finish.c")


def constants(name):
    """Numbers that a file names, by name."""
    enums = "\n".join(re.findall(r"^enum \{(.*?)\};", SOURCES[name], flags=re.S | re.M))
    found = re.findall(r"\b([A-Z][A-Z_]+) = ([\d.]+)", enums)
    found += re.findall(r"^#define ([A-Z][A-Z_]+) ([\d.]+)", SOURCES[name], flags=re.M)
    return {key: float(value) for key, value in found}


def check_thresholds():
    rows = {name: float(value)
            for value, name in re.findall(r"^\|.*\| ([\d.]+) \| `(\w+)` \|$", TEXT, flags=re.M)}
    known = {}
    for name in (DOUBTS, *OTHERS):
        for key, value in constants(name).items():
            if known.setdefault(key, value) != value:
                yield f"{key} is {known[key]:g} and {value:g} in the sources: name them apart"
    for key, value in rows.items():
        if known.get(key) != value:
            yield f"{key} is {value:g} in the page and {known.get(key)} in the sources"
    for key in constants(DOUBTS).keys() - rows.keys():
        yield f"{key} of {DOUBTS} is not in the table of thresholds"
    if len(rows) < len(constants(DOUBTS)) or not rows:
        yield "the table of thresholds cannot be read"


def check_references(program):
    code = r'"(\d\.\d+(?:\.\d+)?|[A-Z]\d{3})"'
    used = {ref for text in SOURCES.values() for ref in re.findall(code, text)}
    if len(used) < 10:
        yield f"only {sorted(used)} are found in the sources"
    explained = set(re.findall(r"^\| (\d\.[\d.]+) \|", TEXT, flags=re.M))
    for ref in sorted(used):
        if ref[0].isdigit():
            if ref not in explained:
                yield f"section {ref} is not explained in the table of references"
        elif ref not in TEXT:
            yield f"{ref} is not mentioned"
        elif subprocess.run([program, "rules", ref], stdout=subprocess.DEVNULL).returncode:
            yield f"there is no rule {ref}"
    for ref in sorted(explained - used):
        yield f"no reason refers to section {ref} any more"


def check_list(program):
    """It is one thing to do, and its table has every wanted metric."""
    run = [program, "metrics", "plan", "--list"]
    printed = subprocess.run(run, capture_output=True, text=True)
    table = (ROOT / "metrics/wanted.def").read_text()
    wanted = re.findall(r'^WANT\(.*?"([^"]*)",', table, flags=re.M | re.S)
    rows = re.findall(r"^\| (.*?) \|", printed.stdout, flags=re.M)
    if printed.returncode or len(wanted) < 20 or not set(wanted) <= set(rows):
        yield f"lacks {sorted(set(wanted) - set(rows))} of {len(wanted)}"
    for more in (["samples/clean.jsonl"], ["--format", "json"]):
        done = subprocess.run(run + more, capture_output=True, text=True, cwd=ROOT)
        if done.returncode != 2 or "--list takes no INPUT" not in done.stderr or done.stdout:
            yield f"{more}: exits with {done.returncode}: {done.stderr}"


def check_links():
    for target in re.findall(r"\]\(([^)#:]+)\)", TEXT):
        if not (ROOT / "docs" / target).exists():
            yield f"{target} is not there"


def main():
    program = (ROOT / os.environ.get("SPANVET", "build/spanvet")).resolve()
    checks = {"thresholds": check_thresholds(), "references": check_references(program),
              "list": check_list(program), "links": check_links()}
    failed = 0
    for what, problems in checks.items():
        problems = list(problems)
        failed += bool(problems)
        for problem in problems:
            print(f"FAILED {what}: {problem}")
    print(f"{len(checks) - failed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
