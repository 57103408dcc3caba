from opentelemetry import trace

tracer = trace.get_tracer("agent")
brief = {"role": "system", "content": "Answer in at most two sentences."}
with tracer.start_as_current_span("llm") as span:
    answer = client.chat.completions.create(
        model=model, messages=[brief, *messages], max_completion_tokens=800)
    span.set_attribute("llm.finish_reason", answer.choices[0].finish_reason)
