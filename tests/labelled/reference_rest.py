"""The rest of the catalogue at error and warning level, as far as a dump decides it.

Clean traces must be clean of these too, and a planted trace may trip only those its planter lists
as implied. Where the catalogue leaves a number open, the stricter reading stands here.
"""

import json
import re
from collections import Counter, defaultdict

from model import (CLIENT, ERROR, INTERNAL, MS, SECOND, is_marker, is_tool, is_turn, is_wrapper)
from reference import FAMILY, FLAGS, attribute_sets, number, orphan_span, strings

REST = {}
STAGES = ("stt", "llm", "tts")


def rest(code):
    def keep(check):
        REST[code] = check
        return check
    return keep


def judge_rest(trace):
    return {code for code, check in REST.items() if check(trace)}


WHOLE = {}


def whole(code):
    """What is found about an input, for a trace that is all there is in it."""
    def keep(check):
        WHOLE[code] = check
        return check
    return keep


def judge_whole(trace):
    return {code for code, check in WHOLE.items() if check(trace)}


def stages(trace):
    return [span for span in trace.spans if span.name in STAGES]


def useful(trace):
    return [span for span in trace.spans if not is_wrapper(span)]


# time

@rest("T016")
def zero_duration(trace):
    return any(span.length is not None and span.length < 1000 and not is_marker(span)
               and (span.name in STAGES or is_tool(span) or is_turn(span))
               for span in trace.spans)


@rest("T019")
def implausible_call_length(trace):
    placed = [span for span in trace.spans if span.start and span.end]
    return bool(placed) and (max(span.end for span in placed)
                             - min(span.start for span in placed)) > 7200 * SECOND


@rest("T021")
def epoch_outlier(trace):
    first, last = 1_577_836_800 * SECOND, 4_102_444_800 * SECOND
    return any(span.start and span.start < 2 ** 63 and not first <= span.start < last
               for span in trace.spans)


@rest("T022")
def anchor_mismatch(trace):
    roots = [span for span in trace.spans if not span.parent_id]
    for root in roots:
        starts = [span.start for span in trace.children(root) if span.start]
        if root.start and starts and abs(min(starts) - root.start) > 60 * SECOND:
            return True
    return False


# identity

@rest("U029")
def duplicate_batch(trace):
    counts = Counter(span.span_id for span in trace.spans)
    return sum(1 for n in counts.values() if n > 1) >= 3


@rest("U030")
def content_duplicate(trace):
    seen = defaultdict(set)
    for span in trace.spans:
        content = (span.name, span.start, span.end, repr(sorted(span.attributes.items(), key=str)))
        seen[content].add(span.span_id)
    return any(len(ids) > 1 for ids in seen.values())


def about_equal(a, b):
    return abs(a.start - b.start) <= 10 * MS and abs(a.end - b.end) <= 10 * MS


@rest("U031")
def double_instrumentation(trace):
    by_parent = defaultdict(list)
    for span in stages(trace):
        by_parent[span.parent_id, span.name].append(span)
    if any(a.scope != b.scope and about_equal(a, b)
           for spans in by_parent.values() for a in spans for b in spans):
        return True
    ids = {span.span_id: span for span in stages(trace)}
    return any((parent := ids.get(span.parent_id)) and parent.name == span.name
               and about_equal(parent, span) for span in ids.values())


@rest("U032")
def split_stt(trace):
    kinds = {("transcript" in s.attributes, "metrics.ttfb" in s.attributes)
             for s in trace.named("stt") if not is_marker(s)}
    return (True, False) in kinds and (False, True) in kinds


@rest("U033")
def mixed_simulations(trace):
    for keys in (("simulation_output_id", "coval.internal.simulation_id"), ("session.id",),
                 ("session_id",)):
        if len({s.attributes[k] for s in trace.spans for k in keys if k in s.attributes}) > 1:
            return True
    return False


@rest("U038")
def several_calls_in_one_trace(trace):
    if len(trace.named("conversation")) > 1:
        return True
    roots = [s for s in trace.spans if not s.parent_id and s.length]
    return any(a.end < b.start for a in roots for b in roots)


# structure

@rest("S046")
def no_hierarchy(trace):
    return len(trace.spans) > 1 and not any(span.parent_id for span in trace.spans)


@rest("S047")
def misleading_parent(trace):
    names = {span.span_id: span for span in trace.spans}
    for span in trace.spans:
        parent = names.get(span.parent_id)
        if not span.parent_id and span.name.startswith("stt.provider."):
            return True
        if not parent:
            continue
        if is_tool(span) and parent.name in ("stt", "tts"):
            return True
        if span.name.startswith("stt.provider.") and parent.name != "stt":
            return True
        if span.name == "stt" and parent.name == "llm":
            return True
        if parent is not span and (is_marker(parent) or parent.length == 0):
            return True
    return False


@rest("S050")
def cross_trace_parent(trace):
    elsewhere = {span.span_id for other in trace.companions for span in other.spans}
    known = {span.span_id for span in trace.spans}
    return any(s.parent_id in elsewhere and s.parent_id not in known for s in trace.spans)


@rest("S051")
def only_root(trace):
    return len(trace.spans) == 1 or not useful(trace)


@rest("S053")
def no_pipeline_span(trace):
    return not any(span.name in STAGES or is_tool(span) for span in trace.spans)


@rest("S151")
def no_root(trace):
    return all(span.parent_id for span in trace.spans)


@rest("S153")
def root_is_client(trace):
    return any(not span.parent_id and span.kind == CLIENT for span in trace.spans)


# density and naming

def by_name(trace):
    groups = defaultdict(list)
    for span in sorted(trace.spans, key=lambda span: span.start):
        groups[span.name].append(span)
    return groups


@rest("N056")
def chunk_cadence(trace):
    for spans in by_name(trace).values():
        for spacing in (starts_apart, gaps):
            run = 1
            for before, after in zip(spans, spans[1:]):
                run = run + 1 if 20 * MS <= spacing(before, after) <= 100 * MS else 1
                if run >= 10:
                    return True
    return False


def starts_apart(before, after):
    return after.start - before.start


def gaps(before, after):
    return after.start - before.end if before.end else 0


@rest("N057")
def known_chunk_name(trace):
    pattern = re.compile("recv_audio|audio_frame|ping|token|chunk", re.IGNORECASE)
    families = Counter(FAMILY.sub("*", span.name) for span in trace.spans)
    return any(count > 50 and pattern.search(name) for name, count in families.items())


@rest("N058")
def dominated(trace):
    if len(trace.spans) < 5:
        return False
    biggest = max(by_name(trace).values(), key=len)
    noise = sum(1 for span in biggest if span.length is not None and span.length < 50 * MS)
    chunky = len(biggest) >= 20 and noise >= 0.95 * len(biggest)
    return not chunky and len(biggest) > 0.8 * len(trace.spans)


@rest("N060")
def turn_role_mismatch(trace):
    for span in trace.spans:
        role = span.attributes.get("turn.role")
        if role is not None and (role not in ("user", "assistant") or span.name
                                 not in ("turn", f"turn.{role}")):
            return True
    return False


@rest("N061+")
def many_distinct_names(trace):
    distinct = len(by_name(trace))
    return distinct > 50 or (len(trace.spans) >= 20 and distinct > 0.5 * len(trace.spans))


@rest("N062")
def long_name(trace):
    return any(len(span.name) > 200 for span in trace.spans)


@rest("N065")
def provider_name_shape(trace):
    return any(span.name.startswith("stt.provider.") and span.name[13:] !=
               span.attributes.get("stt.providerName", span.name[13:]) for span in trace.spans)


@rest("N157")
def span_per_chunk(trace):
    siblings = defaultdict(list)
    for span in trace.spans:
        if span.length is not None:
            siblings[span.parent_id, span.name].append(span.length)
    return any(len(lengths) >= 20 and sorted(lengths)[len(lengths) // 2] < 50 * MS
               for lengths in siblings.values())


@rest("N158")
def internal_density(trace):
    turns = max(1, sum(1 for span in trace.spans if is_turn(span)))
    services = Counter(span.resource.attributes.get("service.name")
                       for span in trace.spans if span.kind == INTERNAL)
    return any(count > 10 * turns for count in services.values())


@rest("N159")
def short_span_density(trace):
    turns = max(1, sum(1 for span in trace.spans if is_turn(span)))
    short = sum(1 for s in trace.spans if s.length is not None and 0 <= s.length < 5 * MS)
    return short > 20 * turns or 2 * short > len(trace.spans)


@rest("N160")
def trace_too_large(trace):
    return len(trace.spans) >= 1000


def stage_of(name):
    """The stage that a canonical name or one of its aliases stands for."""
    return re.sub("_request(_run)?$", "", name)


@rest("V174")
def stage_missing(trace):
    """Per name of turn, because a user's turn and an assistant's hold different stages."""
    if trace.agent == "realtime":
        return False
    for name in ("turn", "turn.user", "turn.assistant"):
        turns = trace.named(name)
        held = [{stage_of(child.name) for child in trace.children(turn)} & set(STAGES)
                for turn in turns]
        if any(one != set().union(*held) for one in held):
            return True
    return False


@rest("V175")
def turn_identity(trace):
    numbers = [span.attributes["turn.number"] for span in
               sorted(trace.named("turn"), key=lambda span: span.start)
               if "turn.number" in span.attributes]
    return numbers != list(range(numbers[0], numbers[0] + len(numbers))) if numbers else False


# markers and invented values

@rest("F070")
def marker_incomplete(trace):
    keys = {"trace.source", "trace.timing", "trace.duration_note"}
    return any(not span.name.endswith("_marker") and is_marker(span)
               and not keys <= span.attributes.keys() for span in trace.spans)


@rest("F071")
def marker_with_timing(trace):
    return any(is_marker(span) and ({"metrics.ttfb", "stt.confidence"} & span.attributes.keys()
                                    or any("latency" in key for key in span.attributes))
               for span in trace.spans)


@rest("F073")
def hosted_full_duration(trace):
    spans = {span.span_id: span for span in trace.spans}
    return any((parent := spans.get(span.parent_id)) and is_turn(parent)
               and (span.start, span.end) == (parent.start, parent.end)
               for span in stages(trace))


@rest("F076")
def zero_ttfb(trace):
    values = defaultdict(set)
    for span in trace.spans:
        if number(span, "metrics.ttfb") is not None:
            values[span.name].add(number(span, "metrics.ttfb"))
    return {0} in values.values()


@rest("F077")
def ttfb_proportional(trace):
    ratios = defaultdict(list)
    for span in trace.spans:
        ttfb = number(span, "metrics.ttfb")
        if ttfb and span.length:
            ratios[span.name].append(ttfb / (span.length / SECOND))
    return any(len(r) >= 5 and max(r) - min(r) <= 0.01 * abs(max(r)) for r in ratios.values())


# values

@rest("A083")
def flag_only_when_true(trace):
    for spans in by_name(trace).values():
        for key in FLAGS:
            values = [span.attributes.get(key) for span in spans]
            if set(values) == {1, None}:
                return True
    return False


@rest("A086")
def mixed_types(trace):
    kinds = defaultdict(set)
    for span in trace.spans:
        for key, value in span.attributes.items():
            kinds[key].add("number" if type(value) in (int, float) else type(value).__name__)
    return any("number" in kind and len(kind) > 1 for kind in kinds.values())


@rest("A089")
def token_range(trace):
    for span in trace.spans:
        given, made, total = (f"gen_ai.usage.{part}_tokens"
                              for part in ("input", "output", "total"))
        if made in span.attributes and given not in span.attributes:
            return True
        parts = [number(span, key) for key in (given, made, total)]
        if any(part is not None and (part < 0 or part % 1) for part in parts):
            return True
        if None not in parts and parts[0] + parts[1] != parts[2]:
            return True
    return False


@rest("A091")
def truncated_response(trace):
    return any(span.attributes.get("llm.finish_reason") == "length" for span in trace.spans)


@rest("A092")
def filtered_response(trace):
    return any(span.attributes.get("llm.finish_reason") == "content_filter"
               for span in trace.spans)


@rest("A093")
def http_status_range(trace):
    """A text is said by A081."""
    return any("http.status_code" in span.attributes
               and not isinstance(span.attributes["http.status_code"], str)
               and not 100 <= (number(span, "http.status_code") or 0) <= 599
               for span in trace.spans)


@rest("A094")
def aggregate_mismatch(trace):
    tools = [span for span in trace.spans if is_tool(span)]
    for root in trace.named("conversation"):
        if number(root, "tool.call.count") not in (None, len(tools)):
            return True
        failed = sum(1 for span in tools if number(span, "tool.error") == 1)
        if number(root, "tool.failure.count") not in (None, failed):
            return True
        seconds = number(root, "call.duration_seconds")
        if seconds is not None and root.length is not None and (
                abs(seconds - root.length / SECOND) > 0.05 * abs(root.length / SECOND)):
            return True
    return False


@rest("A095")
def latency_mismatch(trace):
    for span in trace.spans:
        latency = number(span, "tool.latency_ms")
        if latency is not None and span.length is not None:
            off = abs(latency - span.length / MS)
            if off > 50 and off > 0.2 * abs(span.length / MS):
                return True
    return False


@rest("A096")
def workflow_contradiction(trace):
    blocked_tool = any(s.attributes.get("tool.dependency_unavailable") == 1 for s in trace.spans)
    for root in trace.named("conversation"):
        done, blocked = (root.attributes.get("workflow." + key)
                         for key in ("completed", "dependency_blocked"))
        if done == 1 and blocked == 1 or (blocked, done, blocked_tool) == (0, 0, True):
            return True
    return False


@rest("A169")
def attribute_key_format(trace):
    canonical = {"stt.providerName"}
    return any(key not in canonical and not re.fullmatch(r"[a-z][a-z0-9_]*(\.[a-z0-9_]+)*", key)
               for _, table in attribute_sets(trace) for key in table)


@rest("A170")
def namespace_collision(trace):
    keys = {key for span in trace.spans for key in span.attributes}
    return any(key.rsplit(".", depth)[0] in keys for key in keys
               for depth in range(1, key.count(".") + 1))


@rest("A171")
def empty_value(trace):
    return any(value in ("", [], {}, b"", None)
               for _, table in attribute_sets(trace) for value in table.values()
               if not isinstance(value, (bool, int, float)))


@rest("A173")
def mixed_magnitude(trace):
    values = [number(s, "metrics.ttfb") for s in trace.spans if number(s, "metrics.ttfb")]
    return bool(values) and max(values) >= 100 and min(values) < 60


@rest("R104")
def tool_metric_attributes_missing(trace):
    return any(is_tool(span) and not {"tool.latency_ms", "tool.error"} <= span.attributes.keys()
               for span in trace.spans)


@rest("M143")
def wer_not_ready(trace):
    """Speech that was recognised, and no transcript of it; a text chat has nothing to say here."""
    stts = trace.named("stt")
    return bool(stts) and not any({"transcript", "stt.transcription"} & span.attributes.keys()
                                  for span in stts)


# lifecycle, errors, tools

@rest("L108")
def unflushed_tail(trace):
    roots = [span for span in trace.spans if not span.parent_id]
    if not roots and orphan_span(trace):
        return True
    ends = [s.end for s in trace.spans if s.parent_id and s.end]
    return bool(ends) and any(root.end and root.end - max(ends) > 2 * SECOND
                              for root in roots if root.name == "conversation")


@rest("E121")
def stub_tools(trace):
    tools = [span for span in trace.spans if is_tool(span)]
    lengths = [span.length for span in tools if span.length is not None]
    latencies = [number(span, "tool.latency_ms") for span in tools]
    quick = (lengths and max(lengths) < MS
             or None not in latencies and max(latencies, default=1) < 1)
    return len(tools) >= 3 and bool(quick) and not any(
        number(span, "tool.error") for span in tools)


@rest("E122")
def tool_arguments_oversize(trace):
    for span in trace.spans:
        text = span.attributes.get("function.arguments", "{}")
        if len(text.encode()) > 1024:
            return True
        try:
            json.loads(text)
        except ValueError:
            return True
    return False


@rest("E124")
def fallback_no_transcript(trace):
    return any("transcript" not in stt.attributes and "stt.transcription" not in stt.attributes
               and any(c.name.startswith("stt.provider.") and c.status != ERROR
                       for c in trace.children(stt)) for stt in trace.named("stt"))


@rest("E129")
def no_agent_audio(trace):
    return bool(trace.named("turn.user")) and not trace.named("turn.assistant", "tts")


# privacy and size

PII = re.compile(r"[\w.+-]+@[\w-]+\.\w+|\+[0-9]{8,15}|(?:[0-9][ .()/-]?){10,}"
                 r"|[0-9]{3}-[0-9]{2}-[0-9]{4}|(?:19|20)[0-9]{2}-[0-9]{2}-[0-9]{2}")


@rest("P135")
def pii_value(trace):
    speech = ("transcript", "turn.text", "stt.transcription")
    return any(PII.search(text) for _, table in attribute_sets(trace)
               for key, value in table.items() if key not in speech for text in strings(value))


@rest("P139")
def full_prompt(trace):
    keys = {"input", "output", "prompt", "response", "messages"}
    return any((key == "tool.result" or keys & set(key.split("."))) and len(str(value).encode()) > 1024
               for span in trace.spans for key, value in span.attributes.items())


@rest("P140")
def attribute_flood(trace):
    distinct = {key for span in trace.spans for key in span.attributes}
    return len(distinct) > 200 or any(len(span.attributes) > 64 for span in trace.spans)


@rest("P138+")
def long_turn_text(trace):
    return any(len(span.attributes.get("turn.text", "")) > 200 for span in trace.spans)
