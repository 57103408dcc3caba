"""Clean traces of voice and chat agents: several kinds of agent, any size, no finding above info.

A `Call` walks along a clock: spans are opened at the present moment and closed at a later one, so
nesting and order are right by construction. `build` makes one trace of a given style and shape;
the planters of `defects.py` and the near misses of `nearmiss.py` start from its results.
"""

import json
from collections import Counter
from dataclasses import dataclass

import phrases
from model import (CLIENT, ERROR, INTERNAL, MS, OK, SECOND, SERVER, Event, Resource, Span, Trace,
                   hex_id, letters, settle)

FIRST_DAY = 1_704_067_200  # 2024-01-01
DAYS = 400


@dataclass
class Shape:
    """What a trace holds; shares are between 0 and 1."""
    turns: int = 4
    tools: float = 0.5          # of the llm spans, those that call a tool
    tool_errors: float = 0.15   # of the tool spans, those that fail
    providers: float = 0.3      # of the stt spans, those with provider attempts below
    fallbacks: float = 0.4      # of these, those whose first attempts failed
    interruptions: float = 0.15
    vads: int = 1               # vad spans per turn
    workflow: float = 0.3       # of the turns, those with a business step
    remote: float = 0.0         # of the tools, those with a SERVER span of another service
    pace: float = 1.0           # lengthens every stage
    confidence: bool = True


class Call:
    """One call under construction."""

    def __init__(self, rng, agent, shape):
        self.rng = rng
        self.shape = shape
        self.trace = Trace(hex_id(rng, 32), agent)
        service, name, self.scope = rng.choice(phrases.SERVICES)
        self.resource = service_resource(rng, service, name)
        self.now = (FIRST_DAY + rng.randrange(DAYS * 86400)) * SECOND + rng.randrange(SECOND)
        self.model = rng.choice(phrases.MODELS)
        self.workflow, self.step = rng.choice(phrases.WORKFLOWS)
        self.interruptions = 0
        self.fell_back = False
        self.blocked = False
        self.used_ids = set()
        self.backend = None

    def wait(self, low_ms, high_ms):
        """Let some time pass; pace does not matter here."""
        self.now += self.rng.randrange(low_ms * MS, high_ms * MS)

    def work(self, low_ms, high_ms):
        """Let some time pass in which a stage works."""
        self.now += int(self.rng.randrange(low_ms * MS, high_ms * MS) * self.shape.pace)

    def chance(self, share):
        return self.rng.random() < share

    def open(self, name, parent, kind=INTERNAL, attributes=None):
        span_id = hex_id(self.rng, 16)
        while span_id in self.used_ids:
            span_id = hex_id(self.rng, 16)
        self.used_ids.add(span_id)
        span = Span(self.trace.trace_id, span_id, parent.span_id if parent else "", name, kind,
                    self.now, None, self.resource, self.scope, dict(attributes or {}))
        self.trace.spans.append(span)
        return span

    def close(self, span):
        span.end = self.now
        return span

    def say(self):
        return self.rng.choice(phrases.UTTERANCES)

    # stages

    def vads(self, parent):
        for _ in range(self.shape.vads):
            span = self.open("vad", parent, INTERNAL, {"vad.state": "speech"})
            self.wait(60, 400)
            self.close(span)
            self.wait(150, 400)

    def stt(self, parent):
        span = self.open("stt", parent, CLIENT)
        if self.chance(self.shape.providers):
            self.attempts(span)
        else:
            self.work(600, 3500)
        self.wait(5, 30)
        self.close(span)
        span.attributes["transcript"] = self.say()
        span.attributes["metrics.ttfb"] = part_of(self.rng, span)
        if self.shape.confidence:
            span.attributes["stt.confidence"] = round(self.rng.uniform(0.71, 0.99), 4)
        return span

    def attempts(self, stt):
        failures = self.rng.randint(1, 2) if self.chance(self.shape.fallbacks) else 0
        names = self.rng.sample(phrases.PROVIDERS, failures + 1)
        for name in names:
            self.wait(5, 20)
            span = self.open(f"stt.provider.{name}", stt, CLIENT, {"stt.providerName": name})
            self.work(250, 1400)
            self.close(span)
            if name != names[-1]:
                self.fell_back = True
                fail(span, "connection_reset", "stream closed by the provider")
            else:
                span.attributes["metrics.ttfb"] = part_of(self.rng, span)
                span.attributes["stt.confidence"] = round(self.rng.uniform(0.71, 0.99), 4)

    def llm(self, parent, tool_kind=INTERNAL, tool=None):
        span = self.open("llm", parent, CLIENT, {"gen_ai.request.model": self.model})
        self.work(120, 900)
        span.attributes["metrics.ttfb"] = round((self.now - span.start) / SECOND, 4)
        with_tool = self.chance(self.shape.tools) if tool is None else tool
        if with_tool:
            self.wait(10, 40)
            self.tool(span, tool_kind)
        self.work(150, 1600)
        self.close(span)
        span.attributes.update(usage(self.rng))
        span.attributes["llm.finish_reason"] = "tool_calls" if with_tool else "stop"
        if self.chance(0.3):
            span.attributes["gen_ai.request.stream"] = True
            span.attributes["gen_ai.request.max_tokens"] = 1024
        return span

    def tool(self, parent, kind=INTERNAL):
        name, arguments = self.rng.choice(phrases.TOOLS)
        span = self.open("llm_tool_call", parent, kind, {
            "function.name": name,
            "tool_call_id": "call_" + letters(self.rng, 20),
            "function.arguments": json.dumps(arguments, ensure_ascii=self.chance(0.5)),
            "tool.error": 0,
            "tool.dependency_unavailable": 0,
        })
        failed = self.chance(self.shape.tool_errors)
        if not failed and self.chance(self.shape.remote):
            span.kind = CLIENT
            self.remote(span)
        else:
            self.work(40, 900)
        self.close(span)
        span.attributes["tool.latency_ms"] = round(span.length / MS, 3)
        if failed:
            self.fail_tool(span)
        else:
            span.attributes["tool.result.count"] = self.rng.randint(0, 9)
        return span

    def fail_tool(self, span):
        kind, message, status = self.rng.choice(phrases.TOOL_FAILURES)
        fail(span, kind, message)
        span.attributes["tool.error"] = 1
        if status:
            span.attributes["http.status_code"] = status
        if status == 503:
            span.attributes["tool.dependency_unavailable"] = 1
            self.blocked = True

    def remote(self, parent):
        """The other side of a tool call: a SERVER span of another service."""
        if not self.backend:
            self.backend = service_resource(self.rng, "booking-api", None)
        self.wait(3, 12)
        span = self.open("POST /bookings", parent, SERVER, {"http.status_code": 200})
        span.resource, span.scope = self.backend, "booking.http"
        self.work(40, 700)
        self.close(span)
        self.wait(3, 12)

    def tts(self, parent, short=False):
        span = self.open("tts", parent, CLIENT)
        self.work(60, 350)
        span.attributes["metrics.ttfb"] = round((self.now - span.start) / SECOND, 4)
        self.work(200, 500) if short else self.work(500, 4000)
        self.close(span)
        span.attributes.update({
            "audio.chunk_target_ms": 20,
            "audio.chunks_sent": span.length // (20 * MS),
            "audio.payload_bytes": span.length // (20 * MS) * 640,
            "tts.voice": self.rng.choice(phrases.VOICES),
        })
        return span

    def business_step(self, parent):
        span = self.open(self.step, parent, INTERNAL, {
            "queue_wait_ms": self.rng.randint(30, 700),
        })
        self.work(100, 900)
        return self.close(span)

    # whole calls

    def conversation(self, identity="session.id"):
        root = self.open("conversation", None, self.rng.choice((INTERNAL, SERVER)))
        root.attributes[identity] = letters(self.rng, 22)
        self.wait(40, 300)
        return root

    def hang_up(self, root):
        self.wait(40, 200)
        self.close(root)
        recovered = self.blocked and self.chance(0.5)
        root.attributes.update({
            "customer.workflow": self.workflow,
            "call.duration_seconds": 0.0,
            "tool.call.count": 0,
            "tool.failure.count": 0,
            "user.interruption.count": self.interruptions,
            "workflow.completed": 0 if self.blocked and not recovered else 1,
            "workflow.dependency_blocked": 1 if self.blocked and not recovered else 0,
            "workflow.fallback_used": 1 if self.fell_back or recovered else 0,
        })
        moments = sorted(self.rng.randrange(root.start, root.end) for _ in phrases.MILESTONES)
        root.events = [Event(time, name) for time, name in zip(moments, phrases.MILESTONES)]
        root.status = OK
        settle(self.trace)
        return self.trace

    def roles(self, root, role, since):
        """Opens turn.user or turn.assistant with what its canonical attributes say."""
        text = self.say()
        return self.open(f"turn.{role}", root, INTERNAL, {
            "turn.role": role,
            "turn.text": text[:190],
            "turn.word_count": len(text.split()),
            "turn.content_length": len(text),
            "turn.seconds_from_start": round((self.now - since.start) / SECOND, 3),
        })

    def pause(self):
        self.wait(200, 900)


def fail(span, kind, message):
    """Marks a span as failed, completely: status, message and error.type."""
    span.status = ERROR
    span.message = message
    span.attributes["error.type"] = kind


def part_of(rng, span):
    """A first-byte time somewhere inside the span, in seconds."""
    return round(span.length / SECOND * rng.uniform(0.08, 0.8), 4)


def usage(rng):
    tokens = {
        "gen_ai.usage.input_tokens": rng.randint(180, 5200),
        "gen_ai.usage.output_tokens": rng.randint(4, 420),
    }
    if rng.random() < 0.3:
        tokens["gen_ai.usage.total_tokens"] = sum(tokens.values())
    return tokens


def service_resource(rng, service, agent):
    attributes = {
        "service.name": service,
        "service.instance.id": f"{letters(rng, 6).lower()}-{letters(rng, 5).lower()}",
        "deployment.environment.name": rng.choice(("production", "staging")),
        "telemetry.sdk.language": rng.choice(("python", "nodejs", "go")),
    }
    if agent:
        attributes["agent.name"] = agent
    if agent and rng.random() < 0.8:
        attributes["service.namespace"] = "voice"
        attributes["agent.provider"] = rng.choice(("in-house", "pipecat", "livekit"))
        attributes["coval.agent_type"] = "MODEL_TYPE_VOICE"
    return Resource(attributes)


def cascade_turns(rng, shape):
    """One `turn` per exchange, numbered, with stt, llm and tts below it."""
    call = Call(rng, "cascade-turns", shape)
    root = call.conversation()
    for number in range(1, shape.turns + 1):
        turn = call.open("turn", root, INTERNAL, {"turn.number": number})
        call.wait(20, 80)
        call.vads(turn)
        call.stt(turn)
        call.wait(5, 60)
        if call.llm(turn).attributes["llm.finish_reason"] == "tool_calls" and call.chance(0.5):
            call.wait(5, 20)
            call.llm(turn, tool=False)
        if call.chance(shape.workflow):
            call.wait(5, 20)
            call.business_step(turn)
        interrupted = call.chance(shape.interruptions)
        call.wait(5, 60)
        call.tts(turn, short=interrupted)
        call.wait(10, 60)
        call.close(turn)
        turn.attributes["turn.was_interrupted"] = interrupted
        call.interruptions += interrupted
        call.pause()
    return call.hang_up(root)


def cascade_roles(rng, shape, agent="cascade-roles", identity="session.id", alias=False):
    """turn.user with stt, turn.assistant with llm and tts."""
    call = Call(rng, agent, shape)
    root = call.conversation(identity)
    for _ in range(shape.turns):
        user = call.roles(root, "user", root)
        call.wait(20, 80)
        call.vads(user)
        stt = call.stt(user)
        if alias:
            stt.attributes["stt.transcription"] = stt.attributes["transcript"]
        call.wait(10, 50)
        call.close(user)
        call.wait(10, 80)
        assistant = call.roles(root, "assistant", root)
        call.wait(5, 30)
        call.llm(assistant)
        if call.chance(shape.workflow):
            call.wait(5, 20)
            call.business_step(assistant)
        interrupted = call.chance(shape.interruptions)
        call.wait(5, 60)
        call.tts(assistant, short=interrupted)
        call.wait(10, 60)
        call.close(assistant)
        call.interruptions += interrupted
        call.pause()
    return call.hang_up(root)


def monitoring(rng, shape):
    """A call reported after it ended: buffered spans under a conversation id."""
    trace = cascade_roles(rng, shape, "monitoring", "conversation.id", rng.random() < 0.3)
    trace.root.resource.attributes["coval.correlation.method"] = "conversation_id"
    return trace


def realtime(rng, shape):
    """Speech to speech: one wrapper for the stream, input transcription, no tts."""
    call = Call(rng, "realtime", shape)
    root = call.conversation()
    stream = call.open("transport", root, INTERNAL, {"transport.codec": "opus"})
    call.wait(10, 50)
    for _ in range(shape.turns):
        user = call.roles(stream, "user", root)
        call.wait(20, 80)
        call.stt(user).attributes["audio.chunks_received"] = rng.randint(40, 400)
        call.wait(10, 50)
        call.close(user)
        call.wait(10, 80)
        assistant = call.roles(stream, "assistant", root)
        call.wait(5, 30)
        call.llm(assistant).attributes["audio.duration_s"] = round(rng.uniform(1.2, 14.0), 2)
        call.wait(10, 60)
        call.close(assistant)
        call.pause()
    call.close(stream)
    return call.hang_up(root)


def chat(rng, shape):
    """Text only: model calls and tools, no turn spans."""
    call = Call(rng, "chat", shape)
    root = call.conversation()
    call.resource.attributes.pop("coval.agent_type", None)
    tool_kind = INTERNAL if shape.turns <= 4 else CLIENT
    for number in range(shape.turns):
        llm = call.llm(root, tool_kind, tool=True if number == 0 else None)
        if call.chance(shape.workflow):
            retrieval(call, root)
        call.pause()
        llm.attributes["prompt.message_count"] = 2 + 2 * number
    return call.hang_up(root)


def retrieval(call, parent):
    """A span of the GenAI conventions, complete by them."""
    call.wait(5, 30)
    span = call.open("retrieval kb-main", parent, CLIENT, {
        "gen_ai.operation.name": "retrieval",
        "gen_ai.data_source.id": "kb-main",
        "gen_ai.provider.name": "openai",
        "server.address": "kb.internal",
    })
    call.work(60, 400)
    call.close(span)


def vapi(rng, shape):
    """Rebuilt from an end-of-call artifact: real turns and tools, markers where nothing was
    measured."""
    call = Call(rng, "vapi", shape)
    root = call.conversation()
    root.attributes["call.ended_reason"] = "customer-ended-call"
    busy = call.chance(0.5)  # every answer calls a tool, so there is room for one more marker
    for _ in range(shape.turns):
        user = call.roles(root, "user", root)
        call.work(900, 4000)
        marker(call, "stt", user, {"transcript": call.say()})
        call.close(user)
        call.wait(100, 600)
        assistant = call.roles(root, "assistant", root)
        marker(call, "llm_marker", assistant, {})
        if busy or call.chance(shape.tools):
            call.wait(5, 40)
            call.tool(assistant)
        call.work(900, 4000)
        if busy:
            marker(call, "tts_marker", assistant, {})
        call.close(assistant)
        call.pause()
    hook = call.open("vapi.webhook.end-of-call-report", root)
    call.wait(20, 90)
    call.close(hook)
    return call.hang_up(root)


def marker(call, name, parent, attributes):
    span = call.open(name, parent, INTERNAL, {
        "trace.source": "vapi_artifact",
        "trace.timing": "metadata_marker",
        "trace.duration_note": "the length is not a measurement",
        **attributes,
    })
    call.now += MS
    return call.close(span)


def add_span(rng, trace, parent, name, start, length, kind=INTERNAL, attributes=None):
    """One more span under `parent`, of the same service and scope."""
    span = Span(trace.trace_id, hex_id(rng, 16), parent.span_id, name, kind, start,
                start + length, parent.resource, parent.scope, dict(attributes or {}))
    trace.spans.append(span)
    return span


def sprinkle(rng, trace, parents, names, lengths_ms, step_ms, kind=CLIENT):
    """Adds one short span per length, dealt evenly over `parents`, a step apart.

    `names` holds one name for all of them, or several that are used in turn.
    """
    added = []
    share = -(-len(lengths_ms) // len(parents))
    for index, length in enumerate(lengths_ms):
        parent = parents[index // share]
        start = parent.start + int((10 + index % share * step_ms) * MS)
        span = add_span(rng, trace, parent, names[index % len(names)], start, int(length * MS),
                        kind)
        assert span.end <= parent.end, "the parent is too short for what is put into it"
        added.append(span)
    return added


STYLES = {
    "cascade-turns": cascade_turns,
    "cascade-roles": cascade_roles,
    "monitoring": monitoring,
    "realtime": realtime,
    "chat": chat,
    "vapi": vapi,
}


def build(rng, style=None, **shape):
    """One clean trace. `shape` overrides fields of Shape; `style` is a key of STYLES."""
    style = style or rng.choice(list(STYLES))
    return STYLES[style](rng, Shape(**shape))


def quiet(rng, turns, pace=3.0):
    """Numbered turns of exactly four spans each, long enough to take more children."""
    return build(rng, "cascade-turns", turns=turns, pace=pace, vads=0, tools=0.0, providers=0.0,
                 workflow=0.0, interruptions=0.0)


def voice(rng, turns=6, **shape):
    """A cascade of either kind of turn."""
    while True:
        trace = build(rng, rng.choice(("cascade-turns", "cascade-roles")), turns=turns, **shape)
        if balanced(trace):
            return trace


def random_trace(rng, biggest=400):
    """A clean trace of any style with 5 to `biggest` spans."""
    while True:
        turns = rng.choice((1, 2, 3, 4, 5, 6, 8, 12, 20, 40))
        trace = build(rng, turns=turns, vads=rng.choice((0, 1, 2)),
                      tools=rng.choice((0.2, 0.5, 0.9)), remote=rng.choice((0.0, 0.0, 0.6)),
                      workflow=rng.choice((0.0, 0.3)), confidence=rng.random() < 0.8)
        if 5 <= len(trace.spans) <= biggest and balanced(trace):
            return trace


def balanced(trace):
    """Neither one name for nearly all spans nor a name of its own for every second one."""
    names = Counter(span.name for span in trace.spans)
    spans = len(trace.spans)
    return max(names.values()) <= 0.8 * spans and (spans < 20 or len(names) + 1 <= 0.5 * spans)
