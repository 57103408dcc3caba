"""The rules of spanvet, written a second time and independently, on the spans of one trace.

Each check takes a Trace and returns whether the rule fires. Only what the samples need is here:
rules that spanvet measures, and a few that the samples are about.
"""

import collections
import re

TOOLS = ("llm_tool_call", "tool_call")
WRAPPERS = ("conversation", "pipeline", "transport")
FLAGS = {
    "tool.error", "tool.dependency_unavailable", "tool.result.success", "workflow.completed",
    "workflow.dependency_blocked", "workflow.fallback_used", "handoff.required"}
NUMBERS = FLAGS | {
    "metrics.ttfb", "stt.confidence", "gen_ai.usage.input_tokens", "gen_ai.usage.output_tokens",
    "tool.latency_ms", "tool.result.count", "retry_count", "call.duration_seconds",
    "tool.call.count", "tool.failure.count", "user.interruption.count", "turn.word_count",
    "turn.content_length", "turn.seconds_from_start", "audio.chunks_received",
    "audio.chunks_sent", "audio.chunk_target_ms", "audio.payload_bytes", "audio.duration_s",
    "prompt.message_count", "response.length"}
ALIAS = re.compile(r"tool_call|function_call.*|llm_request(_run)?|[st]t[st]_request.*")
WILD = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|(?=[a-f]*\d)[0-9a-f]{8,}|\d+", re.I)
HIGH_CARDINALITY = re.compile(
    r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|\b[0-9A-HJKMNP-TV-Z]{26}\b"
    r"|(?=[a-f]*\d)[0-9a-f]{8,}|\d{4,}", re.I)
ERROR_WORD = re.compile(r"error|failed|failure|exception|timeout", re.I)
CHUNK_NAME = re.compile(r"recv_audio|audio_frame|ping|token|chunk")
SECRET_KEY = re.compile(
    r"passw(or)?d|secret|token(?!s)|cookie|authorization|api[-_]?key|credential|private_key", re.I)
SECRET_VALUE = re.compile(
    r"\bsk[-_]\w{16,}|\bpk_\w{16,}|\bAKIA[0-9A-Z]{16}|\bgh[pousr]_\w{20,}|\bxox[a-z]-|\bAIza\S{35}"
    r"|\beyJ[\w-]+\.[\w-]+\.[\w-]+|(Bearer|Basic) \S{16,}|-----BEGIN")
AUDIO = re.compile(r"data:audio/|(UklGR|SUQz|//uQ|//vQ|//NE|T2dnUw)[A-Za-z0-9+/=]{250,}")


class Trace:
    def __init__(self, spans):
        self.records = spans
        self.by_id = {span.id: span for span in reversed(spans)}
        self.spans = list(self.by_id.values())
        self.duplicates = len(spans) - len(self.spans)
        self.roots = [span for span in self.spans if not span.parent]
        self.orphans = [s for s in self.spans if s.parent and s.parent not in self.by_id]
        self.children = collections.defaultdict(list)
        for span in sorted(self.spans, key=lambda span: span.start):
            self.children[span.parent].append(span)

    def named(self, *names):
        return [span for span in self.spans if span.name in names]

    def pairs(self):
        return [(self.by_id[s.parent], s) for s in self.spans if s.parent in self.by_id]

    def has(self, test):
        return any(test(span) for span in self.spans)

    def attribute(self, test):
        return any(test(key, value) for s in self.spans for key, value in s.attributes.items())

    def depth(self):
        deepest, level = 0, self.roots
        while level := [child for span in level for child in self.children[span.id]]:
            deepest += 1
        return deepest


def is_number(value):
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def is_marker(span):
    timing = span.attributes.get("trace.timing")
    return timing == "metadata_marker" or span.name.endswith("_marker")


def number(span, key):
    value = span.attributes.get(key)
    return value if is_number(value) else None


def missing_share(spans, keys):
    missing = [s for s in spans if any(key not in s.attributes for key in keys)]
    return len(missing) / len(spans) if spans else 0.0


def constant(trace, key):
    """Whether all spans of a name, at least five, carry one same number under the key."""
    groups = collections.defaultdict(list)
    for span in trace.spans:
        if number(span, key) is not None:
            groups[span.name].append(number(span, key))
    return any(len(group) >= 5 and len(set(group)) == 1 for group in groups.values())


def chunk_share(trace):
    """The largest share of a trace that one family of short spans has; 0 without noise."""
    families = collections.defaultdict(list)
    for span in trace.spans:
        families[WILD.sub("*", span.name)].append(span.length_ms())
    shares = [0.0]
    for lengths in families.values():
        short = sum(length < 50 for length in lengths)
        if len(lengths) >= 20 and short >= 0.95 * len(lengths):
            shares.append(short / len(trace.spans))
    return max(shares)


def siblings(trace):
    """Same-name spans under one parent, in the order of their starts."""
    groups = collections.defaultdict(list)
    for parent, children in trace.children.items():
        for span in children:
            groups[parent, span.name].append(span)
    return groups.values()


def span_per_chunk(trace):
    for group in siblings(trace):
        lengths = sorted(span.length_ms() for span in group)
        if len(lengths) >= 20 and lengths[len(lengths) // 2] < 50:
            return True
    return False


def chunk_cadence(trace):
    for group in siblings(trace):
        run = 1
        for before, after in zip(group, group[1:]):
            run = run + 1 if 20 <= (after.start - before.start) / 1e6 <= 100 else 1
            if run >= 10:
                return True
    return False


def known_chunk_name(trace):
    counts = collections.Counter(span.name for span in trace.spans)
    return any(count > 50 and CHUNK_NAME.search(name) for name, count in counts.items())


def has_cycle(trace):
    for span in trace.spans:
        seen = {span.id}
        while span := trace.by_id.get(span.parent):
            if span.id in seen:
                return True
            seen.add(span.id)
    return False


def flat_tree(trace):
    useful = [span for span in trace.spans if span.name not in WRAPPERS]
    return len(trace.roots) == 1 and len(useful) >= 10 and trace.depth() == 1


def outside_parent(trace):
    return any(child.start < parent.start - 5e6 or child.end > parent.end + 5e6
               for parent, child in trace.pairs())


def wrong_unit(span):
    return any(scale * 978_307_200 <= span.start < scale * 4_133_980_800
               for scale in (1, 10 ** 3, 10 ** 6))


def ttfb_out_of_range(span):
    ttfb = number(span, "metrics.ttfb")
    return ttfb is not None and (ttfb < 0 or ttfb > 60 or ttfb * 1000 > span.length_ms() + 50)


def silent_fallback(trace):
    for stt in trace.named("stt"):
        attempts = [s for s in trace.children[stt.id] if s.name.startswith("stt.provider.")]
        if any(attempt.status != "ERROR" for attempt in attempts[:-1]):
            return True
    return False


def too_long(key, value):
    if not isinstance(value, str):
        return False
    limit = 200 if key == "turn.text" else 8192 if key == "transcript" else 1024
    return len(value.encode()) > limit


def undifferentiated(trace):
    turns = trace.named("turn")
    identity = {"turn.role", "turn.number"}
    return len(turns) >= 2 and not any(identity & set(turn.attributes) for turn in turns)


def only_providers(trace):
    others = [s for s in trace.spans if s.parent]
    return bool(others) and all(
        s.name.startswith("stt.provider.") or "http.request.method" in s.attributes
        for s in others)


def bad_flag(key, value):
    return key in FLAGS and (isinstance(value, bool) or value not in (0, 1))


def flag_is_one(span):
    return number(span, "tool.error") == 1


CHECKS = {
    "T013": lambda t: t.has(lambda s: s.end == 0),
    "T015": lambda t: t.has(lambda s: 0 < s.end < s.start),
    "T016": lambda t: any(s.end == s.start for s in t.named(
        "llm", "stt", "tts", "llm_tool_call", "turn")),
    "T017": lambda t: t.has(wrong_unit),
    "T023": outside_parent,
    "U028": lambda t: t.duplicates > 0,
    "S042": lambda t: not any(root.name == "conversation" for root in t.roots),
    "S043": lambda t: len(t.roots) > 1,
    "S044": lambda t: bool(t.orphans),
    "S045": flat_tree,
    "S047": lambda t: any(child.name.startswith("stt.provider.") and parent.name != "stt"
                          for parent, child in t.pairs()),
    "S049": has_cycle,
    "S052": only_providers,
    "S053": lambda t: not t.named("stt", "llm", "tts", "llm_tool_call"),
    "S151": lambda t: not t.roots,
    "N055": lambda t: chunk_share(t) > 0.7,
    "N056": chunk_cadence,
    "N057": known_chunk_name,
    "N059": undifferentiated,
    "N061": lambda t: t.has(lambda s: HIGH_CARDINALITY.search(s.name)),
    "N063": lambda t: t.has(lambda s: ALIAS.fullmatch(s.name)),
    "N157": span_per_chunk,
    "F069": lambda t: t.has(lambda s: is_marker(s) and s.length_ms() > 50),
    "F074": lambda t: constant(t, "stt.confidence"),
    "F075": lambda t: constant(t, "metrics.ttfb"),
    "A081": lambda t: t.attribute(lambda key, value: key in NUMBERS and not is_number(value)),
    "A082": lambda t: t.attribute(bad_flag),
    "A087": lambda t: t.has(ttfb_out_of_range),
    "A088": lambda t: t.has(lambda s: not 0 <= (number(s, "stt.confidence") or 0) <= 1),
    "R097": lambda t: any(not {"transcript", "stt.transcription"} & set(s.attributes)
                          for s in t.named("stt")),
    "R099": lambda t: any(missing_share(t.named(name), ["metrics.ttfb"]) > 0.2
                          for name in ("llm", "tts", "stt")),
    "R100": lambda t: missing_share(t.named("llm"), [
        "gen_ai.usage.input_tokens", "gen_ai.usage.output_tokens"]) > 0.2,
    "R102": lambda t: any(not {"function.name", "tool.name"} & set(s.attributes)
                          for s in t.named(*TOOLS)),
    "R105": lambda t: t.has(lambda s: s.resource.get("service.name", "").startswith(
        "unknown_service") or not s.resource.get("service.name")),
    "E114": lambda t: t.has(lambda s: ERROR_WORD.search(s.name) and s.status != "ERROR"),
    "E115": lambda t: any(s.status == "ERROR" and not flag_is_one(s) for s in t.named(*TOOLS)),
    "E116": lambda t: any(s.status != "ERROR" and flag_is_one(s) for s in t.named(*TOOLS)),
    "E123": silent_fallback,
    "P133": lambda t: t.attribute(lambda key, value: SECRET_KEY.search(key)),
    "P134": lambda t: t.attribute(lambda key, value: SECRET_VALUE.search(str(value))),
    "P137": lambda t: t.attribute(lambda key, value: AUDIO.search(str(value))),
    "P138": lambda t: t.attribute(too_long),
}


def fired(traces):
    return {code for code, check in CHECKS.items() if any(check(trace) for trace in traces)}
