from opentelemetry import trace

tracer = trace.get_tracer("agent")
with tracer.start_as_current_span("llm") as span:
    answer = client.chat.completions.create(model=model, messages=messages)
    choice = answer.choices[0]
    span.set_attribute("llm.finish_reason", choice.finish_reason)
    if choice.finish_reason == "content_filter":
        say("I cannot help with that. Is there anything else?")
