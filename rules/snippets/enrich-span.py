from opentelemetry import trace

# Inside the framework's span: add to it, open no second one for the same work.
span = trace.get_current_span()
span.set_attribute("metrics.ttfb", first_byte_seconds)
span.set_attribute("gen_ai.usage.input_tokens", usage.input)
span.set_attribute("gen_ai.usage.output_tokens", usage.output)
