import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-http";
import { BatchSpanProcessor, NodeTracerProvider } from "@opentelemetry/sdk-trace-node";

const exporter = new OTLPTraceExporter({ url: tracesUrl, headers, timeoutMillis: 30000 });
const processor = new BatchSpanProcessor(exporter, { maxExportBatchSize: 256 });
const provider = new NodeTracerProvider({ spanProcessors: [processor] });
