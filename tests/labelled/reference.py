"""A second opinion: the measured rules, decided on the objects and not on any encoding.

Written from the table of exact meanings and nothing else, so that it can contradict the program.
`judge(trace)` returns the set of codes whose condition holds in the trace. The generator asserts
that each planted trace trips its rule and that clean traces trip none.
"""

import re
from collections import defaultdict

from model import ERROR, MS, SECOND, is_marker, is_tool, is_wrapper

MEASURED = {}


def measured(code):
    def keep(check):
        MEASURED[code] = check
        return check
    return keep


def judge(trace):
    return {code for code, check in MEASURED.items() if check(trace)}


# names and density

UUID = r"[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}"
HEX_RUN = r"(?=[a-fA-F]*[0-9])[0-9a-fA-F]{8,}"
ULID = r"(?<![0-9A-Za-z])[0-9A-HJKMNP-TV-Z]{26}(?![0-9A-Za-z])"
HIGH_CARDINALITY = re.compile(f"{UUID}|{ULID}|{HEX_RUN}|[0-9]{{4}}")
FAMILY = re.compile(f"{UUID}|{HEX_RUN}|[0-9]+")
ALIASES = {"tool_call", "llm_request", "llm_request_run"}
ALIAS_PREFIXES = ("function_call", "stt_request", "tts_request")
TURN_IDENTITY = {"turn.role", "turn.number", "conversation.turn_number", "lk.speech_id"}


def is_short(span):
    return span.length is not None and span.length < 50 * MS


@measured("N055")
def chunk_noise(trace):
    families = defaultdict(list)
    for span in trace.spans:
        families[FAMILY.sub("*", span.name)].append(span)
    for family in families.values():
        short = sum(1 for span in family if is_short(span))
        if (len(family) >= 20 and 100 * short >= 95 * len(family)
                and 10 * short > 7 * len(trace.spans)):
            return True
    return False


@measured("N061")
def high_cardinality_name(trace):
    return any(HIGH_CARDINALITY.search(span.name) for span in trace.spans)


@measured("N063")
def alias_span_name(trace):
    return any(span.name in ALIASES or span.name.startswith(ALIAS_PREFIXES)
               for span in trace.spans)


@measured("N059")
def undifferentiated_turn(trace):
    turns = trace.named("turn")
    return len(turns) >= 2 and not any(TURN_IDENTITY & turn.attributes.keys() for turn in turns)


# structure

@measured("S042")
def no_conversation_root(trace):
    return not any(not span.parent_id and is_session_root(span) for span in trace.spans)


def is_session_root(span):
    return span.name == "conversation" or (
        span.name == "agent_session" and span.scope == "livekit-agents")


@measured("S043")
def multiple_roots(trace):
    return sum(1 for span in trace.spans if not span.parent_id) >= 2


@measured("S044")
def orphan_span(trace):
    known = {span.span_id for span in trace.spans}
    return any(span.parent_id and span.parent_id not in known for span in trace.spans)


@measured("S049")
def self_or_cycle(trace):
    parents = {span.span_id: span.parent_id for span in trace.spans}
    safe = set()
    for start in parents:
        path = []
        at = start
        while at in parents and at not in safe:
            if at in path:
                return True
            path.append(at)
            at = parents[at]
        safe.update(path)
    return False


@measured("S045")
def flat_tree(trace):
    roots = [span for span in trace.spans if not span.parent_id]
    useful = [span for span in trace.spans if not is_wrapper(span)]
    return (len(roots) == 1 and len(useful) >= 10
            and all(span.parent_id in ("", roots[0].span_id) for span in trace.spans))


# time

@measured("T013")
def unfinished_span(trace):
    return any(not span.end for span in trace.spans)


@measured("T015")
def negative_duration(trace):
    return any(span.length is not None and span.length < 0 for span in trace.spans)


@measured("T017")
def wrong_time_unit(trace):
    first, last = 978_307_200, 4_133_980_800  # 2001-01-01 to the end of 2100, in seconds
    return any(first * unit <= span.start < last * unit
               for span in trace.spans if span.start for unit in (1, 10 ** 3, 10 ** 6))


@measured("T023")
def child_outside_parent(trace):
    spans = {span.span_id: span for span in trace.spans}
    for span in trace.spans:
        parent = spans.get(span.parent_id)
        if not parent:
            continue
        if span.start and parent.start and span.start < parent.start - 5 * MS:
            return True
        if span.end and parent.end and span.end > parent.end + 5 * MS:
            return True
    return False


@measured("U028")
def duplicate_span(trace):
    return len({span.span_id for span in trace.spans}) < len(trace.spans)


# values

FLAGS = {
    "workflow.completed", "workflow.dependency_blocked", "workflow.fallback_used",
    "handoff.required", "tool.error", "tool.dependency_unavailable", "tool.result.success",
    "fallback.used", "policy.blocked", "roadside.dispatch.slow", "fraud.pattern_detected",
    "identity.verification.completed", "payment_plan.blocked", "reservation.date.changed",
}
NUMBERS = {
    "call.duration_seconds", "call.cost_usd", "conversation.summary.length_chars",
    "transcript.length_chars", "transcript.turn.count", "tool.call.count", "tool.failure.count",
    "user.interruption.count", "cart.total_amount", "order.total_amount", "turn.word_count",
    "turn.content_length", "turn.seconds_from_start", "audio.chunks_received",
    "tool.latency_ms", "tool.result.count", "http.status_code", "retry_count", "metrics.ttfb",
    "stt.confidence", "gen_ai.usage.input_tokens", "gen_ai.usage.output_tokens",
    "gen_ai.usage.total_tokens", "prompt.message_count", "response.length", "audio.chunks_sent",
    "audio.chunk_target_ms", "audio.payload_bytes", "audio.duration_s", "duration_ms",
    "confidence_score", "queue_wait_ms", "retrieval_latency_ms", "external_api_latency_ms",
    "handoff_count", "appointment.lookup_latency_ms",
}


def number(span, key):
    """The attribute as a number, or None: a string of digits and a boolean are not numbers."""
    value = span.attributes.get(key)
    return value if type(value) in (int, float) else None


@measured("A081")
def non_numeric_metric_attribute(trace):
    return any(key in NUMBERS | FLAGS and isinstance(value, (str, bool))
               for span in trace.spans for key, value in span.attributes.items())


@measured("A082")
def flag_not_01(trace):
    return any(key in FLAGS and (isinstance(value, (str, bool)) or value not in (0, 1))
               for span in trace.spans for key, value in span.attributes.items())


@measured("A087")
def ttfb_range(trace):
    for span in trace.spans:
        ttfb = number(span, "metrics.ttfb")
        if ttfb is None:
            continue
        if ttfb < 0 or ttfb > 60:
            return True
        if span.length is not None and ttfb > span.length / SECOND + 0.05:
            return True
    return False


@measured("A088")
def confidence_range(trace):
    values = [number(span, "stt.confidence") for span in trace.spans]
    return any(value is not None and not 0 <= value <= 1 for value in values)


@measured("R097")
def stt_no_transcript(trace):
    return any(not {"transcript", "stt.transcription"} & span.attributes.keys()
               for span in trace.named("stt"))


@measured("R099")
def ttfb_missing(trace):
    for name in ("llm", "tts", "stt"):
        spans = [span for span in trace.named(name) if not is_marker(span)]
        lacking = sum(1 for span in spans if "metrics.ttfb" not in span.attributes)
        if 5 * lacking > len(spans):
            return True
    return False


@measured("R100")
def tokens_missing(trace):
    wanted = {"gen_ai.usage.input_tokens", "gen_ai.usage.output_tokens"}
    spans = trace.named("llm")
    return 5 * sum(1 for span in spans if not wanted <= span.attributes.keys()) > len(spans)


@measured("R102")
def tool_name_missing(trace):
    return any(is_tool(span) and not {"function.name", "tool.name"} & span.attributes.keys()
               for span in trace.spans)


@measured("R105")
def service_name_missing(trace):
    names = [span.resource.attributes.get("service.name", "") for span in trace.spans]
    return any(not name or name.startswith("unknown_service") for name in names)


# errors and fallback

ERROR_WORDS = ("error", "failed", "failure", "exception", "timeout")


@measured("E114")
def error_only_in_name(trace):
    return any(span.status != ERROR and any(word in span.name for word in ERROR_WORDS)
               for span in trace.spans)


@measured("E115")
def error_without_flag(trace):
    return any(is_tool(span) and span.status == ERROR and number(span, "tool.error") != 1
               for span in trace.spans)


@measured("E116")
def flag_without_error(trace):
    return any(is_tool(span) and span.status != ERROR and number(span, "tool.error") == 1
               for span in trace.spans)


@measured("E123")
def fallback_no_error(trace):
    for stt in trace.named("stt"):
        attempts = [span for span in trace.children(stt)
                    if span.name.startswith("stt.provider.")]
        attempts.sort(key=lambda span: span.start)
        if any(span.status != ERROR for span in attempts[:-1]):
            return True
    return False


# markers and invented values

@measured("F069")
def marker_full_length(trace):
    return any(is_marker(span) and span.length is not None and span.length > 50 * MS
               for span in trace.spans)


def constant(trace, key):
    by_name = defaultdict(list)
    for span in trace.spans:
        if number(span, key) is not None:
            by_name[span.name].append(number(span, key))
    return any(len(values) >= 5 and len(set(values)) == 1 for values in by_name.values())


@measured("F074")
def constant_confidence(trace):
    return constant(trace, "stt.confidence")


@measured("F075")
def constant_ttfb(trace):
    return constant(trace, "metrics.ttfb")


# secrets, audio, size

SECRET_KEY = re.compile(r"password|passwd|secret|cookie|authorization|api_key|apikey|x-api-key"
                        r"|credential|private_key", re.IGNORECASE)
TOKEN_KEY = re.compile(r"token(?!s|_count)")
CREDENTIAL = re.compile(
    r"(?<![A-Za-z0-9])(?:sk[-_]|pk_)[A-Za-z0-9_-]{16,}"
    r"|lsv2_pt_[A-Za-z0-9]{8,}|AKIA[0-9A-Z]{16}|ghp_[A-Za-z0-9]{8,}"
    r"|github_pat_[A-Za-z0-9]{8,}|xox[a-z]-[A-Za-z0-9]{8,}|AIza[0-9A-Za-z_-]{35}"
    r"|glpat-[A-Za-z0-9_-]{8,}"
    r"|eyJ[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+"
    r"|(?:Bearer|Basic) [A-Za-z0-9+/=._-]{16,}"
    r"|-----BEGIN [A-Z ]*PRIVATE KEY-----")
BASE64_AUDIO = re.compile(r"(?:UklGR|SUQz|//uQ|//vQ|//NE|T2dnUw)[A-Za-z0-9+/=]{240,}")
AUDIO_MAGIC = (b"RIFF", b"ID3", b"OggS", b"\xff\xfb", b"\xff\xf3")


def attribute_sets(trace):
    """Every attribute table of the trace: spans, events and resources, with the owning span."""
    seen = set()
    for span in trace.spans:
        yield span, span.attributes
        for event in span.events:
            yield span, event.attributes
        if span.resource not in seen:
            seen.add(span.resource)
            yield None, span.resource.attributes


def strings(value):
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for item in value:
            yield from strings(item)
    elif isinstance(value, dict):
        for item in value.values():
            yield from strings(item)


@measured("P133")
def secret_key_name(trace):
    return any(SECRET_KEY.search(key) or TOKEN_KEY.search(key)
               for _, table in attribute_sets(trace) for key in table)


@measured("P134")
def secret_value(trace):
    return any(CREDENTIAL.search(text) for _, table in attribute_sets(trace)
               for value in table.values() for text in strings(value))


@measured("P137")
def audio_payload(trace):
    for _, table in attribute_sets(trace):
        for value in table.values():
            if isinstance(value, bytes) and (len(value) > 1024 or value.startswith(AUDIO_MAGIC)):
                return True
            if any("data:audio/" in text or BASE64_AUDIO.match(text) for text in strings(value)):
                return True
    return False


def text_level(trace):
    """None, "warning" or "error": the worst length of a text."""
    worst = None
    for span, table in attribute_sets(trace):
        for key, value in table.items():
            exempt = key == "transcript" and span is not None and span.name == "stt"
            size = len(value.encode()) if isinstance(value, str) else 0
            if size > 8192:
                return "error"
            if size > 1024 and not exempt:
                worst = "warning"
    return worst


@measured("P138")
def unbounded_text(trace):
    return text_level(trace) is not None
