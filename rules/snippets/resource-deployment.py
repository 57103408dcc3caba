import os
import uuid

from opentelemetry.sdk.resources import Resource

resource = Resource.create({
    "service.name": "booking-voice-agent",
    "service.instance.id": str(uuid.uuid4()),
    "deployment.environment.name": os.environ.get("APP_ENV", "development"),
})
