import { trace } from "@opentelemetry/api";

const tracer = trace.getTracer("agent");
await tracer.startActiveSpan("conversation", async (root) => {
  root.addEvent("call.connected"); // the SDK takes the time; the span is still open
  await runCall();
  root.addEvent("call.ended", { "call.ended_reason": "customer-ended-call" });
  root.end();
});
