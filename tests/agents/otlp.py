"""OTLP JSON as the example agents write it, and a clock for their calls."""

import random

SECOND = 1_000_000_000
MS = 1_000_000
START = 1_738_000_000 * SECOND + 123_456_789
MICROS = 38_000     # how long a span is open that a hook opens and closes at once, in nanoseconds
INTERNAL, CLIENT = 1, 3
OK, ERROR = 1, 2


class Ids:
    """The same ids in every run."""

    def __init__(self, seed):
        self.rng = random.Random(seed)

    def trace(self):
        return f"{self.rng.randrange(1, 1 << 128):032x}"

    def span(self):
        return f"{self.rng.randrange(1, 1 << 64):016x}"


def value(of):
    if isinstance(of, int):
        return {"intValue": of}
    if isinstance(of, float):
        return {"doubleValue": of}
    return {"stringValue": of}


def span(ids, trace, parent, name, start, end, attributes=None, kind=INTERNAL, status=OK):
    """Times in nanoseconds; `parent` is a span or None."""
    return {
        "traceId": trace, "spanId": ids.span(), "parentSpanId": parent["spanId"] if parent else "",
        "name": name, "kind": kind, "startTimeUnixNano": str(start), "endTimeUnixNano": str(end),
        "attributes": [{"key": k, "value": value(v)} for k, v in (attributes or {}).items()],
        "status": {"code": status}, "events": [], "links": [],
    }


def request(service, scope, spans):
    """One export request."""
    resource = {"attributes": [{"key": "service.name", "value": {"stringValue": service}}]}
    return {"resourceSpans": [{"resource": resource,
                               "scopeSpans": [{"scope": {"name": scope}, "spans": spans}]}]}


# What is said in the calls: role, text, length of the turn in seconds.
TURNS = (
    ("user", "Hello, I would like to move my appointment.", 3.4),
    ("assistant", "Of course. What is your name?", 2.9),
    ("user", "It is on file, the one on Tuesday.", 2.6),
    ("assistant", "One moment, I look it up.", 1.5),
    ("tool_call", "lookup_appointment", 0.8),
    ("tool_call_result", "lookup_appointment", 0.4),
    ("assistant", "I see it. Which day suits you?", 3.1),
    ("user", "Thursday morning, please.", 1.9),
    ("assistant", "Thursday at eleven is free.", 2.4),
    ("user", "Perfect.", 0.9),
    ("assistant", "Done. You get a message shortly.", 3.6),
    ("user", "And my prescription?", 1.4),
    ("assistant", "It is ready for pickup.", 2.2),
    ("user", "Thank you, bye.", 1.2),
    ("assistant", "Goodbye.", 1.7),
)
