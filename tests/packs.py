#!/usr/bin/env python3
"""Own rules in packs: what each requirement finds and leaves alone, broken packs, the schema
docs/schema/pack-rules-1.json held against the program, the example of samples/packs, and packs
learnt from good traces.

    tests/packs.py [NAME...]      $SPANVET is the program; needs Debian's python3-jsonschema
"""
import copy
import json
import os
import random
import subprocess
import sys
import tempfile
from pathlib import Path

import jsonschema

ROOT = Path(__file__).resolve().parents[1]
SPANVET = str((ROOT / os.environ.get("SPANVET", "build/spanvet")).resolve())
SAMPLES = ROOT / "samples"
CORPUS = ROOT.parent / "shared/corpus"
SCHEMA = json.loads((ROOT / "docs/schema/pack-rules-1.json").read_text())
START = 1770110000 * 10**9
TESTS = []


class Skipped(Exception):
    """What a test needs is not here."""


def test(function):
    TESTS.append(function)
    return function


def check(condition, *about):
    if not condition:
        raise AssertionError(" | ".join(map(str, about)))


def run(*argv):
    return subprocess.run([SPANVET, *map(str, argv)], stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=120)


# ---- traces ----

def span(name, parent=None, at=0, ms=10, trace=1, status=None, kind=1, **attributes):
    """A span; `parent` is another one. Attributes have __ for a dot."""
    span.count += 1
    value = {str: "stringValue", bool: "boolValue", float: "doubleValue"}
    out = {"traceId": f"{trace:032x}", "spanId": f"{span.count:016x}", "name": name, "kind": kind,
           "startTimeUnixNano": str(START + at * 10**6),
           "endTimeUnixNano": str(START + (at + ms) * 10**6),
           "attributes": [{"key": key.replace("__", "."),
                           "value": {"intValue": str(v)} if type(v) is int
                           else {value[type(v)]: v}} for key, v in attributes.items()]}
    if parent:
        out |= {"parentSpanId": parent if type(parent) is str else parent["spanId"],
                "traceId": parent["traceId"] if type(parent) is dict else out["traceId"]}
    if status:
        out["status"] = {"code": status}
    return out


span.count = 0


def write_trace(path, spans):
    path.write_text(json.dumps({"resourceSpans": [{"scopeSpans": [{"spans": spans}]}]}))


def rule(match, require, **more):
    return {"code": "X001", "slug": "my-rule", "title": "What I want", "match": match,
            "require": require} | more


def pack_of(*rules):
    return {"schema": "spanvet.pack/1", "pack": "mine", "rules": list(rules)}


def lint(rules, spans, *more):
    """The findings of own rules over spans, as the JSON report has them."""
    with tempfile.TemporaryDirectory() as name:
        here = Path(name)
        (here / "pack.json").write_text(json.dumps(pack_of(*rules)))
        write_trace(here / "trace.json", spans)
        jsonschema.Draft202012Validator(SCHEMA).validate(list(rules))
        done = run("lint", "--format", "json", "--pack", here / "pack.json", "--select",
                   ",".join(r["code"] for r in rules), *more, here / "trace.json")
    check(done.returncode in (0, 1), done.returncode, done.stderr.decode())
    return json.loads(done.stdout)["findings"]


def one(findings, count, *parts):
    check(len(findings) == 1, "not one finding", findings)
    check(findings[0]["count"] == count, "count", findings[0])
    for part in parts:
        check(part in findings[0]["message"], f"no {part!r} in", findings[0]["message"])


def holds(match, require, *spans):
    found = lint([rule(match, require)], spans)
    check(not found, "found", found)


def fails(match, require, count, parts, *spans):
    parts = [parts] if type(parts) is str else parts
    one(lint([rule(match, require)], spans), count, *parts)


# ---- which spans are meant ----

@test
def matchers_pick_spans():
    root = span("conversation")
    spans = [root, span("tool-a", root, kind=3, a__b="x1"), span("tool-b", root, a__b="y", n=5),
             span("llm", root, status=2, n=7.5, ok=True), span("odd?", root, n=True)]
    cases = [({}, 5), ({"name": "tool-*"}, 2), ({"name": ["tool-?", "llm"]}, 3),
             ({"except": ["tool-*", "llm"]}, 2), ({"name": "tool-*", "except": "*-b"}, 1),
             ({"class": "llm"}, 1), ({"class": ["llm", "conversation"]}, 2),
             ({"class": "other"}, 3), ({"status": "error"}, 1), ({"status": ["ok", "unset"]}, 4),
             ({"kind": "client"}, 1), ({"root": True}, 1), ({"root": False}, 4),
             ({"attributes": {"a.b": {"present": True}}}, 2),
             ({"attributes": {"a.b": {"present": False}}}, 3),
             ({"attributes": {"a.b": {"equals": "y"}}}, 1),
             ({"attributes": {"a.b": {"one_of": ["y", "x1", 3]}}}, 2),
             ({"attributes": {"a.b": {"glob": "x*"}}}, 1),
             ({"attributes": {"n": {"min": 5}}}, 2), ({"attributes": {"n": {"max": 6}}}, 1),
             ({"attributes": {"n": {"equals": 5.0}}}, 1), ({"attributes": {"n": {"equals": True}}}, 1),
             ({"attributes": {"ok": {"equals": True}}}, 1), ({"attributes": {"ok": {"equals": 1}}}, 0),
             ({"name": "llm", "attributes": {"n": {"min": 7, "max": 8}, "ok": {"present": True}}}, 1)]
    for match, count in cases:
        found = lint([rule(match, {"forbid": {"spans": True}})], spans)
        check(sum(f["count"] for f in found) == count, match, count, found)


# ---- what may be required ----

@test
def attributes_are_required():
    a, b, c = (span("s", n=n) for n in (1, 2, 30))
    need = lambda **of: {"attributes": {"n": of}}
    holds({"name": "s"}, need(present=True), a, b, c)
    fails({"name": "s"}, need(present=True), 2, "2 of 3 spans lack `n`", a, span("s"), span("s"))
    fails({}, {"attributes": {"m": {"present": True}}}, 1, "1 span lacks `m`", a)
    holds({}, need(coverage=0.5), a, span("s"))
    fails({}, need(coverage=0.6), 1, "at least 60 %", a, span("s"))
    holds({}, need(type="int"), a, span("s"))
    fails({}, need(type=["string", "bool"]), 1, "not of type string or bool", a)
    holds({}, need(type="number"), a, span("s", n=1.5))
    fails({}, need(type="int"), 1, "type int", a, span("s", n=1.5))
    fails({}, need(min=2, max=20), 2, ["out of range", "2 to 20"], a, b, c)
    fails({}, need(min=2), 1, "at least 2", a, b, c)
    fails({}, need(unit="s", max=2), 1, "0 s to 2 s", a, b, c)
    fails({}, need(unit="flag"), 2, "0 to 1, whole", a, b, span("s", n=0.5))
    fails({}, need(max=5), 1, "at most 5", span("s", n="1"))
    holds({}, need(enum=[1, 2, 30, "x"]), a, b, c, span("s", n="x"))
    fails({}, need(enum=[1, "2", 30]), 1, "not among the 3 allowed", a, b, c)
    holds({}, need(pattern="^[a-c]{2,3}$"), span("s", n="abc"), span("s"))
    fails({}, need(pattern="^[a-c]{2,3}$"), 3, "do not fit", span("s", n="abcd"), a,
          span("s", n="a" * 5000))
    holds({}, {"forbid": {"attributes": "user.*"}}, a)
    fails({}, {"forbid": {"attributes": ["user.*", "x"]}}, 1, "`user.*` or `x`", a,
          span("s", user__email="e"))


@test
def values_never_appear():
    secret = "sk-" + "proj" + "-" + "a1B2" * 12
    found = lint([rule({}, {"attributes": {"n": {"enum": ["a"], "pattern": "^x$", "type": "int"}}}),
                  rule({}, {"forbid": {"spans": True}}, code="X002", slug="other-rule",
                       message="{name} {key} {count} {total} {measured} {limit}")],
                 [span("name " + secret, n=secret)])
    check(len(found) == 4, found)
    check(secret not in json.dumps([f["message"] for f in found]), "a secret in", found)


@test
def tree_is_required():
    root = span("conversation")
    turn = span("turn", root)
    llm, deep = span("llm", turn), span("llm", root)
    orphan = span("llm", "00000000deadbeef")
    up = lambda where, **of: {where: {"match": {"name": "turn"}} | of}
    holds({"name": "llm"}, up("parent"), root, turn, llm, orphan)
    fails({"name": "llm"}, up("parent"), 1, "1 of 2 spans does not have `turn` as parent",
          root, turn, llm, deep)
    fails({"name": "conversation"}, up("parent"), 1, "as parent", root)
    holds({"name": "conversation"}, up("parent", or_root=True), root)
    holds({"name": "conversation"}, {"root": True}, root)
    fails({"name": "llm"}, {"root": True}, 1, "is no root", root, deep)
    inner = span("http", llm)
    holds({"name": "http"}, up("ancestor"), root, turn, llm, inner)
    fails({"name": "http"}, up("ancestor"), 1, "above it", root, deep, span("http", deep))
    holds({"name": "http"}, up("ancestor"), orphan, span("http", orphan))
    child = lambda **of: {"children": {"match": {"name": "llm"}} | of}
    holds({"name": "turn"}, child(min=1, max=2), root, turn, llm, inner)
    fails({"name": "turn"}, child(min=2), 1, "1 children of the kind `llm`; allowed is at least 2",
          root, turn, llm)
    fails({"name": "turn"}, {"children": [{"match": {"name": "llm"}, "max": 0},
                                          {"match": {"name": "stt"}, "max": 0}]}, 1,
          "at most 0", root, turn, llm)


@test
def order_is_required():
    def before(**of):
        return {"earlier": {"match": {"name": "check"}} | of}

    a = span("check", at=0, ms=10)
    holds({"name": "pay"}, before(), a, span("pay", at=10))
    fails({"name": "pay"}, before(), 1, "1 span has no `check` before it in the same trace", a,
          span("pay", at=9))
    fails({"name": "pay"}, before(), 1, "no `check`", a, span("pay", at=50, trace=2))
    holds({"name": "pay"}, before(within_ms=40), a, span("pay", at=50))
    fails({"name": "pay"}, before(within_ms=39), 1, "within 39 ms", a, span("pay", at=50))
    holds({"name": "pay"}, before(scope="conversation"), span("check", session__id="c"),
          span("pay", at=50, trace=2, session__id="c"))
    fails({"name": "pay"}, before(scope="conversation"), 1, "the same conversation",
          span("check", session__id="c"), span("pay", at=50, trace=2, session__id="d"))
    root = span("root", session__id="c", trace=3)
    holds({"name": "pay"}, before(scope="conversation"), span("check", session__id="c"), root,
          span("pay", root, at=50))
    same = before(with_same=["order", "n"])
    holds({"name": "pay"}, same, span("check", order="7", n=5), span("pay", at=50, order="7", n=5.0))
    for other in ({"order": "8", "n": 5}, {"order": "7"}, {"order": 7, "n": 5}):
        fails({"name": "pay"}, same, 1, "with the same `order`, `n`",
              span("check", order="7", n=5), span("pay", at=50, **other))
    after = {"later": {"match": {"name": "goodbye"}, "within_ms": 100}}
    holds({"name": "pay"}, after, span("pay"), span("goodbye", at=110))
    fails({"name": "pay"}, after, 2, "no `goodbye` after it", span("pay"), span("pay", at=150),
          span("goodbye", at=111))
    itself = {"earlier": {"match": {"name": "pay"}}}
    fails({"name": "pay"}, itself, 1, "1 of 2 spans has no `pay`", span("pay", at=5, ms=0),
          span("pay", at=9, ms=0))


@test
def amounts_are_required():
    root = span("conversation", ms=1000)
    turn = span("turn", root, ms=100)
    other = span("turn", root, at=200, ms=100)
    tools = [span("llm_tool_call", turn, at=i * 20, ms=20) for i in range(3)]
    fails({"name": "turn"}, {"duration": {"max_ms": 99}}, 2, "last 100 ms, for example", root, turn,
          other)
    holds({"name": "turn"}, {"duration": {"min_ms": 100, "max_ms": 100}}, root, turn, other)
    holds({"class": "tool"}, {"count": {"per": "trace", "min": 3, "max": 3}}, root, turn, *tools)
    fails({"class": "tool"}, {"count": {"per": "trace", "max": 2}}, 1,
          "this trace has 3 tool spans; allowed is at most 2", root, turn, *tools)
    fails({"class": "tool"}, {"count": {"per": "trace", "min": 1}}, 1, "this trace has 0 tool spans; allowed is at least 1", root)
    fails({"class": "tool"}, {"count": {"per": "turn", "max": 2}}, 1, "1 of 2 turns has 3", root,
          turn, other, *tools)
    fails({"class": "tool"}, {"count": {"per": "turn", "min": 1}}, 1, "1 of 2 turns has 0", root,
          turn, other, *tools)
    ratio = lambda top: {"ratio": {"of": {"class": "tool"}, "max": top}}
    holds({"class": "turn"}, ratio(0.6), root, turn, other, *tools)
    fails({"class": "turn"}, ratio(0.5), 1, ["60 %", "at most 50 %"], root, turn, other, *tools)
    wrapper = span("http", turn, ms=50)
    holds({"class": "turn"}, ratio(0.2), root, turn, wrapper, span("llm_tool_call", wrapper, ms=20))


@test
def rules_behave_like_the_others():
    spans = [span("turn", ms=100), span("turn", ms=700)]
    slow = rule({"class": "turn"}, {"duration": {"max_ms": 500}}, severity="error",
                message="{count} of {total} {name} took {measured}, over {limit}")
    one(lint([slow], spans), 1, "1 of 2 `turn` took 700 ms, over 500 ms")
    check(lint([slow], spans)[0]["severity"] == "error")
    check(not lint([slow], spans, "--set", "my-rule.max_ms=800"), "--set has no effect")
    check(lint([slow], spans, "--set", "X001.max_ms=600")[0]["threshold"] == 600)
    other = slow | {"code": "X002", "slug": "other-rule", "match": {"class": "stt"}}
    check(not lint([slow, other], spans, "--ignore", "my-rule"), "--ignore has no effect")
    first = lint([slow], spans)[0]["fingerprint"]
    again = lint([slow], [span("turn", at=5, ms=900, trace=9)])[0]["fingerprint"]
    check(first == again, "the fingerprint depends on ids or times")
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "pack.json"
        path.write_text(json.dumps(pack_of(slow | {"code": "SLOW-TURN"})))
        done = run("rules", "--pack", path, "SLOW-TURN")
        text = done.stdout.decode()
        check(done.returncode == 0 and "SLOW-TURN my-rule" in text, text)
        check("my-rule.max_ms = 500 ms" in text, text)
        listed = run("rules", "--pack", path).stdout.decode()
        check(listed.splitlines()[-1].startswith("SLOW-TURN"), listed[-200:])


@test
def configuration_names_packs():
    """The file's packs, and own rules under its "rules", by their codes and slugs."""
    slow = rule({"class": "turn"}, {"duration": {"max_ms": 500}})
    with tempfile.TemporaryDirectory() as name:
        here = Path(name)
        (here / "my.json").write_text(json.dumps(pack_of(slow)))
        write_trace(here / "t.json", [span("turn", ms=700)])
        config = {"packs": ["my.json"], "select": ["my-rule"]}
        for rules, severity, threshold in (({}, "warning", 500),
                                           ({"X001": {"severity": "error"}}, "error", 500),
                                           ({"my-rule": {"params": {"max_ms": 600}}}, "warning",
                                            600)):
            (here / ".spanvet.json").write_text(json.dumps(config | {"rules": rules}))
            found = json.loads(run("lint", "--format", "json", here / "t.json").stdout)["findings"]
            one(found, 1, "1 span lasts 700 ms")
            check(found[0]["severity"] == severity, found)
            check(found[0]["threshold"] == threshold, found)


@test
def what_nothing_matches_is_skipped():
    with tempfile.TemporaryDirectory() as name:
        here = Path(name)
        (here / "pack.json").write_text(json.dumps(pack_of(rule({"name": "x"}, {"root": True}))))
        write_trace(here / "t.json", [span("y")])
        done = run("lint", "--format", "json", "--pack", here / "pack.json", here / "t.json")
        skipped = {s["rule"]: s["reason"] for s in json.loads(done.stdout)["skipped"]}
        check("X001" in skipped, skipped)


@test
def many_spans_take_no_time():
    """A chain of 30,000 spans, and as many that wait for one before them."""
    spans, last = [], None
    for i in range(30000):
        last = span("s", last, at=i, ms=1)
        spans.append(last)
    rules = [rule({"name": "s"}, {"ancestor": {"match": {"name": "s"}},
                                  "earlier": {"match": {"name": "s"}, "with_same": ["k"]},
                                  "later": {"match": {"name": "s"}},
                                  "ratio": {"of": {"name": "s"}, "max": 2},
                                  "children": {"match": {}, "max": 1}})]
    found = lint(rules, spans)
    check(len(found) == 3, [f["message"] for f in found])


# ---- broken packs ----

GOOD = rule({"name": "a*", "attributes": {"k": {"min": 1, "max": 2}}},
            {"attributes": {"k": {"present": True, "pattern": "^a+$"}},
             "parent": {"match": {"name": "turn"}},
             "children": [{"match": {}, "min": 1}],
             "earlier": {"match": {}, "scope": "trace", "with_same": ["k"], "within_ms": 5},
             "duration": {"max_ms": 5}, "count": {"per": "trace", "max": 5},
             "ratio": {"of": {}, "max": 0.5}}, message="{count} of {total}")


def spoilt(path, value):
    out = copy.deepcopy(GOOD)
    place = out
    for key in path[:-1]:
        place = place[key]
    if value is None:
        del place[path[-1]]
    else:
        place[path[-1]] = value
    return out


# What is broken, and what the sentence must hold. `False`: the schema cannot see it.
K = ("require", "attributes", "k")
BROKEN = [
    (("code",), "X1", "a code is X", True), (("code",), "N055", "a code is X", True),
    (("code",), "x001", "a code is X", True), (("slug",), "orphan-span", "built-in rule", False),
    (("slug",), "all", "slug", True), (("slug",), "A b", "slug", True),
    (("slug",), "a--b", "slug", True), (("slug",), "ab-", "slug", True),
    (("code",), None, '"code" is missing', True), (("match",), None, '"match" is missing', True),
    (("titel",), "x", 'did you mean "title"?', True), (("title",), "", "not empty", True),
    (("title",), "a\u001bb", "control character", True), (("title",), "x" * 1001, "1001", True),
    (("severity",), "eror", 'did you mean "error"?', True),
    (("match",), [], "must be an object", True),
    (("match", "nam"), "x", '$.rules[0].match: there is no member "nam"; did you mean "name"?',
     True),
    (("match", "name"), [], "0 items", True), (("match", "name"), 5, "must be a text", True),
    (("match", "name"), ["x"] * 257, "257 items", True),
    (("match", "class"), "tols", 'no class "tols"; did you mean "tool"?', True),
    (("match", "dialect"), "pipcat", 'no dialect "pipcat"; did you mean', False),
    (("match", "class"), [], "empty", True), (("match", "status"), "fine", "status", True),
    (("match", "kind"), ["clint"], 'match.kind[0]: there is no kind "clint"', True),
    (("match", "root"), "yes", "true or false", True),
    (("match", "attributes", "k"), {}, "asks nothing", True),
    (("match", "attributes", "k", "min"), 3, '"min" is above "max"', False),
    (("match", "attributes", "k", "present"), False, "nothing else", True),
    (("match", "attributes", "k", "equals"), {}, "a text, a number", True),
    (("match", "attributes", "k"), {"equals": 1, "one_of": [1]}, "not both", True),
    (("match", "attributes", ""), {"min": 1}, "1 to 1000 bytes", True),
    (("require",), {}, "asks nothing", True), (("require", "atributes"), {}, "attributes", True),
    ((*K,), {}, "asks nothing", True), ((*K, "type"), "text", "no type", True),
    ((*K, "unit"), "sec", "no unit", True), ((*K, "unit"), [], "must be a text", True),
    ((*K, "coverage"), 1.5, "share above 0", True), ((*K, "coverage"), 0, "share above 0", True),
    ((*K, "min"), "1", "must be a number", True), ((*K, "enum"), "a", "must be a list", True),
    ((*K, "enum"), [None], "a text, a number", True), ((*K, "seen"), -1, "number of spans", True),
    ((*K, "pattern"), "(a", "( without its )", False), ((*K, "pattern"), "a)", ") without", False),
    ((*K, "pattern"), "(a)\\1", "refers back", False),
    ((*K, "pattern"), "[z-a]", "regular expression", False),
    ((*K, "pattern"), "((a{1,99}){1,99}){1,99}", "repeats too much", False),
    ((*K, "pattern"), "((((((((((a+)+)+)+)+)+)+)+)+)+)+", "repeats too much", False),
    ((*K, "pattern"), "a" * 257, "257 bytes", True),
    (("require", "root"), False, "only true", True),
    (("require", "parent"), {"name": "x"}, 'no member "name"', True),
    (("require", "parent"), {}, '"match" is missing', True),
    (("require", "children"), {"match": {}}, "no bound", True),
    (("require", "children"), [], "empty", True),
    (("require", "children", 0, "max"), 0, "above the most", False),
    (("require", "earlier", "scope"), "call", "trace, conversation", True),
    (("require", "earlier", "within_ms"), -1, "below 0", True),
    (("require", "earlier", "with_same"), [1], "with_same[0]", True),
    (("require", "duration"), {}, "no bound", True),
    (("require", "count", "per"), "turns", 'did you mean "turn"?', True),
    (("require", "count", "per"), None, '"per" is missing', True),
    (("require", "ratio", "of"), None, '"of" is missing', True),
    (("require", "forbid"), {}, "forbids nothing", True),
    (("require", "forbid"), {"spans": False}, "forbids nothing", True),
    (("message",), "{cuont}", 'did you mean "count"?', True), (("message",), "{count", "its }", True),
]


@test
def schema_and_program_refuse_the_same():
    validator = jsonschema.Draft202012Validator(SCHEMA)
    validator.check_schema(SCHEMA)
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "pack.json"
        path.write_text(json.dumps(pack_of(GOOD)))
        done = run("rules", "--pack", path, "X001")
        check(done.returncode == 0, done.stderr.decode())
        check(validator.is_valid([GOOD]), "the schema refuses a good pack")
        for where, value, says, seen in BROKEN:
            bad = spoilt(where, value)
            path.write_text(json.dumps(pack_of(bad)))
            done = run("rules", "--pack", path)
            text = done.stderr.decode()
            check(done.returncode == 2, where, value, "accepted")
            check(text.count("\n") == 1 and str(path) in text and "$.rules[0]" in text, where, text)
            check(says in text, f"no {says!r} in", text)
            check(not done.stdout, "something printed")
            check(validator.is_valid([bad]) != seen, where, value, "schema says otherwise")


@test
def secrets_in_packs_are_never_said():
    key = "sk" + "-a8Kd03jfLs92mQx71Zp0Rt5"
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "pack.json"
        for where, value in (((key,), 1), (("severity",), key), (("slug",), key),
                             (("match", key), 1), (("match", "class"), key),
                             (("match", "dialect"), key), (("match", "attributes", key), {}),
                             ((*K, "type"), key), ((*K, "pattern"), f"({key}"),
                             (("require", "count", "per"), key), (("message",), "{%s}" % key)):
            path.write_text(json.dumps(pack_of(spoilt(where, value))))
            done = run("rules", "--pack", path)
            text = done.stderr.decode()
            check(done.returncode == 2 and not done.stdout, where, text)
            check(key[4:] not in text, where, text)


@test
def files_are_refused():
    good = json.dumps(pack_of(GOOD))
    cases = [(good[:-5], "line 1"), ('{"schema": 1, "schema": 2}', "duplicate"),
             ("[]", "must be an object"), (json.dumps(pack_of(GOOD, GOOD)), "another own rule"),
             (json.dumps(pack_of(GOOD) | {"rule": []}), 'there is no member "rule"'),
             (json.dumps(pack_of(GOOD) | {"rules": {}}), "must be a list"),
             (json.dumps(pack_of(*[GOOD] * 1001)), "1000"),
             (json.dumps({"rules": []}), '"schema"'), ("", "line"),
             (" " * (4 << 20) + good, "4 MiB")]
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "pack.json"
        for content, says in cases:
            path.write_text(content)
            done = run("lint", "--pack", path, SAMPLES / "clean.jsonl")
            text = done.stderr.decode()
            check(done.returncode == 2 and not done.stdout, content[:60], done.returncode)
            check(says in text and str(path) in text, f"no {says!r} in", text)
        for bad in (Path(name) / "none.json", Path(name)):
            done = run("lint", "--pack", bad, SAMPLES / "clean.jsonl")
            check(done.returncode == 2 and str(bad) in done.stderr.decode(), bad, done.stderr)
        both = Path(name) / "both.json"
        path.write_text(good)
        both.write_text(good)
        done = run("rules", "--pack", path, "--pack", both)
        check(done.returncode == 2 and "another own rule" in done.stderr.decode(), done.stderr)


# ---- the example ----

@test
def refunds_come_after_identity():
    pack = SAMPLES / "packs/refund-after-identity.json"
    jsonschema.Draft202012Validator(SCHEMA).validate(json.loads(pack.read_text())["rules"])
    good = run("lint", "--pack", pack, "--select", "X", SAMPLES / "packs/refund-good.jsonl")
    check(good.returncode == 0, good.stdout.decode(), good.stderr.decode())
    bad = run("lint", "--pack", pack, "--select", "X", "--format", "json",
              SAMPLES / "packs/refund-bad.jsonl")
    traces = [f["trace_id"][-2:] for f in json.loads(bad.stdout)["findings"]]
    check(bad.returncode == 1 and traces == ["b1", "b2", "b4"], traces)


# ---- learnt packs ----

def infer(pack, *argv):
    done = run("rules", "infer", "-q", "-o", pack, *argv)
    check(done.returncode == 0, argv, done.stderr.decode())
    return json.loads(pack.read_text())


def own_findings(pack, *inputs):
    done = run("lint", "--pack", pack, "--select", "X", "--format", "json", *inputs)
    check(done.returncode in (0, 1), done.stderr.decode())
    return json.loads(done.stdout)["findings"]


def check_passes_itself(here, options, *inputs):
    """What was learnt is a good pack by the schema, and its traces pass it; False: no rules."""
    pack = infer(here / "learnt.json", *options, *inputs)
    jsonschema.Draft202012Validator(SCHEMA).validate(pack["rules"])
    if not pack["rules"]:
        return False
    found = own_findings(here / "learnt.json", *inputs)
    check(not found, *inputs, *options, [f["message"] for f in found])
    return True


OPTIONS = [[], ["--min-spans", 1, "--margin", 0], ["--min-spans", 2, "--min-coverage", 0.3]]


@test
def samples_pass_what_is_learnt_from_them():
    files = [p for p in sorted(SAMPLES.iterdir()) if p.is_file() and p.name not in
             ("README.md", "expect.json")]
    with tempfile.TemporaryDirectory() as name:
        for options in OPTIONS:
            for path in files:
                check(check_passes_itself(Path(name), options, path), path, "nothing learnt")
            check_passes_itself(Path(name), options, *files)


@test
def corpus_passes_what_is_learnt_from_it():
    if not CORPUS.is_dir():
        raise Skipped("needs ../shared/corpus")
    learnt = []
    with tempfile.TemporaryDirectory() as name:
        for path in sorted(p for p in CORPUS.rglob("*") if p.is_file() and p.suffix != ".md"):
            if run("rules", "infer", "-q", "-o", Path(name) / "learnt.json", path).returncode:
                continue
            for options in OPTIONS:
                if check_passes_itself(Path(name), options, path):
                    learnt.append(path)
        check(len(learnt) > 100, len(learnt), "only")
        check_passes_itself(Path(name), [], *sorted(set(learnt)))


def odd_spans(seed):
    """Names that are globs or hold ids, odd values, repeated ids, missing parents, no trace id."""
    pick = random.Random(seed)
    names = ["a", "a*", "a?", "*", "call-8f3a9b21", "call-9f3a9b22", "", "turn", "llm", "x" * 300,
             "\u0085", "tool 415-555-2671", "mail bob@example.org", "caf\u00e9", "conversation"]
    keys = ["k", "k.b", "gen_ai.request.model", "metrics.ttfb", "", "id-8f3a9b21c", "user.name"]
    values = [{"stringValue": "a"}, {"stringValue": "x\u0000y"}, {"stringValue": ""}, {},
              {"intValue": "7"}, {"intValue": str(2**60)}, {"intValue": "-5"}, {"bytesValue": ""},
              {"doubleValue": 0.1 + 0.2}, {"doubleValue": 1e300}, {"doubleValue": "NaN"},
              {"boolValue": True}, {"arrayValue": {}}, {"kvlistValue": {}}]
    for i in range(pick.randint(20, 150)):
        start = START + pick.randint(0, 10**10)
        yield {"traceId": f"{pick.randint(0, 3):032x}", "name": pick.choice(names),
               "spanId": f"{pick.choice([i + 1] * 3 + [pick.randint(1, i + 1)]):016x}",
               "parentSpanId": f"{pick.randint(0, i + 2):016x}", "startTimeUnixNano": str(start),
               "endTimeUnixNano": str(start + pick.choice([0, 1, 123456789, -5])),
               "attributes": [{"key": pick.choice(keys), "value": pick.choice(values)}
                              for _ in range(pick.randint(0, 6))]}


@test
def odd_traces_pass_what_is_learnt_from_them():
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "trace.json"
        for seed in range(20):
            write_trace(path, list(odd_spans(seed)))
            for options in OPTIONS:
                check_passes_itself(Path(name), options, path)


@test
def broken_samples_fail_what_is_learnt_from_the_clean_one():
    says = {"noisy": "none of 60 good spans had such a name; all 364 spans here have it",
            "sparse": "`stt.provider.deepgram` spans stood right below `stt` in all 6 good spans; "
                      "all 4 spans here do not",
            "broken": "`llm` spans carried `gen_ai.request.model` in all 12 good spans; "
                      "1 of 7 here lacks it"}
    with tempfile.TemporaryDirectory() as name:
        pack = Path(name) / "pack.json"
        infer(pack, SAMPLES / "clean.jsonl")
        for sample, sentence in says.items():
            messages = [f["message"] for f in own_findings(pack, SAMPLES / f"{sample}.jsonl")]
            check(sentence in messages, sample, messages)
        check(not own_findings(pack, SAMPLES / "clean.js.json"), "the other SDK's clean sample")


@test
def learnt_rules_are_what_was_seen():
    root = span("conversation", ms=1000)
    spans = [root]
    for i in range(10):
        turn = span("turn", root, at=i * 100, ms=90 if i else 40, n=i, half=i / 2, ok=i % 2 == 0)
        spans += [turn, span(f"call-{4820 + i}", turn, how="sum" if i % 2 else "map")]
    other = [s | {"traceId": f"{9:032x}"} for s in spans]
    with tempfile.TemporaryDirectory() as name:
        good, pack = Path(name) / "good.json", Path(name) / "pack.json"
        write_trace(good, spans + other)
        rules = {r["slug"]: r for r in infer(pack, good)["rules"]}
        attributes = rules["learnt-attributes-turn"]["require"]["attributes"]
        check(attributes == {
            "half": {"present": True, "type": "number", "min": 0, "max": 6.8, "seen": 20},
            "n": {"present": True, "type": "int", "min": 0, "max": 14, "seen": 20},
            "ok": {"present": True, "type": "bool", "seen": 20}}, attributes)
        calls = rules["learnt-attributes-call"]
        check(calls["match"] == {"name": "call-*"}, calls)
        check(calls["require"]["attributes"]["how"]["enum"] == ["map", "sum"], calls)
        place = rules["learnt-parent-turn"]["require"]["parent"]
        check(place == {"match": {"name": ["conversation"]}, "seen": 20}, place)
        amount = rules["learnt-amount-turn"]["require"]
        check(amount["duration"] == {"max_ms": 140, "seen": 20}, amount)
        check(amount["count"][0] == {"per": "trace", "min": 5, "max": 15, "seen": 2}, amount)
        check(amount["count"][1] == {"per": "turn", "max": 2, "seen": 20}, amount)


@test
def secrets_and_people_are_not_learnt():
    secret = "sk-" + "proj" + "-" + "a1B2" * 12
    # Digits in a row become a star in a name: nothing of the rest may stay.
    numbered = "AI" + "za" + "ZqXw" * 4 + "83951" + "KvTr" * 3 + "Zq"
    spans = []
    for i in range(12):
        spans += [span("s", trace=1 + i % 2, user__name="Alice", phone=4155550100 + i % 2,
                       token=secret, note="call Alice at 4155550100", mode="fast",
                       **{secret: 1, "alice@example.org": 2}),
                  span("mail to alice@example.org", trace=1 + i % 2),
                  span("run " + secret, trace=1 + i % 2),
                  span("get " + numbered, trace=1 + i % 2)]
    with tempfile.TemporaryDirectory() as name:
        good, pack = Path(name) / "good.json", Path(name) / "pack.json"
        write_trace(good, spans)
        infer(pack, good)
        text = pack.read_text()
        for word in (secret, secret[3:], "ZqXw", "KvTr", "Alice", "alice", "415", "example"):
            check(word not in text, word, "is in the pack")
        check('"fast"' in text and "mail to *" in text, text)
        check(name not in text, "a path is in the pack")


@test
def learning_is_deterministic_and_says_what_is_wrong():
    with tempfile.TemporaryDirectory() as name:
        a, b = Path(name) / "a.json", Path(name) / "b.json"
        infer(a, SAMPLES / "clean.jsonl", SAMPLES / "noisy.jsonl")
        infer(b, SAMPLES / "clean.jsonl", SAMPLES / "noisy.jsonl")
        check(a.read_bytes() == b.read_bytes(), "not the same")
        out = run("rules", "infer", SAMPLES / "clean.jsonl", SAMPLES / "noisy.jsonl")
        check(out.stdout == a.read_bytes(), "standard output says something else")
        text = json.loads(a.read_text())
        check(list(text) == sorted(text), "not sorted")
        check(text["comment"].startswith("Learnt from 456 good spans in 3 traces of 2 inputs"),
              text["comment"])
        cut = Path(name) / "cut.json"
        cut.write_text((SAMPLES / "clean.js.json").read_text()[:-9])
        clean = SAMPLES / "clean.jsonl"
        for argv, says in ([[], "needs good traces"], [[Path(name) / "none"], "cannot be read"],
                           [[cut], "cannot be read as a whole"],
                           [["--margin", "x", clean], "--margin"],
                           [["--min-coverage", "2", clean], "--min-coverage"],
                           [["--min-spans", "0", clean], "--min-spans"]):
            done = run("rules", "infer", *argv)
            check(done.returncode == 2 and says in done.stderr.decode() and not done.stdout,
                  argv, done.stderr.decode())


def main():
    names = sys.argv[1:]
    passed = failed = skipped = 0
    for function in TESTS:
        if names and function.__name__ not in names:
            continue
        try:
            function()
            passed += 1
        except Skipped as why:
            print(f"skipped: {function.__name__}: {why}")
            skipped += 1
        except (AssertionError, subprocess.TimeoutExpired, ValueError, KeyError,
                jsonschema.ValidationError) as why:
            print(f"FAIL {function.__name__}: {str(why)[:2000]}")
            failed += 1
    print(f"{passed} passed, {failed} failed, {skipped} skipped")
    return 1 if failed or not passed + skipped else 0


if __name__ == "__main__":
    sys.exit(main())
