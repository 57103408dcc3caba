"""The programs that spanvet is measured against; one that is not installed is named and left out."""
import shutil
import subprocess
import sys

from process import ROOT, WORK, Command, Failure, call, compiler, newer

HERE = ROOT / "tests/bench"
VENV = WORK / "venv"
PROTO = ROOT / "io/otlp_trace.proto"

# Each Python peer prints the seconds of its own work, without the interpreter's start and end.
PYTHON_PEER = """
import gc, os, sys, time
sys.path.insert(0, sys.argv[2])
gc.disable()
{setup}
start = time.perf_counter()
{work}
print(time.perf_counter() - start, flush=True)
os._exit(0)
"""
# Given a path, yyjson reads the file itself and parses in place: faster than from bytes.
YYJSON = PYTHON_PEER.format(setup="import pathlib, yyjson",
                            work="tree = yyjson.Document(pathlib.Path(sys.argv[1]))")
ORJSON = PYTHON_PEER.format(setup="import orjson",
                            work="tree = orjson.loads(open(sys.argv[1], 'rb').read())")
PROTOBUF = PYTHON_PEER.format(
    setup="from opentelemetry.proto.collector.trace.v1 import trace_service_pb2 as otlp\n"
          "request = otlp.ExportTraceServiceRequest()",
    work="request.ParseFromString(open(sys.argv[1], 'rb').read())")
NODE = """
const start = performance.now();
const bytes = require("fs").readFileSync(process.argv[1]);
let requests = 0, spans = 0;
for (let at = 0, end; at < bytes.length; at = end + 1) {
    end = bytes.indexOf(10, at);
    if (end < 0) end = bytes.length;
    for (const rs of JSON.parse(bytes.toString("utf8", at, end)).resourceSpans)
        for (const ss of rs.scopeSpans) spans += ss.spans.length;
    requests++;
}
console.log((performance.now() - start) / 1000, requests, spans);
"""
JQ = ".resourceSpans[].scopeSpans[].spans[].name"


def install():
    done = subprocess.run([HERE / "peers.sh", VENV])
    if done.returncode:
        print("bench: the Python peers could not be installed", file=sys.stderr)


def request_names(header):
    """The type and the unpack function of the request message in a header of protoc-c."""
    for message in ("ExportTraceServiceRequest", "TracesData"):
        name = "".join("_" + c.lower() if c.isupper() else c for c in message) + "__unpack"
        kinds = [word for word in header.split() if word.endswith("__" + message)]
        functions = [word for word in header.split() if word.endswith("_" + name)]
        if kinds and functions:
            return kinds[0], functions[0]
    raise Failure(f"{PROTO.name} has no message ExportTraceServiceRequest or TracesData")


def build_protobuf_c():
    """Compiles the protobuf-c peer from the project's own description of OTLP."""
    peer, source, made = WORK / "peer_protobuf_c", HERE / "peer_protobuf_c.c", WORK / "proto"
    if newer(peer, [source, PROTO]):
        return peer
    made.mkdir(exist_ok=True)
    call(["protoc-c", f"--proto_path={PROTO.parent}", f"--c_out={made}", PROTO])
    kind, unpack = request_names((made / "otlp_trace.pb-c.h").read_text())
    call([*compiler(), "-std=c11", "-O2", f"-I{made}", f"-DREQUEST={kind}",
          f"-DREQUEST_UNPACK={unpack}", "-o", peer, source, made / "otlp_trace.pb-c.c",
          "-lprotobuf-c"])
    return peer


def python_peer(name, package, script, data, **options):
    """A list of one command, or of none when the package is not installed; as all below."""
    site = next(VENV.glob("lib/python*/site-packages"), None)
    if not site or not list(site.glob(f"{package}-*.dist-info")):
        return missing(name, f"the Python package {package} is not installed")
    argv = [VENV / "bin/python", "-I", "-S", "-c", script, data.path, site]
    return [Command(name, argv, data, prints_seconds=True, **options)]


def missing(name, why):
    print(f"not measured: {name} ({why})", file=sys.stderr)
    return []


def yyjson(data, name="yyjson parse"):
    return python_peer(name, "yyjson", YYJSON, data)


def orjson(data):
    return python_peer("orjson.loads", "orjson", ORJSON, data, most_runs=2)


def python_protobuf(data):
    return python_peer("Python protobuf", "opentelemetry_proto", PROTOBUF, data)


def protobuf_c(data):
    if not shutil.which("protoc-c") or not PROTO.exists():
        return missing("protobuf-c", f"it needs protoc-c and {PROTO.relative_to(ROOT)}")
    argv = [build_protobuf_c(), data.path]
    return [Command("protobuf-c unpack", argv, data, prints_seconds=True)]


def node(data):
    if not shutil.which("node"):
        return missing("node", "it is not installed")
    argv = ["node", "-e", NODE, data.path]
    return [Command("node, json lines", argv, data, prints_seconds=True, most_runs=2)]


def jq(data):
    if not shutil.which("jq"):
        return missing("jq", "it is not installed")
    return [Command("jq, json lines", ["jq", "-r", JQ, data.path], data, most_runs=2)]
