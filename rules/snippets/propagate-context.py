from opentelemetry import propagate, trace
from opentelemetry.trace import SpanKind

tracer = trace.get_tracer("agent")
with tracer.start_as_current_span("POST /bookings", kind=SpanKind.CLIENT):
    headers = {}
    propagate.inject(headers)
    http.post(url, json=order, headers=headers)

# in the service that answers
parent = propagate.extract(request.headers)
with tracer.start_as_current_span("POST /bookings", context=parent, kind=SpanKind.SERVER):
    book(request)
