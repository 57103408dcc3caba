import { trace } from "@opentelemetry/api";

const span = trace.getActiveSpan();
span.setAttribute("audio.payload_bytes", audio.byteLength);
span.setAttribute("audio.duration_s", audio.byteLength / (sampleRate * bytesPerSample));
span.setAttribute("audio.reference", await storage.put(audio));
