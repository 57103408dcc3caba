import time
from opentelemetry import trace

tracer = trace.get_tracer("agent")
with tracer.start_as_current_span("crm_lookup") as span:
    began = time.perf_counter()
    customer = crm.find(number)
    span.set_attribute("crm.lookup.latency_ms", (time.perf_counter() - began) * 1000)
