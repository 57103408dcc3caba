"""Plain objects for spans and traces, before they are written in any encoding.

Times are integer nanoseconds since 1970. `end` is None where the field is absent and 0 where it
is present and zero; `parent_id` is "" for a root. Attribute values are str, bool, int, float,
bytes, list or dict, one for each kind of OTLP value, or None for a value of no kind.
"""

import copy
from dataclasses import dataclass, field

MS = 1_000_000
SECOND = 1_000_000_000

INTERNAL, SERVER, CLIENT, CONSUMER = 1, 2, 3, 5
UNSET, OK, ERROR = 0, 1, 2

WRAPPERS = ("conversation", "pipeline", "transport")


@dataclass(eq=False)
class Resource:
    attributes: dict


@dataclass(eq=False)
class Event:
    time: int
    name: str
    attributes: dict = field(default_factory=dict)


@dataclass(eq=False)
class Span:
    trace_id: str
    span_id: str
    parent_id: str
    name: str
    kind: int
    start: int
    end: int
    resource: Resource
    scope: str
    attributes: dict = field(default_factory=dict)
    events: list = field(default_factory=list)
    status: int = UNSET
    message: str = ""
    dropped: dict = field(default_factory=dict)  # Attributes, Events, Links -> how many
    again: dict = field(default_factory=dict)    # attributes whose keys are there already
    raw: dict = field(default_factory=dict)      # JSON members as they are written, None for none

    @property
    def length(self):
        """Nanoseconds, or None where one of the two times is missing."""
        return self.end - self.start if self.start and self.end else None


@dataclass(eq=False)
class Trace:
    trace_id: str
    agent: str
    spans: list = field(default_factory=list)
    companions: list = field(default_factory=list)  # traces that must share the file
    implied: list = field(default_factory=list)     # what a near miss cannot help tripping

    @property
    def root(self):
        return next(span for span in self.spans if not span.parent_id)

    def named(self, *names):
        return [span for span in self.spans if span.name in names]

    def children(self, parent):
        return [span for span in self.spans if span.parent_id == parent.span_id]

    def parent(self, span):
        return next((other for other in self.spans if other.span_id == span.parent_id), None)

    def leaves(self):
        parents = {span.parent_id for span in self.spans}
        return [span for span in self.spans if span.span_id not in parents]


def is_tool(span):
    """The canonical tool span and its aliases."""
    return span.name in ("llm_tool_call", "tool_call") or span.name.startswith("function_call")


def is_wrapper(span):
    return span.name in WRAPPERS or span.name.startswith("session:")


def is_marker(span):
    return (span.attributes.get("trace.timing") == "metadata_marker"
            or span.name.endswith("_marker"))


def is_turn(span):
    return span.name in ("turn", "turn.user", "turn.assistant")


def hex_id(rng, digits):
    """A non-zero identifier of that many hex digits."""
    return f"{rng.randrange(1, 16 ** digits):0{digits}x}"


def letters(rng, count):
    """Letters only, so that no identifier ever looks like a telephone number or a hex run."""
    return "".join(rng.choice("ghjkmnpqrstvwxyzGHJKMNPQRSTVWXYZ") for _ in range(count))


def duplicate(span):
    """A second row of the same span: same ids, same times, own attribute table."""
    twin = copy.copy(span)
    twin.attributes = dict(span.attributes)
    twin.events = list(span.events)
    return twin


def settle(trace):
    """Bring the totals on the root in line with the spans below it, as an agent does at call end.

    Planters call it after they added, removed or changed spans, so that the totals are not a
    second defect.
    """
    root = trace.root
    tools = [span for span in trace.spans if is_tool(span)]
    totals = {
        "tool.call.count": len(tools),
        "tool.failure.count": sum(1 for t in tools if t.attributes.get("tool.error") == 1),
    }
    for key, value in totals.items():
        if key in root.attributes:
            root.attributes[key] = value
    if "call.duration_seconds" in root.attributes and root.length:
        root.attributes["call.duration_seconds"] = round(root.length / SECOND, 3)
