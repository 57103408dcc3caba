from opentelemetry import trace
from opentelemetry.trace import Status, StatusCode

tracer = trace.get_tracer("agent")
with tracer.start_as_current_span("llm_tool_call") as span:
    try:
        result = book_table(order)
        span.set_attribute("tool.error", 0)
    except BookingError as error:
        span.set_attribute("tool.error", 1)
        span.set_attribute("error.type", type(error).__name__)
        span.set_status(Status(StatusCode.ERROR, "no table free"))
