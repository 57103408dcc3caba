// For an exporter of your own: ids in hex, kind and status as OTLP's numbers.
const { traceId, spanId } = span.spanContext();
const nanos = ([seconds, rest]) => String(BigInt(seconds) * 1_000_000_000n + BigInt(rest));
const written = {
  traceId,
  spanId,
  name: span.name,
  kind: span.kind + 1, // the SDK counts from 0, OTLP from 1
  startTimeUnixNano: nanos(span.startTime),
  endTimeUnixNano: nanos(span.endTime),
  status: { code: span.status.code },
};
console.log(JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans: [written] }] }] }));
