import { trace } from "@opentelemetry/api";

const tracer = trace.getTracer("agent");
await tracer.startActiveSpan("stt", async (span) => {
  try {
    span.setAttribute("transcript", await recognizer.finish());
  } finally {
    span.end(); // also when the call is hung up in the middle
  }
});
