#!/usr/bin/env python3
"""Compares what is read from the published trace files with the numbers beside them.

    tests/corpus.py [BUILD_FOLDER]        (build/release)

The files and their PROVENANCE.md lie outside the repository, in ../shared/corpus; without them the
test is skipped. Every number of a file must be equal unless DIFFERS names the difference and says
who is right.
"""
import json
import os
import re
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
CORPUS = os.path.join(ROOT, "..", "shared", "corpus")

# (file, fact): (theirs, ours, who is right and why)
DIFFERS = {
    ("robotframework-trace-report/signoz-api-list.json", "times_missing"):
        (7, 0, "we: the start stands beside each row and the row has the duration, as the remark "
               "on the file says; the count looked at the rows alone"),
    ("jaeger/domain_01.json", "errors"):
        (0, 1, "we: the second span has the tag error with vBool true, as its twin ui_01.json, "
               "where it is counted"),
}

# Formats as PROVENANCE.md names them, and the program.
FORMATS = {
    "OTLP JSON": "otlp-json",
    "OTLP protobuf": "otlp-pb",
    "Jaeger JSON": "jaeger",
    "Zipkin v2 JSON": "zipkin",
    "OpenAI Agents export": "openai-agents",
    "SDK span dump": "span-rows",
    "JS ReadableSpan dump": "span-rows",
    "flat span rows": "span-rows",
    "Langfuse export": "langfuse",
    "LangSmith runs": "langsmith",
    "no spans recognised": "unknown",
    "invalid JSON": "otlp-json",
}

# What the column "also" says, and the fact that it is about.
ALSO = {
    "error status": "errors",
    "without trace id": "no_trace_id",
    "without span id": "no_span_id",
    "times missing": "times_missing",
}


def rows(path):
    """The files of the tables: name, and columns by their heading."""
    folder, heads = None, None
    for line in open(path, encoding="utf-8"):
        if line.startswith("### "):
            folder, heads = line[4:].strip(), None
        elif folder and line.startswith("| file |"):
            heads = [h.strip() for h in line.strip().strip("|").split("|")]
        elif heads and line.startswith("|") and not line.startswith("|---"):
            cells = [c.strip() for c in line.strip().strip("|").split("|")]
            yield f"{folder}/{cells[0]}", dict(zip(heads, cells))
        elif line.startswith("## "):
            folder = heads = None


def expected(row):
    facts = {ours: int(row[theirs]) for ours, theirs in (
        ("spans", "spans"), ("traces", "traces"), ("roots", "roots"), ("orphans", "orphans"),
        ("zero", "zero"), ("negative", "neg"), ("duplicates", "dup"), ("names", "names"))}
    for words, fact in ALSO.items():
        found = re.search(rf"\b{words} (\d+)", row["also"])
        facts[fact] = int(found.group(1)) if found else 0
    kind = row["format"]
    facts["format"] = next(ours for theirs, ours in FORMATS.items() if kind.startswith(theirs))
    bad = "error while reading" in row["also"] or facts["format"] == "unknown"
    facts["status"] = ("partial" if facts["spans"] else "failed") if bad else "ok"
    return facts


def differences(name, want, got):
    for fact, value in want.items():
        known = DIFFERS.get((name, fact))
        if known:
            if (value, got[fact]) != known[:2]:
                yield f"{name}: {fact} is {got[fact]}, they say {value}, DIFFERS says {known[:2]}"
        elif got[fact] != value:
            yield f"{name}: {fact} is {got[fact]}, they say {value}"
    placed = [d for d in got["diagnostics"] if d["line"] > 0 and d["offset"] >= 0]
    if got["status"] != "ok" and not (placed if got["format"] != "unknown"
                                      else got["diagnostics"]):
        yield f"{name}: status {got['status']} without a diagnostic that says where"


def main():
    build = sys.argv[1] if len(sys.argv) > 1 else os.path.join(ROOT, "build", "release")
    provenance = os.path.join(CORPUS, "PROVENANCE.md")
    if not os.path.exists(provenance):
        print("skipped: the published trace files are not here (../shared/corpus)\n"
              "0 passed, 0 failed, 1 skipped")
        return 0
    table = dict(rows(provenance))
    paths = [os.path.join(CORPUS, name) for name in table]
    out = subprocess.run([os.path.join(build, "tests/tools/facts"), *paths], check=True,
                         capture_output=True).stdout
    wrong = [w for (name, row), line in zip(table.items(), out.splitlines())
             for w in differences(name, expected(row), json.loads(line))]
    wrong += [f"{name}: named in DIFFERS, but no such file" for name, _ in DIFFERS
              if name not in table]
    print("\n".join(wrong + [f"{len(table)} files compared, {len(wrong)} numbers wrong, "
                             f"{len(DIFFERS)} known differences"]))
    n_wrong = len({w.split(":")[0] for w in wrong})
    print(f"{len(table) - n_wrong} passed, {n_wrong} failed")
    return 1 if wrong or len(table) < 70 else 0


if __name__ == "__main__":
    sys.exit(main())
