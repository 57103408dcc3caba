#!/usr/bin/env python3
"""`spanvet metrics push` against tests/metrics_service.py, which fails in every way: nothing is
created twice, nothing is lost, and the key stands in no output, no file and no argument.

    tests/metrics_push.py [NAME...]     $SPANVET is the program; needs Debian's python3-jsonschema
"""
import email.utils
import json
import os
import pty
import resource
import secrets
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import jsonschema

from metrics_service import Service, error, fault

ROOT = Path(__file__).resolve().parents[1]
SPANVET = str((ROOT / os.environ.get("SPANVET", "build/spanvet")).resolve())
SCHEMA = json.loads((ROOT / "docs/schema/push-1.json").read_text())
KEY = "k" + secrets.token_hex(16)  # of this run; no file holds it
JOURNAL = "push-journal.jsonl"
QUICK = ("--pause", "30", "--settle", "1")
TESTS = []


class Skipped(Exception):
    """What a test needs is not here."""


def test(function):
    TESTS.append(function)
    return function


def check(condition, *about):
    if not condition:
        raise AssertionError(" | ".join(str(a)[:700] for a in about))


# ---- definitions and pushes ----

def body(name="Tool Failure Rate", **more):
    return {"metric_name": name, "description": f"What {name} is about.",
            "metric_type": "METRIC_CUSTOM_TRACE", "span_name": "llm_tool_call",
            "metric_attribute": "tool.error", "aggregation_method": "average",
            "unit": "ratio"} | more


def bodies(n):
    return [body(f"Metric {i}", metric_attribute=f"tool.value_{i}") for i in range(n)]


def write(here, *definitions):
    """A staged directory; what is pending must stay out of everything."""
    (here / "metrics").mkdir(exist_ok=True)
    (here / "pending").mkdir(exist_ok=True)
    (here / "staged.json").write_text('{"schema": "spanvet.staged/1"}')
    (here / "pending/wish.json").write_text(json.dumps(body("Not Proven Yet")))
    for i, definition in enumerate(definitions):
        (here / f"metrics/{i:03}.json").write_text(json.dumps(definition))
    return here


def environment(key=KEY, **more):
    env = {k: v for k, v in os.environ.items()
           if not k.lower().endswith("_proxy") and not k.startswith("SPANVET")}
    env = {k: v for k, v in env.items() if not k.startswith("COVAL_")}
    return env | ({"COVAL_API_KEY": key} if key else {}) | more


class Done:
    def __init__(self, code, out, err):
        self.code, self.out, self.err, self.report = code, out, err, None
        check(KEY not in out + err, "the key is printed", out, err)

    def metric(self, name):
        return next(m for m in self.report["metrics"] if m["metric_name"] == name)

    def states(self):
        return Counter(m["status"] for m in self.report["metrics"])


def command(service, where, *argv):
    url = service if isinstance(service, str) else service and service.url
    return [SPANVET, "metrics", "push", *(["--url", url] if url else []), *QUICK,
            *map(str, argv), str(where)]


def run(service, where, *argv, key=KEY, stdin=None, **env):
    done = subprocess.run(command(service, where, *argv), env=environment(key, **env), text=True,
                          input=stdin or "", capture_output=True, timeout=60)
    return Done(done.returncode, done.stdout, done.stderr)


def push(service, where, *argv, **more):
    """With the report as JSON, held against its schema."""
    done = run(service, where, "--format", "json", *argv, **more)
    check(done.out, "no report", done.code, done.err)
    done.report = json.loads(done.out)
    jsonschema.validate(done.report, SCHEMA, jsonschema.Draft202012Validator)
    check(done.report["summary"]["created"] == done.states()["created"], done.out)
    check((done.code == 2) == ("stopped" in done.report or bool(done.states()["unknown"])),
          "exit", done.code, done.out, done.err)
    return done


def creates(service, where, *argv, **more):
    return push(service, where, "--yes", *argv, **more)


def once(service, *names):
    """Each is there once, and nothing else."""
    check(service.names() == sorted(names), "there are", service.names(), "not", sorted(names))


def refused(done, *parts):
    """Exit code 2 with one sentence, and no report."""
    check(done.code == 2 and not done.out, done.code, done.out, done.err)
    check(done.err.startswith("spanvet: ") and done.err.count("\n") == 1, done.err)
    for part in parts:
        check(part in done.err, f"no {part!r} in", done.err)


def journal(here):
    return [json.loads(line) for line in (here / JOURNAL).read_text().splitlines()]


# ---- nothing goes wrong ----

@test
def creates_what_is_missing(here):
    all_bodies = bodies(4)
    with Service(KEY, metrics=all_bodies[:1]) as service:
        first = creates(service, write(here, *all_bodies))
        check(first.code == 0 and first.states() == {"created": 3, "there": 1}, first.out)
        check([r["body"] for r in service.posts()] == all_bodies[1:], service.posts())
        request = service.posts()[0]["headers"]
        check(request["content-type"] == "application/json", request)
        check(not any("workspace" in name for name in request), request)
        ids = {m["metric_name"]: m["id"] for m in service.metrics}
        check(all(m["metric_id"] == ids[m["metric_name"]] for m in first.report["metrics"]), ids)
        second = creates(service, here)
        check(second.code == 0 and second.states() == {"there": 4}, second.out)
        check(len(service.posts()) == 3, "sent again")
        once(service, *(b["metric_name"] for b in all_bodies))
    events = [row["event"] for row in journal(here)]
    check(events == ["intent", "created"] * 3, events)


@test
def what_is_sent_is_what_is_shown(here):
    odd = body("Grenzüberschreitung", target_condition={"comparison_operator": "lte",
               "target_float": 0.9}, tags=["a", "b"], unit=None)
    with Service(KEY) as service:
        shown = push(service, write(here, odd), key="").report["metrics"][0]["request"]
        check(shown["url"] == service.url + "/metrics" and not service.log, shown)
        check(shown["headers"] == ["x-api-key", "content-type", "accept", "user-agent"], shown)
        text = run(service, here, key="")
        check(text.code == 0 and "x-api-key: ***" in text.out and shown["body"] in text.out,
              text.out)
        check("Nothing was sent" in text.out, text.out)
        creates(service, here, "--workspace", "ws_1")
        check(service.posts()[0]["raw"].decode() == shown["body"], service.posts()[0]["raw"])
        check("0.9" in shown["body"] and "unit" not in shown["body"], shown)
        check(service.posts()[0]["headers"]["x-coval-workspace-id"] == "ws_1", "workspace")
        check({name.lower() for name in service.posts()[0]["headers"]} -
              {"host", "content-length", "x-coval-workspace-id"} == set(shown["headers"]), "more")


@test
def a_dry_run_creates_nothing(here):
    with Service(KEY, metrics=bodies(1)) as service:
        write(here, *bodies(3))
        for argv in ([], ["--dry-run"]):
            done = push(service, here, *argv)
            check(done.code == 0 and done.states() == {"there": 1, "planned": 2}, done.out)
        check({r["method"] for r in service.log} == {"GET"}, service.log)
        seen = len(service.log)
        check(push(service, here, "--offline").states() == {"planned": 3}, "offline")
        check(push(service, here, key="").states() == {"planned": 3}, "without a key")
        check(len(service.log) == seen, "it asked")
        check(not (here / JOURNAL).exists(), "a journal of nothing")
        refused(run(service, here, "--yes", "--dry-run"), "--dry-run")
        refused(run(service, here, "--yes", "--offline"), "--offline")
        refused(run(service, here, "--yes", key=""), "COVAL_API_KEY", "--key-file")
        refused(run(service, here, "--timeout", "99999"), "--timeout is at most 3600")


@test
def what_stage_writes(here):
    """From traces to metrics; the script that stage writes finds nothing left to create."""
    done = subprocess.run([SPANVET, "metrics", "stage", "--all", "-o", here,
                           ROOT / "samples/noisy.jsonl"], env=environment(), text=True,
                          capture_output=True, timeout=60)
    check(done.returncode == 0, done.stderr)
    staged = [json.loads(p.read_text()) for p in (here / "metrics").iterdir()]
    pending = {json.loads(p.read_text())["metric_name"] for p in (here / "pending").iterdir()}
    check(staged and pending, "nothing to try")
    with Service(KEY, page=3) as service:
        done = creates(service, here)
        check(done.code == 0 and done.states() == {"created": len(staged)}, done.out)
        once(service, *(b["metric_name"] for b in staged))
        check(not pending & set(service.names()), "what is not proven was pushed")
        check(sorted(map(str, (r["body"] for r in service.posts()))) ==
              sorted(map(str, staged)), "other bodies were sent")
        done = creates(None, here / "bundle.json", COVAL_API_BASE_URL=service.url)
        check(done.states() == {"there": len(staged)}, "the bundle", done.out)
        curl = shutil.which("curl")
        if curl and not subprocess.run([curl, "--fail-with-body", "--version"],
                                       capture_output=True).returncode:  # 7.76 or newer
            subprocess.run(["sh", here / "create.sh"], check=True, capture_output=True, timeout=60,
                           env=environment(COVAL_API_BASE_URL=service.url))
            check(len(service.posts()) == len(staged), "the script created more")


@test
def all_forms_of_definitions(here):
    three = bodies(3)
    (here / "bundle.json").write_text(json.dumps({"schema": "spanvet.bundle/1", "profile": "full",
                                                  "metrics": three[:2]}))
    (here / "one.json").write_text(json.dumps(three[2]))
    with Service(KEY) as service:
        done = creates(service, here / "bundle.json", here / "one.json")
        check(done.states() == {"created": 3}, done.out)
        check((here / JOURNAL).exists(), "no journal beside the bundle")
        refused(run(service, "-", "--yes", stdin=json.dumps(body("X"))), "--journal")
        done = creates(service, "-", "--journal", here / "j", stdin=json.dumps(body("X")))
        check(done.states() == {"created": 1}, done.out)
        (here / "plan.json").write_text(json.dumps({"schema": "spanvet.metrics/1", "metrics": []}))
        refused(run(service, here / "plan.json", "--yes"), "plan.json", "stage")
        (here / "bad.json").write_text("{")
        refused(run(service, here / "bad.json", here / "one.json", "--yes"), "bad.json")
        (here / "bad.json").write_text('{"metric_type": "METRIC_CUSTOM_TRACE"}')
        refused(run(service, here / "bad.json", "--yes"), "bad.json")
        (here / "bad.json").write_text(json.dumps(body("Y", workspace_id="ws_2")))
        refused(run(service, here / "bad.json", "--yes", "--workspace", "ws_1"), "workspace")
        refused(run(service, here / "none.json"), "none.json")
        once(service, "X", *(b["metric_name"] for b in three))


# ---- what is there ----

@test
def what_differs_is_shown(here):
    there = [body("A", aggregation_method="max", unit="s"), body("B"), body("C"),
             body("D", aggregation_method="AVERAGE", tags=["y", "x"], value_source="attribute",
                  target_condition={"comparison_operator": "lte", "target_float": 1,
                                    "target_values": None}),
             body("E", metric_attribute="e", unit=None)]
    wanted = [body("A"), body("B", description="Another text."), body("C", unit=None),
              body("D", tags=["x", "y"],
                   target_condition={"comparison_operator": "lte", "target_float": 1.0}),
              body("Other Name", metric_attribute="e", unit=None)]
    with Service(KEY, metrics=there) as service:
        done = creates(service, write(here, *wanted))
        check(done.code == 1 and done.states() == {"different": 3, "there": 2}, done.out)
        check(done.metric("A")["differences"] == [
            {"member": "aggregation_method", "there": "max", "wanted": "average"},
            {"member": "unit", "there": "s", "wanted": "ratio"}], done.metric("A"))
        check([d["member"] for d in done.metric("B")["differences"]] == ["description"], done.out)
        check(done.metric("C")["differences"] == [
            {"member": "unit", "there": "ratio", "wanted": None}], done.metric("C"))
        check(done.metric("Other Name")["there_as"] == "E", done.out)
        check({r["method"] for r in service.log} == {"GET"}, "something was changed")
        text = run(service, here).out
        check('unit: there "s", wanted "ratio"' in text and "as: E" in text, text)


@test
def a_metric_given_twice(here):
    with Service(KEY) as service:
        write(here, body("A"), body("A"), body("A", unit="s"))
        check(push(service, here).states() == {"planned": 1, "there": 1, "different": 1}, "dry")
        done = creates(service, here)
        check(done.code == 1 and done.states() == {"created": 1, "there": 1, "different": 1},
              done.out)
        once(service, "A")


@test
def pages(here):
    there = bodies(7)
    for tokens in ("proper", "null", "empty"):
        with Service(KEY, metrics=there, page=3, tokens=tokens) as service:
            done = push(service, write(here, there[0], there[6]))
            check(done.states() == {"there": 2}, tokens, done.out)
            gets = [r["path"] for r in service.log]
            check(len(gets) == 3 and all("page_size=100" in p and "include_builtin=true" in p
                                         for p in gets), gets)
    with Service(KEY, builtin=[body("Latency", id="b1")]) as service:
        check(creates(service, write(here, body("Latency"), there[6])).states() ==
              {"there": 1, "created": 1}, "built-in")


@test
def pages_that_do_not_end(here):
    write(here, *bodies(2))
    for tokens in ("loop", "endless"):
        with Service(KEY, tokens=tokens) as service:
            done = creates(service, here)
            check(done.code == 2 and done.states() == {"not_tried": 2}, done.out)
            check("does not end" in done.err, done.err)
            check(len(service.log) < (4 if tokens == "loop" else 1100), len(service.log))
            once(service)


@test
def an_api_that_hides_what_is_measured(here):
    with Service(KEY, metrics=[body("A")], hide=True) as service:
        done = creates(service, write(here, body("A"), body("B"), body("A", description="x")))
        check(done.states() == {"there": 1, "created": 1, "different": 1}, done.out)
        check(done.metric("A")["compared_in_part"], done.out)
        check(creates(service, here).states() == {"there": 2, "different": 1}, "again")
        once(service, "A", "B")


# ---- refusals ----

@test
def an_older_api(here):
    wanted = [body("P95 Tool Latency", metric_attribute="tool.latency_ms",
                   aggregation_method="p95", unit="ms"),
              body("Tokens", metric_attribute="t", aggregation_method="sum", unit="tokens"),
              body("Failure Rate", value_source="attribute"),
              body("Length", metric_attribute=None, value_source="duration"),
              body("Errors", metric_attribute=None, aggregation_method="error_rate"),
              body("Plain", metric_attribute="plain")]
    with Service(KEY, legacy=True) as service:
        done = creates(service, write(here, *wanted))
        check(done.code == 1 and done.states() == {"created": 3, "refused": 3}, done.out)
        check(done.report["summary"]["fell_back"] == 2, done.out)
        fell_back = next(m for m in done.report["metrics"]
                         if m.get("fallback", {}).get("wanted") == "p95")
        check(fell_back["fallback"]["used"] == "p90", fell_back)
        for name in ("Tokens", "Length", "Errors"):
            m = done.metric(name)
            check(m["fallback"]["used"] is None and m["http_status"] == 400, m)
        stored = next(m for m in service.metrics if m.get("aggregation_method") == "p90")
        check("P95" not in stored["metric_name"] and stored["unit"] == "ms", stored)
        check("value_source" not in next(m for m in service.metrics
                                         if m["metric_name"] == "Failure Rate"), service.metrics)
        n = len(service.metrics)
        done = creates(service, here)
        check(done.code == 1 and done.states() == {"there": 3, "refused": 3}, done.out)
        check(len(service.metrics) == n and done.report["summary"]["fell_back"] == 2, done.out)
        (here / JOURNAL).unlink()
        done = creates(service, here)
        check(done.states() == {"there": 3, "refused": 3}, "without the journal", done.out)
        check(len(service.metrics) == n, service.names())
        check("p90 in place of p95" in run(service, here).out, "text")


@test
def refusals_of_one_metric(here):
    cases = [(400, error("INVALID_ARGUMENT", "description is too long")), (404, b"not json"),
             (413, {"message": "Request Too Long"}), (409, error("ALREADY_EXISTS", "is there")),
             (422, error("X", "y", ("unit", "no"))), (307, b""), (418, [])]
    for status, answer in cases:
        with Service(KEY, faults=[fault(name="Metric 1", status=status, body=answer)]) as service:
            done = creates(service, write(here, *bodies(3)), "--journal", here / f"j{status}")
            check(done.code == 1 and done.states() == {"created": 2, "refused": 1}, done.out)
            check(done.metric("Metric 1")["http_status"] == status, done.out)
            check(len(service.posts("Metric 1")) == 1, "sent again")
            once(service, "Metric 0", "Metric 2")
            done = creates(service, here, "--journal", here / f"j{status}")
            check(done.code == 0 and len(service.metrics) == 3, done.out)


@test
def a_conflict_with_what_is_there(here):
    """Somebody else creates it after the list was read."""
    with Service(KEY, unique=True, faults=[fault(do="answer", status=409, create=True,
                 body=error("ALREADY_EXISTS", "A metric with this name already exists"))]) as s:
        done = creates(s, write(here, *bodies(2)))
        check(done.code == 0 and done.states() == {"there": 1, "created": 1}, done.out)
        once(s, "Metric 0", "Metric 1")


@test
def keys_that_are_no_good(here):
    for status, answer in ((401, error("UNAUTHENTICATED", "bad key " + KEY)),
                           (403, error("PERMISSION_DENIED", "scope")),
                           (403, {"message": "Forbidden"}), (401, b"")):
        for on in ("GET", "POST"):
            with Service(KEY, faults=[fault(on=on, times=9, status=status, body=answer)]) as s:
                done = creates(s, write(here, *bodies(3)))
                check(done.code == 2, done.out)
                check(("COVAL_API_KEY" if status == 401 else "permission") in done.err, done.err)
                check(len(s.posts()) == (on == "POST"), "it went on")
                check(sum(r["method"] == "GET" for r in s.log) == 1, "asked again")
                once(s)
    with Service("another" + KEY) as service:
        check("does not accept the key" in creates(service, here).err, "wrong key")


@test
def too_many_requests(here):
    def date():
        return email.utils.formatdate(time.time() + 2, usegmt=True)

    limit = error("RESOURCE_EXHAUSTED", "slow down")
    for after in ("1", date):
        faults = [fault(status=429, body=limit, headers={"Retry-After": after})]
        with Service(KEY, faults=faults) as service:
            done = creates(service, write(here, *bodies(2)), "--journal", here / str(id(after)))
            check(done.code == 0 and done.states() == {"created": 2}, done.out, done.err)
            check("waiting" in done.err and "as the API says" in done.err, done.err)
            times = [r["time"] for r in service.posts("Metric 0")]
            check(len(times) == 2 and 0.9 <= times[1] - times[0] < 5, times)
            once(service, "Metric 0", "Metric 1")
    for headers, argv in (({"Retry-After": "300"}, []), ({}, []),
                          ({"Retry-After": "2"}, ["--max-wait", "1"])):
        with Service(KEY, faults=[fault(status=429, body=limit, headers=headers)]) as service:
            done = creates(service, here, "--journal", here / f"j{len(headers)}{len(argv)}", *argv)
            check(done.code == 2 and done.states()["created"] == 0, done.out)
            check("push again" in done.err and len(service.posts()) == 1, done.err)
            check(not headers or f"{headers['Retry-After']} s" in done.err, done.err)
            once(service)


# ---- failures after which nobody knows ----

AMBIGUOUS = {
    "drop": dict(do="drop"), "reset": dict(do="reset"),
    "500": dict(status=500), "502": dict(status=502, body=b"<html>"),
    "503": dict(status=503, headers={"Retry-After": "1"}), "504": dict(status=504),
    "408": dict(status=408), "gateway": dict(status=500, body={"message": "Internal"}),
    "no JSON": dict(status=201, body=b"OK"), "no id": dict(status=201, body={"metric": {}}),
    "nothing": dict(status=204, body=b""),
}


def ambiguous(what, create):
    def check_it(here):
        faults = [fault(name="Metric 1", create=create, **AMBIGUOUS[what])]
        with Service(KEY, faults=faults) as service:
            done = creates(service, write(here, *bodies(3)))
            check(done.code == 0 and done.states() == {"created": 3}, done.out, done.err)
            once(service, "Metric 0", "Metric 1", "Metric 2")
            check(len(service.posts("Metric 1")) == (1 if create else 2), service.posts())
            methods = [r["method"] for r in service.log]
            at = [i for i, r in enumerate(service.log)
                  if r["method"] == "POST" and r["body"]["metric_name"] == "Metric 1"]
            check(methods[at[0] + 1] == "GET", "the list was not read first", methods)
            check(bool(done.metric("Metric 1").get("note")) == create, done.out)
            check(creates(service, here).states() == {"there": 3}, "again")
    check_it.__name__ = f"{what} {'after' if create else 'before'} creating"
    return test(check_it)


for name in AMBIGUOUS:
    for done_before in (False, True):
        ambiguous(name, done_before)


@test
def half_an_answer(here):
    for do in ("half", "text"):
        with Service(KEY, faults=[fault(do=do)]) as service:
            done = creates(service, write(here, *bodies(2)), "--journal", here / do)
            check(done.states() == {"created": 2}, done.out)
            once(service, "Metric 0", "Metric 1")


@test
def slow_answers(here):
    """The metric is created when nobody waits any more, within the time that it may take."""
    with Service(KEY, faults=[fault(do="slow", seconds=1.8), fault(do="late", seconds=0.5)]) as s:
        done = creates(s, write(here, *bodies(2)), "--timeout", "1", "--settle", "3")
        check(done.code == 0 and done.states() == {"created": 2}, done.out, done.err)
        once(s, "Metric 0", "Metric 1")
        check(len(s.posts()) == 2, s.posts())


@test
def failures_that_stay(here):
    with Service(KEY, faults=[fault(name="Metric 0", times=99, status=500)]) as service:
        done = creates(service, write(here, *bodies(3)))
        check(done.code == 2 and done.states() == {"unknown": 1, "created": 2}, done.out)
        check("waiting" in done.err, done.err)
        check(len(service.posts("Metric 0")) == 3, "attempts")
        service.faults.clear()
        done = creates(service, here)
        check(done.code == 0 and done.states() == {"created": 1, "there": 2}, done.out)
        once(service, "Metric 0", "Metric 1", "Metric 2")
    with Service(KEY, faults=[fault(times=99, do="drop")]) as service:
        done = creates(service, here, "--journal", here / "j", "--attempts", "2", "--settle", "0")
        check(done.code == 2 and done.states() == {"unknown": 2, "not_tried": 1}, done.out)
        check(len(service.posts()) == 4, len(service.posts()))
        service.faults.clear()
        check(creates(service, here, "--journal", here / "j").states() == {"created": 3}, "later")
        once(service, "Metric 0", "Metric 1", "Metric 2")


@test
def an_overloaded_service(here):
    """503 with Retry-After is waited for, and not for longer than allowed."""
    for create in (False, True):
        faults = [fault(status=503, create=create, headers={"Retry-After": "90"})]
        with Service(KEY, faults=faults) as service:
            done = creates(service, write(here, *bodies(2)), "--journal", here / f"j{create}")
            check(done.code == 2 and done.states() == {"unknown": 1, "not_tried": 1}, done.out)
            check("pause of 90 s" in done.err and len(service.log) == 2, done.err)
            done = creates(service, here, "--journal", here / f"j{create}")
            check(done.code == 0 and not service.faults[0]["times"], done.out)
            once(service, "Metric 0", "Metric 1")


@test
def the_list_fails_after_a_lost_answer(here):
    faults = [fault(do="drop", create=True), fault(on="GET", times=9, skip=1, status=500)]
    with Service(KEY, faults=faults) as service:
        done = creates(service, write(here, *bodies(2)))
        check(done.code == 2 and done.states() == {"unknown": 1, "not_tried": 1}, done.out)
        service.faults.clear()
        done = creates(service, here)
        check(done.code == 0 and done.states() == {"there": 1, "created": 1}, done.out)
        once(service, "Metric 0", "Metric 1")


@test
def lists_that_fail(here):
    write(here, *bodies(1))
    transient = [dict(status=500), dict(status=503, headers={"Retry-After": "0"}),
                 dict(status=408), dict(do="drop"), dict(do="half"), dict(do="reset"),
                 dict(status=429), dict(status=502, body=b"<html>")]
    for trouble in transient:
        with Service(KEY, faults=[fault(on="GET", times=2, **trouble)]) as service:
            done = push(service, here)
            check(done.code == 0 and len(service.log) == 3, trouble, len(service.log), done.err)
    for trouble in [*(t | dict(times=9) for t in transient), dict(status=404), dict(status=400),
                    dict(status=200, body=b"<html>", times=9), dict(status=200, body=[1]),
                    dict(status=200, body={"metrics": {}}), dict(status=301, body=b""),
                    dict(status=200, body={"metrics": [], "next_page_token": 7}),
                    dict(status=200, body=b" " * (17 << 20), times=9)]:
        with Service(KEY, faults=[fault(on="GET", **trouble)]) as service:
            done = creates(service, here)
            check(done.code == 2 and "list" in done.err + done.out, str(trouble)[:99], done.err)
            check(not service.posts(), "it created without a list")


@test
def hostile_lists(here):
    """What is no metric is passed over; escape sequences do not reach the terminal."""
    evil = "\x1b]0;owned\x07\u202e"
    page = {"metrics": [None, 7, [], {}, {"metric_name": 7}, {"metric_name": ""},
                        {"metric_name": "Metric 0"}, body("Metric 1", unit=evil) | {"id": evil},
                        {"metric_name": evil, "prompt": {"a": [1]}}], "next_page_token": None}
    with Service(KEY, faults=[fault(on="GET", times=99, status=200, body=page)]) as service:
        write(here, *bodies(2), body(evil, span_name=evil))
        done = push(service, here)
        check(done.states() == {"different": 3}, done.out)
        text = run(service, here)
        check(not any(c in text.out for c in "\x1b\x07\u202e"), repr(text.out))
    faults = [fault(times=9, status=400, body=error(evil, evil, (evil, evil)))]
    with Service(KEY, faults=faults) as service:
        text = run(service, write(here, body(evil)), "--yes")
        check(text.code == 1 and not any(c in text.out for c in "\x1b\x07\u202e"), repr(text.out))


# ---- interrupted pushes ----

def start(service, where, *argv):
    return subprocess.Popen(command(service, where, "--yes", *argv), env=environment(),
                            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                            start_new_session=True)


def wait_for(condition, what):
    end = time.time() + 20
    while not condition():
        check(time.time() < end, "never", what)
        time.sleep(0.01)


def killed(number, create):
    """A push that is ended in the middle of creating the third metric, and the next one."""
    def check_it(here):
        faults = [fault(name="Metric 2", do="hold" if create else "slow", seconds=2)]
        with Service(KEY, faults=faults) as service:
            write(here, *bodies(5))
            one = start(service, here)
            wait_for(lambda: service.posts("Metric 2"), "the third")
            os.kill(one.pid, number)
            out, err = one.communicate(timeout=20)
            check(one.returncode == -number and KEY not in out + err, one.returncode, err)
            check(journal(here)[-1]["event"] == "intent", journal(here)[-1])
            done = creates(service, here, "--settle", "4")
            check(done.code == 0, done.out, done.err)
            once(service, *(f"Metric {i}" for i in range(5)))
            check(creates(service, here).states() == {"there": 5}, "again")
    check_it.__name__ = f"killed by {number} {'after' if create else 'before'} creating"
    return test(check_it)


for signal_number in (signal.SIGKILL, signal.SIGINT):
    for done_before in (False, True):
        killed(signal_number, done_before)


@test
def a_journal_that_is_cut_off(here):
    with Service(KEY) as service:
        creates(service, write(here, *bodies(2)))
        whole = (here / JOURNAL).read_bytes()
        for end in range(0, len(whole), 41):
            (here / JOURNAL).write_bytes(whole[:end] + b"\xff{")
            done = creates(service, here)
            check(done.code == 0 and done.states() == {"there": 2}, end, done.err)
        (here / "metrics/9.json").write_text(json.dumps(body("Later", metric_attribute="l")))
        check(creates(service, here).states() == {"there": 2, "created": 1}, "behind damage")
        lines = (here / JOURNAL).read_text(errors="replace").splitlines()
        check(json.loads(lines[-1])["event"] == "created", lines[-1])
        once(service, "Metric 0", "Metric 1", "Later")


@test
def two_pushes_at_once(here):
    with Service(KEY, faults=[fault(do="slow", seconds=1)]) as service:
        one = start(service, write(here, *bodies(2)))
        wait_for(service.posts, "the first")
        refused(run(service, here, "--yes"), "another push", JOURNAL)
        check(push(service, here).code == 0, "looking is free")
        one.communicate(timeout=20)
        check(one.returncode == 0, one.returncode)
        once(service, "Metric 0", "Metric 1")


@test
def journals_that_cannot_be_written(here):
    with Service(KEY) as service:
        write(here, *bodies(1))
        refused(run(service, here, "--yes", "--journal", here / "none/j"), "journal", "none/j")
        refused(run(service, here, "--yes", "--journal", here), "journal")
        done = subprocess.run(command(service, here, "--yes"), env=environment(), text=True,
                              capture_output=True, timeout=60, restore_signals=False,
                              preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (9, 9)))
        check(done.returncode == 2 and "too large; nothing is sent" in done.stderr, done.stderr)
        check(not service.posts(), "sent without a journal")
        check(creates(service, here).states() == {"created": 1}, "later")


@test
def metrics_that_went_away(here):
    with Service(KEY) as service:
        creates(service, write(here, *bodies(2)))
        gone = service.metrics.pop()
        done = creates(service, here)
        check(done.states() == {"there": 1, "created": 1}, done.out)
        check("gone" in done.metric(gone["metric_name"])["note"], done.out)
        once(service, "Metric 0", "Metric 1")
        # The list lags behind, but the metric is there.
        service.faults.append(fault(on="GET", status=200, body={"metrics": []}))
        done = creates(service, here)
        check(done.code == 0 and done.states() == {"there": 2}, done.out)
        once(service, "Metric 0", "Metric 1")
    with Service(KEY) as elsewhere:
        check(creates(elsewhere, here).states() == {"created": 2}, "the journal is of another URL")


@test
def changed_definitions(here):
    with Service(KEY) as service:
        creates(service, write(here, body("A")))
        done = creates(service, write(here, body("A", unit="s")))
        check(done.code == 1 and done.states() == {"different": 1}, done.out)
        once(service, "A")


# ---- the key and the connection ----

@test
def arguments_do_not_hold_the_key(here):
    with Service(KEY, faults=[fault(do="slow", seconds=0.6)]) as service:
        one = start(service, write(here, *bodies(1)))
        seen = set()
        while one.poll() is None:
            seen.add(Path(f"/proc/{one.pid}/cmdline").read_bytes())
            time.sleep(0.02)
        one.communicate(timeout=20)
        check(seen - {b""} and not any(KEY.encode() in s for s in seen), seen)


def read_all(terminal):
    """What was written to the other end, which is closed: it comes in pieces."""
    said = b""
    try:
        while piece := os.read(terminal, 65536):
            said += piece
    except OSError:  # the end, as terminals tell it
        pass
    os.close(terminal)
    return said.decode()


@test
def progress_on_a_terminal(here):
    """Its timer interrupts waiting for the answer, and nothing else; the line goes away."""
    with Service(KEY, faults=[fault(do="slow", seconds=1.2)]) as service:
        ours, theirs = pty.openpty()
        done = subprocess.run(command(service, write(here, *bodies(2)), "--yes"),
                              env=environment(), stdout=subprocess.PIPE, stderr=theirs, timeout=60)
        os.close(theirs)
        said = read_all(ours)
        check(done.returncode == 0 and "pushing 1 of 2: Metric 0" in said, repr(said))
        check(said.endswith("\r\x1b[K") and KEY not in said, repr(said))
        once(service, "Metric 0", "Metric 1")


@test
def key_files(here):
    path = here.parent / "key"
    with Service(KEY) as service:
        write(here, *bodies(1))
        path.write_text(f"  {KEY}\n")
        path.chmod(0o644)
        done = creates(service, here, "--key-file", path, key="")
        check(done.states() == {"created": 1} and "chmod 600" in done.err, done.err)
        path.chmod(0o600)
        check(not push(service, here, "--key-file", path, key="other").err, "a warning")
        for text, part in (("", "empty"), ("a b", "blank"), ("a\nx-evil: 1", "line break"),
                           ("k\u00e4y", "character")):
            path.write_text(text)
            refused(run(service, here, "--yes", "--key-file", path, key=""), part)
        refused(run(service, here, "--yes", "--key-file", here / "none", key=""), "none")
        refused(run(service, here, "--yes", key="a\r\nb"), "line break")
        refused(run(service, here, "--workspace", "a\r\nb: c"), "workspace")
    path.unlink()


@test
def an_api_that_repeats_the_key(here):
    faults = [fault(status=400, body=error(KEY, f"bad '{KEY}' and {KEY}", (KEY, KEY))),
              fault(status=400, body={"message": KEY}), fault(status=400, body={"error": KEY})]
    with Service(KEY, faults=faults) as service:
        done = creates(service, write(here, *bodies(3)))  # Done looks for it
        check(done.states() == {"refused": 3} and "bad '***'" in done.out, done.out)


@test
def an_api_that_calls_metrics_by_the_key(here):
    there = body("Metric 1") | {"id": KEY, "description": KEY, "unit": KEY}
    faults = [fault(name="Metric 0", status=201, body={"metric": {"id": KEY}}, create=True)]
    with Service(KEY, metrics=[there], faults=faults) as service:
        done = creates(service, write(here, *bodies(2)))  # Done looks for it, and in the journal
        check(done.states() == {"created": 1, "different": 1} and "***" in done.out, done.out)
        check(KEY not in (here / JOURNAL).read_text(), "the journal has it")


@test
def an_answer_that_names_nothing_says_so(here):
    faults = [fault(status=200, body={"status": "queued"}, create=True)]
    with Service(KEY, faults=faults) as service:
        done = creates(service, write(here, *bodies(1)))
        check(done.states() == {"created": 1}, done.out)
        check("200: the answer does not name the metric" in done.err, done.err)


@test
def redirects_are_not_followed(here):
    with Service(KEY) as other:
        moved = dict(status=308, body=b"", headers={"Location": other.url + "/metrics"})
        faults = [fault(name="Metric 0", **moved)]
        with Service(KEY, faults=faults) as service:
            done = creates(service, write(here, *bodies(2)))
            check(done.states() == {"refused": 1, "created": 1}, done.out)
        with Service(KEY, faults=[fault(on="GET", **moved)]) as service:
            check(creates(service, here, "--journal", here / "j").code == 2, "list")
        check(not other.log, "the key went elsewhere", other.log)


@test
def addresses(here):
    write(here, *bodies(1))
    for url, part in (("http://api.example.invalid/v1", "http://"), ("ftp://127.0.0.1/", "https"),
                      ("https://user:" + KEY + "@example.invalid/", "password"), ("x", "URL")):
        refused(run(url, here, "--yes"), part)
    for url in ("http://127.0.0.1:1/v1", "https://127.0.0.1:1/v1"):
        done = creates(url, here)
        check(done.code == 2 and "cannot reach" in done.err, done.err)
    with Service(KEY) as service:
        done = creates(service.url.replace("http:", "https:"), here)
        check(done.code == 2 and not service.log, "no TLS there", done.err)
        done = push(service, here, http_proxy="http://127.0.0.1:1", all_proxy="http://127.0.0.1:1")
        check(done.code == 0, "a proxy got the key", done.err)


@test
def proxies(here):
    """A proxy of the environment is asked for a tunnel, and sees nothing of the key."""
    seen = []

    def serve(listener):
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            seen.append(connection.recv(65536))
            connection.sendall(b"HTTP/1.1 403 Forbidden\r\ncontent-length: 0\r\n\r\n")
            connection.close()

    with socket.create_server(("127.0.0.1", 0)) as listener:
        threading.Thread(target=serve, args=[listener], daemon=True).start()
        proxy = f"http://127.0.0.1:{listener.getsockname()[1]}"
        done = creates("https://api.example.invalid/v1", write(here, *bodies(1)),
                       https_proxy=proxy)
        check(done.code == 2 and "cannot reach" in done.err, done.err)
        check(len(seen) == 3 and all(s.startswith(b"CONNECT api.example.invalid:443 ")
                                     for s in seen), seen)
        check(KEY.encode() not in b"".join(seen), "the proxy got the key")


@test
def certificates(here):
    if not shutil.which("openssl"):
        raise Skipped("certificates need openssl")
    files = {name: str(here.parent / f"{here.name}.{name}") for name in ("key", "pem")}
    subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2",
                    "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost",
                    "-keyout", files["key"], "-out", files["pem"]], check=True,
                   capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(files["pem"], files["key"])
    write(here, *bodies(1))
    with Service(KEY, context=context) as service:
        url = service.url.replace("http://127.0.0.1", "https://localhost")
        done = creates(url, here)
        check(done.code == 2 and "cannot reach" in done.err and not service.log, done.err)
        wrong_name = url.replace("localhost", "127.0.0.1")
        check(creates(wrong_name, here, "--ca-file", files["pem"]).code == 2, "another's name")
        done = creates(url, here, "--ca-file", files["pem"])
        check(done.code == 0 and done.states() == {"created": 1}, done.err)
        once(service, "Metric 0")
    for name in files.values():
        os.unlink(name)


# ---- the run ----

def run_test(function):
    with tempfile.TemporaryDirectory() as name:
        here = Path(name) / "staged"
        here.mkdir()
        try:
            function(here)
            holders = [p for p in Path(name).rglob("*")
                       if p.is_file() and KEY.encode() in p.read_bytes()]
            check(not holders, "the key is in", holders)
        except Skipped as skipped:
            return "skipped", f"skipped: {function.__name__}: {skipped}"
        except Exception as failure:  # whatever it is, this test has failed
            return "failed", f"FAILED {function.__name__}: {type(failure).__name__}: {failure}"
    return "passed", None


def main():
    chosen = [t for t in TESTS if not sys.argv[1:] or t.__name__ in sys.argv[1:]]
    counts = Counter()
    with ThreadPoolExecutor(6) as pool:
        for result, text in pool.map(run_test, chosen):
            counts[result] += 1
            if text:
                print(text)
    print(f"{counts['passed']} passed, {counts['failed']} failed, {counts['skipped']} skipped")
    return 1 if counts["failed"] or not counts["passed"] else 0


if __name__ == "__main__":
    sys.exit(main())
