import { trace } from "@opentelemetry/api";

const tracer = trace.getTracer("agent");
await tracer.startActiveSpan("llm", async (span) => {
  const asked = performance.now();
  let first = true;
  for await (const chunk of model.stream(messages)) {
    if (first) span.setAttribute("metrics.ttfb", (performance.now() - asked) / 1000);
    first = false;
    speak(chunk);
  }
  span.end();
});
