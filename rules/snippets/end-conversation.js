import { context, trace } from "@opentelemetry/api";

const root = trace.getTracer("agent").startSpan("conversation");
try {
  await context.with(trace.setSpan(context.active(), root), runCall);
} finally {
  root.end();
  await provider.forceFlush();
}
