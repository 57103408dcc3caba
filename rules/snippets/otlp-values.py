import json
from opentelemetry import trace

# For an exporter of your own: ids in hex, kind and status as OTLP's numbers.
context = span.get_span_context()
written = {
    "traceId": trace.format_trace_id(context.trace_id),
    "spanId": trace.format_span_id(context.span_id),
    "name": span.name,
    "kind": span.kind.value + 1,  # the SDK counts from 0, OTLP from 1
    "startTimeUnixNano": str(span.start_time),
    "endTimeUnixNano": str(span.end_time),
    "status": {"code": span.status.status_code.value},
}
print(json.dumps({"resourceSpans": [{"scopeSpans": [{"spans": [written]}]}]}))
