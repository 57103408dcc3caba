import { trace } from "@opentelemetry/api";

const tracer = trace.getTracer("agent");
await tracer.startActiveSpan("llm_tool_call", async (span) => {
  try {
    const answer = await fetch(url);
    span.setAttribute("http.status_code", answer.status);
  } catch (error) {
    span.setAttribute("error.type", error.name);
  }
  span.end();
});
