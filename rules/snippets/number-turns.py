from opentelemetry import trace

tracer = trace.get_tracer("agent")
for number, utterance in enumerate(call, start=1):
    with tracer.start_as_current_span("turn") as span:
        span.set_attribute("turn.number", number)
        interrupted = answer(utterance)
        span.set_attribute("turn.was_interrupted", interrupted)
