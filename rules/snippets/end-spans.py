from opentelemetry import trace

tracer = trace.get_tracer("agent")
span = tracer.start_span("stt")
try:
    with trace.use_span(span):
        text = recognizer.finish()
    span.set_attribute("transcript", text)
finally:
    span.end()  # also when the call is hung up in the middle
