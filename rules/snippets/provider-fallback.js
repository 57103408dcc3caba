import { context, trace, SpanStatusCode } from "@opentelemetry/api";

const tracer = trace.getTracer("agent");
const stt = tracer.startSpan("stt");
const inside = trace.setSpan(context.active(), stt);
for (const provider of providers) {
  const attempt = tracer.startSpan(`stt.provider.${provider.name}`, {}, inside);
  attempt.setAttribute("stt.providerName", provider.name);
  const result = await provider.recognize(audio);
  if (result.ok) attempt.setAttribute("metrics.ttfb", result.firstByteSeconds);
  else attempt.setStatus({ code: SpanStatusCode.ERROR, message: result.reason });
  attempt.end();
  if (result.ok) { stt.setAttribute("transcript", result.text); break; }
}
stt.end();
