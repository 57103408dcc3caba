"""Replays the span trees of faults.json: instrumentation as it should not be."""

import base64
import struct

from opentelemetry import trace
from opentelemetry.trace import (
    NonRecordingSpan, SpanContext, SpanKind, Status, StatusCode, TraceFlags)

from simulated import epoch_us


def silent_wav(size):
    """The head of a WAV file, then silence, as the data URI of some recorders."""
    head = b"RIFF" + struct.pack("<I", 36 + size) + b"WAVEfmt " + struct.pack(
        "<IHHIIHH", 16, 1, 1, 16000, 32000, 2, 16) + b"data" + struct.pack("<I", size)
    return "data:audio/wav;base64," + base64.b64encode(head + bytes(size)).decode()


def attribute(value):
    """A value of faults.json; objects stand for text that is too long to write down."""
    if not isinstance(value, dict):
        return value
    if "times" in value:
        return value["text"] * value["times"]
    return silent_wav(value["silent_wav_bytes"])


class Replay:
    def __init__(self, tracer, ids):
        self.tracer = tracer
        self.ids = ids

    def run(self, data):
        for tree in data["traces"]:
            self.ids.next_call()
            self.unit_ns = 1 if tree.get("clock_in_ms") else 1_000_000
            for node in tree["spans"]:
                self.repeat(node, epoch_us(tree["start"]) // 1000, None)

    def repeat(self, node, parent_ms, context):
        times = node.get("repeat", {"times": 1, "every_ms": 0})
        for turn in range(times["times"]):
            self.span(node, parent_ms + node["after_ms"] + turn * times["every_ms"], context)

    def span(self, node, start_ms, context):
        span = self.tracer.start_span(
            node["name"], self.parent(node, context), SpanKind[node["kind"]],
            {key: attribute(value) for key, value in node.get("attributes", {}).items()},
            start_time=start_ms * self.unit_ns)
        if "status" in node:
            code = StatusCode[node["status"]["code"]]
            span.set_status(Status(code, node["status"].get("message")))
        for child in node.get("children", []):
            self.repeat(child, start_ms, trace.set_span_in_context(span))
        if not node.get("never_ended"):
            span.end((start_ms + node["ms"]) * self.unit_ns)

    def parent(self, node, context):
        """The caller's span, none, or one of another process that never reaches us."""
        if node.get("parent") == "remote":
            remote = SpanContext(self.ids.generate_trace_id(), self.ids.generate_span_id(),
                                 is_remote=True, trace_flags=TraceFlags(TraceFlags.SAMPLED))
            return trace.set_span_in_context(NonRecordingSpan(remote))
        return None if node.get("parent") == "none" else context
