"""Planters for the rest of the rules about names and density (N) and about the tree (S)."""

from agents import add_span, build, quiet, sprinkle, voice
from model import CLIENT, CONSUMER, INTERNAL, MS, Resource, letters, settle
from planting import any_turn, extra_span, plants, register

STYLES = ("cascade-turns", "cascade-roles", "chat", "realtime")


# N060: whose turn it is

def role(name, said, style="cascade-roles", every=False):
    def plant(rng):
        trace = build(rng, style, turns=4)
        turns = trace.named(name)
        for turn in turns if every else [rng.choice(turns)]:
            turn.attributes["turn.role"] = said
        return trace
    return plant


register("N060", "the caller's turn says assistant", role("turn.user", "assistant"))
register("N060", "an answer says user", role("turn.assistant", "user", "realtime"))
register("N060", "every answer says user", role("turn.assistant", "user", every=True))
register("N060", "a role of its own", role("turn", "agent", "cascade-turns"))
register("N060", "a capital letter", role("turn.user", "User", "monitoring"))


# N062: names that no metric can hold

def extra(name, **about):
    def plant(rng):
        trace = voice(rng, 5)
        extra_span(rng, trace, name, INTERNAL, **about)
        return trace
    return plant


register("N062", "201 characters", extra("find the order " * 13 + "please"))
register("N062", "501 characters", extra("look " * 100 + "!"))
register("N062", "201 characters of several bytes", extra("予約を確認" * 40 + "中"))


@plants("N062", "a query on every business step")
def long_steps(rng):
    trace = voice(rng, 5, workflow=1.0)
    for span in [one for one in trace.spans if ".workflow." in one.name]:
        span.name = "SELECT slot FROM calendar WHERE " + " OR ".join(["day IS free"] * 15)
    return trace


# N064: nearly a canonical name. The span stands beside the real one, so that no stage is missing.

for near in ("LLM", "Tts", "llm-tool-call", "llm.tool.call", "TURN_USER", "turn-assistant"):
    register("N064", near, extra(near))


# N065: which provider it was

def provider(name=None, said=None, **shape):
    def plant(rng):
        trace = voice(rng, 4, providers=1.0, **shape)
        spans = [one for one in trace.spans if one.name.startswith("stt.provider.")]
        span = rng.choice(spans)
        span.name = span.name if name is None else f"stt.provider.{name}"
        if said is not None:
            span.attributes["stt.providerName"] = said
        return trace
    return plant


register("N065", "the attribute names another", provider(said="whisper"))
register("N065", "the name names another", provider(name="whisper"))
# Without a name it is no attempt, so no other may have failed before it.
register("N065", "no name behind the prefix",
         provider(name="", said="deepgram", fallbacks=0.0))
register("N065", "the attribute names the model too", provider("deepgram", "deepgram/nova"))


# N066: a vocabulary of one's own

def own_names(style, steps, **shape):
    """Several business steps in each of four turns, or below the root of a chat."""
    def plant(rng):
        trace = build(rng, style, turns=4, providers=0.0, pace=3.0, **shape)
        for turn in trace.named("turn", "turn.user", "turn.assistant") or [trace.root]:
            sprinkle(rng, trace, [turn], steps, [70] * len(steps), 130, INTERNAL)
        return trace
    return plant


FEW = ("crm.sync", "rules.eval", "policy.load")
MANY = ("crm.sync", "rules.eval", "policy.load", "audit.note", "cart.price", "menu.load")

register("N066", "in numbered turns", own_names("cascade-turns", MANY, tools=0.0, vads=0))
register("N066", "in the turns of both sides", own_names("cascade-roles", FEW, tools=0.0, vads=0))
register("N066", "in a realtime stream", own_names("realtime", FEW, tools=0.0))
register("N066", "beside the model of a chat",
         own_names("chat", MANY + ("cart.load",), tools=0.0, workflow=0.0))


# N067: moments as spans

def moment(name, length, count=1):
    def plant(rng):
        trace = voice(rng, 5)
        for index in range(count):
            turn = any_turn(rng, trace)
            add_span(rng, trace, turn, name, turn.start + (3 + 9 * index) * MS, length)
        return trace
    return plant


register("N067", "a booking", moment("booking_attempted", 2 * MS))
register("N067", "the first speech, of no length", moment("first_speech_detected", 0))
register("N067", "three dispatches", moment("tool_dispatched", MS, count=3))
register("N067", "just below five milliseconds", moment("escalation_triggered", 5 * MS - 1))


# N068: a root without events

for style in STYLES:
    def silent(rng, style=style):
        trace = build(rng, style, turns=6, tools=1.0)
        trace.root.events = []
        return trace
    register("N068", f"no event, {style}", silent)


# N056: the pace of audio chunks. The spans are long enough not to be chunks by their length.

def paced(count, length, step, names=("audio.poll",), kind=CONSUMER):
    def plant(rng):
        trace = quiet(rng, 8)
        turn = max(trace.named("turn"), key=lambda span: span.length)
        sprinkle(rng, trace, [turn], names, [length] * count, step, kind)
        return trace
    return plant


register("N056", "ten in a row", paced(10, 75, 80))
register("N056", "20 ms apart, each over several others", paced(14, 200, 20))
register("N056", "100 ms apart", paced(16, 60, 100))
register("N056", "two streams side by side", paced(24, 90, 30, ("audio.in", "audio.out")))


@plants("N056", "vad decisions below a user's turn")
def paced_vads(rng):
    trace = build(rng, "cascade-roles", turns=6, pace=3.0, vads=0)
    sprinkle(rng, trace, [trace.named("turn.user")[2]], ["vad"], [55] * 14, 60, INTERNAL)
    return trace


# N057: a span for each ping, frame or token, each longer than a chunk

def known(*names, count=51):
    def plant(rng):
        trace = quiet(rng, 12)
        sprinkle(rng, trace, trace.named("turn"), names, [120] * count, 300, CONSUMER)
        return trace
    return plant


# More than half of the spans then have names outside the vocabulary.
for title, spans in (("51 pings", known("transport.ping")),
                     ("audio frames", known("media.audio_frame", count=58)),
                     ("tokens", known("answer.token", count=70)),
                     ("digits vary in the name",
                      known(*(f"chunk {n} sent" for n in range(4)), count=64)),
                     ("capitals", known("RecvAudioChunk"))):
    register("N057", title, spans, ["N066"])


# N058: one name for nearly everything

def only_llm(turns):
    """The first answer of a chat calls a tool, so the tree is not flat."""
    return lambda rng: build(rng, "chat", turns=turns, tools=0.0, workflow=0.0)


register("N058", "a chat of 12 answers", only_llm(12))
register("N058", "a chat of 40 answers", only_llm(40))


def drowned(name, count, kind):
    def plant(rng):
        trace = quiet(rng, 2)
        sprinkle(rng, trace, trace.named("turn"), [name], [60] * count, 175, kind)
        return trace
    return plant


register("N058", "vad decisions", drowned("vad", 38, CONSUMER))
# A name of its own is also one outside the vocabulary.
register("N058", "a step of its own", drowned("agent.step", 40, CONSUMER), ["N066"])


# S046: no parents at all. Roots that follow one another look like several calls, and some of them
# are requests to others.

for style in STYLES:
    def loose(rng, style=style):
        trace = build(rng, style, turns=3, providers=0.0)
        for span in trace.spans:
            span.parent_id = ""
        return trace
    register("S046", f"every span a root, {style}", loose, ["S043", "S153", "U038"])


# S047: parents that cannot be

def complete_tool(rng, trace, parent, start):
    """A tool call that lacks nothing but the right parent, and the answer that asked for it."""
    trace.named("llm")[0].attributes["llm.finish_reason"] = "tool_calls"
    length = rng.randrange(50 * MS, 60 * MS)
    add_span(rng, trace, parent, "llm_tool_call", start, length, INTERNAL, {
        "function.name": "lookup_order", "function.arguments": "{}",
        "tool_call_id": "call_" + letters(rng, 20), "tool.latency_ms": length / MS,
        "tool.error": 0, "tool.dependency_unavailable": 0, "tool.result.count": 1})
    settle(trace)


def tool_below(name):
    def plant(rng):
        trace = voice(rng, 4, tools=0.0, interruptions=0.0, providers=0.0)
        parent = rng.choice(trace.named(name))
        complete_tool(rng, trace, parent, parent.start + 5 * MS)
        return trace
    return plant


register("S047", "a tool below speech recognition", tool_below("stt"))
register("S047", "a tool below speech", tool_below("tts"))


@plants("S047", "a provider's attempt below the turn")
def attempt_below_turn(rng):
    trace = voice(rng, 4, providers=1.0, fallbacks=0.0)
    attempt = rng.choice([s for s in trace.spans if s.name.startswith("stt.provider.")])
    attempt.parent_id = trace.parent(attempt).parent_id
    return trace


@plants("S047", "a provider's attempt as a root", implied=["S043", "S153"])
def attempt_as_root(rng):
    trace = attempt_below_turn(rng)
    rng.choice([s for s in trace.spans if s.name.startswith("stt.provider.")]).parent_id = ""
    return trace


@plants("S047", "speech recognition below the model")
def stt_below_llm(rng):
    trace = voice(rng, 4, providers=0.0, tools=0.0)
    llm = rng.choice(trace.named("llm"))
    add_span(rng, trace, llm, "stt", llm.start + 5 * MS, 200 * MS, CLIENT,
             {"transcript": "Yes.", "metrics.ttfb": 0.09, "stt.confidence": 0.8123})
    return trace


@plants("S047", "work inside a moment")
def below_a_point(rng):
    trace = voice(rng, 4)
    point = extra_span(rng, trace, "slot.chosen", INTERNAL)
    point.end = point.start
    add_span(rng, trace, point, "crm.sync", point.start, 4 * MS)
    return trace


# S048: tools below what asks for none

def tool_beside(name):
    def plant(rng):
        trace = voice(rng, 4, tools=0.0)
        parent = extra_span(rng, trace, name, INTERNAL)
        complete_tool(rng, trace, parent, parent.start)
        return trace
    return plant


register("S048", "below a business step", tool_beside("restaurant.reserve"))
register("S048", "below a vad", tool_beside("vad"))
register("S048", "below a wrapper", tool_beside("pipeline"))


@plants("S048", "below another tool")
def tool_below_tool(rng):
    trace = voice(rng, 4, tools=1.0)
    tool = max(trace.named("llm_tool_call"), key=lambda span: span.length)
    tool.end = max(tool.end, tool.start + 60 * MS)
    tool.attributes["tool.latency_ms"] = round(tool.length / MS, 3)
    complete_tool(rng, trace, tool, tool.start)
    return trace


# S050: the parent is in another trace, and so it is missing in this one

def abroad(child, parent, every=False):
    def plant(rng):
        trace, other = voice(rng, 4), voice(rng, 3)
        spans = trace.named(*child)
        for span in spans if every else [rng.choice(spans)]:
            span.parent_id = rng.choice(other.named(*parent)).span_id
        trace.companions.append(other)
        return trace
    return plant


TURNS = ("turn", "turn.assistant")
register("S050", "a turn below another conversation", abroad(TURNS, ["conversation"]), ["S044"])
register("S050", "every turn", abroad(TURNS, ["conversation"], every=True), ["S044"])
# A turn without its stage is what is left.
register("S050", "an llm below a turn elsewhere", abroad(["llm"], TURNS), ["S044", "V174"])
register("S050", "a vad below a stage elsewhere", abroad(["vad"], ["stt"]), ["S044"])


# S051 to S053: calls of which the stages are missing

def frame(rng, style="cascade-turns", length=4000):
    """The conversation alone, as if it had been that short."""
    trace = build(rng, style, turns=3, tools=0.0, providers=0.0, interruptions=0.0)
    root = trace.root
    trace.spans[:] = [root]
    root.end = root.start + length * MS
    for index, event in enumerate(root.events):
        event.time = root.start + (index + 1) * 100 * MS
    root.attributes["workflow.fallback_used"] = 0
    settle(trace)
    return trace


def wrappers_only(*names):
    def plant(rng):
        trace = frame(rng, rng.choice(STYLES))
        root = trace.root
        for name in names:
            add_span(rng, trace, root, name, root.start + MS, root.length - 2 * MS)
        return trace
    return plant


# Where there is nothing, there is no stage either.
register("S051", "the conversation alone", wrappers_only(), ["S053"])
register("S051", "a transport below it", wrappers_only("transport"), ["S053"])
register("S051", "a pipeline below it", wrappers_only("pipeline"), ["S053"])
register("S051", "both", wrappers_only("pipeline", "transport"), ["S053"])


def requests_only(names, table):
    """Requests below the root, one after the other until the call ends."""
    def plant(rng):
        trace = frame(rng)
        each = 3900 // len(names)
        for index, name in enumerate(names):
            add_span(rng, trace, trace.root, name, trace.root.start + (50 + each * index) * MS,
                     each * MS, CLIENT, {**table, "server.address": "api.internal"})
        return trace
    return plant


NEW = {"http.request.method": "POST", "http.response.status_code": 200}
register("S052", "three requests", requests_only(["POST", "POST", "POST"], NEW), ["S053"])
register("S052", "four requests by their route",
         requests_only(["POST /v1/listen", "POST /v1/answer"] * 2, NEW), ["S053"])
register("S052", "a single request", requests_only(["POST /v1/answer"], NEW), ["S053"])
register("S052", "by the old convention",
         requests_only(["HTTP POST"] * 4, {"http.method": "POST", "http.status_code": 200}),
         ["S053"])
# Attempts below the root have no stage above them.
register("S052", "attempts of providers",
         requests_only(["stt.provider.deepgram"] * 2,
                       {"stt.providerName": "deepgram", "metrics.ttfb": 0.31}),
         ["S053", "S047"])


def without_stages(style):
    def plant(rng):
        trace = build(rng, style, turns=4, workflow=1.0, tools=0.0, providers=0.0, vads=0)
        gone = {span.span_id for span in trace.named("stt", "llm", "tts")}
        gone |= {span.span_id for span in trace.spans if span.parent_id in gone}
        trace.spans[:] = [span for span in trace.spans if span.span_id not in gone]
        return trace
    return plant


for style in ("cascade-turns", "cascade-roles", "monitoring"):
    register("S053", f"turns and steps, {style}", without_stages(style), ["N066"])


@plants("S053", "one business step", implied=["N066"])
def one_step(rng):
    trace = frame(rng)
    add_span(rng, trace, trace.root, "crm.sync", trace.root.start + MS, 3900 * MS)
    return trace


# S054: wrappers in wrappers

def wrapped(*names):
    """New wrappers between the root and what was below it."""
    def plant(rng):
        trace = voice(rng, 4)
        root, parent = trace.root, trace.root
        children = trace.children(root)
        for depth, name in enumerate(names, 1):
            parent = add_span(rng, trace, parent, name, root.start + depth * MS,
                              root.length - 2 * depth * MS)
        for child in children:
            child.parent_id = parent.span_id
        return trace
    return plant


register("S054", "three", wrapped("pipeline", "transport"))
register("S054", "in the other order", wrapped("transport", "pipeline"))
register("S054", "five", wrapped("pipeline", "transport", "pipeline", "transport"))
register("S054", "the same twice", wrapped("pipeline", "pipeline"))


# S151: nothing to start from. The spans below the root are then orphans of one parent.

for style in STYLES:
    def beheaded(rng, style=style):
        trace = build(rng, style, turns=4)
        trace.spans.remove(trace.root)
        return trace
    register("S151", f"the root was never exported, {style}", beheaded, ["S042", "S044", "L108"])


@plants("S151", "the root is below its last turn", implied=["S042", "S049", "S154", "T023"])
def root_in_cycle(rng):
    trace = voice(rng, 4)
    trace.root.parent_id = trace.named("turn", "turn.assistant")[-1].span_id
    return trace


# S155: whole calls and fragments of one agent

def fragment(rng):
    """A call of which the model's last answer is all that is left."""
    trace = build(rng, "cascade-turns", turns=1, tools=0.0, providers=0.0, interruptions=0.0)
    root, llm = trace.root, trace.named("llm")[-1]
    trace.spans[:] = [root, llm]
    llm.parent_id = root.span_id
    root.start, root.end = llm.start - 20 * MS, llm.end + 20 * MS
    root.attributes["workflow.fallback_used"] = 0
    for index, event in enumerate(root.events):
        event.time = root.start + (index + 1) * MS
    settle(trace)
    return trace


def captured(calls, fragments):
    def plant(rng):
        made = [quiet(rng, rng.randint(3, 5)) for _ in range(calls)]
        made += [fragment(rng) for _ in range(fragments)]
        resource = Resource({**made[0].root.resource.attributes})
        for trace in made:
            for span in trace.spans:
                span.resource = resource
        made[0].companions = made[1:]
        return made[0]
    return plant


for calls, fragments in ((18, 2), (12, 12), (3, 19), (26, 4)):
    register("S155", f"{fragments} fragments and {calls} calls", captured(calls, fragments),
             whole=True)
