#!/usr/bin/env python3
"""How fast the browser answers, and what it needs beside the spans.

    tests/tui/speed.py [--spans 1000000] [--runs 2] [--input FILE] [--slowest 15] [--strict]

Presses every key of the table (tui/actions.def) in every view, with what prompts and menus ask for,
on four inputs of so many spans: calls in many traces, all in one trace, one trace that is a tenth as
deep, and a trace for each span. A key counts with its frame, or with a frame that its work draws
later when that takes longer; of some runs the fastest. Then: the time from the start of the program
to the first frame in a terminal, and the peak memory beyond that of `spanvet lint`.

Part of tests/bench/bench.py, which knows the goals. --strict: exit code 1 where one is missed.
"""
import argparse
import os
import pty
import re
import select
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests/tui"))
from views import KEYS, VIEWS  # noqa: E402

WORK = ROOT / "build/bench"
GOAL_PAINT, GOAL_KEY, GOAL_BYTES = 50, 16, 64
# Those that leave the view or the program, or read everything again.
LEAVING = {"q", "Q", "^C", "^Z", "R", "F5", "?", "F1", *KEYS}


# ---- inputs ----

def spans_of(shape, n):
    """(trace, parent, name, start in us, length in us) of n spans."""
    names = ("stt", "llm", "tts", "llm_tool_call", "vad")
    if shape == "single":
        return ((i, 0, names[i % 5], i * 10, 5 + i % 900) for i in range(1, n + 1))
    if shape == "deep":
        depth = n // 10
        return ((1, i - 1 if i <= depth else 1 + i * 7919 % depth, names[i % 5], i, 2 * n - i)
                for i in range(1, n + 1))
    return ((1, 0 if i == 1 else 1 if i % 1000 == 2 else i - i % 1000 + 2 if i % 1000 != 1 else 1,
             "conversation" if i == 1 else "turn" if i % 1000 == 2 else
             "transport.recv_audio" if i % 1000 > 300 else names[i % 5], i * 10,
             n * 10 if i == 1 else 9900 if i % 1000 == 2 else 8) for i in range(1, n + 1))


def make(shape, n):
    """Made once, in build/bench."""
    path = WORK / f"tui-{shape}-{n}.jsonl"
    if path.exists():
        return path
    WORK.mkdir(parents=True, exist_ok=True)
    part, zero = path.with_suffix(".part"), 1_748_736_000_000_000_000
    with open(part, "w") as out:
        lines, spans = [], spans_of(shape, n)
        for i, (trace, parent, name, start, length) in enumerate(spans, 1):
            above = f'"parentSpanId":"{parent:016x}",' if parent else ""
            status = ',"status":{"code":2}' if i % 997 == 0 else ""
            lines.append(
                f'{{"traceId":"{trace:032x}","spanId":"{i:016x}",{above}"name":"{name}",'
                f'"startTimeUnixNano":"{zero + start * 1000}","endTimeUnixNano":'
                f'"{zero + (start + length) * 1000}","attributes":[{{"key":"metrics.ttfb","value":'
                f'{{"doubleValue":{(i % 700) / 1000}}}}}]{status}}}')
            if len(lines) == 1000 or i == n:
                out.write('{"resourceSpans":[{"scopeSpans":[{"spans":[' + ",".join(lines) +
                          "]}]}]}\n")
                lines = []
    part.rename(path)
    return path


# ---- keys ----

def table():
    """All keys of the table."""
    text = (ROOT / "tui/actions.def").read_text()
    rows = re.findall(r'^ACTION\(\w+, "[^"]*", (?:NULL|"[^"]*"), "((?:[^"\\]|\\.)*)"', text, re.M)
    return [key for keys in rows for key in keys.replace("\\\\", "\\").split()]


# What is done with a key that asks for something, before Esc takes it back.
AFTER = {
    "/": ["type llm", "keys Enter n N n"],
    "\\": ["type llm", "keys Enter j k", "keys \\", "keys ^U Enter"],
    "&": ["type duration>1", "keys Enter", "keys & ^U Enter"],
    "*": ["keys n n N"],
    ":": ["type sort", "keys Tab Esc"],
    "t": ["keys j Enter t j Space Esc"],
    "y": ["keys i y j y r"],
    "{": ["keys j j } j"],
    "c": ["keys j c"],
}


def session(timing):
    """Steps that press every key in every view."""
    steps = ["size 200x50", f"time {timing}"]
    for number, view in enumerate(VIEWS, 1):
        for companion in (False, True):
            steps += [f"keys {number}", "keys Tab" if companion else "keys g"]
            for key in table():
                if key in LEAVING:
                    continue
                steps += [f"keys {key}", *AFTER.get(key, []), "keys Esc"]
                if key in ("Enter", "Tab", "S-Tab", "d"):
                    steps += ["keys Esc Esc", f"keys {number}"] + (["keys Tab"] if companion else [])
        steps += ["check", "keys G ^U g", "check", "keys ? G g q", "keys q", f"keys {number}"]
    return steps + ["keys R"]


@dataclass
class Press:
    after: str      # the key before it
    key: str
    view: str
    ms: float       # the longest frame
    all: float      # until all its work is done


@dataclass
class Measured:
    spans: int
    presses: dict = field(default_factory=dict)  # by input: presses
    memory: dict = field(default_factory=dict)   # by input: bytes a span beyond lint
    paint: float = 0                             # ms

    def slowest(self):
        """(input, press) of all, the slowest first."""
        every = [(name, p) for name, list_ in self.presses.items() for p in list_]
        return sorted(every, key=lambda pair: -pair[1].ms)


def run(argv):
    """Peak memory in bytes of a run."""
    with open(os.devnull, "wb") as nowhere:
        child = subprocess.Popen([str(a) for a in argv], stdin=subprocess.DEVNULL, stdout=nowhere,
                                 stderr=subprocess.PIPE)
    said = child.stderr.read().decode(errors="replace")
    _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode not in (0, 1):
        raise RuntimeError(f"{argv[0]} ended with {child.returncode}: {said[-500:]}")
    return usage.ru_maxrss * 1024


def pressed(spanvet, path, runs):
    """Every key with the fastest of its times."""
    best = []
    for _ in range(runs):
        with tempfile.TemporaryDirectory() as scratch:
            steps, timing = Path(scratch, "script"), Path(scratch, "times")
            steps.write_text("\n".join(session(timing)) + "\n")
            os.environ["TMPDIR"] = scratch  # what is copied goes there
            run([*spanvet, "tui", "--no-config", "--script", steps, path])
            del os.environ["TMPDIR"]
            lines = [line.split() for line in timing.read_text().splitlines()]
        presses = [Press(before[0], k, v, max(float(frame), float(later)), float(whole))
                   for before, (k, v, frame, later, whole) in zip([["-"], *lines], lines)]
        best = [Press(p.after, p.key, p.view, min(p.ms, b.ms), min(p.all, b.all))
                for p, b in zip(presses, best or presses)]
    return best


def memory(spanvet, path, spans):
    """Bytes a span: every view opened, minus lint."""
    with tempfile.NamedTemporaryFile("w") as script:
        script.write("size 200x50\n" + "".join(f"keys {i}\nkeys j G Tab j Tab g\n"
                                               for i in range(1, len(VIEWS) + 1)))
        script.flush()
        browser = run([*spanvet, "tui", "--no-config", "--script", script.name, path])
    lint = run([*spanvet, "lint", "--no-config", "--format", "json", "--fail-on", "never", path])
    return (browser - lint) / spans


def paint(spanvet, path, runs=9):
    """Milliseconds from the start of the program to its first frame in a terminal; the median."""
    times = []
    for _ in range(runs):
        start = time.perf_counter()
        pid, master = pty.fork()
        if pid == 0:
            os.environ.update({"TERM": "xterm-256color", "LC_ALL": "C.UTF-8"})
            os.execvp(spanvet[0], [*map(str, spanvet), "tui", "--no-config", str(path)])
        shown = b""
        while b"waterfall" not in shown:
            if not select.select([master], [], [], 20)[0]:
                raise RuntimeError("the browser shows nothing")
            shown += os.read(master, 65536)
        times.append((time.perf_counter() - start) * 1e3)
        os.write(master, b"Q")
        try:
            while os.read(master, 65536):
                pass
        except OSError:
            pass  # it has ended
        os.close(master)
        os.waitpid(pid, 0)
    return statistics.median(times)


def measure(spanvet, inputs, spans, runs):
    m = Measured(spans)
    for name, path in inputs.items():
        m.presses[name] = pressed(spanvet, path, runs)
        m.memory[name] = memory(spanvet, path, spans)
    m.paint = paint(spanvet, next(iter(inputs.values())))
    return m


def show(m, slowest=10):
    every = m.slowest()
    print(f"\nbrowser, {m.spans} spans: first frame after {m.paint:.1f} ms; {len(every)} keys, the "
          f"slowest:")
    print(f"{'keys':8}{'view':16}{'spans in':10}{'frame ms':>10}{'all done ms':>13}")
    for name, p in every[:slowest]:
        print(f"{p.after + ' ' + p.key:8}{p.view:16}{name:10}{p.ms:10.2f}{p.all:13.1f}")
    over = sum(p.ms > GOAL_KEY for _, p in every)
    print(f"{over} of {len(every)} keys take more than {GOAL_KEY} ms")
    print("memory beyond lint, bytes a span: " +
          ", ".join(f"{name} {b:.0f}" for name, b in m.memory.items()))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--spans", type=int, default=1_000_000)
    parser.add_argument("--runs", type=int, default=2)
    parser.add_argument("--input", action="append", default=[], help="in place of those made here")
    parser.add_argument("--shape", action="append", help="calls, one, deep, single")
    parser.add_argument("--slowest", type=int, default=15)
    parser.add_argument("--strict", action="store_true")
    o = parser.parse_args()
    spanvet = [os.environ.get("SPANVET", str(ROOT / "build/spanvet"))]
    inputs = {Path(p).stem[:9]: Path(p) for p in o.input} or \
        {s: make(s, o.spans) for s in o.shape or ("one", "deep", "single")}
    m = measure(spanvet, inputs, o.spans, o.runs)
    show(m, o.slowest)
    good = (m.paint <= GOAL_PAINT and m.slowest()[0][1].ms <= GOAL_KEY and
            max(m.memory.values()) <= GOAL_BYTES)
    return 1 if o.strict and not good else 0


if __name__ == "__main__":
    sys.exit(main())
