import time
from opentelemetry import trace

tracer = trace.get_tracer("agent")
with tracer.start_as_current_span("llm") as span:
    asked = time.perf_counter()
    for i, chunk in enumerate(model.stream(messages)):
        if i == 0:
            span.set_attribute("metrics.ttfb", time.perf_counter() - asked)
        speak(chunk)
