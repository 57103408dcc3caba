from datetime import datetime, timedelta
from opentelemetry import trace

tracer = trace.get_tracer("agent")
# One anchor for the whole call; nanoseconds since 1970, whole numbers.
anchor = int(datetime.fromisoformat(report["startedAt"]).timestamp()) * 1_000_000_000
start = anchor + int(message["secondsFromStart"] * 1_000_000_000)
end = start + timedelta(milliseconds=message["duration"]) // timedelta(microseconds=1) * 1000
span = tracer.start_span("turn.user", start_time=start)
span.end(end_time=max(start, end))
