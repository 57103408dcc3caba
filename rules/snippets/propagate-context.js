import { context, propagation, SpanKind, trace } from "@opentelemetry/api";

const tracer = trace.getTracer("agent");
await tracer.startActiveSpan("POST /bookings", { kind: SpanKind.CLIENT }, async (span) => {
  const headers = {};
  propagation.inject(context.active(), headers);
  await fetch(url, { method: "POST", headers, body });
  span.end();
});

// in the service that answers
const parent = propagation.extract(context.active(), request.headers);
const span = tracer.startSpan("POST /bookings", { kind: SpanKind.SERVER }, parent);
