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


LETTERS = "q7Rk2vZt9LmW4xYc8NpJ3sHd6GfB5b"
KEY = "sk" + "-" + LETTERS
TOKEN = "Be" + "arer " + LETTERS
PEM = "-----BEGIN " + "PRIVATE KEY-----\\nMIIE"

spans = [
    span(1, 0, "conversation", 0, 20000, [("note", {"stringValue": "call with " + KEY + " please"})]),
    span(2, 1, "llm", 0, 900, [("headers", {"arrayValue": {"values": [{"stringValue": TOKEN}]}})]),
    span(3, 1, "tts", 1000, 900),
    span(4, 1, "login " + KEY, 2000, 900),
    span(5, 1, "vad", 3000, 900),
]
spans[2]["status"] = {"code": 2, "message": "refused: " + KEY}
spans[4]["events"] = [{"timeUnixNano": str(START), "name": "retry",
                       "attributes": [{"key": "pem", "value": {"stringValue": PEM}}]}]
show(spans)
