#!/usr/bin/env python3
"""What a trace says is shown and nothing else: a name that looks like commands runs none of them when
the inputs are read again, and what was shown on request is gone with the next key.

    tests/tui/hostile.py [SPANVET]
"""
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from checks import SPANVET, check, ended

START = 1_770_211_651_000_000_000


def write_traces(path, names, spans):
    with open(path, "w") as out:
        for at in range(0, spans, 1000):
            json.dump({"resourceSpans": [{"scopeSpans": [{"spans": [
                {"traceId": f"{0xabc000 + i // 100:032x}", "spanId": f"{i + 1:016x}",
                 "name": names[i % len(names)], "startTimeUnixNano": str(START + i * 1000),
                 "endTimeUnixNano": str(START + i * 1000 + 900)}
                for i in range(at, min(at + 1000, spans))]}]}]}, out)
            out.write("\n")


def tui(folder, *steps):
    """Runs a script, and returns the screens that it saves."""
    (folder / "script").write_text("\n".join(["size 120x30", *steps, ""]))
    done = subprocess.run([SPANVET, "tui", "--no-config", "--script", "script", "traces.json"],
                          cwd=folder, capture_output=True, text=True, timeout=120,
                          env=os.environ | {"TMPDIR": str(folder / "tmp")})
    check(done.returncode == 0 and not done.stderr, f"{steps}: {done.returncode} {done.stderr}")
    return done.stdout


def names_of_commands(folder):
    """Searched for, and still searched for after a reload; nothing that stands in it is done."""
    write_traces(folder / "traces.json", ["first\nyank json\ntypes llm\nfilter zzz\nmark", "stt"], 4)
    before = tui(folder, "keys 2 j *", "save -")
    after = tui(folder, "keys 2 j *", "keys R", "save -", "keys n", "save -")
    check("n and N step through the matches" in before and "match 1/" in after, after)
    check("only zzz" not in after and "marked" not in after, after)
    check(not list((folder / "tmp").iterdir()), list((folder / "tmp").iterdir()))
    check("4 spans" in after or "of 4" in after, after)


def hidden_again(folder):
    """While all is being counted anew too."""
    planted = "AKIA" + "PLANT2" + "A" * 10
    write_traces(folder / "traces.json", ["stt", "node " + planted, "llm", planted], 60_000)
    check(planted not in tui(folder, "keys 6", "save -"), "hidden at first")
    check(planted in tui(folder, "keys 6 x", "save -"), "shown on request")
    for keys in ("x x", "x } x", "} x { x"):
        shown = tui(folder, "keys 6", "now", *(f"keys {k}\nnow" for k in keys.split()), "save -",
                    "now", "command save-screen later.txt", "now", "save -", "keys j", "save -")
        check(planted not in shown, keys)
        check(planted not in (folder / "later.txt").read_text(), f"{keys}: saved")
        (folder / "later.txt").unlink()


def main():
    for case in [names_of_commands, hidden_again]:
        with tempfile.TemporaryDirectory() as name:
            Path(name, "tmp").mkdir()
            case(Path(name))
    return ended()


if __name__ == "__main__":
    sys.exit(main())
