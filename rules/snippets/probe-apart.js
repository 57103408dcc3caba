import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-http";
import { NodeTracerProvider, SimpleSpanProcessor } from "@opentelemetry/sdk-trace-node";

// A provider of its own, with a target made for tests: no real call gets this span.
const exporter = new OTLPTraceExporter({ url: tracesUrl, headers: testTargetHeaders });
const provider = new NodeTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] });
provider.getTracer("probe").startSpan("probe").end();
await provider.shutdown();
