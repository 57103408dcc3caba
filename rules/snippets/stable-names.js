import { trace } from "@opentelemetry/api";

const tracer = trace.getTracer("agent");
// The name is one of a few words; what differs from call to call is an attribute.
await tracer.startActiveSpan("llm_tool_call", async (span) => {
  span.setAttribute("function.name", call.function.name);
  span.setAttribute("order.id", order.id);
  await placeOrder(order);
  span.end();
});
