"""OpenTelemetry's own GenAI instrumentation of the OpenAI client, under the application's spans.

    app.py OUT
"""

import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))
os.environ["OTEL_SEMCONV_STABILITY_OPT_IN"] = "gen_ai_latest_experimental"
os.environ["OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT"] = "SPAN_ONLY"
import capture
import openai_call
from opentelemetry.instrumentation.openai_v2 import OpenAIInstrumentor


def main():
    provider = capture.provider(sys.argv[1], "bike-workshop")
    tracer = provider.get_tracer("bike-workshop")
    OpenAIInstrumentor().instrument(tracer_provider=provider)

    def in_turn(number):
        return tracer.start_as_current_span("turn", attributes={"turn.number": number})

    with tracer.start_as_current_span("conversation", attributes={"session.id": "call-1"}):
        openai_call.talk(openai_call.new_client(), in_turn)
    provider.shutdown()


if __name__ == "__main__":
    main()
