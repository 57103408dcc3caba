import math
from opentelemetry import trace

span = trace.get_current_span()
if latency is not None and math.isfinite(latency):
    span.set_attribute("tool.latency_ms", latency)  # once, a number, never None or NaN
span.set_attribute("tool.name", raw_name.decode("utf-8", errors="replace"))
