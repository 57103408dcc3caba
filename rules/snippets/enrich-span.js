import { trace } from "@opentelemetry/api";

// Inside the framework's span: add to it, open no second one for the same work.
const span = trace.getActiveSpan();
span?.setAttribute("metrics.ttfb", firstByteSeconds);
span?.setAttribute("gen_ai.usage.input_tokens", usage.input);
span?.setAttribute("gen_ai.usage.output_tokens", usage.output);
