import { randomUUID } from "node:crypto";
import { resourceFromAttributes } from "@opentelemetry/resources";

const resource = resourceFromAttributes({
  "service.name": "booking-voice-agent",
  "service.instance.id": randomUUID(),
  "deployment.environment.name": process.env.APP_ENV ?? "development",
});
