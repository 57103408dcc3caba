import { trace } from "@opentelemetry/api";

const tracer = trace.getTracer("agent");
await tracer.startActiveSpan("crm_lookup", async (span) => {
  const began = performance.now();
  const customer = await crm.find(number);
  span.setAttribute("crm.lookup.latency_ms", performance.now() - began);
  span.end();
  return customer;
});
