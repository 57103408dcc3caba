"""Second opinions about how an input is written. What only an encoding shows stands in span.raw."""

import math
import re

from reference_rest import rest


def raw(trace, key):
    return [span.raw[key] for span in trace.spans if key in span.raw]


def is_id(text, digits):
    return bool(re.fullmatch(f"[0-9a-fA-F]{{{digits}}}", text or "")) and text.strip("0") != ""


@rest("I003")
def payload_size(trace):
    size = sum(len(str(value)) for span in trace.spans for value in span.attributes.values())
    return size > 3_000_000


@rest("I005")
def bad_trace_id(trace):
    return not all(is_id(text, 32) for text in raw(trace, "traceId"))


@rest("I006")
def bad_span_id(trace):
    return not all(is_id(text, 16) for key in ("spanId", "parentSpanId")
                   for text in raw(trace, key))


@rest("I007")
def empty_span_name(trace):
    return any(not span.name.strip() for span in trace.spans)


@rest("I008")
def kind_unspecified(trace):
    kinds = [span.kind for span in trace.spans]
    return 2 * kinds.count(0) > len(kinds) or not set(kinds) <= set(range(6))


@rest("I009")
def status_shape(trace):
    return any(status["code"] not in (0, 1, 2) for status in raw(trace, "status"))


@rest("I010")
def any_value_shape(trace):
    return any(value is None or isinstance(value, float) and not math.isfinite(value)
               for span in trace.spans for value in span.attributes.values())


@rest("I011")
def duplicate_attribute_key(trace):
    return any(span.again.keys() & span.attributes.keys() for span in trace.spans)


PROBES = {"debug-validation-span", "wizard-validation-span"}
PROBE_SERVICES = {"coval-external-skills-validation", "coval-wizard-test"}


@rest("I012")
def probe_left_in(trace):
    return any(span.name in PROBES or {"coval.validation", "coval.wizard.validation"}
               & span.attributes.keys()
               or span.resource.attributes.get("service.name") in PROBE_SERVICES
               for span in trace.spans)
