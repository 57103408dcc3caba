from opentelemetry import trace
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider

resource = Resource.create({
    "service.name": "booking-voice-agent",
    "agent.name": "booker",
    "agent.provider": "in-house",
    "coval.agent_type": "MODEL_TYPE_VOICE",
})
trace.set_tracer_provider(TracerProvider(resource=resource))
