#!/usr/bin/env python3
"""`spanvet metrics preview` against oracles: aggregations, word error rates, built-in metrics,
targets.

    tests/metrics_preview.py          against oracles of our own; the standard library and
                                      jsonschema are enough
    tests/metrics_preview.py --e2e    against NumPy and the jiwer package, which are installed for
                                      it, on 10,000 and 1,000 random cases and real transcripts
"""
import json
import math
import os
import random
import re
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests" / "lib"))
from traces import request, span, trace_id  # noqa: E402

SPANVET = str((ROOT / os.environ.get("SPANVET", "build/spanvet")).resolve())
SAMPLES = ROOT / "samples"
CORPUS = ROOT.parent / "shared" / "corpus"
NUMBERS = ("average", "median", "p90", "p95", "p99", "max", "min", "sum")
SPANS = ("count", "error_rate", "success_rate")
STEPS = ("equal", "substitute", "insert", "delete")

passed = failed = skipped = 0


def note(ok, *what):
    global passed, failed
    passed, failed = passed + bool(ok), failed + (not ok)
    if not ok:
        print("FAILED", *(str(w)[:400] for w in what))


def skip(why):
    global skipped
    skipped += 1
    print(f"skipped: {why}")


def spanvet(*argv, **more):
    env = dict(os.environ, LC_ALL="C.UTF-8") | more.pop("env", {})
    return subprocess.run([SPANVET, "metrics", "preview", "-q", *map(str, argv)],
                          capture_output=True, timeout=600, env=env, **more)


def report(*argv, code=0):
    done = spanvet("--format", "json", *argv)
    note(done.returncode == code, argv, done.returncode, done.stderr)
    return json.loads(done.stdout)


def definition(name, span_name, how, attribute=None, **more):
    made = {"metric_name": name, "description": "d", "metric_type": "METRIC_CUSTOM_TRACE",
            "span_name": span_name, "aggregation_method": how}
    return made | ({"metric_attribute": attribute} if attribute else {}) | more


def close(a, b, slack=0.0):
    return a == b or (a is not None and abs(a - b) <= slack)


# ---- aggregations ----

def percentile(values, q, rule):
    v = sorted(values)
    if rule == "nearest":
        return v[max(math.ceil(len(v) * q) - 1, 0)]
    at = (len(v) - 1) * q
    low = math.floor(at)
    high = min(low + 1, len(v) - 1)
    return v[low] + (v[high] - v[low]) * (at - low)


def of_numbers(how, values, rule):
    if how in ("average", "sum"):
        return math.fsum(values) / (len(values) if how == "average" else 1)
    if how == "median":
        return statistics.median(values)
    if how in ("max", "min"):
        return max(values) if how == "max" else min(values)
    return percentile(values, int(how[1:]) / 100, rule)


def of_spans(how, spans, errors):
    return spans if how == "count" else \
        100 * (errors if how == "error_rate" else spans - errors) / spans


def random_values(rng):
    """Of one kind, so that ties, signs and sizes of all sorts come up."""
    n = rng.choice((1, 1, 2, 3, 5, 9, 10, 11, 20, 33, 64, rng.randint(1, 200)))
    kind = rng.randrange(6)
    if kind == 0:
        return [rng.randint(-3, 3) for _ in range(n)]
    if kind == 1:
        return [rng.choice((0.1, 0.25, -0.0, 1e-9)) for _ in range(n)]
    if kind == 2:
        return [rng.uniform(-1, 1) * 10.0 ** rng.randint(-300, 300) for _ in range(n)]
    if kind == 3:
        return [math.copysign(rng.lognormvariate(0, 2), rng.random() - 0.5) for _ in range(n)]
    if kind == 4:
        return [rng.randint(-2**62, 2**62) for _ in range(n)]
    return [1.0 + rng.random() * 1e-12 for _ in range(n)]


class Case:
    """Values on spans of one name, in up to three calls."""

    def __init__(self, rng, number):
        self.name = f"case{number}"
        self.calls = {}
        for v in random_values(rng):
            self.calls.setdefault(rng.randint(1, 3), []).append((v, rng.random() < 0.3))

    def spans(self, call):
        return [span(self.name, {"x": v}, error=e) for v, e in self.calls.get(call, ())]

    def expected(self, how, calls, numbers):
        both = [b for c in calls for b in self.calls.get(c, ())]
        if how in SPANS:
            return of_spans(how, len(both), sum(e for _, e in both)), 0
        values = [float(v) for v, _ in both]
        slack = sum(abs(v) for v in values) * 2.0**-52 if how in ("average", "sum") else 0
        return numbers(how, values), slack


def check_cases(here, cases, rule, numbers, exact):
    """`numbers(how, values)` is the oracle; `exact`: it interpolates as NumPy does."""
    dump, wanted = here / "cases.json", here / "wanted.json"
    dump.write_text(request({c: [s for case in cases for s in case.spans(c)] for c in (1, 2, 3)}))
    wanted.write_text(json.dumps([definition(f"{c.name} {how}", c.name, how,
                                             "x" if how in NUMBERS else None)
                                  for c in cases for how in (*NUMBERS, *SPANS)]))
    got = {m["definition"]["metric_name"]: m
           for m in report("-d", wanted, "--percentile", rule, dump)["metrics"]}
    for case in cases:
        for how in (*NUMBERS, *SPANS):
            metric = got[f"{case.name} {how}"]
            values = {trace_id(c): case.expected(how, [c], numbers) for c in case.calls}
            values[None] = case.expected(how, list(case.calls), numbers)
            given = {c["call"]: c["value"] for c in metric["per_call"]} | {
                None: metric["overall"]}
            note(set(given) == set(values), case.name, how, set(given))
            for call, (want, slack) in values.items():
                if not exact and how.startswith("p"):
                    slack = abs(want) * 1e-14 + 1e-300
                note(close(given.get(call), want, slack), case.name, how, rule, call,
                     given.get(call), want)
            spread = metric["histogram"]
            note(sum(spread["counts"]) == (len(case.calls) if how in SPANS
                                           else metric["with_value"]), case.name, how, spread)


def check_aggregations(here):
    rng = random.Random(1)
    for rule in ("linear", "nearest"):
        check_cases(here, [Case(rng, i) for i in range(60)], rule,
                    lambda how, v, rule=rule: of_numbers(how, v, rule), False)


def check_lengths(here):
    dump, wanted = here / "lengths.json", here / "wanted.json"
    dump.write_text(request({1: [span("llm", length=s) for s in (0.5, 2, 1)] +
                             [span("llm", endTimeUnixNano="0")]}))
    wanted.write_text(json.dumps(definition("Length", "llm", "max", value_source="duration",
                                            unit="s")))
    metric = report("-d", wanted, dump)["metrics"][0]
    note(metric["overall"] == 2 and metric["with_value"] == 3, metric)


def check_problems(here):
    dump, wanted = here / "problems.json", here / "wanted.json"
    dump.write_text(request({1: [span("llm", {"x": "soon", "y": True, "z": 1})]}))
    cases = {"no_spans": ("stt", "p90", "x"), "no_attribute": ("llm", "p90", None),
             "absent": ("llm", "p90", "w"), "not_numbers": ("llm", "p90", "x"),
             "aggregation": ("llm", "mean", "z")}
    wanted.write_text(json.dumps([definition(k, n, how, a) for k, (n, how, a) in cases.items()]))
    document = report("-d", wanted, dump)
    for metric in document["metrics"]:
        note(metric["problem"] == metric["definition"]["metric_name"] and metric["message"] and
             "overall" not in metric, metric)
    text = spanvet("-d", wanted, dump).stdout.decode()
    note("No spans named `stt`" in text and "metric_attribute is required" in text, text)


# ---- targets ----

def check_targets(here):
    dump, wanted = here / "targets.json", here / "wanted.json"
    dump.write_text(request({1: [span("llm", {"x": v, "metrics.ttfb": v / 10})
                                 for v in (1.0, 2.0, 3.0)]}))
    own = {"target_condition": {"comparison_operator": "lt", "target_float": 2.5}}
    wanted.write_text(json.dumps([definition("Typical X", "llm", "median", "x", **own),
                                  definition("Worst X", "llm", "max", "x"),
                                  definition("No X", "tts", "max", "x")]))
    def run(code, *targets):
        return report("-d", wanted, *(a for t in targets for a in ("--target", t)), dump,
                      code=code)
    note(run(0)["targets"] == {"met": 1, "missed": 0}, "own target")
    note(run(0, "median<=2")["targets"]["met"] == 2, "by aggregation")
    note(run(0, "worst x: = 3")["targets"]["met"] == 2, "by name")
    note(run(0, "Worst X: average lt 2.01")["targets"]["met"] == 2, "another aggregation")
    missed = run(1, "Worst X: p95 < 2.9")
    note(missed["targets"] == {"met": 1, "missed": 1}, missed["targets"])
    note(missed["metrics"][1]["targets"] == [{"condition": "p95 < 2.9", "from": "option",
                                              "value": 2.9, "met": False}], missed["metrics"][1])
    note(run(1, "max<=9")["targets"] == {"met": 2, "missed": 1}, "no value misses")
    for wrong in ("p99<=1", "Other: <=1", "p90", "p91<1", "LLM Time to First Byte: p90<1"):
        done = spanvet("-d", wanted, "--target", wrong, dump)
        note(done.returncode == 2 and wrong.encode() in done.stderr and not done.stdout, wrong,
             done)
    done = spanvet("--builtin", "--target", "LLM Time to First Byte: <=1", dump)
    note(done.returncode == 2 and b"say which, as in `LLM Time to First Byte: p90 <= ...`" in
         done.stderr, done)
    builtin = report("--builtin", "-d", wanted, "--target", "LLM time to first byte: max<=0.3",
                     dump)
    note(builtin["builtin"][0]["targets"][0]["met"], builtin["builtin"][0])
    text = spanvet("-d", wanted, "--target", "median<2", dump).stdout.decode()
    note("FAIL  target median < 2: 2" in text and "pass  target < 2.5: 2 (the" in text, text)


# ---- built-in metrics ----

def builtin_of(*argv):
    return {b["id"]: b for b in report("--builtin", *argv)["builtin"]}


def voice_call(offset=0.0):
    return [span("conversation"),
            span("llm", {"metrics.ttfb": 0.2 + offset, "gen_ai.usage.input_tokens": 100,
                         "gen_ai.usage.output_tokens": 7}),
            span("llm", {"metrics.ttfb": 0.4 + offset, "gen_ai.usage.input_tokens": 50,
                         "gen_ai.usage.output_tokens": 3}),
            span("stt", {"metrics.ttfb": 0.1, "transcript": "good morning"}, start=1),
            span("tts", {"metrics.ttfb": 0.3}),
            span("llm_tool_call", {"function.name": "lookup"}),
            span("llm_tool_call", {"function.name": "book"}),
            span("llm_tool_call", {"function.name": "lookup"})]


def check_builtins(here):
    dump = here / "builtin.json"
    dump.write_text(request({1: voice_call(), 2: voice_call(1.0), 3: [span("conversation")]}))
    got = builtin_of(dump)
    note(all(b["status"] == "ready" for b in got.values()), {k: b["status"] for k, b in
                                                            got.items()})
    ttfb = got["llm_ttfb"]["overall"]
    note(ttfb["n"] == 4 and close(ttfb["average"], 0.8, 1e-12) and
         close(ttfb["p90"], 1.34, 1e-12), ttfb)
    note([close(c["p50"], w, 1e-12) for c, w in zip(got["llm_ttfb"]["per_call"], (0.3, 1.3))] ==
         [True, True], got["llm_ttfb"])
    tokens = got["llm_tokens"]
    note([c["value"] for c in tokens["per_call"]] == [160, 160], tokens)
    note(tokens["overall"]["total"] == 320 and tokens["parts"][0] == {
        "name": "gen_ai.usage.input_tokens", "value": 300}, tokens)
    tools = got["tool_calls"]
    note([c["value"] for c in tools["per_call"]] == [3, 3, 0], tools)
    note(tools["parts"] == [{"name": "lookup", "value": 4}, {"name": "book", "value": 2}], tools)
    note("overall" not in got["stt_wer"] and "--reference" in got["stt_wer"]["notes"][0],
         got["stt_wer"])


def check_supply(here):
    """What is missing is named, and what the platform does not read is told from what it does."""
    marker = {"metrics.ttfb": 9.0, "trace.timing": "metadata_marker"}
    dump = here / "supply.json"
    dump.write_text(request({1: [
        span("llm", {"metrics.ttfb": "0.3"}), span("llm", {"metrics.ttfb": 0.5}), span("llm"),
        span("llm", marker), span("llm", {"metrics.ttfb": 310}),
        span("llm", {"metrics.ttfb": -1.0}), span("stt", {"stt.transcription": "hello"}),
        span("tool_call", {"tool.name": "x"}), *[span("tts", {"metrics.ttfb": 0.2})] * 1,
        *[span("tts", {"metrics.ttfb": 0.2}) for _ in range(5)]]}))
    got = builtin_of(dump)
    notes = {k: " ".join(b["notes"]) for k, b in got.items()}
    note(got["llm_ttfb"]["status"] == "partial" and got["llm_ttfb"]["overall"]["n"] == 3 and
         "1 of 5 `llm` spans lack" in notes["llm_ttfb"] and "no number on 1 span" in
         notes["llm_ttfb"] and "1 marker span left out" in notes["llm_ttfb"], got["llm_ttfb"])
    note("1 value of more than 60 s" in notes["llm_ttfb"] and "1 value below 0" in
         notes["llm_ttfb"], notes["llm_ttfb"])
    note(got["stt_wer"]["status"] == "alias" and "`stt.transcription`" in notes["stt_wer"],
         got["stt_wer"])
    note(got["tool_calls"]["status"] == "alias", got["tool_calls"])
    note(got["stt_ttfb"]["status"] == "missing" and "All of 1 `stt` spans lack `metrics.ttfb`" in
         notes["stt_ttfb"], got["stt_ttfb"])
    note("All 6 values are the same" in notes["tts_ttfb"], got["tts_ttfb"])
    note(got["llm_tokens"]["status"] == "missing" and "gen_ai.usage.output_tokens" in
         notes["llm_tokens"], got["llm_tokens"])
    dump.write_text(request({1: [span("chat gpt-x", {"gen_ai.operation.name": "chat",
                                                     "gen_ai.usage.input_tokens": 3,
                                                     "gen_ai.usage.output_tokens": 4})]}))
    tokens = builtin_of(dump)["llm_tokens"]
    note(tokens["status"] == "foreign" and tokens["overall"]["total"] == 7 and
         "(`chat gpt-x`); the platform does not read that: name the span `llm`" in
         " ".join(tokens["notes"]), tokens)
    dump.write_text(request({1: [span("conversation")]}))
    note(all(b["status"] == "missing" and b["notes"] and "overall" not in b
             for b in builtin_of(dump).values()), "nothing there")


# ---- word error rate ----

def jiwer_words(text):
    return [w for w in re.sub(r"\s\s+", " ", text).strip().split(" ") if w]


def distance(ref, hyp):
    row = list(range(len(hyp) + 1))
    for i, a in enumerate(ref, 1):
        left, row[0] = row[0], i
        for j, b in enumerate(hyp, 1):
            left, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, left + (a != b))
    return row[-1]


def our_rate(ref, hyp):
    a, b = jiwer_words(ref), jiwer_words(hyp)
    return distance(a, b) / len(a) if a else len(b)


WORDS = ("the a book Book table table. for two, four please please! I'd like to \u00dcber na\u00efve "
         "\u00bfqu\u00e9? 10 ten $5 -- \u65e5\u672c\u8a9e").split()
GAPS = (" ", " ", " ", " ", "  ", "\t", "\n", " \n", "\u00a0", "\u2003 ", "\u3000", "\u200b")


def random_text(rng, most):
    words = [rng.choice(WORDS) for _ in range(rng.randint(0, most))]
    text = "".join(w + rng.choice(GAPS) for w in words)
    return rng.choice(("", " ", "\t")) + text


def heard_as(rng, text):
    out = []
    for word in text.split(" "):
        fate = rng.random()
        if fate > 0.1:
            out.append(rng.choice(WORDS) if fate < 0.25 else word)
        if fate > 0.9:
            out.append(rng.choice(WORDS))
    return " ".join(out)


def random_pairs(rng, n, most):
    for i in range(n):
        said = random_text(rng, rng.choice((0, 1, 3, 8, most)))
        yield said, heard_as(rng, said) if i % 3 else random_text(rng, most)


def wer_report(here, pairs, *options, code=0):
    """Each pair is a call with one utterance, and enough spans not to be the piece of another."""
    dump, said = here / "heard.json", here / "said.json"
    dump.write_text(request({i: [span("conversation"), span("turn"), span("stt", {"transcript": hyp})]
                             for i, (_, hyp) in enumerate(pairs, 1)}))
    said.write_text(json.dumps({trace_id(i): ref for i, (ref, _) in enumerate(pairs, 1)}))
    document = report("--reference", said, *options, dump, code=code)
    return next(b for b in document["builtin"] if b["id"] == "stt_wer")


def check_wer(here):
    pairs = list(random_pairs(random.Random(2), 150, 30))
    wer = wer_report(here, pairs)
    note(len(wer["per_call"]) == len(pairs), len(wer["per_call"]))
    for (ref, hyp), call in zip(pairs, wer["per_call"]):
        note(call["value"] == our_rate(ref, hyp), repr(ref), repr(hyp), call)
        words = call["words"]
        note(sum(words[s] for s in STEPS if s != "insert") == len(jiwer_words(ref)) and
             sum(words[s] for s in STEPS if s != "delete") == len(jiwer_words(hyp)), words)
    changes = sum(c["words"][s] for c in wer["per_call"] for s in STEPS[1:])
    said = sum(len(jiwer_words(ref)) for ref, _ in pairs)
    note(wer["overall"]["total"] == changes / said, wer["overall"])
    loud = [("Book A table, PLEASE!", "book a table please"), ("it\u2019s \u00c4RGER", "its \u00e4rger")]
    note([c["value"] for c in wer_report(here, loud)["per_call"]] == [1.0, 1.0], "case counts")
    note([c["value"] for c in wer_report(here, loud, "--normalize")["per_call"]] == [0, 0],
         "normalized")


def check_alignment(here):
    """No word is shown unasked, and no personal value ever."""
    mail = "jo.doe" + "@" + "example.org"
    phone = ("+1", "555", "010", "99", "88")
    pairs = [(f"book a table for {mail} now", f"book the table {mail} or"),
             ("call " + " ".join(phone) + " today", "call " + " ".join(phone) + " to day")]
    quiet = [wer_report(here, pairs), spanvet("--reference", here / "said.json",
                                              here / "heard.json").stdout.decode()]
    for shown in quiet:
        note("table" not in json.dumps(shown) and "today" not in json.dumps(shown), shown)
    wer = wer_report(here, pairs, "--alignment")
    steps = [(a["step"], a.get("said"), a.get("heard")) for a in wer["per_call"][0]["alignment"]]
    note(steps == [("equal", ["book"], ["book"]), ("substitute", ["a"], ["the"]),
                   ("equal", ["table"], ["table"]), ("delete", ["for"], None),
                   ("equal", ["***"], ["***"]), ("substitute", ["now"], ["or"])], steps)
    text = spanvet("--reference", here / "said.json", "--alignment",
                   here / "heard.json").stdout.decode()
    note("said   book a   table for *** now" in text and "heard  book the table     *** or" in
         text and re.search(r"^ +S +D +S$", text, re.M), text)
    for hidden in ("jo.doe", "example.org", "010"):
        note(hidden not in text and hidden not in json.dumps(wer), hidden)


def check_references(here):
    """Utterances in the order of time, all forms of a reference, and those that do not fit."""
    dump, said = here / "heard.json", here / "said"
    dump.write_text(request({1: [span("stt", {"transcript": "how are you"}, start=2),
                                 span("stt", {"transcript": "good morning"}, start=1)]}))
    call = trace_id(1)
    forms = ["good morning\nhow are you\n", "[noise]\n" "good morning how are you",
             json.dumps({call.upper(): ["good morning", "how are you"]}),
             json.dumps([{"call": call, "reference": "good morning how are you"}]),
             "\ufeff" + json.dumps({"trace_id": call, "text": ["good morning how", "are you"]}) +
             "\n" + json.dumps({"id": "other", "transcript": "x"})]
    for form, want in zip(forms, (0, 1 / 6, 0, 0, 0)):
        said.write_text(form)
        wer = builtin_of("--reference", said, dump)["stt_wer"]
        note(wer["per_call"][0]["value"] == want, form, wer)
    note("1 call of the reference is not in the traces" in " ".join(wer["notes"]), wer["notes"])
    for wrong in ("", '{"a": 1}', '{"a": "x"', '["x"]', '{"a":"x"}\n{"a":"y"}', '{"a":"x","a":"y"}'):
        said.write_text(wrong)
        done = spanvet("--reference", said, dump)
        note(done.returncode == 2 and str(said).encode() in done.stderr, wrong, done)
    rest = [span("conversation"), span("turn")]
    dump.write_text(request({1: [span("stt", {"transcript": "x"})] + rest,
                             2: [span("stt")] + [s | {"spanId": f"f{i:015}"} for i, s in
                                                 enumerate(rest)]}))
    said.write_text("x")
    done = spanvet("--reference", said, dump)
    note(done.returncode == 2 and b"2 calls" in done.stderr, done)
    said.write_text(json.dumps({trace_id(1): "x y", trace_id(2): "z"}))
    wer = builtin_of("--reference", said, dump)["stt_wer"]
    note([c["value"] for c in wer["per_call"]] == [0.5] and "1 call of the reference without any" in
         " ".join(wer["notes"]), wer)


def check_long(here):
    """50,000 words against 50,000 others: some seconds, and little memory."""
    rng = random.Random(5)
    said = [rng.choice(WORDS[:9]) + str(rng.randint(0, 300)) for _ in range(50000)]
    heard = [w if rng.random() < 0.8 else "x" for w in said]
    dump, ref = here / "long.json", here / "long.txt"
    dump.write_text(request({1: [span("stt", {"transcript": " ".join(heard)})]}))
    ref.write_text(" ".join(said))
    argv = [SPANVET, "metrics", "preview", "-q", "--format", "json", "--reference", ref, dump]
    if "asan" not in SPANVET:
        argv = ["bash", "-c", "ulimit -v 600000; exec \"$@\"", "-", *argv]
    done = subprocess.run(argv, capture_output=True, timeout=120)
    note(done.returncode == 0, done.stderr)
    wer = next(b for b in json.loads(done.stdout)["builtin"] if b["id"] == "stt_wer")
    want = sum(a != b for a, b in zip(said, heard)) / len(said)
    note(wer["per_call"][0]["value"] <= want and wer["per_call"][0]["value"] > want * 0.9, wer)


# ---- the report ----

def check_report(here):
    dump, wanted = here / "report.json", here / "wanted.json"
    dump.write_text(request({i: [span("llm", {"x": float(i)})] for i in range(1, 31)}))
    judge = {"metric_name": "Grounded", "metric_type": "METRIC_LLM_BINARY", "prompt": "p",
             "description": "d"}
    wanted.write_text(json.dumps([definition("P99 X", "llm", "p99", "x", unit="ms"), judge]))
    utf8, ascii_ = (spanvet("-d", wanted, dump, env={"LC_ALL": locale}).stdout.decode()
                    for locale in ("C.UTF-8", "C"))
    note("\u2588" in utf8 and ascii_.isascii() and "##" in ascii_, utf8, ascii_)
    note("29.71 ms" in utf8 and "and 22 calls; --all" in utf8 and "100 or more are needed" in
         utf8 and "Grounded" in utf8 and "a judge" in utf8, utf8)
    note("--all" not in spanvet("-d", wanted, "--all", dump).stdout.decode(), "--all")
    out = here / "out.json"
    done = spanvet("-d", wanted, "-f", "json", "-o", out, dump)
    note(done.returncode == 0 and not done.stdout and json.loads(out.read_text())["skipped"][0][
        "metric_name"] == "Grounded", done)
    proposed, staged = ([m["definition"] for m in report(*argv, SAMPLES / "clean.jsonl")["metrics"]]
                        for argv in ((), ("--staged",)))
    plan = json.loads(subprocess.run([SPANVET, "metrics", "plan", "-q", "-f", "json", SAMPLES /
                                      "clean.jsonl"], capture_output=True).stdout)
    for got, verdicts in ((proposed, ("propose",)), (staged, ("propose", "stage"))):
        want = [m["definition"] for m in plan["metrics"] if m["verdict"] in verdicts and
                m["definition"]["metric_type"] == "METRIC_CUSTOM_TRACE"]
        note(got == want and len(want) > 5, verdicts, len(got), len(want))
    mail = "jo.doe" + "@" + "example.org"
    wanted.write_text(json.dumps(definition(f"X of {mail}", f"call {mail}", "p90", mail, unit=mail,
                                            description=mail) | {"padding": "x" * 100}))
    for form in ("text", "json"):
        done = spanvet("-d", wanted, "-f", form, "-t", "p90<1", dump)
        note(done.returncode == 1 and b"X of ***" in done.stdout and b"doe" not in
             done.stdout + done.stderr, done)
    nothing = here / "nothing.json"
    nothing.write_text(request({1: [span("x")]}))
    text = spanvet(nothing).stdout.decode()
    note("No metric to try" in text, text)
    done = spanvet(ROOT / "README.md")
    note(done.returncode == 2 and not done.stdout and b"is text" in done.stderr, done)
    for lost in (wanted, dump):
        done = spanvet("-d", wanted, "-o", lost, dump)
        note(done.returncode == 2 and lost.stat().st_size > 100, done)


def check_schema(here):
    import jsonschema
    content = json.loads((ROOT / "docs/schema/preview-1.json").read_text())
    jsonschema.Draft202012Validator.check_schema(content)
    check = jsonschema.Draft202012Validator(content)
    wanted, said = here / "wanted.json", here / "said.json"
    wanted.write_text(json.dumps(
        [definition("A", "llm", "p90", "metrics.ttfb"), definition("B", "nothing", "count"),
         definition("C", "stt", "error_rate"),
         {"metric_name": "J", "metric_type": "METRIC_LLM_BINARY", "prompt": "p"}]))
    said.write_text(json.dumps({"9c5afda1390d6ddd5897d2f88f9f56d1": "hello there"}))
    argv = ("-f", "json", "-d", wanted, "--reference", said, "--alignment", "-t", "p90<9")
    documents = [json.loads(spanvet(*argv, path).stdout) for path in sorted(SAMPLES.glob("*.jsonl"))]
    note(len(documents) > 3, "no samples")
    for document in documents:
        errors = list(check.iter_errors(document))
        note(not errors, errors[:1])
    for member in documents[0]:
        note(not check.is_valid({k: v for k, v in documents[0].items() if k != member}) or
             member == "builtin", member)
    note(not check.is_valid(documents[0] | {"x": 1}), "any member passes")


# ---- with NumPy and jiwer ----

def e2e_aggregations(here):
    import numpy as np
    names = {"average": np.mean, "median": np.median, "max": np.max, "min": np.min, "sum": np.sum}

    def numbers(how, values, rule):
        v = np.array(values)
        if how in ("average", "sum"):
            return float(names[how](v.astype(np.longdouble)))
        if how in names:
            return float(names[how](v))
        method = "linear" if rule == "linear" else "inverted_cdf"
        return float(np.percentile(v, int(how[1:]), method=method))
    rng = random.Random(3)
    for rule in ("linear", "nearest"):
        for _ in range(20):
            check_cases(here, [Case(rng, i) for i in range(500)], rule,
                        lambda how, v, rule=rule: numbers(how, v, rule), True)


def real_pairs():
    """Transcripts of the samples and of published traces, and what might have been said."""
    rng = random.Random(7)
    keys = ("transcript", "stt.transcription", "lk.user_transcript", "input.value")
    files = [p for folder in (SAMPLES, CORPUS) if folder.is_dir() for p in folder.rglob("*.json*")]
    found = []
    for path in sorted(files):
        text = path.read_bytes().decode("utf-8", "replace") if path.stat().st_size < 2**24 else ""
        for key in keys:
            pattern = rf'"key": ?"{re.escape(key)}", ?"value": ?\{{"stringValue": ?("(?:[^"\\]|\\.)*")'
            found += [json.loads(m, strict=False) for m in re.findall(pattern, text)]
    found = sorted({t for t in found if "\x00" not in t and len(t) < 50000 and t.isprintable()})
    return [(heard_as(rng, t), t) for t in found]


def e2e_wer(here):
    import jiwer
    pairs = list(random_pairs(random.Random(4), 1000, 60))
    real = real_pairs()
    note(len(real) >= 20, "too few real transcripts", len(real))
    print(f"{len(pairs)} random and {len(real)} real transcripts")
    small = jiwer.Compose([jiwer.ToLowerCase(), jiwer.RemovePunctuation(),
                           jiwer.SubstituteRegexes({r"\s+": " "}),
                           jiwer.RemoveMultipleSpaces(), jiwer.Strip(),
                           jiwer.ReduceToListOfListOfWords()])
    for options, transform in (((), jiwer.wer_default), (("--normalize",), small)):
        for part in (pairs, real):
            wer = wer_report(here, part, *options)
            for (ref, hyp), call in zip(part, wer["per_call"]):
                want = jiwer.process_words(ref, hyp, transform, transform)
                words = [call["words"][s] for s in STEPS]
                note(call["value"] == want.wer and words == [
                    want.hits, want.substitutions, want.insertions, want.deletions],
                    options, repr(ref), repr(hyp), call, want.wer)
            want = jiwer.process_words([r for r, _ in part], [h for _, h in part], transform,
                                       transform)
            note(wer["overall"]["total"] == want.wer, wer["overall"], want.wer)


def e2e(here):
    venv = here / "venv"
    python = venv / "bin" / "python3"
    if "--in-venv" not in sys.argv:
        done = subprocess.run([sys.executable, "-m", "venv", venv], capture_output=True)
        done = done if done.returncode else subprocess.run(
            [python, "-m", "pip", "install", "-q", "numpy>=2,<3", "jiwer==4.0.0"],
            capture_output=True)
        if done.returncode:
            skip("numpy and jiwer cannot be installed")
            return True
        return subprocess.run([python, __file__, "--e2e", "--in-venv"]).returncode
    e2e_aggregations(here)
    e2e_wer(here)
    return None


def main():
    with tempfile.TemporaryDirectory() as folder:
        here = Path(folder)
        if "--e2e" in sys.argv:
            status = e2e(here)
            if isinstance(status, int) and not isinstance(status, bool):
                return status
        else:
            for check in (check_aggregations, check_lengths, check_problems, check_targets,
                          check_builtins, check_supply, check_wer, check_alignment,
                          check_references, check_long, check_report, check_schema):
                check(here)
    print(f"{passed} passed, {failed} failed, {skipped} skipped")
    return failed > 0


if __name__ == "__main__":
    sys.exit(main())
