"""Writes traces in formats other than OTLP, as the backends that keep them hand them out.

Those of the platforms that an import reads are in encode_platforms.py.
"""

import json

from encode_platforms import langfuse, langsmith, phoenix
from model import CLIENT, CONSUMER, ERROR, INTERNAL, OK, SERVER

KINDS = {INTERNAL: "internal", SERVER: "server", CLIENT: "client", 4: "producer",
         CONSUMER: "consumer"}
STATUS = {OK: "OK", ERROR: "ERROR"}


def foreign(traces, encoding):
    writers = {"jaeger": jaeger, "zipkin": zipkin, "langfuse": langfuse, "langsmith": langsmith,
               "phoenix": phoenix}
    return writers[encoding](traces)


def micros(nanoseconds):
    return nanoseconds // 1000


# Jaeger: what its UI downloads

def jaeger(traces):
    return json.dumps({"data": [jaeger_trace(trace) for trace in traces]})


def jaeger_trace(trace):
    resources = list(dict.fromkeys(span.resource for span in trace.spans))
    names = {resource: f"p{index + 1}" for index, resource in enumerate(resources)}
    return {"traceID": trace.trace_id,
            "spans": [jaeger_span(span, names[span.resource]) for span in trace.spans],
            "processes": {name: process(resource) for resource, name in names.items()}}


def process(resource):
    table = dict(resource.attributes)
    return {"serviceName": table.pop("service.name"), "tags": tags(table)}


def jaeger_span(span, process_name):
    table = {**span.attributes, "otel.scope.name": span.scope, "span.kind": KINDS[span.kind]}
    if span.status in STATUS:
        table["otel.status_code"] = STATUS[span.status]
    if span.message:
        table["otel.status_description"] = span.message
    parent = {"refType": "CHILD_OF", "traceID": span.trace_id, "spanID": span.parent_id}
    return {"traceID": span.trace_id, "spanID": span.span_id, "operationName": span.name,
            "references": [parent] if span.parent_id else [],
            "startTime": micros(span.start), "duration": micros(span.end) - micros(span.start),
            "tags": tags(table), "processID": process_name,
            "logs": [{"timestamp": micros(event.time),
                      "fields": tags({"event": event.name, **event.attributes})}
                     for event in span.events]}


def tags(table):
    return [{"key": key, "type": tag_type(value), "value": value} for key, value in table.items()]


def tag_type(value):
    types = {bool: "bool", int: "int64", float: "float64", str: "string"}
    return types[type(value)]


# Zipkin: a list of spans whose tags are texts

def zipkin(traces):
    return json.dumps([zipkin_span(span) for trace in traces for span in trace.spans])


def zipkin_span(span):
    table = {**span.resource.attributes, **span.attributes, "otel.scope.name": span.scope}
    service = table.pop("service.name")
    if span.status in STATUS:
        table["otel.status_code"] = STATUS[span.status]
    if span.status == ERROR:
        table["error"] = span.message
    out = {"traceId": span.trace_id, "id": span.span_id, "name": span.name,
           "timestamp": micros(span.start), "duration": micros(span.end) - micros(span.start),
           "localEndpoint": {"serviceName": service},
           "tags": {key: text_of(value) for key, value in table.items()},
           "annotations": [{"timestamp": micros(event.time), "value": event.name}
                           for event in span.events]}
    if span.parent_id:
        out["parentId"] = span.parent_id
    if span.kind != INTERNAL:
        out["kind"] = KINDS[span.kind].upper()
    return out


def text_of(value):
    return value if isinstance(value, str) else json.dumps(value)
