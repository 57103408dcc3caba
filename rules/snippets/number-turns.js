import { trace } from "@opentelemetry/api";

const tracer = trace.getTracer("agent");
let number = 0;
for await (const utterance of call) {
  await tracer.startActiveSpan("turn", async (span) => {
    number += 1;
    span.setAttribute("turn.number", number);
    span.setAttribute("turn.was_interrupted", await answer(utterance));
    span.end();
  });
}
