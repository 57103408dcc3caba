#!/usr/bin/env python3
"""The heatmap's numbers against tests/transitions.py, which works them out anew: for the labelled set,
the samples and the corpus, every pair with its occurrences, failures, calls and failure rate, in the
list of hotspots and in the cells of the map.

    tests/tui_transitions.py      $SPANVET is the program

What is read is OTLP JSON whose ids and times are written as OTLP/JSON says, without dialects: names
of frameworks are not in the reference.
"""
import json
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.dont_write_bytecode = True
sys.path.insert(0, str(ROOT / "tests/labelled"))
import transitions  # noqa: E402
from generate import generate  # noqa: E402

SPANVET = str(ROOT / os.environ.get("SPANVET", "build/spanvet"))
CORPUS = ROOT.parent / "shared/corpus"
WIDTH = 160
CELL = 11    # columns of a cell of the map
NAME = 30    # longer ones are cut on the screen
ROW = re.compile(r"^(?:\S )? *(.+?) +→ +(.+?) {2,}([\d,]+) +([\d,]+) +([\d,]+) +([\d,]+) +([\d,]+) +"
                 r"([\d.,e-]+) %$")
passed, failed, skipped = 0, 0, 0


def note(good, *about):
    global passed, failed
    passed += bool(good)
    failed += not good
    if not good:
        print("FAILED", *about)


def lines_of(view, *inputs):
    done = subprocess.run([SPANVET, "tui", "--print", view, "--dialect", "none", "--no-config",
                           *inputs], capture_output=True, text=True, timeout=120,
                          env={**os.environ, "COLUMNS": str(WIDTH), "NO_COLOR": "1"})
    note(done.returncode == 0, inputs[0], done.stderr)
    return done.stdout.splitlines()


def hotspots(*inputs):
    """By (state, state) what the program counts: occurrences, failed, errors, calls, failed calls,
    rate in percent."""
    found = {}
    lines = lines_of("exemplars", *inputs)
    start = next((i for i, line in enumerate(lines) if line.startswith("Hotspots: ")), len(lines))
    for line in lines[start + 1:]:
        match = ROW.match(line)
        if not match:
            return f"not a row: {line}"
        *numbers, rate = [float(n.replace(",", "")) for n in match.groups()[2:]]
        found[match[1].strip(), match[2].strip()] = (*map(int, numbers), rate)
    return found


def blocks(lines):
    """The map as it is printed: columns that do not fit stand in blocks below."""
    while lines:
        end = lines.index("") if "" in lines else len(lines)
        yield lines[:end]
        lines = lines[end + 1:]


def cells_of(lines):
    first = re.match(r" +(\d+) ", lines[1])
    if not first:  # the sums alone
        return {}
    label, found = first.start(1) - 1, {}
    names = [line[:label].split(" ", 1)[1].strip() for line in lines[3:-1]]
    for name, line in zip(names, lines[3:-1]):
        for k, to in enumerate(names[int(first[1]) - 1:]):
            cell = line[label + CELL * k:label + CELL * (k + 1)]
            if len(line) > label + CELL * k and label + CELL * (k + 1) <= WIDTH and "·" not in cell:
                count, rate = re.fullmatch(r" .( *\d+)(.*)", cell.ljust(CELL)).groups()
                found[name, to] = int(count), rate.strip()
    return found


def cells(*inputs):
    """By (state, state) what stands in the cells of the map: the number, and the rate or an empty
    text; without the totals."""
    found = {}
    for lines in blocks(lines_of("transitions", *inputs)):
        if len(lines) >= 3:
            found |= cells_of(lines)
    return found


def check_cells(about, expected, *inputs):
    found = cells(*inputs)
    for pair, (count, rate) in found.items():
        numbers = expected.get(pair)
        note(numbers and numbers[0] == count, about, "cell", pair, count, numbers)
        share = numbers[4] / numbers[3] if numbers else 0
        percent = int(100 * min(share, 0.99 if share < 1 else 1) + 0.5)
        want = "" if share == 0 else f"{percent}%" if percent else "<1%"
        note(rate == want, about, "rate in the cell", pair, rate, want)
    return len(found)


def compare(about, *inputs):
    """Returns how many pairs there were."""
    texts = [Path(path).read_text(encoding="utf-8") for path in inputs]
    pairs, _ = transitions.transitions_of(list(transitions.spans_of(*texts)))
    expected = {tuple(state or "(no name)" for state in pair): found.numbers()
                for pair, found in pairs.items()}
    found = hotspots(*map(str, inputs))
    if not isinstance(found, dict):
        note(False, about, found or "the program failed")
        return 0
    note(found.keys() == expected.keys(), about, "pairs", set(found) ^ set(expected))
    for pair in found.keys() & expected.keys():
        *numbers, rate = found[pair]
        note(tuple(numbers) == expected[pair], about, pair, numbers, expected[pair])
        exact = 100 * expected[pair][4] / expected[pair][3]
        note(abs(rate - exact) <= max(0.051, 0.006 * exact), about, pair, "rate", rate, exact)
    rank = [(-n[1], -n[4] / n[3], -n[0]) for n in found.values()]
    note(rank == sorted(rank), about, "the order of hotspots")
    shown = check_cells(about, expected, *map(str, inputs))
    states = {state for pair in expected for state in pair}
    note(len(states) > 7 or shown == len(expected), about, "cells", shown, len(expected))
    return len(found)


# ---- which files ----

HEX = re.compile(r"[0-9a-fA-F]*")


def is_plain(path):
    """Is it OTLP JSON as OTLP/JSON says it is written, so that there is one way to read it?"""
    try:
        documents = transitions.documents(path.read_text(encoding="utf-8"))
        if not documents or not all(isinstance(d.get("resourceSpans"), list) for d in documents):
            return False
        return all(is_plain_span(raw) for d in documents for group in d["resourceSpans"]
                   for scope in group.get("scopeSpans") or [] for raw in scope.get("spans") or [])
    except (ValueError, AttributeError, TypeError, UnicodeDecodeError):
        return False


def is_plain_span(raw):
    ids = [(raw.get("traceId"), 32), (raw.get("spanId"), 16)]
    parent = raw.get("parentSpanId") or ""
    return (all(isinstance(i, str) and len(i) == n and HEX.fullmatch(i) and i.strip("0")
                for i, n in ids) and
            (parent == "" or len(parent) == 16 and HEX.fullmatch(parent) and parent.strip("0")) and
            all(str(raw.get(k, "0")).isdigit() and int(raw.get(k, "0")) < 2**64
                for k in ("startTimeUnixNano", "endTimeUnixNano")) and
            isinstance(raw.get("name", ""), str) and raw.get("name", "").isprintable() and len(raw.get("name", "")) <= NAME)


def labelled(here):
    generate(here, seed=5, per_rule=1)
    files = [path for path in sorted(here.glob("*.json*")) if path.name != "labels.json"]
    return [path for path in files if is_plain(path)]


def main():
    global skipped
    with tempfile.TemporaryDirectory() as folder:
        files = labelled(Path(folder))
        note(len(files) > 60, "labelled files that can be read", len(files))
        pairs = sum(compare(path.name, path) for path in files[::5])
        pairs += compare("all labelled", *files)
        note(pairs > 700, "pairs", pairs)
    for name in ("noisy", "clean", "sparse"):
        compare(name, ROOT / f"samples/{name}.jsonl")
    if CORPUS.is_dir():
        files = [path for path in sorted(CORPUS.glob("**/*.json*")) if is_plain(path)]
        note(len(files) > 5, "files of the corpus", len(files))
        for path in files:
            compare(path.relative_to(CORPUS), path)
    else:
        skipped += 1
        print("skipped: ../shared/corpus is not here")
    print(f"{passed} passed, {failed} failed, {skipped} skipped")
    return failed != 0


if __name__ == "__main__":
    sys.exit(main())
