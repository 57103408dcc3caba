import { context, trace } from "@opentelemetry/api";

const tracer = trace.getTracer("agent");
async function handleCall(call) {
  const root = tracer.startSpan("conversation", { attributes: { "session.id": call.id } });
  const inCall = trace.setSpan(context.active(), root);
  // Callbacks do not inherit the context: hand it to them.
  call.on("llm", () => tracer.startSpan("llm", {}, inCall).end());
  await call.finished();
  root.end();
}
