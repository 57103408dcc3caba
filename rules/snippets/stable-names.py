from opentelemetry import trace

tracer = trace.get_tracer("agent")
# The name is one of a few words; what differs from call to call is an attribute.
with tracer.start_as_current_span("llm_tool_call") as span:
    span.set_attribute("function.name", call.function.name)
    span.set_attribute("order.id", order.id)
    place_order(order)
