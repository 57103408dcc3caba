import { trace } from "@opentelemetry/api";

const tracer = trace.getTracer("vapi-report");
const span = tracer.startSpan("stt_marker", { startTime: turnStartMs });
span.setAttribute("trace.source", "vapi_artifact");
span.setAttribute("trace.timing", "metadata_marker");
span.setAttribute("trace.duration_note", "the length is not a measurement");
span.setAttribute("transcript", message.message);
span.end(turnStartMs + 1);
