import { trace } from "@opentelemetry/api";

const tracer = trace.getTracer("agent");
await tracer.startActiveSpan("tts", async (span) => {
  let chunks = 0;
  for await (const chunk of speech) {
    play(chunk);
    chunks += 1;
  }
  span.setAttribute("audio.chunks_sent", chunks);
  span.end();
});
