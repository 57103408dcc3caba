"""Planters for how an input is written: ids, names, kinds, status codes, values and keys."""

import base64
import math

from agents import add_span, build
from model import INTERNAL, MS, Resource, Trace, hex_id
from planting import register

DOCUMENTS = ("json", "snake", "protobuf")
STYLES = ("cascade-turns", "cascade-roles", "chat", "realtime")
JSON = ("json", "json-batches", "json-numbers", "snake", "jsonl", "jsonl-split")


def written(code, title, change, implied=(), styles=STYLES[:2], severity="", turns=4, **found):
    for style in styles:
        def plant(rng, style=style):
            trace = build(rng, style, turns=turns)
            change(rng, trace)
            return trace
        register(code, f"{title}, {style}", plant, implied, severity, **found)


def base64_of(digits):
    return base64.b64encode(bytes.fromhex(digits)).decode()


def raw_of_all(change):
    def all_of(_, trace):
        for span in trace.spans:
            span.raw.update(change(span))
    return all_of


def raw_of_a_leaf(change):
    def one(rng, trace):
        span = rng.choice(trace.leaves())
        span.raw.update(change(span))
    return one


# I001: the copy of a backend

# Zipkin has no attributes of resources, and no numbers.
ZIPKIN = ["R106", "R181", "R182", "M144", "M145"]
for form, lost in (("jaeger", ()), ("zipkin", ZIPKIN)):
    written("I001", form, lambda rng, trace: None, lost, whole=True, encodings=(form,))


# I002: nothing

def nothing(rng):
    return Trace(hex_id(rng, 32), "none")


for form in ("json", "json-numbers", "hollow", "hollow-protobuf"):
    register("I002", form, nothing, whole=True, encodings=(form,))


# I003: one request for everything

def padded(megabytes):
    def change(_, trace):
        notes = round(megabytes * 1e6 / 1000 / len(trace.spans))
        for number, span in enumerate(trace.spans):
            for index in range(notes):
                text = f"note {index} of step {number}: " + "all in order here, " * 50
                span.attributes["note." + "x" * index + "y"] = text[:930]
    return change


for size, severity in ((3.5, "warning"), (5.0, "error")):
    written("I003", f"{size} MB", padded(size), severity=severity, turns=40, whole=True,
            encodings=DOCUMENTS)


# I004: one request a line

written("I004", "each call over several lines", lambda rng, trace: None, styles=STYLES, whole=True,
        encodings=("jsonl-split",))


# I005, I006: ids

def dashed(digits):
    return "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]))


for title, spelled in (("base64", base64_of), ("a UUID", dashed),
                       ("half of it", lambda digits: digits[16:]),
                       ("all zero", lambda digits: "0" * len(digits))):
    written("I005", title, raw_of_all(lambda span, spelled=spelled: {
        "traceId": spelled(span.trace_id)}), styles=STYLES[:1], whole=True, encodings=JSON)


def base64_ids(span):
    parent = {"parentSpanId": base64_of(span.parent_id)} if span.parent_id else {}
    return {"spanId": base64_of(span.span_id), **parent}


written("I006", "base64", raw_of_all(base64_ids), encodings=JSON)
written("I006", "one of 15 digits", raw_of_a_leaf(lambda span: {"spanId": span.span_id[:15]}),
        encodings=JSON)
written("I006", "one all zero", raw_of_a_leaf(lambda span: {"spanId": "0" * 16}), encodings=JSON)
written("I006", "one without", raw_of_a_leaf(lambda span: {"spanId": None}), encodings=JSON)


# I007: no name

def named(name):
    def change(rng, trace):
        root = trace.root
        add_span(rng, trace, root, name, root.start + 5 * MS, 60 * MS)
    return change


for title, name in (("nothing", ""), ("a blank", " "), ("two blanks", "  "), ("a line end", "\n")):
    written("I007", title, named(name))


# I008: kinds

def no_kind(rng, trace):
    for span in rng.sample(trace.spans, len(trace.spans) * 2 // 3):
        span.kind = 0


def counted_from_0(_, trace):
    for span in trace.spans:
        span.kind -= 1


def unknown_kind(number):
    def change(rng, trace):
        rng.choice(trace.leaves()).kind = number
    return change


written("I008", "two of three without", no_kind, ["S154"], STYLES)
written("I008", "a sixth kind", unknown_kind(6), ["S154"])
written("I008", "a ninth kind", unknown_kind(9), ["S154"])


# I009: status codes

def root_status(code):
    def change(_, trace):
        trace.root.raw["status"] = {"code": code}
    return change


for code in ("STATUS_CODE_OK", "OK", "ok", 3):
    written("I009", f"{code} on the conversation", root_status(code), encodings=JSON)


# I010: values

def valued(value):
    def change(rng, trace):
        rng.choice(trace.spans).attributes["order.value"] = value
    return change


for title, value in (("not a number", math.nan), ("infinite", math.inf),
                     ("minus infinite", -math.inf)):
    written("I010", title, valued(value))
written("I010", "of no kind", valued(None), ["A171"])


# I011: keys

def twice(first, second):
    def change(rng, trace):
        span = rng.choice(trace.spans)
        span.attributes["order.value"], span.again["order.value"] = first, second
    return change


for title, first, second in (("the same number", 3, 3), ("two numbers", 3, 4),
                             ("a number and a text", 3, "three"), ("texts", "two", "three")):
    written("I011", title, twice(first, second))


# I012: connectivity tests

def probe(name, attributes=None, service=None):
    def change(rng, trace):
        root = trace.root
        span = add_span(rng, trace, root, name, root.start + 5 * MS, 60 * MS, INTERNAL, attributes)
        if service:
            span.resource = Resource({**root.resource.attributes, "service.name": service})
    return change


written("I012", "by its name", probe("debug-validation-span"))
written("I012", "by its name", probe("wizard-validation-span"))
written("I012", "by its attribute", probe("hello", {"coval.validation": True}))
written("I012", "by its service", probe("hello", None, "coval-wizard-test"))
