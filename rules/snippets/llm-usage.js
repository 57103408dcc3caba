import { trace } from "@opentelemetry/api";

const tracer = trace.getTracer("agent");
await tracer.startActiveSpan("llm", async (span) => {
  const answer = await client.chat.completions.create({ model, messages });
  span.setAttributes({
    "gen_ai.request.model": model,
    "gen_ai.usage.input_tokens": answer.usage.prompt_tokens,
    "gen_ai.usage.output_tokens": answer.usage.completion_tokens,
    "llm.finish_reason": answer.choices[0].finish_reason,
  });
  span.end();
});
