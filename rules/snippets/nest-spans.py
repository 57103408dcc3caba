from opentelemetry import trace

tracer = trace.get_tracer("agent")
with tracer.start_as_current_span("conversation"):
    with tracer.start_as_current_span("turn.user"):
        with tracer.start_as_current_span("stt") as stt:
            stt.set_attribute("transcript", text)
        with tracer.start_as_current_span("llm"):
            with tracer.start_as_current_span("llm_tool_call") as tool:
                tool.set_attribute("function.name", "book_table")
