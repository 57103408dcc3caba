import { trace } from "@opentelemetry/api";

const tracer = trace.getTracer("booking-agent", "1.4.0");
await tracer.startActiveSpan("conversation", async (span) => {
  await runCall();
  span.end();
});
