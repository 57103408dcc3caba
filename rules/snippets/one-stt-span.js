import { trace } from "@opentelemetry/api";

const tracer = trace.getTracer("agent");
await tracer.startActiveSpan("stt", async (span) => {
  const began = performance.now();
  let last;
  for await (const part of recognizer.stream(audio)) {
    if (!last) span.setAttribute("metrics.ttfb", (performance.now() - began) / 1000);
    last = part;
  }
  span.setAttribute("transcript", last.text);
  span.end();
});
