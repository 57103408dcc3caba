from opentelemetry import trace

tracer = trace.get_tracer("agent")
with tracer.start_as_current_span("stt") as span:
    result = recognizer.finish()
    span.set_attribute("transcript", result.text)
    if result.confidence is not None:
        span.set_attribute("stt.confidence", result.confidence)
