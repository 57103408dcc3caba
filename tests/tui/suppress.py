#!/usr/bin/env python3
"""Accepting findings in the browser: what it writes into the configuration, and what lint makes of it.

    tests/tui/suppress.py [SPANVET]
"""
import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from checks import ROOT, SPANVET, check, ended


def tui(folder, steps, *args):
    """Runs a script, and returns the screens that it saves."""
    (folder / "script").write_text("size 100x30\n" + steps)
    run = subprocess.run([SPANVET, "tui", "--script", "script", *args], cwd=folder,
                         capture_output=True, text=True)
    check(run.returncode == 0 and not run.stderr, f"{args}: {run.returncode} {run.stderr}")
    return run.stdout


def lint(folder, *args):
    run = subprocess.run([SPANVET, "lint", "--format", "json", *args], cwd=folder,
                         capture_output=True, text=True)
    check(run.returncode in (0, 1) and not run.stderr, f"lint {args}: {run.stderr}")
    return json.loads(run.stdout)


def rules_of(report):
    return sorted({f["rule"] for f in report["findings"]})


ACCEPT = "keys 5\nkeys i\ntype {}\nkeys Enter y\nsave -\n"


def new_file(folder):
    """A new file in the working directory; the next run leaves the finding out, nothing is stale."""
    screen = tui(folder, ACCEPT.format("rewritten in May"), "noisy.jsonl")
    check("N055" not in screen and "2 info  score" in screen, screen)
    config = json.loads((folder / ".spanvet.json").read_text())
    check(config == {"exclude": [{"rule": "N055", "span": "transport.recv_audio",
                                  "reason": "rewritten in May"}]}, config)
    report = lint(folder, "noisy.jsonl")
    check("N055" not in rules_of(report), rules_of(report))
    check(report["stale_excludes"] == [], report["stale_excludes"])


def the_nearest_file(folder):
    """Comments, order and line ends of a file stay; other findings stay."""
    before = ('{\r\n\t"//": "ours",\r\n\t"exclude": [\r\n'
              '\t\t{"rule": "I004", "reason": "so it is"}\r\n\t],\r\n\t"fail_on": "error"\r\n}\r\n')
    (folder / ".spanvet.json").write_bytes(before.encode())
    inner = folder / "traces"
    inner.mkdir()
    shutil.move(folder / "noisy.jsonl", inner / "noisy.jsonl")
    tui(folder, ACCEPT.format("known"), "traces/noisy.jsonl")
    after = (folder / ".spanvet.json").read_bytes().decode()
    entry = ',\r\n\t\t{"rule": "N055", "span": "transport.recv_audio", "reason": "known"}'
    check(after == before.replace('it is"}', 'it is"}' + entry), after)
    check(not (inner / ".spanvet.json").exists(), "another file was made")
    report = lint(folder, "traces/noisy.jsonl")
    check(rules_of(report) == ["N066"] and not report["stale_excludes"], report["findings"])


def elsewhere(folder):
    """Inputs outside of the working directory have theirs beside them; --config names one."""
    other = folder / "other"
    other.mkdir()
    work = folder / "work"
    work.mkdir()
    shutil.move(folder / "noisy.jsonl", other / "noisy.jsonl")
    tui(work, ACCEPT.format("known"), "../other/noisy.jsonl")
    check((other / ".spanvet.json").exists() and not (work / ".spanvet.json").exists(), "place")
    (work / "mine.json").write_text("{}")
    tui(work, ACCEPT.format("mine"), "--config", "mine.json", "../other/noisy.jsonl")
    check("mine" in (work / "mine.json").read_text(), "--config")


def not_written(folder):
    """No reason, no yes, and a file that is wrong: nothing is written."""
    tui(folder, "keys 5\nkeys i Enter\nsave -\n", "noisy.jsonl")
    tui(folder, "keys 5\nkeys i\ntype no\nkeys Enter n\nsave -\n", "noisy.jsonl")
    check(not (folder / ".spanvet.json").exists(), "a file was made")
    (folder / ".spanvet.json").write_text("{}")
    steps = "keys 5\nkeys i\ntype no\nkeys Enter\nsave -\n"
    os.chmod(folder / ".spanvet.json", 0o444)
    tui(folder, steps, "noisy.jsonl")
    check((folder / ".spanvet.json").read_text() == "{}", "written without a yes")


def counted_anew(folder):
    """Every view counts without it at once."""
    before = tui(folder, "save -\n", "noisy.jsonl")
    after = tui(folder, ACCEPT.format("known") + "keys 1\nsave -\n", "noisy.jsonl")
    after = after[after.rindex("[traces]"):]
    check("N055" in before and "N055" not in after and "2 info" in after, after)


def from_a_pipe(folder):
    """What cannot be read twice stays; the view itself tells of the finding as accepted."""
    (folder / "script").write_text("size 100x30\n" + ACCEPT.format("known") + "keys R\nsave -\n")
    run = subprocess.run([SPANVET, "tui", "--script", "script", "-"], cwd=folder,
                         input=(folder / "noisy.jsonl").read_bytes(), capture_output=True)
    screen = run.stdout.decode()
    check(run.returncode == 0 and not run.stderr, run.stderr)
    check(screen.count("1 accepted") == 4 and "accepted (known)" in screen, screen)
    check("standard input cannot be read again" in screen, screen)


def main():
    for case in [new_file, the_nearest_file, elsewhere, not_written, counted_anew, from_a_pipe]:
        with tempfile.TemporaryDirectory() as name:
            shutil.copy(ROOT / "samples/noisy.jsonl", Path(name) / "noisy.jsonl")
            case(Path(name))
    return ended()


if __name__ == "__main__":
    sys.exit(main())
