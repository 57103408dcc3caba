#!/usr/bin/env python3
"""Validates real output with an independent JSON Schema validator, and checks that the schemas
are not so loose that they accept anything.

    tests/schema.py               $SPANVET is the program; needs Debian's python3-jsonschema
"""
import copy
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import jsonschema

ROOT = Path(__file__).resolve().parents[1]
SPANVET = ROOT / os.environ.get("SPANVET", "build/spanvet")
SAMPLES = ROOT / "samples"
COMMANDS = {"lint": "report-1", "summary": "summary-1"}


def validator(schema):
    content = json.loads((ROOT / f"docs/schema/{schema}.json").read_text())
    jsonschema.Draft202012Validator.check_schema(content)
    return jsonschema.Draft202012Validator(content)


def output(command, *inputs):
    done = subprocess.run([SPANVET, command, "--format", "json", *inputs], stdout=subprocess.PIPE,
                          stderr=subprocess.DEVNULL, timeout=60)
    return json.loads(done.stdout)


def odd_inputs(here):
    """What the samples do not have: no ids, opaque ids, illegal codes, nothing at all, damage."""
    span = {"traceId": "zzz", "spanId": "x y", "name": "s", "kind": 77, "status": {"code": 9}}
    bare = {"name": "", "attributes": [{"key": "k", "value": {"intValue": "abc"}}]}
    trace = {"resourceSpans": [{"scopeSpans": [{"spans": [span, bare]}]}]}
    texts = {"opaque.json": json.dumps(trace), "nothing.json": '{"resourceSpans":[]}',
             "empty": "", "cut.json": json.dumps(trace)[:-20], "text.txt": "no trace\n"}
    for name, text in texts.items():
        (here / name).write_text(text)
    return [[here / name] for name in texts] + [[here / name for name in texts], [here / "none"]]


def spoilt(document):
    """Copies of the document with one thing wrong each."""
    def without(path):
        other = copy.deepcopy(document)
        place = other
        for key in path[:-1]:
            place = place[key]
        del place[path[-1]]
        return f"without {path}", other

    def with_value(path, value):
        other = copy.deepcopy(document)
        place = other
        for key in path[:-1]:
            place = place[key]
        place[path[-1]] = value
        return f"{path} = {value!r}", other

    yield with_value(["extra"], 1)
    yield with_value(["schema"], "spanvet.report/2")
    for key in document:
        yield without([key])
    for key in document["status_counts"] if "status_counts" in document else ():
        yield without(["status_counts", key])
    if "findings" in document:
        finding = ["findings", 0]
        for key in ("rule", "severity", "trace_id", "span_ids", "count", "message", "fix"):
            yield without([*finding, key])
        yield with_value([*finding, "severity"], "fatal")
        yield with_value([*finding, "count"], -1)
        yield with_value([*finding, "span_ids"], ["a", "b", "c", "d"])
        yield with_value(["inputs", 0, "status"], "failed")
        yield with_value(["summary", "score"], 101)
    else:
        yield with_value(["span_groups", 0, "p50_ms"], "12")
        yield with_value(["span_groups", 0, "share_of_spans"], 1.5)
        yield with_value(["span_groups", 0, "attributes"], [{"key": "k", "value": "v"}])


BROKEN_DIALECTS = [
    {"title": "x"}, {"recognise": {}}, {"title": "", "recognise": {}},
    {"title": "x", "recognise": {"scope": []}}, {"title": "x", "recognise": {"scopes": "s"}},
    {"title": "x", "recognise": {}, "rank": "1"}, {"title": "x", "recognise": {}, "calls": 1},
    {"title": "x", "recognise": {}, "spans": [{"names": ["a"]}]},
    {"title": "x", "recognise": {}, "spans": [{"names": ["a"], "class": "asr"}]},
    {"title": "x", "recognise": {}, "kinds": [{"key": "k"}]},
    {"title": "x", "recognise": {}, "kinds": [{"key": "k", "values": {"v": "asr"}}]},
    {"title": "x", "recognise": {}, "kinds": [{"present": ["k"], "class": "other"}]},
    {"title": "x", "recognise": {}, "attributes": [{"key": "transcript"}]},
    {"title": "x", "recognise": {}, "attributes": [{"key": "transcript", "sources": [{}]}]},
    {"title": "x", "recognise": {},
     "attributes": [{"key": "transcript", "sources": [{"event": "e", "time": "t"}]}]},
    {"title": "x", "recognise": {}, "signals": [{"attribute": "a"}]},
    {"title": "x", "recognise": {}, "outlives": [{"span": "a", "parent": "b"}]},
    {"title": "x", "recognise": {}, "missing": [{"keys": ["transcript"]}]},
]


def lint_with(here, pack):
    (here / "pack.json").write_text(json.dumps(pack))
    return subprocess.run([SPANVET, "lint", "--pack", here / "pack.json", SAMPLES / "clean.jsonl"],
                          stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, timeout=60)


def packs(here):
    """The built-in packs, and broken ones: what the schema and the program say of each."""
    check = validator("pack-1")
    for path in sorted((ROOT / "rules/packs").glob("*.json")):
        yield f"{path.name} is valid", check.is_valid(json.loads(path.read_text()))
    whole = {"schema": "spanvet.pack/1", "pack": "own"}
    broken = [{"pack": "own"}, whole | {"extra": 1}, whole | {"keys": []},
              whole | {"spans": {"asr": {}}}, whole | {"spans": {"other": {}}},
              whole | {"values": {"transcript": {"x": "y"}}}]
    broken += [whole | {"plain_names": ["a\u0007b"]}, whole | {"comment": 5}]
    for pack in broken + [whole | {"dialect": d} for d in BROKEN_DIALECTS]:
        done = lint_with(here, pack)
        yield f"the schema refuses {pack}", not check.is_valid(pack)
        yield f"the program refuses {pack}", done.returncode == 2 and b"pack.json, $" in done.stderr
    for pack in (whole, whole | {"comment": "ours"}, whole | {"plain_names": ["gesprächig"]}):
        yield f"the schema accepts {pack}", check.is_valid(pack)
        yield f"the program accepts {pack}", lint_with(here, pack).returncode == 0


def main():
    passed = failed = 0

    def note(ok, what):
        nonlocal passed, failed
        passed, failed = passed + ok, failed + (not ok)
        if not ok:
            print(f"FAILED {what}")

    samples = sorted(p for p in SAMPLES.iterdir() if p.suffix in (".json", ".jsonl", ".pb", ".zst"))
    with tempfile.TemporaryDirectory() as name:
        inputs = [[p] for p in samples if p.name != "expect.json"] + odd_inputs(Path(name))
        for command, schema in COMMANDS.items():
            check = validator(schema)
            for paths in inputs:
                found = [e.message for e in check.iter_errors(output(command, *paths))]
                note(not found, f"{command} {' '.join(p.name for p in paths)}: {found[:3]}")
            for what, document in spoilt(output(command, SAMPLES / "broken.jsonl")):
                note(not check.is_valid(document), f"{command}: the schema accepts {what}")
        for what, ok in packs(Path(name)):
            note(ok, what)
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
