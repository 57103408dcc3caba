from opentelemetry import trace

tracer = trace.get_tracer("vapi-report")
span = tracer.start_span("stt_marker", start_time=turn_start_ns)
span.set_attribute("trace.source", "vapi_artifact")
span.set_attribute("trace.timing", "metadata_marker")
span.set_attribute("trace.duration_note", "the length is not a measurement")
span.set_attribute("transcript", message["message"])
span.end(end_time=turn_start_ns + 1_000_000)
