import { trace } from "@opentelemetry/api";

const tracer = trace.getTracer("agent");
await tracer.startActiveSpan("llm_tool_call", async (span) => {
  span.setAttribute("function.name", call.function.name);
  span.setAttribute("tool_call_id", call.id);
  span.setAttribute("function.arguments", JSON.stringify({ party: args.party }));
  const began = performance.now();
  const result = await handlers[call.function.name](args);
  span.setAttribute("tool.latency_ms", performance.now() - began);
  span.setAttribute("tool.error", result.ok ? 0 : 1);
  span.end();
});
