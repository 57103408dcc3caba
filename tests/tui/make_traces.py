#!/usr/bin/env python3
"""Odd traces for the tests of the browser, as OTLP JSON: one file a name.

    tests/tui/make_traces.py DIRECTORY [NAME...]
"""
import json
import sys
from pathlib import Path

ZERO = 1_738_000_000_000_000_000
MS = 1_000_000


def value(v):
    if isinstance(v, bool):
        return {"boolValue": v}
    if isinstance(v, int):
        return {"intValue": str(v)}
    return {"doubleValue": v} if isinstance(v, float) else {"stringValue": v}


def attributes(of):
    return [{"key": k, "value": value(v)} for k, v in of.items()]


def span(number, name, parent=0, at=0, length=100, trace=1, error=None, **more):
    """Times in ms. `more` are attributes; __ stands for a dot."""
    s = {"traceId": f"{trace:032x}", "spanId": f"{number:016x}", "name": name, "kind": 1,
         "attributes": attributes({k.replace("__", "."): v for k, v in more.items()})}
    if parent:
        s["parentSpanId"] = f"{parent:016x}"
    if at is not None:
        s["startTimeUnixNano"] = str(ZERO + round(at * MS))
        if length is not None:
            s["endTimeUnixNano"] = str(ZERO + round((at + length) * MS))
    if error is not None:
        s["status"] = {"code": 2, "message": error}
    return s


def request(spans, service="odd-bot"):
    return {"resourceSpans": [{"resource": {"attributes": attributes({"service.name": service})},
                               "scopeSpans": [{"scope": {"name": "odd"}, "spans": spans}]}]}


def empty():
    return [request([])]


def one():
    return [request([span(1, "turn", at=5, length=250, turn__number=1)])]


def cyclic():
    """Three spans in a circle, one that is its own parent, and a tree beside them."""
    return [request([
        span(1, "conversation", length=900), span(2, "turn", 1, 10, 400),
        span(3, "llm", 2, 20, 300), span(4, "left", 6, 500, 90), span(5, "right", 4, 510, 50),
        span(6, "round", 5, 520, 20), span(7, "own parent", 7, 700, 10)])]


def orphaned():
    return [request([
        span(1, "conversation", length=2000), span(2, "turn", 1, 100, 500),
        span(3, "stt", 99, 120, 80), span(4, "llm", 98, 210, 300, error="timeout"),
        span(5, "child of the orphan", 4, 220, 40), span(6, "tts", 97, 530, 60)])]


def duplicates():
    """Sent twice: alike, and with other times under the same id."""
    first = [span(1, "conversation", length=1000), span(2, "turn", 1, 50, 300),
             span(3, "llm", 2, 60, 200, metrics__ttfb=0.12)]
    again = [span(2, "turn", 1, 50, 300), span(3, "llm", 2, 80, 250, metrics__ttfb=0.3)]
    return [request(first), request(again)]


def deep():
    """A chain of 5,000."""
    return [request([span(i, f"level {i}", i - 1, i * 0.1, 2000 - i * 0.2)
                     for i in range(1, 5001)])]


NAMES = ["通话", "日本語のスパン名はとても長いので切られます", "😀 emoji 📞 call", "e\u0301 combining n\u0303o",
         "\u202eright to left\u202c", "zero\u200bwidth\ufeff", "tab\there", "line\nbreak",
         "\x1b[31mred\x1b[0m", "bell\x07 del\x7f c1\x9b", "👩‍👩‍👧‍👦 family", "٣٤٥ عربي",
         "ｆｕｌｌ ｗｉｄｔｈ", "%s%n \\ \" '", "x" * 400, " ", ""]


def names():
    spans = [span(1, "conversation", length=len(NAMES) * 50 + 100)]
    for i, name in enumerate(NAMES):
        spans.append(span(i + 2, name, 1, i * 50, 60, error=name if i % 5 == 0 else None,
                          transcript=name, **{name or "empty": name}))
    return [request(spans, "サービス\x1b]0;title\x07")]


def zero():
    """All at one moment, and some without any."""
    return [request([span(1, "conversation", length=0), span(2, "turn", 1, 0, 0),
                     span(3, "llm", 2, 0, None), span(4, "tts", 2, None), span(5, "stt", 2, 0, 0)]),
            request([span(9, "alone", at=None, trace=2)])]


def times():
    """Ends before starts, children around their parents, a clock of 1970 and one of 2554."""
    late = span(8, "far away", 1)
    late["endTimeUnixNano"] = str(2 ** 64 - 1)
    early = span(9, "epoch", 1)
    early["startTimeUnixNano"], early["endTimeUnixNano"] = "1", "2"
    return [request([
        span(1, "conversation", at=1000, length=500), span(2, "turn", 1, 900, 800),
        span(3, "llm", 2, 1200, -100), span(4, "tts", 2, 1300, 100), late, early])]


def secrets():
    """What must not be seen, put together here so that no file holds it."""
    key = "sk" + "-proj-" + "Zq3vT8mW" * 5
    token = "Bearer " + "eyJhbGciOiJIUzI1NiJ9" + "." + "eyJzdWIiOiIxMjM0NTY3ODkwIn0" + "." + "c2ln" * 8
    return [request([
        span(1, "conversation", length=600, api_key=key, user__email="jo.doe" + "@" + "mail.example"),
        span(2, "turn", 1, 10, 300, transcript="my card is " + "4111 1111 " + "1111 1111"),
        span(3, "llm", 2, 20, 200, error="401 for " + key, authorization=token),
        span(4, "tool " + key, 2, 230, 50, input=json.dumps({"password": "hunter2" + "hunter2"}))])]


def many():
    """Two hundred traces of one span, one with an error."""
    return [request([span(i, "turn" if i % 3 else "llm", at=i * 10, length=i, trace=i,
                          error="late" if i == 7 else None) for i in range(1, 201)])]


MAKERS = [empty, one, cyclic, orphaned, duplicates, deep, names, zero, times, secrets, many]


def make(directory, wanted=()):
    """Paths by name."""
    made = {}
    for maker in MAKERS:
        if not wanted or maker.__name__ in wanted:
            path = Path(directory) / f"{maker.__name__}.jsonl"
            path.write_text("".join(json.dumps(r) + "\n" for r in maker()))
            made[maker.__name__] = path
    return made


if __name__ == "__main__":
    for made_path in make(sys.argv[1], sys.argv[2:]).values():
        print(made_path)
