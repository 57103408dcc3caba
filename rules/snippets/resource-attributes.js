import { resourceFromAttributes } from "@opentelemetry/resources";
import { NodeTracerProvider } from "@opentelemetry/sdk-trace-node";

const resource = resourceFromAttributes({
  "service.name": "booking-voice-agent",
  "agent.name": "booker",
  "agent.provider": "in-house",
  "coval.agent_type": "MODEL_TYPE_VOICE",
});
new NodeTracerProvider({ resource }).register();
