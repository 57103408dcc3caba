from opentelemetry import trace

tracer = trace.get_tracer("agent")

async def handle_call(call):
    with tracer.start_as_current_span("conversation") as root:
        root.set_attribute("session.id", call.id)
        context = trace.set_span_in_context(root)
        # Callbacks do not inherit the context: hand it to them.
        call.on("llm", lambda event: tracer.start_span("llm", context=context).end())
        await call.finished()
