import requests
from opentelemetry import trace

tracer = trace.get_tracer("agent")
with tracer.start_as_current_span("llm_tool_call") as span:
    try:
        answer = requests.get(url, timeout=5)
        span.set_attribute("http.status_code", int(answer.status_code))
    except requests.RequestException as error:
        span.set_attribute("error.type", type(error).__name__)
