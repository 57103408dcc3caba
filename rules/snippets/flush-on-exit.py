from opentelemetry import trace

provider = trace.get_tracer_provider()
try:
    run_call()
finally:
    provider.force_flush(timeout_millis=30000)
    provider.shutdown()
