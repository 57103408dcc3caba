from opentelemetry import trace

tracer = trace.get_tracer("agent")
with tracer.start_as_current_span("conversation") as root:
    call = run_call()
    root.set_attribute("customer.workflow", "table_booking")
    root.set_attribute("workflow.completed", 1 if call.booked else 0)
    root.set_attribute("workflow.dependency_blocked", 1 if call.blocked else 0)
    root.set_attribute("workflow.fallback_used", 1 if call.fell_back else 0)
    root.set_attribute("booking.confirmed.count", call.bookings)
