import { trace } from "@opentelemetry/api";

const tracer = trace.getTracer("agent");
const within = (name, work) =>
  tracer.startActiveSpan(name, (span) => work(span).finally(() => span.end()));

await within("conversation", () =>
  within("turn.user", async () => {
    await within("stt", async (stt) => stt.setAttribute("transcript", text));
    await within("llm", () => within("llm_tool_call", (tool) => bookTable(tool)));
  }),
);
