from opentelemetry.sdk.trace import SpanLimits, TracerProvider

limits = SpanLimits(max_span_attributes=256, max_events=256, max_span_attribute_length=1024)
provider = TracerProvider(span_limits=limits)
