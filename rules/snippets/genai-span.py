from opentelemetry import trace
from opentelemetry.trace import SpanKind

tracer = trace.get_tracer("agent")
with tracer.start_as_current_span(f"chat {model}", kind=SpanKind.CLIENT) as span:
    span.set_attribute("gen_ai.operation.name", "chat")
    span.set_attribute("gen_ai.provider.name", "openai")
    span.set_attribute("gen_ai.request.model", model)
    answer = client.chat.completions.create(model=model, messages=messages)
    span.set_attribute("gen_ai.response.model", answer.model)
    span.set_attribute("gen_ai.usage.input_tokens", answer.usage.prompt_tokens)
    span.set_attribute("gen_ai.usage.output_tokens", answer.usage.completion_tokens)
