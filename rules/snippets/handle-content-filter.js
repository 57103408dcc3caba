import { trace } from "@opentelemetry/api";

const tracer = trace.getTracer("agent");
await tracer.startActiveSpan("llm", async (span) => {
  const answer = await client.chat.completions.create({ model, messages });
  const reason = answer.choices[0].finish_reason;
  span.setAttribute("llm.finish_reason", reason);
  if (reason === "content_filter") say("I cannot help with that. Is there anything else?");
  span.end();
});
