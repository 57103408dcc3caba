from opentelemetry import trace

span = trace.get_current_span()
span.set_attribute("audio.payload_bytes", len(audio))
span.set_attribute("audio.duration_s", len(audio) / (sample_rate * bytes_per_sample))
span.set_attribute("audio.reference", storage.put(audio))
