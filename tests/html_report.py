#!/usr/bin/env python3
"""The HTML report: it is well-formed and needs nothing else, nothing in it can run but its own
script, what it says is what the JSON report of the same run says, and what spans follow each other
and have which attributes is counted here once more from the inputs.

    tests/html_report.py      $SPANVET is the program
"""
import base64
import hashlib
import json
import re
import sys
import tempfile
from collections import Counter
from html.parser import HTMLParser
from pathlib import Path

import outputs
import transitions
from outputs import PLANTED, SAMPLES, all_inputs, note, request, run, span

NAMESPACE = "http://www.w3.org/2000/svg"  # a name, nothing is fetched
MAX_ROWS, MAX_TRACES = 400, 200


class Page(HTMLParser):
    """Elements, and the texts of style and script elements."""

    VOID = {"meta", "input"}

    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.elements, self.raw, self.open, self.wrong = [], [], [], []
        self.feed(text)
        self.close()
        self.wrong += self.open

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        if tag in ("style", "script"):
            self.raw.append([tag, dict(attrs), ""])
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.wrong.append(tag)

    def handle_data(self, data):
        if self.open and self.open[-1] in ("style", "script"):
            self.raw[-1][2] += data


def digest(text):
    return "'sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() + "'"


def check_page(text, about):
    """The page around its data; gives the data."""
    page = Page(text)
    note(not page.wrong, about, "tags do not match", page.wrong)
    raw = {(tag, attrs.get("type")): data for tag, attrs, data in page.raw}
    note(sorted(raw, key=str) == [("script", "application/json"), ("script", None), ("style", None)]
         and len(page.raw) == 3, about, "scripts and styles", list(raw))
    policy = next(a["content"] for t, a in page.elements
                  if a.get("http-equiv") == "Content-Security-Policy")
    note(policy == f"default-src 'none'; style-src {digest(raw['style', None])}; "
         f"script-src {digest(raw['script', None])}; base-uri 'none'; form-action 'none'",
         about, "policy", policy)
    for tag, attrs in page.elements:
        note(tag not in ("img", "link", "iframe", "object", "embed", "base", "svg"), about, tag)
        note(not [a for a in attrs if a.startswith("on") or a in ("src", "style", "action")] and
             attrs.get("href", "#").startswith("#"), about, tag, attrs)
    block = raw["script", "application/json"]
    note("<" not in block, about, "the data hold a <")
    around = text.replace(block, "").replace(NAMESPACE, "")
    note(not re.search(r"https?:|//\w+\.|url\(|@import|fetch\(|innerHTML", around), about, "fetches")
    return json.loads(block)


def check_findings(page, report, about):
    texts, rank = page["texts"], {"error": 2, "warning": 1, "info": 0}
    mine = Counter((page["rules"][f["r"]]["code"], f["s"], f["c"], f["p"], texts[f["f"]])
                   for f in page["findings"])
    theirs = Counter((f["rule"], rank[f["severity"]], f["count"], f["fingerprint"], f["fix"])
                     for f in report["findings"])
    note(mine == theirs, about, "findings", mine - theirs, theirs - mine)
    note(page["findings_in_all"] == len(report["findings"]), about, "findings_in_all")
    worst = [(-f["s"], -f["c"]) for f in page["findings"]]
    note(worst == sorted(worst), about, "findings are not the worst first")
    for part in ("tool", "inputs", "summary", "skipped", "totals"):
        note(page[part] == report[part], about, part)


def check_traces(page, about):
    texts = page["texts"]
    note(len(page["traces"]) <= MAX_TRACES, about, "traces", len(page["traces"]))
    note(len(page["traces"]) == min(MAX_TRACES, page["traces_in_all"]), about, "traces left out")
    for t in page["traces"]:
        rows = t["rows"]
        note(len(rows) <= MAX_ROWS and sum(r[6] for r in rows) == t["drawn"] <= t["spans"],
             about, texts[t["id"]], "rows", len(rows), t["drawn"], t["spans"])
        note(len(rows) == MAX_ROWS or t["drawn"] == t["spans"], about, "rows left out needlessly")
        note([r[0] for r in t["runs"]] == [i for i, r in enumerate(rows) if r[6] > 1], about, "runs")
        for _, *bins in (lane[1:] for lane in t["density"]):
            note(len(bins) == 60, about, "bins")
        note(all(sum(lane[2:]) <= lane[1] for lane in t["density"]), about, "density")
        note(sum(lane[1] for lane in t["density"]) == t["spans"] or t["names"] > 10, about, "lanes")
    worst = [[-n for n in reversed(t["totals"])] for t in page["traces"]]
    note(worst == sorted(worst), about, "traces are not the worst first")
    for f in page["findings"]:
        note("d" not in f or page["traces"][f["d"]]["id"] == f["t"], about, "trace of a finding")
        for name, row in (x[1:] for x in f["x"] if len(x) == 3 and "d" in f):
            note(page["traces"][f["d"]]["rows"][row][1] == name, about, "row of an example")


def report_of(inputs, here, about):
    out = here / "report"
    out.mkdir(exist_ok=True)
    run("--fail-on", "never", "-o", f"html={out}/r.html", "-o", f"json={out}/r.json", *inputs)
    text = (out / "r.html").read_text(encoding="utf-8")
    report = json.loads((out / "r.json").read_text(encoding="utf-8"))
    page = check_page(text, about)
    check_findings(page, report, about)
    check_traces(page, about)
    return text, page


# ---- against the spans themselves ----

def spans_of(path):
    for line in path.read_text().splitlines():
        for resource in json.loads(line)["resourceSpans"]:
            for scope in resource["scopeSpans"]:
                yield from scope["spans"]


def check_names(path, here):
    """Transitions and coverage of a file of complete traces, counted from its spans."""
    _, page = report_of([path], here, path.name)
    spans, texts = list(spans_of(path)), page["texts"]
    having, of_name = Counter(), Counter()
    for s in spans:
        of_name[s["name"]] += 1
        having.update((s["name"], key) for key in {a["key"] for a in s.get("attributes", [])})
    pairs, states = transitions.transitions_of(transitions.spans_of(path.read_text()))
    expected = Counter({pair: found.count for pair, found in pairs.items()})
    names = [texts[n] for n in page["transitions"]["names"]]
    note(sorted(names) == sorted(states), path.name, "states", names)
    counted = Counter({(names[a], names[b]): n for a, b, n in page["transitions"]["cells"]})
    note(counted == expected, path.name, "transitions", counted - expected, expected - counted)
    note({texts[c["name"]]: c["spans"] for c in page["coverage"]} == dict(of_name), path.name, "names")
    covered = {(texts[c["name"]], texts[k]): n for c in page["coverage"] for k, n, _ in c["keys"]}
    note(covered == dict(having), path.name, "coverage")


# ---- large traces ----

def numbered(number, name, start, parent=""):
    return span(number, name, parentSpanId=parent and f"{parent:016x}",
                startTimeUnixNano=str(1738000000000000000 + start),
                endTimeUnixNano=str(1738000000000000000 + start + 5000000))


def check_large(here):
    root = numbered(1, "conversation", 0)
    noise = [root] + [numbered(i, "chunk", i * 20000000, 1) for i in range(2, 10001)]
    steps = [root] + [numbered(i, f"step {i}", i * 20000000, 1) for i in range(2, 3001)]
    steps[2500]["endTimeUnixNano"] = "1738000000000000001"  # ends before it starts: an error
    chain = [root] + [numbered(i, f"level {i}", i * 1000, i - 1) for i in range(2, 3001)]
    (here / "noise.json").write_text(json.dumps(request(noise)))
    (here / "steps.json").write_text(json.dumps(request(steps)))
    (here / "chain.json").write_text(json.dumps(request(chain)))
    text, page = report_of([here / "noise.json"], here, "noise")
    rows = page["traces"][0]["rows"]
    note([(page["texts"][r[1]], r[6]) for r in rows] == [("conversation", 1), ("chunk", 9999)], rows)
    note(len(text) < 150000, "size of 10,000 equal spans", len(text))
    _, page = report_of([here / "steps.json"], here, "steps")
    trace = page["traces"][0]
    note((trace["drawn"], trace["spans"], len(trace["rows"])) == (400, 3000, 400), "steps")
    broken = [f for f in page["findings"] if page["rules"][f["r"]]["code"] == "T015"]
    note(len(broken) == 1 and len(broken[0]["x"][0]) == 3, "the broken span is not drawn", broken)
    _, page = report_of([here / "chain.json"], here, "chain")
    note(len(page["traces"][0]["rows"]) == 400, "chain", len(page["traces"][0]["rows"]))


def main():
    with tempfile.TemporaryDirectory() as folder:
        here = Path(folder)
        (here / "inputs").mkdir()
        for inputs in all_inputs(here / "inputs"):
            about = " ".join(str(i)[-60:] for i in inputs)
            text, page = report_of(inputs, here, about)
            low = text.lower()
            if not about.endswith("noisy.jsonl"):
                note(not [p for p in PLANTED if p.lower() in low], about, "secrets")
            if about.endswith("many.jsonl"):
                note(page["traces_in_all"] == 600 and len(page["traces"]) == 200, about, "traces")
        for name in ("noisy.jsonl", "clean.jsonl"):
            check_names(SAMPLES / name, here)
        check_large(here)
        first, second = (run("-f", "html", SAMPLES / "noisy.jsonl").stdout for _ in range(2))
        note(first == second and first, "two runs differ")
    print(f"{outputs.passed} passed, {outputs.failed} failed, {outputs.skipped} skipped")
    return 1 if outputs.failed else 0


if __name__ == "__main__":
    sys.exit(main())
