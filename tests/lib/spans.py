"""Traces for tests, as OTLP JSON: a call is a list of spans, the first of them its root.

    spans.request([[spans.span("conversation", {"workflow.completed": 1}), spans.span("llm")]])
"""
import json

START = 1738000000000000000
MS = 1000000
STATUS = {"error": 2, "ok": 1, None: 0}


def value(v):
    """The OTLP value of a Python one; lists and dictionaries too."""
    if isinstance(v, bool):
        return {"boolValue": v}
    if isinstance(v, int):
        return {"intValue": str(v)}
    if isinstance(v, float):
        return {"doubleValue": v}
    if isinstance(v, list):
        return {"arrayValue": {"values": [value(one) for one in v]}}
    return {"stringValue": v}


def attributes(table):
    return [{"key": key, "value": value(v)} for key, v in table.items()]


def span(name, attrs=None, ms=1000, status="ok"):
    """A span of so many milliseconds; `attrs` is kept, so that a test may change it."""
    return {"name": name, "attrs": {} if attrs is None else attrs, "ms": ms, "status": status}


def _encoded(s, trace, number, start):
    out = {
        "traceId": f"{trace + 1:032x}",
        "spanId": f"{trace + 1:08x}{number + 1:08x}",
        "name": s["name"],
        "kind": 1,
        "startTimeUnixNano": str(start),
        "endTimeUnixNano": str(start + int(s["ms"] * MS)),
        "attributes": attributes(s["attrs"]),
    }
    if number:
        out["parentSpanId"] = f"{trace + 1:08x}{1:08x}"
    if s["status"]:
        out["status"] = {"code": STATUS[s["status"]]}
    return out


def _call(spans, trace):
    """One after the other below the root, which starts first."""
    start = at = START + trace * 3600 * 1000 * MS
    out = []
    for number, s in enumerate(spans):
        out.append(_encoded(s, trace, number, start if number == 0 else at))
        at += 0 if number == 0 else int(s["ms"] * MS) + MS
    return out


def request(calls, resource=None):
    """The request that holds these calls, a trace each."""
    spans = [one for trace, spans in enumerate(calls) for one in _call(spans, trace)]
    table = {"service.name": "demo-agent"} | (resource or {})
    return {"resourceSpans": [{"resource": {"attributes": attributes(table)},
                               "scopeSpans": [{"spans": spans}]}]}


def text(calls, resource=None):
    return json.dumps(request(calls, resource))
