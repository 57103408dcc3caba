from opentelemetry import trace

tracer = trace.get_tracer("agent")
with tracer.start_as_current_span("llm") as span:
    answer = client.chat.completions.create(model=model, messages=messages)
    span.set_attribute("gen_ai.request.model", model)
    span.set_attribute("gen_ai.usage.input_tokens", answer.usage.prompt_tokens)
    span.set_attribute("gen_ai.usage.output_tokens", answer.usage.completion_tokens)
    span.set_attribute("llm.finish_reason", answer.choices[0].finish_reason)
