"""The voice agent itself: what one well instrumented call looks like from the inside."""

import contextlib
import json

from opentelemetry.trace import SpanKind, Status, StatusCode

from simulated import epoch_us

CHUNK_MS = 20
BYTES_PER_MS = 32
MODEL = "gpt-4o-mini"


class VoiceAgent:
    def __init__(self, tracer, clock, draws, ids):
        self.tracer = tracer
        self.clock = clock
        self.draws = draws
        self.ids = ids

    def run(self, data):
        for call in data["calls"]:
            self.ids.next_call()
            self.clock.us = epoch_us(call["start"])
            self.conversation(call, data["chunk_spans"])

    @contextlib.contextmanager
    def span(self, name, kind=SpanKind.INTERNAL):
        """A span from now until the clock's time at the end of the block."""
        with self.tracer.start_as_current_span(
                name, kind=kind, start_time=self.clock.ns(), end_on_exit=False) as current:
            yield current
            current.end(self.clock.ns())

    def wait(self, ms):
        self.clock.us += ms * 1000 + self.draws.below(1000)

    def first_byte(self, span, ttfb_ms):
        start = self.clock.us
        self.wait(ttfb_ms)
        span.set_attribute("metrics.ttfb", self.clock.seconds_since(start))

    def conversation(self, call, chunk_spans):
        start = self.clock.us
        with self.span("conversation") as root:
            self.root, self.heard = root, False
            root.set_attributes({
                "session.id": call["session"], "customer.workflow": call["workflow"],
                "conversation.summary": call["summary"]})
            self.wait(90)
            self.milestone("first_inbound_audio")
            for number, turn in enumerate(call["turns"], 1):
                self.turn(turn, number, start, chunk_spans)
                self.wait(turn["pause_ms"])
            self.milestone("conversation_end", reason=call["outcome"]["ended"])
            self.summarise(root, call, start)

    def milestone(self, name, **attributes):
        self.root.add_event(name, attributes, self.clock.ns())

    def summarise(self, root, call, start):
        outcome, turns = call["outcome"], call["turns"]
        tools = [tool for turn in turns for step in turn.get("steps", [])
                 for tool in step.get("tools", [])]
        attempts = [a for turn in turns for a in turn.get("attempts", [])]
        root.set_attributes({
            "call.duration_seconds": self.clock.seconds_since(start),
            "call.ended_reason": outcome["ended"],
            "tool.call.count": len(tools),
            "tool.failure.count": sum("failure" in tool for tool in tools),
            "user.interruption.count": sum(t["end_reason"] == "barge_in" for t in turns),
            "workflow.completed": outcome["completed"],
            "workflow.dependency_blocked": outcome["dependency_blocked"],
            "workflow.fallback_used": int(any("failure" in a for a in attempts)),
            "handoff.required": outcome["handoff"],
            "booking.confirmed.count": call["booked"]})
        root.set_status(Status(StatusCode.OK))

    def turn(self, turn, number, call_start, chunk_spans):
        with self.span("turn." + turn["role"]) as span:
            span.set_attributes({
                "turn.role": turn["role"], "turn.number": number, "turn.text": turn["text"],
                "turn.word_count": len(turn["text"].split()),
                "turn.content_length": len(turn["text"]),
                "turn.seconds_from_start": self.clock.seconds_since(call_start),
                "turn.end_reason": turn["end_reason"]})
            if turn["role"] == "user":
                self.listen(span, turn, chunk_spans)
            else:
                self.answer(turn)

    def listen(self, span, turn, chunk_spans):
        with self.span("vad"):
            self.wait(turn["vad_ms"])
        if not self.heard:
            self.milestone("first_speech_detected")
            self.heard = True
        chunks = turn["speech_ms"] // CHUNK_MS
        if chunk_spans:
            self.receive_each_chunk(chunks)
        else:
            span.set_attribute("audio.chunks_received", chunks)
        self.transcribe(turn)
        self.wait(35)

    def receive_each_chunk(self, chunks):
        """The anti-pattern: one span per 20 ms of audio, in parallel to the recognition."""
        begin = self.clock.us
        with self.span("transport"):
            for index in range(chunks):
                self.clock.us = begin + index * CHUNK_MS * 1000
                with self.span("transport.recv_audio") as chunk:
                    chunk.set_attribute("chunk.index", index)
                    self.clock.us += 2000 + self.draws.below(13000)
            self.clock.us = begin + chunks * CHUNK_MS * 1000
        self.clock.us = begin

    def transcribe(self, turn):
        with self.span("stt") as stt:
            begin = self.clock.us
            self.wait(4)
            for attempt in turn["attempts"]:
                self.attempt(stt, attempt, begin)
                self.wait(6)
            stt.set_attribute("transcript", turn["text"])

    def attempt(self, stt, attempt, stt_begin):
        provider = attempt["provider"]
        with self.span("stt.provider." + provider, SpanKind.CLIENT) as span:
            span.set_attribute("stt.providerName", provider)
            begin = self.clock.us
            if "failure" in attempt:
                self.wait(attempt["ms"])
                self.fail(span, attempt["failure"])
                return
            self.first_byte(span, attempt["ttfb_ms"])
            stt.set_attribute("metrics.ttfb", self.clock.seconds_since(stt_begin))
            self.clock.us = begin
            self.wait(attempt["ms"])
            for recognised in (span, stt):
                recognised.set_attribute("stt.confidence", attempt["confidence"])
            span.set_status(Status(StatusCode.OK))

    def fail(self, span, failure):
        span.set_attribute("error.type", failure["type"])
        span.set_status(Status(StatusCode.ERROR, failure["message"]))

    def answer(self, turn):
        self.wait(25)
        for step in turn["steps"]:
            self.think(step, len(turn["text"]))
            self.wait(12)
        self.speak(turn["tts"])

    def think(self, step, answer_length):
        with self.span("llm", SpanKind.CLIENT) as span:
            begin = self.clock.us
            self.first_byte(span, step["ttfb_ms"])
            self.clock.us = begin
            self.wait(step["ms"])
            span.set_attributes({
                "gen_ai.request.model": MODEL,
                "gen_ai.usage.input_tokens": step["input"],
                "gen_ai.usage.output_tokens": step["output"],
                "llm.finish_reason": step["finish"],
                "prompt.message_count": step["messages"],
                "response.length": answer_length if step["finish"] == "stop" else 0})
            for tool in step.get("tools", []):
                self.wait(3)
                self.use_tool(tool)
                self.wait(2)

    def use_tool(self, tool):
        self.milestone("tool_dispatched", **{"function.name": tool["name"]})
        with self.span("llm_tool_call") as span:
            begin, failure = self.clock.us, tool.get("failure")
            self.wait(tool["ms"])
            span.set_attributes({
                "function.name": tool["name"], "tool_call_id": tool["id"],
                "function.arguments": json.dumps(tool["arguments"], separators=(",", ":")),
                "tool.latency_ms": (self.clock.us - begin) / 1000,
                "tool.error": int(failure is not None),
                "tool.dependency_unavailable": failure["unavailable"] if failure else 0,
                "tool.result.count": tool["results"], "retry_count": tool["retry"]})
            if failure:
                self.fail(span, failure)
            else:
                span.set_status(Status(StatusCode.OK))

    def speak(self, tts):
        with self.span("tts", SpanKind.CLIENT) as span:
            begin = self.clock.us
            self.first_byte(span, tts["ttfb_ms"])
            playback = self.clock.us
            self.clock.us = begin
            self.wait(tts["ms"])
            span.set_attributes({
                "tts.provider": "cartesia", "tts.voice": "warm",
                "audio.chunks_sent": tts["audio_ms"] // CHUNK_MS,
                "audio.chunk_target_ms": CHUNK_MS,
                "audio.payload_bytes": tts["audio_ms"] * BYTES_PER_MS,
                "audio.duration_s": tts["audio_ms"] / 1000})
        self.clock.us = playback
        self.wait(tts["audio_ms"])
