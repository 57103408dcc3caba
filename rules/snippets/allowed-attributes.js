import { trace } from "@opentelemetry/api";

const allowed = ["content-type", "x-request-id"];
const span = trace.getActiveSpan();
for (const name of allowed) {
  const value = request.headers[name];
  if (value) span.setAttribute(`http.request.header.${name}`, [value]);
}
