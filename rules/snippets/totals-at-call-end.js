import { trace } from "@opentelemetry/api";

const tracer = trace.getTracer("agent");
await tracer.startActiveSpan("conversation", async (root) => {
  const call = await runCall();
  root.setAttribute("tool.call.count", call.tools.length);
  root.setAttribute("tool.failure.count", call.tools.filter((tool) => tool.failed).length);
  const blocked = call.tools.some((tool) => tool.unavailable) && !call.goalReached;
  root.setAttribute("workflow.completed", Number(call.goalReached));
  root.setAttribute("workflow.dependency_blocked", Number(blocked));
  root.end();
});
