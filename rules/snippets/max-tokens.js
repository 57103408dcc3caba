import { trace } from "@opentelemetry/api";

const tracer = trace.getTracer("agent");
const brief = { role: "system", content: "Answer in at most two sentences." };
await tracer.startActiveSpan("llm", async (span) => {
  const answer = await client.chat.completions.create({
    model, messages: [brief, ...messages], max_completion_tokens: 800 });
  span.setAttribute("llm.finish_reason", answer.choices[0].finish_reason);
  span.end();
});
