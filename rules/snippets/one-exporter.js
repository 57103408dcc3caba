import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-http";
import { BatchSpanProcessor, NodeTracerProvider } from "@opentelemetry/sdk-trace-node";

// Once for the process, not once for each call; the exporter repeats only what was not accepted.
const processor = new BatchSpanProcessor(new OTLPTraceExporter({ url: tracesUrl }));
new NodeTracerProvider({ spanProcessors: [processor] }).register();
