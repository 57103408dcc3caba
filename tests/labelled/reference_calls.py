"""Second opinions: what a span or resource should carry (R), what got out (L), and errors (E)."""

import json
import re
from collections import Counter

from model import ERROR, MS, OK, SECOND, UNSET, is_marker, is_tool
from reference_rest import PII, number, rest, whole


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


def events_of(span):
    return [event for event in span.events
            if event.name == "exception" or "exception.type" in event.attributes]


@rest("E117")
def error_type_missing(trace):
    return any(span.status == ERROR and not span.message and not events_of(span)
               and not {"error.type", "error.message", "http.status_code"} & span.attributes.keys()
               for span in trace.spans)


def body_error(span):
    try:
        body = json.loads(span.attributes.get("tool.result", "null"))
    except ValueError:
        return False
    return isinstance(body, dict) and bool(body.get("error"))


@rest("E118")
def hidden_error(trace):
    """OK is the author's word and counts. A span with error.type is E178's."""
    return any(span.status == UNSET and not span.attributes.get("error.type") and (
        events_of(span) or body_error(span)
        or any((number(span, key) or 0) >= 400
               for key in ("http.status_code", "http.response.status_code")))
        for span in trace.spans)


@rest("E119")
def error_on_result_span(trace):
    calls = {span.attributes.get("tool_call_id"): span for span in trace.spans if is_tool(span)}
    for span in trace.named("tool_call_result"):
        wanted = span.attributes.get("tool.call_id")
        call = calls.get(wanted) if wanted else next(iter(calls.values()), None)
        failed = span.status == ERROR or "error.type" in span.attributes or body_error(span)
        if failed and call and call.status != ERROR:
            return True
    return False


@whole("E120")
def all_unset_status(trace):
    return all(span.status == UNSET for span in trace.spans) and len(trace.spans) >= 10


def attempts_of(trace, stt):
    found = [span for span in trace.children(stt) if span.name.startswith("stt.provider.")]
    return sorted(found, key=lambda span: span.start)


@rest("E125")
def fallback_all_failed(trace):
    for stt in trace.named("stt"):
        tries = attempts_of(trace, stt)
        if tries and all(span.status == ERROR for span in tries) and (
                stt.status != ERROR or stt.attributes.get("transcript")):
            return True
    return False


@rest("E126")
def attempt_incomplete(trace):
    return any(span.name.startswith("stt.provider.") and (
        "stt.providerName" not in span.attributes
        or span.status != ERROR and "metrics.ttfb" not in span.attributes)
        for span in trace.spans)


@rest("E127")
def attempts_overlap(trace):
    for stt in trace.named("stt"):
        tries = attempts_of(trace, stt)
        if any(before.end - after.start > 50 * MS for before, after in zip(tries, tries[1:])):
            return True
    return False


@rest("E128")
def interrupted_tts(trace):
    for span in trace.named("tts"):
        said = [span.message, *map(str, span.attributes.values()), *(e.name for e in span.events)]
        if span.status == ERROR and any(
                re.search("(socket|connection).*(close|reset)|disconnect", text, re.I)
                for text in said):
            return True
    return False


@rest("E130")
def fallback_flag_missing(trace):
    roots = [span for span in trace.spans if not span.parent_id or span.name == "conversation"]
    if not roots or any("workflow.fallback_used" in span.attributes for span in roots):
        return False
    return (any(len(attempts_of(trace, stt)) > 1 for stt in trace.named("stt"))
            or any(span.attributes.get("retry_count", 0) > 0 for span in trace.spans)
            or any(re.search("handoff|escalation", span.name) for span in trace.spans))


def of_business(trace):
    roots = [span for span in trace.spans if not span.parent_id or span.name == "conversation"]
    return any(key.startswith(("workflow.", "customer.")) for span in roots
               for key in span.attributes) or not roots


@rest("E131")
def business_event_untraced(trace):
    words = re.compile(r"\b(order|cart|cancel|transfer|payment|refund)", re.I)
    said = [str(span.attributes.get(key, "")) for span in trace.spans
            for key in ("transcript", "turn.text")]
    return (any(map(words.search, said)) and not any(map(is_tool, trace.spans))
            and not of_business(trace))


@rest("E132")
def no_vertical_signal(trace):
    return any(map(is_tool, trace.spans)) and not of_business(trace)


# privacy

SPEECH = ("transcript", "stt.transcription", "turn.text")


@rest("P136")
def pii_in_transcript(trace):
    return any(PII.search(span.attributes.get(key, "")) for span in trace.spans for key in SPEECH)


@rest("P142")
def raw_agent_metadata(trace):
    pattern = re.compile(r"^(agent|assistant)\.(metadata|config|configuration|settings)\b")
    return any(pattern.search(key) for span in trace.spans
               for key in (*span.attributes, *span.resource.attributes))


# readiness, of a trace that is all there is

@whole("M144")
def ttfb_metric_not_ready(trace):
    for name in ("llm", "stt", "tts"):
        spans = [span for span in trace.named(name) if not is_marker(span)]
        if spans and not any("metrics.ttfb" in span.attributes for span in spans):
            return True
    return False


@whole("M145")
def token_metric_not_ready(trace):
    keys = {"gen_ai.usage.input_tokens", "gen_ai.usage.output_tokens"}
    return bool(trace.named("llm")) and not any(keys <= span.attributes.keys()
                                                for span in trace.named("llm"))


@whole("M146")
def tool_metric_not_ready(trace):
    called = any(span.attributes.get("llm.finish_reason") == "tool_calls"
                 or span.attributes.get("tool.call.count") for span in trace.spans)
    return called and not any(map(is_tool, trace.spans))
