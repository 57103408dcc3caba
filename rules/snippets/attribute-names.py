from opentelemetry import trace

span = trace.get_current_span()
span.set_attribute("order.id", order.id)  # not "orderId", not a bare "order" beside it
span.set_attribute("order.total_amount", order.total)
if order.note:
    span.set_attribute("order.note", order.note)
