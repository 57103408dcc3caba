#!/usr/bin/env python3
"""Decodes OTLP protobuf with the official Python runtime and prints what store_dump prints.

    oracle_pb.py BUILD_DIR [--no-defects] FILE...

The output is that of `store_dump --no-places` (tests/tools/store_dump.c). BUILD_DIR gets the module
that protoc generates from io/otlp_trace.proto. A file may hold one request or several, or messages
with their length before them (4 bytes big-endian, or a varint). Not known here: compressed
messages, metrics and logs, damaged files, and values nested deeper than the runtime's own limit;
for a file that the runtime refuses the exit code is 3.
"""
import base64
import math
import os
import struct
import subprocess
import sys
import warnings

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


def load_module(build_dir):
    build_dir = os.path.abspath(build_dir)
    os.makedirs(build_dir, exist_ok=True)
    subprocess.run(["protoc", "--python_out=" + build_dir, "-I" + ROOT, "io/otlp_trace.proto"],
                   cwd=ROOT, check=True)
    sys.path.insert(0, os.path.join(build_dir, "io"))
    import otlp_trace_pb2
    return otlp_trace_pb2


# ---- framing ----

def frames_plain(data):
    yield data


def frames_be32(data):
    at = 0
    while at < len(data):
        (size,) = struct.unpack_from(">I", data, at)
        if at + 4 + size > len(data):
            raise ValueError("cut off")
        yield data[at + 4:at + 4 + size]
        at += 4 + size


def frames_varint(data):
    at = 0
    while at < len(data):
        size = shift = 0
        while True:
            byte = data[at]
            at += 1
            size |= (byte & 0x7F) << shift
            shift += 7
            if byte < 0x80:
                break
        if at + size > len(data):
            raise ValueError("cut off")
        yield data[at:at + size]
        at += size


def contents(messages):
    """Spans, then resources: bytes that fit two forms are of the one in which they hold more."""
    resources = [r for m in messages for r in m.resource_spans]
    return sum(len(scope.spans) for r in resources for scope in scopes_of(r)), len(resources)


def parse(module, message):
    """The runtime tells of some damage by a warning only."""
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        parsed = module.TracesData.FromString(message)
    if told:
        raise ValueError(told[0].message)
    return parsed


def decode(module, data):
    """The messages of a file: of the forms that fit, the one in which they hold the most."""
    best = None
    for frames in (frames_plain, frames_be32, frames_varint):
        try:
            messages = [parse(module, f) for f in frames(data)]
        except (module.DecodeError, ValueError, IndexError, struct.error):
            continue
        if best is None or contents(messages) > contents(best):
            best = messages
    return best


def scopes_of(resource):
    return list(resource.scope_spans) + list(resource.instrumentation_library_spans)


# ---- texts as store_dump writes them ----

ESCAPES = {"\b": "\\b", "\t": "\\t", "\n": "\\n", "\f": "\\f", "\r": "\\r", '"': '\\"',
           "\\": "\\\\"}


def is_utf8(data):
    try:
        data.decode()
        return True
    except UnicodeDecodeError:
        return False


def replaced(data):
    """As UTF-8, with U+FFFD for each byte that does not belong there."""
    out = ""
    while True:
        try:
            return out + data.decode()
        except UnicodeDecodeError as e:
            out += data[:e.start].decode() + "\ufffd"
            data = data[e.start + 1:]


def json_text(data):
    escape = {c: ESCAPES.get(c, "\\u%04x" % ord(c))
              for c in map(chr, [*range(0x20), 0x22, 0x5C, 0x7F])}
    return '"' + "".join(escape.get(c, c) for c in replaced(data)) + '"'


def text(data):
    return json_text(data) if is_utf8(data) else "x" + data.hex()


def double_text(value):
    for digits in (15, 16, 17):
        short = "%.*g" % (digits, value)
        if float(short) == value:
            break
    return short


def canonical(value):
    kind = value.WhichOneof("value")
    if kind is None:
        return "{}"
    v = getattr(value, kind)
    if kind == "string_value":
        return '{"stringValue":' + json_text(v) + "}"
    if kind == "bool_value":
        return '{"boolValue":%s}' % ("true" if v else "false")
    if kind == "int_value":
        return '{"intValue":"%d"}' % v
    if kind == "double_value":
        if math.isfinite(v):
            return '{"doubleValue":%s}' % double_text(v)
        return '{"doubleValue":"%s"}' % ("NaN" if math.isnan(v) else
                                         "Infinity" if v > 0 else "-Infinity")
    if kind == "bytes_value":
        return '{"bytesValue":"%s"}' % base64.b64encode(v).decode()
    if kind == "array_value":
        return '{"arrayValue":{"values":[%s]}}' % ",".join(map(canonical, v.values))
    return '{"kvlistValue":{"values":[%s]}}' % ",".join(
        '{"key":%s,"value":%s}' % (json_text(kv.key), canonical(kv.value)) for kv in v.values)


def nested_texts(value):
    """All keys and strings inside a list or map."""
    kind = value.WhichOneof("value")
    if kind == "string_value":
        yield value.string_value
    elif kind == "array_value":
        for v in value.array_value.values:
            yield from nested_texts(v)
    elif kind == "kvlist_value":
        for kv in value.kvlist_value.values:
            yield kv.key
            yield from nested_texts(kv.value)


# ---- the dump ----

class Dump:
    def __init__(self, defects):
        self.show_defects = defects
        self.lines = []
        self.defects = []
        self.traces = set()

    def put(self, *parts):
        self.lines.append("".join(parts))

    def checked(self, data):
        if not is_utf8(data):
            self.defects.append(("not_utf8", data))
        return text(data)

    def id(self, data, size, defect, needed):
        if len(data) == size and any(data):
            return data.hex()
        if data or needed:
            self.defects.append((defect, data.hex().encode()))
        if not data or len(data) == size:
            return "-"
        return text(data.hex().encode())

    def value(self, value):
        kind = value.WhichOneof("value")
        if kind is None:
            return "empty -"
        v = getattr(value, kind)
        if kind == "string_value":
            return "string " + self.checked(v)
        if kind in ("bool_value", "int_value"):
            return "%s %d" % (kind[:-len("_value")], v)
        if kind == "double_value":
            return "double " + ("nan" if math.isnan(v) else struct.pack(">d", v).hex())
        if kind == "bytes_value":
            return "bytes x" + v.hex()
        for inner in nested_texts(value):
            self.checked(inner)
        return kind[:-len("_value")] + " " + text(canonical(value).encode())

    def attrs(self, attributes, indent):
        for kv in attributes:
            self.put(indent, "attr ", self.checked(kv.key), " ", self.value(kv.value))

    def enum(self, number, other, defect):
        if 0 <= number < other:
            return number
        self.defects.append((defect, b"%d" % number))
        return other

    def flush_defects(self):
        for name, raw in sorted((n, r[:256]) for n, r in self.defects):
            if self.show_defects:
                self.put("  defect ", name, " ", text(raw))
        self.defects = []

    def time(self, ns):
        return str(ns) if ns else "-"

    def span(self, row, scope, s):
        trace = self.id(s.trace_id, 16, "trace_id", True)
        status = self.enum(s.status.code, 3, "status_code")
        kind = self.enum(s.kind, 6, "kind")
        if trace != "-":
            self.traces.add(trace)
        self.put("span %d scope=%d trace=%s id=%s parent=%s" % (
            row, scope, trace, self.id(s.span_id, 8, "span_id", True),
            self.id(s.parent_span_id, 8, "parent_id", False)),
            " start=", self.time(s.start_time_unix_nano),
            " end=", self.time(s.end_time_unix_nano),
            " name=", self.checked(s.name) if s.name else "-",
            " kind=%d status=%d remote=%d shared=0 flags=%d" % (
                kind, status, s.flags & 0x300 == 0x300, s.flags),
            " state=", self.checked(s.trace_state), " message=", self.checked(s.status.message),
            " dropped=%d/%d/%d" % (s.dropped_attributes_count, s.dropped_events_count,
                                   s.dropped_links_count))
        self.attrs(s.attributes, "  ")
        for e in s.events:
            self.put("  event time=", self.time(e.time_unix_nano), " name=", self.checked(e.name),
                     " dropped=%d" % e.dropped_attributes_count)
            self.attrs(e.attributes, "    ")
        for link in s.links:
            self.put("  link trace=", self.id(link.trace_id, 16, "link_id", False),
                     " span=", self.id(link.span_id, 8, "link_id", False),
                     " state=", self.checked(link.trace_state),
                     " flags=%d dropped=%d" % (link.flags, link.dropped_attributes_count))
            self.attrs(link.attributes, "    ")
        self.flush_defects()


def dump_files(files, defects):
    """`files` is a list of lists of messages. Resources and scopes come first, as in store_dump."""
    resources, scopes, spans = Dump(defects), Dump(defects), Dump(defects)
    n_resources = n_scopes = row = 0
    for number, messages in enumerate(files):
        first_row, spans.traces = row, set()
        of_file = Dump(defects)
        of_file.traces = set()
        for r in (r for m in messages for r in m.resource_spans):
            resources.put("resource %d input=%d schema=%s dropped=%d" % (
                n_resources, number, resources.checked(r.schema_url),
                r.resource.dropped_attributes_count))
            resources.attrs(r.resource.attributes, "  ")
            for group in scopes_of(r):
                scope = group.scope
                scopes.put("scope %d resource=%d name=%s version=%s schema=%s dropped=%d" % (
                    n_scopes, n_resources, scopes.checked(scope.name),
                    scopes.checked(scope.version), scopes.checked(group.schema_url),
                    scope.dropped_attributes_count))
                scopes.attrs(scope.attributes, "  ")
                for s in group.spans:
                    of_file.span(row, n_scopes, s)
                    row += 1
                n_scopes += 1
            n_resources += 1
        spans.put("input %d spans=%d traces=%d metrics=0 logs=0" % (
            number, row - first_row, len(of_file.traces)))
        spans.defects = resources.defects + scopes.defects
        resources.defects, scopes.defects = [], []
        spans.flush_defects()
        spans.lines += of_file.lines
    return resources.lines + scopes.lines + spans.lines


def main(argv):
    options = [a for a in argv[1:] if a.startswith("--")]
    names = [a for a in argv[1:] if not a.startswith("--")]
    if len(names) < 2 or any(o not in ("--no-defects", "--no-places") for o in options):
        sys.exit(__doc__)
    module = load_module(names[0])
    from google.protobuf.message import DecodeError
    module.DecodeError = DecodeError
    files = []
    for name in names[1:]:
        with open(name, "rb") as f:
            messages = decode(module, f.read())
        if messages is None:
            print("%s: the protobuf runtime refuses it" % name, file=sys.stderr)
            return 3
        files.append(messages)
    sys.stdout.buffer.write("\n".join(dump_files(files, "--no-defects" not in options)).encode())
    sys.stdout.buffer.write(b"\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv))
