"""Second opinions about the rules beyond the catalogue that reference_rest.py does not have."""

import re
from collections import Counter

from model import CLIENT, ERROR, INTERNAL, MS, OK, SERVER, is_marker, is_turn
from reference_rest import rest


def genai(trace):
    return [span for span in trace.spans if "gen_ai.operation.name" in span.attributes]


def chats(trace):
    return [span for span in genai(trace) if span.attributes["gen_ai.operation.name"] == "chat"]


@rest("S154")
def client_server_pair(trace):
    return any(span.kind == SERVER and trace.parent(span) not in (None, span)
               and trace.parent(span).kind != CLIENT for span in trace.spans)


@rest("N161")
def event_flood(trace):
    return any(len(span.events) > 100 for span in trace.spans)


@rest("N162")
def n_plus_one(trace):
    counts = Counter((span.parent_id, span.name) for span in trace.spans
                     if span.kind == CLIENT and span.name.startswith("GET "))
    return any(count >= 5 for count in counts.values())


@rest("G163")
def genai_name(trace):
    return any(span.name != f"chat {span.attributes['gen_ai.request.model']}"
               for span in chats(trace))


@rest("G164")
def genai_required(trace):
    return any(not {"gen_ai.provider.name", "gen_ai.system"} & span.attributes.keys()
               for span in chats(trace))


@rest("G165")
def genai_recommended(trace):
    return any("gen_ai.response.id" not in span.attributes for span in chats(trace))


@rest("G166")
def genai_kind(trace):
    return any(span.kind == INTERNAL for span in chats(trace))


@rest("G167")
def genai_enum(trace):
    return any(span.attributes.get("gen_ai.provider.name", "openai") != "openai"
               or span.attributes.get("gen_ai.output.type", "text") not in
               ("text", "json", "image", "speech") for span in genai(trace))


@rest("G168")
def genai_deprecated(trace):
    return any("gen_ai.system" in span.attributes for span in genai(trace))


@rest("R172")
def wrong_level(trace):
    return any("service.name" in span.attributes for span in trace.spans)


@rest("V176")
def late_stage(trace):
    """More than a slack of 5 ms after the nearest turn above."""
    return any((turn := turn_above(trace, span)) and turn.end and span.start > turn.end + 5 * MS
               for span in trace.named("stt", "llm", "tts") if not is_marker(span))


def turn_above(trace, span):
    for _ in trace.spans:    # a cycle has no turn
        span = trace.parent(span)
        if span is None or is_turn(span):
            return span
    return None


@rest("P141")
def unsafe_keys(trace):
    return any(len(key.encode()) > 200 or key != "stt.providerName" and re.search("[A-Z ]", key)
               for span in trace.spans for key in span.attributes)


@rest("V177")
def outcome_missing(trace):
    said = ["turn.was_interrupted" in span.attributes for span in trace.named("turn")]
    return any(said) and not all(said)


@rest("E178")
def type_without_error(trace):
    return any("error.type" in span.attributes and span.status not in (OK, ERROR)
               for span in trace.spans)


@rest("E179")
def ok_by_library(trace):
    return any(span.status == OK and "instrumentation" in span.scope for span in trace.spans)


@rest("E180")
def status_noise(trace):
    return any(span.status == ERROR and span.message.lower() in
               ("error", str(span.attributes.get("error.type", "error")).lower())
               for span in trace.spans)


def lacks(trace, key):
    """Resources without a name are a matter for R105."""
    return any(key not in span.resource.attributes and span.resource.attributes.get("service.name")
               for span in trace.spans)


@rest("R181")
def no_instance(trace):
    return lacks(trace, "service.instance.id")


@rest("R182")
def no_environment(trace):
    return lacks(trace, "deployment.environment.name")


@rest("R183")
def no_pod_uid(trace):
    return any("k8s.pod.name" in span.resource.attributes for span in trace.spans) and \
        lacks(trace, "k8s.pod.uid")


@rest("R184")
def no_scope(trace):
    return any(not span.scope for span in trace.spans)
