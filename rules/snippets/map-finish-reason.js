import { trace } from "@opentelemetry/api";

const reasons = { end_turn: "stop", tool_use: "tool_calls", max_tokens: "length",
  refusal: "content_filter" };
const tracer = trace.getTracer("agent");
await tracer.startActiveSpan("llm", async (span) => {
  const answer = await client.messages.create({ model, messages, max_tokens: 1024 });
  const reason = answer.stop_reason;
  span.setAttribute("llm.finish_reason", reasons[reason] ?? reason);
  span.end();
});
