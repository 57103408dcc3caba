import json

COUNT = 401


def span(number):
    return {
        "traceId": f"{number:032x}",
        "spanId": f"{number:016x}",
        "name": "conversation",
        "kind": 1,
        "startTimeUnixNano": "1738000000000000000",
        "endTimeUnixNano": "1738000060000000000",
    }


resource = {"attributes": [{"key": "service.name", "value": {"stringValue": "langfuse"}}]}
spans = [span(number) for number in range(1, COUNT + 1)]
print(json.dumps({"resourceSpans": [{"resource": resource, "scopeSpans": [{"spans": spans}]}]}))
