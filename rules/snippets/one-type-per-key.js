import { trace } from "@opentelemetry/api";

const tracer = trace.getTracer("agent");
await tracer.startActiveSpan("order_check", async (span) => {
  const order = await orders.check(reference);
  span.setAttribute("cart.total_amount", Number(order.total));
  span.setAttribute("retry_count", Number(order.retries));
  span.end();
});
