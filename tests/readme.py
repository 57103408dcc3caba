#!/usr/bin/env python3
"""README.md tells the truth: what is generated is up to date, every command it shows runs and
exits as it says, every file it names is there, its formats and
reports are those there are.

    tests/readme.py               $SPANVET is the program

A command in a block of `sh` may end in a comment `# exit N`; without one it must exit with 0.
Commands run one after the other, those of ```console too, in a directory that looks like the
checkout's root and keeps what they write. Targets of make are only looked up.
"""
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.dont_write_bytecode = True
sys.path.insert(0, str(ROOT / "docs"))
from generate import scratch_root  # noqa: E402

TEXT = (ROOT / "README.md").read_text()


def blocks(language):
    return re.findall(rf"^```{language}\n(.*?)^```", TEXT, flags=re.S | re.M)


def commands():
    """Language and command of each line of the blocks, in their order."""
    for language, block in re.findall(r"^```(sh|console)\n(.*?)^```", TEXT, flags=re.S | re.M):
        for line in filter(None, block.splitlines()):
            if language == "sh":
                yield language, line
            elif line.startswith("$ "):
                yield language, line[2:]


def shell(command, scratch, root=ROOT):
    env = {k: v for k, v in os.environ.items() if not k.startswith("COVAL_")}
    env |= {"PATH": f"{scratch}:{env['PATH']}", "CI": "true"}
    return subprocess.run(["bash", "-c", command], cwd=root, env=env, stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=60, text=True)


def check_command(line, scratch, root):
    """What is wrong with a line of a block of sh, or nothing."""
    command, _, comment = line.partition("  #")
    expected = re.search(r"exit (\d)", comment)
    expected = int(expected[1]) if expected else 0
    if command.startswith(("make", "sudo make")):
        command, expected = command.replace("sudo ", "").replace("make", "make -n", 1), 0
    done = shell(command, scratch, root)
    if done.returncode != expected:
        return f"exits with {done.returncode}, not {expected}: {done.stdout[:300]}"
    return None


def first_column(head):
    table = re.search(rf"^\| {head} \|.*\n\|---.*\n((?:\|.*\n)+)", TEXT, flags=re.M)[1]
    return re.findall(r"^\| (.*?) \|", table, flags=re.M)


def check_reports():
    """Its table of report formats has those of reports.def, in their order."""
    names = re.findall(r"^REPORT\((\w+),", (ROOT / "lint/reports.def").read_text(), flags=re.M)
    rows = [row.strip("`") for row in first_column("`--format`")]
    return None if rows == names else f"are {rows}, not {names}"


def check_formats():
    """The first column of its table of formats has their titles, in the order of formats.def."""
    names = re.findall(r"^FORMAT\((\w+)\)", (ROOT / "io/formats.def").read_text(), flags=re.M)
    titles = [re.search(r'\.title = "(.*)"', (ROOT / f"io/{name}.c").read_text())[1]
              for name in names]
    rows = first_column("format")
    return None if rows == titles else f"are {rows}, not {titles}"


def main():
    passed = failed = 0
    checks = []
    with tempfile.TemporaryDirectory() as scratch:
        program = (ROOT / os.environ.get("SPANVET", "build/spanvet")).resolve()
        (Path(scratch) / "spanvet").symlink_to(program)
        up_to_date = shell("docs/generate.py --check", scratch)
        checks.append(("generated parts", up_to_date.returncode and up_to_date.stdout))
        with scratch_root() as root:
            for language, line in commands():
                if language == "sh":
                    checks.append((line, check_command(line, scratch, root)))
                else:  # what it prints was compared above; what it writes is used below it
                    shell(line, scratch, root)
        for target in re.findall(r"\]\(([^)#:]+)\)", TEXT):
            checks.append((target, None if (ROOT / target).exists() else "is not there"))
        checks.append(("its formats", check_formats()))
        checks.append(("its reports", check_reports()))
        first = re.findall(r"^make .*$", "\n".join(blocks("sh")), flags=re.M)[:2]
        begins = [line.split()[:2] for line in first] == [["make", "demo"], ["make", "test"]]
        checks.append(("its first commands", None if begins else f"are {first}"))
    for what, problem in checks:
        passed, failed = passed + (not problem), failed + bool(problem)
        if problem:
            print(f"FAILED {what}: {problem}")
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
