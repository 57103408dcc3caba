import { trace } from "@opentelemetry/api";

const span = trace.getActiveSpan();
if (Number.isFinite(latency)) {
  span.setAttribute("tool.latency_ms", latency); // once, a number, never null or NaN
}
span.setAttribute("tool.name", new TextDecoder().decode(rawName));
