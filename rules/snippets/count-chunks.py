from opentelemetry import trace

tracer = trace.get_tracer("agent")
with tracer.start_as_current_span("tts") as span:
    chunks = 0
    for chunk in speech:
        play(chunk)
        chunks += 1
    span.set_attribute("audio.chunks_sent", chunks)
