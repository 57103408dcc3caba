import { trace } from "@opentelemetry/api";

const tracer = trace.getTracer("agent");
await tracer.startActiveSpan("conversation", async (root) => {
  root.setAttribute("simulation_output_id", call.simulationOutputId);
  root.setAttribute("langsmith.metadata.simulation_output_id", call.simulationOutputId);
  await runCall(call);
  root.end();
});
