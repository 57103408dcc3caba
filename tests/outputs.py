#!/usr/bin/env python3
"""Every report format against the JSON report of the same run, on samples, on hostile traces and
on the published traces in ../shared/corpus when they are there.

    tests/outputs.py          well-formed, complete, safe, no secrets; the standard library and
                              jsonschema are enough
    tests/outputs.py --e2e    also with the consumers' own tools, which are installed for it: the
                              official SARIF schema and validator, a JUnit and a CommonMark parser
"""
import html
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import unicodedata
import xml.etree.ElementTree as ET
from collections import Counter
from pathlib import Path
from urllib.parse import unquote

import jsonschema

ROOT = Path(__file__).resolve().parents[1]
SPANVET = str((ROOT / os.environ.get("SPANVET", "build/spanvet")).resolve())
SAMPLES = ROOT / "samples"
CORPUS = ROOT.parent / "shared" / "corpus"
FORMATS = ("text", "concise", "json", "jsonl", "sarif", "junit", "github", "gitlab", "markdown")
LEVELS = {"error": "error", "warning": "warning", "info": "note"}
COMMAND = {"error": "error", "warning": "warning", "info": "notice"}

# Put together here, so that no file holds a text that looks like a key.
TAIL = "a8Kd03jfLs92mQx71Zp0Rt5"
SECRET = "sk" + "-" + TAIL
EMAIL = "jo.doe" + "@" + "example.org"
PERSONAL = ("+1 555 " + "010 99 88", "123-" + "45-6789", "4111 1111 " + "1111 1111",
            "born 1984-" + "02-03")
PLANTED = (TAIL[:4], "jfLs", "jo.doe", "example.org", "010 99", "45-6789", "1111 1111", "1984-02")

HOSTILE = (
    '</failure><testcase name="x"/>', "]]><!--", "&lt;b&gt;", "::error::x", "a\n::set-output x::y",
    "%0A::error file=x::y", "| a | b |", "@octocat @my-org/team", "#1 !2 GH-3 &4 ~bug",
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "</code></details><h1>big</h1>",
    "[a](javascript:alert(1)) ![b](http://evil.test/x.png)", "```\ncode", "`", "a`b`c", "``x` `",
    "a\u202eb\u2066c\u200bd", "\u0000nul", "\x1b[31mred\x1b]8;;http://evil.test\x07",
    "\ufffe\uffff", "\U000e0041tag", "{0} {{1}} }", "**bold** _it_ ~~no~~ $x$", "- [ ] item",
    "www.evil.test http://evil.test/ mailto:x", "long " * 400, "a\u2028b\u2029c", "\\| \\` \\",
    "##[add-mask]x", "=cmd|' /C calc'!A0", "tab\there", "\r\n\r\nheader: x", "c1\u009b31m", "%s%n",
    "&#60;b&#62;", "{% raw %}", "+1 1. 2) > quote", "caf\u00e9 \U0001f600",
)

passed = failed = skipped = 0


def note(ok, *what):
    global passed, failed
    passed, failed = passed + bool(ok), failed + (not ok)
    if not ok:
        print("FAILED", *(str(w)[:300] for w in what))


def skip(what):
    global skipped
    skipped += 1
    print(f"skipped: {what}")


# ---- inputs ----

def request(spans):
    return {"resourceSpans": [{"scopeSpans": [{"spans": spans}]}]}


def span(number, name, trace="0" * 31 + "a", **more):
    # It ends before it starts, which is an error of its own for each name.
    return {"traceId": trace, "spanId": f"{number:016x}", "name": name, "kind": 1,
            "startTimeUnixNano": "1738000001000000000", "endTimeUnixNano": "1738000000000000000",
            **more}


def attribute(key, value):
    return {"key": key, "value": value}


def people():
    """Personal values wherever a trace has a name, key, opaque id or code of its own."""
    resources = []
    for n, value in enumerate((*PERSONAL, f"{EMAIL}_ms", f"--{SECRET}")):
        trace = f"{n + 1:032x}"
        attributes = [attribute(f"caller {value}", {"doubleValue": "NaN"}),
                      attribute(f"timestamp {value}", {"stringValue": "x"}),
                      attribute(f"timestamp {value}", {"stringValue": "x"})]
        odd = {"attributes": attributes, "status": {"code": f"bad {value}"},
               "events": [{"name": f"at {value}", "timeUnixNano": "1", "attributes": attributes}]}
        spans = [span(1, f"dial {value}", trace, **odd), span(2, "turn", f"call {value}", **odd),
                 span(3, "llm", trace, parentSpanId=f"up {value}", **odd),
                 span(4, "tts", trace, parentSpanId=f"{9:016x}") | {"spanId": f"step {value}"}]
        resources.append({
            "resource": {"attributes": [attribute("service.name", {"stringValue": f"of {value}"})]},
            "scopeSpans": [{"scope": {"name": f"by {value}", "version": value}, "spans": spans}]})
    return {"resourceSpans": resources}


def make_inputs(here):
    """Traces that try everything a name, key or id can do to a report."""
    hostile = [span(i + 1, name, parentSpanId=f"{i:016x}" if i else "",
                    attributes=[attribute(name, {"doubleValue": "NaN"})])
               for i, name in enumerate(HOSTILE)]
    secret = [span(i + 1, name, trace, attributes=[
                  attribute(f"{EMAIL}.password", {"stringValue": SECRET}),
                  attribute("user.email", {"stringValue": EMAIL}),
                  attribute(f"timestamp {SECRET}", {"doubleValue": "NaN"})])
              for i, (name, trace) in enumerate(
                  (n, t) for n in (f"recv {EMAIL}", f"tool {SECRET} error", f"LLM {SECRET}",
                                   f"mail to {EMAIL} failed")
                  for t in ["0" * 31 + "b"] * 15 + [f"session-{EMAIL}", f"call {SECRET}"])]
    many = [[span(1, f"step {chr(97 + n % 26)}{chr(97 + n // 26)}", f"{n + 1:032x}")]
            for n in range(600)]
    (here / "hostile.json").write_text(json.dumps(request(hostile), indent=1))
    (here / "two\nlines & <b> 100%.json").write_text(json.dumps(request(hostile[:3])))
    (here / "secret.json").write_text(json.dumps(request(secret)))
    (here / "secret-people.json").write_text(json.dumps(people()))
    (here / "many.jsonl").write_text("".join(json.dumps(request(s)) + "\n" for s in many))
    (here / "cut.json").write_text(json.dumps(request(hostile))[:-20])
    (here / "text.txt").write_text("no trace\n")
    (here / "deep.json").write_text(json.dumps(request(
        [span(i + 1, f"level {i}", parentSpanId=f"{i:016x}" if i else "") for i in range(300)])))
    mine = [[p] for p in sorted(here.iterdir()) if p.is_file()]
    return mine + [[here / "cut.json", here / "none.json", here / "hostile.json"]]


def all_inputs(here):
    samples = [[p] for p in sorted(SAMPLES.iterdir())
               if p.suffix in (".json", ".jsonl", ".pb", ".zst") and p.name != "expect.json"]
    corpus = [[p] for p in sorted(CORPUS.rglob("*")) if p.suffix in (".json", ".jsonl", ".pb")]
    if not corpus:
        skip("../shared/corpus is not there")
    return samples + [[SAMPLES / "noisy.jsonl", SAMPLES / "sparse.jsonl"]] + corpus + \
        make_inputs(here)


def run(*argv, **options):
    options = {"stdin": subprocess.DEVNULL} | options
    return subprocess.run([SPANVET, "lint", *map(str, argv)], stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, timeout=120, **options)


# ---- one format each: `text` against the JSON report `r` ----

def check_concise(text, r, about):
    lines = text.splitlines()
    note(len(lines) == len(r["findings"]), "concise", about, len(lines), len(r["findings"]))
    for line, f in zip(lines, r["findings"]):
        note(re.search(rf"(^|: ){f['severity']}: {f['rule']} {f['slug']}: ", line), about, line)


def lines_schema():
    # Debian's jsonschema resolves references between schemas only when they have web addresses.
    schemas = [json.loads((ROOT / "docs/schema" / name).read_text().replace(
                   "urn:spanvet:", "http://spanvet.invalid/"))
               for name in ("report-lines-1.json", "report-1.json")]
    resolver = jsonschema.RefResolver.from_schema(
        schemas[0], store={s["$id"]: s for s in schemas})
    return jsonschema.Draft202012Validator(schemas[0], resolver=resolver)


def check_jsonl(text, r, about):
    lines = [json.loads(line) for line in text.splitlines()]
    wrong = [e.message for line in lines for e in JSONL.iter_errors(line)]
    note(not wrong, "jsonl", about, wrong[:2])
    findings = [{k: v for k, v in line.items() if k != "type"} for line in lines[:-1]]
    note(findings == r["findings"], "jsonl findings", about)
    rest = {k: v for k, v in r.items() if k not in ("findings", "schema")}
    note({k: v for k, v in lines[-1].items() if k not in ("type", "schema")} == rest, "jsonl rest")


def file_of(uri, inputs):
    """The input that a relative or absolute path of a report means."""
    path = unquote(uri.removeprefix("file://"))
    return next((p for p in inputs if str(p) == path or str(p) == str(ROOT / path)), None)


def check_place(location, finding, inputs, about):
    """Line and byte lead to the JSON object of the example span."""
    region = location.get("region")
    path = file_of(location["artifactLocation"]["uri"], inputs)
    note(path, "no such input", location, about)
    if not region or path.suffix not in (".json", ".jsonl"):
        return
    data = path.read_bytes()
    at = region["byteOffset"]
    note(region["startLine"] == data[:at].count(b"\n") + 1, "line", region, about)
    try:
        item = json.JSONDecoder().raw_decode(data[at:].decode("utf-8", "replace"))[0]
    except ValueError as e:
        note(False, "no JSON at", at, about, e)
        return
    note(isinstance(item, dict), "no object at", at, about)
    written = item.get("spanId", "") if finding["span_ids"] else ""
    if isinstance(written, str) and re.fullmatch("[0-9a-fA-F]{16}", written):
        note(written.lower() == finding["span_ids"][0], "another span", about)


def check_sarif(text, r, about, inputs):
    log = json.loads(text)
    one = log["runs"][0]
    rules = one["tool"]["driver"]["rules"]
    note(log["version"] == "2.1.0" and len(log["runs"]) == 1, "sarif", about)
    note(len({x["id"] for x in rules}) == len(rules), "rules are not unique")
    note(len(one["results"]) == len(r["findings"]), "sarif results", about)
    failed_inputs = [i for i in r["inputs"] if i["status"] != "ok"]
    note(one["invocations"][0]["executionSuccessful"] == (not failed_inputs), "sarif ok", about)
    note(len(one["invocations"][0]["toolExecutionNotifications"]) ==
         sum(len(i.get("diagnostics", ())) for i in r["inputs"]), "sarif notifications", about)
    note(len(one["artifacts"]) == len(r["inputs"]), "sarif artifacts", about)
    for x, f in zip(one["results"], r["findings"]):
        note(x["ruleId"] == f["rule"] == rules[x["ruleIndex"]]["id"], "rule", about)
        note(x["level"] == LEVELS[f["severity"]], "level", about)
        note(x["partialFingerprints"]["spanvet/v1"] == f["fingerprint"], "fingerprint", about)
        note(x["properties"]["count"] == f["count"], "count", about)
        note(not re.search(r"\]\(|(?<!\{)\{(?!\{)\d", x["message"]["text"]), "link", x["message"])
        note(x["locations"], "GitHub refuses a result without a place", x["ruleId"], about)
        for where in x["locations"]:
            check_place(where["physicalLocation"], f, inputs, about)
            for logical in where.get("logicalLocations", ()):
                note(logical["kind"] in ("span", "trace"), "kind", logical)


def check_junit(text, r, about):
    root = ET.fromstring(text)
    errors = sum(i["status"] != "ok" for i in r["inputs"])
    suites = root.findall("testsuite")
    for suite in suites:
        cases = suite.findall("testcase")
        counted = {"tests": len(cases), **{
            k: sum(c.find(tag) is not None for c in cases)
            for k, tag in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped"))}}
        note(counted == {k: int(suite.get(k)) for k in counted}, "junit counts", about, counted)
    note(sum(int(s.get("errors")) for s in suites) == errors, "junit errors", about)
    lines = [line for tag in ("failure", "system-out") for e in root.iter(tag)
             for line in e.text.splitlines() if not line.startswith("fix: ")]
    note(len(lines) == len(r["findings"]), "junit findings", about, len(lines))
    failing = [line for e in root.iter("failure") for line in e.text.splitlines()
               if not line.startswith("fix: ")]
    note(len(failing) == r["totals"]["error"], "junit failures", about)
    note(all(len(c.findall("failure")) <= 1 for c in root.iter("testcase")), "two failures")


def check_github(text, r, about):
    lines = text.splitlines()
    levels = Counter()
    for line in lines:
        found = re.fullmatch(r"::(error|warning|notice) ((?:[a-z]+=[^:,]*,?)+)::([^\x00-\x1f]*)",
                             line)
        note(found and not re.search("%(?![0-9A-F]{2})", line), "github", about, line)
        if found:
            levels[found[1]] += 1
    note(max(levels.values(), default=0) <= 10, "github shows ten", levels)
    for severity, level in COMMAND.items():
        shown = min(r["totals"][severity], 9 if severity == "info" else 10)
        rest = any(r["totals"][s] > (9 if s == "info" else 10) for s in COMMAND)
        note(levels[level] == shown + (severity == "info" and rest), "github", about, levels)


def check_gitlab(text, r, about):
    issues = json.loads(text)
    wrong = [e.message for e in GITLAB.iter_errors(issues)]
    note(not wrong, "gitlab", about, wrong[:2])
    note(len(issues) == len(r["findings"]), "gitlab issues", about)
    note(len({i["fingerprint"] for i in issues}) == len(issues), "gitlab fingerprints", about)


def check_markdown(text, r, about):
    note(len(text) < 65000, "markdown is too long", about, len(text))
    tags = set(re.findall(r"<[^>]*>?", text))
    note(tags <= {"<details>", "</details>", "<summary>", "</summary>", "<code>", "</code>"},
         "markdown has HTML", about, tags)
    for tag in ("details", "summary", "code"):
        note(text.count(f"<{tag}>") == text.count(f"</{tag}>"), tag, about)
    shown = html.unescape(text)
    references = re.findall(r"[@#!]\w|://|www\.", shown)
    note(not references, "markdown has a reference", about, references)
    note(re.search(r"^## spanvet: ", text), "no headline")
    items = len(re.findall(r"^- \*\*", text, re.M))
    more = sum(int(n.replace(",", "")) for n in re.findall(
        r"^\+([\d,]+) findings? more, too", text, re.M))
    note(items + more == len(r["findings"]), "markdown findings", about, items, more)


CHECKS = {"concise": check_concise, "jsonl": check_jsonl, "junit": check_junit,
          "github": check_github, "gitlab": check_gitlab, "markdown": check_markdown}


def unsafe(text):
    """Characters that reorder, hide or control, as they are."""
    return {f"U+{ord(c):04X}" for c in text
            if c != "\n" and unicodedata.category(c) in ("Cc", "Cf", "Cs", "Zl", "Zp", "Co")}


def check_inputs(inputs, here):
    about = " ".join(p.name for p in inputs)[:80]
    reports = {}
    files = [f"{name}={here / ('out.' + name)}" for name in FORMATS if name != "text"]
    together = run("-q", "--all", *(w for f in files for w in ("-o", f)), *inputs, cwd=ROOT)
    for name in FORMATS:
        alone = run("-q", "--all", "-f", name, *inputs, cwd=ROOT)
        note(alone.returncode in (0, 1, 2) and alone.returncode == together.returncode, name, about)
        reports[name] = alone.stdout.decode()
        note(not unsafe(reports[name]), "unsafe characters", name, about, unsafe(reports[name]))
        same = together.stdout if name == "text" else (here / f"out.{name}").read_bytes()
        note(same == alone.stdout, "together is not the same as alone", name, about)
        if "secret" in about:
            check_planted(reports[name], name, about)
    r = json.loads(reports["json"])
    for name, check in CHECKS.items():
        check(reports[name], r, f"{name} {about}")
    check_sarif(reports["sarif"], r, about, inputs)
    return reports, r


# ---- no secrets beside the findings either ----

def check_planted(text, *about):
    found = [p for p in PLANTED if p in html.unescape(text)]
    note(not found, "a secret in", *about, found)


def check_beside(here):
    trace = here / "secret-people.json"
    run("-q", "--no-config", "--baseline", "people.json", "--update-baseline", trace, cwd=here)
    text = (here / "people.json").read_text()
    note("dial ***" in text and "caller ***" in text, "the baseline has no names")
    check_planted(text, "baseline")
    for form in "text", "json":
        done = subprocess.run([SPANVET, "summary", "-f", form, trace], capture_output=True, text=True)
        note(done.returncode == 0 and "dial ***" in done.stdout, "summary", form, done.stderr)
        check_planted(done.stdout + done.stderr, "summary", form)
    for value in (*PERSONAL, EMAIL, SECRET):
        config, pack = here / "people.config.json", here / "people.pack.json"
        shown = "born ***" if value.startswith("born") else "***"
        config.write_text(json.dumps({"exclude": [
            {"rule": "orphan-span", "span": "nowhere", "reason": f"as {value} said"}]}))
        texts = {part: f"{part} {value} here" for part in ("title", "why", "fix", "message")}
        pack.write_text(json.dumps({"schema": "spanvet.pack/1", "pack": "mine", "rules": [{
            "code": "X001", "slug": "own-rule", "severity": "error", **texts,
            "match": {"name": "turn"}, "require": {"attributes": {"absent": {"present": True}}}}]}))
        for form in (*FORMATS, "html"):
            done = run("-q", "--config", config, "--pack", pack, "-f", form, trace)
            text = done.stdout.decode()
            if form != "github":  # which shows ten findings of a level
                note("X001" in text, "the pack's rule is not in", form, done.stderr)
            if form in ("json", "jsonl", "html"):
                note("*** said" in text and f"message {shown} here" in text, "not hidden", form)
            check_planted(text + done.stderr.decode(), form, value)
        done = subprocess.run([SPANVET, "rules", "--pack", pack, "X001"], capture_output=True,
                              text=True)
        note(f"title {shown} here" in done.stdout, "rules", done)
        check_planted(done.stdout + done.stderr, "rules", value)
    for argv in ([f"--{SECRET}"], ["--fail-on", f"{EMAIL}=error"], ["--severity", f"{EMAIL}=error"],
                 ["--select", PERSONAL[0]], ["--set", f"N055.{PERSONAL[1]}=1"]):
        done = run(*argv, trace)
        note(done.returncode == 2 and b"***" in done.stderr, *argv, done.stderr)
        check_planted(done.stderr.decode(), *argv)
    done = run("-q", trace, env=os.environ | {f"SPANVET_{SECRET}": "1"})
    note(b"SPANVET_***" in done.stderr, "variable", done.stderr)
    check_planted(done.stderr.decode(), "variable")


# ---- wrong use and several outputs ----

def check_endings(here, trace):
    ends = {"r.html": "html", "r.htm": "html", "r.sarif": "sarif", "r.sarif.json": "sarif",
            "r.md": "markdown", "r.json": "json", "r.jsonl": "jsonl", "r.xml": "junit",
            "r.txt": "text", "r.out": "text", "./e=r.html": "html"}
    plain = {form: run("-q", "-f", form, trace, cwd=here).stdout for form in set(ends.values())}
    for name, form in ends.items():
        done = run("-q", "-o", name, trace, cwd=here)
        note((here / name).read_bytes() == plain[form] and not done.stdout, name, "is not", form)
    done = run("-q", "-f", "json", "-o", "f.html", trace, cwd=here)
    note((here / "f.html").read_bytes() == plain["json"], "-f json -o f.html")
    (here / "ends.json").write_text('{"format": "text", "output": ["h.html"]}')
    run("-q", "--config", "ends.json", trace, cwd=here)
    note((here / "h.html").read_bytes() == plain["html"], "the configuration's format holds")
    done = run("-q", "-o", "json=f.html", trace, cwd=here)
    note((here / "f.html").read_bytes() == plain["json"], "-o json=f.html")
    note(done.stdout == plain["text"], "-o json=f.html leaves no text on standard output")
    done = run("-q", "-o", "g.html", "-o", "g.sarif", "-o", "g", trace, cwd=here)
    seen = [(here / name).read_bytes() for name in ("g.html", "g.sarif", "g")]
    note(seen == [plain["html"], plain["sarif"], plain["text"]] and not done.stdout, "three")


def check_use(here):
    trace = here / "hostile.json"
    before = trace.read_bytes()

    def refused(*argv, says):
        done = run(*argv, trace, cwd=here)
        text = done.stderr.decode()
        note(done.returncode == 2 and says in text and text.count("\n") == 1, argv, text)
        left = [p.name for p in here.iterdir() if re.search(r"\.[A-Za-z0-9]{6}$", p.name)]
        note(not left, argv, "left", left)

    refused("-o", "sarif=a.out", "-o", "json=./a.out", says="cannot both go to ./a.out")
    refused("-o", "sarif=-", "-o", "json=-", says="cannot both go to standard output")
    refused("-o", "sarif=-", "-f", "json", says="cannot both go to standard output")
    refused("-o", "sarif=hostile.json", says="also an input")
    refused("-o", "sarf=x", says="did you mean sarif?")
    refused("-o", "sarif=", says="needs a file")
    refused("-o", "a", "-o", "b", says="only one can be without a format")
    refused("-o", "a.html", "-o", "b", "-o", "c", says="only one can be without a format")
    refused("-f", "json", "-o", "a.html", "-o", "b.json", says="only one can be without a format")
    refused("-o", "json=none/x", "-o", "sarif=b.out", says="none/x")
    note(trace.read_bytes() == before and not (here / "b.out").exists(), "a report was written")
    many = [w for i in range(17) for w in ("-o", f"json={i}.out")]
    refused(*many, says="16.out")
    done = run("-o", "sarif=c.out", "-o", "d=e.out", trace, cwd=here)
    note(done.returncode == 2 and not (here / "c.out").exists(), "c.out was written")
    done = run("-o", "./d=e.out", trace, cwd=here)
    note(done.returncode == 1 and (here / "d=e.out").exists() and not done.stdout, "d=e.out")
    done = run("-o", "json=-", "-o", "f.out", trace, cwd=here)
    note(json.loads(done.stdout)["findings"] and b"hostile" in (here / "f.out").read_bytes() or
         b"trace" in (here / "f.out").read_bytes(), "text to a file, JSON to standard output")
    check_endings(here, trace)
    done = run("-f", "gitlab", "--fail-on", "never", "-", stdin=trace.open())
    note(json.loads(done.stdout)[0]["location"]["path"] == "stdin", "no stdin")
    done = run("-f", "junit", "--fail-on", "info", SAMPLES / "noisy.jsonl")
    note(len(list(ET.fromstring(done.stdout).iter("failure"))) == 3, "failures from info on")
    done = run("two\nlines & <b> 100%.json", cwd=here)
    note(rb"spanvet summary $'two\012lines & <b> 100%.json' " in done.stdout, "next is not quoted")
    done = run("-f", "json", "--statistics", SAMPLES / "noisy.jsonl")
    check_statistics(json.loads(done.stdout))


def check_statistics(r):
    rows = r["statistics"]
    note([s["findings"] for s in rows] == sorted((s["findings"] for s in rows), reverse=True), rows)
    note(Counter({s["rule"]: s["findings"] for s in rows if s["findings"]}) ==
         Counter(f["rule"] for f in r["findings"]), "statistics count other findings")
    n055 = next(s for s in rows if s["rule"] == "N055")
    note((n055["failed"], n055["looked_at"]) == (364, 396), n055)
    note(abs(n055["clean_share"] - 32 / 396) < 1e-12, n055)


# ---- with the consumers' own tools ----

class Tools:
    """Installed into a folder of their own; None where a registry cannot be reached."""

    def __init__(self, here):
        self.python = self.install_python(here / "venv")
        self.node = self.install_node(here / "node")

    @staticmethod
    def install_python(folder):
        done = subprocess.run([sys.executable, "-m", "venv", folder], capture_output=True)
        python = folder / "bin" / "python3"
        if done.returncode == 0:
            done = subprocess.run([python, "-m", "pip", "install", "-q", "junitparser==5.0.3",
                                   "markdown-it-py==4.3.0", "jsonschema>=4.10"],
                                  capture_output=True)
        return python if done.returncode == 0 else None

    @staticmethod
    def install_node(folder):
        folder.mkdir()
        (folder / "package.json").write_text("{}")
        if not shutil.which("npm"):
            return None
        done = subprocess.run(["npm", "install", "--silent", "--no-audit", "--no-fund",
                               "@microsoft/sarif-multitool@5.7.0"], cwd=folder,
                              capture_output=True, timeout=600)
        return folder if done.returncode == 0 else None


def official_schema(tools):
    found = list(tools.node.rglob("sarif-2.1.0.json"))
    note(len(found) == 1, "the SARIF schema", found)
    schema = json.loads(found[0].read_text(encoding="utf-8-sig"))
    return jsonschema.validators.validator_for(schema)(schema)


def e2e_sarif(tools, reports):
    if not tools.node:
        skip("npm cannot install the SARIF validator")
        return
    schema = official_schema(tools)
    broken = json.loads(reports[0][0]["sarif"])
    broken["runs"][0]["results"] = [{"ruleId": "X"}]
    note(not schema.is_valid(broken), "the official schema accepts a result without message")
    for texts, _, about, folder in reports:
        wrong = [e.message for e in schema.iter_errors(json.loads(texts["sarif"]))]
        note(not wrong, "sarif schema", about, wrong[:2])
    # The validator starts slowly: all files in one run.
    place = tools.node / "in"
    place.mkdir()
    for i, (texts, _, _, _) in enumerate(reports):
        (place / f"{i}.sarif").write_text(texts["sarif"])
    (place / "broken.sarif").write_text(json.dumps(broken))
    out = tools.node / "found.sarif"
    subprocess.run(["npx", "sarif-multitool", "validate", str(place / "*.sarif"), "--output", out,
                    "--log", "ForceOverwrite"], cwd=tools.node, capture_output=True, timeout=900)
    if not out.exists():
        skip("the SARIF validator does not run on this machine")
        return
    results = json.loads(out.read_text(encoding="utf-8-sig"))["runs"][0].get("results", [])
    errors = Counter()
    for x in results:
        uri = x["locations"][0]["physicalLocation"]["artifactLocation"]
        name = Path(uri.get("uri", "")).name
        if x.get("level", "warning") == "error":
            errors[name] += 1
            if name != "broken.sarif":
                print("  ", x["ruleId"], json.dumps(x["message"])[:200])
    note(errors.pop("broken.sarif", 0), "the validator accepts a result without message")
    note(not errors, "sarif validator", errors)


JUNIT_READER = """
import json, sys
from junitparser import JUnitXml
for path in sys.argv[1:]:
    xml = JUnitXml.fromfile(path)
    suites = [{"name": s.name, "tests": s.tests, "failures": s.failures, "errors": s.errors,
               "skipped": s.skipped, "cases": sum(1 for _ in s),
               "results": sorted(type(r).__name__ for c in s for r in c.result)} for s in xml]
    print(json.dumps(suites))
"""

MARKDOWN_READER = """
import json, sys
from markdown_it import MarkdownIt
md = MarkdownIt("commonmark", {"html": True}).enable("table").enable("strikethrough")
for path in sys.argv[1:]:
    kinds, html, rows, heads = [], [], [], []
    tokens = md.parse(open(path, encoding="utf-8").read())
    for i, t in enumerate(tokens):
        kinds.append(t.type)
        if t.type == "html_block":
            html.append(t.content)
        if t.type == "heading_open":
            heads.append(t.tag)
        if t.type == "tr_open":
            rows.append([])
        if t.type == "inline":
            kinds += [c.type for c in t.children]
            html += [c.content for c in t.children if c.type == "html_inline"]
            if tokens[i - 1].type in ("td_open", "th_open"):
                rows[-1].append("".join(c.content for c in t.children if c.type == "text"))
    print(json.dumps({"kinds": sorted(set(kinds)), "html": html, "rows": rows, "heads": heads}))
"""


def read_with(tools, script, reports, name, here):
    paths = []
    for i, (texts, _, _, _) in enumerate(reports):
        paths.append(here / f"{i}.{name}")
        paths[-1].write_text(texts[name])
    done = subprocess.run([tools.python, "-c", script, *paths], capture_output=True, timeout=300)
    note(done.returncode == 0, name, done.stderr.decode()[-500:])
    return [json.loads(line) for line in done.stdout.decode().splitlines()]


def e2e_junit(tools, reports, here):
    for suites, (_, r, about, _) in zip(
            read_with(tools, JUNIT_READER, reports, "junit", here), reports):
        note(len(suites) >= len(r["inputs"]), "junit suites", about)
        for s in suites:
            counted = Counter(s["results"])
            note(s["cases"] == s["tests"] and counted["Failure"] == s["failures"] and
                 counted["Error"] == s["errors"] and counted["Skipped"] == s["skipped"], about, s)
        rules = {f["rule"] for f in r["findings"] if f["severity"] == "error"}
        note(sum(s["failures"] for s in suites) >= len(rules), "junit failures", about)


OURS = {"paragraph_open", "paragraph_close", "inline", "text", "softbreak", "hardbreak",
        "heading_open", "heading_close", "bullet_list_open", "bullet_list_close", "html_block",
        "list_item_open", "list_item_close", "strong_open", "strong_close", "html_inline",
        "table_open", "table_close", "thead_open", "thead_close", "tbody_open", "tbody_close",
        "tr_open", "tr_close", "th_open", "th_close", "td_open", "td_close"}


def plain(text):
    """What is left of a text when invisible characters, code marks and spaces are gone."""
    return re.sub(r"[\u200b`\s]", "", text)


def e2e_markdown(tools, reports, here):
    for page, (_, r, about, _) in zip(
            read_with(tools, MARKDOWN_READER, reports, "markdown", here), reports):
        note(set(page["kinds"]) <= OURS, "markup from a trace", about, set(page["kinds"]) - OURS)
        note(page["heads"] == ["h2"], "headings", about, page["heads"])
        for piece in page["html"]:
            left = re.sub(r"</?(details|summary|code)>", "", piece)
            note("<" not in left, "HTML", about, left)
        rows = page["rows"]
        worst = sorted(r["findings"], key=lambda f: (-("info", "warning", "error").index(
            f["severity"]), -f["count"]))[:20]
        note(len(rows) == len(worst) + bool(worst) and all(len(x) == 5 for x in rows), "table",
             about, [len(x) for x in rows])
        for row, f in zip(rows[1:], worst):
            note(row[0] == f["severity"] and row[1] == f"{f['rule']} {f['slug']}" and
                 row[3] == f"{f['count']:,}", "row", about, row)
            if f["message"].isascii() and f["message"].isprintable() and "\\" not in f["message"]:
                note(plain(row[4]).startswith(plain(f["message"])), "cell", about, row[4])


def main():
    e2e = "--e2e" in sys.argv[1:]
    with tempfile.TemporaryDirectory() as name:
        here = Path(name)
        reports = []
        for folder in ("in", "out", "read"):
            (here / folder).mkdir()
        for inputs in all_inputs(here / "in"):
            texts, r = check_inputs(inputs, here / "out")
            reports.append((texts, r, " ".join(p.name for p in inputs)[:80], here))
        check_use(here / "in")
        check_beside(here / "in")
        if e2e:
            tools = Tools(here)
            e2e_sarif(tools, reports)
            if tools.python:
                e2e_junit(tools, reports, here / "read")
                e2e_markdown(tools, reports, here / "read")
            else:
                skip("pip cannot install the JUnit and Markdown parsers")
    more = f", {skipped} skipped" if skipped else ""
    print(f"{passed} passed, {failed} failed{more}")
    return 1 if failed else 0


JSONL = lines_schema()
GITLAB = jsonschema.Draft202012Validator(
    json.loads((ROOT / "docs/schema/gitlab-codequality.json").read_text()))

if __name__ == "__main__":
    sys.exit(main())
