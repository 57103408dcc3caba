import time
from opentelemetry import trace

tracer = trace.get_tracer("agent")
with tracer.start_as_current_span("stt") as span:
    began = time.perf_counter()
    for i, part in enumerate(recognizer.stream(audio)):
        if i == 0:
            span.set_attribute("metrics.ttfb", time.perf_counter() - began)
    span.set_attribute("transcript", part.text)
