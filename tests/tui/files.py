#!/usr/bin/env python3
"""What the browser makes of names of files and folders: those of inputs that are not there, and those
that are typed.

    tests/tui/files.py [SPANVET]
"""
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from checks import ROOT, SPANVET, check, ended

NOISY = str(ROOT / "samples/noisy.jsonl")


def run(folder, *args, **more):
    return subprocess.run([SPANVET, "tui", "--no-config", *args], cwd=folder, capture_output=True,
                          text=True, env=os.environ | {"HOME": str(folder / "home")}, timeout=60,
                          **more)


def tui(folder, *steps):
    """Runs a script, and returns the screens that it saves."""
    (folder / "script").write_text("\n".join(["size 160x30", *steps, ""]))
    done = run(folder, "--script", "script", NOISY)
    check(done.returncode == 0 and not done.stderr, f"{steps}: {done.returncode} {done.stderr}")
    return done.stdout


STAGE = ["keys 2 a Enter u 7"]


def missing_inputs(folder):
    """Without a terminal too one learns what is not there, and nothing else."""
    inside = dict(stdin=subprocess.DEVNULL, start_new_session=True)
    for args in (["gone.json"], [NOISY, "gone.json"], ["--before", "gone.json", NOISY]):
        done = run(folder, *args, **inside)
        check(done.returncode == 2 and not done.stdout, (args, done))
        check(done.stderr == "spanvet: cannot read gone.json: No such file or directory; "
                             "check the path\n", (args, done.stderr))
    for args in ([NOISY], ["-"]):
        done = run(folder, *args, **inside)
        check(done.returncode == 2 and "needs a terminal" in done.stderr, (args, done.stderr))


def home_of_screens(folder):
    tui(folder, "command save-screen ~/a.txt", "command save-screen ~b.txt",
        "command save-screen", "type ~/c.txt", "keys Enter")
    check("1[traces]" in (folder / "home/a.txt").read_text(), "home/a.txt")
    check((folder / "~b.txt").exists() and (folder / "home/c.txt").exists(), os.listdir(folder))
    check(not (folder / "~").exists(), os.listdir(folder))


def home_of_metrics(folder):
    screen = tui(folder, *STAGE, "keys o ^U", "type ~/staged", "keys Enter y", "save -")
    check((folder / "home/staged/REPORT.md").exists(), screen)
    check(str(folder / "home/staged") in screen, screen)
    check(not (folder / "~").exists(), os.listdir(folder))


def traces_that_are_shown(folder):
    """Those of --before are shown too."""
    for name in ("now.jsonl", "before.jsonl"):
        (folder / name).write_bytes(Path(NOISY).read_bytes())
    (folder / "script").write_text("size 160x30\n" + "".join(
        f"command save-screen {name}\nsave -\nkeys y\n"
        for name in ("now.jsonl", "before.jsonl", "./before.jsonl")))
    done = run(folder, "--script", "script", "--before", "before.jsonl", "now.jsonl")
    check(done.stdout.count("holds the traces that are shown, and stays") == 3, done)
    for name in ("now.jsonl", "before.jsonl"):
        check((folder / name).read_bytes() == Path(NOISY).read_bytes(), f"{name} was replaced")


def no_folder(folder):
    """What stands in the way is said in the words of the browser, which has no options."""
    (folder / "file").write_text("")
    for name, yes in (("file", []), ("file/inner", ["keys y"])):
        screen = tui(folder, *STAGE, f"command write {name}", *yes, "save -")
        check("Not a directory; o asks for another folder" in screen, screen)
        check(" -o " not in screen and "--" not in screen, screen)
    check((folder / "file").read_text() == "", "file")


def main():
    for case in [missing_inputs, home_of_screens, home_of_metrics, no_folder,
                 traces_that_are_shown]:
        with tempfile.TemporaryDirectory() as name:
            Path(name, "home").mkdir()
            case(Path(name))
    return ended()


if __name__ == "__main__":
    sys.exit(main())
