import { trace } from "@opentelemetry/api";

const tracer = trace.getTracer("agent");
await tracer.startActiveSpan("llm_tool_call", async (span) => {
  const result = await bookTable(order);
  span.setAttribute("tool.error", result.ok ? 0 : 1);
  span.setAttribute("workflow.fallback_used", Number(result.usedFallback));
  span.end();
});
