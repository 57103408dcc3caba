"""Writes spans to a file as OTLP JSON lines, encoded by the SDK's own OTLP encoder: one request a
line, as a Collector's file exporter writes them."""

import base64
import json

from google.protobuf.json_format import MessageToDict
from opentelemetry import trace
from opentelemetry.exporter.otlp.proto.common.trace_encoder import encode_spans
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import (BatchSpanProcessor, SpanExporter, SpanExportResult)

IDS = ("traceId", "spanId", "parentSpanId")


def hex_ids(value):
    """OTLP's JSON writes ids in hexadecimal, where protobuf's own JSON has base64."""
    for key, member in value.items() if isinstance(value, dict) else enumerate(value):
        if key in IDS:
            value[key] = base64.b64decode(member).hex()
        elif isinstance(member, (dict, list)):
            hex_ids(member)


class LineExporter(SpanExporter):
    def __init__(self, path):
        self.file = open(path, "w", encoding="utf-8")

    def export(self, spans):
        request = MessageToDict(encode_spans(spans), use_integers_for_enums=True)
        hex_ids(request)
        self.file.write(json.dumps(request, separators=(",", ":"), ensure_ascii=False) + "\n")
        self.file.flush()
        return SpanExportResult.SUCCESS

    def shutdown(self):
        self.file.close()


def provider(path, service):
    """A tracer provider that writes to PATH; its shutdown() writes what is left."""
    made = TracerProvider(resource=Resource.create({
        "service.name": service, "service.version": "1.0.0",
        "deployment.environment.name": "test"}))
    made.add_span_processor(BatchSpanProcessor(LineExporter(path)))
    return made


def flush():
    """Writes what the global provider still holds."""
    trace.get_tracer_provider().shutdown()
