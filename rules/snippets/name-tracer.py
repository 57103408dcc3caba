from opentelemetry import trace

tracer = trace.get_tracer("booking-agent", "1.4.0")
with tracer.start_as_current_span("conversation"):
    run_call()
