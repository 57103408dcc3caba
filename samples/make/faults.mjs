// Replays the span trees of faults.json: instrumentation as it should not be.

import { ROOT_CONTEXT, SpanKind, SpanStatusCode, trace, TraceFlags } from "@opentelemetry/api";
import { epochUs, hrTime } from "./simulated.mjs";

// The head of a WAV file, then silence, as the data URI of some recorders.
function silentWav(size) {
  const wav = Buffer.alloc(44 + size);
  wav.write("RIFF", 0);
  wav.writeUInt32LE(36 + size, 4);
  wav.write("WAVEfmt ", 8);
  wav.writeUInt32LE(16, 16);
  wav.writeUInt16LE(1, 20);
  wav.writeUInt16LE(1, 22);
  wav.writeUInt32LE(16000, 24);
  wav.writeUInt32LE(32000, 28);
  wav.writeUInt16LE(2, 32);
  wav.writeUInt16LE(16, 34);
  wav.write("data", 36);
  wav.writeUInt32LE(size, 40);
  return `data:audio/wav;base64,${wav.toString("base64")}`;
}

// A value of faults.json; objects stand for text that is too long to write down.
function attribute(value) {
  if (typeof value !== "object") return value;
  if ("times" in value) return value.text.repeat(value.times);
  return silentWav(value.silent_wav_bytes);
}

export class Replay {
  constructor(tracer, ids) {
    Object.assign(this, { tracer, ids });
  }

  run(data) {
    for (const tree of data.traces) {
      this.ids.nextCall();
      this.unitNs = tree.clock_in_ms ? 1n : 1_000_000n;
      for (const node of tree.spans) {
        this.repeat(node, epochUs(tree.start) / 1000, ROOT_CONTEXT);
      }
    }
  }

  time(ms) {
    return hrTime(BigInt(ms) * this.unitNs);
  }

  repeat(node, parentMs, context) {
    const { times, every_ms } = node.repeat ?? { times: 1, every_ms: 0 };
    for (let turn = 0; turn < times; turn++) {
      this.span(node, parentMs + node.after_ms + turn * every_ms, context);
    }
  }

  span(node, startMs, context) {
    const attributes = Object.fromEntries(
      Object.entries(node.attributes ?? {}).map(([key, value]) => [key, attribute(value)]));
    const options = { kind: SpanKind[node.kind], startTime: this.time(startMs), attributes };
    const span = this.tracer.startSpan(node.name, options, this.parent(node, context));
    if (node.status) {
      span.setStatus({ code: SpanStatusCode[node.status.code], message: node.status.message });
    }
    for (const child of node.children ?? []) {
      this.repeat(child, startMs, trace.setSpan(ROOT_CONTEXT, span));
    }
    if (!node.never_ended) span.end(this.time(startMs + node.ms));
  }

  // The caller's span, none, or one of another process that never reaches us.
  parent(node, context) {
    if (node.parent === "remote") {
      return trace.setSpanContext(ROOT_CONTEXT, {
        traceId: this.ids.generateTraceId(),
        spanId: this.ids.generateSpanId(),
        traceFlags: TraceFlags.SAMPLED,
        isRemote: true,
      });
    }
    return node.parent === "none" ? ROOT_CONTEXT : context;
  }
}
