import { trace } from "@opentelemetry/api";

const tracer = trace.getTracer("agent");
await tracer.startActiveSpan("conversation", async (root) => {
  const call = await runCall();
  root.setAttributes({
    "customer.workflow": "table_booking",
    "workflow.completed": call.booked ? 1 : 0,
    "workflow.dependency_blocked": call.blocked ? 1 : 0,
    "workflow.fallback_used": call.fellBack ? 1 : 0,
    "booking.confirmed.count": call.bookings,
  });
  root.end();
});
