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


import base64

BLOB = base64.b64encode(bytes(7 + i % 90 for i in range(1024))).decode()

show([
    span(1, 0, "conversation", 0, 20000, [("mime", {"stringValue": "audio/wav"})]),
    span(2, 1, "stt", 0, 900, [("text", {"stringValue": "UklGR is how wave files begin"})]),
    span(3, 1, "tts", 1000, 900, [("blob", {"bytesValue": BLOB})]),
    span(4, 1, "vad", 2000, 900, [("print", {"stringValue": "QUJD" * 100})]),
])
