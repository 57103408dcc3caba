from opentelemetry import trace

ALLOWED = {"content-type", "x-request-id"}

span = trace.get_current_span()
for name, value in request.headers.items():
    if name.lower() in ALLOWED:
        span.set_attribute(f"http.request.header.{name.lower()}", [value])
