#!/usr/bin/env python3
"""Staging of metrics: repeatability, what people edited, hostile names, interrupts, and the script
that creates the metrics with curl, run against a service of our own.

    tests/metrics_stage.py [--e2e] [NAME...]
                                  $SPANVET is the program, $BUILD has tests/tools/stage_plan; needs
                                  Debian's python3-jsonschema

--e2e runs what needs the package registries instead: real parsers of HCL, and shellcheck.
"""
import fcntl
import functools
import hashlib
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import jsonschema

from metrics_service import Service, fault

ROOT = Path(__file__).resolve().parents[1]
BUILD = (ROOT / os.environ.get("BUILD", "build/release")).resolve()
TOOL = BUILD / "tests/tools/stage_plan"
SPANVET = (ROOT / os.environ.get("SPANVET", "build/spanvet")).resolve()
SAMPLES = ROOT / "samples"
SCHEMAS = ROOT / "docs/schema"
TESTS, SLOW = [], []
# Built here: a text of this shape in a file looks like a credential to scanners.
KEY = "-".join(["cv", "test", hashlib.sha256(b"stage").hexdigest()[:24]])


class Skipped(Exception):
    """What a test needs is not here."""


def test(function):
    TESTS.append(function)
    return function


def e2e(function):
    SLOW.append(function)
    return function


def check(condition, *about):
    if not condition:
        raise AssertionError(" | ".join(map(str, about)))


# ---- plans ----

def definition(name, span="llm_tool_call", attribute="tool.latency_ms", how="p90", unit="ms",
               **more):
    out = {"metric_name": name, "description": f"About {name}",
           "metric_type": "METRIC_CUSTOM_TRACE", "span_name": span, "metric_attribute": attribute,
           "aggregation_method": how, "unit": unit} | more
    return {key: value for key, value in out.items() if value is not None}


def judge(name, prompt="Answer YES only when all is well."):
    return {"metric_name": name, "description": "A judge.", "metric_type": "METRIC_LLM_BINARY",
            "prompt": prompt, "include_traces": True,
            "target_condition": {"comparison_operator": "in", "target_values": ["YES"]}}


def metric(name, verdict="propose", origin="recipe", high_signal=False, body=None, **more):
    return {"verdict": verdict, "origin": origin, "high_signal": high_signal,
            "question": "Which dependency is slow?", "reason": "because of `x`",
            "instrument": "set `x` on `y`" if verdict == "stage" else "",
            "definition": body or definition(name, **more)}


def plan(*metrics, profile="full"):
    return {"profile": profile, "metrics": list(metrics)}


def simple(target=1500):
    condition = {"comparison_operator": "lte", "target_float": target}
    return plan(metric("Tool Latency P90", target_condition=condition),
                metric("Tool Failure Rate", attribute="tool.error", how="average", unit="ratio"),
                metric("Fallback Used Rate", verdict="stage"),
                metric("Chunk Index", origin="auto-pair"),
                metric("Spans", verdict="diagnostic", attribute=None, how="count"),
                metric("Stub Latency", verdict="reject"))


def run(folder, wanted, *words):
    return subprocess.run([TOOL, folder, *words], input=json.dumps(wanted).encode(),
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=120)


def stage(folder, wanted, *words):
    """Status by path; a path with + or - says that <path>.new was written or removed."""
    done = run(folder, wanted, *words)
    check(done.returncode == 0, done.returncode, done.stderr.decode())
    out = {}
    for line in done.stdout.decode().splitlines():
        status, path, rest = line.split(" ", 2)
        out[path] = status + rest[:4] if rest[:4] in ("+new", "-new") else status
    return out


def refused(folder, wanted, *words):
    done = run(folder, wanted, *words)
    check(done.returncode == 2 and not done.stdout, done.returncode, done.stdout, done.stderr)
    return done.stderr.decode()


def files(folder):
    return {str(path.relative_to(folder)): path.read_bytes()
            for path in sorted(folder.rglob("*")) if path.is_file()}


def bodies(folder):
    return json.loads((folder / "bundle.json").read_text())["metrics"]


def names(folder):
    return [body["metric_name"] for body in bodies(folder)]


@functools.cache
def validator(schema):
    content = json.loads((SCHEMAS / f"{schema}.json").read_text())
    jsonschema.Draft202012Validator.check_schema(content)
    return jsonschema.Draft202012Validator(content)


def held(document, schema):
    validator(schema).validate(document)


def validate(folder):
    """Everything in the folder is what its schema says; the manifest tells the truth."""
    manifest = json.loads((folder / "staged.json").read_text())
    held(manifest, "staged-1")
    held(json.loads((folder / "bundle.json").read_text()), "bundle-1")
    check(not any("next" in file for file in manifest["files"]), "unfinished", manifest)
    paths = [file["path"] for file in manifest["files"]]
    check(paths == sorted(set(paths)), paths)
    return {file["path"]: file for file in manifest["files"]}


def fnv1a(data):
    h = 0xcbf29ce484222325
    for byte in data:
        h = (h ^ byte) * 0x100000001b3 & (1 << 64) - 1
    return f"fnv1a:{h:016x}"


# ---- what is written ----

@test
def layout(here):
    status = stage(here / "out", simple())
    check(set(status.values()) == {"written"}, status)
    there = files(here / "out")
    check(set(there) == {"metrics/tool-latency-p90.json", "metrics/tool-failure-rate.json",
                         "pending/fallback-used-rate.json", "bundle.json", "create.sh",
                         "metrics.tf", "REPORT.md", "staged.json"}, list(there))
    wanted = simple()["metrics"]
    body = json.loads(there["metrics/tool-latency-p90.json"])
    check(body == wanted[0]["definition"] and list(body) == list(wanted[0]["definition"]), body)
    check(bodies(here / "out") == [w["definition"] for w in wanted[:2]], bodies(here / "out"))
    manifest = validate(here / "out")
    check(set(manifest) == set(there) - {"staged.json"}, list(manifest))
    for path, file in manifest.items():
        check(file["hash"] == fnv1a(there[path]), path)
    check(manifest["metrics/tool-latency-p90.json"]["metric"] == "Tool Latency P90")
    check(os.access(here / "out/create.sh", os.X_OK) and
          not os.access(here / "out/bundle.json", os.X_OK), "who may run what")


@test
def the_same_plan_gives_the_same_bytes(here):
    stage(here / "a", simple())
    stage(here / "b", simple())
    check(files(here / "a") == files(here / "b"))
    before = {path: path.stat() for path in (here / "a").rglob("*")}
    check(set(stage(here / "a", simple()).values()) == {"unchanged"})
    for path, stat in before.items():
        check((path.stat().st_mtime_ns, path.stat().st_ino) == (stat.st_mtime_ns, stat.st_ino),
              "written again:", path)


@test
def the_profile_is_said(here):
    stage(here / "out", simple() | {"profile": "legacy"})
    for name in ("bundle.json", "staged.json"):
        check(json.loads((here / "out" / name).read_text())["profile"] == "legacy", name)
    check("`legacy`" in (here / "out/REPORT.md").read_text())


@test
def a_choice(here):
    out = here / "out"
    stage(out, simple(), "--all")
    check(names(out) == ["Tool Latency P90", "Tool Failure Rate", "Chunk Index"], names(out))
    for word in ("chunk index", "chunk-index", "4"):
        stage(out, simple(), word)
        check(names(out) == ["Chunk Index"], word, names(out))
        check(not list((out / "pending").iterdir()), "pending was not asked for")
    stage(out, simple(), "Spans", "Fallback Used Rate")
    check(names(out) == ["Spans"] and "metric_attribute" not in bodies(out)[0], bodies(out))
    check((out / "pending/fallback-used-rate.json").exists())
    high = plan(metric("A", origin="auto-pair", high_signal=True), metric("B", origin="judge"))
    stage(out, high)
    check(names(out) == ["A"], names(out))


@test
def what_cannot_be_chosen(here):
    out = here / "out"
    check("must not be created: because of" in refused(out, simple(), "Stub Latency"))
    check('did you mean "Tool Latency P90"?' in refused(out, simple(), "Tool Latency P9"))
    check("the plan has no metric" in refused(out, simple(), "7"))
    check("the plan has no metric" in refused(out, simple(), "0"))
    check(not out.exists(), "something was written")


@test
def links_and_pipes_are_not_written_through(here):
    out, mine = here / "out", here / "mine"
    mine.write_text("precious")
    for name in "metrics/tool-latency-p90.json", "REPORT.md", "staged.json":
        stage(out, simple())
        for make in (lambda p: p.symlink_to(mine), lambda p: p.symlink_to(here / "none"), os.mkfifo):
            (out / name).unlink()
            make(out / name)
            for words in (), ("--force",):
                check(f"{name}: it is no file" in refused(out, simple(), *words), name)
        (out / name).unlink()
        shutil.rmtree(out)
    check(mine.read_text() == "precious" and not (here / "none").exists(), "written through a link")
    out.mkdir()
    (out / "metrics").symlink_to(here)
    check("metrics: it is no folder" in refused(out, simple()), "a folder that is a link")
    check(not (here / "tool-latency-p90.json").exists(), "written elsewhere")


@test
def personal_values_stay_where_they_are(here):
    address = "@".join(["jane.doe", "example.org"])
    wanted = plan(metric("Lookup", span=f"lookup {address}"), metric("Fine"))
    stage(here / "out", wanted)
    check(names(here / "out") == ["Fine"])
    check("personal value" in refused(here / "out", wanted, "Lookup"))
    for path, content in files(here / "out").items():
        check(address.encode() not in content, path)


@test
def the_report(here):
    stage(here / "out", simple())
    text = (here / "out/REPORT.md").read_text()
    for part in ("Which dependency is slow?", "`p90` of `tool.latency_ms` on `llm_tool_call` spans",
                 "at most 1,500 ms", "because of `x` (rule 5.8.1)", "set `x` on `y`",
                 "## Wanted, not proven yet", "## Also proposed, not chosen", "Chunk Index",
                 "## Diagnostic only", "## Must not be created", "Stub Latency",
                 "metrics/tool-latency-p90.json", "pending/fallback-used-rate.json"):
        check(part in text, "not in the report:", part)


# ---- hostile names ----

HOSTILE = ["../../../etc/passwd", "a/b", "a b", "A.B", "..", ".", "/", "", "-rf *", "con",
           'quote " and \\ back', "${var.x} %{if true}%%{x}$${y}$$${z}", "line\nbreak\ttab\r",
           "é ü 漢字 😀", "x" * 200, "é" * 200, "<script>|`code`</script> @team #1",
           "'; rm -rf \"$HOME\"; '", "$(touch hacked)", "\u202eevil\u200b", "nul\u0000inside",
           "*/ /* # //", "EOT\nEOT", "50%", "1st"]


def hostile():
    return plan(*(metric(None, body=definition(name or " ", span=name or "s", attribute=name or "k",
                                               description=name or "d")) for name in HOSTILE),
                *(metric(None, body=judge(f"Judge {i}", prompt=name or "p"))
                  for i, name in enumerate(HOSTILE)))


@test
def hostile_names(here):
    status = stage(here / "deep/er/out".replace("/", "-"), hostile())
    out = here / "deep-er-out"
    check([p.name for p in here.iterdir()] == ["deep-er-out"], list(here.iterdir()))
    wanted = [m["definition"] for m in hostile()["metrics"]]
    check(bodies(out) == wanted, "the bundle reads back differently")
    slugs = [Path(path).stem for path in status if path.startswith("metrics/")]
    check(len(slugs) == len(wanted) == len(set(slugs)), slugs)
    for slug, body in zip(slugs, wanted):
        check(re.fullmatch("[a-z0-9]+(-[a-z0-9]+)*", slug) and len(slug) <= 90, slug)
        check(json.loads((out / f"metrics/{slug}.json").read_text()) == body, slug)
    validate(out)
    check(set(stage(out, hostile()).values()) == {"unchanged"})


@test
def many_metrics_of_one_name(here):
    began = time.monotonic()
    same = plan(*(metric("Same Name", span=f"s{i}") for i in range(3000)))
    stage(here / "out", same)
    check(len(list((here / "out/metrics").iterdir())) == 3000)
    check(time.monotonic() - began < 30, time.monotonic() - began)


# ---- edits ----

def edit(path, old, new):
    text = path.read_text()
    check(old in text, old, text)
    path.write_text(text.replace(old, new))


@test
def edits_are_kept_and_followed(here):
    out, body = here / "out", here / "out/metrics/tool-latency-p90.json"
    stage(out, simple())
    edit(body, "1500", "900")
    edited = body.read_bytes()
    status = stage(out, simple())
    check(status["metrics/tool-latency-p90.json"] == "edited", status)
    check(body.read_bytes() == edited and not body.with_suffix(".json.new").exists())
    check(bodies(out)[0]["target_condition"]["target_float"] == 900, "the bundle follows")
    check("= 900\n" in (out / "metrics.tf").read_text(), "Terraform follows")
    check("edited by hand" in (out / "REPORT.md").read_text(), "the report says it")
    validate(out)
    again = stage(out, simple())
    check(again.pop("metrics/tool-latency-p90.json") == "edited", again)
    check(set(again.values()) == {"unchanged"}, again)
    body.write_bytes(edited.replace(b"900", b"1500"))
    check("edited" not in stage(out, simple()).values(), "the edit was taken back")


@test
def both_sides_change(here):
    out, path = here / "out", "metrics/tool-latency-p90.json"
    new = out / f"{path}.new"
    stage(out, simple())
    edit(out / path, "1500", "900")
    check(stage(out, simple(1200))[path] == "conflict+new")
    check(b"900" in (out / path).read_bytes() and b"1200" in new.read_bytes())
    check(stage(out, simple(1200))[path] == "conflict")
    check(stage(out, simple(1300))[path] == "conflict+new" and b"1300" in new.read_bytes())
    new.unlink()
    check(stage(out, simple(1300))[path] == "edited", "merged: nothing stands beside it")
    check(not new.exists() and b"900" in (out / path).read_bytes())
    check(stage(out, simple(1400))[path] == "conflict+new" and new.exists())
    edit(new, "1400", "1")
    check(stage(out, simple(1450))[path] == "conflict" and "1\n" in new.read_text(),
          "the one beside was changed too")
    new.unlink()
    stage(out, simple(1450))
    edit(out / path, "900", "1450")
    check(stage(out, simple(1450))[path].startswith("unchanged"), "the edit is what is wanted")
    validate(out)


@test
def the_version_beside_goes_when_it_is_of_no_use(here):
    out, path = here / "out", "metrics/tool-latency-p90.json"
    stage(out, simple())
    edit(out / path, "1500", "900")
    stage(out, simple(1200))
    check(stage(out, simple(1500))[path] == "edited-new")
    check(not (out / f"{path}.new").exists())
    stage(out, simple(1200))
    check(stage(out, simple(1200), "--force")[path] == "updated-new")
    check(not (out / f"{path}.new").exists() and b"1200" in (out / path).read_bytes())
    validate(out)


@test
def force_writes_anew(here):
    out = here / "out"
    stage(out, simple())
    fresh = files(out)
    edit(out / "REPORT.md", "Metrics to create", "x")
    (out / "create.sh").unlink()
    edit(out / "metrics/tool-latency-p90.json", "1500", "900")
    stage(out, simple(), "--force")
    check(files(out) == fresh)


@test
def what_was_deleted_stays_away(here):
    out = here / "out"
    stage(out, simple())
    (out / "metrics/tool-latency-p90.json").unlink()
    (out / "create.sh").unlink()
    status = stage(out, simple())
    check(status["metrics/tool-latency-p90.json"] == status["create.sh"] == "deleted", status)
    check(not (out / "create.sh").exists())
    check(names(out) == ["Tool Failure Rate"], "it is not created", names(out))
    check("tool_latency" not in (out / "metrics.tf").read_text())
    check("deleted by hand" in (out / "REPORT.md").read_text())
    check(stage(out, simple(1200))["metrics/tool-latency-p90.json"] == "deleted")
    stage(out, simple(), "--force")
    check(len(names(out)) == 2 and (out / "create.sh").exists())


@test
def what_is_not_chosen_goes_unless_edited(here):
    out = here / "out"
    stage(out, simple(), "--all")
    edit(out / "metrics/tool-latency-p90.json", "1500", "900")
    status = stage(out, simple(), "Tool Failure Rate")
    check(status["metrics/chunk-index.json"] == "removed", status)
    check(status["pending/fallback-used-rate.json"] == "removed", status)
    check(status["metrics/tool-latency-p90.json"] == "kept", status)
    check([p.name for p in (out / "metrics").iterdir()] == ["tool-failure-rate.json",
          "tool-latency-p90.json"] or len(list((out / "metrics").iterdir())) == 2)
    check(names(out) == ["Tool Failure Rate", "Tool Latency P90"], "kept ones are created too")
    check(bodies(out)[1]["target_condition"]["target_float"] == 900)
    check(stage(out, simple(), "Tool Failure Rate")["metrics/tool-latency-p90.json"] == "kept")
    check(stage(out, simple())["metrics/tool-latency-p90.json"] == "edited", "chosen again")
    validate(out)


@test
def what_cannot_be_read_takes_nothing_away(here):
    """A metric that only a damaged input would support stays, until the input is whole again."""
    out, rich, broken = here / "out", SAMPLES / "clean.jsonl", here / "broken.jsonl"
    argv = [SPANVET, "metrics", "stage", "-o", out, "--format", "json", SAMPLES / "sparse.jsonl"]
    subprocess.run([*argv, rich], check=True, capture_output=True)
    before = files(out)
    broken.write_text('{"resourceSpans":[{"scopeSpans":[{"spans":[{"name":"conv')
    done = subprocess.run([*argv, broken], capture_output=True)
    status = {f["path"]: f["status"] for f in json.loads(done.stdout)["files"]}
    check(done.returncode == 2 and b"broken.jsonl" in done.stderr, done.stderr)
    check(status["metrics/tool-failure-rate.json"] == "kept", status)
    check("removed" not in status.values() and files(out).keys() == before.keys(), status)
    check("Tool Failure Rate" in names(out), names(out))
    done = subprocess.run(argv, check=True, capture_output=True)
    status = {f["path"]: f["status"] for f in json.loads(done.stdout)["files"]}
    check(status["metrics/tool-failure-rate.json"] == "removed", status)


@test
def what_others_wrote_is_never_touched(here):
    out = here / "out"
    (out / "metrics").mkdir(parents=True)
    mine = {"REPORT.md": "mine", "metrics/tool-latency-p90.json": '{"metric_name": "Mine"}',
            "metrics/other.json": "{}", "notes.txt": "x", "metrics/chunk-index.json.new": "y"}
    for path, text in mine.items():
        (out / path).write_text(text)
    for words in ([], ["--all"], ["--force"], ["--all", "--force"], ["Tool Failure Rate"]):
        status = stage(out, simple(), *words)
        for path, text in mine.items():
            check((out / path).read_text() == text, words, path)
        check("REPORT.md" in status and status["REPORT.md"].startswith("foreign"), status)
        check("Metrics to create" in (out / "REPORT.md.new").read_text())
    check(not (out / "metrics/tool-latency-p90.json.new").exists(), "it is not chosen any more")
    stage(out, simple())
    check("Mine" in names(out), "the body that is there is the one that is created")
    (out / "REPORT.md").unlink()
    status = stage(out, simple())
    check(status["REPORT.md"] == "written-new", status)


@test
def an_edit_that_is_no_body(here):
    for text in ("{", "[]", '{"metric_name": "a", "x y": 1}', "\xff"):
        out = here / "out"
        stage(out, simple())
        (out / "metrics/tool-latency-p90.json").write_text(text, encoding="latin-1")
        check(stage(out, simple())["metrics/tool-latency-p90.json"] == "edited")
        check(names(out)[0] == "Tool Latency P90", "the bundle has the plan's", names(out))
        check("holds no body" in (out / "REPORT.md").read_text())
        shutil.rmtree(out)


@test
def what_an_edit_may_hold(here):
    out, body = here / "out", here / "out/metrics/tool-latency-p90.json"
    stage(out, simple())
    odd = json.loads(body.read_text()) | {
        "tags": ["a", "${b}"], "metric_name": "Renamed \"é\"", "n": -3, "r": 1e300, "none": None,
        "runtime_config": {"model_version": "a:b", "thinking_enabled": False}}
    body.write_text(json.dumps(odd))
    stage(out, simple())
    check(bodies(out)[0] == odd, bodies(out)[0])


@test
def a_dry_run_writes_nothing(here):
    out = here / "out"
    check(set(stage(out, simple(), "--dry-run").values()) == {"written"} and not out.exists())
    stage(out, simple(), "--all")
    edit(out / "metrics/tool-latency-p90.json", "1500", "900")
    before = files(out)
    would = stage(out, simple(1200), "--dry-run")
    check(files(out) == before, "something was written")
    check(stage(out, simple(1200)) == would, "it did something else than it said")


# ---- what may go wrong ----

@test
def a_manifest_that_is_damaged_or_lies(here):
    out = here / "out"
    stage(out, simple())
    victim = here / "victim.json"
    victim.write_text("x")
    good = (out / "staged.json").read_text()
    for text in (good[:-20], "", "[]", good.replace("REPORT.md", "../victim.json"),
                 good.replace("spanvet.staged/1", "spanvet.staged/9"),
                 good.replace("bundle.json", "metrics/../../victim.json")):
        (out / "staged.json").write_text(text)
        before = files(out)
        check("staged.json" in refused(out, simple(), "Tool Failure Rate"), text)
        check(files(out) == before and victim.exists(), text)
    (out / "staged.json").unlink()
    check(set(stage(out, simple()).values()) == {"unchanged"}, "what is the same is taken over")


@test
def places_that_cannot_be_written(here):
    (here / "file").write_text("x")
    check("file" in refused(here / "file", simple()))
    check("no/where" in refused(here / "no/where", simple()))
    (here / "out/metrics.tf").mkdir(parents=True)
    check("metrics.tf" in refused(here / "out", simple()))


@test
def two_runs_at_a_time(here):
    out = here / "out"
    stage(out, simple())
    held = os.open(out, os.O_RDONLY)
    fcntl.flock(held, fcntl.LOCK_EX)
    check("another run" in refused(out, simple()))
    os.close(held)
    stage(out, simple())


def big(number):
    condition = {"comparison_operator": "lte", "target_float": number}
    return plan(*(metric(f"Metric {i}", span="x" * 500, target_condition=condition)
                  for i in range(number % 7, 400)))


def interrupted(out, wanted, after, how):
    process = subprocess.Popen([TOOL, out], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL,
                               stderr=subprocess.DEVNULL)
    process.stdin.write(json.dumps(wanted).encode())
    process.stdin.close()
    time.sleep(after)
    process.send_signal(how)
    return process.wait()


@test
def an_interrupt_leaves_whole_files_and_a_true_manifest(here):
    out = here / "out"
    began = time.monotonic()
    stage(out, big(1))
    whole = time.monotonic() - began
    killed = 0
    for i in range(15):
        if i % 5 == 0:
            shutil.rmtree(out)
        killed += interrupted(out, big(i + 2), whole * (i % 8) / 7, signal.SIGKILL) < 0
        for path, content in (files(out) if out.exists() else {}).items():
            if path.endswith(".json"):
                json.loads(content)
        if i % 3 == 2:
            status = set(stage(out, big(i + 50)).values())
            check(status <= {"written", "updated", "unchanged", "removed"},
                  "taken for an edit", status)
            for leftover in out.rglob("*.json.??????"):
                leftover.unlink()
            stage(here / "fresh", big(i + 50))
            check(files(out) == files(here / "fresh"), "not what a run in peace leaves")
    check(killed >= 4, "only", killed, "runs were interrupted")


# ---- the script ----

def spy(here):
    """A curl that writes down how it was called, in front of the real one."""
    real = shutil.which("curl")
    if not real:
        raise Skipped("curl is not installed")
    if subprocess.run([real, "--fail-with-body", "--version"], stdout=subprocess.DEVNULL,
                      stderr=subprocess.DEVNULL).returncode:
        raise Skipped("curl is older than 7.76")
    (here / "bin").mkdir(exist_ok=True)
    (here / "bin/curl").write_text(f'#!/bin/sh\nprintf "%s\\n" "$@" >>"{here}/argv"\n'
                                   f'tr "\\0" "\\n" </proc/$$/cmdline >>"{here}/argv"\n'
                                   f'exec {real} "$@"\n')
    (here / "bin/curl").chmod(0o755)
    return f"{here}/bin:{os.environ['PATH']}"


def create(here, out, service, *words, shell="sh", key=KEY, url=None):
    done = subprocess.run([shell, out / "create.sh", *words], stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=60, cwd="/",
                          env={"PATH": spy(here), "COVAL_API_KEY": key, "no_proxy": "127.0.0.1",
                               "COVAL_API_BASE_URL": url or service.url, "HOME": str(here)})
    said = done.stdout.decode() + done.stderr.decode()
    check(not key or key not in said, "the key is in the output")
    argv = here / "argv"
    check(not argv.exists() or KEY not in argv.read_text(), "the key is in argv")
    check("\x1b" not in said, "a terminal was told something")
    return done.returncode, said


def existing(*names_):
    return [definition(name) for name in names_]


def answer(status, **more):
    return fault(status=status, body={"error": {"code": "X", "message": "no\nwell \x1b[31m"}}, **more)


@test
def the_script_creates_what_is_not_there(here):
    out = here / "out"
    stage(out, hostile())
    odd = [name for name in HOSTILE if name and "\0" not in name]
    wanted = {body["metric_name"] for body in bodies(out)}
    for shell in ("dash", "bash"):
        if not shutil.which(shell):
            continue
        with Service(KEY, existing("other", *odd[::2]), page=3) as service:
            code, said = create(here, out, service, "--dry-run", shell=shell)
            check(code == 0 and not service.posts() and "would be created" in said, code, said)
            code, said = create(here, out, service, shell=shell)
            check(code == 0, code, said)
            check(service.names() == sorted(wanted | {"other"}), said)
            sent = len(service.posts())
            check(sent == len(wanted) - len(odd[::2]), "names that are there were sent", sent, said)
            code, said = create(here, out, service, shell=shell)
            check(code == 0 and len(service.posts()) == sent and " 0 refused" in said, said)
    check(not (here / "hacked").exists() and not Path("/hacked").exists())


@test
def the_script_sends_what_the_files_hold(here):
    out = here / "out"
    stage(out, simple())
    edit(out / "metrics/tool-latency-p90.json", "1500", "900")
    for tokens in ("proper", "null", "empty"):
        with Service(KEY, tokens=tokens) as service:
            code, said = create(here, out, service)
            check(code == 0 and "2 created, 0 already there, 0 refused" in said, said)
            sent = {post["body"]["metric_name"]: post["body"] for post in service.posts()}
            check(sent["Tool Latency P90"]["target_condition"]["target_float"] == 900)
            check("Fallback Used Rate" not in sent, "what is pending was sent")


@test
def the_script_and_failures(here):
    out = here / "out"
    stage(out, simple())
    cases = [(answer(400), 1, "refused    Tool Failure Rate: HTTP status 400"),
             (answer(404), 1, "status 404"), (answer(413), 1, "status 413"),
             (answer(302), 1, "status 302"), (answer(409, create=True), 0, "1 already there"),
             (answer(500), 2, "which may be there now or not"), (answer(503), 2, "run this again"),
             (answer(500, create=True), 2, "run this again"),
             (fault(do="drop"), 2, "which may be there now or not"),
             (fault(do="drop", create=True), 2, "which may be there now or not"),
             (fault(do="reset", create=True), 2, "which may be there now or not"),
             (fault(do="half"), 0, "2 created"), (fault(do="text"), 0, "2 created"),
             (answer(429), 2, "too many requests"), (answer(401), 2, "the key was refused (401): "),
             (answer(403), 2, "(403)"), (answer(401, on="GET"), 2, "the key was refused (401)"),
             (answer(500, on="GET"), 2, "cannot list"), (fault("GET", do="drop"), 2, "cannot list"),
             (fault("GET", do="half"), 2, "cannot list")]
    for trouble, wanted, part in cases:
        with Service(KEY, faults=[trouble]) as service:
            code, said = create(here, out, service)
            check(code == wanted and part in said, trouble, code, said)
            code, said = create(here, out, service)
            check(code == 0, trouble, code, said)
            check(service.names() == ["Tool Failure Rate", "Tool Latency P90"], trouble,
                  service.names(), said)


@test
def the_script_and_lists_without_end(here):
    out = here / "out"
    stage(out, simple())
    for tokens in ("loop", "endless"):
        with Service(KEY, existing("a", "b", "c"), page=2, tokens=tokens) as service:
            code, said = create(here, out, service)
            check(code == 2 and "does not end" in said and not service.posts(), said)


@test
def the_script_and_the_legacy_profile(here):
    """What the older API refuses is told; the rest is created."""
    out = here / "out"
    stage(out, plan(metric("Tail", how="p95"), metric("Typical", how="median")))
    with Service(KEY, legacy=True) as service:
        code, said = create(here, out, service)
        check(code == 1 and "aggregation_method" in said and "1 created" in said, said)
        check(service.names() == ["Typical"], said)


@test
def the_script_says_what_it_lacks(here):
    out = here / "out"
    stage(out, simple())
    with Service(KEY) as service:
        for key in ("", 'a"b', "a\nb", "a b"):
            code, said = create(here, out, service, key=key)
            check(code == 2 and "COVAL_API_KEY" in said and not service.log, key, said)
        code, said = create(here, out, service, key="wrong")
        check(code == 2 and "the key was refused (401)" in said and not service.posts(), said)
        service.log.clear()
        code, said = create(here, out, service, "--wrong")
        check(code == 2 and "--dry-run" in said and not service.log, said)
        code, said = create(here, out, service, url="http://example.org/v1")
        check(code == 2 and "https" in said and not service.log, said)
        for body in (out / "metrics").iterdir():
            body.unlink()
        code, said = create(here, out, service)
        check(code == 2 and "nothing to create" in said, said)
    code, said = create(here, out, service)
    check(code == 2 and "cannot list" in said, "nobody answers", said)


# ---- the command ----

def spanvet(*words, given=b""):
    return subprocess.run([SPANVET, "metrics", "stage", *map(str, words)], input=given,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=120)


def spanvet_json(*words):
    done = spanvet("--format", "json", *words)
    check(done.returncode == 0, words, done.returncode, done.stderr.decode())
    said = json.loads(done.stdout)
    held(said, "stage-1")
    check(sum(said["totals"].values()) == len(said["files"]), said["totals"])
    return said


def real_traces():
    return sorted(SAMPLES.glob("*.jsonl")) + sorted(SAMPLES.glob("frameworks/*.json*"))


@test
def every_staged_body_is_what_the_api_takes(here):
    """In both profiles, for all that is proposed and pending of each sample; `metrics check` has
    nothing against it either."""
    seen = 0
    for profile in ("full", "legacy"):
        for number, trace in enumerate(real_traces()):
            out = here / f"{profile}{number}"
            done = spanvet("-o", out, "--all", "--with-missing", "--profile", profile, trace)
            if not out.exists():
                check(done.returncode == 2, trace, done.stderr)
                continue
            validate(out)
            staged = [json.loads(path.read_text()) for path in out.glob("*/*.json")]
            for body in staged:
                held(body, f"metric-body-{profile}-1")
            seen += len(staged)
            if bodies(out):
                done = subprocess.run([SPANVET, "metrics", "check", "--profile", profile, out],
                                      stdout=subprocess.PIPE, timeout=60)
                check(done.returncode == 0, trace, done.stdout.decode()[-600:])
            names_ = [body["metric_name"] for body in staged]
            check(len(names_) == len(set(names_)), "two of one name", trace, sorted(names_))
    check(seen > 100, "only", seen, "bodies")


@test
def the_command_says_what_it_did(here):
    out, trace = here / "out", SAMPLES / "noisy.jsonl"
    said = spanvet_json("--dry-run", "-o", out, trace)
    check(said["dry_run"] and not out.exists())
    done = spanvet_json("-o", out, trace)
    check(said | {"dry_run": False} == done, "it did something else")
    check(done["to_create"] == len(bodies(out)) == len(list((out / "metrics").iterdir())))
    check(done["pending"] == len(list((out / "pending").iterdir())))
    before = files(out)
    again = spanvet_json("-o", out, trace)
    check(again["totals"]["unchanged"] == len(again["files"]) and files(out) == before)
    text = spanvet("-o", out, trace).stdout.decode()
    check(f"{done['to_create']} metrics to create" in text and "as before" in text, text)
    check(f"spanvet metrics push {out}" in text, text)
    legacy = spanvet_json("-o", out, "--profile", "legacy", trace)
    check(legacy["profile"] == "legacy" and legacy["totals"]["edited"] == 0, legacy["totals"])
    check("What the legacy profile changed" in (out / "REPORT.md").read_text())


@test
def the_command_and_wrong_words(here):
    trace = SAMPLES / "noisy.jsonl"
    for words, part in (([trace], "-o DIR"), (["-o", "-", trace], "not to standard output"),
                        (["-o", here / "out"], "needs an INPUT"),
                        (["-o", here / "out", "-m", "Nothing", trace], "the plan has no metric"),
                        (["-o", here / "out", "--agent", "x", trace], "--agent"),
                        (["-o", here / "out", here / "none"], "none")):
        done = spanvet(*words)
        check(done.returncode == 2 and part in done.stderr.decode(), words, done.stderr)
        check(not done.stdout and not (here / "out").exists(), words)
    done = spanvet("-o", here / "out", "-", given=b'{"resourceSpans":[]}')
    check(done.returncode == 2 and b"nothing was staged" in done.stderr, done.stderr)
    done = spanvet("-q", "-o", here / "out", trace, here / "none")
    check(done.returncode == 2 and (here / "out/bundle.json").exists(), "what can be read counts")


@test
def the_command_on_hostile_spans(here):
    names_ = [name for name in HOSTILE if name.strip() and len(name) <= 200] * 20
    spans = [{"traceId": f"{1 + i % 4:032x}", "spanId": f"{i + 1:016x}", "name": name,
              "startTimeUnixNano": "1770110000000000000", "endTimeUnixNano": "1770110001000000000",
              "attributes": [{"key": f"{name}.latency_ms", "value": {"doubleValue": i % 37 + 0.5}}]}
             for i, name in enumerate(names_)]
    trace = here / "trace.json"
    trace.write_text(json.dumps({"resourceSpans": [{"scopeSpans": [{"spans": spans}]}]}))
    said = spanvet_json("-o", here / "out", "--all", trace)
    validate(here / "out")
    emitted = {span["name"] for span in spans}
    for path in (here / "out").glob("*/*.json"):
        check(json.loads(path.read_text()).get("span_name", "x") in emitted | {"x"}, path)
    check(sorted(p.name for p in here.iterdir()) == ["out", "trace.json"])
    check(spanvet_json("-o", here / "out", "--all", trace)["totals"]["unchanged"] ==
          len(said["files"]))


@test
def an_interrupted_command_leaves_nothing_unfinished(here):
    spans = [{"traceId": f"{1 + i % 5:032x}", "spanId": f"{i + 1:016x}", "name": f"step{i % 40}",
              "startTimeUnixNano": "1770110000000000000", "endTimeUnixNano": "1770110001000000000",
              "attributes": [{"key": f"part{k}.latency_ms", "value": {"doubleValue": i % 91 + k}}
                             for k in range(12)]} for i in range(800)]
    trace, out = here / "trace.json", here / "out"
    trace.write_text(json.dumps({"resourceSpans": [{"scopeSpans": [{"spans": spans}]}]}))
    words = ["-q", "--all", "-o", out, trace]
    began = time.monotonic()
    check(spanvet_json(*words)["to_create"] > 200)
    whole, interrupted_ = time.monotonic() - began, 0
    for i in range(12):
        shutil.rmtree(out)
        process = subprocess.Popen([SPANVET, "metrics", "stage", *words],
                                   stdout=subprocess.DEVNULL)
        time.sleep(whole * (i + 1) / 13)
        process.send_signal((signal.SIGINT, signal.SIGTERM, signal.SIGHUP)[i % 3])
        interrupted_ += process.wait() < 0
        unfinished = [path for path in files(out)] if out.exists() else []
        unfinished = [path for path in unfinished if re.search(r"\.[A-Za-z0-9]{6}$", path)]
        check(not unfinished, unfinished)
        out.mkdir(exist_ok=True)
    check(interrupted_ >= 3, "only", interrupted_, "runs were interrupted")
    said = spanvet_json(*words)
    check(said["totals"]["written"] + said["totals"]["unchanged"] == len(said["files"]),
          said["totals"])


# ---- with tools of others ----

# What the page docs/resources/metric.md of the provider lists, and the members of custom trace
# metrics in its example custom-trace-duration.tf.
TERRAFORM = {
    "required": {"description", "metric_name", "metric_type"},
    "optional": set("""
        aggregation_method base_prompt_template categories criteria criteria_path criteria_source
        direction enabled_tools expected_body frequency_threshold include_traces ivr_flow
        match_path max_silence_duration_seconds max_value metadata_field_key metadata_field_type
        metric_attribute min_pause_duration_seconds min_silence_gap_seconds min_value
        min_volume_change_for_pitch_misalignment observation_name operator percent_above prompt
        regex_pattern reporting_method role runtime_config span_name sql_query success_end_reasons
        success_sentiments tags target_condition threshold unit value_source""".split()),
    "target_condition": {"comparison_operator", "target_float", "target_values"},
}


def held_against_provider(resources, wanted):
    """`resources`: by name, the attributes as JSON values."""
    check(len(resources) == len(wanted), len(resources), len(wanted))
    for name, attributes in resources.items():
        check(re.fullmatch("[a-z_][a-z0-9_]*", name), name)
        members = set(attributes)
        check(TERRAFORM["required"] <= members, name, members)
        check(members <= TERRAFORM["required"] | TERRAFORM["optional"], name, members)
        check(set(attributes.get("target_condition", {})) <= TERRAFORM["target_condition"], name)


def everything():
    parts = hostile()["metrics"] + [
        metric("LLM Span Duration", span="llm", attribute=None, how="average", unit="s",
               value_source="duration"),
        metric("Errors", attribute=None, how="error_rate", unit="percent"),
        metric("Small", target_condition={"comparison_operator": "gt", "target_float": 1e-7}),
        metric("Large", target_condition={"comparison_operator": "lt", "target_float": -1.5e300})]
    return plan(*parts)


def hcl_reader(here):
    if not shutil.which("go"):
        raise Skipped("go is not installed")
    shutil.copytree(ROOT / "tests/hcl", here / "hcl")
    build = subprocess.run("go mod init hcl && go get github.com/hashicorp/hcl/v2@v2.24.0 && "
                           "go build -o hcl .", shell=True, cwd=here / "hcl", timeout=600,
                           stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    check(build.returncode == 0, build.stdout.decode()[-2000:])
    return here / "hcl/hcl"


def check_terraform(reader, out):
    done = subprocess.run([reader, out / "metrics.tf"], stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, timeout=60)
    check(done.returncode == 0, done.stderr.decode())
    # HCL has one kind of numbers and prints large ones in full.
    resources = json.loads(done.stdout, parse_int=float)
    wanted = json.loads(json.dumps(bodies(out)), parse_int=float)
    held_against_provider(resources, wanted)
    check(list(resources.values()) == wanted, "other values",
          [pair for pair in zip(resources.values(), wanted) if pair[0] != pair[1]][:1])
    return len(wanted)


@e2e
def terraform_text_is_what_hcl_reads(here):
    """HashiCorp's own parser evaluates the files to the very bodies of the bundles."""
    reader = hcl_reader(here)
    stage(here / "out", everything())
    check_terraform(reader, here / "out")
    seen = 0
    for profile in ("full", "legacy"):
        for number, trace in enumerate(real_traces()):
            out = here / f"{profile}{number}"
            spanvet("-o", out, "--all", "--with-missing", "--profile", profile, trace)
            seen += check_terraform(reader, out) if out.exists() else 0
    check(seen > 100, "only", seen, "metrics")


@e2e
def terraform_text_is_read_by_python_hcl2(here):
    subprocess.run([sys.executable, "-m", "venv", here / "venv"], check=True)
    subprocess.run([here / "venv/bin/pip", "-q", "install", "python-hcl2"], check=True, timeout=300)
    stage(here / "out", simple(), "--all")
    program = "import hcl2, json, sys; print(json.dumps(hcl2.load(open(sys.argv[1]))))"
    done = subprocess.run([here / "venv/bin/python", "-c", program, here / "out/metrics.tf"],
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=60)
    check(done.returncode == 0, done.stderr.decode()[-500:])
    read = json.loads(done.stdout)
    check(len(read["resource"]) == 3 and len(read["terraform"]) == 1, read)


@e2e
def terraform_fmt_would_change_nothing(here):
    if not shutil.which("terraform"):
        raise Skipped("terraform is not installed")
    stage(here / "out", everything())
    done = subprocess.run(["terraform", "fmt", "-check", "-diff", here / "out"],
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=60)
    check(done.returncode == 0, done.stdout.decode()[-1000:])


@e2e
def shellcheck_finds_nothing(here):
    if not shutil.which("shellcheck"):
        raise Skipped("shellcheck is not installed")
    stage(here / "out", simple())
    done = subprocess.run(["shellcheck", "--shell=sh", here / "out/create.sh"],
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=60)
    check(done.returncode == 0, done.stdout.decode()[-2000:])


def main():
    words = sys.argv[1:]
    chosen = [w for w in words if w != "--e2e"]
    passed = failed = skipped = 0
    for function in SLOW if "--e2e" in words else TESTS:
        if chosen and function.__name__ not in chosen:
            continue
        with tempfile.TemporaryDirectory() as here:
            try:
                function(Path(here).resolve())
                passed += 1
            except Skipped as why:
                print(f"skipped {function.__name__}: {why}")
                skipped += 1
            except Exception as error:  # one test that fails does not keep the others from running
                print(f"FAILED {function.__name__}: {type(error).__name__}: {str(error)[:1500]}")
                failed += 1
    print(f"{passed} passed, {failed} failed" + (f", {skipped} skipped" if skipped else ""))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
