import time
from opentelemetry import trace

tracer = trace.get_tracer("agent")
call_began = time.monotonic()
for number, utterance in enumerate(call, start=1):
    with tracer.start_as_current_span("turn.user") as span:
        span.set_attribute("turn.role", "user")
        span.set_attribute("turn.number", number)
        span.set_attribute("turn.seconds_from_start", time.monotonic() - call_began)
        span.set_attribute("turn.was_interrupted", answer(utterance))
