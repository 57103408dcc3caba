import { trace } from "@opentelemetry/api";

const tracer = trace.getTracer("agent");
const callBegan = performance.now();
let number = 0;
for await (const utterance of call) {
  await tracer.startActiveSpan("turn.user", async (span) => {
    span.setAttribute("turn.role", "user");
    span.setAttribute("turn.number", ++number);
    span.setAttribute("turn.seconds_from_start", (performance.now() - callBegan) / 1000);
    span.setAttribute("turn.was_interrupted", await answer(utterance));
    span.end();
  });
}
