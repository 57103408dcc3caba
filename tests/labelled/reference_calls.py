"""Second opinions about what a span or resource should carry (R) and what got out (L)."""

from collections import Counter

from model import SECOND, is_marker, is_tool
from reference_rest import rest


@rest("R098")
def stt_alias_only(trace):
    return any("stt.transcription" in span.attributes and "transcript" not in span.attributes
               for span in trace.named("stt"))


@rest("R101")
def finish_reason_missing(trace):
    return any("llm.finish_reason" not in span.attributes for span in trace.named("llm")
               if not is_marker(span))


@rest("R103")
def tool_id_missing_or_reused(trace):
    ids = Counter(span.attributes.get("tool_call_id", span.attributes.get("tool.call_id"))
                  for span in trace.spans if is_tool(span))
    return None in ids or any(count > 1 for count in ids.values())


@rest("R106")
def resource_context_missing(trace):
    keys = {"agent.name", "agent.provider", "coval.agent_type", "coval.correlation.method"}
    return not any(keys & span.resource.attributes.keys() for span in trace.spans)


@rest("L109")
def buffer_overflow(trace):
    return len(trace.spans) == 1024


@rest("L110")
def activation_late(trace):
    starts = [span.start for span in trace.spans if span.parent_id]
    return bool(starts) and any(
        10 * SECOND < min(starts) - root.start < root.length
        for root in trace.named("conversation") if not root.parent_id and root.length)


@rest("L156")
def dropped_data(trace):
    return any(any(span.dropped.values()) or 128 in (len(span.attributes), len(span.events))
               for span in trace.spans)
