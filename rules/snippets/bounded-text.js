import { trace } from "@opentelemetry/api";

const span = trace.getActiveSpan();
span?.setAttribute("turn.text", reply.slice(0, 200));
span?.setAttribute("response.length", reply.length);
span?.setAttribute("prompt.message_count", messages.length);
span?.setAttribute("tool.result.count", items.length);
