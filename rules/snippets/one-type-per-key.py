from opentelemetry import trace

tracer = trace.get_tracer("agent")
with tracer.start_as_current_span("order_check") as span:
    order = orders.check(reference)
    span.set_attribute("cart.total_amount", float(order.total))
    span.set_attribute("retry_count", int(order.retries))
