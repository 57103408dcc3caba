"""Second opinions about values that nobody measured (F) and numbers that cannot be (A)."""

from collections import defaultdict

from model import MS, SECOND, is_marker, is_tool
from reference_rest import number, rest


@rest("F072")
def unmarked_artifact(trace):
    return any(span.attributes.get("trace.source") == "vapi_artifact"
               and "trace.timing" not in span.attributes
               for span in trace.named("stt", "llm", "tts"))


@rest("F078")
def constant_finish_reason(trace):
    reasons = [span.attributes.get("llm.finish_reason") for span in trace.named("llm")]
    return (len(reasons) > 1 and set(reasons) == {"stop"}
            and any(is_tool(span) for span in trace.spans))


@rest("F079")
def synthetic_success(trace):
    values = defaultdict(list)
    for span in trace.spans:
        for key, value in span.attributes.items():
            if key.endswith(".success"):
                values[key].append((value, span.status == 2 or is_marker(span)))
    return any(len(seen) >= 10 and {value for value, _ in seen} == {1}
               and any(doubtful for _, doubtful in seen) for seen in values.values())


@rest("A084")
def ambiguous_unit(trace):
    words = ("latency", "duration", "delay", "elapsed", "response_time", "payload.size")
    return any(key.endswith(words) and type(value) in (int, float)
               for span in trace.spans for key, value in span.attributes.items())


@rest("A085")
def unit_conflict(trace):
    """Of one key: as long as its span in the other unit, or a part of it three times over."""
    parts = defaultdict(list)
    for span in trace.spans:
        for key in span.attributes:
            value, length = number(span, key), (span.length or 0) / SECOND
            if value is None or length <= 1:
                continue
            if key.endswith("latency_ms"):
                parts[key].append(value < 10 and 0.05 < value / length < 1.05)
            if key.endswith("latency_ms") and value < 10 and 0.5 < value / length < 1.05:
                return True
            if key.endswith("_seconds") and 0.5 < value / 1000 / length < 1.05:
                return True
    return any(len(odd) >= 3 and all(odd) for odd in parts.values())


@rest("A090")
def finish_reason_enum(trace):
    return any(span.attributes.get("llm.finish_reason", "stop")
               not in ("stop", "tool_calls", "length", "content_filter")
               for span in trace.named("llm"))
