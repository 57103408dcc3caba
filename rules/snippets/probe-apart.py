from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor

# A provider of its own, with a target made for tests: no real call gets this span.
provider = TracerProvider()
exporter = OTLPSpanExporter(endpoint=traces_url, headers=test_target_headers)
provider.add_span_processor(SimpleSpanProcessor(exporter))
provider.get_tracer("probe").start_span("probe").end()
provider.shutdown()
