from opentelemetry import trace

tracer = trace.get_tracer("agent")
with tracer.start_as_current_span("conversation") as root:
    root.add_event("call.connected")  # the SDK takes the time; the span is still open
    run_call()
    root.add_event("call.ended", {"call.ended_reason": "customer-ended-call"})
