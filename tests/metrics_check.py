#!/usr/bin/env python3
"""`spanvet metrics check`: each check with a definition that it finds fault with and one that it
does not, every form of input, exit codes, formats.

    tests/metrics_check.py        $SPANVET is the program; needs Debian's python3-jsonschema
"""
import json
import os
import random
import re
import subprocess
import sys
import tempfile
from pathlib import Path

import jsonschema

ROOT = Path(__file__).resolve().parents[1]
SPANVET = str((ROOT / os.environ.get("SPANVET", "build/spanvet")).resolve())
passed = failed = 0


def note(good, *about):
    global passed, failed
    passed, failed = passed + bool(good), failed + (not good)
    if not good:
        print("FAILED", *about)


def schema(name):
    content = json.loads((ROOT / f"docs/schema/{name}.json").read_text())
    jsonschema.Draft202012Validator.check_schema(content)
    return jsonschema.Draft202012Validator(content)


REPORT = schema("check-1")
BODIES = {"full": schema("metric-body-full-1"), "legacy": schema("metric-body-legacy-1")}


def run(*argv, text=None):
    return subprocess.run([SPANVET, "metrics", "check", *map(str, argv)], capture_output=True,
                          text=True, input=text, timeout=60)


def report(document, *argv, code=None):
    """The report on a document, which goes to standard input."""
    text = document if isinstance(document, str) else json.dumps(document)
    done = run("--format", "json", *argv, "-", text=text)
    out = json.loads(done.stdout)
    for error in REPORT.iter_errors(out):
        note(False, "schema", error.message, text[:200])
    if code is not None:
        note(done.returncode == code, "exit code", done.returncode, text[:200], done.stderr)
    return out


def codes(out):
    return {f["code"] for f in out["findings"]}


# ---- definitions ----

def trace(**changes):
    """A custom trace metric without fault; None takes a member away."""
    body = {"metric_name": "Tool Latency P90", "description": "How long tools take.",
            "metric_type": "METRIC_CUSTOM_TRACE", "span_name": "llm_tool_call",
            "metric_attribute": "tool.latency_ms", "aggregation_method": "p90", "unit": "ms"}
    return {k: v for k, v in (body | changes).items() if v is not None}


def counts(how="count", **changes):
    return trace(**{"metric_name": "Tool Calls", "aggregation_method": how, "unit": "count",
                    "metric_attribute": None} | changes)


def length(**changes):
    return trace(**{"metric_name": "Tool Span Length", "value_source": "duration", "unit": "s",
                    "metric_attribute": None} | changes)


def judge(kind="METRIC_LLM_BINARY", **changes):
    body = {"metric_name": "Grounded Claims", "description": "Claims need tool output.",
            "metric_type": kind, "include_traces": True,
            "prompt": "Answer YES when a llm_tool_call backs every claim of the assistant, NO when "
                      "tool.error is 1 for one of them."}
    return {k: v for k, v in (body | changes).items() if v is not None}


def categorical(categories=("good", "bad"), **changes):
    return judge("METRIC_CATEGORICAL", categories=list(categories), **changes)


def numerical(low=0, high=5, **changes):
    return judge("METRIC_NUMERICAL_LLM_JUDGE", min_value=low, max_value=high, **changes)


def target(op="lte", **values):
    return {"comparison_operator": op, **values}


# ---- traces ----

def attribute(key, value):
    kind = {bool: "boolValue", int: "intValue", float: "doubleValue"}.get(type(value),
                                                                          "stringValue")
    return {"key": key, "value": {kind: str(value) if kind == "intValue" else value}}


def spans_of(name, calls, ms=900, end=True):
    """A span in a trace of its own for each dictionary of attributes."""
    spans = []
    for i, attributes in enumerate(calls):
        start = 1_700_000_000_000_000_000 + i * 10**10
        span = {"traceId": f"{i + 1:032x}", "spanId": f"{abs(hash(name)) % 2**32 + i + 1:016x}",
                "name": name, "startTimeUnixNano": str(start),
                "attributes": [attribute(k, v) for k, v in attributes.items()]}
        spans.append(span | ({"endTimeUnixNano": str(start + (ms + i * 7) * 10**6)} if end else {}))
    return spans


def dump(here, *spans):
    path = here / "dump.json"
    path.write_text(json.dumps({"resourceSpans": [{"scopeSpans": [{"spans": sum(spans, [])}]}]}))
    return path


def usual():
    """Spans without fault, in 20 traces."""
    calls = [{"tool.latency_ms": 700.0 + 9 * i, "tool.error": i % 2, "function.name": "f"}
             for i in range(20)]
    return spans_of("llm_tool_call", calls), spans_of("llm", [{"metrics.ttfb": 0.2 + 0.01 * i}
                                                               for i in range(20)])


# ---- each check: what it finds fault with, and what it does not ----

LONG = {"metric_name": 201, "description": 1001, "span_name": 201, "metric_attribute": 201,
        "unit": 33}
WORDS = "comparison_operator"
CASES = {
    "C001": [(trace(**{m: None}), trace()) for m in ("metric_name", "description", "metric_type",
                                                     "span_name", "aggregation_method")] +
            [(judge(prompt=None), judge()), (numerical(high=None), numerical()),
             (judge("METRIC_CATEGORICAL"), categorical())],
    "C002": [(trace(**{m: 7}), trace()) for m in ("metric_name", "span_name", "unit",
                                                  "metric_attribute", "aggregation_method")] +
            [(judge(include_traces="true"), judge()), (numerical(low="0"), numerical()),
             (trace(tags="a"), trace(tags=["a"])), (trace(tags=[1]), trace(tags=[])),
             (judge() | {"runtime_config": None}, judge(runtime_config={})),
             (trace(target_condition=[]), trace())],
    "C003": [(trace(units="ms"), trace()), (trace(prompt="x"), judge()),
             (judge(span_name="llm"), judge()), (trace(id="x"), trace(workspace_id="x")),
             (judge(categories=["a", "b"]), categorical())],
    "C004": [(trace(**{m: "x" * n}), trace(**{m: "é" * (n - 1)})) for m, n in LONG.items()] +
            [(trace(description=""), trace()), (judge(prompt=""), judge())],
    "C005": [(trace(metric_type="METRIC_CUSTOM_TRACES"), trace())],
    "C006": [(trace(metric_type="METRIC_TOOLCALL"), trace())],
    "C007": [({"resource": {"coval_metric": {"a": trace(unit="${var.unit}")}}},
              {"resource": {"coval_metric": {"a": trace()}}})],
    "C010": [(trace(metric_attribute=None), trace()),
             (trace(metric_attribute=None, aggregation_method="sum"), counts())],
    "C011": [(trace(aggregation_method="p75"), trace()),
             (trace(aggregation_method="avg"), trace(aggregation_method="average"))],
    "C012": [(trace(aggregation_method="P90"), trace())],
    "C013": [(trace(aggregation_method=how), trace()) for how in ("p95", "p99", "sum")] +
            [(counts(how), trace()) for how in ("count", "error_rate", "success_rate")],
    "C014": [(length(), trace()), (trace(value_source="attribute"), trace())],
    "C015": [(trace(value_source="durations"), trace(value_source="attribute"))],
    "C016": [(counts() | {"metric_attribute": "x"}, counts()),
             (length() | {"metric_attribute": "x"}, length()),
             (counts(value_source="duration"), counts(value_source="attribute"))],
    "C017": [(trace(metric_attribute="error.type", unit=None), trace()),
             (trace(metric_attribute="gen_ai.tool.name", unit=None), trace())],
    "C018": [(trace(metric_attribute="gen_ai.request.max_tokens", unit=None), trace()),
             (trace(metric_attribute="http.status_code", unit=None), trace()),
             (trace(metric_attribute="job.start_time_unix", unit=None), counts())],
    "C019": [(trace(metric_attribute="transcript.turn.count", unit="count"), trace()),
             (length(span_name="conversation"), length()),
             (counts(span_name="turn.user"), counts())],
    "C020": [(trace(unit="USD", metric_attribute="cart.total"), trace(unit="score",
                                                                      metric_attribute="x")),
             (trace(unit="MS"), trace())],
    "C021": [(counts("error_rate", unit="ratio"), counts("error_rate", unit="percent")),
             (counts(unit="percent"), counts()), (length(unit="ms"), length())],
    "C022": [(trace(unit="s"), trace()), (trace(metric_attribute="wait_seconds"),
                                          trace(metric_attribute="wait_seconds", unit="s")),
             (trace(metric_attribute="hit_ratio", unit="percent"),
              trace(metric_attribute="hit_ratio", unit="ratio")),
             (trace(metric_attribute="cpu_ns"), trace())],
    "C023": [(trace(unit="count"), trace()),
             (trace(metric_attribute="sent.bytes", unit="count"),
              trace(metric_attribute="sent.bytes", unit=None)),
             (trace(metric_attribute="input_tokens", unit="count"),
              trace(metric_attribute="input_tokens", unit="tokens"))],
    "C024": [(trace(unit=None), trace()), (trace(unit=None), counts(unit=None))],
    "C030": [(trace(metric_name="tool latency"), trace(metric_name="P90 of Tools per Call")),
             (trace(metric_name="Tool_latency"), trace(metric_name="gRPC Wait (95 %)")),
             (trace(metric_name="Tool latency"), trace(metric_name="Überlauf der Warteschlange"
                                                       .title()))],
    "C031": [([trace(), counts(metric_name="tool latency p90")], [trace(), counts()])],
    "C032": [([trace(), trace(metric_name="Other", aggregation_method="P90")],
              [trace(), trace(metric_name="Other", aggregation_method="max")]),
             ([judge(), judge(metric_name="Other")],
              [judge(), judge(metric_name="Other", prompt="Answer YES or NO: llm_tool_call?")])],
    "C033": [(trace(metric_name="gen_ai.usage.output_tokens"), trace()),
             (trace(metric_name="tool.latency_ms"), trace(metric_name="No.1 Tool")),
             (trace(metric_name="llm_tool_call"), trace())],
    "C034": [(trace(span_name="llm "), trace(span_name="a b")),
             (trace(metric_attribute=" a"), trace()), (trace(span_name="a\tb"), trace()),
             (trace(metric_name="  "), trace())],
    "C040": [(trace(target_condition=target()), trace(target_condition=target(target_float=900))),
             (trace(target_condition=target(target_float=1, target_values=["a"])), trace())],
    "C041": [(trace(target_condition=target("in", target_float=1)), trace()),
             (judge(target_condition=target("gt", target_values=["YES"])),
              judge(target_condition=target("in", target_values=["YES"])))],
    "C042": [(trace(target_condition=target("<=", target_float=1)), trace()),
             (trace(target_condition=target("bt", target_float=1)), trace()),
             (trace(target_condition={"target_float": 1}), trace()),
             (trace(target_condition=target(target_float=1, target_flaot=2)), trace())],
    "C043": [(judge(target_condition=target("in", target_values=v)), judge(
        target_condition=target("in", target_values=["YES", "NO"])))
        for v in ([], ["a", "a"], [1], [str(i) for i in range(51)], "YES")] +
            [(trace(target_condition=target(target_float="1")), trace())],
    "C044": [(trace(target_condition=target("in", target_values=["1"])), trace()),
             (judge(target_condition=target("gt", target_float=1)), judge()),
             (judge(target_condition=target("in", target_values=["yes"])), judge(
                 target_condition=target("nin", target_values=["NO"]))),
             (categorical(target_condition=target("in", target_values=["goood"])),
              categorical(target_condition=target("in", target_values=["good"])))],
    "C045": [(trace(metric_attribute="tool.error", aggregation_method="average", unit="ratio",
                    target_condition=target("gt", target_float=1)),
              trace(metric_attribute="tool.error", aggregation_method="average", unit="ratio",
                    target_condition=target("lt", target_float=0.05))),
             (trace(target_condition=target("gte", target_float=0)), trace(
                 target_condition=target("lt", target_float=900))),
             (trace(target_condition=target("lt", target_float=0)), trace()),
             (counts("error_rate", unit="percent", target_condition=target(target_float=100)),
              counts("error_rate", unit="percent", target_condition=target(target_float=99))),
             (numerical(target_condition=target("gt", target_float=5)),
              numerical(target_condition=target("gte", target_float=5))),
             (numerical(target_condition=target("neq", target_float=6)),
              numerical(target_condition=target("eq", target_float=5)))],
    "C050": [(categorical(c), categorical()) for c in (["a"], ["a", "a"], ["a", ""],
                                                        [str(i) for i in range(51)])],
    "C051": [(numerical(5, 5), numerical()), (numerical(6, 5), numerical(-1, -0.5))],
    "C052": [(trace(include_traces=True), judge()),
             (judge("METRIC_TRANSCRIPT_REGEX"), judge("METRIC_AUDIO_LLM_BINARY"))],
    "C053": [(judge(include_traces=False), judge()),
             (judge(include_traces=None, prompt="Look at the trace: YES or NO?"),
              judge(include_traces=None, prompt="Was the user polite? YES or NO."))],
    "C054": [(judge("METRIC_AUDIO_LLM_BINARY", runtime_config={"thinking_enabled": True}),
              judge(runtime_config={"thinking_enabled": True})),
             (trace(runtime_config={"thinking_enabled": True}), trace())],
    "C055": [(judge(runtime_config={"model_version": "gpt"}),
              judge(runtime_config={"model_version": "openai:gpt"})),
             (judge(runtime_config={"thinking_enabled": "yes"}), judge()),
             (judge(runtime_config={"thinking": True}), judge())],
    "C056": [(judge(prompt="Is it good? YES or NO."), judge())],
    "C057": [(judge(prompt="Is each llm_tool_call good?"), judge())],
    "C058": [(judge(judge_mode="agentic"), judge(judge_mode="AGENTIC")),
             (judge(enabled_tools=["get_spans"]), judge(enabled_tools=["get_trace_spans"]))],
}


def check_case(code, wrong, right, *argv):
    out = report(wrong, *argv)
    mine = [f for f in out["findings"] if f["code"] == code]
    note(mine, code, "is not found in", json.dumps(wrong)[:300], codes(out))
    note(code not in codes(report(right, *argv)), code, "is found in", json.dumps(right)[:300])
    return mine


def test_definitions():
    rows = re.findall(r'^CHECK\("(C\d+)", "([a-z-]+)", (\w+), (\w+),',
                      (ROOT / "metrics/contract.def").read_text(), flags=re.M)
    note([r[0] for r in rows] == sorted({r[0] for r in rows}), "codes are in order", rows)
    note(len({r[1] for r in rows}) == len(rows), "slugs differ")
    for code, slug, severity, _ in rows:
        argv = ["--profile", "legacy"] if code in ("C013", "C014") else []
        note(code in CASES or code in DATA_CASES, code, "has no case")
        for wrong, right in CASES.get(code, []):
            for finding in check_case(code, wrong, right, *argv):
                note(finding["slug"] == slug and finding["severity"] == severity.lower(), finding)


def test_list():
    done = run("--list", "-f", "json")
    out = json.loads(done.stdout)
    note(done.returncode == 0 and schema("checks-1").is_valid(out), out)
    text = run("--list").stdout
    note(all(f"{c['code']}" in text and c["slug"] in text for c in out["checks"]), text)
    note(run("--list", "x.json").returncode == 2, "a list of something")


def test_good_ones_have_no_findings():
    for body in (trace(), counts(), counts("error_rate", unit="percent"), length(), judge(),
                 categorical(), numerical(), trace(tags=["a"], workspace_id="w"),
                 judge("METRIC_AUDIO_LLM_BINARY")):
        note(report(body, code=0)["findings"] == [], "findings in", body)
        note(BODIES["full"].is_valid(body), "the schema refuses", body)
    note(report(trace(), "--profile", "legacy", code=0)["findings"] == [], "legacy")


BEYOND = {"C007", "C017", "C022", "C031", "C034", "C051"}  # what schemas cannot say


def test_schemas_agree():
    """What the schemas of bodies refuse is an error here, and the other way round, but for what a
    schema cannot say."""
    for code, cases in CASES.items():
        for body in (b for pair in cases for b in pair if isinstance(b, dict) and
                     "resource" not in b and b.get("metric_type") != "METRIC_TOOLCALL"):
            for profile, validator in BODIES.items():
                out = report(body, "--profile", profile)
                strict = {f["code"] for f in out["findings"]
                          if f["severity"] == "error" or f["code"] in ("C012", "C016")} - BEYOND
                note(validator.is_valid(body) == (not strict), profile, body, strict)


WHOLE = trace() | {
    "value_source": "duration", "prompt": "p", "categories": ["a", "b"], "min_value": 1,
    "max_value": 2, "include_traces": True, "runtime_config": {"model_version": "a:b"},
    "judge_mode": "AGENTIC", "enabled_tools": ["get_transcript"], "tags": ["x"],
    "workspace_id": "w", "target_condition": target(target_float=9)}
JUDGED = ["prompt", "include_traces"]
MEMBERS = {"METRIC_CUSTOM_TRACE": ["span_name", "metric_attribute", "aggregation_method", "unit",
                                   "value_source"],
           "METRIC_LLM_BINARY": [*JUDGED, "runtime_config", "judge_mode", "enabled_tools"],
           "METRIC_CATEGORICAL": [*JUDGED, "categories", "runtime_config"],
           "METRIC_NUMERICAL_LLM_JUDGE": [*JUDGED, "min_value", "max_value"],
           "METRIC_AUDIO_LLM_BINARY": JUDGED,
           "METRIC_AUDIO_LLM_NUMERICAL": [*JUDGED, "min_value", "max_value"]}
AGGREGATIONS = "average median p90 p95 p99 max min sum count error_rate success_rate P90 avg".split()
ODD = [None, 1, "", [], {}, True, "a" * 300, ["a", "a"], ["a", 1], ["a"] * 60, 1.5, "STANDARD",
       {"model_version": "x"}, {"thinking_enabled": 1}, target("in", target_values=["a"]),
       target("gt", target_values=["a"]), target("in", target_values=["a", "a"]),
       target("eq", target_float="1"), target("eq"), {"target_float": 1}, "attribute"]


def random_body(rng):
    kind = rng.choice(list(MEMBERS))
    body = {k: WHOLE[k] for k in ("metric_name", "description")} | {"metric_type": kind}
    body |= {k: WHOLE[k] for k in MEMBERS[kind] if rng.random() < 0.85}
    body |= {k: WHOLE[k] for k in ("tags", "target_condition", "workspace_id")
             if rng.random() < 0.3}
    if kind == "METRIC_CUSTOM_TRACE":
        body["aggregation_method"] = rng.choice(AGGREGATIONS)
        body.pop(rng.choice(["value_source", "metric_attribute", "tags"]), None)
    if rng.random() < 0.5:
        body[rng.choice([*body, *WHOLE])] = rng.choice(ODD)
    return body


def test_schemas_agree_on_random_bodies():
    rng = random.Random(11)
    bodies = [random_body(rng) for _ in range(500)]
    for profile, validator in BODIES.items():
        faults = [set() for _ in bodies]
        for f in report(bodies, "--profile", profile)["findings"]:
            if f["severity"] == "error" or f["code"] in ("C012", "C016"):
                faults[f["definition"]].add(f["code"])
        valid = [validator.is_valid(body) for body in bodies]
        for body, good, codes_of in zip(bodies, valid, faults):
            note(good == (not codes_of - BEYOND), profile, body, codes_of)
        note(50 < sum(valid) < 450, "both kinds are there", profile, sum(valid))


# ---- against traces ----

def values(key, numbers, name="llm", ms=900):
    return [spans_of(name, [{key: v} for v in numbers], ms)]


MANY = [0.2 + 0.01 * i for i in range(20)]
TTFB = {"metric_name": "P90 LLM TTFB", "description": "First token.", "span_name": "llm",
        "metric_type": "METRIC_CUSTOM_TRACE", "metric_attribute": "metrics.ttfb", "unit": "s",
        "aggregation_method": "p90"}
RATE_KEY = "workflow.fallback_used"
RATE = TTFB | {"span_name": "conversation", "metric_attribute": RATE_KEY, "unit": "ratio",
               "metric_name": "Fallback Used Rate", "aggregation_method": "average"}
DATA_CASES = {
    "C101": [(trace(span_name="llm_tool_cal"), usual(), trace(), usual(),
              'No spans named "llm_tool_cal"; did you mean "llm_tool_call"?')],
    "C102": [(trace(metric_attribute="tool.latencyms"), usual(), trace(), usual(),
              "did you mean \"tool.latency_ms\"?"),
             (trace(metric_attribute="metrics.ttfb", unit="s"), usual(), trace(), usual(),
              'spans named "llm" have it')],
    "C103": [(trace(span_name="llm", metric_attribute="x", unit=None),
              values("x", [True, False] * 10), trace(), usual(), "booleans"),
             (trace(span_name="llm", metric_attribute="x", unit=None),
              values("x", ["1.5", "2"] * 10), trace(), usual(), "texts that hold numbers")],
    "C104": [(length(span_name="llm"), [spans_of("llm", [{}] * 5, end=False)], length(), usual(),
              "start and an end")],
    "C105": [(counts(span_name="lookup"),
              [spans_of("lookup", [{}] * 5), spans_of("search", [{}] * 9)], counts(), usual(),
              "5 of 9 calls")],
    "C110": [(TTFB, values("metrics.ttfb", [0.6] * 20), TTFB, values("metrics.ttfb", MANY),
              "always 0.6"),
             (TTFB, values("metrics.ttfb", [0] * 20), TTFB, values("metrics.ttfb", MANY),
              "always 0"),
             (TTFB, [spans_of("llm", [{"metrics.ttfb": 0.25 * (0.9 + 0.007 * i)}
                                      for i in range(20)])],
              TTFB, values("metrics.ttfb", MANY), "of the span's length"),
             (TTFB, values("metrics.ttfb", [200.0 + i for i in range(20)]),
              TTFB, values("metrics.ttfb", MANY), "milliseconds"),
             (TTFB, [spans_of("llm", [{"metrics.ttfb": v, "trace.timing": "metadata_marker"}
                                      for v in MANY])],
              TTFB, values("metrics.ttfb", MANY), "metadata_marker"),
             (trace(), [spans_of("llm_tool_call", [{"tool.latency_ms": 0.1 + 0.01 * i}
                                                   for i in range(20)], ms=1)],
              trace(), usual(), "stub")],
    "C111": [(RATE, [spans_of("conversation", [{RATE_KEY: 1}] * 4 + [{}] * 6)],
              RATE, [spans_of("conversation", [{RATE_KEY: i % 2} for i in range(10)])],
              "only there when true"),
             (TTFB, [spans_of("llm", [{"metrics.ttfb": v} for v in MANY] + [{}] * 30)],
              TTFB, values("metrics.ttfb", MANY), "20 of 50"),
             (TTFB, [spans_of("llm", [{"metrics.ttfb": v} for v in MANY] +
                              [{"metrics.ttfb": "slow"}])],
              TTFB, values("metrics.ttfb", MANY), "mixed types"),
             (trace(aggregation_method="p99"), usual(), trace(), usual(), "20 values"),
             (length(aggregation_method="p95", span_name="llm"), values("x", MANY[:19]), length(),
              usual(), "19 values")],
    "C112": [(trace(metric_attribute="retry_count", unit="count", aggregation_method="average"),
              values("retry_count", [3] * 20, "llm_tool_call"), trace(), usual(), "always 3")],
    "C116": [(trace(span_name="llm", metric_attribute="wait", unit="s"),
              values("wait", [500 + 9 * i for i in range(20)], ms=600),
              trace(span_name="llm", metric_attribute="wait"),
              values("wait", [500 + 9 * i for i in range(20)], ms=600), "look like ms"),
             (trace(span_name="llm", metric_attribute="wait"), values("wait", MANY),
              trace(span_name="llm", metric_attribute="wait", unit="s"), values("wait", MANY),
              "look like seconds")],
    "C117": [(trace(span_name="llm", metric_attribute="x", unit="ratio"), values("x", [0.5, 3]),
              trace(span_name="llm", metric_attribute="x", unit="ratio"), values("x", [0.5, 1]),
              "up to 3"),
             (trace(span_name="llm", metric_attribute="x", unit="count"), values("x", [-2, 3]),
              trace(span_name="llm", metric_attribute="x", unit="score"), values("x", [-2, 3]),
              "below 0")],
    "C120": [(judge(prompt="YES or NO: llm_tool_call, workflow.completed?"), usual(), judge(),
              usual(), "workflow.completed")],
}


def test_against_traces(here):
    for code, cases in DATA_CASES.items():
        for wrong, spans, right, other, text in cases:
            out = report(wrong, "--traces", dump(here, *spans))
            mine = [f for f in out["findings"] if f["code"] == code]
            note(mine and text in mine[0]["message"], code, text, out["findings"])
            out = report(right, "--traces", dump(here, *other))
            note(code not in codes(out), code, "is found in", right, out["findings"])
    out = report([trace(), trace(metric_name="P90 LLM TTFB", span_name="llm", unit="s",
                                 metric_attribute="metrics.ttfb"), counts(), length(), judge()],
                 "-t", dump(here, *usual()), code=0)
    note(out["findings"] == [] and out["traces"] == {"traces": 20, "spans": 40, "calls": 20}, out)


def test_the_platforms_own_words(here):
    out = report(trace(span_name="nowhere at all"), "-t", dump(here, *usual()), code=1)
    note(out["findings"][0]["message"].startswith("No spans named"), out)
    out = report(trace(metric_attribute=None), code=1)
    note(out["findings"][0]["message"].startswith("metric_attribute is required"), out)
    out = report(trace(target_condition=target()), code=1)
    note(out["findings"][0]["message"] == "Set exactly one of target_float or target_values.", out)
    out = report(trace(target_condition=target("nin", target_float=1)), code=1)
    note(out["findings"][0]["message"] == "Use target_values with in or nin, and target_float with "
         "eq, neq, gt, gte, lt, or lte.", out)


# ---- forms of input ----

def test_forms():
    body, wrong = trace(), trace(unit="s")
    show = {"address": "coval_metric.a", "mode": "managed", "type": "coval_metric",
            "values": wrong | {"id": "x", "prompt": None, "tags": [], "include_traces": False}}
    forms = [wrong, [wrong], {"metric": wrong}, {"metrics": [wrong], "next_page_token": None},
             {"schema": "spanvet.bundle/1", "profile": "full", "metrics": [wrong]},
             {"schema": "spanvet.metrics/1", "metrics": [{"verdict": "stage", "definition": wrong},
                                                         {"verdict": "reject", "definition": {}}]},
             {"resource": {"coval_metric": {"a": wrong | {"lifecycle": {}}}}},
             {"format_version": "1.0", "values": {"root_module": {"child_modules": [
                 {"resources": [show]}]}}},
             {"version": 4, "terraform_version": "1.9.0", "resources": [
                 {"mode": "managed", "type": "coval_metric", "name": "a",
                  "instances": [{"attributes": wrong | {"id": "x"}}]}]}]
    for form in forms:
        out = report(form, code=1)
        note(len(out["definitions"]) == 1 and codes(out) == {"C022"}, form, out)
    note(report({"metrics": [body | {"id": "x", "create_time": "y", "prompt": None}]},
                code=0)["findings"] == [], "read-only members of the service")


def test_profiles():
    bundle = {"schema": "spanvet.bundle/1", "profile": "legacy",
              "metrics": [trace(aggregation_method="p95")]}
    note(codes(report(bundle, code=1)) == {"C013"}, "the profile of a bundle")
    note(codes(report(bundle, "--profile", "full", code=0)) == set(), "the profile that is given")
    note(codes(report(length(), "--profile", "legacy", code=1)) == {"C010", "C014"}, "duration")


def test_fallbacks(here):
    """What the older profile would take instead, with the traces at hand."""
    dumped = dump(here, *usual())
    for body, words in ((trace(aggregation_method="p95"), "p90 of tool.latency_ms on llm_tool_call"),
                        (counts("error_rate", unit="percent"), "average of tool.error on"),
                        (counts(), "`tool.call.count`"), (length(), "p90 of tool.latency_ms"),
                        (counts("success_rate", unit="percent"), "tool.result.success")):
        found = report(body, "--profile", "legacy", "-t", dumped, code=1)["findings"]
        note(any(words in f["message"] for f in found), words, found)


def test_directories(here):
    plain, staged = here / "plain", here / "staged"
    for folder in (plain, staged / "metrics", staged / "pending"):
        folder.mkdir(parents=True)
    (plain / "b.json").write_text(json.dumps(trace()))
    (plain / "a.json").write_text(json.dumps(counts()))
    (plain / "notes.txt").write_text("no JSON")
    (staged / "staged.json").write_text('{"schema": "spanvet.staged/1"}')
    (staged / "metrics/a.json").write_text(json.dumps(trace(), indent=2))
    (staged / "pending/b.json").write_text("{}")
    out = json.loads(run("-f", "json", plain, staged).stdout)
    note([Path(d["file"]).relative_to(here).as_posix() for d in out["definitions"]] ==
         ["plain/a.json", "plain/b.json", "staged/metrics/a.json"], out["definitions"])
    note(codes(out) == {"C031", "C032"}, "clashes between files", out["findings"])
    (here / "empty").mkdir()
    done = run(here / "empty", plain)
    note(done.returncode == 2 and "no file NAME.json" in done.stderr and
         "2 definitions" in done.stdout, done)
    (here / "empty/metrics").mkdir()
    (here / "empty/staged.json").write_text("{}")
    done = run(here / "empty", plain)
    note(done.returncode == 2 and "empty has no metric to create" in done.stderr and
         "2 definitions" in done.stdout, done)


def test_lines(here):
    path = here / "lines.json"
    path.write_text(json.dumps([trace(), trace(metric_name="Other", unit="s",
                                               metric_attribute="a_ms")], indent=1))
    line = path.read_text().splitlines().index('  "unit": "s"') + 1
    found = json.loads(run("-f", "json", path).stdout)["findings"]
    note([(f["line"], f["member"]) for f in found] == [(line, "unit")], found)
    text = run("-f", "github", path).stdout
    note(f"::error file={path},line={line},title=C022 unit-scale::Other: a_ms is in ms" in text,
         text)


# ---- use ----

def test_bad_input(here):
    cut = here / "cut.json"
    for text, says in (("{", ":1:1: this is no JSON document"), ("[7]", "is an object, not a"),
                       ('{"a": 1}', "no definition of a metric"),
                       ('{"metric_name": 1, "metric_name": 2}', "duplicate object key"),
                       ('{"schema": "spanvet.report/1"}', "another document of spanvet")):
        cut.write_text(text)
        done = run(cut, "-", text=json.dumps(trace(unit="s")))
        note(done.returncode == 2 and says in done.stderr and done.stderr.count("\n") == 1 and
             "cut.json" in done.stderr, done)
        note("1 definition in" in done.stdout and "C022" in done.stdout, "the other one", done)
    (here / "a.tf").write_text('resource "coval_metric" "a" {}')
    note("`terraform show -json`" in run(here / "a.tf").stderr, "Terraform's own syntax")
    for argv, says in (([], "metrics check --help"), ([here / "nothing"], "No such file"),
                       ([cut, "-t", here / "none.json"], "none.json")):
        done = run(*argv)
        note(done.returncode == 2 and says in done.stderr, argv, done)


def test_fail_on():
    for level, body, code in (("error", trace(unit="s"), 1), ("never", trace(unit="s"), 0),
                              ("error", trace(unit="X"), 0), ("warning", trace(unit="X"), 1),
                              ("warning", trace(unit=None), 0), ("info", trace(unit=None), 1)):
        report(body, "--fail-on", level, code=code)


def test_output(here):
    out = here / "out.json"
    done = run("-f", "json", "-o", out, "-", text=json.dumps(trace()))
    note(done.stdout == "" and json.loads(out.read_text())["schema"] == "spanvet.check/1", done)
    mine = here / "mine.json"
    mine.write_text(json.dumps(trace()))
    done = run("-o", mine, mine)
    note(done.returncode == 2 and json.loads(mine.read_text()) == trace(), "lost", done)
    done = run("-", "-t", "-", text="{}")
    note(done.returncode == 2 and "both the definitions and the traces" in done.stderr, done)


def test_many_are_counted():
    body = trace() | {f"x{i}": i for i in range(3000)}
    out = report(body, code=1)
    note(out["totals"]["error"] == 3000 and out["left_out"] == 2990 and
         len(out["findings"]) == 10, out["totals"], out["left_out"])


def test_nothing_secret_is_shown():
    key = "sk-" + "a1B2c3D4" * 5
    mail = "ann" + "@" + "example.org"
    bodies = [trace(metric_name=f"Tool {key}", unit=key), trace(span_name=mail, unit=f"a {mail}"),
              trace() | {key: 1}, judge(target_condition=target("in", target_values=[key]))]
    for form in ("text", "json", "github"):
        done = run("-f", form, "-", text=json.dumps(bodies))
        note(key not in done.stdout + done.stderr and mail not in done.stdout, form, done.stdout)


with tempfile.TemporaryDirectory() as folder:
    for name, function in list(globals().items()):
        if name.startswith("test_"):
            wants = function.__code__.co_argcount
            place = Path(tempfile.mkdtemp(dir=folder))
            function(*[place][:wants])
print(f"{passed} passed, {failed} failed")
sys.exit(failed > 0)
