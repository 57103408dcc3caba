import base64
import json

SOUND = bytes(7 * i % 251 for i in range(600))
WAV = b"RIFF" + SOUND
MP3 = b"\xff\xfb\x90" + SOUND
VALUES = {
    "conversation": base64.encodebytes(b"PNG!" + SOUND).decode(),
    "prose": "word\n" * 200 + "UklGR\n",
    "short": base64.encodebytes(WAV[:150]).decode(),
    "list": ["one" * 400, bytes(1 + i % 200 for i in range(1000))],
}


def value(one):
    if isinstance(one, list):
        return {"arrayValue": {"values": [value(item) for item in one]}}
    if isinstance(one, bytes):
        return {"bytesValue": base64.b64encode(one).decode()}
    return {"stringValue": one}


spans = [{
    "traceId": "5b8efff798038103d269b633813fc60c",
    "spanId": f"{number:016x}",
    "parentSpanId": "" if number == 1 else "0000000000000001",
    "name": name,
    "kind": 1,
    "startTimeUnixNano": "1738000000000000000",
    "endTimeUnixNano": "1738000001000000000",
    "attributes": [{"key": "data", "value": value(one)}],
} for number, (name, one) in enumerate(VALUES.items(), 1)]
resource = {"attributes": [{"key": "service.name", "value": value("demo-agent")}]}
print(json.dumps({"resourceSpans": [{"resource": resource, "scopeSpans": [{"spans": spans}]}]}))
