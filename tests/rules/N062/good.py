import json

START = 1738000000000000000


def span(number, parent, name, start_ms, length_ms, attributes=()):
    return {
        "traceId": "5b8efff798038103d269b633813fc60c",
        "spanId": f"{number:016x}",
        "parentSpanId": f"{parent:016x}" if parent else "",
        "name": name,
        "kind": 1,
        "startTimeUnixNano": str(START + start_ms * 1000000),
        "endTimeUnixNano": str(START + (start_ms + length_ms) * 1000000),
        "attributes": [{"key": key, "value": value} for key, value in attributes],
    }


def show(spans):
    resource = {"attributes": [{"key": "service.name", "value": {"stringValue": "demo-agent"}}]}
    print(json.dumps({"resourceSpans": [{"resource": resource, "scopeSpans": [{"spans": spans}]}]}))


root = span(1, 0, "conversation", 0, 60000)
show([root, span(2, 1, "x" * 200, 0, 100), span(3, 1, "\u00fc" * 200, 0, 100)])
