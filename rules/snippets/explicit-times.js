import { trace } from "@opentelemetry/api";

const tracer = trace.getTracer("agent");
// One anchor for the whole call; the SDK takes milliseconds since 1970, or a Date.
const anchor = Date.parse(report.startedAt);
const start = anchor + message.secondsFromStart * 1000;
const end = start + message.duration;
const span = tracer.startSpan("turn.user", { startTime: start });
span.end(Math.max(start, end));
