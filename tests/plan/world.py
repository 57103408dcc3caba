"""A made-up agent whose calls carry all attributes that the platform reads, and the plans of calls."""
import json
import os
import random
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests/lib"))
import spans  # noqa: E402
from spans import span  # noqa: E402,F401

SPANVET = os.environ.get("SPANVET") or str(ROOT / "build/release/spanvet")
TESTS = []


class Skipped(Exception):
    """What a test needs is not here."""


class NoTraces(Exception):
    """The program says that there is nothing to plan from."""


def test(function):
    TESTS.append(function)
    return function


def check(condition, *about):
    if not condition:
        raise AssertionError(" | ".join(str(one)[:700] for one in about))


# ---- calls ----

def root(r, i):
    return span("conversation", {
        "customer.workflow": "renewal",
        "workflow.completed": int(i % 4 != 0),
        "workflow.dependency_blocked": int(i % 7 == 0),
        "workflow.fallback_used": int(i % 6 == 0),
        "handoff.required": int(i % 9 == 0),
        "tool.call.count": 2 + i % 3,
        "tool.failure.count": int(i % 5 == 0),
        "user.interruption.count": i % 4,
        "call.cost_usd": round(0.02 + r.random() / 10, 4),
        "call.duration_seconds": round(30 + r.random() * 60, 3),
    }, ms=60000)


def recognition(r):
    ttfb = round(0.05 + r.random() / 10, 4)
    sure = round(0.7 + r.random() * 0.29, 3)
    return [span("stt", {"transcript": "hello", "metrics.ttfb": ttfb, "stt.confidence": sure},
                 ms=400 + r.random() * 400),
            span("stt.provider.deepgram", {"stt.providerName": "deepgram", "metrics.ttfb": ttfb,
                                           "stt.confidence": sure}, ms=300 + r.random() * 400,
                 status="error" if r.random() < 0.2 else "ok")]


def answer(r, i):
    return span("llm", {
        "metrics.ttfb": round(0.2 + r.random() * 0.6, 4),
        "gen_ai.request.model": "small",
        "gen_ai.usage.input_tokens": r.randrange(100, 900),
        "gen_ai.usage.output_tokens": r.randrange(10, 200),
        "gen_ai.usage.total_tokens": r.randrange(1000, 1200),
        "llm.finish_reason": "length" if i % 8 == 0 else "stop",
        "llm.truncated": int(i % 8 == 0),
    }, ms=900 + r.random() * 900)


def tool(r, i, name):
    failed, ms = i % 5 == 0, 60 + r.random() * 700
    attrs = {
        "function.name": name,
        "tool_call_id": f"call_{i}",
        "function.arguments": json.dumps({"account_number": f"n{i}", "day": "friday"}),
        "tool.latency_ms": round(ms - r.random() * 5, 2),
        "tool.error": int(failed),
        "tool.dependency_unavailable": int(i % 10 == 0),
        "tool.result.count": r.randrange(0, 9),
        "tool.result.success": int(not failed),
        "retry_count": int(i % 3 == 0),
    }
    if failed:
        attrs["error.type"] = "timeout"
    return span("llm_tool_call", attrs, ms=ms, status="error" if failed else "ok")


def speech(r):
    return span("tts", {"metrics.ttfb": round(0.08 + r.random() / 5, 4),
                        "audio.chunks_sent": r.randrange(20, 90),
                        "audio.payload_bytes": r.randrange(1000, 90000)}, ms=700 + r.random() * 900)


def full(n=24, seed=1):
    """`n` calls; every value varies, and nothing is a share of anything else."""
    calls = []
    for i in range(n):
        r = random.Random(seed * 10007 + i)
        calls.append([root(r, i), *recognition(r), answer(r, i), tool(r, i, "verify_identity"),
                      answer(r, i + 3), tool(r, i + 2, "get_account_balance"), answer(r, i + 5),
                      speech(r), span("transport", {}, ms=50000 + r.random() * 5000,
                                      status="error" if i % 11 == 0 else "ok")])
    return calls


def each(calls, name):
    return [s for call in calls for s in call if s["name"] == name]


def without(calls, name, key):
    for s in each(calls, name):
        s["attrs"].pop(key, None)
    return calls


def drop(calls, *names):
    return [[s for s in call if s["name"] not in names] for call in calls]


def simple(name, key, values, spans_of_call=1, ms=1000, **more):
    """Calls with spans of one name that have the values in turn; None leaves the attribute out."""
    calls, at = [], 0
    while at < len(values):
        call = [span("conversation", {}, ms=60000)]
        for v in values[at:at + spans_of_call]:
            attrs = {} if v is None else {key: v}
            call.append(span(name, attrs, ms=ms(at) if callable(ms) else ms, **more))
            at += 1
        calls.append(call)
    return calls


def numbers(n=24, low=10.0, high=900.0, seed=3):
    r = random.Random(seed)
    return [round(low + r.random() * (high - low), 3) for _ in range(n)]


# ---- plans ----

class Plan:
    def __init__(self, data):
        self.data = data
        self.metrics = data["metrics"]

    def by_name(self, name):
        found = [m for m in self.metrics if m["definition"]["metric_name"] == name]
        check(len(found) == 1, f"{len(found)} metrics named {name}",
              sorted(m["definition"]["metric_name"] for m in self.metrics))
        return found[0]

    def of(self, span_name, attribute=None, how=None):
        """The metrics of a span's attribute, or those that look at the spans themselves."""
        return [m for m in self.metrics if m["definition"].get("span_name") == span_name and
                m["definition"].get("metric_attribute") == attribute and
                how in (None, m["definition"]["aggregation_method"])]

    def one(self, span_name, attribute=None, how=None):
        found = self.of(span_name, attribute, how)
        check(len(found) == 1, f"{len(found)} metrics of {span_name} / {attribute}", found)
        return found[0]

    def items(self, which):
        return {item["item"]: item for item in self.data[which]}

    def unpaired(self, span_name, attribute):
        found = [u["reason"] for u in self.data["unpaired"]
                 if (u["span_name"], u["attribute"]) == (span_name, attribute)]
        check(len(found) == 1, f"{attribute} on {span_name} is not unpaired", self.data["unpaired"])
        return found[0]

    def drift(self, wanted_name):
        found = [d for d in self.data["drift"] if d["wanted"]["metric_name"] == wanted_name]
        check(len(found) == 1, f"{len(found)} drifts of {wanted_name}", self.data["drift"])
        return found[0]

    def proposed(self):
        return [m["definition"]["metric_name"] for m in self.metrics if m["verdict"] == "propose"]


def run(text, *options):
    if isinstance(text, str):
        text = text.encode()
    done = subprocess.run([SPANVET, "metrics", "plan", *options, "-"], input=text,
                          capture_output=True, timeout=120)
    if done.returncode == 2:
        raise NoTraces(done.stderr.decode())
    check(done.returncode == 0, done.returncode, done.stderr.decode())
    return done.stdout


def plan(calls, *options, resource=None):
    return Plan(json.loads(run(spans.text(calls, resource), "--format", "json", *options)))


def plan_of(*paths):
    """What the program plans of files."""
    done = subprocess.run([SPANVET, "metrics", "plan", "--format", "json", *paths],
                          capture_output=True, timeout=120)
    check(done.returncode == 0, done.returncode, done.stderr.decode())
    return json.loads(done.stdout)


def refused(metric, verdict, rule, *words):
    """The verdict, the rule and the words of the reason that a metric must have."""
    check(metric["verdict"] == verdict, f"{metric['verdict']} in place of {verdict}", metric)
    check(rule in metric["rules"], f"no rule {rule}", metric["rules"], metric["reasons"])
    said = " ".join(metric["reasons"])
    for word in words:
        check(word in said, f"no {word!r}", said)
