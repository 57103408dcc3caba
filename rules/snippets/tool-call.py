import json
import time
from opentelemetry import trace

tracer = trace.get_tracer("agent")
with tracer.start_as_current_span("llm_tool_call") as span:
    span.set_attribute("function.name", call.function.name)
    span.set_attribute("tool_call_id", call.id)
    span.set_attribute("function.arguments", json.dumps({"party": arguments["party"]}))
    began = time.perf_counter()
    result = handlers[call.function.name](**arguments)
    span.set_attribute("tool.latency_ms", (time.perf_counter() - began) * 1000)
    span.set_attribute("tool.error", 0 if result.ok else 1)
