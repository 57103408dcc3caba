import json

START = 1738000000000000000
COUNT = 501


def span(number):
    return {
        "traceId": "5b8efff798038103d269b633813fc60c",
        "spanId": f"{number:016x}",
        "parentSpanId": "0000000000000001" if number > 1 else "",
        "name": "step" if number > 1 else "conversation",
        "kind": 1,
        "startTimeUnixNano": str(START + number * 1000000),
        "endTimeUnixNano": str(START + (number if number > 1 else 2000) * 1000000 + 900000),
    }


def request(spans):
    resource = {"attributes": [{"key": "service.name", "value": {"stringValue": "demo-agent"}}]}
    return json.dumps({"resourceSpans": [{"resource": resource, "scopeSpans": [{"spans": spans}]}]})


for number in range(1, COUNT + 1):
    print(request([span(number)]))
