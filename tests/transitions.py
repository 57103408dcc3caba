"""Which state follows which in OTLP JSON, worked out anew: from the platform's reference of spans and
of transition hotspots, and from what lint/transitions.h and lint/targets.h say. Frameworks' own names
are not known here: it is held against runs without dialects."""

import json
from collections import Counter, defaultdict

ERROR = ("STATUS_CODE_ERROR", 2)
PROBE_NAMES = {"debug-validation-span", "wizard-validation-span"}
PROBE_SERVICES = {"coval-external-skills-validation", "coval-wizard-test"}
PROBE_KEYS = {"coval.validation", "coval.wizard.validation"}
STAGES = {"stt", "llm", "tts", "tool"}
SIMULATION = {"simulation_output_id", "coval_simulation_output_id", "coval.internal.simulation_id",
              "coval.simulation_output_id", "coval.simulation_id"}
SESSION = {"session_id", "session.id", "langfuse.session.id"}
CONVERSATION = {"gen_ai.conversation.id", "conversation.id", "coval.conversation_id", "group_id"}
PREFIXES = ("langsmith.metadata.", "traceloop.association.properties.", "ai.telemetry.metadata.",
            "metadata.", "langfuse.trace.metadata.")
PIECES_APART = 300 * 10**9


def plain(value):
    """A text, or an int; None for the rest."""
    if isinstance(value.get("stringValue"), str):
        return value["stringValue"]
    return int(value["intValue"]) if "intValue" in value else None


def attributes(owner):
    found = {}
    for a in owner.get("attributes") or []:
        found.setdefault(a.get("key", ""), plain(a.get("value") or {}))
    return found


class Span:
    def __init__(self, raw, resource, row):
        self.row, self.name = row, raw.get("name", "")
        self.attributes, self.resource = attributes(raw), resource
        self.trace = raw.get("traceId", "").lower()
        self.id = raw.get("spanId", "").lower()
        self.parent = (raw.get("parentSpanId") or "").lower()
        self.start = int(raw.get("startTimeUnixNano") or 0) or None
        self.failed = (raw.get("status") or {}).get("code") in ERROR
        self.cls = self.class_of()

    def class_of(self):
        name = self.name
        if (name in PROBE_NAMES or PROBE_KEYS & self.attributes.keys() or
                self.resource.get("service.name") in PROBE_SERVICES):
            return "probe"
        if name in ("conversation", "pipeline", "transport"):
            return name
        if name.startswith("session:") or name == "agent_session":
            return "session"
        if name.endswith("_marker"):
            return "marker"
        if name in ("llm_tool_call", "tool_call") or name.startswith("function_call"):
            return "tool"
        if name in ("turn", "turn.user", "turn.assistant"):
            return "turn"
        for stage in ("stt", "tts"):
            if name == stage or name.startswith(stage + "_request"):
                return stage
        return "llm" if name in ("llm", "llm_request", "llm_request_run") else "other"

    def state(self):
        keys = {"turn": ("turn.role",), "tool": ("function.name", "tool.name", "gen_ai.tool.name")}
        for key in keys.get(self.cls, ()):
            detail = self.attributes.get(key)
            if isinstance(detail, str) and detail:
                return self.name if detail in self.name else f"{self.name}: {detail}"
        return self.name


def spans_of(*texts):
    """The spans of OTLP JSON texts, or of lines of it; of equal ids the first."""
    seen, row = set(), 0
    for text in texts:
        for document in documents(text):
            for group in document.get("resourceSpans") or []:
                resource = attributes(group.get("resource") or {})
                for scope in group.get("scopeSpans") or []:
                    for raw in scope.get("spans") or []:
                        span = Span(raw, resource, row)
                        row += 1
                        if not span.id or (span.trace, span.id) not in seen:
                            seen.add((span.trace, span.id))
                            yield span


def documents(text):
    try:
        return [json.loads(text)]
    except ValueError:
        return [json.loads(line) for line in text.splitlines() if line.strip()]


# ---- calls ----

def is_id(value):
    if isinstance(value, int):
        return value > 999
    if not isinstance(value, str) or len(value.encode()) < 6:
        return False
    return any(c in "0123456789" for c in value) or len(value.encode()) >= 12 and any(
        "a" <= c <= "z" for c in value) and any("A" <= c <= "Z" for c in value)


def bare(key):
    for prefix in PREFIXES:
        if key.startswith(prefix):
            return key[len(prefix):]
    return key


def id_of(spans):
    """The best id of a trace: of a simulation before a session before a conversation. A resource
    tells of simulations and conversations; processes have sessions too."""
    best = None
    for span in spans:
        for where, owner in ((1, span.attributes), (0, span.resource)):
            for key, value in owner.items():
                key = bare(key)
                kind = 1 if key in SIMULATION else 2 if key in SESSION else 3
                if key in SIMULATION | SESSION | CONVERSATION and is_id(value) and (
                        where or kind != 2) and (best is None or kind < best[0]):
                    best = (kind, type(value).__name__, value)
    return best


def piece_of(spans):
    classes = {span.cls for span in spans}
    roots = [span for span in spans if not span.parent]
    if (not spans[0].trace or len(spans) > 2 or not roots or not classes & STAGES or
            classes & {"conversation", "turn", "session", "pipeline", "transport", "probe"}):
        return None
    first = first_top(spans)
    service = first.resource.get("service.name")
    return (4, service if isinstance(service, str) else "", first.start or 0)


def calls_of(spans):
    """Lists of traces; a trace is a list of spans."""
    traces = defaultdict(list)
    for span in spans:
        traces[span.trace].append(span)
    groups, calls, pieces = defaultdict(list), [], defaultdict(list)
    for trace in traces.values():
        key, piece = id_of(trace), piece_of(trace)
        if key:
            groups[key].append(trace)
        elif piece:
            pieces[piece[:2]].append((piece[2], len(pieces[piece[:2]]), trace))
        else:
            calls.append([trace])
    for group in groups.values():
        wholes = sum(any(s.cls in ("conversation", "session") for s in t) for t in group)
        calls += [group] if len(group) < 20 or 2 * wholes < len(group) else [[t] for t in group]
    for group in pieces.values():
        calls += joined(sorted(group, key=lambda piece: piece[:2]))
    return calls


def joined(pieces):
    """Pieces of a service, close in time, with speech in them."""
    runs = []
    for start, _, trace in pieces:
        if not runs or start - runs[-1][-1][0] >= PIECES_APART:
            runs.append([])
        runs[-1].append((start, trace))
    for run in runs:
        traces = [trace for _, trace in run]
        speech = any(span.cls in ("stt", "tts") for trace in traces for span in trace)
        yield from [traces] if len(traces) >= 3 and speech else [[t] for t in traces]


# ---- order ----

def depths(spans):
    """How many spans are above one; a cycle is cut above its span that starts first."""
    by_id = {span.id: span for span in reversed(spans) if span.id}
    above = {span.row: by_id.get(span.parent) if span.parent else None for span in spans}
    depth, walked = {}, {}
    for span in spans:
        way, at = [], span
        while at and at.row not in walked:
            walked[at.row] = span.row
            way.append(at)
            at = above[at.row]
        if at and walked[at.row] == span.row:  # this walk came by here already
            ring = way[way.index(at):]
            above[min(ring, key=by_start).row] = None
    for span in spans:
        way, at = [], span
        while at and at.row not in depth:
            way.append(at)
            at = above[at.row]
        base = depth[at.row] + 1 if at else 0
        for higher, one in enumerate(reversed(way)):
            depth[one.row] = base + higher
    return depth


def by_start(span):
    return span.start or 0, span.row


def first_top(spans):
    depth = depths(spans)
    return min((span for span in spans if depth[span.row] == 0), key=by_start)


LEFT_OUT = {"conversation", "pipeline", "transport", "session", "marker", "probe"}


def steps_of(call, left_out=LEFT_OUT):
    steps = []
    for trace in call:
        depth = depths(trace)
        steps += [(s.start, depth[s.row], s.row, s) for s in trace
                  if s.start is not None and s.cls not in left_out]
    return [step[3] for step in sorted(steps, key=lambda step: step[:3])]


def call_failed(call):
    spans = [span for trace in call for span in trace if span.cls != "probe"]
    conversations = [span for span in spans if span.cls == "conversation"]
    if conversations:
        return any(span.failed for span in conversations)
    roots = [span for span in spans if not span.parent]
    return len(roots) == 1 and roots[0].failed


# ---- pairs ----

class Pair:
    def __init__(self):
        self.count = self.failed = self.errors = 0
        self.calls, self.failed_calls = set(), set()

    def numbers(self):
        return (self.count, self.failed, self.errors, len(self.calls), len(self.failed_calls))


def transitions_of(spans, left_out=LEFT_OUT):
    """By (state, state): a Pair; and by state: its spans."""
    pairs, states = defaultdict(Pair), Counter()
    for number, call in enumerate(calls_of(spans)):
        steps, call_is_lost = steps_of(call, left_out), call_failed(call)
        states.update(span.state() for span in steps)
        for one, other in zip(steps, steps[1:]):
            pair = pairs[one.state(), other.state()]
            failed = other.failed or call_is_lost
            pair.count += 1
            pair.failed += failed
            pair.errors += other.failed
            pair.calls.add(number)
            if failed:
                pair.failed_calls.add(number)
    return pairs, states
