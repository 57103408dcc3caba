"""Writes traces as Langfuse, LangSmith and Arize Phoenix hand them out."""

import datetime
import hashlib
import json

from model import ERROR, OK, SECOND, UNSET


def iso(nanoseconds):
    """With microseconds, which is what these platforms keep."""
    whole = datetime.datetime.fromtimestamp(nanoseconds // SECOND, datetime.timezone.utc)
    return f"{whole:%Y-%m-%dT%H:%M:%S}.{nanoseconds % SECOND // 1000:06}"


# Langfuse: an answer of its API. What came over OTLP stands in the metadata.

def langfuse(traces):
    return json.dumps({"data": [observation(span) for trace in traces for span in trace.spans]})


def observation(span):
    metadata = {"attributes": span.attributes, "resourceAttributes": span.resource.attributes,
                "scope": {"name": span.scope, "version": "1.4.0"}}
    return {"id": span.span_id, "traceId": span.trace_id,
            "parentObservationId": span.parent_id or None, "name": span.name, "type": "SPAN",
            "startTime": iso(span.start) + "Z", "endTime": iso(span.end) + "Z",
            "level": "ERROR" if span.status == ERROR else "DEFAULT",
            "statusMessage": span.message or None, "metadata": metadata}


# LangSmith: an answer of its API. Its ids are UUIDs, and so are those of its runs.

def langsmith(traces):
    return json.dumps({"runs": [run for trace in traces for run in runs(trace)]})


def uuid(digits):
    return "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]))


def run_id(span):
    return uuid(span.span_id + hashlib.sha256(span.span_id.encode()).hexdigest()[:16])


def runs(trace):
    for span in trace.spans:
        parent = trace.parent(span)
        yield {"id": run_id(span), "trace_id": uuid(span.trace_id),
               "parent_run_id": run_id(parent) if parent else None, "name": span.name,
               "run_type": "llm" if span.name == "llm" else "chain",
               "start_time": iso(span.start), "end_time": iso(span.end),
               "error": span.message or None,
               "status": "error" if span.status == ERROR else "success",
               "extra": {"metadata": {**span.attributes, "session_id": trace.trace_id}},
               "outputs": outputs(span.attributes)}


def outputs(attributes):
    given = attributes.get("gen_ai.usage.input_tokens")
    made = attributes.get("gen_ai.usage.output_tokens")
    usage = {"usage_metadata": {"input_tokens": given, "output_tokens": made}}
    return {} if given is None else usage


# Arize Phoenix: an answer of its REST API, with an id of its own beside that of the span

STATUS = {UNSET: "UNSET", OK: "OK", ERROR: "ERROR"}
KINDS = {"llm": "LLM", "llm_tool_call": "TOOL"}


def phoenix(traces):
    spans = [span for trace in traces for span in trace.spans]
    return json.dumps({"data": [phoenix_span(number, span) for number, span in enumerate(spans)],
                       "next_cursor": None})


def phoenix_span(number, span):
    return {"id": f"Span:{number}", "name": span.name,
            "context": {"trace_id": span.trace_id, "span_id": span.span_id},
            "span_kind": KINDS.get(span.name, "CHAIN"), "parent_id": span.parent_id or None,
            "start_time": iso(span.start) + "+00:00", "end_time": iso(span.end) + "+00:00",
            "status_code": STATUS[span.status], "status_message": span.message,
            "attributes": span.attributes,
            "events": [{"name": event.name, "timestamp": iso(event.time) + "+00:00",
                        "attributes": event.attributes} for event in span.events]}
