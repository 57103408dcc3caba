from opentelemetry import trace

REASONS = {"end_turn": "stop", "tool_use": "tool_calls", "max_tokens": "length",
           "refusal": "content_filter"}
tracer = trace.get_tracer("agent")
with tracer.start_as_current_span("llm") as span:
    answer = client.messages.create(model=model, messages=messages, max_tokens=1024)
    reason = answer.stop_reason
    span.set_attribute("llm.finish_reason", REASONS.get(reason, reason))
