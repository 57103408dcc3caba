#!/usr/bin/env python3
"""The baseline and the gate, with real runs.

    tests/baseline.py              $SPANVET is the program
"""
import json
import os
import random
import re
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SPANVET = ROOT / os.environ.get("SPANVET", "build/spanvet")
BROKEN = ROOT / "samples/broken.jsonl"
CLEAN = ROOT / "samples/clean.jsonl"
passed = failed = 0


def check(title, ok, seen=""):
    global passed, failed
    passed, failed = passed + bool(ok), failed + (not ok)
    if not ok:
        print(f"FAIL {title}: {seen}")


def lint(*args):
    done = subprocess.run([SPANVET, "lint", "--no-config", *args], capture_output=True, text=True,
                          timeout=60, stdin=subprocess.DEVNULL)
    return done.returncode, done.stdout, done.stderr


def report(*args):
    code, out, err = lint("--format", "json", *args)
    return code, json.loads(out), err


def requests(path):
    return [json.loads(line) for line in path.read_text().splitlines()]


def spans_of(documents):
    for document in documents:
        for resource in document["resourceSpans"]:
            for scope in resource["scopeSpans"]:
                yield from scope["spans"]


def written(path, documents):
    path.write_text("".join(json.dumps(d) + "\n" for d in documents))
    return path


def moved(documents, seed):
    """Every id replaced, the same one by the same one, and every time a day and a bit later."""
    rng, ids = random.Random(seed), {}

    def other(text):
        if text not in ids:
            ids[text] = "".join(rng.choice("0123456789abcdef") for _ in text)
        return ids[text]

    def later(number):
        return str(int(number) + 86_400_123_456_789) if int(number) > 10**15 else number

    for span in spans_of(documents):
        for key in ("traceId", "spanId", "parentSpanId"):
            if span.get(key):
                span[key] = other(span[key])
        for key in ("startTimeUnixNano", "endTimeUnixNano"):
            if key in span:
                span[key] = later(span[key])
        for event in span.get("events", ()):
            if "timeUnixNano" in event:
                event["timeUnixNano"] = later(event["timeUnixNano"])
    return documents


def known_is_silent(here):
    base = here / "base.json"
    code, out, err = lint("--baseline", base, BROKEN)
    check("a baseline that is not there", code == 2 and "--update-baseline" in err, err)
    code, seen, _ = report("--baseline", base, "--update-baseline", BROKEN)
    check("writing it passes", code == 0 and seen["totals"]["error"] == 0, code)
    check("and keeps what was found back", seen["baseline"]["known"] > 20, seen["baseline"])
    before = base.read_bytes()
    code, seen, err = report("--baseline", base, BROKEN)
    check("old findings are silent", code == 0 and not seen["findings"] and not err, err)
    check("the score is still that of the traces", seen["summary"]["score"] < 50)
    check("nothing is stale", seen["baseline"]["stale"] == [])
    check("the gate passes", seen["gate"] == {"passed": True, "reasons": []})
    code, out, _ = lint("--baseline", base, BROKEN)
    check("the text says so", "\nno new findings in 3 traces" in out, out[-300:])
    code, out, _ = lint("--baseline", base, "--format", "markdown", BROKEN)
    check("markdown says so", "\nno new findings in" in out, out[:300])
    code, out, err = lint("--baseline", BROKEN, BROKEN)
    check("a trace as baseline", code == 2 and "this is no baseline" in err, err)
    lint("--baseline", base, "--update-baseline", BROKEN)
    check("writing it again gives the same bytes", base.read_bytes() == before)
    return base


def ids_and_times_do_not_matter(here, base):
    for seed in range(3):
        other = written(here / f"moved{seed}.jsonl", moved(requests(BROKEN), seed))
        code, seen, err = report("--baseline", base, other)
        check(f"other ids and times, {seed}",
              code == 0 and not seen["findings"] and not seen["baseline"]["stale"],
              [(f["rule"], f["span_name"]) for f in seen["findings"]] + seen["baseline"]["stale"])


def form_does_not_matter(here):
    """One document, then the same spans one a line, and back; also with an entry that an earlier
    version wrote."""
    base, lines = here / "form.json", here / "lines.jsonl"
    whole = here / "whole.json"
    whole.write_text(json.dumps(requests(BROKEN)[0], indent=1))
    written(lines, [{"resourceSpans": [resource | {"scopeSpans": [scope | {"spans": [span]}]}]}
                    for resource in requests(BROKEN)[0]["resourceSpans"]
                    for scope in resource["scopeSpans"] for span in scope["spans"]])
    found = [f["rule"] for f in report(lines)[1]["findings"]]
    check("lines are found without a baseline", "I004" in found, found)
    for before, after in (whole, lines), (lines, whole):
        lint("--baseline", base, "--update-baseline", before)
        check("the baseline holds none of the form", '"I004"' not in base.read_text())
        code, seen, err = report("--baseline", base, "--fail-on", "info", after)
        check(f"{before.name} to {after.name}", code == 0 and not seen["findings"] and not err,
              [f["rule"] for f in seen["findings"]])
        check("nothing is stale", seen["baseline"]["stale"] == [], seen["baseline"])
    old = json.loads(base.read_text())
    old["findings"].append(old["findings"][0] | {"rule": "I004", "slug": "ndjson-file",
                                                 "fingerprint": "0" * 16})
    base.write_text(json.dumps(old))
    for source in whole, lines:
        code, seen, err = report("--baseline", base, "--fail-on", "info", source)
        check("an old entry", code == 0 and not err and not seen["baseline"]["stale"], err)


def new_fails(here, base):
    documents = requests(BROKEN)
    span = next(s for s in spans_of(documents) if s["name"] == "tts")
    span.setdefault("attributes", []).append(
        {"key": "audio.payload", "value": {"stringValue": "data:audio/" + "wav;base64," + "A" * 80}})
    code, seen, _ = report("--baseline", base, written(here / "new.jsonl", documents))
    check("a new finding fails", code == 1 and [f["rule"] for f in seen["findings"]] == ["P137"],
          [f["rule"] for f in seen["findings"]])
    check("the gate says so", seen["gate"]["reasons"] == ["1 error"], seen["gate"])
    code, _, _ = lint("--baseline", base, "--fail-on", "never", here / "new.jsonl")
    check("unless nothing is to fail", code == 0, code)


def worse_is_new(here):
    """1 orphan in 11 spans is a warning, 6 in 16 are an error: the same fingerprint."""
    def call(orphans):
        def span(number, parent, name):
            return {"traceId": "5" * 32, "spanId": f"{number:016x}", "parentSpanId": parent,
                    "name": name, "kind": 1, "startTimeUnixNano": "1738000000000000000",
                    "endTimeUnixNano": "1738000001000000000"}
        spans = [span(1, "", "conversation")]
        spans += [span(n, f"{1:016x}", "llm") for n in range(2, 12)]
        spans += [span(n, f"{999:016x}", "llm") for n in range(20, 20 + orphans)]
        return [{"resourceSpans": [{"scopeSpans": [{"spans": spans}]}]}]
    base = here / "orphans.json"
    few, many = (written(here / f"{n}.jsonl", call(n)) for n in (1, 6))
    args = ("--select", "S044", "--baseline", base)
    lint(*args, "--update-baseline", few)
    code, seen, _ = report(*args, many)
    check("what became an error is new",
          code == 1 and [f["severity"] for f in seen["findings"]] == ["error"], seen["findings"])
    lint(*args, "--update-baseline", many)
    code, seen, _ = report(*args, "--ratchet", "0", few)
    check("what became a warning is not", code == 0 and not seen["findings"])


def one_span(path, name, trace, resource):
    """A document with one span, whose resource has the attributes `resource`."""
    attributes = [{"key": k, "value": {"stringValue": v}} for k, v in resource.items()]
    span = {"traceId": trace * 32, "spanId": trace * 16, "name": name, "kind": 1,
            "startTimeUnixNano": "1760000000000000000", "endTimeUnixNano": "1760000001000000000"}
    return written(path, [{"resourceSpans": [{"resource": {"attributes": attributes}, "scopeSpans": [
        {"scope": {"name": "s"}, "spans": [span]}]}]}])


def neighbours_do_not_matter(here):
    """What a finding is called does not hang on the keys that the rest of the input has."""
    old = here / "neighbours.json"
    bad = one_span(here / "bad.jsonl", "turn", "1", {"host.arch": "x"})
    whole = {"service.name": "a", "service.instance.id": "i", "deployment.environment.name": "e"}
    other = one_span(here / "other.jsonl", "turn", "2", whole)
    lint("--select", "R105", "--baseline", str(old), "--update-baseline", str(bad))
    code, _, err = lint("--select", "R105", "--baseline", str(old), "--fail-on", "warning",
                        str(bad), str(other))
    check("R105 beside a trace with service.name", code == 0 and "no longer" not in err, err)
    old.unlink()
    lacking = [one_span(here / f"{n}.jsonl", "turn", n, {"service.name": n}) for n in "34"]
    lint("--select", "R181,R182", "--baseline", str(old), "--update-baseline", *map(str, lacking))
    mended = one_span(here / "4.jsonl", "turn", "4", dict(whole, **{"service.name": "4"}))
    code, _, err = lint("--select", "R181,R182", "--baseline", str(old), "--fail-on", "info",
                        str(lacking[0]), str(mended))
    check("R181 and R182 when one of two services is mended", code == 0, err)


def ratchet_holds(here, base):
    documents = requests(BROKEN)
    del documents[len(documents) // 2:]
    less = written(here / "less.jsonl", documents)
    code, seen, err = report("--baseline", base, less)
    check("a shrunken dump fails", code == 1 and "looked at less" in err, err)
    enough = re.search(r"--ratchet (\d+) .*--update-baseline", err)
    check("and the way out is named", enough, err)
    args = ("--baseline", base, "--fail-on", "never", less, "--ratchet")
    check("which holds", report(*args, enough[1])[0] == 0)
    check("and no more", report(*args, str(int(enough[1]) + 1))[0] == 1)
    check("whatever fails a run",
          report("--baseline", base, "--fail-on", "never", less)[0] == 1)
    check("unless less is enough",
          report("--baseline", base, "--fail-on", "never", "--ratchet", "20", less)[0] == 0)
    code, _, err = report("--baseline", base, "--ignore", "N", BROKEN)
    check("fewer rules fail", code == 1 and "rules" in err, err)
    code, seen, err = report("--baseline", base, "--ratchet", "0", CLEAN)
    check("what is gone is stale", len(seen["baseline"]["stale"]) > 3 and
          "nothing any more" in err, err)
    check("and said in a line", err.count("\n") == 1, err)
    code, seen, err = report("--baseline", base, "--select", "U028", "--ratchet", "0", BROKEN)
    check("what was not looked for is not", not seen["baseline"]["stale"] and not err, err)


def what_did_not_run_stays(here, base):
    copy = here / "copy.json"
    copy.write_bytes(base.read_bytes())
    before = json.loads(base.read_text())
    code, _, err = lint("--baseline", copy, "--update-baseline", "--select", "N", BROKEN)
    after = json.loads(copy.read_text())
    n = len(before["findings"])
    check("no entry goes", code == 0 and after["findings"] == before["findings"], err)
    stayed = sum(not entry["rule"].startswith("N") for entry in before["findings"])
    said = re.search(rf"wrote .*copy.json: {n} entries, 0 new, 0 gone; (\d+) of rules that did "
                     "not run stayed", err)
    check("and it is said", said and stayed <= int(said[1]) < n, err)
    check("that fewer rules are asked for", "asks less of runs than before" in err and
          f"of {before['checked']['rules']} rules" in err, err)
    code, out, err = lint("--baseline", copy, "--fail-on", "info", BROKEN)
    check("all is known still", code == 0 and not err, out[-300:] + err)
    check("how much is accepted", re.search(rf"\d+ findings accepted by {n} baseline entries", out),
          out[-300:])
    lint("--baseline", copy, "--update-baseline", BROKEN)
    code, _, err = lint("--baseline", copy, "--update-baseline", "--ignore", "N", "-q", CLEAN)
    check("quiet says only what is less", "wrote" not in err and "asks less" in err, err)
    some = here / "some.json"
    code, _, err = lint("--baseline", some, "--update-baseline", "--select", "R", BROKEN)
    check("a new one", re.search(r"wrote .*some.json: (\d+) entries, \1 new, 0 gone\n$", err), err)
    code, _, err = lint("--baseline", some, "--update-baseline", "--select", "R", CLEAN)
    check("what ran and is clean goes", re.search(r" (?!0)\d+ gone", err), err)


def other_gates():
    code, seen, err = report("--fail-on", "never", "--max-warnings", "0", BROKEN)
    check("--max-warnings", code == 1 and "--max-warnings is 0" in err, err)
    warnings = str(seen["totals"]["warning"])
    check("just enough", report("--fail-on", "never", "--max-warnings", warnings, BROKEN)[0] == 0)
    check("--min-score", report("--fail-on", "never", "--min-score", "90", BROKEN)[0] == 1)
    check("a low one", report("--fail-on", "never", "--min-score", "1", BROKEN)[0] == 0)
    code, seen, err = report("--score", "is", "--fail-on", "never", "--min-score", "100", BROKEN)
    check("--score is with --min-score", code == 1 and "Instrumentation Score" in err, err)
    score = seen["instrumentation_score"]
    check("n of N rules", 0 < len(score["judged"]) < score["rules"] == 26, score)
    for args in (("--max-warnings", "x"), ("--min-score", "-1"), ("--ratchet", ""),
                 ("--update-baseline",)):
        code, _, err = lint(*args, BROKEN)
        check(f"wrong use {args}", code == 2 and err.count("\n") == 1, err)


def what_is_listed(here, base):
    """--min-severity shortens every report and changes no gate."""
    levels = ("info", "warning", "error")
    _, seen, _ = report(BROKEN)
    for least, level in enumerate(levels):
        for fail_on, gate in enumerate((*levels, "never")):
            args = ("--fail-on", gate, "--min-severity", level)
            code, less, err = report(*args, BROKEN)
            check(f"{args}: the gate", code == report(*args[:2], BROKEN)[0])
            check(f"{args}: the reason is said", bool(err) == (fail_on < least), err)
            kept = [f for f in seen["findings"] if f["severity"] in levels[least:]]
            check(f"{args}: the list", less["findings"] == kept, len(less["findings"]))
            check(f"{args}: the totals", sum(less["totals"].values()) == len(kept))
    _, out, _ = lint("--min-severity", "error", "--fail-on", "never", BROKEN)
    hidden = [f"{seen['totals'][name]} {name}" for name in ("warning", "info")]
    check("the text counts the rest", all(h in out.splitlines()[-3] for h in hidden) and
          "not shown)" in out, out[-400:])
    code, out, err = lint("--max-warnings", "0", "--min-severity", "error", "--fail-on", "never",
                          BROKEN)
    check("--max-warnings counts all", code == 1 and "--max-warnings is 0" in err, err)
    other = here / "quiet.json"
    lint("--baseline", other, "--update-baseline", "--min-severity", "error", BROKEN)
    check("the baseline holds all", other.read_bytes() == base.read_bytes())


def trouble_is_refused(here, base):
    before, copy = base.read_bytes(), BROKEN.read_bytes()
    code, _, err = lint("--baseline", base, "--update-baseline", BROKEN, here / "none.json")
    check("no baseline of half the inputs", code == 2 and base.read_bytes() == before, err)
    for text in ("", "[]", '{"schema":"spanvet.baseline/2"}', before.decode()[:-20], "x" * 100):
        bad = here / "bad.json"
        bad.write_text(text)
        code, _, err = lint("--baseline", bad, BROKEN)
        check(f"no baseline: {text[:20]!r}", code == 2 and "bad.json" in err, err)
    code, _, err = lint("--baseline", here, BROKEN)
    check("a folder", code == 2 and err.count("\n") == 1, err)
    other = here / "other.jsonl"
    for text in (copy.decode(), "x" * 100, "[]"):
        other.write_text(text)
        code, _, err = lint("--baseline", other, "--update-baseline", BROKEN)
        check("what is no baseline is not replaced",
              code == 2 and other.read_text() == text and "not a baseline" in err, err)
    other.write_text("")
    check("an empty file is", lint("--baseline", other, "--update-baseline", BROKEN)[0] == 0)
    for args in (("--ratchet", "50"), ("--baseline", base, "--ratchet", "200"),
                 ("--min-score", "101"), ("--select", "U035"), ("--select", "N", "--ignore", "N")):
        code, _, err = lint(*args, BROKEN)
        check(f"a gate of nothing: {args}", code == 2 and err.count("\n") == 1, err)
    code, _, err = lint("--baseline", BROKEN, "--update-baseline", BROKEN)
    check("an input is not overwritten", code == 2 and BROKEN.read_bytes() == copy, err)


def main():
    with tempfile.TemporaryDirectory() as name:
        here = Path(name)
        base = known_is_silent(here)
        ids_and_times_do_not_matter(here, base)
        form_does_not_matter(here)
        new_fails(here, base)
        worse_is_new(here)
        neighbours_do_not_matter(here)
        ratchet_holds(here, base)
        what_did_not_run_stays(here, base)
        other_gates()
        what_is_listed(here, base)
        trouble_is_refused(here, base)
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
