"""A trace of 1000 spans."""
import json

SPANS = 1000
START = 1738000000000000000


def span(i):
    one = {"traceId": "5b8efff798038103d269b633813fc60c", "spanId": f"{i:016x}", "name": "step",
           "kind": 1, "startTimeUnixNano": str(START + i * 10**8),
           "endTimeUnixNano": str(START + i * 10**8 + 9 * 10**7)}
    return one if i == 1 else {**one, "parentSpanId": f"{1:016x}"}


resource = {"attributes": [{"key": "service.name", "value": {"stringValue": "demo-agent"}}]}
print(json.dumps({"resourceSpans": [{"resource": resource, "scopeSpans": [
    {"scope": {"name": "demo"}, "spans": [span(i) for i in range(1, SPANS + 1)]}]}]}))
