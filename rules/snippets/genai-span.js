import { SpanKind, trace } from "@opentelemetry/api";

const tracer = trace.getTracer("agent");
await tracer.startActiveSpan(`chat ${model}`, { kind: SpanKind.CLIENT }, async (span) => {
  span.setAttribute("gen_ai.operation.name", "chat");
  span.setAttribute("gen_ai.provider.name", "openai");
  span.setAttribute("gen_ai.request.model", model);
  const answer = await client.chat.completions.create({ model, messages });
  span.setAttribute("gen_ai.response.model", answer.model);
  span.setAttribute("gen_ai.usage.input_tokens", answer.usage.prompt_tokens);
  span.setAttribute("gen_ai.usage.output_tokens", answer.usage.completion_tokens);
  span.end();
});
