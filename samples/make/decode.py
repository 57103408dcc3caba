"""Reads every format found in samples/ into plain spans, independently of spanvet."""

import base64
import dataclasses
import datetime
import json
import pathlib
import struct
import subprocess

from google.protobuf.json_format import MessageToDict
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

KINDS = ["UNSPECIFIED", "INTERNAL", "SERVER", "CLIENT", "PRODUCER", "CONSUMER"]
CODES = ["UNSET", "OK", "ERROR"]


@dataclasses.dataclass
class Span:
    trace: str
    id: str
    parent: str
    name: str
    kind: str
    start: int
    end: int
    status: str
    message: str
    attributes: dict
    events: list
    resource: dict

    def length_ms(self):
        return (self.end - self.start) / 1e6

    def content(self):
        """All but the resource, which names the language of the SDK, in comparable form."""
        fields = dataclasses.asdict(self)
        del fields["resource"]
        return fields


def read(path):
    """Returns (number of export requests, spans) of a sample; its suffix names its format."""
    path = pathlib.Path(path)
    for suffix, reader in READERS.items():
        if path.name.endswith(suffix):
            requests = reader(path.read_bytes())
            return len(requests), [span for spans in requests for span in spans]
    raise ValueError(f"{path.name}: no reader for this suffix")


# --- OTLP ----------------------------------------------------------------------------------------

def any_value(value):
    if "intValue" in value:
        return int(value["intValue"])
    if "arrayValue" in value:
        return [any_value(item) for item in value["arrayValue"].get("values", [])]
    ((_, plain),) = value.items()
    return plain


def attributes(pairs):
    return {pair["key"]: any_value(pair["value"]) for pair in pairs}


def otlp_span(span, resource):
    status = span.get("status", {})
    return Span(
        span["traceId"], span["spanId"], span.get("parentSpanId", ""), span["name"],
        KINDS[span.get("kind", 0)], int(span["startTimeUnixNano"]), int(span["endTimeUnixNano"]),
        CODES[status.get("code", 0)], status.get("message", ""),
        attributes(span.get("attributes", [])),
        [[int(event["timeUnixNano"]), event["name"], attributes(event.get("attributes", []))]
         for event in span.get("events", [])],
        resource)


def otlp_request(request):
    spans = []
    for block in request["resourceSpans"]:
        resource = attributes(block["resource"].get("attributes", []))
        for scope in block["scopeSpans"]:
            spans += [otlp_span(span, resource) for span in scope["spans"]]
    return spans


def json_lines(data):
    return [otlp_request(json.loads(line)) for line in data.decode().splitlines()]


def protobuf_request(data):
    message = ExportTraceServiceRequest.FromString(data)
    request = MessageToDict(message, use_integers_for_enums=True)
    for block in request["resourceSpans"]:
        for scope in block["scopeSpans"]:
            for span in scope["spans"]:
                hex_ids(span)
    return otlp_request(request)


def hex_ids(span):
    """Protobuf's own JSON has ids in base64; OTLP's has them in hex."""
    for key in ("traceId", "spanId", "parentSpanId"):
        if key in span:
            span[key] = base64.b64decode(span[key]).hex()


# --- containers ----------------------------------------------------------------------------------

def frames(data):
    """Splits what the file exporter writes: each message behind its length in four bytes."""
    parts, at = [], 0
    while at < len(data):
        (size,) = struct.unpack_from(">I", data, at)
        parts.append(data[at + 4:at + 4 + size])
        at += 4 + size
    if at != len(data):
        raise ValueError("the last frame is cut short")
    return parts


def unzstd(data):
    return subprocess.run(["zstd", "-dc"], input=data, capture_output=True, check=True).stdout


# --- the Python SDK's console exporter -----------------------------------------------------------

def console_time(text):
    moment = datetime.datetime.fromisoformat(text.replace("Z", "+00:00"))
    epoch = datetime.datetime(1970, 1, 1, tzinfo=datetime.timezone.utc)
    return (moment - epoch) // datetime.timedelta(microseconds=1) * 1000


def console_span(span):
    return Span(
        span["context"]["trace_id"][2:], span["context"]["span_id"][2:],
        (span["parent_id"] or "")[2:], span["name"], span["kind"].split(".")[1],
        console_time(span["start_time"]), console_time(span["end_time"]),
        span["status"]["status_code"], span["status"].get("description", ""),
        span["attributes"],
        [[console_time(event["timestamp"]), event["name"], event["attributes"]]
         for event in span["events"]],
        span["resource"]["attributes"])


def console(data):
    """One JSON object after the other, without a list around them; counts as one request."""
    text, at, spans = data.decode().strip(), 0, []
    decoder = json.JSONDecoder()
    while at < len(text):
        span, at = decoder.raw_decode(text, at)
        spans.append(console_span(span))
        while at < len(text) and text[at].isspace():
            at += 1
    return [spans]


READERS = {
    ".console.json": console,
    ".json": lambda data: [otlp_request(json.loads(data))],
    ".jsonl": json_lines,
    ".jsonl.zst": lambda data: json_lines(unzstd(data)),
    ".jsonl.zstd-framed": lambda data: [
        otlp_request(json.loads(unzstd(part))) for part in frames(data)],
    ".request.pb": lambda data: [protobuf_request(data)],
    ".pb": lambda data: [protobuf_request(part) for part in frames(data)],
    ".pb.zstd-framed": lambda data: [protobuf_request(unzstd(part)) for part in frames(data)],
}
