import { NodeTracerProvider } from "@opentelemetry/sdk-trace-node";

const provider = new NodeTracerProvider({
  spanLimits: { attributeCountLimit: 256, eventCountLimit: 256, attributeValueLengthLimit: 1024 },
});
