// The voice agent itself: what one well instrumented call looks like from the inside.

import { ROOT_CONTEXT, SpanKind, SpanStatusCode, trace } from "@opentelemetry/api";
import { epochUs } from "./simulated.mjs";

const CHUNK_MS = 20;
const BYTES_PER_MS = 32;
const MODEL = "gpt-4o-mini";

export class VoiceAgent {
  constructor(tracer, clock, draws, ids) {
    Object.assign(this, { tracer, clock, draws, ids, context: ROOT_CONTEXT });
  }

  run(data) {
    for (const call of data.calls) {
      this.ids.nextCall();
      this.clock.us = epochUs(call.start);
      this.conversation(call, data.chunk_spans);
    }
  }

  // A span from now until the clock's time at the end of the body.
  span(name, kind, body) {
    const outer = this.context;
    const span = this.tracer.startSpan(name, { kind, startTime: this.clock.now() }, outer);
    this.context = trace.setSpan(outer, span);
    body(span);
    this.context = outer;
    span.end(this.clock.now());
  }

  wait(ms) {
    this.clock.us += ms * 1000 + this.draws.below(1000);
  }

  firstByte(span, ttfbMs) {
    const start = this.clock.us;
    this.wait(ttfbMs);
    span.setAttribute("metrics.ttfb", this.clock.secondsSince(start));
  }

  conversation(call, chunkSpans) {
    const start = this.clock.us;
    this.span("conversation", SpanKind.INTERNAL, (root) => {
      Object.assign(this, { root, heard: false });
      root.setAttributes({
        "session.id": call.session,
        "customer.workflow": call.workflow,
        "conversation.summary": call.summary,
      });
      this.wait(90);
      this.milestone("first_inbound_audio");
      call.turns.forEach((turn, index) => {
        this.turn(turn, index + 1, start, chunkSpans);
        this.wait(turn.pause_ms);
      });
      this.milestone("conversation_end", { reason: call.outcome.ended });
      this.summarise(root, call, start);
    });
  }

  milestone(name, attributes = {}) {
    this.root.addEvent(name, attributes, this.clock.now());
  }

  summarise(root, { outcome, turns, booked }, start) {
    const tools = turns.flatMap((turn) => turn.steps ?? []).flatMap((step) => step.tools ?? []);
    const attempts = turns.flatMap((turn) => turn.attempts ?? []);
    const failed = (item) => "failure" in item;
    root.setAttributes({
      "call.duration_seconds": this.clock.secondsSince(start),
      "call.ended_reason": outcome.ended,
      "tool.call.count": tools.length,
      "tool.failure.count": tools.filter(failed).length,
      "user.interruption.count": turns.filter((t) => t.end_reason === "barge_in").length,
      "workflow.completed": outcome.completed,
      "workflow.dependency_blocked": outcome.dependency_blocked,
      "workflow.fallback_used": Number(attempts.some(failed)),
      "handoff.required": outcome.handoff,
      "booking.confirmed.count": booked,
    });
    root.setStatus({ code: SpanStatusCode.OK });
  }

  turn(turn, number, callStart, chunkSpans) {
    this.span(`turn.${turn.role}`, SpanKind.INTERNAL, (span) => {
      span.setAttributes({
        "turn.role": turn.role,
        "turn.number": number,
        "turn.text": turn.text,
        "turn.word_count": turn.text.split(" ").length,
        "turn.content_length": turn.text.length,
        "turn.seconds_from_start": this.clock.secondsSince(callStart),
        "turn.end_reason": turn.end_reason,
      });
      if (turn.role === "user") this.listen(span, turn, chunkSpans);
      else this.answer(turn);
    });
  }

  listen(span, turn, chunkSpans) {
    this.span("vad", SpanKind.INTERNAL, () => this.wait(turn.vad_ms));
    if (!this.heard) {
      this.milestone("first_speech_detected");
      this.heard = true;
    }
    const chunks = Math.floor(turn.speech_ms / CHUNK_MS);
    if (chunkSpans) this.receiveEachChunk(chunks);
    else span.setAttribute("audio.chunks_received", chunks);
    this.transcribe(turn);
    this.wait(35);
  }

  // The anti-pattern: one span per 20 ms of audio, in parallel to the recognition.
  receiveEachChunk(chunks) {
    const begin = this.clock.us;
    this.span("transport", SpanKind.INTERNAL, () => {
      for (let index = 0; index < chunks; index++) {
        this.clock.us = begin + index * CHUNK_MS * 1000;
        this.span("transport.recv_audio", SpanKind.INTERNAL, (chunk) => {
          chunk.setAttribute("chunk.index", index);
          this.clock.us += 2000 + this.draws.below(13000);
        });
      }
      this.clock.us = begin + chunks * CHUNK_MS * 1000;
    });
    this.clock.us = begin;
  }

  transcribe(turn) {
    this.span("stt", SpanKind.INTERNAL, (stt) => {
      const begin = this.clock.us;
      this.wait(4);
      for (const attempt of turn.attempts) {
        this.attempt(stt, attempt, begin);
        this.wait(6);
      }
      stt.setAttribute("transcript", turn.text);
    });
  }

  attempt(stt, attempt, sttBegin) {
    this.span(`stt.provider.${attempt.provider}`, SpanKind.CLIENT, (span) => {
      span.setAttribute("stt.providerName", attempt.provider);
      const begin = this.clock.us;
      if (attempt.failure) {
        this.wait(attempt.ms);
        this.fail(span, attempt.failure);
        return;
      }
      this.firstByte(span, attempt.ttfb_ms);
      stt.setAttribute("metrics.ttfb", this.clock.secondsSince(sttBegin));
      this.clock.us = begin;
      this.wait(attempt.ms);
      for (const recognised of [span, stt]) {
        recognised.setAttribute("stt.confidence", attempt.confidence);
      }
      span.setStatus({ code: SpanStatusCode.OK });
    });
  }

  fail(span, failure) {
    span.setAttribute("error.type", failure.type);
    span.setStatus({ code: SpanStatusCode.ERROR, message: failure.message });
  }

  answer(turn) {
    this.wait(25);
    for (const step of turn.steps) {
      this.think(step, turn.text.length);
      this.wait(12);
    }
    this.speak(turn.tts);
  }

  think(step, answerLength) {
    this.span("llm", SpanKind.CLIENT, (span) => {
      const begin = this.clock.us;
      this.firstByte(span, step.ttfb_ms);
      this.clock.us = begin;
      this.wait(step.ms);
      span.setAttributes({
        "gen_ai.request.model": MODEL,
        "gen_ai.usage.input_tokens": step.input,
        "gen_ai.usage.output_tokens": step.output,
        "llm.finish_reason": step.finish,
        "prompt.message_count": step.messages,
        "response.length": step.finish === "stop" ? answerLength : 0,
      });
      for (const tool of step.tools ?? []) {
        this.wait(3);
        this.useTool(tool);
        this.wait(2);
      }
    });
  }

  useTool(tool) {
    this.milestone("tool_dispatched", { "function.name": tool.name });
    this.span("llm_tool_call", SpanKind.INTERNAL, (span) => {
      const begin = this.clock.us;
      this.wait(tool.ms);
      span.setAttributes({
        "function.name": tool.name,
        "tool_call_id": tool.id,
        "function.arguments": JSON.stringify(tool.arguments),
        "tool.latency_ms": (this.clock.us - begin) / 1000,
        "tool.error": Number("failure" in tool),
        "tool.dependency_unavailable": tool.failure?.unavailable ?? 0,
        "tool.result.count": tool.results,
        "retry_count": tool.retry,
      });
      if (tool.failure) this.fail(span, tool.failure);
      else span.setStatus({ code: SpanStatusCode.OK });
    });
  }

  speak(tts) {
    let playback;
    this.span("tts", SpanKind.CLIENT, (span) => {
      const begin = this.clock.us;
      this.firstByte(span, tts.ttfb_ms);
      playback = this.clock.us;
      this.clock.us = begin;
      this.wait(tts.ms);
      span.setAttributes({
        "tts.provider": "cartesia",
        "tts.voice": "warm",
        "audio.chunks_sent": Math.floor(tts.audio_ms / CHUNK_MS),
        "audio.chunk_target_ms": CHUNK_MS,
        "audio.payload_bytes": tts.audio_ms * BYTES_PER_MS,
        "audio.duration_s": tts.audio_ms / 1000,
      });
    });
    this.clock.us = playback;
    this.wait(tts.audio_ms);
  }
}
