"""Planters for names and density (N), tree structure (S), time (T) and identity (U)."""

import uuid

from agents import add_span, build, quiet, sprinkle, voice
from model import CLIENT, CONSUMER, INTERNAL, MS, SECOND, duplicate, hex_id
from planting import any_turn, extra_span, plants, register

# N055: short spans of one name family drown the rest. But for vad, their names are not canonical.

OWN = ["N066"]


def chunks(turns, names, lengths, step=160, kind=CONSUMER):
    """A quiet call with short spans dealt over its turns; lengths in milliseconds."""
    def plant(rng):
        trace = quiet(rng, turns)
        sprinkle(rng, trace, trace.named("turn"), names(rng), lengths, step, kind)
        return trace
    return plant


def named(*names):
    return lambda rng: list(names)


def uuid_of(rng):
    return str(uuid.UUID(int=rng.getrandbits(128)))


register("N055", "one name over all turns", chunks(4, named("media.receive"), [20] * 48), OWN)
register("N055", "vad decisions of 49 ms", chunks(4, named("vad"), [49] * 48))
register("N055", "digits vary inside the name",
         chunks(4, named(*(f"frame_{n}_in" for n in range(8))), [18] * 48), OWN)
register("N055", "just above 70 %", chunks(2, named("media.receive"), [33] * 22), OWN)
register("N055", "95 % of the family are short",
         chunks(4, named("media.receive"), ([30] * 19 + [70]) * 3), OWN)
# More than half of all spans are below 5 ms.
register("N055", "spans of one millisecond", chunks(4, named("socket.read"), [1] * 48),
         implied=["N159", *OWN])
# A name of its own for each span is also a high cardinality of names.
register("N055", "each span numbered",
         chunks(4, named(*(f"packet-{n:03}" for n in range(48))), [18] * 48),
         implied=["N061", *OWN])
register("N055", "a UUID in each name",
         chunks(4, lambda rng: [f"stream {uuid_of(rng)}" for _ in range(48)], [18] * 48),
         implied=["N061", *OWN])
# Siblings 20 ms apart under one parent are what these four describe in other words.
register("N055", "cadence of 20 ms under one parent",
         chunks(1, named("transport.recv_audio"), [18] * 120, step=20, kind=INTERNAL),
         implied=["N056", "N057", "N157", "N158", *OWN])


@plants("N055", "exactly 20 spans of the family", OWN)
def twenty_of_a_family(rng):
    trace = quiet(rng, 1)
    parents = trace.named("turn") + trace.named("tts")
    sprinkle(rng, trace, parents, ["media.receive"], [25] * 20, 160)
    return trace


# N061: identifiers in names

IDENTIFIERS = {
    "UUID": lambda rng: f"session {uuid_of(rng)}",
    "upper-case UUID": lambda rng: f"call.{uuid_of(rng).upper()}.open",
    "ULID": lambda rng: "job " + "01J" + "".join(
        rng.choice("0123456789ABCDEFGHJKMNPQRSTVWXYZ") for _ in range(23)),
    "8 hex digits": lambda rng: f"shard-{hex_id(rng, 6)}a7",
    "32 hex digits": lambda rng: f"fetch_{hex_id(rng, 31)}7",
    "4 digits": lambda rng: f"order_{rng.randrange(1000, 10000)}",
    "a path with a number": lambda rng: f"GET /users/{rng.randrange(10000, 100000)}/cart",
}

for kind_of_id, make_name in IDENTIFIERS.items():
    register("N061", kind_of_id,
             lambda rng, make=make_name: with_extra(rng, voice(rng, 5), make(rng)))


def with_extra(rng, trace, name):
    extra_span(rng, trace, name)
    return trace


@plants("N061", "five digits on several spans")
def several_numbered(rng):
    trace = voice(rng, 6)
    for _ in range(3):
        extra_span(rng, trace, f"ticket {rng.randrange(10000, 100000)}")
    return trace


# N063: aliases of canonical names

ALIASES = (
    ("llm_tool_call", "tool_call"), ("llm_tool_call", "function_call"),
    ("llm_tool_call", "function_call_lookup"), ("llm", "llm_request"),
    ("llm", "llm_request_run"), ("stt", "stt_request"), ("stt", "stt_request_run"),
    ("tts", "tts_request"), ("tts", "tts_request_run"),
)


def alias(canonical, other, every):
    def plant(rng):
        trace = voice(rng, 5, tools=1.0, providers=0.0)
        spans = trace.named(canonical)
        for span in spans if every else [rng.choice(spans)]:
            span.name = other
        return trace
    return plant


for position, (canonical_name, alias_name) in enumerate(ALIASES):
    register("N063", alias_name, alias(canonical_name, alias_name, position % 2))


# N059: turns that nothing tells apart


def plain_turns(turns, **attributes):
    def plant(rng):
        trace = build(rng, "cascade-turns", turns=turns, providers=0.0)
        for turn in trace.named("turn"):
            del turn.attributes["turn.number"]
            turn.attributes.update(attributes)
        return trace
    return plant


register("N059", "two turns", plain_turns(2))
register("N059", "nine turns", plain_turns(9))
register("N059", "turns with a preview of the text",
         plain_turns(4, **{"turn.text": "Sure, one moment.", "turn.word_count": 3}))


@plants("N059", "two bare turns beside turn.user and turn.assistant")
def bare_among_roles(rng):
    trace = build(rng, "cascade-roles", turns=5)
    for turn in trace.named("turn.assistant")[1:3]:
        turn.name = "turn"
        del turn.attributes["turn.role"]
    return trace


# S042: the root is not the conversation


def root_named(name):
    def plant(rng):
        trace = voice(rng, 4)
        trace.root.name = name
        return trace
    return plant


for root_name in ("call", "handle_call", "phone.inbound", "pipeline"):
    register("S042", f"root {root_name}", root_named(root_name))


# A conversation of kind SERVER then has a parent that is no CLIENT, and its events are not the
# root's.
@plants("S042", "the conversation hangs below a wrapper", implied=["S154", "N068"])
def wrapped_conversation(rng):
    trace = voice(rng, 4)
    old = trace.root
    wrapper = add_span(rng, trace, old, "pipeline", old.start - 2 * MS, old.length + 4 * MS)
    wrapper.parent_id, old.parent_id = "", wrapper.span_id
    return trace


# S043: more than one root


def detached(name):
    def plant(rng):
        trace = voice(rng, 5, tools=1.0)
        rng.choice([s for s in trace.spans if s.name.startswith(name)][1:-1]).parent_id = ""
        return trace
    return plant


for orphan_name in ("turn", "vad", "llm_tool_call"):
    register("S043", f"a detached {orphan_name}", detached(orphan_name))


@plants("S043", "a background job as second root")
def background_root(rng):
    trace = voice(rng, 4)
    extra_span(rng, trace, "background.sync", INTERNAL).parent_id = ""
    return trace


# The turns follow one another, so as roots they do not overlap: several calls by that rule.
@plants("S043", "all turns detached", implied=["U038"])
def all_turns_detached(rng):
    trace = voice(rng, 4)
    for turn in trace.children(trace.root):
        turn.parent_id = ""
    return trace


# S044: parents that are not there


def lost(name, count=1):
    """Spans of that name point to a parent that nobody has."""
    def plant(rng):
        trace = voice(rng, 5, tools=1.0, workflow=1.0)
        spans = [span for span in trace.spans if span.name.startswith(name)]
        for span in rng.sample(spans, min(count, len(spans))):
            span.parent_id = hex_id(rng, 16)
        return trace
    return plant


register("S044", "a turn", lost("turn"))
register("S044", "a vad", lost("vad"))
register("S044", "a tool call", lost("llm_tool_call"))
register("S044", "every turn", lost("turn", count=100))


@plants("S044", "the last turn was never exported")
def missing_turn(rng):
    trace = voice(rng, 4)
    trace.spans.remove(trace.named("turn", "turn.assistant")[-1])
    return trace


# Without the root there is no conversation, every span has a parent id, and the tail that ends a
# call is what was not flushed.
@plants("S044", "the root was never exported", implied=["S042", "S151", "L108"])
def missing_root(rng):
    trace = voice(rng, 4)
    trace.spans.remove(trace.root)
    return trace


# The parent exists, only in the other trace: that is what S050 says.
@plants("S044", "the parent lives in another trace of the file", implied=["S050"])
def parent_elsewhere(rng):
    trace, other = voice(rng, 4), voice(rng, 3)
    any_turn(rng, trace).parent_id = other.root.span_id
    trace.companions.append(other)
    return trace


# S049: cycles


def ring(length, tail=0):
    """New spans of equal times, each below the next, the last below the first."""
    def plant(rng):
        trace = voice(rng, 6)
        turn = any_turn(rng, trace)
        spans = [add_span(rng, trace, turn, f"workflow.{step}", turn.start + 2 * MS, 300 * MS,
                          CLIENT)
                 for step in ("plan", "check", "retry", "review", "close", "report")[
                     :length + tail]]
        for child, parent in zip(spans, spans[1:length] + spans[:1]):
            child.parent_id = parent.span_id
        for child, parent in zip(spans[length:], spans):
            child.parent_id = parent.span_id
        return trace
    return plant


register("S049", "a cycle of one", ring(1))
register("S049", "a cycle of two", ring(2))
register("S049", "a cycle of two with a span below it", ring(2, tail=1))
register("S049", "a cycle of five", ring(5))


@plants("S049", "a turn is its own parent")
def self_parent_turn(rng):
    trace = voice(rng, 4)
    turn = any_turn(rng, trace)
    turn.parent_id = turn.span_id
    return trace


# A root that is its own parent is no root any more.
@plants("S049", "the root is its own parent", implied=["S042", "S151"])
def self_parent_root(rng):
    trace = voice(rng, 4)
    trace.root.parent_id = trace.root.span_id
    return trace


# The turn is longer than the llm span that became its parent.
@plants("S049", "a turn and its llm are each other's parents", implied=["T023"])
def turn_and_llm(rng):
    trace = voice(rng, 4)
    llm = rng.choice(trace.named("llm"))
    trace.parent(llm).parent_id = llm.span_id
    return trace


# S045: everything hangs on the root


def flat(trace):
    root = trace.root
    for span in trace.spans:
        if span is not root:
            span.parent_id = root.span_id
    return trace


@plants("S045", "exactly ten useful spans")
def ten_flat(rng):
    trace = build(rng, "chat", turns=7, tools=0.0, workflow=0.0)
    llm = trace.named("llm")[-1]
    for offset in (10, 120):
        add_span(rng, trace, llm, "rerank", llm.start + offset * MS, 100 * MS, CLIENT)
    return flat(trace)


@plants("S045", "a chat of many tools")
def flat_chat(rng):
    return flat(build(rng, "chat", turns=24, tools=0.9))


@plants("S045", "turns and stages side by side")
def flat_voice(rng):
    return flat(voice(rng, 5, providers=0.0))


@plants("S045", "wrappers beside the useful spans")
def flat_with_wrappers(rng):
    trace = flat(voice(rng, 4, providers=0.0))
    root = trace.root
    for name in ("transport", "pipeline"):
        add_span(rng, trace, root, name, root.start + 2 * MS, root.length - 4 * MS)
    return trace


# T013: no end


def unfinished(name, end, every=False):
    def plant(rng):
        trace = voice(rng, 5, tools=1.0)
        spans = [span for span in trace.spans if span.name.startswith(name)]
        for span in spans if every else [rng.choice(spans)]:
            span.end = end
        return trace
    return plant


register("T013", "a vad without end", unfinished("vad", None))
register("T013", "a tts that ends at 0", unfinished("tts", 0))
register("T013", "a turn without end", unfinished("turn", None))
register("T013", "the root ends at 0", unfinished("conversation", 0))
register("T013", "all tool calls without end", unfinished("llm_tool_call", None, every=True))
register("T013", "all turns end at 0", unfinished("turn", 0, every=True))


# T015: end before start


def backwards(name, by):
    def plant(rng):
        trace = voice(rng, 5, tools=1.0, workflow=1.0)
        spans = [span for span in trace.leaves()
                 if span.name == name or name == "step" and ".workflow." in span.name]
        span = rng.choice(spans)
        span.end = span.start - by
        return trace
    return plant


register("T015", "a vad, by one nanosecond", backwards("vad", 1))
register("T015", "a vad, by 40 ms", backwards("vad", 40 * MS))
register("T015", "a business step, by two seconds", backwards("step", 2 * SECOND))
# A negative length is also below a microsecond and below any first-byte time or latency.
register("T015", "a tts that starts after its end", backwards("tts", 130 * MS),
         implied=["A087", "T016"])
register("T015", "a tool call", backwards("llm_tool_call", 70 * MS), implied=["A095", "T016"])


@plants("T015", "a marker")
def backward_marker(rng):
    trace = build(rng, "vapi", turns=4)
    span = rng.choice(trace.named("llm_marker"))
    span.end = span.start - MS
    return trace


# T017: seconds, milliseconds or microseconds instead of nanoseconds

UNITS = {"seconds": SECOND, "milliseconds": MS, "microseconds": 1000}


def whole_trace_in(unit):
    def plant(rng):
        trace = build(rng, "cascade-turns", turns=3, vads=1, tools=0.0, providers=0.0)
        for span in trace.spans:
            span.start //= unit
            span.end //= unit
            for event in span.events:
                event.time //= unit
        return trace
    return plant


def one_span_in(unit, start_only=False):
    def plant(rng):
        trace = voice(rng, 4)
        span = rng.choice(trace.named("vad"))
        span.start //= unit
        if not start_only:
            span.end //= unit
        return trace
    return plant


for unit_name, divisor in UNITS.items():
    # Read as nanoseconds, the start lies in 1970 and every length shrinks a thousandfold or more:
    # below 5 ms, below the first-byte times, below what the root says the call lasted, and except
    # for microseconds below a microsecond.
    register("T017", f"the whole trace in {unit_name}", whole_trace_in(divisor),
             implied=["T021", "A087", "A094", "N159"] + ["T016"] * (divisor > 1000))
    # One span in 1970 lies outside its parent and stretches the trace over decades.
    register("T017", f"one span in {unit_name}", one_span_in(divisor),
             implied=["T019", "T021", "T023"])
register("T017", "one start in milliseconds, its end in nanoseconds",
         one_span_in(MS, start_only=True), implied=["T019", "T021", "T023"])


# T023: outside the parent

@plants("T023", "a tts ends 6 ms after its turn")
def six_late(rng):
    trace = voice(rng, 4)
    tts = rng.choice(trace.named("tts"))
    tts.end = trace.parent(tts).end + 6 * MS
    return trace


@plants("T023", "a child starts 6 ms before its turn")
def six_early(rng):
    trace = voice(rng, 4)
    turn = rng.choice(trace.named("turn", "turn.user"))
    trace.children(turn)[0].start = turn.start - 6 * MS
    return trace


@plants("T023", "a turn outlives the conversation by three seconds")
def turn_outlives_call(rng):
    trace = voice(rng, 4)
    last = trace.named("turn", "turn.assistant")[-1]
    last.end = trace.root.end + 3 * SECOND
    return trace


@plants("T023", "a tool call outlives its llm")
def tool_outlives_llm(rng):
    trace = voice(rng, 4, tools=1.0)
    tool = rng.choice(trace.named("llm_tool_call"))
    tool.end = trace.parent(tool).end + 40 * MS
    tool.attributes["tool.latency_ms"] = round(tool.length / MS, 3)
    return trace


@plants("T023", "a vad lies wholly before its turn")
def vad_before_turn(rng):
    trace = voice(rng, 4)
    vad = trace.named("vad")[-1]
    vad.start -= 2 * SECOND
    vad.end -= 2 * SECOND
    return trace


# U028: the same span twice


def doubled(name, times=2):
    def plant(rng):
        trace = voice(rng, 5, providers=0.0, tools=0.0)
        span = rng.choice([one for one in trace.leaves() if one.name == name])
        trace.spans += [duplicate(span) for _ in range(times - 1)]
        return trace
    return plant


register("U028", "a tts twice", doubled("tts"))
register("U028", "a vad three times", doubled("vad", 3))
register("U028", "an llm twice", doubled("llm"))


# A batch that was sent again is a duplicate batch by definition.
@plants("U028", "all leaves of a turn were sent again", implied=["U029"])
def batch_again(rng):
    trace = voice(rng, 4, providers=0.0, tools=0.0)
    turn = rng.choice(trace.named("turn", "turn.user"))
    trace.spans += [duplicate(span) for span in trace.children(turn)]
    return trace


# The span that came later is in no tree, and its turn may be left without tts.
@plants("U028", "two different spans share an id", implied=["V174"])
def reused_id(rng):
    trace = voice(rng, 4, providers=0.0, tools=0.0)
    extra_span(rng, trace, "crm.lookup").span_id = rng.choice(trace.named("tts")).span_id
    return trace


@plants("U028", "sent again with a later end")
def updated_again(rng):
    trace = voice(rng, 4, providers=0.0, tools=0.0)
    twin = duplicate(rng.choice(trace.named("vad")))
    twin.end += 3 * MS
    twin.attributes["vad.note"] = "final"
    trace.spans.append(twin)
    return trace
