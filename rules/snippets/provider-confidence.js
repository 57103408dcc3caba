import { trace } from "@opentelemetry/api";

const tracer = trace.getTracer("agent");
await tracer.startActiveSpan("stt", async (span) => {
  const result = await recognizer.finish();
  span.setAttribute("transcript", result.text);
  if (result.confidence !== undefined) span.setAttribute("stt.confidence", result.confidence);
  span.end();
});
