"""Traces made for tests of metrics, as OTLP JSON."""
import itertools
import json

from spans import START, value

ids = itertools.count(1)


def span(name, attributes=None, start=0.0, length=1.0, error=False, **more):
    """Times in seconds from the start of the trace."""
    begin = START + int(start * 1e9)
    made = {"spanId": f"{next(ids):016x}", "name": name, "startTimeUnixNano": str(begin),
            "endTimeUnixNano": str(begin + int(length * 1e9)),
            "attributes": [{"key": k, "value": value(v)} for k, v in (attributes or {}).items()]}
    return made | ({"status": {"code": 2}} if error else {}) | more


def trace_id(number):
    return f"{number:032x}"


def request(traces):
    """`traces`: the spans of each, by the number of its id."""
    spans = [one | {"traceId": trace_id(number)} for number, many in traces.items()
             for one in many]
    return json.dumps({"resourceSpans": [{"scopeSpans": [{"spans": spans}]}]})
