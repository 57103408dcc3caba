import { trace } from "@opentelemetry/api";

const provider = trace.getTracerProvider().getDelegate();
try {
  await runCall();
} finally {
  await provider.forceFlush();
  await provider.shutdown();
}
