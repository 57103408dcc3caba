#!/usr/bin/env python3
"""The browser's screens against saved ones: key scripts in, text and roles of the cells out.

    tests/tui/screens.py [--accept] [--spanvet build/spanvet] [PART-OF-A-NAME...]

A case is tests/tui/screens/NAME.keys: a first line `# samples/noisy.jsonl --option` with the inputs
and options ({names} is one of make_traces.py), then steps of `spanvet tui --script`, in which
`shot WHAT` saves the screen. NAME.txt beside it holds what is expected: for each shot the text, the
roles, and how it looks without colour, in runs ("d*12" is twelve cells of role d, "_*3" three blanks).
The tours, which show every view at every size and of every odd input, are made here, and so is what
`--print` says of each view; what is expected of them lies in tests/tui/screens/tours. --accept writes what comes out over what was expected.

Every case runs with --ascii as well: nothing beyond ASCII may come, and the roles must be the same.
"""
import argparse
import difflib
import itertools
import os
import re
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
HERE = ROOT / "tests/tui/screens"
sys.dont_write_bytecode = True
sys.path.insert(0, str(ROOT / "tests/tui"))
import make_traces  # noqa: E402
from views import PANES, VIEWS, WITH_COMPANION  # noqa: E402

PLANES = ["save", "roles", "looks"]
PRINTED = [*VIEWS, *(pane for pane in PANES if pane != "help")]
SIZES = ["80x24", "60x15", "200x50"]
# What a cell takes in ASCII may differ where the text is not ASCII.
FOREIGN = {"names"}


class Case:
    """Either steps of a script, or a view to print."""

    def __init__(self, name, inputs, steps, expected, view=None):
        self.name, self.inputs, self.steps, self.expected = name, inputs, steps, expected
        self.view = view


# ---- cases ----

def written():
    for path in sorted(HERE.glob("*.keys")):
        first, _, rest = path.read_text().partition("\n")
        yield Case(path.stem, first.lstrip("# ").split(), rest.splitlines(), path.with_suffix(".txt"))


def tour_steps(size, companions):
    """Every view by its key, and what stands beside it with the keys and on the whole screen."""
    steps = [f"size {size}"]
    for key, view in enumerate(VIEWS, 1):
        steps += [f"keys {key}", "check", f"shot {view}"]
        if companions and view in WITH_COMPANION:
            steps += ["keys Tab Enter", "check", f"shot {view}, companion", "keys Esc Esc"]
    return steps + ["keys ?", "check", "shot help"]


def tours():
    def tour(name, size, inputs, companions):
        return Case(f"tour-{name}-{size}", inputs, tour_steps(size, companions),
                    HERE / "tours" / f"{name}-{size}.txt")
    for sample, size in itertools.product(["noisy", "clean", "broken"], SIZES):
        yield tour(sample, size, [f"samples/{sample}.jsonl"], size == "80x24")
    for maker in make_traces.MAKERS:
        yield tour(maker.__name__, "80x24", ["{%s}" % maker.__name__], False)
    for view in PRINTED:
        yield Case(f"print-{view}", ["samples/clean.jsonl"], [], HERE / f"tours/print-{view}.txt",
                   view)
    yield tour("before", "80x24", ["samples/clean.jsonl", "--before", "samples/noisy.jsonl"], False)


# ---- running ----

class Shot:
    def __init__(self, what, planes):
        self.what, self.planes = what, planes


def run(case, odd, spanvet, options=()):
    """The shots of a case, and what is wrong with the run."""
    with tempfile.TemporaryDirectory() as scratch:
        lines, what = [], []
        for step in case.steps:
            if step.startswith("shot "):
                lines += [f"{p} {scratch}/{len(what)}.{p}" for p in PLANES]
                what.append(step[5:])
            else:
                lines.append(step)
        Path(scratch, "script").write_text("\n".join(lines) + "\n")
        inputs = [str(odd[i[1:-1]]) if i.startswith("{") else i for i in case.inputs]
        env = {k: v for k, v in os.environ.items() if k not in ("NO_COLOR", "COLUMNS")}
        done = subprocess.run(
            [spanvet, "tui", "--no-config", "--script", f"{scratch}/script", *options, *inputs],
            env=env | {"TMPDIR": scratch}, stdin=subprocess.DEVNULL, capture_output=True, cwd=ROOT,
            timeout=120)
        wrong = []
        if done.returncode:
            said = done.stderr.decode(errors="replace").strip()[-2000:]
            wrong.append(f"exit code {done.returncode}: {said}")
        shots = []
        for i, name in enumerate(what):
            files = [Path(scratch, f"{i}.{p}") for p in PLANES]
            if not files[-1].exists():
                wrong.append(f"no screen of {name}")
                break
            # names of files that differ from run to run
            shots.append(Shot(name, [f.read_bytes().decode().replace(scratch, "SCRATCH")
                                     .replace(str(odd["."]), "ODD") for f in files]))
        return shots, wrong


def printed(case, odd, spanvet, options=()):
    """The same of --print."""
    inputs = [str(odd[i[1:-1]]) if i.startswith("{") else i for i in case.inputs]
    env = {k: v for k, v in os.environ.items() if k not in ("NO_COLOR", "COLUMNS")}
    done = subprocess.run([spanvet, "tui", "--no-config", "--print", case.view, *options, *inputs],
                          env=env, stdin=subprocess.DEVNULL, capture_output=True, cwd=ROOT,
                          timeout=120)
    wrong = [] if done.returncode == 0 else [f"exit code {done.returncode}: {done.stderr}"]
    text = done.stdout.decode()
    if not text.strip():
        wrong.append("nothing is printed")
    if "\x1b" in text:
        wrong.append("escapes are printed into a file")
    return [Shot(case.view, [text, "", ""])], wrong


def runs(line):
    """A line of roles in a short form."""
    return " ".join(("_" if c == " " else c) + (f"*{n}" if n > 1 else "")
                    for c, n in ((c, len(list(group))) for c, group in itertools.groupby(line)))


def saved(shots):
    parts = []
    for shot in shots:
        text, roles, looks = (p.splitlines() for p in shot.planes)
        parts += [f"===== {shot.what}", *text]
        if not roles:
            continue
        parts += ["----- roles", *map(runs, roles),
                  "----- without colour", *map(runs, looks)]
    return "\n".join(parts) + "\n"


# ---- what must hold of every screen ----

def ascii_wrong(case, shots, others):
    wrong = []
    for shot, other in zip(shots, others):
        beyond = [c for c in other.planes[0] if ord(c) >= 0x80]
        if beyond:
            wrong.append(f"{shot.what}: --ascii shows {beyond[0]!r}")
        if not FOREIGN & {i.strip("{}") for i in case.inputs} and shot.planes[1] != other.planes[1]:
            rows = zip(shot.planes[1].splitlines(), other.planes[1].splitlines())
            row = next((i for i, (a, b) in enumerate(rows) if a != b), 0)
            texts = [p.planes[0].splitlines()[row:row + 1] for p in (shot, other)]
            wrong.append(f"{shot.what}: --ascii has other roles in line {row + 1}: {texts}")
    if len(shots) != len(others):
        wrong.append(f"--ascii has {len(others)} screens of {len(shots)}")
    return wrong


# What tells a role without its colour: signs, words or numbers one of which stands in a run of its
# cells, or a look.
BOLD, DIM, UNDERLINE, REVERSE = 1, 2, 4, 8
TOLD_BY = {
    "e": (r"[!E✗×◆▲▼*]|[a-z]{2}|\d", 0),
    "w": (r"[!W◆▲*…]|[a-z]{2}|\d", 0),
    "m": (None, UNDERLINE | REVERSE),
    "c": (None, BOLD),
    "1": (r"[\d░▒▓█]", 0), "2": (r"[\d░▒▓█]", 0), "3": (r"[\d░▒▓█]", 0), "4": (r"[\d░▒▓█]", 0),
}


def colour_wrong(shot):
    """Lines in which only a colour tells something."""
    wrong = []
    for number, (text, roles, looks) in enumerate(zip(*(p.splitlines() for p in shot.planes)), 1):
        cells = cells_of(text)
        if len(cells) < len(roles.rstrip()):
            cells += [" "] * (len(roles) - len(cells))
        looks = looks.ljust(len(roles))
        told = dict.fromkeys(TOLD_BY, False)  # on this line
        for run_of in re.finditer(r"([ewmc1-4])\1*", roles):
            sign, look = TOLD_BY[run_of[1]]
            part = "".join(cells[slice(*run_of.span())])
            told[run_of[1]] |= bool(sign and re.search(sign, part, re.I))
            looked = any(int(looks[i].strip() or "0", 16) & look for i in range(*run_of.span()))
            if part.strip() and not looked and not told[run_of[1]]:
                wrong.append(f"{shot.what}:{number}: role {run_of[1]} is told by colour alone: "
                             f"{part!r} of {text!r}")
    return wrong


def cells_of(text):
    """A line of the screen cell by cell; the second half of a wide character is empty."""
    import unicodedata
    cells = []
    for c in text:
        if unicodedata.combining(c) and cells:
            cells[-1] += c
            continue
        cells.append(c)
        if unicodedata.east_asian_width(c) in "WF":
            cells.append("")
    return cells


# ---- judging ----

def judge(case, odd, args):
    """What is wrong with a case; writes what is expected with --accept."""
    make_shots = printed if case.view else run
    shots, wrong = make_shots(case, odd, args.spanvet)
    others, wrong_ascii = make_shots(case, odd, args.spanvet, ["--ascii"])
    wrong += [f"--ascii: {w}" for w in wrong_ascii] + ascii_wrong(case, shots, others)
    for shot in shots:
        wrong += colour_wrong(shot)
    text = saved(shots)
    if args.accept and shots:
        case.expected.parent.mkdir(parents=True, exist_ok=True)
        case.expected.write_text(text)
    expected = case.expected.read_text() if case.expected.exists() else ""
    if text != expected:
        diff = difflib.unified_diff(expected.splitlines(), text.splitlines(), "expected", "came",
                                    lineterm="", n=1)
        wrong.append("\n".join(itertools.islice(diff, args.lines)))
    return case, wrong


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--accept", action="store_true")
    parser.add_argument("--spanvet", default=os.environ.get("SPANVET", "build/spanvet"))
    parser.add_argument("--lines", type=int, default=60, help="of a difference")
    parser.add_argument("names", nargs="*")
    args = parser.parse_args()
    args.spanvet = str(Path(args.spanvet).absolute())
    cases = [c for c in [*written(), *tours()]
             if not args.names or any(n in c.name for n in args.names)]
    failed = 0
    with tempfile.TemporaryDirectory() as scratch, ThreadPoolExecutor(2) as pool:
        odd = make_traces.make(scratch) | {".": Path(scratch)}
        for case, wrong in pool.map(lambda c: judge(c, odd, args), cases):
            failed += bool(wrong)
            for w in wrong[:6]:
                print(f"{case.name}: {w}")
    print(f"{len(cases) - failed} passed, {failed} failed")
    return 1 if failed or not cases else 0


if __name__ == "__main__":
    sys.exit(main())
