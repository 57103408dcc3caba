from opentelemetry import trace
from opentelemetry.trace import StatusCode

tracer = trace.get_tracer("agent")
with tracer.start_as_current_span("stt") as stt:
    for provider in providers:
        with tracer.start_as_current_span(f"stt.provider.{provider.name}") as attempt:
            attempt.set_attribute("stt.providerName", provider.name)
            result = provider.recognize(audio)
            if result.ok:
                attempt.set_attribute("metrics.ttfb", result.first_byte_seconds)
                stt.set_attribute("transcript", result.text)
                break
            attempt.set_status(StatusCode.ERROR, result.reason)
