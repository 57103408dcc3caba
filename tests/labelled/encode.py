"""Writes traces in the encodings a reader of OpenTelemetry traces meets.

`encode(traces, encoding, rng)` returns bytes. The generator decides nothing about the content: it
only orders spans where the encoding says so, and picks between spellings that mean the same.
"""

import base64
import json
import math
import re
import struct

from encode_foreign import foreign
from model import UNSET

EXTENSIONS = {
    "json": "json",             # one document, as an exporter writes it
    "json-batches": "json",     # one document, spans shuffled over several resourceSpans
    "json-numbers": "json",     # indented; numbers instead of decimal strings, upper-case ids
    "snake": "json",            # snake_case field names
    "jsonl": "jsonl",           # a request for each trace and resource on its own line
    "jsonl-split": "jsonl",     # each trace spread over several lines, spans shuffled
    "protobuf": "pb",
    "protobuf-batches": "pb",   # the same as json-batches
}
# Only where a planter or a near miss asks for them: formats of backends, a resource and a scope
# without a span, and requests of a few spans, one after the other.
FOREIGN = dict.fromkeys(("jaeger", "zipkin", "langfuse", "langsmith", "phoenix"), "json")
HOLLOW = {"hollow": "json", "hollow-protobuf": "pb"}
REQUESTS = {
    "json-single": "json",      # a document a span, one after the other and indented
    "jsonl-single": "jsonl",    # a line a span
    "protobuf-single": "pb",    # a message a span, with its length before it
    "jsonl-pairs": "jsonl",     # a line for two spans
}
# What calls lack after a platform: LangSmith keeps attributes as metadata, which is not where the
# canonical ones are looked for, and no events of the root; it and Phoenix have no resources.
LOST = {
    "langsmith": {"M144", "N068", "R099", "R101", "R103", "R104", "R106", "E115", "E132"},
    "phoenix": {"R106"},
}


def encode(traces, encoding, rng):
    if encoding in FOREIGN:
        return foreign(traces, encoding).encode()
    if encoding in HOLLOW:
        return hollow(encoding)
    spans = [span for trace in traces for span in trace.spans]
    if encoding in REQUESTS:
        return requests(spans, encoding)
    if encoding.endswith(("-batches", "-split")):
        batches = dealt(spans, rng)
    elif encoding == "jsonl":
        batches = [batch for trace in traces for batch in by_resource(trace.spans)]
    else:
        batches = by_resource(spans)
    if encoding.startswith("protobuf"):
        return b"".join(field(1, resource_spans(batch)) for batch in batches)
    return as_json(batches, encoding).encode()


def requests(spans, encoding):
    """Each request has one or two spans of the same resource and scope."""
    size = 2 if encoding.endswith("pairs") else 1
    batches = [group[first:first + size] for group in by_resource(spans)
               for first in range(0, len(group), size)]
    if encoding.startswith("protobuf"):
        messages = [field(1, resource_spans(batch)) for batch in batches]
        return b"".join(struct.pack(">I", len(message)) + message for message in messages)
    if encoding.startswith("jsonl"):
        return as_json(batches, encoding).encode()
    writer = JsonWriter(numbers=False)
    return "".join(json.dumps({"resourceSpans": [writer.resource_spans(batch)]}, indent=1) + "\n"
                   for batch in batches).encode()


def hollow(encoding):
    if encoding == "hollow-protobuf":
        return field(1, field(1, b"") + field(2, field(1, field(1, "desk"))))
    scope = {"scope": {"name": "desk"}, "spans": []}
    return compact({"resourceSpans": [{"resource": {}, "scopeSpans": [scope]}]}).encode()


def of_encoding(encoding):
    """The rules that every file of an encoding trips."""
    if encoding in FOREIGN:
        return {"I001"} | LOST.get(encoding, set())
    return {"I004"} if encoding.startswith("jsonl") else set()


def by_resource(spans):
    """Lists of spans that share a resource and a scope, in order of first appearance."""
    groups = {}
    for span in spans:
        groups.setdefault((span.resource, span.scope), []).append(span)
    return list(groups.values())


def dealt(spans, rng):
    """The spans in random order, dealt into a few batches, each of one resource and scope."""
    spans = rng.sample(spans, len(spans))
    size = max(2, len(spans) // rng.randint(3, 6))
    return [batch for first in range(0, len(spans), size)
            for batch in by_resource(spans[first:first + size])]


# JSON

def as_json(batches, encoding):
    writer = JsonWriter(numbers=encoding == "json-numbers")
    documents = [writer.resource_spans(batch) for batch in batches]
    if encoding == "snake":
        return json.dumps(snake({"resourceSpans": documents}))
    if encoding.startswith("jsonl"):
        return "".join(compact({"resourceSpans": [one]}) + "\n" for one in documents)
    if encoding == "json-numbers":
        return json.dumps({"resourceSpans": documents}, indent=2)
    return compact({"resourceSpans": documents})


def compact(document):
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"))


def snake(value):
    """The same document with every field name in snake_case; attribute keys are values."""
    if isinstance(value, dict):
        return {re.sub("[A-Z]", lambda found: "_" + found[0].lower(), key): snake(item)
                for key, item in value.items()}
    if isinstance(value, list):
        return [snake(item) for item in value]
    return value


NOT_FINITE = {"nan": "NaN", "inf": "Infinity", "-inf": "-Infinity"}


class JsonWriter:
    def __init__(self, numbers):
        self.numbers = numbers

    def integer(self, value):
        return value if self.numbers else str(value)

    def identifier(self, text):
        return text.upper() if self.numbers else text

    def resource_spans(self, spans):
        first = spans[0]
        return {
            "resource": {"attributes": self.attributes(first.resource.attributes)},
            "scopeSpans": [{
                "scope": {"name": first.scope, "version": "1.4.0"},
                "spans": [self.span(span) for span in spans],
            }],
        }

    def span(self, span):
        out = {"traceId": self.identifier(span.trace_id),
               "spanId": self.identifier(span.span_id)}
        if span.parent_id or self.numbers:
            out["parentSpanId"] = self.identifier(span.parent_id)
        out["name"] = span.name
        out["kind"] = span.kind
        out["startTimeUnixNano"] = self.integer(span.start)
        if span.end is not None:
            out["endTimeUnixNano"] = self.integer(span.end)
        out["attributes"] = self.attributes(span.attributes)
        if span.events:
            out["events"] = [{"timeUnixNano": self.integer(event.time), "name": event.name,
                              "attributes": self.attributes(event.attributes)}
                             for event in span.events]
        out["attributes"] += self.attributes(span.again)
        out |= {f"dropped{what}Count": count for what, count in span.dropped.items()}
        if span.status != UNSET or self.numbers:
            out["status"] = {"code": span.status}
            if span.message:
                out["status"]["message"] = span.message
        out |= span.raw
        return {key: value for key, value in out.items() if value is not None}

    def attributes(self, table):
        return [{"key": key, "value": self.value(value)} for key, value in table.items()]

    def value(self, value):
        if isinstance(value, bool):
            return {"boolValue": value}
        if isinstance(value, int):
            return {"intValue": self.integer(value)}
        if isinstance(value, float):
            return {"doubleValue": value if math.isfinite(value) else NOT_FINITE[str(value)]}
        if value is None:
            return {}
        if isinstance(value, bytes):
            return {"bytesValue": base64.b64encode(value).decode()}
        if isinstance(value, list):
            return {"arrayValue": {"values": [self.value(item) for item in value]}}
        if isinstance(value, dict):
            return {"kvlistValue": {"values": self.attributes(value)}}
        return {"stringValue": value}


# protobuf: field numbers of opentelemetry.proto.trace.v1 and common.v1

VARINT, FIXED64, LENGTH = 0, 1, 2
DROPPED = {"Attributes": 10, "Events": 12, "Links": 14}


def varint(number):
    number &= 2 ** 64 - 1
    out = bytearray()
    while number > 0x7F:
        out.append(number & 0x7F | 0x80)
        number >>= 7
    out.append(number)
    return bytes(out)


def field(number, content):
    """A length-delimited field."""
    content = content.encode() if isinstance(content, str) else content
    return varint(number << 3 | LENGTH) + varint(len(content)) + content


def scalar(number, value):
    return varint(number << 3 | VARINT) + varint(value)


def fixed64(number, value):
    """An unsigned time; absent stays absent, and zero is written as zero."""
    return b"" if value is None else varint(number << 3 | FIXED64) + struct.pack("<Q", value)


def resource_spans(spans):
    first = spans[0]
    scope = field(1, first.scope) + field(2, "1.4.0")
    scope_spans = field(1, scope) + b"".join(field(2, span_bytes(span)) for span in spans)
    return field(1, attribute_fields(1, first.resource.attributes)) + field(2, scope_spans)


def span_bytes(span):
    out = field(1, bytes.fromhex(span.trace_id)) + field(2, bytes.fromhex(span.span_id))
    if span.parent_id:
        out += field(4, bytes.fromhex(span.parent_id))
    out += field(5, span.name) + scalar(6, span.kind)
    out += fixed64(7, span.start) + fixed64(8, span.end)
    out += attribute_fields(9, span.attributes) + attribute_fields(9, span.again)
    for event in span.events:
        out += field(11, fixed64(1, event.time) + field(2, event.name)
                     + attribute_fields(3, event.attributes))
    out += b"".join(scalar(DROPPED[what], count) for what, count in span.dropped.items())
    if span.status != UNSET:
        message = field(2, span.message) if span.message else b""
        out += field(15, message + scalar(3, span.status))
    return out


def attribute_fields(number, table):
    return b"".join(field(number, field(1, key) + field(2, any_value(value)))
                    for key, value in table.items())


def any_value(value):
    if value is None:
        return b""
    if isinstance(value, bool):
        return scalar(2, value)
    if isinstance(value, int):
        return scalar(3, value)
    if isinstance(value, float):
        return varint(4 << 3 | FIXED64) + struct.pack("<d", value)
    if isinstance(value, bytes):
        return field(7, value)
    if isinstance(value, list):
        return field(5, b"".join(field(1, any_value(item)) for item in value))
    if isinstance(value, dict):
        return field(6, attribute_fields(1, value))
    return field(1, value)
