import { trace, SpanStatusCode } from "@opentelemetry/api";

const tracer = trace.getTracer("agent");
await tracer.startActiveSpan("llm_tool_call", async (span) => {
  try {
    await bookTable(order);
    span.setAttribute("tool.error", 0);
  } catch (error) {
    span.setAttributes({ "tool.error": 1, "error.type": error.name });
    span.setStatus({ code: SpanStatusCode.ERROR, message: "no table free" });
  } finally {
    span.end();
  }
});
