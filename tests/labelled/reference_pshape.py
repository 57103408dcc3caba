"""Second opinions about names, density and the tree that the other references do not have."""

import re

from model import MS, is_tool, is_wrapper
from reference_rest import rest, stages, useful, whole

CANONICAL = ("conversation", "turn", "turn.user", "turn.assistant", "stt", "llm",
             "llm_tool_call", "tts", "vad")
MILESTONES = {"booking_attempted", "first_speech_detected", "tool_dispatched",
              "escalation_triggered", "conversation_end", "simulation_id_received",
              "first_inbound_audio"}


def letters_of(name):
    return re.sub("[^a-z]", "", name.lower())


@rest("N064")
def near_canonical_name(trace):
    known = {letters_of(name) for name in CANONICAL}
    return any(letters_of(span.name) in known and span.name not in CANONICAL
               and span.name.isascii() for span in trace.spans)


def is_canonical(span):
    """The vocabulary with its aliases, and what stands for a stage in an imported call."""
    return (span.name in CANONICAL or is_tool(span) or span.name.endswith("_marker")
            or re.match("stt.provider.|(stt|llm|tts)_request", span.name) is not None)


@rest("N066")
def non_canonical_share(trace):
    spans = useful(trace)
    own = sum(1 for span in spans if not is_canonical(span))
    return len(spans) >= 5 and 2 * own > len(spans)


@rest("N067")
def milestone_as_span(trace):
    return any(span.name in MILESTONES and span.length is not None and span.length < 5 * MS
               for span in trace.spans)


@rest("N068")
def no_milestone_events(trace):
    roots = [span for span in trace.spans if not span.parent_id]
    return len(trace.spans) >= 10 and bool(roots) and not any(root.events for root in roots)


@rest("S048")
def tool_not_under_llm(trace):
    for span in trace.spans:
        parent = trace.parent(span) if is_tool(span) else None
        if parent and not re.match("(llm(?!_tool)|turn|conversation$|session:|stt$|tts$)",
                                   parent.name):
            return True
    return False


@rest("S052")
def only_provider_spans(trace):
    below = [span for span in trace.spans if span.parent_id]
    return bool(below) and not stages(trace) and all(
        span.name.startswith("stt.provider.")
        or {"http.method", "http.request.method"} & span.attributes.keys() for span in below)


@rest("S054")
def wrapper_depth(trace):
    for span in trace.spans:
        chain = [span, trace.parent(span)]
        chain.append(trace.parent(chain[-1]) if chain[-1] else None)
        if all(one and is_wrapper(one) for one in chain) and len(set(chain)) == 3:
            return True
    return False


@whole("S155")
def truncated_capture(trace):
    sizes = {}
    for one in (trace, *trace.companions):
        service = one.spans[0].resource.attributes.get("service.name")
        sizes.setdefault(service, []).append(len(one.spans))
    return any(len(counts) >= 20 and 10 * sum(n <= 2 for n in counts) >= len(counts)
               and 10 * sum(n >= 8 for n in counts) >= len(counts) for counts in sizes.values())
