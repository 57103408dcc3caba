from opentelemetry import trace

tracer = trace.get_tracer("agent")
with tracer.start_as_current_span("llm_tool_call") as span:
    result = book_table(order)
    span.set_attribute("tool.error", 0 if result.ok else 1)
    span.set_attribute("workflow.fallback_used", int(result.used_fallback))
