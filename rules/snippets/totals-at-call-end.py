from opentelemetry import trace

tracer = trace.get_tracer("agent")
with tracer.start_as_current_span("conversation") as root:
    call = run_call()
    root.set_attribute("tool.call.count", len(call.tools))
    root.set_attribute("tool.failure.count", sum(tool.failed for tool in call.tools))
    blocked = any(tool.unavailable for tool in call.tools) and not call.goal_reached
    root.set_attribute("workflow.completed", int(call.goal_reached))
    root.set_attribute("workflow.dependency_blocked", int(blocked))
