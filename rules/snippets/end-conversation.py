from opentelemetry import trace

provider = trace.get_tracer_provider()
root = trace.get_tracer("agent").start_span("conversation")
try:
    with trace.use_span(root):
        run_call()
finally:
    root.end()
    provider.force_flush()
